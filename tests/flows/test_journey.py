"""The whole way, over real HTTP, files and processes: from a changed page to the exported file."""

import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from curation.catalog import Catalog
from curation.database import Database
from curation.review import Actor, ReviewAction, Role, decide
from flows.settings import from_environment
from flows.wiring import now


@pytest.fixture
def catalog(home):
    database = Database(from_environment().database)
    yield Catalog(database)
    database.close()


def approve(catalog, draft_id):
    editor = Actor(None, "Awa", Role.EDITOR)
    for action in (ReviewAction.CLAIM, ReviewAction.APPROVE):
        value = catalog.draft(draft_id)
        catalog.record(decide(value, action, editor, now(), "relu"), seen=value.version)


def exported(folder):
    return "\n".join(path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file())


def contents(home):
    """What a run left behind, without the moments at which it did."""
    connection = sqlite3.connect(home / "catalog.db")
    tables = {
        "publication": "address, licence",
        "revision": "number, digest, title",
        "draft": "revision_id, state, version, engine, glossary",
        "unit": "draft_id, position, source, target, origin, findings",
        "address": "url, publication_id, raw_digest",
    }
    rows = {
        table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()
        for table, columns in tables.items()
    }
    connection.close()
    return rows


def test_from_a_changed_page_to_the_exported_file(dragoman, guidance, catalog, tmp_path):
    guidance.write("consent", "The guidance explains how to ask people for their consent.")
    first = dragoman("run", "--plain", "--json")
    assert (first.status, first.json["new"], first.json["drafted"]) == (0, 1, 1), str(first.json)

    guidance.write("consent", "The guidance explains how to ask people for consent in their own language.")
    second = dragoman("run", "--plain", "--json")
    assert (second.json["new"], second.json["changed"], second.json["drafted"]) == (0, 1, 1)
    assert "Nothing new." in dragoman("run", "--plain").out

    (row,) = catalog.queue()
    approve(catalog, row.draft_id)
    assert dragoman("publish", "--plain", "--json").json == {"published": [row.draft_id]}
    assert dragoman("export", str(tmp_path / "out")).status == 0
    page = catalog.draft_page(row.draft_id)
    text = exported(tmp_path / "out")
    assert page.units[0].unit.target in text
    assert "Awa" in text
    assert page.publication.address in text


def test_nothing_that_nobody_approved_is_exported(dragoman, guidance, catalog, tmp_path):
    guidance.write("consent", "The guidance explains how to ask people for their consent.")
    dragoman("run", "--plain", "--json")
    dragoman("publish", "--plain", "--json")
    dragoman("export", str(tmp_path / "out"))
    french = [stored.unit.target for stored in catalog.draft_page(1).units if len(stored.unit.target) > 30]
    text = exported(tmp_path / "out")
    assert french
    assert not [sentence for sentence in french if sentence in text]


def test_a_translation_that_its_licence_forbids_becomes_a_link(dragoman, guidance, catalog, tmp_path):
    guidance.write("consent", "The guidance explains how to ask people for their consent.")
    dragoman("run", "--plain", "--json")
    catalog.annotate(1, Actor(None, "Awa", Role.EDITOR), now(), licence="CC-BY-ND-4.0")
    approve(catalog, 1)
    dragoman("publish", "--plain", "--json")
    dragoman("export", str(tmp_path / "out"))
    text = exported(tmp_path / "out")
    french = [stored.unit.target for stored in catalog.draft_page(1).units if len(stored.unit.target) > 30]
    assert "/consent" in text
    assert not [sentence for sentence in french if sentence in text]


def test_a_failing_document_is_named_and_stops_nothing(dragoman, guidance, publisher):
    guidance.write("good", "The guidance explains how to ask people for their consent.")
    guidance.write("gone", "This page will be gone.", title="Guidance on archives")
    publisher.serve("/gone", body=b"gone", status=404)
    report = dragoman("run", "--plain", "--json")
    assert (report.status, report.json["new"], report.json["drafted"]) == (1, 1, 1)
    (failure,) = report.json["sources"][0]["failures"]
    assert failure["url"].endswith("/gone")
    assert "404" in failure["message"]


def test_an_unreachable_source_is_named_quickly_and_does_not_fail_the_run(dragoman, home, tmp_path):
    entry = (
        '[[source]]\nid = "away"\norganisation = "Away"\nkind = "feed"\nurl = "http://127.0.0.1:9/feed"\nlocal = true\n'
    )
    (tmp_path / "sources.toml").write_text(entry, encoding="utf-8")
    started = time.monotonic()
    report = dragoman("run", "--plain")
    assert report.status == 0
    assert "unreachable" in report.out
    assert time.monotonic() - started < 20
    assert dragoman("watch", "--plain", "--source", "away").status == 1


