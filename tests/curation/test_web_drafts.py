"""The pages of the drafts over a real file: what each button does, and that nothing typed is lost."""

import gzip
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from itertools import pairwise

import pytest
from lxml import etree

from curation.editions import ChangeKind, ParagraphChange
from curation.review import TRANSITIONS, ReviewAction, ReviewState
from curation.web import app as web
from curation.web.changes import Change, paragraph_view, word_changes
from curation.web.review_words import BUTTONS, DONE
from curation.web.routes import ADMINS, EDITORS, PAGES
from tests.curation.desk import EVIL, ROWS, Desk
from translation.document import BlockKind
from translation.unit import Finding

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")


def test_an_address_that_is_not_of_the_web_is_not_linked():
    assert web.templates().filters["web"]("javascript:alert(1)") == ""
    assert web.templates().filters["web"]("https://example.org/a") == "https://example.org/a"


def reach(desk, draft_id, state):
    """Bring a fresh draft to the state by steps of the table."""
    ways = {
        ReviewState.QUEUED: (),
        ReviewState.IN_REVIEW: (ReviewAction.CLAIM,),
        ReviewState.APPROVED: (ReviewAction.CLAIM, ReviewAction.APPROVE),
        ReviewState.PUBLISHED: (ReviewAction.CLAIM, ReviewAction.APPROVE, ReviewAction.PUBLISH),
        ReviewState.WITHDRAWN: (
            *(ReviewAction.CLAIM, ReviewAction.APPROVE, ReviewAction.PUBLISH),
            ReviewAction.WITHDRAW,
        ),
        ReviewState.REJECTED: (ReviewAction.REJECT,),
    }
    for action in ways[state]:
        desk.step(draft_id, action, "Maëlle")


@pytest.mark.parametrize(("state", "action"), [step for step in TRANSITIONS if step[1] in BUTTONS])
def test_every_step_of_the_table_has_a_button_that_works(desk, state, action):
    draft_id = desk.draft()
    reach(desk, draft_id, state)
    visitor = desk.signed_in("Luc")
    form = re.search(
        rf'<form[^>]*action="(/brouillons/{draft_id}/etape)">(?:(?!</form>).)*name="seen" value="(\d+)"'
        rf'(?:(?!</form>).)*<button name="action" value="{action}"',
        visitor.get(f"/brouillons/{draft_id}").text,
        re.S,
    )
    response = visitor.send(form[1], action=action, seen=form[2], note="Parce que.")
    assert response.status_code == 303
    assert desk.catalog.draft(draft_id).state is TRANSITIONS[state, action]
    assert visitor.get(response.headers["location"]).status_code == 200
    assert DONE[action] in unescape(visitor.html)


def test_a_reviewer_meets_no_button_for_publishing_and_may_not_send_its_form(desk):
    draft_id = desk.draft()
    reach(desk, draft_id, ReviewState.APPROVED)
    visitor = desk.signed_in("Amina")
    assert 'value="publish"' not in visitor.get(f"/brouillons/{draft_id}").text
    response = visitor.take(draft_id, "publish", desk.catalog.draft(draft_id).version)
    assert response.status_code == 403
    assert "Votre rôle" in response.text


@pytest.mark.parametrize("page", [page for page in PAGES if page.roles in (EDITORS, ADMINS)])
def test_some_pages_are_for_some_roles(desk, page):
    draft_id = desk.draft()
    visitor = desk.signed_in("Amina")
    visitor.get("/")
    path = re.sub(r"{\w+:number}", str(draft_id), page.path)
    assert (visitor.get(path) if page.method == "GET" else visitor.send(path)).status_code == 403


def test_with_four_eyes_whoever_edited_does_not_approve(database):
    desk = Desk(database)
    draft_id = desk.draft()
    visitor = desk.signed_in("Luc")
    visitor.get(f"/brouillons/{draft_id}")
    visitor.edit(draft_id, 1, "Changé.")
    assert "une autre personne doit l’approuver" in visitor.get(f"/brouillons/{draft_id}").text
    assert visitor.take(draft_id, "approve", desk.catalog.draft(draft_id).version).status_code == 403
    other = desk.signed_in("Amina")
    other.get(f"/brouillons/{draft_id}")
    assert other.take(draft_id, "approve", desk.catalog.draft(draft_id).version).status_code == 303


