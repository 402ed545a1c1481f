"""A draft that goes out as a file and comes back: what is saved, what waits beside its segment, what is left alone."""

import re
from dataclasses import replace
from html import unescape
from threading import Barrier, Thread

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curation.checking import edited
from curation.database import Database, migrate
from curation.exchange.bilingual import BilingualFile, Entry, Key, alike
from curation.exchange.opening import opened
from curation.exchange.po import write_po
from curation.review import ReviewAction
from curation.taking_back import Sender, taken_back
from curation.web import routes
from curation.web.offline import FORMATS, draft_file
from tests.curation.desk import EVIL, HERE, TERMS, Desk
from translation.document import BlockKind
from translation.unit import Finding


def sent(visitor, draft_id, content, name="retour.po"):
    """Upload the file, and what the result page says, as plain text."""
    response = visitor.client.post(
        f"/brouillons/{draft_id}/fichier",
        data={"csrf": visitor.token},
        files={"fichier": (name, content, "application/octet-stream")},
        headers=HERE,
    )
    visitor._seen(response)
    response.said = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.text)))
    return response


def fetched(visitor, draft_id, kind="po"):
    visitor.get(f"/brouillons/{draft_id}")
    response = visitor.client.get(f"/brouillons/{draft_id}/fichier/{kind}")
    assert response.status_code == 200
    return response.content


def with_french(content, changes):
    """The PO file with other French, by the number of the segment counted from 0."""
    po = polib.pofile(content.decode())
    for number, text in changes.items():
        po[number].msgstr = text
    return str(po).encode()


def state(desk, draft_id):
    return [(s.unit.target, s.version, s.edited_by) for s in desk.catalog.draft_page(draft_id).units]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_that_nobody_touched_changes_nothing(desk, kind):
    draft_id = desk.draft()
    amina = desk.signed_in("Amina")
    before, steps = state(desk, draft_id), len(desk.catalog.history(draft_id))
    response = sent(amina, draft_id, fetched(amina, draft_id, kind), f"a.{kind}")
    assert response.status_code == 200
    assert f"{len(before)} segments laissés tels quels" in response.said
    assert state(desk, draft_id) == before
    assert len(desk.catalog.history(draft_id)) == steps


def test_what_the_machine_writes_goes_out_and_comes_back(desk, starter_engine):
    english = [
        "We collected data on 1,200 families: why?",
        'Ask first; explain "why" (see §2).',
        "Data at https://a.org/x%20y",
    ]
    rows = [
        (BlockKind.PARAGRAPH, 0, source, [(source, made.text, 0)])
        for source, made in zip(english, starter_engine.translate(english), strict=True)
    ]
    draft_id = desk.draft(rows=rows)
    amina = desk.signed_in("Amina")
    before = state(desk, draft_id)
    for kind in FORMATS:
        assert "4 segments laissés tels quels" in sent(amina, draft_id, fetched(amina, draft_id, kind)).said
    assert state(desk, draft_id) == before


WORDS = st.sampled_from(["Demandez", "avant", "les", "données", "«\u00a0oui\u00a0»", "à", "12 000", "(voir\u202f?)"])


@settings(max_examples=12, deadline=None)
@given(
    st.dictionaries(st.integers(0, 8), st.lists(WORDS, min_size=2, max_size=5).map(" ".join)),
    st.sampled_from(list(FORMATS)),
)
def test_exactly_what_was_changed_is_changed(tmp_path_factory, changes, kind):
    desk = fresh_desk(tmp_path_factory.mktemp("desk"))
    draft_id, actor = desk.draft(), desk.people["Amina"]
    page = desk.catalog.draft_page(draft_id)
    file = opened(FORMATS[kind].write(rewritten(draft_file(page, TERMS), changes)))
    taken_back(desk.catalog, TERMS, draft_id, file, Sender(actor, desk.clock(), "a"))
    for stored, was in zip(desk.catalog.draft_page(draft_id).units, page.units, strict=True):
        wanted = changes.get(was.unit.segment.index, was.unit.target)
        assert alike(stored.unit.target, wanted)
        assert stored.edited_by == ("" if alike(wanted, was.unit.target) else "Amina")
    desk.database.close()


def rewritten(file, changes):
    """The file as somebody edited it: other French, looked at."""
    entries = (
        replace(e, target=changes.get(n, e.target), doubtful=n not in changes and e.doubtful)
        for n, e in enumerate(file.entries)
    )
    return replace(file, entries=tuple(entries))


def fresh_desk(folder):
    database = Database(folder / "catalog.db")
    migrate(database)
    desk = Desk(database)
    desk.database = database
    return desk


def test_an_edit_offline_is_an_edit_of_that_person(desk):
    draft_id = desk.draft()
    amina = desk.signed_in("Amina")
    content = with_french(fetched(amina, draft_id), {2: "Demandez avant tout !"})
    said = sent(amina, draft_id, content).said
    assert "1 segment enregistré" in said
    stored = desk.catalog.draft_page(draft_id).units[2]
    assert (stored.unit.target, stored.edited_by, stored.version) == ("Demandez avant tout\u202f!", "Amina", 2)
    assert desk.people["Amina"].id in desk.catalog.draft(draft_id).editors
    assert desk.catalog.history(draft_id)[0].detail["after"] == "Demandez avant tout\u202f!"


