"""What each page weighs over the line, compressed: a few seconds where there is hardly any network."""

import gzip
from datetime import timedelta

import pytest

from curation.web.site import STATIC
from tests.curation.desk import ROWS, Desk
from translation.document import BlockKind

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")
HEAVIEST = 50_000  # bytes
ALL_FILES = 60_000  # scripts and styles together, which a browser keeps for good
SENTENCE = "Partner number {} shares its records of displaced people only with those who need them to help."


def weight(client, path):
    with client.stream("GET", path) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.status_code == 200, path
    assert answer.headers["content-encoding"] == "gzip", path
    return len(raw)


@pytest.fixture
def busy(database):
    """A desk with fifty drafts, one with a long history, a changed original, and a segment that two people edited."""
    desk = Desk(database)
    for number in range(50):
        title = SENTENCE.format(number)
        desk.draft(title=title, french=f"Le partenaire {number} : {title[::-1]}", url=f"draft-{number}")
    rows = [(BlockKind.PARAGRAPH, 0, SENTENCE.format(n), [(SENTENCE.format(n), f"Phrase {n}.", 0)]) for n in range(99)]
    desk.draft(rows=ROWS, url="long")
    long = desk.draft(rows=rows, url="long")
    for number in range(1, 99):
        desk.clock.now += timedelta(minutes=1)
        text = f"Le partenaire {number} ne partage ses fiches qu’avec {SENTENCE.format(number)[::-1]}"
        for version, target in enumerate((text, f"{text} Toujours."), start=1):
            actor = desk.people["Amina" if version == 1 else "Luc"]
            desk.catalog.edit_unit(long, number, target, (), actor, desk.clock(), seen=version)
    return desk, long


def test_every_page_is_light(busy):
    desk, long = busy
    maelle = desk.signed_in("Maëlle")
    draft = f"/brouillons/{long}"
    paths = ["/", "/tri", "/sources", "/glossaire", "/glossaire/nouveau", "/glossaire/suivi", "/aide", "/compte"]
    paths += ["/comptes", draft, f"{draft}/historique", f"{draft}/changements", f"{draft}/original/5"]
    heavy = {path: size for path in paths if (size := weight(maelle.client, path)) >= HEAVIEST}
    assert maelle.get("/").text.count('class="card') >= 20  # as many as a page of the list holds
    assert maelle.get(f"{draft}/historique").text.count("<li>") >= 190
    assert heavy == {}


def test_fifty_publications_to_sort_are_light(told):
    for number in range(1, 51):
        told.publication(number, title=SENTENCE.format(number))
    client = told.signed_in()._client
    assert client.get("/tri").text.count('class="card') >= 25  # as above
    assert weight(client, "/tri") < HEAVIEST


def test_scripts_and_styles_together_are_light_and_kept_for_good(desk):
    visitor = desk.visitor()
    files = sorted(path.name for path in STATIC.iterdir() if path.suffix in (".js", ".css"))
    assert {"saving.js", "kept.js", "style.css"} <= set(files)
    assert sum(weight(visitor.client, f"/static/{name}") for name in files) < ALL_FILES
    assert "immutable" in visitor.get("/static/saving.js").headers["cache-control"]
    assert len(gzip.compress((STATIC / "saving.js").read_bytes())) < 10_000
