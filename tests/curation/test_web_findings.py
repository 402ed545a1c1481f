"""What a reviewer does with what the checks say: take a fix, set a finding aside, take French from the memory."""

import re
from html import unescape

import pytest

from curation.review import ReviewAction, Role
from curation.web.routes import PAGES
from tests.curation.desk import EVIL, ROWS
from translation.document import BlockKind
from translation.unit import Finding

SPACED = Finding("typography", "Il manque une espace.", fix="Demandez d’abord\u00a0: oui.")
ERROR = Finding("number", f"Le nombre 12 manque. {EVIL}", blocking=True)
CONSTATS = "/brouillons/{}/segments/{}/constats"


@pytest.fixture
def draft_id(desk):
    return desk.draft(findings={2: (SPACED,), 3: (ERROR,)})


def finding_of(desk, draft_id, position):
    (finding,) = desk.catalog.draft_page(draft_id).units[position].unit.findings
    return finding


def set_aside(visitor, draft_id, position, finding, reason="", **more):
    visitor.get(f"/brouillons/{draft_id}")
    fields = {"check": finding.check, "finding": finding.message, "reason": reason, "version": 1} | more
    return visitor.send(CONSTATS.format(draft_id, position), **fields)


def form_at(html, action, having):
    """The fields of the first form that leads there and has this in it, as a browser would send them."""
    forms = re.findall(rf'<form[^>]*action="{re.escape(action)}"[^>]*>(.*?)</form>', html, re.DOTALL)
    form = next(form for form in forms if having in form)
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def test_a_fix_is_shown_word_by_word_and_taken_with_one_button(desk, draft_id):
    visitor = desk.signed_in("Amina")
    html = visitor.get(f"/brouillons/{draft_id}").text
    assert "Corriger ainsi" in html
    assert "<ins>" in html
    fields = form_at(html, f"/brouillons/{draft_id}/segments/2", "Corriger ainsi")
    assert visitor.send(f"/brouillons/{draft_id}/segments/2", **fields).status_code == 303
    assert desk.target(draft_id, 2) == SPACED.fix
    assert "Corriger ainsi" not in visitor.get(f"/brouillons/{draft_id}").text


def test_a_finding_without_a_sure_fix_has_no_button_for_it(desk):
    draft_id = desk.draft(findings={3: (ERROR,)})
    assert "Corriger ainsi" not in desk.signed_in("Luc").get(f"/brouillons/{draft_id}").text


def test_a_warning_set_aside_is_told_with_its_reason_and_can_come_back(desk, draft_id):
    visitor = desk.signed_in("Amina")
    assert "point à vérifier" in visitor.get("/").text
    answer = set_aside(visitor, draft_id, 2, SPACED, f"Voulu par l’auteur. {EVIL}")
    assert answer.headers["location"] == f"/brouillons/{draft_id}?constat=2#s2"
    html = visitor.get(answer.headers["location"]).text
    assert "Constat noté" in html
    assert EVIL not in html
    assert 'Écarté\u00a0: <span lang="fr">Voulu par l’auteur.' in html.replace("&nbsp;", "\u00a0")
    assert "point à vérifier" not in visitor.get("/").text
    assert "a écarté un constat" in visitor.get(f"/brouillons/{draft_id}/historique").text
    fields = form_at(html, CONSTATS.format(draft_id, 2), "Rétablir")
    assert visitor.send(CONSTATS.format(draft_id, 2), **fields).status_code == 303
    assert finding_of(desk, draft_id, 2).stands


def test_what_to_look_at_names_each_segment_and_is_past_once_approved(desk):
    draft_id = desk.draft(findings={2: (SPACED,), 3: (SPACED,)})
    amina, address = desk.signed_in("Amina"), f"/brouillons/{draft_id}"
    links = re.findall(r'<ul class="places">(.*?)</ul>', amina.get(address).text, re.DOTALL)[0]
    assert re.findall(r'href="([^"]+)">(Segment \d+)&nbsp;:', links) == [
        (f"{address}#s2", "Segment 3"),
        (f"{address}#s3", "Segment 4"),
    ]
    assert "Point suivant" in amina.get(address).text
    desk.step(draft_id, ReviewAction.CLAIM, "Amina")
    desk.step(draft_id, ReviewAction.APPROVE, "Amina")
    page = amina.get(address).text
    assert "À regarder" not in page
    assert "Point suivant" not in page


