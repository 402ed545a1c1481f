"""The glossary's files at the command line: nothing is written before it is shown and agreed to."""

import io
import sys
from dataclasses import replace

import pytest

from glossary.exchange import read_po, write_po
from glossary.exchange.fields import in_order
from glossary.exchange.spreadsheet import write_xlsx
from glossary.keeping import shipped
from glossary.termbase import Status, Term
from translation.tmx import read_tmx

OURS = Term("tool", "outil", definition="Sert à travailler.", origin="usage")
HOME = (OURS, Term("old tool", "vieil outil", status=Status.DEPRECATED))


@pytest.fixture
def own(home):
    """The glossary of a home that keeps one."""
    home.mkdir(exist_ok=True)
    write_po(HOME, home / "glossary.po")
    return home / "glossary.po"


@pytest.fixture
def theirs(tmp_path):
    def written(text, name="theirs.csv"):
        (tmp_path / name).write_text(text, "utf-8")
        return str(tmp_path / name)

    return written


@pytest.fixture
def at_a_terminal(monkeypatch):
    """Somebody who types these answers."""

    class Terminal(io.StringIO):
        def isatty(self):
            return True

    return lambda text: monkeypatch.setattr(sys, "stdin", Terminal(text))


@pytest.mark.parametrize("ending", ["csv", "xlsx", "tbx", "po"])
def test_what_goes_out_comes_in_again_and_changes_nothing(dragoman, tmp_path, own, ending):
    file = str(tmp_path / f"terms.{ending}")
    assert dragoman("glossary", "export", file).status == 0
    answer = dragoman("glossary", "import", file, "--yes")
    assert (answer.status, answer.out) == (0, "2 the same\nNothing to write.\n")
    assert read_po(own) == sorted(HOME, key=lambda term: term.source)


def test_tbx_goes_out_in_the_edition_that_is_asked_for(dragoman, tmp_path, own):
    for edition, root in ((2, "<martif"), (3, "<tbx")):
        dragoman("glossary", "export", str(tmp_path / "terms.tbx"), "--tbx", str(edition))
        assert root in (tmp_path / "terms.tbx").read_text("utf-8")


def test_a_memory_gets_the_approved_pairs_with_their_synonyms_and_examples(dragoman, tmp_path, home):
    home.mkdir()
    full = Term("survey", "enquête", synonyms=("poll",), example=("A survey.", "Une enquête."))
    write_po([full, Term("new", "neuf", status=Status.PROPOSED)], home / "glossary.po")
    assert dragoman("glossary", "export", str(tmp_path / "terms.tmx")).out.startswith("3 pairs")
    pairs = [(unit.source, unit.target) for unit in read_tmx(tmp_path / "terms.tmx")]
    assert pairs == [("survey", "enquête"), ("poll", "enquête"), ("A survey.", "Une enquête.")]


def test_a_list_is_shown_and_nothing_is_written_until_it_is_agreed_to(dragoman, own, theirs):
    file, before = theirs("source;target;origin;Nr\ntool;engin;;1\ntoolbox;boîte;CNIL;2\n"), own.read_bytes()
    shown = dragoman("glossary", "import", file)
    assert "Columns passed over, as no field of ours has such a name: Nr." in shown.out
    assert "conflict  tool" in shown.out
    assert "1 new, 1 in conflict" in shown.out
    assert "to repair afterwards: the definition is missing: toolbox" in shown.out
    assert shown.out.endswith("Nothing was written; --yes writes 1 entry.\n")
    assert own.read_bytes() == before
    assert dragoman("glossary", "import", file, "--yes").out.endswith("1 entry written.\n")
    new = Term("toolbox", "boîte", status=Status.PROPOSED, origin="CNIL")
    assert read_po(own) == [HOME[1], OURS, new]


def test_theirs_may_win_and_what_is_new_may_be_approved(dragoman, own, theirs):
    file = theirs("source;target\ntool;engin\ntoolbox;boîte\n")
    dragoman("glossary", "import", file, "--yes", "--conflicts", "theirs", "--as", "approved")
    terms = {term.source: term for term in read_po(own)}
    assert terms["tool"].target == "engin"
    assert terms["tool"].definition == OURS.definition
    assert terms["toolbox"].status is Status.APPROVED


