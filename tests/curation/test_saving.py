"""Saving a segment over a poor line: what a script is told, texts that come twice or too late, and the history."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from curation.folding import folded
from curation.review import ReviewAction, ReviewState
from tests.curation.desk import HERE
from translation.document import BlockKind

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")
JSON = HERE | {"Accept": "application/json"}


def saved(visitor, draft_id, target, version, position=2):
    return visitor.edit(draft_id, position, target, version, headers=JSON)


def edits(desk, draft_id):
    return [entry.detail for entry in desk.catalog.history(draft_id) if entry.action == ReviewAction.EDIT]


def test_a_script_hears_what_its_page_shows_otherwise_now(desk):
    met = [("We met 12 people.", "Nous.", 0)]
    draft_id = desk.draft(rows=[(BlockKind.PARAGRAPH, 0, "We met 12 people.", met)])
    amina = desk.signed_in("Amina")
    amina.get(f"/brouillons/{draft_id}")
    answer = saved(amina, draft_id, "Nous en avons vu <b>\u202f!", 1, position=1)
    told = answer.json()
    assert (answer.status_code, told["version"], told["target"]) == (200, 2, "Nous en avons vu <b>\u202f!")
    assert '<p class="said" lang="fr">Nous en avons vu &lt;b&gt;\u202f!</p>' in told["html"]
    assert told["receipt"] == "Enregistré à 10\u00a0h\u00a000"
    assert "À corriger" in told["html"]
    assert re.search(r'<span class="origin human">.*Amina', told["html"])
    assert told["look"] is True
    assert told["draft"] == {"state": "in_review", "words": "en relecture", "seen": 1, "now": 2}
    assert desk.target(draft_id, 1) == told["target"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "private, no-cache"
    desk.catalog.annotate(draft_id, desk.people["Luc"], desk.clock(), summary="En bref.")
    unchanged = saved(amina, draft_id, told["target"], 2, position=1).json()
    assert unchanged["version"] == 2
    assert amina.edit(draft_id, 1, "Douze.", version=2).status_code == 303


def test_what_is_refused_to_a_script_is_told_in_a_sentence_with_whose_session_it_is(desk):
    draft_id = desk.draft()
    amina, nobody = desk.signed_in("Amina"), desk.visitor()
    amina.get(f"/brouillons/{draft_id}")
    foreign = amina.edit(draft_id, 2, "Autre.", headers=JSON | {"Origin": "https://evil.example"})
    assert (foreign.status_code, foreign.json()["message"][:13]) == (403, "Par prudence,")
    assert desk.target(draft_id, 2) != "Autre."
    token, amina.token = amina.token, "x"
    forgotten = saved(amina, draft_id, "Autre.", 1)
    assert (forgotten.status_code, forgotten.json()["account"]) == (403, "Amina")
    assert desk.target(draft_id, 2) != "Autre."
    amina.token = forgotten.json()["csrf"]
    assert saved(amina, draft_id, "Autre.", 1).status_code == 200
    amina.token = token
    ended = saved(nobody, draft_id, "Autre.", 1)
    assert (ended.status_code, ended.json()["account"]) == (401, "")
    desk.step(draft_id, ReviewAction.APPROVE)
    closed = saved(amina, draft_id, "Trop tard.", 2)
    assert (closed.status_code, closed.json()["message"][:21]) == (403, "Ce n’est pas possible")
    assert saved(amina, draft_id, "Nulle part.", 1, position=99).status_code == 404


def test_t48_what_is_sent_twice_is_saved_once_also_when_the_first_answer_never_came(desk):
    draft_id = desk.draft()
    amina, luc = desk.signed_in("Amina"), desk.signed_in("Luc")
    for visitor in (amina, luc):
        visitor.get(f"/brouillons/{draft_id}")
    answers = [saved(amina, draft_id, "Qui les a vus ?", 1) for _ in range(3)]
    assert [answer.json()["version"] for answer in answers] == [2, 2, 2]
    assert [answer.json()["target"] for answer in answers] == ["Qui les a vus\u202f?"] * 3
    assert [amina.edit(draft_id, 2, "Qui les a vus ?").status_code for _ in range(2)] == [303, 303]
    assert len(edits(desk, draft_id)) == 1
    late = [saved(luc, draft_id, "Qui les verra ?", 1) for _ in range(3)]
    assert [answer.status_code for answer in late] == [409] * 3
    assert [change["conflict"] for change in edits(desk, draft_id)] == [True, False]
    desk.step(draft_id, ReviewAction.APPROVE)
    assert saved(amina, draft_id, "Qui les a vus ?", 1).json()["version"] == 2


def test_t41_the_second_of_two_edits_gets_both_texts_and_what_they_are_together(desk):
    said = "Les données des gens sont gardées un an dans le pays."
    rows = [(BlockKind.PARAGRAPH, 0, "Data are kept.", [("Data are kept.", said, 0)])]
    draft_id = desk.draft(rows=rows)
    amina, luc = desk.signed_in("Amina"), desk.signed_in("Luc")
    for visitor in (amina, luc):
        visitor.get(f"/brouillons/{draft_id}")
    theirs = said.replace("gardées", "conservées")
    saved(amina, draft_id, said.replace("un an", "deux ans"), 1, position=1)
    saved(amina, draft_id, theirs, 2, position=1)
    yours = said.replace("données", "données personnelles")
    told = saved(luc, draft_id, yours, 1, position=1).json()
    together = yours.replace("gardées", "conservées")
    assert told["message"] == "Amina a modifié ce segment"
    assert (told["base"], told["theirs"], told["yours"]) == (said, theirs, yours)
    assert (told["merged"], told["to_choose"], told["version"]) == (together, 0, 3)
    page = luc.edit(draft_id, 1, yours)
    assert page.status_code == 409
    html = unescape(page.text)
    assert re.search(r'<textarea id="merged"[^>]*>\n(.*)</textarea>', html)[1] == together
    assert "ne se gênent pas" in html
    assert [change["conflict"] for change in edits(desk, draft_id)] == [True, False, False]
    assert luc.edit(draft_id, 1, together, version=3, mine=yours).status_code == 303
    assert desk.target(draft_id, 1) == together


def test_t41_words_that_both_changed_are_for_a_person_and_not_saved_undecided(desk):
    draft_id = desk.draft()
    amina, luc = desk.signed_in("Amina"), desk.signed_in("Luc")
    for visitor in (amina, luc):
        visitor.get(f"/brouillons/{draft_id}")
    amina.edit(draft_id, 2, "Demandez à tous.")
    html = unescape(luc.edit(draft_id, 2, "Demandez d’avance.").text)
    undecided = re.search(r'<textarea id="merged"[^>]*>\n(.*)</textarea>', html)[1]
    assert undecided == "Demandez ⟦d’avance | à tous⟧."
    again = luc.edit(draft_id, 2, undecided, version=2, mine="Demandez d’avance.")
    assert again.status_code == 422
    assert undecided in unescape(again.text)
    assert "Un passage reste à choisir" in unescape(again.text)
    assert desk.target(draft_id, 2) == "Demandez à tous."
    back = re.search(r'class="button" href="([^"]+)"', html)[1]
    assert "L’autre texte est gardé" in unescape(luc.get(back).text)


def test_a_run_of_edits_is_one_step_of_the_history_and_stays_whole_in_the_catalog(desk):
    draft_id = desk.draft()
    amina = desk.signed_in("Amina")
    amina.get(f"/brouillons/{draft_id}")
    for version, text in enumerate(("Dem", "Demandez", "Demandez tout."), start=1):
        saved(amina, draft_id, text, version)
        saved(amina, draft_id, f"{text} Oui.", version, position=3)
        desk.clock.now += timedelta(minutes=9)
    assert len(edits(desk, draft_id)) == 6
    steps = folded(desk.catalog.history(draft_id))
    assert [step.detail["position"] for step in steps] == [3, 2]
    assert (steps[1].detail["before"], steps[1].detail["after"]) == ("Demandez d’abord.", "Demandez tout.")
    assert (steps[1].before, steps[1].after) == (ReviewState.QUEUED, ReviewState.IN_REVIEW)
    html = amina.get(f"/brouillons/{draft_id}/historique").text
    assert html.count("a modifié un segment") == 2
    desk.clock.now += timedelta(minutes=2)
    saved(amina, draft_id, "Demandez tout de suite.", 4)
    assert len(folded(desk.catalog.history(draft_id))) == 3


def test_another_person_s_edit_a_conflict_and_any_other_step_end_a_run(desk):
    draft_id = desk.draft()
    amina, luc = desk.people["Amina"], desk.people["Luc"]

    def edit(text, actor, seen):
        desk.catalog.edit_unit(draft_id, 2, text, (), actor, desk.clock(), seen=seen)

    edit("Un.", amina, 1)
    edit("Deux.", luc, 2)
    edit("Trois.", amina, 3)
    desk.catalog.annotate(draft_id, luc, desk.clock(), summary="En bref.")
    edit("Quatre.", amina, 4)
    history = desk.catalog.history(draft_id)
    assert folded(history) == history
    kept = [replace(entry, detail={**entry.detail, "cut": 3}) for entry in history if "position" in entry.detail]
    assert folded(kept) == kept