def test_an_edit_is_kept_checked_anew_and_leads_back_to_its_segment(desk):
    draft_id = desk.draft(rows=[(BlockKind.PARAGRAPH, 0, "We met 12 people.", [("We met 12 people.", "Nous.", 0)])])
    visitor = desk.signed_in("Amina")
    visitor.get(f"/brouillons/{draft_id}")
    response = visitor.edit(draft_id, 1, "Nous avons vu 12 personnes !\r\n")
    assert response.headers["location"] == f"/brouillons/{draft_id}?enregistre=1#s1"
    assert desk.target(draft_id, 1) == "Nous avons vu 12 personnes\u202f!"
    page = visitor.get(f"/brouillons/{draft_id}?enregistre=1").text
    assert "Enregistré" in page
    assert "modifié</span> par Amina" in page
    visitor.edit(draft_id, 1, "Nous avons vu des personnes.", version=2)
    assert "À corriger" in visitor.get(f"/brouillons/{draft_id}").text
    assert desk.catalog.draft(draft_id).blocking == 1


def test_an_unchanged_text_says_so_and_one_can_go_on_where_one_stopped(desk):
    draft_id = desk.draft()
    visitor = desk.signed_in("Amina")
    assert "Reprendre au segment" not in visitor.get(f"/brouillons/{draft_id}").text
    unchanged = visitor.edit(draft_id, 1, "Pourquoi").headers["location"]
    assert "Rien à enregistrer\u00a0: texte inchangé" in visitor.get(unchanged).text
    assert desk.catalog.draft(draft_id).state is ReviewState.QUEUED
    for position in (3, 2):
        desk.clock.now += timedelta(minutes=1)
        visitor.edit(draft_id, position, "Changé.")
    assert "Reprendre au segment 3<" in visitor.get(f"/brouillons/{draft_id}").text


def test_a_draft_is_with_somebody_only_while_in_review(desk):
    draft_id = desk.draft()
    visitor = desk.signed_in("Luc")
    desk.step(draft_id, ReviewAction.CLAIM, "Amina")
    assert "chez Amina" in visitor.get(f"/brouillons/{draft_id}").text
    desk.step(draft_id, ReviewAction.APPROVE, "Amina")
    assert "chez Amina" not in visitor.get(f"/brouillons/{draft_id}").text
    assert "chez Amina" not in visitor.get("/").text


def test_the_second_of_two_edits_sees_both_texts_and_chooses(desk):
    draft_id = desk.draft()
    amina, luc = desk.signed_in("Amina"), desk.signed_in("Luc")
    amina.get(f"/brouillons/{draft_id}")
    luc.get(f"/brouillons/{draft_id}")
    amina.edit(draft_id, 2, "Le texte d’Amina.")
    response = luc.edit(draft_id, 2, "Le texte de Luc.")
    assert response.status_code == 409
    html = unescape(response.text)
    assert "Le texte d’Amina." in html
    assert "Le texte de Luc." in html
    version = re.search(r'name="version" value="(\d+)"', html)[1]
    assert luc.edit(draft_id, 2, "Le texte des deux.", version=version).status_code == 303
    assert desk.target(draft_id, 2) == "Le texte des deux."
    history = unescape(luc.get(f"/brouillons/{draft_id}/historique").text)
    assert "Le texte de Luc." in history
    assert "<del>" in history


def test_texts_with_little_in_common_are_shown_one_after_the_other():
    before, after = "Le droit de savoir ce qui est fait.", "Toute personne peut demander ses données."
    assert word_changes(before, after) == (Change("removed", before), Change("added", after))
    assert word_changes("Les données des gens.", "Les fiches des gens.")[0] == Change("same", "Les ")
    assert word_changes("", "Neuf.") == (Change("added", "Neuf."),)


