"""Fifty reviewers save at once over HTTP, on SQLite: is an edit lost, and what does a save cost beside a bare commit?

    python -m bench.review_load [--reviewers 50] [--seconds 60] [--segments 2000] [--pauses 0 5] [--ways form script]

The server is the real one in a process of its own. Each reviewer saves a segment of theirs or, one time in ten, one
that all share, then pauses for so many seconds on average (0: goes on at once, as nobody does). By `form` they read
their segment's part of the draft anew before each save, as a browser without JavaScript does; by `script` they read
it once, and each save is answered with the segment alone. Every save that was acknowledged must then be in the draft's
history, a segment must say what was saved last, and every save that met another must have been told so.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import re
import socket
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from random import Random

import httpx
import sqlalchemy as sa
import uvicorn
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from curation.accounts import Accounts
from curation.blobs import BlobStore
from curation.catalog import Catalog, Visit
from curation.database import Database, migrate
from curation.model import Fetched, Source, SourceKind, Validators
from curation.review import Role
from curation.views import Provenance
from curation.web.app import create_app
from glossary.keeping import Glossary
from translation.document import Block, BlockKind, Document, headed
from translation.unit import Finding, Origin, Segment, TranslationUnit

PASSWORD = "quatre mots au hasard"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # fifty people sign in; that is not what is measured
SHARED = 10  # segments at the draft's beginning that everybody edits
SHARED_SHARE = 0.1
COMMITS = 300
AT = datetime(2026, 3, 1, tzinfo=UTC)
SENTENCES = (
    (
        "Ask for informed consent before personal data is shared.",
        "Demandez un consentement éclairé avant tout partage.",
    ),
    ("A data breach must be told within three days.", "Une violation de données se signale en trois jours."),
    ("Who sees the list of beneficiaries?", "Qui voit la liste des bénéficiaires ?"),
    ("Keep no more than the cluster needs.", "Ne gardez pas plus que le cluster n’en a besoin."),
)


@dataclass
class Told:
    """What the reviewers saw: seconds by kind of request, texts that were acknowledged or refused as a conflict."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {"save": [], "page": [], "bare": []})
    saved: list[tuple[int, str]] = field(default_factory=list)
    conflicts: list[tuple[int, str]] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)


def prepare(home: Path, reviewers: int, segments: int) -> int:
    """A catalog with accounts and one long draft; its number."""
    database = Database(home / "catalog.db")
    migrate(database)
    catalog, accounts = Catalog(database), Accounts(database, QUICK)
    for number in range(reviewers):
        accounts.add(f"relecture {number}", PASSWORD, Role.REVIEWER, at=AT)
    pairs = [SENTENCES[n % len(SENTENCES)] for n in range(segments)]
    texts = [f"{number}. {english}" for number, (english, _) in enumerate(pairs)]
    blocks = tuple(Block(BlockKind.PARAGRAPH, text) for text in texts)
    document = headed(Document("Consent", "en", blocks))
    units = [TranslationUnit(Segment(0, 0, 0, "Consent"), "Consentement", Origin.MACHINE)]
    for number, (text, (_, french)) in enumerate(zip(texts, pairs, strict=True), start=1):
        found = (Finding("term", "Vérifiez le terme."),) if number % 10 == 0 else ()
        units.append(TranslationUnit(Segment(number, 0, number, text), french, Origin.MACHINE, -0.2, found))
    page = "https://example.org/consent"
    visit = Visit(page, Fetched(page, b"<p>", "text/html", validators=Validators()), "0" * 64)
    source = Source("ocha", "OCHA", SourceKind.FEED, "https://example.org/feed")
    revision = catalog.record_revision(source, page, document, visit, ("CC-BY-4.0", "pied"), AT).revision_id
    draft_id = catalog.queue_draft(revision, units, Provenance("m1", "g1"), AT)
    database.close()
    return draft_id


def serve(home: Path, listening: socket.socket) -> None:
    """The review pages, and a bare page beside them, until the process is ended."""
    database = Database(home / "catalog.db")
    app = create_app(
        Catalog(database),
        Accounts(database, QUICK),
        Glossary(),
        BlobStore(home / "blobs"),
        secret=b"s" * 32,
    )

    async def bare(request: Request) -> Response:
        return HTMLResponse("<!doctype html><title>bare</title>")

    both = Starlette(routes=[Route("/bare", bare), Mount("/", app)])
    uvicorn.Server(uvicorn.Config(both, log_level="error", lifespan="off")).run(sockets=[listening])