def test_a_reason_is_asked_for(desk, draft_id):
    answer = set_aside(desk.signed_in("Amina"), draft_id, 2, SPACED, "   ")
    assert answer.status_code == 403
    assert "Dites pourquoi" in answer.text
    assert finding_of(desk, draft_id, 2).stands


def test_a_reason_is_no_longer_than_its_field_lets_it_be(desk, draft_id):
    visitor = desk.signed_in("Amina")
    assert 'maxlength="300"' in visitor.get(f"/brouillons/{draft_id}").text
    assert "trop long" in set_aside(visitor, draft_id, 2, SPACED, "x" * 301).text
    assert finding_of(desk, draft_id, 2).stands
    assert set_aside(visitor, draft_id, 2, SPACED, "x" * 300).status_code == 303


def test_t46_an_error_blocks_until_it_is_mended_or_an_editor_sets_it_aside(desk, draft_id):
    amina, luc = desk.signed_in("Amina"), desk.signed_in("Luc")
    for visitor, forms in ((amina, 1), (luc, 2)):
        html = visitor.get(f"/brouillons/{draft_id}").text
        assert html.count('class="set-aside"') == forms
    assert set_aside(amina, draft_id, 3, ERROR, "Voulu.").status_code == 403
    assert finding_of(desk, draft_id, 3).stands
    desk.step(draft_id, ReviewAction.CLAIM, "Amina")
    seen = desk.catalog.draft(draft_id).version
    assert amina.take(draft_id, "approve", seen).status_code == 403
    assert set_aside(luc, draft_id, 3, ERROR, "Le nombre est dans le titre.").status_code == 303
    assert desk.catalog.draft(draft_id).blocking == 0
    seen = desk.catalog.draft(draft_id).version
    assert amina.take(draft_id, "approve", seen).status_code == 303


def test_a_finding_that_nobody_made_is_not_set_aside(desk, draft_id):
    unknown = Finding("number", "Rien de tel.")
    assert set_aside(desk.signed_in("Luc"), draft_id, 2, unknown, "x").status_code == 409
    assert set_aside(desk.signed_in("Luc"), draft_id, 99, SPACED, "x").status_code == 404


def test_a_judgement_of_an_older_text_is_refused(desk, draft_id):
    amina = desk.signed_in("Amina")
    amina.get(f"/brouillons/{draft_id}")
    desk.catalog.edit_unit(draft_id, 2, "Autre.", (SPACED,), desk.people["Luc"], desk.clock(), seen=1)
    assert set_aside(amina, draft_id, 2, SPACED, "Voulu.").status_code == 409
    assert finding_of(desk, draft_id, 2).stands


def test_nothing_is_offered_where_nothing_may_be_changed(desk):
    draft_id = desk.draft(findings={2: (SPACED,)})
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE):
        desk.step(draft_id, action)
    html = desk.signed_in("Luc").get(f"/brouillons/{draft_id}").text
    assert "Corriger ainsi" not in html
    assert "set-aside" not in html


def test_french_approved_elsewhere_is_offered_for_a_similar_sentence_with_what_differs(desk):
    said = [("Ask everybody for their consent first.", "Demandez d’abord l’accord de tous.", 0)]
    approved = desk.draft(
        title="Policy",
        french="Politique",
        url="policy",
        rows=[
            (
                BlockKind.PARAGRAPH,
                0,
                "x",
                [("Ask everybody for their consent first.", "Demandez d’abord l’accord de tous.", 0)],
            )
        ],
    )
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE):
        desk.step(approved, action)
    said = [("Ask everybody for their written consent first.", "Texte de la machine.", 0)]
    draft_id = desk.draft(rows=[*ROWS, (BlockKind.PARAGRAPH, 0, "x", said)])
    visitor = desk.signed_in("Amina")
    html = visitor.get(f"/brouillons/{draft_id}").text
    assert re.search(r"Phrase proche déjà traduite \(\d\d(?:&nbsp;|\u00a0)%\)", html)
    assert "their <ins>written </ins>consent" in html
    assert "Policy" in html
    position = len(desk.catalog.draft_page(draft_id).units) - 1
    fields = form_at(html, f"/brouillons/{draft_id}/segments/{position}", "Reprendre ce français")
    visitor.send(f"/brouillons/{draft_id}/segments/{position}", **fields)
    assert desk.target(draft_id, position) == "Demandez d’abord l’accord de tous."
    assert "déjà traduite" not in visitor.get(f"/brouillons/{draft_id}").text


