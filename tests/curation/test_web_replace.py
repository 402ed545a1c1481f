"""Replacing words in a draft through the pages: preview, what was ticked, what others changed, taking it back."""

import re
from html import unescape

import pytest

from curation.review import ReviewAction, ReviewState
from curation.web import replace as web
from translation.document import BlockKind
from translation.unit import Finding, Origin

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")

SAID = [
    ("We keep data.", "Nous gardons la donnée."),
    ("Data helps.", "Donnée utile, donnée sûre."),
    ("Ask first.", "Demandez d’abord."),
    ("Share data with 12 people.", "Partagez la donnée avec 12 personnes."),
]
ROWS = [(BlockKind.PARAGRAPH, 0, english, [(english, french, 0)]) for english, french in SAID]


def texts(desk, draft_id):
    return [stored.unit.target for stored in desk.catalog.draft_page(draft_id).units[1:]]


def ticked(visitor):
    """The boxes of the preview, as the browser would send them."""
    return dict(re.findall(r'type="checkbox" name="(s\d+)" value="(\d+)" checked', visitor.html))


def asked(visitor, draft_id, **fields):
    visitor.get(f"/brouillons/{draft_id}")
    query = "&".join(f"{name}={value}" for name, value in fields.items())
    return visitor.get(f"/brouillons/{draft_id}/remplacer?{query}")


def test_a_preview_shows_each_place_and_changes_nothing(desk):
    draft_id = desk.draft(rows=ROWS)
    amina = desk.signed_in("Amina")
    assert 'name="mots" value="1" checked' in asked(amina, draft_id).text
    said = asked(amina, draft_id, quoi="12", par="treize", mots="1")
    assert "<del>12</del><ins>treize</ins>" in said.text
    assert "Nouvelle erreur" in said.text
    assert ticked(amina) == {"s4": "1"}
    said = asked(amina, draft_id, quoi="donnée", par="information", mots="1")
    assert ticked(amina) == {"s1": "1", "s2": "1", "s4": "1"}
    assert "2 fois" in said.text
    assert "Aucun segment" in asked(amina, draft_id, quoi="zèbre", par="x").text
    assert desk.catalog.draft(draft_id).state is ReviewState.QUEUED
    assert texts(desk, draft_id) == [french for _, french in SAID]


def test_exactly_what_is_ticked_is_changed_as_if_typed_by_hand_and_taken_back(desk):
    draft_id = desk.draft(rows=ROWS, findings={1: (Finding("x", "À voir."),)})
    before = desk.catalog.draft_page(draft_id).units
    amina, luc = desk.signed_in("Amina"), desk.signed_in("Luc")
    asked(amina, draft_id, quoi="donnée", par="information", mots="1")
    boxes = ticked(amina)
    del boxes["s4"]
    luc.get(f"/brouillons/{draft_id}")
    luc.edit(draft_id, 2, "La donnée de Luc.")
    assert amina.send(f"/brouillons/{draft_id}/remplacer", quoi="donnée", par="information").status_code == 422
    assert "Aucun segment n’est coché" in amina.html
    answer = amina.send(f"/brouillons/{draft_id}/remplacer", quoi="donnée", par="information", mots="1", **boxes)
    assert answer.status_code == 303
    where = answer.headers["location"]
    page = unescape(amina.get(where).text)
    assert texts(desk, draft_id) == ["Nous gardons la information.", "La donnée de Luc.", SAID[2][1], SAID[3][1]]
    assert "1 segment a été changé" in page
    assert "1 segment laissé tel quel" in page
    changed = desk.catalog.draft_page(draft_id).units[1]
    assert (changed.version, changed.edited_by, changed.unit.origin) == (2, "Amina", Origin.HUMAN)
    assert "elision" in {finding.check for finding in changed.unit.findings}
    assert "x" not in {finding.check for finding in changed.unit.findings}
    (last,) = (e for e in desk.catalog.history(draft_id) if e.action == ReviewAction.EDIT and e.actor == "Amina")
    assert (last.detail["position"], last.detail["before"]) == (1, SAID[0][1])
    assert "a modifié un segment" in amina.get(f"/brouillons/{draft_id}/historique").text

    amina.get(where)
    back = amina.send(where.partition("?")[0])
    assert "1 segment remis comme avant" in amina.get(back.headers["location"]).text
    now = desk.catalog.draft_page(draft_id).units
    assert now[1].unit == before[1].unit
    assert (now[1].version, now[1].edited_by) == (3, "")
    assert now[2].unit.target == "La donnée de Luc."
    assert "Annuler ce remplacement" not in amina.html
    steps = len(desk.catalog.history(draft_id))
    amina.send(where.partition("?")[0])
    assert len(desk.catalog.history(draft_id)) == steps