@dataclass(frozen=True, slots=True)
class Work:
    """How the reviewers work: by form or by script, seconds of pause between two saves, for how long."""

    way: str
    pause: float
    seconds: float


@dataclass(slots=True)
class Reviewer:
    """One reviewer with a browser; `own` are the segments that nobody else edits, `versions` those last seen."""

    browser: httpx.AsyncClient
    draft_id: int
    number: int
    own: Sequence[int]
    told: Told
    token: str = ""
    versions: dict[int, int] = field(default_factory=dict)
    saves: int = 0

    async def sign_in(self) -> None:
        token = _token((await self.browser.get("/connexion")).text)
        door = {"csrf": token, "name": f"relecture {self.number}", "password": PASSWORD}
        assert (await self.browser.post("/connexion", data=door)).status_code == 303

    async def work(self, work: Work) -> None:
        random, end = Random(self.number), time.monotonic() + work.seconds
        await asyncio.sleep(work.pause * random.random())
        while time.monotonic() < end:
            position = random.randint(1, SHARED) if random.random() < SHARED_SHARE else random.choice(self.own)
            await timed(self.told, "bare", self.browser.get("/bare"))
            if work.way == "form":
                await self.read(position)
            if position in self.versions or work.way == "script":
                await self.save(position, work.way)
            await asyncio.sleep(work.pause * (0.5 + random.random()))

    def place(self, position: int) -> str:
        return f"/brouillons/{self.draft_id}/segments/{position}"

    async def read(self, position: int) -> None:
        """The part of the draft with this segment: its version, and the token of its forms."""
        place = self.place(position)
        seen = await timed(self.told, "page", self.browser.get(place, follow_redirects=True))
        form = re.search(
            rf'action="{place}">\s*<input[^>]+value="([^"]+)"><input[^>]+name="version" value="(\d+)">\s*<textarea',
            seen.text,
        )
        if seen.status_code != 200 or form is None:
            self.told.failures[f"page {seen.status_code}"] += 1
            return
        self.token, self.versions[position] = form[1], int(form[2])

    async def save(self, position: int, way: str) -> None:
        self.saves += 1
        text = f"La personne {self.number} écrit ici sa phrase {self.saves} du jour."
        fields = {"csrf": self.token, "version": str(self.versions.get(position, 1)), "target": text}
        by_script = {"Accept": "application/json"} if way == "script" else {}
        sent = self.browser.post(self.place(position), data=fields, headers=by_script)
        answer = await timed(self.told, "save", sent)
        if answer.status_code in (200, 303):
            self.told.saved.append((position, text))
        elif answer.status_code == 409:
            self.told.conflicts.append((position, text))
        else:
            self.told.failures[f"save {answer.status_code}"] += 1
        if way == "script" and answer.status_code in (200, 409):
            self.versions[position] = answer.json()["version"]


async def timed(told: Told, kind: str, asked: Awaitable[httpx.Response]) -> httpx.Response:
    began = time.perf_counter()
    answer = await asked
    told.seconds[kind].append(time.perf_counter() - began)
    return answer


