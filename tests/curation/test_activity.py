"""The activity page: who did what, by day, in sentences, asked for by person and kind."""

from datetime import date, timedelta

import pytest
from lxml import html

from curation.review import SYSTEM, ReviewAction

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")


@pytest.fixture
def busy(desk):
    """A draft that several people worked on, over two days."""
    draft, catalog, people = desk.draft(), desk.catalog, desk.people
    desk.step(draft, ReviewAction.CLAIM, "Amina", "")
    for position in (1, 2, 2, 3):
        version = catalog.draft_page(draft).units[position].version
        text = f"Texte {position}.{version}"
        catalog.edit_unit(draft, position, text, (), people["Amina"], desk.clock(), seen=version)
    catalog.comment(draft, 3, "Un doute sur ce mot.", people["Zoé"], desk.clock())
    desk.clock.now += timedelta(days=1)
    catalog.assign(draft, people["Luc"].id, date(2026, 3, 9), people["Maëlle"], desk.clock())
    desk.step(draft, ReviewAction.SEND_BACK, "Luc", "À revoir.")
    return desk


def lines(page):
    root = html.fromstring(page)
    return [" ".join(p.text_content().split()) for p in root.xpath("//ol[@class='history']/li/p[1]")]


def test_it_tells_the_newest_first_by_day_and_runs_of_edits_as_one(busy):
    page = busy.signed_in("Zoé").get("/activite").text
    assert lines(page) == [
        "Luc a renvoyé le brouillon à relire – Consentement à relire",
        "Maëlle a confié le brouillon à Luc, pour le 9 mars 2026 – Consentement",
        "Zoé a commenté – Consentement",
        "Amina a modifié 3 segments – Consentement",
        "Amina a pris le brouillon en relecture – Consentement en relecture",
    ]
    root = html.fromstring(page)
    assert root.xpath("//main//h2/text()") == ["2 mars 2026", "1er mars 2026"]
    assert "Un doute sur ce mot." in page
    assert "À revoir." in page
    assert root.xpath("//ol/li[1]//a/@href")[1] == "/brouillons/1/segments/3"


def test_it_answers_by_person_and_kind(busy):
    visitor = busy.signed_in("Luc")
    found = {
        query: len(lines(visitor.get(f"/activite?{query}").text))
        for query in (
            "par=Amina",
            "quoi=textes",
            "quoi=commentaires",
            "quoi=decisions",
            "quoi=prises",
            "quoi=fiches",
            "par=Luc&quoi=textes",
            "par=Personne",
            "page=7",
        )
    }
    assert found == {
        "par=Amina": 2,
        "quoi=textes": 1,
        "quoi=commentaires": 1,
        "quoi=decisions": 1,
        "quoi=prises": 1,
        "quoi=fiches": 1,
        "par=Luc&quoi=textes": 0,
        "par=Personne": 0,
        "page=7": 0,
    }
    assert visitor.get("/activite?quoi=rien").status_code == 404
    choices = html.fromstring(visitor.get("/activite").text).xpath("//select[@id='who']/option/text()")
    assert choices == ["tout le monde", "Amina", "Luc", "Maëlle", "Zoé"]
    busy.step(1, ReviewAction.CLAIM, "Amina")
    busy.step(1, ReviewAction.RELEASE, SYSTEM.name, "")
    assert "dragoman a remis le brouillon dans la file" in lines(visitor.get("/activite?par=dragoman").text)[0]


def test_it_has_pages(busy):
    for number in range(120):
        busy.catalog.comment(1, None, f"Mot {number}.", busy.people["Luc"], busy.clock())
    visitor = busy.signed_in("Amina")
    first, second = (visitor.get(f"/activite?par=Luc&page={page}").text for page in (1, 2))
    assert (len(lines(first)), len(lines(second))) == (100, 21)
    assert 'rel="next" href="/activite?par=Luc&amp;quoi=&amp;page=2"' in first
    assert "Mot 119." in first
    assert 'rel="next"' not in second
