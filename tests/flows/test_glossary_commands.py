"""The commands of the glossary over a real catalog: what an entry means for the texts there are."""

import pytest

from curation.database import Database, migrate
from curation.review import ReviewAction
from glossary.keeping import Glossary
from glossary.termbase import Status, Term
from tests.curation.desk import Desk
from translation.document import BlockKind

SHARING = Term("data sharing", "partage de données", Status.PROPOSED)
ROWS = [
    (BlockKind.PARAGRAPH, 0, "Data sharing helps.", [("Data sharing helps.", "La diffusion aide.", 0)]),
    (BlockKind.PARAGRAPH, 0, "Data sharing harms.", [("Data sharing harms.", "Le partage de données nuit.", 0)]),
]


@pytest.fixture
def desk(home):
    glossary = Glossary(home / "glossary.po")
    glossary.change(lambda _: [SHARING])
    database = Database(home / "catalog.db")
    migrate(database)
    yield Desk(database, glossary)
    database.close()


def test_it_tells_which_texts_say_a_term_how_before_anything_is_decided(desk, dragoman):
    waiting, approved = desk.draft(rows=ROWS), desk.draft(rows=ROWS, url="other", title="Other", french="Autre")
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE):
        desk.step(approved, action)
    (entry,) = dragoman("glossary", "impact", "DATA sharing", "--json").json
    once = {"preferred": 1, "missing": 1}
    assert entry["counts"] == {"queued": once, "in_review": {}, "approved": once, "published": {}}
    told = [(one["draft_id"], one["position"], one["target"]) for one in entry["segments"] if one["to_recheck"]]
    assert told == [(waiting, 1, "La diffusion aide."), (approved, 1, "La diffusion aide.")]
    table = dragoman("glossary", "impact", "data sharing").out
    assert "data sharing -> partage de données (proposed): 4 segments, 2 texts" in table
    assert [line.split() for line in table.split("\n") if line.startswith("queued")] == [["queued", "1", "0", "0", "1"]]
    assert f"Autre, draft {approved}, segment 2:\n  Data sharing helps.\n  La diffusion aide." in table
    assert desk.glossary.terms.get("data sharing") == SHARING


def test_an_entry_that_is_not_there_is_told_in_words(desk, dragoman):
    answer = dragoman("glossary", "impact", "moon")
    assert (answer.status, answer.out) == (2, "")
    assert "no entry for 'moon'" in answer.err