def test_somebody_at_the_terminal_chooses_field_by_field_and_agrees(dragoman, own, theirs, at_a_terminal):
    file = theirs("source;target;definition\ntool;engin;Autre chose.\n")
    at_a_terminal("t\no\nn\n")
    assert "Nothing was written" in dragoman("glossary", "import", file, "--conflicts", "ask").out
    at_a_terminal("t\no\ny\n")
    monitor = dragoman("glossary", "import", file, "--conflicts", "ask")
    assert monitor.out.endswith("1 entry written.\n")
    assert (read_po(own)[1].target, read_po(own)[1].definition) == ("engin", OURS.definition)


def test_json_tells_everything_and_nothing_else(dragoman, own, theirs):
    value = dragoman("glossary", "import", theirs("source;target\ntool;engin\nTools;outils\n"), "--json").json
    assert (value["counts"], value["written"]) == ({"conflict": 1, "new": 1}, False)
    conflict, new = value["entries"]
    assert conflict["changes"] == [{"field": "target", "ours": "outil", "theirs": "engin", "conflict": True}]
    assert conflict["result"] == conflict["ours"]
    assert (new["near"], new["result"]["status"]) == (["tool"], "proposed")


@pytest.mark.parametrize(
    "arguments",
    [(), ("no-such-file.csv",), ("memory.tmx",), ("words.docx",), ("--shipped",), ("own.csv", "--conflicts", "ask")],
)
def test_what_cannot_be_imported_is_answered_by_one_sentence(dragoman, guidance, home, arguments):
    answer = dragoman("glossary", "import", *arguments)
    assert answer.status == 2
    assert answer.err.startswith("dragoman: ")
    assert answer.err.count("\n") == 1
    assert not home.exists()


def ship(terms, monkeypatch):
    """A version of the tool that comes with these terms."""
    for module in ("flows.glossary_exchange", "glossary.keeping"):
        monkeypatch.setattr(f"{module}.shipped", lambda: terms)


def test_an_update_of_what_ships_is_merged_from_where_the_home_began(dragoman, home, theirs, monkeypatch):
    began = shipped()
    dragoman("glossary", "import", theirs("source;target;note\nsurvey tool;outil d’enquête;À discuter.\n"), "--yes")
    assert len(read_po(home / "glossary.po")) == len(began) + 1
    update = [*began[:-1], Term("brand new", "tout neuf")]
    update[0] = Term(began[0].source, "autre mot", note="Mis à jour.")
    ship(update, monkeypatch)
    assert "1 new, 1 changed there" in dragoman("glossary", "import", "--shipped", "--yes").out
    terms = {term.source: term for term in read_po(home / "glossary.po")}
    assert terms[began[0].source] == update[0]
    assert terms["brand new"].status is Status.APPROVED
    assert {"survey tool", began[-1].source} <= set(terms)
    assert dragoman("glossary", "import", "--shipped").out.endswith("Nothing to write.\n")


def test_a_home_begun_before_the_start_was_kept_is_asked_about_every_difference_once(dragoman, own, monkeypatch):
    ship([Term("tool", "engin", definition="Neuf.")], monkeypatch)
    assert "1 in conflict" in dragoman("glossary", "import", "--shipped", "--yes").out
    assert "1 the same" in dragoman("glossary", "import", "--shipped").out
    assert OURS in read_po(own)


def test_a_spreadsheet_that_a_volunteer_changed_comes_back(dragoman, tmp_path, home):
    began = shipped()
    changed = replace(began[3], note="Revu par une bénévole.", target="autre mot")
    write_xlsx([*began[:3], changed, *began[4:-1]], tmp_path / "back.xlsx")
    answer = dragoman("glossary", "import", str(tmp_path / "back.xlsx"), "--yes")
    assert f"1 changed there, {len(began) - 2} the same" in answer.out
    assert read_po(home / "glossary.po") == in_order([*began[:3], changed, *began[4:]])


def test_an_ending_that_nobody_writes_is_answered_with_all_that_there_are(dragoman, tmp_path):
    answer = dragoman("glossary", "export", str(tmp_path / "terms.xyz"))
    assert answer.status == 2
    assert all(ending in answer.err for ending in (".csv", ".xlsx", ".tbx", ".po", ".tmx", ".html"))