def test_the_checks_look_at_what_comes_back(desk):
    draft_id = desk.draft()
    amina = desk.signed_in("Amina")
    position = next(s.unit.segment.index for s in desk.catalog.draft_page(draft_id).units if s.unit.target == "12")
    sent(amina, draft_id, with_french(fetched(amina, draft_id), {position: "13"}))
    assert any(f.blocking for f in desk.catalog.draft_page(draft_id).units[position].unit.findings)


def test_the_same_english_said_otherwise_is_told_after_an_edit_offline(desk):
    rows = [(BlockKind.PARAGRAPH, 0, text, [(text, "Demandez.", 0)]) for text in ("Ask first.", "Ask first!")]
    draft_id = desk.draft(rows=rows)
    amina = desk.signed_in("Amina")
    sent(amina, draft_id, with_french(fetched(amina, draft_id), {2: "Posez la question avant."}))
    units = [stored.unit for stored in desk.catalog.draft_page(draft_id).units]
    told = edited(units, 2, units[2].target, TERMS, desk.catalog.memory())
    assert units[2].findings == told[2] != ()


def met_halfway(desk):
    """Amina took the file away; Luc changed segment 3 online; Amina's file came back with another text for it."""
    draft_id = desk.draft()
    amina = desk.signed_in("Amina")
    content = with_french(fetched(amina, draft_id), {2: "Demandez avant."})
    luc = desk.signed_in("Luc")
    luc.get(f"/brouillons/{draft_id}")
    luc.edit(draft_id, 2, "Demandez toujours.")
    return draft_id, amina, content


def test_t42_what_met_an_edit_online_waits_beside_it(desk):
    draft_id, amina, content = met_halfway(desk)
    said = sent(amina, draft_id, content, "../../retour.po").said
    assert "1 segment modifié en ligne entre-temps" in said
    assert desk.target(draft_id, 2) == "Demandez toujours."
    (one,) = desk.catalog.suggestions(draft_id)
    assert (one.position, one.text, one.by, one.file) == (2, "Demandez avant.", "Amina", "retour.po")
    html = amina.get(f"/brouillons/{draft_id}").text
    assert "Proposé par Amina" in html
    assert "<del>toujours</del><ins>avant</ins>" in html
    assert "segment avec une proposition</summary>" in html


def test_a_file_sent_twice_acts_once(desk):
    draft_id, amina, content = met_halfway(desk)
    content = with_french(content, {3: "Qui les verra"})
    sent(amina, draft_id, content)
    before, steps = state(desk, draft_id), len(desk.catalog.history(draft_id))
    said = sent(amina, draft_id, content).said
    assert "1 segment déjà ainsi en ligne" in said
    assert state(desk, draft_id) == before
    assert len(desk.catalog.suggestions(draft_id)) == 1
    assert len(desk.catalog.history(draft_id)) == steps


@pytest.mark.parametrize(("button", "text"), [("prendre", "Demandez avant."), ("ecarter", "Demandez toujours.")])
def test_a_suggestion_is_taken_or_set_aside_and_kept(desk, button, text):
    draft_id, amina, content = met_halfway(desk)
    sent(amina, draft_id, content)
    (one,) = desk.catalog.suggestions(draft_id)
    luc = desk.signed_in("Luc")
    luc.get(f"/brouillons/{draft_id}")
    response = luc.send(f"/brouillons/{draft_id}/propositions/{one.id}", version=2, **{button: "1"})
    assert response.status_code == 303
    assert desk.target(draft_id, 2) == text
    assert desk.catalog.suggestions(draft_id) == ()
    sent(amina, draft_id, content)
    assert desk.catalog.suggestions(draft_id) == ()


def test_a_suggestion_is_not_taken_over_a_text_that_nobody_saw(desk):
    draft_id, amina, content = met_halfway(desk)
    sent(amina, draft_id, content)
    (one,) = desk.catalog.suggestions(draft_id)
    luc = desk.signed_in("Luc")
    luc.get(f"/brouillons/{draft_id}")
    luc.edit(draft_id, 2, "Demandez d’abord, toujours.", version=2)
    response = amina.send(f"/brouillons/{draft_id}/propositions/{one.id}", version=2, prendre="1")
    assert response.status_code == 409
    assert desk.target(draft_id, 2) == "Demandez d’abord, toujours."
    assert desk.catalog.suggestions(draft_id) == (one,)