def test_what_somebody_changed_since_is_not_taken_back(desk):
    draft_id = desk.draft(rows=ROWS)
    amina = desk.signed_in("Amina")
    asked(amina, draft_id, quoi="donnée", par="information", mots="1")
    sent = {"quoi": "donnée", "par": "information", "mots": "1", **ticked(amina)}
    where = amina.send(f"/brouillons/{draft_id}/remplacer", **sent).headers["location"]
    amina.edit(draft_id, 1, "Nous gardons l’information.", version=2)
    amina.get(where)
    assert "modifié depuis" in amina.html
    amina.send(where)
    assert texts(desk, draft_id) == ["Nous gardons l’information.", *(french for _, french in SAID[1:])]


def test_a_replacement_that_came_too_late_for_all_shows_and_undoes_nobody_elses(desk):
    draft_id = desk.draft(rows=ROWS)
    amina, luc = desk.signed_in("Amina"), desk.signed_in("Luc")
    asked(amina, draft_id, quoi="gardons", par="tenons", mots="1")
    luc.get(f"/brouillons/{draft_id}")
    luc.edit(draft_id, 1, "Nous gardons la donnée ici.")
    sent = {"quoi": "gardons", "par": "tenons", "mots": "1"}
    where = amina.send(f"/brouillons/{draft_id}/remplacer", **sent, s1="1").headers["location"]
    assert "1 segment laissé tel quel" in unescape(amina.get(where).text)
    asked(luc, draft_id, quoi="gardons", par="tenons", mots="1")
    luc.send(f"/brouillons/{draft_id}/remplacer", **sent, s1="2")
    assert "0 segment a été changé" in unescape(amina.get(where).text)
    assert amina.send(where.partition("?")[0]).status_code == 404
    assert texts(desk, draft_id)[0] == "Nous tenons la donnée ici."


def test_a_draft_that_nobody_may_change_shows_a_preview_only(desk):
    draft_id = desk.draft(rows=ROWS)
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE):
        desk.step(draft_id, action, "Maëlle")
    amina = desk.signed_in("Amina")
    assert "qu’un aperçu" in asked(amina, draft_id, quoi="donnée", par="information", mots="1").text
    sent = {"quoi": "donnée", "par": "information", "mots": "1", **ticked(amina)}
    assert amina.send(f"/brouillons/{draft_id}/remplacer", **sent).status_code == 403
    assert amina.get(f"/brouillons/{draft_id}/remplacements/1").status_code == 404
    assert texts(desk, draft_id) == [french for _, french in SAID]


def test_many_places_come_in_pages_that_a_form_can_hold(desk, monkeypatch):
    monkeypatch.setattr(web, "PLACES_A_PAGE", 2)
    draft_id = desk.draft(rows=ROWS)
    amina = desk.signed_in("Amina")
    first = asked(amina, draft_id, quoi="donnée", par="information", mots="1").text
    assert "3 passages" in unescape(first)
    assert "Page 1 sur 2" in first
    assert list(ticked(amina)) == ["s1", "s2"]
    following = re.search(r'rel="next" href="([^"]+)"', first)[1]
    amina.get(unescape(following))
    assert list(ticked(amina)) == ["s4"]
