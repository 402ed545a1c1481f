"""The state of a segment, told by one table, shown in a word and a shape, counted, and asked for alone."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser

import pytest

from curation.unit_states import FILTERS, UnitState, changed_positions, chosen, state_of, states_of
from curation.views import StoredUnit
from curation.web import pages
from curation.web.review_words import SHOWN_ALONE, UNIT_STATES
from curation.web.site import HERE, STATIC
from translation.document import Block, BlockKind, Document
from translation.unit import Finding, Origin, Segment, TranslationUnit

pytestmark = pytest.mark.filterwarnings("ignore:Using `httpx`")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
WARNING, ERROR = Finding("x", "À voir."), Finding("y", "Faux.", blocking=True)


def unit(origin=Origin.MACHINE, *findings, number=0, block=0, source="Data.", risk=None, **values):
    made = TranslationUnit(Segment(block, 0, number, source), "Données.", origin, findings=findings, risk=risk)
    return StoredUnit(made, 1, **values)


READ = {"confirmed_by": "Luc", "confirmed_at": NOW}


@pytest.mark.parametrize(
    ("stored", "state"),
    [
        (unit(), UnitState.MACHINE),
        (unit(Origin.MEMORY), UnitState.MEMORY),
        (unit(Origin.SOURCE), UnitState.SOURCE),
        (unit(Origin.HUMAN), UnitState.EDITED),
        (unit(Origin.HUMAN, WARNING), UnitState.CHECK),
        (unit(Origin.HUMAN, replace(WARNING, dismissed="Voulu.")), UnitState.EDITED),
        (unit(risk=0.45), UnitState.CHECK),
        (unit(risk=0.45, **READ), UnitState.READ),
        (unit(Origin.MACHINE, WARNING, **READ), UnitState.READ),
        (unit(Origin.MACHINE, ERROR, **READ), UnitState.CHECK),
    ],
)
def test_the_first_rule_that_holds_names_the_state(stored, state):
    assert state_of(stored) is state
    assert state_of(stored, approved=True, changed=True) is UnitState.APPROVED
    rewrites = stored.unit.origin is not Origin.HUMAN and not stored.confirmed_at
    assert (state_of(stored, changed=True) is UnitState.REWRITE) == rewrites


def test_filters_take_what_their_words_say():
    units = [unit(Origin.HUMAN, WARNING, number=0), unit(number=1), unit(number=2, **READ), unit(number=3, risk=0.9)]
    states = states_of(units, changed=[1])
    assert {word: chosen(units, states, word) for word in FILTERS} == {
        "verifier": {0, 3},
        "reecrire": {1},
        "non-lus": {1, 3},
    }
    assert set(SHOWN_ALONE) == set(FILTERS)


def test_only_sentences_of_a_changed_paragraph_that_are_new_are_to_be_rewritten():
    def document(*texts):
        return Document("T", "en", tuple(Block(BlockKind.PARAGRAPH, text) for text in texts))

    before = document("Ask people first. Then share their data with care.", "Stays as it was for years.")
    now = document("Ask people first. Then never share their data.", "Stays as it was for years.", "Wholly new text.")
    said = [
        (0, "Ask people first."),
        (0, "Then never share their data."),
        (1, "Stays as it was for years."),
        (2, "New."),
    ]
    units = [unit(number=n, block=block, source=text) for n, (block, text) in enumerate(said)]
    assert changed_positions(units, before, now) == {1}


def test_every_state_has_a_word_and_a_shape_of_its_own():
    style = (STATIC / "style.css").read_text("utf-8")
    shapes = dict(re.findall(r'\.unit-state\.(\w+)::before \{ content: "(.)', style))
    shapes |= {"machine": re.search(r'\.unit-state::before \{ content: "(.)', style)[1]}
    assert set(shapes) == set(UnitState)
    assert len(set(shapes.values())) == len(UnitState)
    assert len({UNIT_STATES[state] for state in UnitState}) == len(UnitState)


def shown_segments(visitor):
    return [int(n) for n in re.findall(r'<div class="(?:row|cell)[^"]*" id="s(\d+)"', visitor.html)]


def test_the_page_counts_states_and_shows_one_kind_alone(desk, monkeypatch):
    rows = [(BlockKind.PARAGRAPH, 0, f"Sentence {n}.", [(f"Sentence {n}.", f"Phrase {n}.", 0)]) for n in range(1, 7)]
    draft_id = desk.draft(rows=rows, findings={2: (WARNING,), 5: (ERROR,)})
    amina = desk.signed_in("Amina")
    amina.get(f"/brouillons/{draft_id}")
    amina.edit(draft_id, 1, "Première phrase.")
    desk.catalog.confirm(draft_id, 3, desk.people["Luc"], desk.clock(), seen=1)
    page = unescape(amina.get(f"/brouillons/{draft_id}").text)
    counts = dict(re.findall(r'<li><span class="unit-state (\w+)">[^<]+</span>\s<span class="n">(\d+)', page))
    assert counts == {"check": "2", "read": "1", "edited": "1", "machine": "3"}
    assert "modifié</span> par Amina" in page
    assert 'unit-state check">à vérifier</span> · machine' in page
    amina.get(f"/brouillons/{draft_id}?montrer=verifier")
    assert shown_segments(amina) == [2, 5]
    assert "Phrase 4." not in amina.html
    amina.get(f"/brouillons/{draft_id}?montrer=reecrire")
    assert "Plus aucun segment" in amina.html
    assert len(amina.get(f"/brouillons/{draft_id}?montrer=tout").text) > 0
    assert shown_segments(amina) == list(range(7))
    monkeypatch.setattr(pages, "SEGMENTS_A_PART", 2)
    amina.get(f"/brouillons/{draft_id}?montrer=non-lus&partie=2")
    assert shown_segments(amina) == [4, 5]
    assert f"/brouillons/{draft_id}?montrer=non-lus&amp;partie=3" in amina.html


def test_what_the_original_changed_since_people_reviewed_it_is_to_be_rewritten(desk):
    def rows(*texts):
        return [(BlockKind.PARAGRAPH, 0, text, [(text, f"Fr {text}", 0)]) for text in texts]

    desk.draft(rows=rows("We share data with partners.", "Nothing else here."))
    second = desk.draft(rows=rows("We share data with some partners.", "Nothing else here."))
    amina = desk.signed_in("Amina")
    assert 'unit-state rewrite"' not in amina.get(f"/brouillons/{second}").text
    desk.catalog.edit_unit(second, 1, "Nous partageons.", (), desk.people["Luc"], desk.clock(), seen=1)
    third = desk.draft(rows=rows("We share data with few partners.", "Nothing else here."))
    amina.get(f"/brouillons/{third}?montrer=reecrire")
    assert shown_segments(amina) == [1]
    assert "original changé, à réécrire" in amina.html
    amina.edit(third, 1, "Nous partageons peu.")
    amina.get(f"/brouillons/{third}")
    assert 'unit-state rewrite"' not in amina.html


class Fields(HTMLParser):
    """The text fields of a template: every textarea, and the inputs that say which language they take."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "textarea" or (tag == "input" and "lang" in values):
            self.found.append(values)


def test_every_field_for_french_text_is_spell_checked_by_the_browser():
    fields = []
    for path in sorted((HERE / "templates").glob("*.html")):
        parser = Fields()
        parser.feed(path.read_text("utf-8"))
        fields += [(path.name, field.get("name"), field) for field in parser.found if "readonly" not in field]
    french = {(name, field) for name, field, values in fields if values.get("lang") == "fr"}
    assert {("segment.html", "target"), ("conflict.html", "target"), ("cut.html", "target")} <= french
    assert {("replace.html", "quoi"), ("replace.html", "par")} <= french
    assert [(n, f) for n, f, v in fields if v.get("lang") == "fr" and v.get("spellcheck") != "true"] == []
    assert [(n, f) for n, f, v in fields if f in {"target", "summary", "merged"} and v.get("lang") != "fr"] == []