def test_t42_what_is_missing_unknown_empty_or_obsolete_is_told(desk):
    draft_id = desk.draft()
    amina = desk.signed_in("Amina")
    before = state(desk, draft_id)
    po = polib.pofile(fetched(amina, draft_id).decode())
    po[1].msgstr = ""
    po[3].obsolete = True
    po[4].msgid, po[4].msgctxt, po[4].msgstr = "Never said.", "9.9", "Jamais dit."
    del po[5]
    said = sent(amina, draft_id, str(po).encode()).said
    for words in ("1 texte vide", "1 entrée mise de côté", "1 texte inconnu de ce brouillon", "3 segments absents"):
        assert words in said
    assert "Never said." in said
    assert state(desk, draft_id) == before


def test_a_file_of_another_draft_leaves_suggestions(desk):
    other, draft_id = desk.draft(url="other"), desk.draft()
    amina = desk.signed_in("Amina")
    said = sent(amina, draft_id, with_french(fetched(amina, other), {2: "Demandez avant."})).said
    assert "1 texte venu d’un autre brouillon" in said
    assert [(one.position, one.text) for one in desk.catalog.suggestions(draft_id)] == [(2, "Demandez avant.")]
    assert desk.target(other, 2) == "Demandez d’abord."


def test_a_published_text_does_not_change(desk):
    draft_id = desk.draft()
    amina = desk.signed_in("Amina")
    content = with_french(fetched(amina, draft_id), {2: "Demandez avant."})
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE, ReviewAction.PUBLISH):
        desk.step(draft_id, action)
    assert "1 texte gardé de côté" in sent(amina, draft_id, content).said
    assert desk.target(draft_id, 2) == "Demandez d’abord."
    assert len(desk.catalog.suggestions(draft_id)) == 1


def test_doubtful_segments_go_out_as_fuzzy_with_what_the_checks_say(desk):
    found = Finding("number", "12 manque", blocking=True)
    draft_id = desk.draft(findings={2: (found,)})
    po = polib.pofile(fetched(desk.signed_in("Amina"), draft_id).decode())
    fuzzy = [entry.msgid for entry in po if "fuzzy" in entry.flags]
    assert fuzzy == ["Ask first.", "We agreed."]
    assert "À corriger\u00a0: 12 manque" in po[2].comment
    assert "Glossaire\u00a0: consent → consentement" in po[0].comment
    assert "Origine\u00a0: machine" in po[0].comment


def test_a_file_in_another_language_is_refused_whole(desk):
    draft_id = desk.draft()
    amina = desk.signed_in("Amina")
    content = with_french(fetched(amina, draft_id), {2: "Pregunte antes."}).replace(b"Language: fr", b"Language: es")
    response = sent(amina, draft_id, content)
    assert response.status_code == 422
    assert "en « es »" in response.said
    assert desk.target(draft_id, 2) == "Demandez d’abord."


def test_no_file_or_one_too_large_is_told(desk, monkeypatch):
    draft_id = desk.draft()
    amina = desk.signed_in("Amina")
    amina.get(f"/brouillons/{draft_id}")
    assert "Choisissez d’abord un fichier" in amina.send(f"/brouillons/{draft_id}/fichier").text
    assert sent(amina, draft_id, b"x" * (routes.LARGEST_FILE + 1)).status_code == 413
    assert sent(amina, draft_id, b"x" * (routes.LARGEST_FORM + 1)).status_code == 422


def test_what_a_file_says_is_shown_as_text(desk):
    draft_id = desk.draft()
    amina = desk.signed_in("Amina")
    content = write_po(BilingualFile((Entry(EVIL, EVIL, Key(99, 1)), Entry("Ask first.", EVIL, Key(99, 2)))))
    assert EVIL not in sent(amina, draft_id, content, f"{EVIL}.po").text
    assert EVIL not in amina.get(f"/brouillons/{draft_id}").text


def test_only_who_signed_in_takes_or_returns_a_file(desk):
    draft_id = desk.draft()
    stranger = desk.visitor()
    assert stranger.client.get(f"/brouillons/{draft_id}/fichier/po").status_code == 303
    stranger.get("/connexion")
    assert sent(stranger, draft_id, b"x").status_code == 401
    amina = desk.signed_in("Amina")
    amina.token = "forged"
    assert sent(amina, draft_id, b"x").status_code == 403


def test_two_files_at_once_lose_nothing(desk):
    draft_id = desk.draft()
    file = draft_file(desk.catalog.draft_page(draft_id), TERMS)
    start, done = Barrier(2), {}

    def send(name):
        texts = {n: f"{entry.target} ({name})" for n, entry in enumerate(file.entries)}
        start.wait()
        sender = Sender(desk.people[name], desk.clock(), f"{name}.po")
        done[name] = taken_back(desk.catalog, TERMS, draft_id, rewritten(file, texts), sender)

    threads = [Thread(target=send, args=(name,)) for name in ("Amina", "Luc")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    units = [stored.unit.target for stored in desk.catalog.draft_page(draft_id).units]
    waiting = {(one.position, one.text) for one in desk.catalog.suggestions(draft_id)}
    for n, entry in enumerate(file.entries):
        both = {f"{entry.target} ({name})" for name in done}
        assert units[n] in both
        assert {(n, text) for text in both - {units[n]}} <= waiting
    assert len(waiting) == len(file.entries)