def test_a_second_run_in_the_same_home_leaves_with_a_word(dragoman, guidance, home):
    import fcntl

    guidance.write("consent", "The guidance explains how to ask people for their consent.")
    (home / "var").mkdir(parents=True)
    with (home / "var" / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        answer = dragoman("run", "--plain")
    assert answer.status == 2
    assert "another run" in answer.err


def test_prefect_and_plain_runs_leave_the_same_catalog(dragoman, guidance, home, monkeypatch, tmp_path):
    for number in range(3):
        guidance.write(
            f"page-{number}", f"Part {number} explains how data is shared.", title=f"Guidance, part {number}"
        )
    plain = dragoman("run", "--plain", "--json")
    other = tmp_path / "other"
    command = [sys.executable, "-m", "flows.cli", "run", "--json"]
    ran = subprocess.run(
        command,
        env={**os.environ, "DRAGOMAN_HOME": str(other)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ran.returncode == 0
    assert ran.stderr.strip() == ""
    assert ran.stdout.count("\n") == 1
    assert contents(other) == contents(home)
    assert plain.json["drafted"] == 3
    assert (other / "var" / "prefect").is_dir()


@pytest.mark.parametrize(
    ("table", "rows"), [("address", 2), ("revision", 1), ("revision", 4), ("draft", 1), ("draft", 4)]
)
def test_a_run_killed_half_way_and_started_again_ends_in_the_same_state(
    dragoman, guidance, home, tmp_path, table, rows
):
    for number in range(6):
        text = f"Part {number} explains how data is kept. " * 20
        guidance.write(f"page-{number}", text, title=f"Guidance, part {number}")
    whole = tmp_path / "whole"
    command = [sys.executable, "-m", "flows.cli", "run", "--plain", "--json"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(command, env={**os.environ, "DRAGOMAN_HOME": str(whole)}, check=True, timeout=300, **quiet)
    killed = subprocess.Popen(command, **quiet)
    while held(home, table) < rows and killed.poll() is None:
        time.sleep(0.002)
    killed.send_signal(signal.SIGKILL)
    assert killed.wait() == -signal.SIGKILL
    assert held(home, "draft") < 6
    assert dragoman("run", "--plain", "--json").status == 0
    assert comparable(contents(home)) == comparable(contents(whole))


def held(home, table):
    """How many rows a table of a catalog in the making has."""
    try:
        connection = sqlite3.connect(f"file:{home / 'catalog.db'}?mode=ro", uri=True)
        try:
            return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        finally:
            connection.close()
    except sqlite3.OperationalError:
        return 0


def comparable(rows):
    """Rows without the numbers that depend on which source page was read first."""
    return {
        "publication": sorted(rows["publication"]),
        "revision": sorted(rows["revision"]),
        "drafts": sorted(row[1:] for row in rows["draft"]),
        "units": sorted(row[1:] for row in rows["unit"]),
        "address": sorted((row[0], row[2]) for row in rows["address"]),
    }


def test_t40_a_nightly_run_touches_nothing_that_waits_for_a_person(dragoman, guidance, catalog, home):
    guidance.write("consent", "The guidance explains how to ask people for their consent.")
    dragoman("run", "--plain")
    (row,) = catalog.queue()
    amina = Actor(None, "Amina", Role.REVIEWER)
    catalog.edit_unit(row.draft_id, 1, "Les mots d’Amina.", (), amina, now(), seen=1)
    before = contents(home)

    guidance.write("storage", "Other guidance explains how to keep data safe.", title="Guidance on storage")
    assert dragoman("run", "--plain", "--json").json["drafted"] == 1
    after = contents(home)
    for table in ("draft", "unit"):
        assert [line for line in after[table] if line in before[table]] == before[table]
    assert "Nothing new." in dragoman("run", "--plain").out
    assert contents(home) == after


def test_t40_of_a_changed_publication_only_what_changed_is_drafted_again(dragoman, guidance, catalog):
    guidance.write("consent", "The guidance explains how to ask people for their consent.")
    dragoman("run", "--plain")
    (row,) = catalog.queue()
    before = {stored.unit.segment.text: stored.unit for stored in catalog.draft_page(row.draft_id).units}
    for position, stored in enumerate(catalog.draft_page(row.draft_id).units):
        french, version = f"{stored.unit.target} (relu)", stored.version
        catalog.edit_unit(row.draft_id, position, french, (), Actor(None, "Amina", Role.REVIEWER), now(), seen=version)
    approve(catalog, row.draft_id)

    guidance.write("consent", "The guidance explains how to ask people for consent in their own language.")
    dragoman("run", "--plain")
    (new,) = catalog.queue()
    for stored in catalog.draft_page(new.draft_id).units:
        known = before.get(stored.unit.segment.text)
        expected = ("memory", f"{known.target} (relu)") if known else ("machine", stored.unit.target)
        assert (stored.unit.origin, stored.unit.target) == expected
    assert sum(stored.unit.origin == "machine" for stored in catalog.draft_page(new.draft_id).units) == 1