def test_a_step_on_a_draft_that_moved_gives_the_words_back(desk):
    draft_id = desk.draft()
    visitor = desk.signed_in("Amina")
    visitor.get(f"/brouillons/{draft_id}")
    desk.step(draft_id, ReviewAction.CLAIM)
    response = visitor.take(draft_id, "reject", 1, note="Hors sujet, je crois.")
    assert response.status_code == 409
    assert "Hors sujet, je crois." in response.text


def test_an_edit_of_an_approved_draft_gives_the_text_back(desk):
    draft_id = desk.draft()
    reach(desk, draft_id, ReviewState.APPROVED)
    visitor = desk.signed_in("Amina")
    assert '<textarea name="target"' not in visitor.get(f"/brouillons/{draft_id}").text
    response = visitor.edit(draft_id, 1, "Trop tard, mais gardé.")
    assert response.status_code == 403
    assert "Trop tard, mais gardé." in response.text


def test_blocks_look_like_what_they_are(desk):
    html = desk.signed_in("Amina").get(f"/brouillons/{desk.draft()}").text
    assert re.search(r'<h3 class="said level2" lang="fr">Pourquoi</h3>', html)
    assert '<blockquote class="said" lang="fr">' in html
    assert re.search(r'<th scope="col">\s*<div class="cell risk-sure" id="s5"', html)
    assert '<pre tabindex="0" lang="en"><code>if a &lt; b:\n    stop()</code></pre>' in html
    assert "<mark>Consent</mark>" in html
    assert "La machine a hésité ici" in html
    ranks = [int(rank) for rank in re.findall(r"<h(\d)", html)]
    assert ranks[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(ranks))


def test_under_a_segment_what_is_used_most_comes_first_and_the_rest_waits_behind_one_word(desk):
    draft_id = desk.draft()
    row = etree.HTML(desk.signed_in("Amina").get(f"/brouillons/{draft_id}").text).find(".//div[@id='s2']")
    acts = row.find(".//div[@class='acts']")
    assert [" ".join("".join(act.itertext()).split()[:2]) for act in acts] == [
        *("Modifier le", "Ouvrir l’éditeur", "Commenter, segment", "Plus pour")
    ]
    seldom = [link.get("href") for link in acts.iterfind("details[@class='seldom']//a")]
    assert seldom == [
        *(f"/glossaire/nouveau?brouillon={draft_id}&segment=2", f"/brouillons/{draft_id}/segments/2/decouper")
    ]
    assert [link.text for link in row.iterfind("div[@class='source']//a")] == ["dans l’original"]


def test_what_the_machine_doubted_is_no_longer_said_of_an_approved_text(desk):
    draft_id = desk.draft()
    amina = desk.signed_in("Amina")
    assert "La machine a hésité" in amina.get(f"/brouillons/{draft_id}").text
    reach(desk, draft_id, ReviewState.APPROVED)
    approved = amina.get(f"/brouillons/{draft_id}").text
    assert not any(words in approved for words in ("La machine a hésité", "risk-doubtful", "Reprendre au segment"))
    assert "Ne montrer que" not in approved


def test_every_field_has_its_label_and_every_id_is_alone(desk):
    visitor = desk.signed_in("Maëlle")
    for path in (f"/brouillons/{desk.draft()}", "/comptes", "/compte", "/glossaire"):
        html = visitor.get(path).text
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        labels = set(re.findall(r'<label for="([^"]+)"', html))
        fields = re.findall(r"<(?:input(?![^>]*hidden)|select|textarea)[^>]*>", html)
        assert all("aria-label=" in field or re.search(r'id="([^"]+)"', field)[1] in labels for field in fields)


def test_the_licence_decides_what_goes_out_and_an_editor_may_set_it(desk):
    draft_id = desk.draft(licence=("all-rights-reserved", "© 2024. All rights reserved."))
    visitor = desk.signed_in("Luc")
    html = visitor.get(f"/brouillons/{draft_id}").text
    assert "ne permet pas" in html
    assert "© 2024. All rights reserved." in html
    kept = visitor.send(f"/brouillons/{draft_id}/licence", licence="CC-BY-4.0")
    assert kept.status_code == 303
    panel = re.search(r'id="droits".*?</section>', visitor.get(kept.headers["location"]).text, re.S)[0]
    assert "La licence est enregistrée." in panel
    assert visitor.html.count("La licence est enregistrée.") == 1
    assert "La traduction entière paraîtra, avec la source et sa licence (CC BY 4.0)" in panel
    assert "La page dit" in panel
    assert "Luc a indiqué «&nbsp;CC BY 4.0&nbsp;»." in panel
    assert visitor.send(f"/brouillons/{draft_id}/licence", licence="inventée").status_code == 400


