"""The commands as people and scripts call them: what they print, what they answer, and that nobody meets a trace."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time

import httpx
import pytest

from glossary.exchange import read_po
from glossary.termbase import Status

PASSWORD = "quatre mots mis ensemble"


@pytest.fixture
def typed(monkeypatch):
    def put(text):
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return put


def test_lines_are_translated_one_for_one_and_in_order(dragoman, typed):
    typed("Personal data must be protected.\n\nhttps://example.org/a\r\n12,400\n")
    lines = dragoman("translate").out.split("\n")
    assert len(lines) == 5
    assert lines[0] != "Personal data must be protected."
    assert lines[1:4] == ["", "https://example.org/a", "12,400"]


def test_jsonl_says_what_became_of_the_terms(dragoman, typed, tmp_path):
    terms = tmp_path / "terms.tsv"
    terms.write_text("data subject\tpersonne concernée\n", encoding="utf-8")
    typed("The data subject must consent.\n")
    line = json.loads(dragoman("translate", "--jsonl", "--terms", str(terms)).out)
    assert line["source"] == "The data subject must consent."
    assert [use["source"] for use in line["terms"]] == ["data subject"]
    typed("The data subject must consent.\n")
    assert json.loads(dragoman("translate", "--jsonl", "--terms", "none").out)["terms"] == []


def test_an_account_is_added_listed_changed_locked_and_erased(dragoman, typed):
    typed(PASSWORD + "\n")
    assert dragoman("user", "add", "Amina", "--role", "admin").status == 0
    typed(PASSWORD + "\n")
    twice = dragoman("user", "add", "Amina")
    assert twice.status == 2
    assert "Amina" in twice.err
    assert dragoman("user", "role", "Amina", "editor").status == 0
    assert "editor" in dragoman("user", "list").out
    assert dragoman("user", "disable", "Amina").status == 0
    assert "disabled" in dragoman("user", "list").out
    assert dragoman("user", "erase", "Amina").status == 0
    assert "Amina" not in dragoman("user", "list").out


def test_a_short_password_is_refused_in_words(dragoman, typed):
    typed("court\n")
    answer = dragoman("user", "add", "Amina")
    assert (answer.status, answer.out) == (2, "")
    assert "10" in answer.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract", "no-such-file.html"),
        ("translate", "no-such-file.txt"),
        ("translate", "--terms", "no-such-file.tsv"),
        ("model", "install", "no-such-file.argosmodel"),
        ("watch", "--plain", "--source", "nobody"),
        ("user", "role", "nobody", "editor"),
        ("draft", "999", "--plain"),
        ("review",),
    ],
)
def test_wrong_use_is_answered_by_one_sentence_and_status_2(dragoman, guidance, typed, arguments):
    typed("")
    answer = dragoman(*arguments)
    assert answer.status == 2
    assert answer.err.startswith("dragoman: ")
    assert answer.err.count("\n") == 1


def test_a_watch_list_with_a_mistake_is_named(dragoman, tmp_path, home):
    (tmp_path / "sources.toml").write_text(
        '[[source]]\nid = "a"\norganisation = "A"\nkind = "fed"\nurl = "https://a.org"\n'
    )
    answer = dragoman("run", "--plain")
    assert answer.status == 2
    assert 'source "a"' in answer.err
    assert "kind" in answer.err


def test_a_database_that_is_none_is_named_and_left_alone(dragoman, home):
    home.mkdir()
    (home / "catalog.db").write_bytes(b"something else entirely " * 100)
    answer = dragoman("status")
    assert answer.status == 2
    assert "catalog.db" in answer.err
    assert (home / "catalog.db").read_bytes().startswith(b"something else")


def test_a_file_is_extracted_as_text_json_and_html(dragoman, tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<html lang=en><body><article><h1>Consent</h1><p>Ask people before you collect what is theirs to give.</p>"
        "<ul><li>Explain why you ask for it.</li></ul></article></body></html>"
    )
    assert "- Explain why you ask for it." in dragoman("extract", str(page)).out
    value = json.loads(dragoman("extract", str(page), "--format", "json").out)
    assert value["title"] == "Consent"
    assert re.search(
        r"<li[^>]*>Explain why you ask for it\.</li>", dragoman("extract", str(page), "--format", "html").out
    )


def test_recognising_words_without_the_program_for_it_names_the_package(dragoman, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    answer = dragoman("extract", "--ocr", "whatever.pdf")
    assert (answer.status, answer.out) == (2, "")
    assert "apt-get install tesseract-ocr" in answer.err


@pytest.fixture
def reviewed(home):
    """A home whose memory says the same French for "camp warden" again and again, as an import left it."""
    from curation.database import Database, migrate
    from flows.settings import from_environment
    from flows.wiring import now, wired
    from translation.memory import MemoryOrigin, MemoryUnit

    database = Database(from_environment().database)
    migrate(database)
    database.close()
    tasks = ("files reports", "deletes lists", "meets families", "answers questions", "trains volunteers")
    pairs = [
        (f"The camp warden of the site {task} today.", f"Le gardien principal {n} est au camp.")
        for n, task in enumerate(tasks)
    ]
    rest = [(f"The camp has {task} in the morning.", f"Le camp {n} ouvre le matin.") for n, task in enumerate(tasks)]
    with wired(from_environment()) as w:
        w.catalog.import_units([MemoryUnit(a, b, origin=MemoryOrigin("Guide")) for a, b in (*pairs, *rest)], now())


def test_terms_that_the_glossary_lacks_are_suggested_and_written_as_proposed(dragoman, reviewed, tmp_path):
    found = dragoman("glossary", "suggest", "--json").json
    (steward,) = (one for one in found if one["source"] == "camp warden")
    assert (steward["target"], steward["agreeing"]) == ("gardien principal", 5)
    assert len(dragoman("glossary", "suggest", "--limit", "1", "--json").json) == 1
    assert "camp warden" in dragoman("glossary", "suggest").out
    path = tmp_path / "proposed.po"
    assert dragoman("glossary", "suggest", "--po", str(path)).status == 0
    term = next(term for term in read_po(path) if term.source == "camp warden")
    assert (term.status, term.target, term.gender) == (Status.PROPOSED, "gardien principal", "m")


def test_an_empty_home_has_nothing_to_suggest_or_report(dragoman):
    assert dragoman("glossary", "suggest", "--json").json == []
    assert "Nothing to propose yet" in dragoman("glossary", "suggest").out
    assert dragoman("glossary", "report", "--json").json["documents"] == []
    assert "No term" in dragoman("glossary", "report").out


def test_the_packaged_glossary_and_watch_list_are_sound(dragoman, monkeypatch, tmp_path):
    monkeypatch.delenv("DRAGOMAN_SOURCES")
    assert dragoman("glossary", "check").status == 0
    assert dragoman("glossary", "export", str(tmp_path / "terms.csv")).status == 0
    assert len(dragoman("sources", "list", "--json").json) >= 12
    assert "used" in dragoman("model", "list").out


def test_the_review_pages_are_served_until_interrupted(dragoman, typed, home):
    typed(PASSWORD + "\n")
    dragoman("user", "add", "Amina", "--role", "admin")
    command = [sys.executable, "-m", "flows.cli", "review", "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ)
    try:
        address = server.stdout.readline().split()[2]
        page = httpx.get(address, follow_redirects=True)
        assert 'lang="fr"' in page.text
        busy = dragoman("review", "--port", address.rsplit(":", 1)[1])
        assert busy.status == 2
        assert "--port" in busy.err
    finally:
        time.sleep(0.2)
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=20)
    assert server.returncode == 0
    assert err == ""
    assert (home / "var" / "session.key").stat().st_mode & 0o077 == 0


def test_a_catalog_of_a_newer_version_is_left_alone(dragoman, home):
    import sqlite3

    dragoman("status")
    connection = sqlite3.connect(home / "catalog.db")
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    answer = dragoman("status")
    assert answer.status == 2
    assert "newer version" in answer.err
    assert (home / "catalog.db").stat().st_mode & 0o077 == 0


def test_text_that_is_not_utf8_is_said_to_be_so(dragoman, tmp_path):
    (tmp_path / "latin.txt").write_bytes("Données à protéger\n".encode("latin-1"))
    answer = dragoman("translate", str(tmp_path / "latin.txt"))
    assert answer.status == 2
    assert "UTF-8" in answer.err


def test_a_reader_that_leaves_early_ends_the_output_quietly(home, tmp_path):
    (tmp_path / "lines.txt").write_text("12,400\n" * 50_000)
    command = f"{sys.executable} -m flows.cli translate {tmp_path / 'lines.txt'} | head -1"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert ran.stdout == "12,400\n"
    assert ran.stderr == ""


def test_a_prefect_server_that_does_not_answer_is_a_sentence_that_names_the_way_out(guidance, home):
    command = [sys.executable, "-m", "flows.cli", "watch"]
    environment = {**os.environ, "PREFECT_API_URL": "http://127.0.0.1:9/api"}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ran.returncode == 2
    assert "--plain" in ran.stderr
    assert "Traceback" not in ran.stderr


TMX = """<tmx version="1.4"><header srclang="en-GB"/><body>
<tu><tuv xml:lang="en-GB"><seg>Ask first.</seg></tuv><tuv xml:lang="fr-FR"><seg>Demandez d’abord.</seg></tuv></tu>
<tu><tuv xml:lang="en-GB"><seg>Explain why.</seg></tuv></tu>
</body></tmx>"""


def test_a_memory_is_imported_once_and_exported_whole(dragoman, tmp_path):
    came, given = tmp_path / "came.tmx", tmp_path / "given.tmx"
    came.write_text(TMX, encoding="utf-8")
    first = dragoman("memory", "import", str(came))
    assert (first.status, first.out.splitlines()) == (
        0,
        ["1 new, 0 already there, 1 refused.", "refused: line 3: it has no French"],
    )
    assert dragoman("memory", "import", str(came)).out.startswith("0 new, 1 already there, 1 refused.")
    assert dragoman("memory", "export", str(given)).out == f"1 pair written to {given}.\n"
    assert "Demandez d’abord." in given.read_text(encoding="utf-8")
    assert dragoman("memory", "import", str(given)).out == "0 new, 1 already there, 0 refused.\n"


def test_a_memory_that_cannot_be_read_is_refused_in_words(dragoman, tmp_path):
    path = tmp_path / "broken.tmx"
    path.write_text(TMX[:200], encoding="utf-8")
    for file in (path, tmp_path / "nowhere.tmx"):
        refused = dragoman("memory", "import", str(file))
        assert refused.status == 2
        assert file.name in refused.err
    assert dragoman("memory", "export", str(tmp_path / "out.tmx")).out.startswith("0 pairs")
    nowhere = dragoman("memory", "export", str(tmp_path / "no folder" / "out.tmx"))
    assert (nowhere.status, "no folder" in nowhere.err) == (2, True)
