"""The page that says whether the glossary is followed: a chart over the months, and the same figures in tables."""

from datetime import date

from curation.term_report import Speaker, Tally
from curation.web.french import month_name
from curation.web.term_report import HEIGHT, chart
from translation.terminology import Use


def tally(**uses):
    return Tally({(Speaker.HUMAN, Use(name)): number for name, number in uses.items()}, {})


def test_a_column_is_filled_by_the_shares_of_its_month():
    drawn = chart(
        [(date(2026, 3, 1), tally(preferred=2, tolerated=1, missing=1)), (date(2026, 4, 1), tally(preferred=3))]
    )
    first, second = drawn.columns
    assert [(part.use, part.height) for part in first.parts] == [
        (Use.PREFERRED, 60),
        (Use.TOLERATED, 30),
        (Use.MISSING, 30),
    ]
    assert [(part.y, part.height) for part in second.parts] == [(0, HEIGHT)]
    assert first.title.startswith("mars 2026\u00a0: 75\u00a0% suivis\u00a0; ")
    assert first.title.endswith("2\u00a0formes préférées, 1\u00a0forme acceptée, 1\u00a0terme absent")
    assert drawn.label == "Part des termes suivis, de mars 2026 à avril 2026"


def test_months_without_terms_are_not_drawn():
    assert chart([(date(2026, 3, 1), tally())]).columns == ()
    assert month_name(date(2026, 12, 1)) == "décembre 2026"


def test_the_page_follows_what_reviewers_write(desk):
    draft_id = desk.draft()
    page = desk.signed_in("Amina")
    page.get("/glossaire/suivi")
    assert "Aucun document n’a encore été modifié ni approuvé." in page.html
    assert "la machine, d’elle-même" in page.html
    assert "une personne" not in page.html
    page.get(f"/brouillons/{draft_id}")
    page.edit(draft_id, 0, "Autre chose")
    page.get("/glossaire/suivi")
    assert "une personne" in page.html
    assert "mars 2026" in page.html
    assert f'href="/brouillons/{draft_id}"' in page.html
    assert page.html.count("<svg") == 1
    assert page.html.count("<script") == 1  # what keeps unsent texts, on every page


def test_an_empty_catalog_says_so(desk):
    page = desk.signed_in("Luc")
    page.get("/glossaire/suivi")
    assert "Aucun terme du glossaire" in page.html


def test_nobody_reads_it_without_signing_in(desk):
    assert desk.visitor().get("/glossaire/suivi").status_code == 303