def _token(html: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', html)
    assert found is not None
    return found[1]


async def crowd(
    address: str, draft_id: int, options: argparse.Namespace, way: str, pause: float, server: int
) -> tuple[Told, float]:
    """What all reviewers saw who worked at once in this way, and the processor's seconds that the server took."""
    warm = Work("form", 0, 1)  # the glossary and the word lists are read at the first page and save
    await together(address, draft_id, [[SHARED + 1]], warm, Told(), server)
    told, several = Told(), options.reviewers
    own = [[n for n in range(SHARED + 1, options.segments + 1) if n % several == number] for number in range(several)]
    spent = await together(address, draft_id, own, Work(way, pause, options.seconds), told, server)
    return told, spent


async def together(
    address: str, draft_id: int, own: Sequence[Sequence[int]], work: Work, told: Told, server: int
) -> float:
    """Everybody signs in, works, and leaves; the seconds of a processor that the server took for the work."""
    async with AsyncExitStack() as open_browsers:
        reviewers = []
        for number, segments in enumerate(own):
            # The server closes what was idle for 5 s: a browser would ask again, this client asks anew before.
            limits = httpx.Limits(keepalive_expiry=2)
            browser = httpx.AsyncClient(base_url=address, timeout=120, headers={"Origin": address}, limits=limits)
            reviewers.append(
                Reviewer(await open_browsers.enter_async_context(browser), draft_id, number, segments, told)
            )
        await asyncio.gather(*(one.sign_in() for one in reviewers))
        if work.way == "script":  # everybody has the draft open before the first save
            await asyncio.gather(*(one.read(one.own[0]) for one in reviewers))
        before = processor_seconds(server)
        await asyncio.gather(*(one.work(work) for one in reviewers))
        return processor_seconds(server) - before


def lost(home: Path, draft_id: int, told: Told) -> Iterator[str]:
    """What the draft and its history say otherwise than the reviewers were told; nothing, if all is well."""
    database = Database(home / "catalog.db")
    catalog = Catalog(database)
    events = [entry.detail for entry in catalog.history(draft_id) if "after" in entry.detail][::-1]
    kept = {(event["position"], event["after"]): event["conflict"] for event in events}
    for position, text in told.saved:
        if kept.get((position, text)) is not False:
            yield f"segment {position}: “{text}” was acknowledged and is not in the history"
    for position, text in told.conflicts:
        if kept.get((position, text)) is not True:
            yield f"segment {position}: “{text}” met another text, and is not in the history as such"
    last = {event["position"]: event["after"] for event in events if not event["conflict"]}
    units = catalog.draft_page(draft_id).units
    for position, text in last.items():
        if units[position].unit.target != text:
            yield f"segment {position} does not say what was saved last"
    database.close()


def commits(home: Path) -> list[float]:
    """Seconds of bare commits of one row in a file of the same settings."""
    database = Database(home / "bare.db")
    with database.write() as connection:
        connection.execute(sa.text("CREATE TABLE note (said TEXT)"))
    seconds = []
    for number in range(COMMITS):
        began = time.perf_counter()
        with database.write() as connection:
            connection.execute(sa.text("INSERT INTO note VALUES (:said)"), {"said": f"La phrase {number}."})
        seconds.append(time.perf_counter() - began)
    database.close()
    return seconds


def peak_memory(pid: int) -> int:
    """The most megabytes that a process held at once (Linux)."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) // 1024 if found else 0


def processor_seconds(pid: int) -> float:
    """What a process took of the processors so far (Linux); unlike the clock, a busy machine does not lengthen it."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def shown(name: str, seconds: list[float], bare: float) -> str:
    ordered = sorted(seconds)
    p50, p95 = statistics.median(ordered), ordered[int(0.95 * (len(ordered) - 1))]
    figures = f"p50 {p50 * 1000:8.1f} ms  p95 {p95 * 1000:8.1f} ms"
    return f"{name:12} {len(ordered):6}  {figures}  {p50 / bare:6.1f} times a bare page"


def measured(options: argparse.Namespace, way: str, pause: float) -> None:
    """One crowd over a draft and a server of its own, and what came of it."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listening:
        home = Path(folder)
        draft_id = prepare(home, options.reviewers, options.segments)
        server = multiprocessing.get_context("fork").Process(target=serve, args=(home, listening), daemon=True)
        server.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        told, spent = asyncio.run(crowd(address, draft_id, options, way, pause, server.pid or 0))
        memory = peak_memory(server.pid or 0)
        server.terminate()
        server.join(20)
        missing, commit = list(lost(home, draft_id, told)), statistics.median(commits(home))
    print(f"{options.reviewers} reviewers by {way}, {pause:g} s between two saves")
    bare = statistics.median(told.seconds["bare"])
    for kind in ("bare", "page", "save"):
        print(shown(kind, told.seconds[kind], bare))
    times = statistics.median(told.seconds["save"]) / commit
    print(f"a bare commit takes {commit * 1000:.2f} ms, the median save {times:.0f} times that")
    each = 1000 * spent / max(len(told.saved) + len(told.conflicts), 1)
    print(f"the server took {each:.0f} ms of a processor for each save with the pages that it needed")
    print(f"{len(told.saved)} saved, {len(told.conflicts)} conflicts told, failures {dict(told.failures)}, {memory} MB")
    print("nothing was lost" if not missing else "\n".join(missing[:20]), end="\n\n", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reviewers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--segments", type=int, default=2000)
    parser.add_argument("--pauses", type=float, nargs="+", default=[0, 5])
    parser.add_argument("--ways", choices=("form", "script"), nargs="+", default=["form", "script"])
    options = parser.parse_args()
    for way, pause in product(options.ways, options.pauses):
        measured(options, way, pause)


if __name__ == "__main__":
    main()
