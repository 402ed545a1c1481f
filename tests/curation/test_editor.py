"""The editor of a segment without JavaScript: what it shows, what it saves, what it confirms, what it offers."""

import re
from html import unescape
from threading import Lock

import pytest

from curation.alternatives import PATIENCE, Alternatives
from curation.catalog import StaleDraft
from curation.review import NotAllowed, ReviewAction
from curation.web.key_words import KEYS
from tests.curation.desk import EVIL, Desk
from translation.document import BlockKind
from translation.engine import EngineError, Hypothesis
from translation.unit import Finding, Origin, Segment, TranslationUnit

SENTENCE = "Ask for consent before you share personal data."
FRENCH = "Demandez le consentement avant de partager des données personnelles."
ROWS = [
    (BlockKind.PARAGRAPH, 0, SENTENCE, [(SENTENCE, FRENCH, 0)]),
    (BlockKind.PARAGRAPH, 0, "Who sees it?", [("Who sees it?", "Qui les voit?", 0)]),
    (BlockKind.PARAGRAPH, 0, "We agreed.", [("We agreed.", "Nous étions d’accord.", 0)]),
    (BlockKind.PARAGRAPH, 0, "See 12 pages.", [("See 12 pages.", "Voir les pages.", 0)]),
]
SPACED = Finding("typography", "Il manque une espace insécable.", fix="Qui les voit\u202f?")
LOST = Finding("number", "Le nombre 12 manque.", blocking=True)
FINDINGS = {2: (SPACED,), 4: (LOST,)}


class Engine:
    """Says what it is told to, or what went wrong."""

    def __init__(self, *texts, error=None):
        self.texts, self.error, self.asked = texts, error, []

    def alternatives(self, text, count, *, terms=None):
        self.asked.append((text, terms))
        if self.error:
            raise self.error
        return [Hypothesis(said, -0.1) for said in self.texts][:count]


def at(draft_id, position, page="editer"):
    return f"/brouillons/{draft_id}/segments/{position}/{page}"


def stored(desk, draft_id, position):
    return desk.catalog.draft_page(draft_id).units[position]