def test_every_reviewer_may_judge():
    (page,) = [page for page in PAGES if page.path.endswith("/constats")]
    assert Role.REVIEWER in page.roles


def test_a_doubtful_passage_says_so_beside_its_text_and_in_the_queue(desk):
    draft_id = desk.draft()
    visitor = desk.signed_in("Amina")
    html = visitor.get(f"/brouillons/{draft_id}").text
    assert html.count("risk-doubtful") == 1
    assert "risk-sure" in html
    assert re.search(r'machine · <span class="level">douteux</span>', html)
    assert "1\u00a0passage douteux" in visitor.get("/").text
    position = next(
        one.unit.segment.index
        for one in desk.catalog.draft_page(draft_id).units
        if one.unit.segment.text == "We agreed."
    )
    visitor.edit(draft_id, position, "Nous étions d’accord, tous.")
    assert "passage douteux" not in visitor.get("/").text  # a person wrote it now


def test_the_queue_begins_with_what_is_most_doubtful_unless_asked_otherwise(desk):
    sure = [(BlockKind.PARAGRAPH, 0, "x", [("Ask first.", "Demandez d’abord.", 0)])]
    first = desk.draft(title="Sure", french="Texte sûr", url="sure", rows=sure)
    broken = {1: (Finding("untranslated", "Un passage est resté en anglais."),)}
    second = desk.draft(title="Broken", french="Texte douteux", url="broken", rows=sure, findings=broken)
    visitor = desk.signed_in("Amina")

    def order(query):
        html = visitor.get(f"/?{query}").text
        return sorted((first, second), key=lambda draft_id: html.index(f'href="/brouillons/{draft_id}"'))

    assert order("") == [second, first]
    assert order("ordre=surs") == order("ordre=anciens") == [first, second]
    assert order("etat=a-relire") == [second, first]
    assert '<strong aria-current="true">les plus sûrs d’abord</strong>' in visitor.get("/?ordre=surs").text
    assert visitor.get("/?ordre=inconnu").status_code == 404


@pytest.mark.parametrize(
    ("engine", "told"),
    [
        ("argos/1.0/0123456789abcdef/beam4/longest70/3", "faite sans réseau"),
        ("libretranslate/mt.example.org:5000/1", "par le serveur mt.example.org:5000\u00a0: le texte a quitté"),
    ],
)
def test_a_draft_says_whether_its_text_left_the_machine(desk, engine, told):
    draft_id = desk.draft(engine=engine)
    html = desk.signed_in("Amina").get(f"/brouillons/{draft_id}").text.replace("&nbsp;", "\u00a0")
    assert told in html


def named(html):
    """The names of the buttons, folds and fields of findings, as a screen reader says them."""
    found = re.findall(r"<(?:button|summary|label)[^>]*>(.*?)</(?:button|summary|label)>", html, re.DOTALL)
    names = [" ".join(unescape(re.sub(r"<[^>]*>", "", name)).split()) for name in found]
    return [name for name in names if re.match("Corriger|Écarter|Pourquoi ne|Rétablir", name)]


def test_each_button_of_a_finding_has_a_name_of_its_own(desk):
    other = Finding("last-mark", "Il manque un point.", fix="Demandez d’abord.")
    aside = [Finding("length", f"Message {n}.", dismissed="Voulu.") for n in (1, 2)]
    draft_id = desk.draft(findings={2: (SPACED, other, *aside), 3: (SPACED, other)})
    names = named(desk.signed_in("Amina").get(f"/brouillons/{draft_id}").text)
    assert len(names) == 4 * 4 + 2
    assert len(names) == len(set(names))


def test_the_rest_of_the_queue_is_shown_in_the_order_that_was_chosen(desk):
    for number in range(22):
        desk.draft(url=str(number), rows=[])
    html = desk.signed_in("Amina").get("/?ordre=anciens").text
    assert unescape(re.search(r'<a href="([^"]*)">Voir aussi', html)[1]) == "/?etat=a-relire&ordre=anciens"
