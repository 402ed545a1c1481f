"""Which engine translates: the packages of this machine, or a server that somebody named."""

import io
import json
import os
import sqlite3
import subprocess
import sys

import pytest


@pytest.fixture
def typed(monkeypatch):
    def put(text):
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return put


def test_a_folder_is_installed_shows_what_it_says_and_is_used_from_then_on(dragoman, opus_folder):
    installed = dragoman("model", "install", str(opus_folder))
    assert installed.status == 0
    assert "“La protection des données est importante.”" in installed.out
    (used,) = [line for line in dragoman("model", "list").out.splitlines() if line.endswith("used")]
    assert "opus" in used
    assert "opus-mt-en-fr" in used


def test_a_folder_without_a_model_is_refused_in_a_sentence(dragoman, tmp_path):
    refused = dragoman("model", "install", str(tmp_path))
    assert refused.status == 2
    assert "it has neither model.bin (CTranslate2) nor decoder.yml (OPUS-MT)" in refused.err


# A server


@pytest.fixture
def waiting(dragoman, guidance):
    """A publication that was watched and waits for its draft."""
    guidance.write("consent", "The guidance explains how to ask people for their consent.")
    assert dragoman("watch", "--plain").status == 0


def drafts(home):
    connection = sqlite3.connect(home / "catalog.db")
    rows = connection.execute(
        "SELECT engine, (SELECT count(*) FROM unit WHERE draft_id = draft.id) FROM draft"
    ).fetchall()
    connection.close()
    return rows


def test_lines_are_translated_by_the_server_and_it_is_said_that_they_leave(dragoman, typed, libretranslate):
    typed("Personal data must be protected.\n\n12,400\n")
    said = dragoman("translate", "--jsonl", "--engine", libretranslate.url)
    lines = [json.loads(line) for line in said.out.splitlines()]
    assert [line["target"] for line in lines[1:]] == ["", "12,400"]
    assert lines[0]["score"] is None
    assert f"dragoman: 1 text (32 characters) for the translation server {libretranslate.url[7:]}" in said.err
    assert [asked["q"] for asked in libretranslate.asked] == [["Personal data must be protected."]]


@pytest.mark.parametrize("command", ["run", "draft"])
def test_a_draft_by_a_server_says_so_in_the_report_and_in_its_provenance(
    dragoman, waiting, home, libretranslate, command
):
    report = dragoman(command, "--plain", "--json", "--engine", libretranslate.url)
    name = libretranslate.url.removeprefix("http://")
    assert (report.status, report.json["drafted"], report.json["translated_by"]) == (0, 1, name)
    assert f"for the translation server {name}" in report.err
    ((engine, units),) = drafts(home)
    assert engine == f"libretranslate/{name}/2"
    assert units > 5


def test_without_a_server_nothing_leaves_and_nothing_is_said_of_it(dragoman, waiting, home, libretranslate):
    report = dragoman("run", "--plain", "--json")
    assert (report.status, report.json["translated_by"], libretranslate.asked) == (0, "", [])
    assert "server" not in report.err
    assert drafts(home)[0][0].startswith("argos/")


def test_a_table_tells_a_reader_that_documents_were_sent(dragoman, waiting, libretranslate):
    report = dragoman("draft", "--plain", "--engine", libretranslate.url)
    assert f"These documents were sent to the translation server {libretranslate.url[7:]}." in report.out


def test_a_server_that_fails_leaves_the_documents_waiting(dragoman, waiting, home, libretranslate):
    libretranslate.moods = [(500, {}, b'{"error": "Cannot translate text: out of memory"}')]
    failed = dragoman("draft", "--plain", "--json", "--engine", libretranslate.url)
    assert failed.status == 1
    assert "out of memory" in failed.json["drafts"][0]["failure"]["message"]
    assert drafts(home) == []
    again = dragoman("draft", "--plain", "--json", "--engine", libretranslate.url)
    assert (again.status, again.json["drafted"]) == (0, 1)


def test_an_unreachable_server_is_asked_once_and_nothing_else_translates(dragoman, guidance, waiting, home):
    guidance.write("archives", "This guidance is about archives of data.", title="Guidance on archives")
    failed = dragoman("run", "--plain", "--json", "--engine", "http://127.0.0.1:9")
    assert (failed.status, failed.json["drafted"], len(failed.json["drafts"])) == (1, 0, 2)
    assert failed.err.count("for the translation server") == 1
    assert drafts(home) == []


def test_prefect_drafts_by_a_server_too_and_writes_no_key_down(waiting, home, libretranslate):
    libretranslate.key = "a-secret-key"
    command = [sys.executable, "-m", "flows.cli", "draft", "--engine", libretranslate.url]
    environment = {**os.environ, "DRAGOMAN_ENGINE_KEY": "a-secret-key"}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert (ran.returncode, drafts(home)[0][0].split("/")[0]) == (0, "libretranslate"), ran.stderr
    assert (home / "var" / "prefect").is_dir()
    assert [path for path in home.rglob("*") if path.is_file() and b"a-secret-key" in path.read_bytes()] == []


@pytest.mark.parametrize("url", ["https://me:s3cret@mt.example.org", "mt.example.org"])
def test_a_wrong_address_of_a_server_is_refused_before_anything_is_done(dragoman, guidance, publisher, home, url):
    refused = dragoman("run", "--plain", "--engine", url)
    assert refused.status == 2
    assert "--engine wants the address" in refused.err
    assert "s3cret" not in refused.err
    assert publisher.requests == []
