"""Cutting and joining segments through the pages, without JavaScript."""

import re
from html import unescape

import pytest

from curation.review import ReviewAction
from tests.curation.test_cutting import ROWS, order, said, stored

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")


def shown(visitor, draft_id, position):
    answer = visitor.get(f"/brouillons/{draft_id}/segments/{position}/decouper")
    assert answer.status_code == 200
    return unescape(answer.text)


def test_a_segment_is_cut_joined_again_and_put_back(desk):
    draft_id = desk.draft(rows=ROWS)
    before = said(desk, draft_id)
    amina = desk.signed_in("Amina")
    here = f"/brouillons/{draft_id}/segments/1/decouper"
    assert "Réunir avec le segment 3" in shown(amina, draft_id, 1)
    wrong = amina.send(here, english="One\r\ntwo.", target="Un deux et trois.", version=1)
    assert wrong.status_code == 422
    assert "Mettez un retour à la ligne" in unescape(wrong.text)
    assert "Un deux et trois." in wrong.text
    done = amina.send(here, english="One\r\ntwo.", target="Un\r\n\r\ndeux.", version=1)
    assert (done.status_code, done.headers["location"]) == (303, f"/brouillons/{draft_id}?coupe=1#s1")
    page = amina.get(done.headers["location"]).text
    assert "Segment coupé en deux" in page
    assert [int(n) for n in re.findall(r'<div class="(?:row|cell)[^"]*" id="s(\d+)"', page)] == [0, 1, 5, 2, 3, 4]
    assert amina.send(here, english="One\r\ntwo.", target="Un\r\ndeux.", version=1).status_code == 422
    assert "a coupé le segment 2 en deux\u00a0: 2 et 6" in amina.get(f"/brouillons/{draft_id}/historique").text

    assert "Amina a coupé ce segment" in shown(amina, draft_id, 5)
    number = re.search(r'name="annuler" value="(\d+)"', amina.html)[1]
    back = amina.send(here, annuler=number)
    assert back.headers["location"].endswith("?recoupe=1#s1")
    assert said(desk, draft_id) == before
    assert order(desk, draft_id) == [0, 1, 2, 3, 4]
    assert amina.send(here, annuler=number).status_code == 409

    joined = amina.send(here, version=stored(desk, draft_id, 1).version, reunir=2, following=1)
    assert joined.headers["location"].endswith("?reuni=1#s1")
    assert order(desk, draft_id) == [0, 1, 3, 4]
    assert "a réuni les segments 2 et 3" in amina.get(f"/brouillons/{draft_id}/historique").text
    assert "dernier segment de son paragraphe" in shown(amina, draft_id, 1)


def test_what_was_joined_is_still_found_and_nothing_typed_for_it_is_lost(desk):
    draft_id = desk.draft(rows=ROWS)
    amina, luc = desk.signed_in("Amina"), desk.signed_in("Luc")
    luc.get(f"/brouillons/{draft_id}")
    amina.get(f"/brouillons/{draft_id}/segments/1/decouper")
    amina.send(f"/brouillons/{draft_id}/segments/1/decouper", version=1, reunir=2, following=1)
    late = luc.edit(draft_id, 2, "Trois, puis quatre.")
    assert late.status_code == 409
    assert "Trois, puis quatre." in late.text
    assert luc.edit(draft_id, 1, "Un, deux.").status_code == 409
    assert "Deux textes pour le même segment" in luc.html
    assert amina.get(f"/brouillons/{draft_id}/segments/2").headers["location"] == f"/brouillons/{draft_id}#s1"
    moved = amina.get(f"/brouillons/{draft_id}/segments/2/decouper")
    assert moved.headers["location"] == f"/brouillons/{draft_id}/segments/1/decouper"
    assert amina.get(f"/brouillons/{draft_id}/segments/77/decouper").status_code == 404
    assert (
        amina.send(f"/brouillons/{draft_id}/segments/2/decouper", version=1, english="a", target="b").status_code == 409
    )
    assert "Trois quatre." in unescape(luc.get(f"/brouillons/{draft_id}/commenter?segment=2").text)
    commented = luc.send(f"/brouillons/{draft_id}/commenter", segment=2, comment="Est-ce bien dit ?")
    assert (commented.status_code, desk.catalog.comments(draft_id)[0].position) == (303, 1)
    assert luc.send(f"/brouillons/{draft_id}/commenter", segment=77, comment="Où ?").status_code == 404
    editor = amina.get(f"/brouillons/{draft_id}/segments/2/editer")
    assert editor.headers.get("location") == f"/brouillons/{draft_id}/segments/1/editer"
    amina.get(f"/brouillons/{draft_id}/original/3")
    assert f'rel="prev" href="/brouillons/{draft_id}/original/1"' in amina.html


def test_a_draft_that_nobody_may_change_is_not_cut(desk):
    draft_id = desk.draft(rows=ROWS)
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE):
        desk.step(draft_id, action, "Maëlle")
    amina = desk.signed_in("Amina")
    page = shown(amina, draft_id, 1)
    assert "ne se modifie pas" in page
    assert "<textarea" not in page
    amina.get("/compte")
    answer = amina.send(
        f"/brouillons/{draft_id}/segments/1/decouper", english="One\ntwo.", target="Un\ndeux.", version=1
    )
    assert answer.status_code == 403
    assert order(desk, draft_id) == [0, 1, 2, 3, 4]
