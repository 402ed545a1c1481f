"""The page of numbers: what it shows and leaves out, its filters, its charts, and its tables for a spreadsheet."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from curation.review import ReviewAction
from curation.schema import publication
from curation.web.formats import month_name
from curation.web.language import speaking
from curation.web.number_chart import BAR, HEIGHT, TOP, Point, bars, chart
from curation.web.number_words import decimal, engine_name, glossary_name, percent, short_month
from curation.web.numbers import Table, written
from tests.curation.desk import EVIL

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")


def approved(desk, url, target="Les raisons", **options):
    draft_id = desk.draft(url=url, **options)
    desk.step(draft_id, ReviewAction.CLAIM, "Amina")
    desk.clock.now += timedelta(seconds=30)
    desk.catalog.edit_unit(draft_id, 1, target, (), desk.people["Amina"], desk.clock(), seen=1)
    desk.step(draft_id, ReviewAction.APPROVE)
    return draft_id


def table(visitor, name, query=""):
    answer = visitor.get(f"/chiffres/{name}.csv{query}")
    assert answer.status_code == 200
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert f'filename="chiffres-{name}.csv"' in answer.headers["content-disposition"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_page_says_what_was_rewritten_where_and_that_it_is_too_little(desk):
    visitor = desk.signed_in("Amina")
    visitor.get("/chiffres")
    assert "Aucun document n’est encore approuvé" in visitor.html
    first = approved(desk, "one", title=EVIL, engine="argos/1.9/3fa9c1d2e4b5a697/beam4/longest200/5")
    approved(desk, "two", target="=1+1", title="=HYPERLINK(1)")
    with desk.database.write() as connection:
        reasons = [{"theme": "planning", "phrases": ["data plan"], "weight": 0.4}]
        of_first = publication.c.address == "https://example.org/one"
        connection.execute(sa.update(publication).where(of_first).values(reasons=reasons))
    visitor.get("/chiffres")
    html = visitor.html
    assert "2 textes&nbsp;: trop peu pour conclure" in html
    assert "Argos 1.9 (3fa9c1)" in html
    assert f'href="/brouillons/{first}/segments/1"' in html
    assert "<del>Pourquoi</del><ins>Les raisons</ins>" in html
    assert EVIL not in html
    assert "&lt;script&gt;alert(1)" in html
    assert 'role="img" aria-label="Mots réécrits pour 100 mots approuvés, par mois. mars 2026' in html
    assert "style=" not in html
    assert "Amina" not in html.partition("<main")[2]  # nobody is counted
    assert "Temps de relecture" not in html  # of few documents no time is told
    assert "Planification" in html

    months = table(visitor, "mois")
    assert months[0][:4] == ["Mois", "Documents", "Segments", "Gardés tels quels (%)"]
    assert (months[1][:3], months[1][5], months[1][7:]) == (["mars 2026", "2", "18"], "", ["", ""])
    assert "," in months[1][3]
    documents = table(visitor, "documents")
    assert {line[0] for line in documents[1:]} == {EVIL, "'=HYPERLINK(1)"}
    assert "'=1+1" in {line[-1] for line in table(visitor, "segments")[1:]}
    assert [line[:2] for line in table(visitor, "themes")[1:]] == [["Planification", "1"]]
    assert table(visitor, "constats")[0][0] == "Contrôle"

    assert len(table(visitor, "documents", "?theme=planning")) == 2
    assert len(table(visitor, "documents", "?source=ICRC")) == 1
    visitor.get("/chiffres?du=2027-01-01&au=nonsense")
    assert "Aucun document approuvé ne répond à ces filtres." in visitor.html
    assert 'name="du" value="2027-01-01"' in visitor.html
    assert visitor.get("/chiffres/personnes.csv").status_code == 404


def test_with_enough_documents_margins_and_time_are_told(desk):
    for number in range(5):
        approved(desk, f"n{number}", target="Les raisons" if number % 2 else "La raison", findings={})
    visitor = desk.signed_in("Zoé")
    visitor.get("/chiffres")
    assert "secondes par mot anglais" in visitor.html
    assert "trop peu pour conclure</span>" not in visitor.html
    assert visitor.html.count('role="img"') == 2
    (line,) = table(visitor, "sources")[1:]
    assert line[0] == "OCHA"
    assert all(line)


def test_a_column_stands_on_zero_and_its_whisker_says_the_margin():
    drawn = chart(
        [Point("mars", "2026", 20.0, 5.0, "20", "", False), Point("avr.", "2026", 10, None, "10", "", True)], "x"
    )
    first, second = drawn.columns
    assert [line.value for line in drawn.lines] == [0, 5, 10, 15, 20, 25]
    assert (first.y + first.height, second.y + second.height) == (drawn.floor, drawn.floor)
    assert first.height == pytest.approx(HEIGHT * 20 / 25)
    assert (first.whisker.near, first.whisker.far) == (TOP + HEIGHT * 0.4, TOP)
    assert second.whisker is None
    assert chart([Point("mars", "2026", 0.0, 0.0, "0", "", False)], "").columns[0].height == 0
    wide, short = bars([(0.3, 0.1, False), (0.1, None, True)])
    assert (wide.width, wide.whisker.near, wide.whisker.far) == (75, 50, BAR)
    assert (short.width, short.whisker, short.is_few) == (25, None, True)


def test_figures_and_names_are_written_as_people_write_them():
    since = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert (decimal(12.44), percent(0.999), percent(1.0)) == ("12,4", "99\u00a0%", "100\u00a0%")
    assert engine_name("opus/77aa01bc23de45f6/beam4/longest200/5") == "OPUS-MT (77aa01)"
    assert engine_name("libretranslate/translate.example.org/2") == "LibreTranslate sur translate.example.org"
    assert engine_name("pseudo/1") == "pseudo/1"
    assert glossary_name("1f2e3d4c5b6a7980", since) == "depuis le 1er mars 2026 (1f2e3d)"
    assert (month_name(date(2026, 9, 1)), short_month(date(2026, 9, 1))) == ("septembre 2026", ("sept.", "2026"))
    line = Table(("a",), [("@x", 0.5, 3, None)])
    assert written(line).decode("utf-8-sig") == "a\r\n'@x;0,500;3;\r\n"
    with speaking("en"):
        assert (decimal(12.44), percent(0.5), short_month(date(2026, 9, 1))) == ("12.4", "50%", ("Sep", "2026"))
        assert written(line).decode("utf-8-sig") == "a\r\n'@x,0.500,3,\r\n"