def test_publishing_a_text_whose_licence_refuses_it_asks_for_a_summary_first(desk):
    draft_id = desk.draft(licence=("all-rights-reserved", "© 2024."))
    reach(desk, draft_id, ReviewState.APPROVED)
    visitor = desk.signed_in("Luc")
    asked = "Cette licence ne laisse paraître que le résumé"
    assert asked in unescape(visitor.get(f"/brouillons/{draft_id}").text)
    visitor.send(f"/brouillons/{draft_id}/resume", summary="En bref.")
    assert asked not in unescape(visitor.get(f"/brouillons/{draft_id}").text)
    published = visitor.take(draft_id, "publish", desk.catalog.draft(draft_id).version)
    assert "seuls le résumé et le lien paraîtront" in visitor.get(published.headers["location"]).text


def test_the_next_reviewer_reads_why_a_text_came_back_until_it_is_approved(desk):
    draft_id = desk.draft()
    visitor = desk.signed_in("Amina")
    desk.step(draft_id, ReviewAction.REJECT, note="Hors sujet.")
    assert "Luc a rejeté ce texte" in visitor.get(f"/brouillons/{draft_id}").text
    for action in (ReviewAction.REOPEN, ReviewAction.CLAIM):
        desk.step(draft_id, action)
    desk.step(draft_id, ReviewAction.SEND_BACK, note="Revoir les chiffres.")
    html = visitor.get(f"/brouillons/{draft_id}").text
    assert "Luc a renvoyé ce texte" in html
    assert '<span class="badge warn">renvoyé</span>' in visitor.get("/").text
    assert "Revoir les chiffres." in html
    assert "Hors sujet." not in html
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE):
        desk.step(draft_id, action)
    assert "Revoir les chiffres." not in visitor.get(f"/brouillons/{draft_id}").text
    assert "renvoyé</span>" not in visitor.get("/").text


def test_a_long_draft_comes_in_light_parts_and_an_edit_leads_back_to_its_own(desk):
    sentence = "The agency shared its records of people number {} with partners in the region and beyond."
    french = (
        "L’organisme a partagé ses fiches sur les personnes numéro {} avec des partenaires de la région et au-delà."
    )
    rows = [
        (BlockKind.PARAGRAPH, 0, "x", [(sentence.format(n * 9 + k), french.format(n * 9 + k), 0) for k in range(3)])
        for n in range(90)
    ]
    draft_id = desk.draft(rows=rows)
    visitor = desk.signed_in("Amina")
    page = visitor.get(f"/brouillons/{draft_id}?partie=2")
    assert page.text.count("Partie 2 sur 3") == 2
    assert re.search(r"<title>Consentement – partie 2 sur 3 ", page.text)
    assert 90 <= page.text.count('name="target"') <= 100
    assert page.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(page.content)) < 20_000
    assert visitor.edit(draft_id, 260, "Modifié.").headers["location"].startswith(f"/brouillons/{draft_id}?partie=3&")


def test_the_queue_says_what_to_do_next_and_an_empty_one_too(desk):
    visitor = desk.signed_in("Amina")
    assert "Tout est relu" in visitor.get("/").text
    mine, free = desk.draft(), desk.draft(title="Free", french="Libre", url="free")
    desk.step(mine, ReviewAction.CLAIM, "Amina")
    html = visitor.get("/").text
    assert (
        html.index("Pour vous maintenant")
        < html.index("Vous l’avez commencé")
        < html.index("Consentement")
        < html.index("Personne ne les a pris")
        < html.index("Libre")
    )
    assert "Libre" not in visitor.get("/?etat=en-relecture").text
    assert "Rien dans cette liste" in visitor.get("/?etat=publies").text
    assert f"/brouillons/{free}" in visitor.get("/?etat=a-relire").text
    assert visitor.get("/?etat=inconnu").status_code == 404


