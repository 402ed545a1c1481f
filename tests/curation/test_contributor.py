"""A contributor proposes French; nothing that they send changes a draft by itself."""

import re
from html import unescape

import pytest

from curation.review import (
    PERMITTED,
    Actor,
    Draft,
    ReviewAction,
    ReviewState,
    Role,
    may_suggest,
)
from tests.curation.desk import HERE
from translation.unit import Finding

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")

WARNED = {2: (Finding("spacing", "Un espace est en trop."),)}


def state_of(desk, draft_id):
    """All that a contributor must never change: the French, what is said of it, where it stands, summary and rights."""
    page = desk.catalog.draft_page(draft_id)
    units = [(stored.unit, stored.version, stored.edited_by) for stored in page.units]
    return units, page.draft.state, page.draft.claimed_by, page.summary, page.publication


def test_who_proposes_and_when_follows_from_the_tables():
    for role in (Role.CONTRIBUTOR, Role.REVIEWER, Role.EDITOR, Role.ADMIN):
        for state in ReviewState:
            read = state in (ReviewState.QUEUED, ReviewState.IN_REVIEW)
            assert may_suggest(Draft(1, 1, state, 1), Actor(1, "Zoé", role)) is (role is Role.CONTRIBUTOR and read)
    assert PERMITTED[Role.CONTRIBUTOR] == frozenset()


def test_a_contributors_french_waits_beside_the_segment_and_a_reviewer_takes_it(desk):
    draft_id = desk.draft(findings=WARNED)
    zoe, before = desk.signed_in("Zoé"), state_of(desk, draft_id)
    page = zoe.get(f"/brouillons/{draft_id}").text
    assert "Proposer ce texte" in page
    assert "<button>Enregistrer</button>" not in page
    assert "sans rien changer au brouillon" in page
    assert not re.search(r'action="/brouillons/\d+/(?:etape|resume|fichier|licence)"|/constats"', page)
    sent = zoe.edit(draft_id, 1, "Pour quelle raison ?")
    assert sent.headers["location"] == f"/brouillons/{draft_id}?propose=1#s1"
    page = zoe.get(sent.headers["location"]).text
    assert "Une personne de la relecture le prendra ou l’écartera" in page
    assert "c’est vous" in page
    assert "1 de vos propositions attend ici." in page
    assert zoe.edit(draft_id, 1, "Pour quelle raison ?").headers["location"].endswith("?connu=1#s1")
    assert zoe.edit(draft_id, 1, "Pourquoi").headers["location"].endswith("?pareil=1#s1")
    assert state_of(desk, draft_id) == before

    amina = desk.signed_in("Amina")
    page = unescape(amina.get(f"/brouillons/{draft_id}").text)
    assert "Proposé par Zoé" in page
    assert ", fichier" not in re.search(r"Proposé par Zoé.*?</p>", page)[0]
    assert "c’est vous" not in page
    (one,) = desk.catalog.suggestions(draft_id)
    assert amina.send(f"/brouillons/{draft_id}/propositions/{one.id}", prendre=1, version=1).status_code == 303
    assert desk.target(draft_id, 1) == "Pour quelle raison\u202f?"
    history = unescape(amina.get(f"/brouillons/{draft_id}/historique").text)
    assert re.search(r"<strong>Zoé</strong> a proposé un texte\s+– <a[^>]*>segment 2</a>", history)


def test_nothing_that_a_contributor_sends_changes_what_others_wrote_or_decided(desk):
    draft_id = desk.draft(findings=WARNED)
    desk.catalog.suggest(draft_id, [(1, "D’Amina")], "f.po", desk.people["Amina"], desk.clock())
    (waiting,) = desk.catalog.suggestions(draft_id)
    zoe, before = desk.signed_in("Zoé"), state_of(desk, draft_id)
    zoe.get(f"/brouillons/{draft_id}")
    base = f"/brouillons/{draft_id}"
    forms = {
        f"{base}/segments/1": {"target": "Changé.", "version": 1},
        f"{base}/segments/2/constats": {
            "check": "spacing",
            "finding": "Un espace est en trop.",
            "reason": "non",
            "version": 1,
        },
        f"{base}/propositions/{waiting.id}": {"ecarter": 1, "version": 1},
        f"{base}/resume": {"summary": "Mon résumé"},
        f"{base}/licence": {"licence": "CC0-1.0"},
        f"{base}/memoire": {"s1": 1},
        f"{base}/fichier": {},
        f"{base}/autorisations": {"given_by": "Moi", "given_on": "2026-02-01", "scope": "publish"},
        "/tri": {"decision": "drop", "p1": "1"},
        "/lectures/1": {"decision": "drop"},
        **{f"{base}/etape?{action}": {"action": action, "seen": 1, "note": "x"} for action in ReviewAction},
    }
    told = {path: zoe.send(path, **fields).status_code for path, fields in forms.items()}
    assert told.pop(f"{base}/segments/1") == 303  # kept as a suggestion
    assert set(told.values()) == {403}
    assert state_of(desk, draft_id) == before
    assert [one.text for one in desk.catalog.suggestions(draft_id)] == ["D’Amina", "Changé."]
    assert desk.catalog.permissions(draft_id) == ()


def test_what_a_script_saves_for_somebody_who_reviews_no_longer_becomes_no_suggestion(desk):
    draft_id, amina = desk.draft(), desk.signed_in("Amina")
    amina.get(f"/brouillons/{draft_id}")
    desk.accounts.set_role("Amina", Role.CONTRIBUTOR)  # her page was open, and saves what she types
    before = state_of(desk, draft_id)
    answer = amina.edit(draft_id, 1, "Pour quoi", headers=HERE | {"Accept": "application/json"})
    assert (answer.status_code, answer.json()["account"]) == (403, "Amina")
    assert "proposez" in answer.json()["message"]
    assert (state_of(desk, draft_id), desk.catalog.suggestions(draft_id)) == (before, ())


def test_what_cannot_be_proposed_is_said_in_words_and_given_back(desk):
    draft_id = desk.draft()
    zoe = desk.signed_in("Zoé")
    zoe.get(f"/brouillons/{draft_id}")
    assert "Écrivez le français" in zoe.edit(draft_id, 1, "  ").text
    assert "trop long" in zoe.edit(draft_id, 1, "mot " * 5_000).text
    desk.step(draft_id, ReviewAction.REJECT)
    refused = zoe.edit(draft_id, 1, "Trop tard")
    assert refused.status_code == 403
    assert "Ce texte n’est plus en relecture" in refused.text
    assert "Trop tard" in refused.text
    assert "Proposer ce texte" not in zoe.get(f"/brouillons/{draft_id}").text
    assert desk.catalog.suggestions(draft_id) == ()