def shown(visitor):
    """The page's words, as they are read."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", visitor.html)).replace("\u202f", " "))


def test_the_editor_shows_all_that_helps_to_write_the_segment(desk):
    known = desk.draft(title="Old guidance", url="old", rows=[(*ROWS[0][:3], [(SENTENCE, FRENCH + " Vraiment.", 0)])])
    desk.step(known, ReviewAction.CLAIM)
    desk.step(known, ReviewAction.APPROVE)
    draft_id = desk.draft(rows=ROWS, findings=FINDINGS)
    visitor = desk.signed_in("Amina")
    assert visitor.get(at(draft_id, 1)).status_code == 200
    words = shown(visitor)
    assert "Segment 2 sur 5" in words
    assert "Consent Ask for consent" in words
    assert "Who sees it?" in words
    assert "<mark>consent</mark>" in visitor.html
    assert "<mark>personal data</mark>" in visitor.html
    assert 'data-insert="consentement"' in visitor.html
    assert "Accord libre." in words
    assert "Le texte dit « données personnelles », qui est accepté." in words.replace("\xa0", " ")
    assert "Même phrase" in words
    assert "Vraiment." in words
    assert re.search(r'<textarea[^>]+lang="fr" spellcheck="true"', visitor.html)
    assert f'href="/brouillons/{draft_id}/original/1"' in visitor.html
    assert EVIL not in visitor.html
    assert f'href="/brouillons/{draft_id}/segments/1/editer"' in visitor.get(f"/brouillons/{draft_id}").text
    assert visitor.get(at(draft_id, 99)).status_code == 404


def test_a_plain_save_stays_a_fix_is_one_button_and_versions_come_back(desk):
    draft_id = desk.draft(rows=ROWS, findings=FINDINGS)
    visitor = desk.signed_in("Amina")
    visitor.get(at(draft_id, 2))
    assert 'name="target" value="Qui les voit\u202f?"' in visitor.html
    answer = visitor.send(at(draft_id, 2), version=1, target=SPACED.fix)
    assert answer.headers["location"] == f"{at(draft_id, 2)}?fait=enregistre"
    visitor.get(answer.headers["location"])
    assert "Enregistré." in shown(visitor)
    assert "modifié par Amina" in shown(visitor)
    assert "Qui les voit<ins>\u202f</ins>?" in visitor.html
    # The machine's own words come back by an ordinary edit.
    assert "data-restore" in visitor.html
    assert 'name="target" value="Qui les voit?"' in visitor.html
    visitor.send(at(draft_id, 2), version=2, target="Qui voit cela\u202f?")
    visitor.get(at(draft_id, 2))
    assert visitor.html.count("data-restore") == 2
    visitor.send(at(draft_id, 2), version=1, target="En même temps")
    assert "Deux textes pour un segment" in visitor.html
    visitor.get(at(draft_id, 2))
    assert 'name="target" value="En même temps"' in visitor.html  # it met another edit, and is still one button away
    assert desk.target(draft_id, 2) == "Qui voit cela\u202f?"


def test_a_segment_is_read_once_and_the_word_falls_when_the_text_or_what_is_said_of_it_changes(desk):
    draft_id = desk.draft(rows=ROWS, findings=FINDINGS)
    amina, luc, now = desk.people["Amina"], desk.people["Luc"], desk.clock()
    desk.catalog.confirm(draft_id, 2, amina, now, seen=1)
    desk.catalog.confirm(draft_id, 2, luc, now, seen=1)
    assert (stored(desk, draft_id, 2).confirmed_by, stored(desk, draft_id, 2).confirmed_at) == ("Amina", now)
    (event,) = desk.catalog.history(draft_id)
    assert (event.action, event.detail) == ("annotate", {"position": 2, "confirmed": True})
    for who, position, seen, refused in (
        (amina, 4, 1, NotAllowed),
        (amina, 2, 9, StaleDraft),
        (desk.people["Zoé"], 1, 1, NotAllowed),
    ):
        with pytest.raises(refused):
            desk.catalog.confirm(draft_id, position, who, now, seen=seen)
    desk.catalog.dismiss(draft_id, 2, SPACED, "voulu", amina, now, seen=1)
    assert stored(desk, draft_id, 2).confirmed_by == "Amina"
    desk.catalog.dismiss(draft_id, 2, SPACED, "", amina, now, seen=1)
    assert stored(desk, draft_id, 2).confirmed_at is None
    desk.catalog.confirm(draft_id, 1, amina, now, seen=1)
    beside = {1: (Finding("inconsistent", "Dit autrement plus haut."),)}
    desk.catalog.edit_unit(draft_id, 3, "D’accord.", (), luc, now, seen=1, beside=beside)
    assert stored(desk, draft_id, 1).confirmed_at is None
    desk.catalog.confirm(draft_id, 3, luc, now, seen=2)
    desk.catalog.edit_unit(draft_id, 3, "Oui.", (), luc, now, seen=2)
    assert stored(desk, draft_id, 3).confirmed_at is None
    desk.step(draft_id, ReviewAction.REJECT)
    with pytest.raises(NotAllowed):
        desk.catalog.confirm(draft_id, 1, amina, now, seen=1)


def test_read_and_next_goes_from_doubt_to_doubt_and_not_past_an_error(desk):
    draft_id = desk.draft(rows=ROWS, findings=FINDINGS)
    visitor = desk.signed_in("Amina")
    visitor.get(at(draft_id, 0))

    def after(position, version=1, **fields):
        return visitor.send(at(draft_id, position, "lu"), version=version, **fields).headers["location"]

    assert after(0, target="Consentement", suite=1) == f"{at(draft_id, 2)}?fait=suivant"
    assert after(2, target="Qui les voit\u202f?", suite=1) == f"{at(draft_id, 3)}?fait=suivant"
    assert (desk.target(draft_id, 2), stored(desk, draft_id, 2).confirmed_by) == ("Qui les voit\u202f?", "Amina")
    assert after(3) == f"{at(draft_id, 3)}?fait=lu"
    assert after(3, suite=1) == f"{at(draft_id, 4)}?fait=suivant"
    assert after(4, target="Voir des pages.", suite=1) == f"{at(draft_id, 4)}?fait=bloque"
    assert "une erreur reste à corriger" in shown(visitor) or visitor.get(f"{at(draft_id, 4)}?fait=bloque")
    assert "Pas marqué lu" in shown(visitor)
    assert (desk.target(draft_id, 4), stored(desk, draft_id, 4).confirmed_at) == ("Voir des pages.", None)
    assert after(4, version=2, target="Voir 12\u00a0pages.", suite=1) == f"{at(draft_id, 4)}?fait=dernier"
    visitor.get(f"{at(draft_id, 4)}?fait=dernier")
    assert f'href="/brouillons/{draft_id}#decider"' in visitor.html
    visitor.get(f"/brouillons/{draft_id}")
    assert "lu par Amina" in shown(visitor)
    assert "passage douteux" not in shown(visitor)
    visitor.get(f"/brouillons/{draft_id}/historique")
    assert "a lu un segment et l’a laissé tel quel" in shown(visitor)


def test_who_may_not_edit_reads_the_editor_and_changes_nothing(desk):
    draft_id = desk.draft(rows=ROWS, findings=FINDINGS)
    zoe = desk.signed_in("Zoé")
    assert zoe.get(at(draft_id, 2)).status_code == 200
    assert "<textarea" not in zoe.html
    assert "Corriger ainsi" not in zoe.html
    assert zoe.send(at(draft_id, 2, "lu"), version=1).status_code == 403
    assert zoe.send(at(draft_id, 2, "formulations"), version=1).status_code == 403
    assert stored(desk, draft_id, 2).confirmed_at is None


def test_other_wordings_are_asked_for_and_what_was_typed_stays(database):
    engine = Engine("Qui les voit ?", "Qui voit cela ?", "Qui voit cela ?", "Qui peut les voir ?")
    desk = Desk(database, alternatives=Alternatives(lambda: engine))
    draft_id = desk.draft(rows=ROWS)
    visitor = desk.signed_in("Amina")
    visitor.get(at(draft_id, 2))
    asking = re.search(r"<button[^>]*>Demander à la machine", visitor.html)[0]
    assert f'form="ecrire-2" formaction="{at(draft_id, 2, "formulations")}"' in asking  # it sends what was typed along
    answer = visitor.send(at(draft_id, 2, "formulations"), version=1, target="Je suis en train d’écrire")
    assert answer.status_code == 200
    assert "Je suis en train d’écrire</textarea>" in visitor.html
    offered = re.findall(r'name="target" value="([^"]+)">\s*<button class="small">Prendre', visitor.html)
    assert offered == ["Qui les voit\u202f?", "Qui voit cela\u202f?", "Qui peut les voir\u202f?"]
    assert engine.asked == [("Who sees it?", desk.glossary.terms)]
    visitor.send(at(draft_id, 2), version=1, target=offered[1])
    assert desk.target(draft_id, 2) == "Qui voit cela\u202f?"
    engine.error = EngineError("the model is damaged")
    visitor.send(at(draft_id, 2, "formulations"), version=2)
    assert "Le moteur de cette machine ne répond pas : the model is damaged" in shown(visitor)
    engine.error, engine.texts = None, ("Qui voit cela ?",)
    visitor.send(at(draft_id, 2, "formulations"), version=2)
    assert "n’a rien d’autre à proposer" in shown(visitor)


def test_without_an_engine_of_this_machine_or_while_it_works_that_is_said(desk, monkeypatch):
    draft_id = desk.draft(rows=ROWS)
    visitor = desk.signed_in("Amina")
    visitor.get(at(draft_id, 2))
    visitor.send(at(draft_id, 2, "formulations"), version=1)
    assert "Aucun moteur de traduction n’est installé" in shown(visitor)
    unit = TranslationUnit(Segment(0, 0, 0, "We agreed."), "Nous étions d’accord.", Origin.MACHINE)
    with pytest.raises(Exception, match="traduits par un serveur"):
        Alternatives(object).of(unit, desk.glossary.terms)
    assert PATIENCE <= 10  # a page that waits keeps three others from theirs
    monkeypatch.setattr("curation.alternatives.PATIENCE", 0.01)
    busy = Alternatives(lambda: Engine("Oui."))
    held = Lock()
    held.acquire()
    monkeypatch.setattr(busy, "_one_at_a_time", held)
    with pytest.raises(Exception, match="travaille pour quelqu’un d’autre"):
        busy.of(unit, desk.glossary.terms)
    held.release()
    assert busy.of(unit, desk.glossary.terms) == ("Oui.",)


def test_the_keys_are_told_on_the_help_page_without_javascript(desk):
    visitor = desk.signed_in("Amina")
    visitor.get("/aide")
    for key in (key for table in KEYS.values() for key in table):
        assert key.does.replace("\u00a0", " ") in shown(visitor).replace("\xa0", " ")