def test_findings_are_told_in_the_queue_and_under_their_segment(desk):
    draft_id = desk.draft()
    page = desk.catalog.draft_page(draft_id)
    wrong = replace(page.units[1].unit, findings=(Finding("number", "Un nombre manque : « 12 ».", blocking=True),))
    desk.catalog.edit_unit(draft_id, 1, "Faux", wrong.findings, desk.people["Amina"], desk.clock(), seen=1)
    visitor = desk.signed_in("Amina")
    assert "1\u00a0erreur à corriger" in visitor.get("/").text
    html = visitor.get(f"/brouillons/{draft_id}").text
    assert html.count("Un nombre manque\u00a0: «\u00a012\u00a0».") == 2  # in the list, and under the segment


def test_every_point_is_listed_and_leads_to_the_next_even_in_another_part(desk):
    rows = [(BlockKind.PARAGRAPH, 0, "x", [(f"Sentence {n}.", f"Phrase {n}.", 0)]) for n in range(90)]
    draft_id = desk.draft(rows=[*rows, (BlockKind.QUOTE, 0, "x", [("We agreed.", "D’accord.", 0)])])
    for position in (*range(1, 7), 80):
        found = (Finding("number", f"Erreur {position}.", blocking=True),)
        desk.catalog.edit_unit(draft_id, position, "Faux", found, desk.people["Amina"], desk.clock(), seen=1)
    visitor = desk.signed_in("Amina")
    html = visitor.get(f"/brouillons/{draft_id}").text
    side = html[html.index('<aside class="side"') :]
    assert all(f"Erreur {position}." in side for position in (5, 6, 80))
    assert "1\u00a0passage douteux" in side
    assert html.count("Point suivant") == 6
    assert f'<a href="/brouillons/{draft_id}?partie=2#s80">Point suivant' in html
    assert '<a href="#s91">Point suivant' in visitor.get(f"/brouillons/{draft_id}?partie=2").text


def test_an_editor_may_approve_despite_errors_by_saying_why_and_a_reviewer_may_not(desk):
    draft_id = desk.draft()
    for position in (1, 2, 3):
        found = (Finding("number", "Erreur.", blocking=True),)
        desk.catalog.edit_unit(draft_id, position, "Faux", found, desk.people["Amina"], desk.clock(), seen=1)
    luc, amina = desk.signed_in("Luc"), desk.signed_in("Amina")
    html = luc.get(f"/brouillons/{draft_id}").text
    assert "Approuver malgré 3\u00a0erreurs…" in html
    assert "Pourquoi approuver malgré les 3\u00a0erreurs signalées\u202f?" in html
    assert re.search(r"<button[^>]* disabled>Approuver", amina.get(f"/brouillons/{draft_id}").text)


def test_whoever_holds_a_draft_releases_it_and_others_send_it_back(desk):
    draft_id = desk.draft()
    desk.step(draft_id, ReviewAction.CLAIM, "Amina")
    held, seen = (desk.signed_in(name).get(f"/brouillons/{draft_id}").text for name in ("Amina", "Luc"))
    assert "Remettre dans la file" in held
    assert 'value="send_back"' not in held
    assert "Renvoyer à relire…" in seen


def test_no_two_regions_of_a_page_share_a_name(desk):
    rows = [(BlockKind.TABLE_ROW, 1, "Place", [("Place", "Lieu", 0)])] * 2
    rows += [(BlockKind.PARAGRAPH, 0, "x", [("Ask.", "Demandez.", 0)])] * 90
    html = desk.signed_in("Amina").get(f"/brouillons/{desk.draft(rows=rows)}").text
    names = re.findall(r'<(?:nav|aside|section|div)[^>]* aria-label="([^"]+)"', html)
    assert {"Tableau 1", "Tableau 2"} <= set(names)
    assert len(names) == len(set(names))


