"""What the page of numbers costs: counted for the first time, and again, beside a bare query of the same drafts.

    python -m bench.numbers [--documents 300] [--units 100] [--edited 0.3]

The catalog is real, and so is the page; its French is that of the project's own guides, rewritten here and there. The
same pairs are then given to sacrebleu: what its TER and chrF say, how long it takes, and how much moves would change.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from sacrebleu.metrics import CHRF, TER
from starlette.testclient import TestClient

from bench.review_load import PASSWORD, QUICK, _token
from curation.accounts import Accounts
from curation.blobs import BlobStore
from curation.catalog import Catalog, Visit
from curation.database import Database, migrate
from curation.model import Fetched, Source, SourceKind, Validators
from curation.numbers import Numbers, figures
from curation.post_edit import PostEdit, post_edit, together
from curation.review import ReviewAction, Role, decide
from curation.schema import draft
from curation.views import Provenance
from curation.web.app import create_app
from glossary.keeping import Glossary
from translation.document import Block, BlockKind, Document, headed
from translation.unit import Finding, Origin, Segment, TranslationUnit

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
GUIDES = Path(__file__).parents[1] / "docs"
ORGANISATIONS = ("OCHA", "ICRC", "IFRC", "UNHCR", "The Engine Room", "Oxfam")
ENGINES = ("argos/1.9/3fa9c1d2e4b5a697/beam4/longest200/5", "opus/77aa01bc23de45f6/beam4/longest200/5")


@dataclass(frozen=True, slots=True)
class Shape:
    """How many drafts, of how many segments, of which this share is rewritten."""

    documents: int
    units: int
    edited: float


def filled(home: Path, shape: Shape) -> tuple[Database, list[tuple[str, str]]]:
    """A catalog of approved drafts, and every first French with what was approved."""
    database = Database(home / "catalog.db")
    migrate(database)
    catalog, accounts = Catalog(database), Accounts(database, QUICK)
    amina = accounts.add("Amina", PASSWORD, Role.EDITOR, at=START)
    words, random, pairs = _french(), Random(5), []
    for number in range(shape.documents):
        at = START + timedelta(days=number * 360 / shape.documents)
        firsts = [_passage(words, random) for _ in range(shape.units)]
        draft_id = _queued(catalog, number, firsts, at)
        for position, first in enumerate(firsts):
            after = _rewritten(first, words, random) if random.random() < shape.edited else first
            pairs.append((first, after))
            at += timedelta(seconds=random.randint(5, 60))
            if after != first:
                catalog.edit_unit(draft_id, position, after, (), amina, at, seen=1)
        value = catalog.draft(draft_id)
        catalog.record(decide(value, ReviewAction.APPROVE, amina, at, "vu"), seen=value.version)
    return database, pairs


def _french() -> list[str]:
    guides = ("glossary.md", "hors-ligne.md", "triage.md", "veille.md", "lectures.md")
    return " ".join((GUIDES / name).read_text(encoding="utf-8") for name in guides).split()


def _passage(words: list[str], random: Random) -> str:
    start, length = random.randrange(len(words) - 40), random.randint(3, 30)
    return " ".join(words[start : start + length])


def _rewritten(text: str, words: list[str], random: Random) -> str:
    """A few words replaced, left out or put in, and one time in four a word moved, as people do."""
    said = text.split()
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        at = random.randrange(len(said) + 1)
        said[at : at + random.randint(0, 2)] = random.sample(words, random.randint(0, 2))
    if said and random.random() < 0.25:
        moved = said.pop(random.randrange(len(said)))
        said.insert(random.randrange(len(said) + 1), moved)
    return " ".join(said) or "Rien"


def _queued(catalog: Catalog, number: int, firsts: list[str], at: datetime) -> int:
    page, organisation = f"https://example.org/{number}", ORGANISATIONS[number % len(ORGANISATIONS)]
    english = [f"{place}. {text} in English" for place, text in enumerate(firsts)]
    document = headed(Document(f"Guide {number}", "en", tuple(Block(BlockKind.PARAGRAPH, text) for text in english)))
    source = Source(organisation.lower(), organisation, SourceKind.FEED, "https://example.org/feed")
    visit = Visit(page, Fetched(page, b"<p>", "text/html", validators=Validators()), f"{number:064}")
    revision = catalog.record_revision(source, page, document, visit, ("CC-BY-4.0", "pied"), at).revision_id
    found = (Finding("term-missing", "Vérifiez le terme."),)
    units = [
        TranslationUnit(Segment(place, 0, place, text), first, Origin.MACHINE, -0.2, found if place % 10 == 0 else ())
        for place, (text, first) in enumerate(zip(english, firsts, strict=True))
    ]
    return catalog.queue_draft(revision, units, Provenance(ENGINES[number % 2], f"glossary{number % 3}"), at)


def timed(times: int, what: Callable[[], Any]) -> float:
    """The median seconds of doing something so many times."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        what()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def peers(pairs: list[tuple[str, str]]) -> Iterator[str]:
    """Our figures and sacrebleu's of the same rewritten pairs, and what each takes."""
    changed = [pair for pair in pairs if pair[0] != pair[1]]
    firsts, after = map(list, zip(*changed, strict=True))
    whole = PostEdit()

    def ours() -> None:
        nonlocal whole
        whole = together(post_edit(*pair) for pair in changed)

    ter, chrf = TER(), CHRF()
    took = (
        timed(1, ours),
        timed(1, lambda: ter.corpus_score(firsts, [after])),
        timed(1, lambda: chrf.corpus_score(firsts, [after])),
    )
    said = ter.corpus_score(firsts, [after])
    yield f"{len(changed)} rewritten segments: ours {took[0]:.2f} s,"
    yield f"sacrebleu {took[1]:.2f} s for TER and {took[2]:.2f} s for chrF"
    yield f"rate of rewriting {100 * whole.rate:.2f}, TER with moves {said.score:.2f}"
    yield f"chrF {100 * whole.chrf:.3f}, sacrebleu's {chrf.corpus_score(firsts, [after]).score:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=300)
    parser.add_argument("--units", type=int, default=100)
    parser.add_argument("--edited", type=float, default=0.3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        database, pairs = filled(home, Shape(options.documents, options.units, options.edited))
        catalog = Catalog(database)

        def bare() -> None:
            with database.read() as connection:
                connection.execute(sa.select(draft.c.id, draft.c.version, draft.c.state)).all()

        first = timed(1, lambda: figures(Numbers().of(catalog)))
        app = create_app(catalog, Accounts(database, QUICK), Glossary(), BlobStore(home / "blobs"), secret=b"s" * 32)
        client = TestClient(app, headers={"Origin": "http://testserver"})
        token = _token(client.get("/connexion").text)
        client.post("/connexion", data={"csrf": token, "name": "Amina", "password": PASSWORD})
        assert "Chiffres" in client.get("/chiffres").text
        query, page, help_page = (
            timed(20, what) for what in (bare, lambda: client.get("/chiffres"), lambda: client.get("/aide"))
        )
        print(f"{options.documents} drafts of {options.units} segments: counted for the first time in {first:.2f} s")
        print(f"the page afterwards {1000 * page:.1f} ms, a page without numbers {1000 * help_page:.1f} ms,")
        print(f"a bare query of the drafts {1000 * query:.2f} ms: {page / query:.0f} times that,")
        print(f"{page / help_page:.1f} times the other page")
        database.close()
    for line in peers(pairs):
        print(line)


if __name__ == "__main__":
    main()