def test_a_cell_without_text_is_told_apart_and_a_small_table_too(desk):
    small = [(BlockKind.TABLE_ROW, 0, "North\t\t12", [("North", "Nord", 0)])]
    large = [(BlockKind.TABLE_ROW, 0, "a\tb\tc\td", [("a", "a", 0)])]
    visitor = desk.signed_in("Amina")
    html = visitor.get(f"/brouillons/{desk.draft(rows=small)}").text
    assert html.count('<td class="void">') == 1
    assert '<table class="doc few">' in html
    assert '<table class="doc">' in visitor.get(f"/brouillons/{desk.draft(rows=large, url='large')}").text


def test_a_chip_says_what_to_write_in_place_of_a_word_to_avoid(desk):
    said = [("A best practice.", "Une meilleure pratique.", 0), ("Ask for consent.", "Demandez.", 0)]
    html = desk.signed_in("Amina").get(f"/brouillons/{desk.draft(rows=[(BlockKind.PARAGRAPH, 0, 'x', said)])}").text
    assert '<span lang="en">best practice</span> → <em>dire “bonne pratique”</em>' in html
    assert '<span lang="fr">consentement</span> <em>non employé</em>' in html


def test_what_changed_in_the_original_is_shown_word_by_word(desk):
    first = desk.draft()
    said = {"Ask first. We hold personal data.": "Ask first. We hold no personal data.", "We agreed.": ""}
    rows = [(kind, level, said.get(text, text), []) for kind, level, text, _ in ROWS if said.get(text, text)]
    second = desk.draft(rows=[*rows, (BlockKind.PARAGRAPH, 0, f"Write it down. {EVIL}", [])])
    visitor = desk.signed_in("Amina")
    counts = "1\u00a0paragraphe modifié, 1\u00a0ajouté, 1\u00a0supprimé"
    page = unescape(visitor.get(f"/brouillons/{second}").text)
    assert f"L’original a changé\u00a0: {counts} – " in page
    assert f'<a href="/brouillons/{second}/changements">' in page
    assert f'<a href="/brouillons/{second}/changements">' in visitor.get(f"/brouillons/{second}/historique").text
    html = visitor.get(f"/brouillons/{second}/changements").text
    assert f"{counts}." in html
    assert '<p class="diff" lang="en">Ask first. We hold <ins>no </ins>personal data.</p>' in html
    assert '<p class="diff" lang="en"><del>We agreed.</del></p>' in html
    assert "<ins>Write it down. &lt;script&gt;" in html
    for path in ("", "/historique"):
        assert "/changements" not in visitor.get(f"/brouillons/{first}{path}").text
    assert visitor.get(f"/brouillons/{first}/changements").status_code == 404


def test_many_changes_come_in_pages_and_a_pdf_s_say_where_they_are(desk):
    def rows(mark):
        return [(BlockKind.PARAGRAPH, 0, f"Paragraph number {n} says this {mark}.", []) for n in range(60)]

    desk.draft(rows=rows("before"))
    draft_id = desk.draft(rows=rows("after"))
    visitor = desk.signed_in("Amina")
    html = visitor.get(f"/brouillons/{draft_id}/changements?page=2").text
    assert "60\u00a0paragraphes modifiés." in html
    assert "Page 2 sur 2" in html
    assert '<ol class="changes" start="51">' in html
    assert html.count('class="diff"') == 10
    gone = ParagraphChange(ChangeKind.REMOVED, "Old.", "", page=3)
    assert paragraph_view(gone).where == "page 3 de l’ancienne version"
    assert paragraph_view(replace(gone, kind=ChangeKind.ADDED)).where == "page 3"


def test_an_original_that_only_looks_otherwise_has_no_changed_paragraph(desk):
    desk.draft()
    draft_id = desk.draft(rows=[(kind, 3 if level == 2 else level, text, []) for kind, level, text, _ in ROWS])
    visitor = desk.signed_in("Amina")
    assert "L’original a changé" not in visitor.get(f"/brouillons/{draft_id}").text
    assert "Aucun paragraphe n’a changé" in visitor.get(f"/brouillons/{draft_id}/changements").text


def test_texts_that_no_segment_has_are_not_compared_word_by_word():
    before, after = "mot " * 20_000, "mot " * 19_999 + "autre"
    assert [change.kind for change in word_changes(before, after)] == ["removed", "added"]
