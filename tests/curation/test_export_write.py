"""The former export stays whole until the new one takes its place, and nobody's folder is ever replaced."""

import hashlib
import json
import signal
import subprocess
import sys
import threading

import pytest

from curation.export import write
from curation.export.write import ExportNotWritten, ForeignFiles, NotAnExport, replace_folder

OLD = {"index.html": b"old", "documents/a.html": b"a", "documents/gone.html": b"gone"}
NEW = {"index.html": b"new", "documents/a.html": b"a", "documents/b.html": b"b"}


def content(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }


def beside(folder):
    return [path.name for path in folder.parent.iterdir()]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "portal" / "export"


@pytest.fixture(params=["exchange", "two renames"])
def way(request, monkeypatch):
    if request.param == "two renames":
        monkeypatch.setattr(write, "_exchange", lambda one, other: False)


def test_an_export_replaces_the_former_one_and_says_how_they_differ(folder, way):
    first = replace_folder(folder, OLD)
    assert (first.added, first.changed, first.removed) == (tuple(sorted(OLD)), (), ())
    second = replace_folder(folder, NEW)
    assert (second.added, second.changed, second.removed) == (
        ("documents/b.html",),
        ("index.html",),
        ("documents/gone.html",),
    )
    assert content(folder) == NEW
    assert beside(folder) == ["export"]


def test_the_manifest_holds_the_digest_of_every_file(folder):
    replace_folder(folder, OLD)
    listed = json.loads((folder / "manifest.json").read_bytes())["files"]
    assert listed == {path: hashlib.sha256(said).hexdigest() for path, said in OLD.items()}


def test_an_empty_folder_may_be_taken(folder):
    folder.mkdir(parents=True)
    replace_folder(folder, OLD)
    assert content(folder) == OLD


@pytest.mark.parametrize("manifest", [None, b"{}", b"[]", b"not json", b'{"name": "a web app"}'])
def test_somebodys_folder_is_refused_and_untouched(folder, manifest):
    folder.mkdir(parents=True)
    (folder / "thesis.odt").write_bytes(b"years of work")
    if manifest is not None:
        (folder / "manifest.json").write_bytes(manifest)
    with pytest.raises(NotAnExport):
        replace_folder(folder, NEW)
    assert content(folder) == {"thesis.odt": b"years of work"}


def test_a_file_in_the_way_is_refused(folder):
    folder.parent.mkdir()
    folder.write_bytes(b"a file")
    with pytest.raises(NotAnExport):
        replace_folder(folder, NEW)


def test_files_that_somebody_added_are_named_and_kept(folder):
    replace_folder(folder, OLD)
    (folder / "documents/notes.txt").write_bytes(b"mine")
    (folder / "link").symlink_to("/etc")
    (folder / ".DS_Store").write_bytes(b"")
    with pytest.raises(ForeignFiles) as refused:
        replace_folder(folder, NEW)
    assert refused.value.files == ("documents/notes.txt", "link")
    assert (folder / "index.html").read_bytes() == b"old"


def test_a_link_to_the_portals_folder_stays_a_link(folder, tmp_path):
    replace_folder(folder, OLD)
    (tmp_path / "www").symlink_to(folder)
    replace_folder(tmp_path / "www", NEW)
    assert (tmp_path / "www").is_symlink()
    assert content(folder) == NEW


@pytest.mark.parametrize("failing", ["_write", "_put_in_place"])
def test_a_disk_that_fails_leaves_the_former_export(folder, monkeypatch, failing):
    replace_folder(folder, OLD)

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write, failing, fail)
    with pytest.raises(ExportNotWritten):
        replace_folder(folder, NEW)
    assert content(folder) == OLD
    assert beside(folder) == ["export"]


KILLED = """
import os, signal, sys
from pathlib import Path
from curation.export import write
count = 0
def dies(real, after):
    def step(*arguments):
        global count
        count += 1
        if count == after:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*arguments)
    return step
where, after = sys.argv[2], int(sys.argv[3])
if where == "writing":
    write.os.fsync = dies(os.fsync, after)
else:
    write._exchange = lambda one, other: False
    Path.rename = dies(Path.rename, after)
write.replace_folder(Path(sys.argv[1]), {"index.html": b"new", "documents/b.html": b"b"})
"""


@pytest.mark.parametrize(("where", "after"), [("writing", 1), ("writing", 3), ("renaming", 1), ("renaming", 2)])
def test_killed_at_any_moment_the_next_export_finds_the_former_one(folder, where, after):
    replace_folder(folder, OLD)
    ended = subprocess.run([sys.executable, "-c", KILLED, str(folder), where, str(after)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert beside(folder) != ["export"]
    if (where, after) != ("renaming", 2):
        assert content(folder) == OLD
    assert replace_folder(folder, NEW).removed == ("documents/gone.html",)
    assert content(folder) == NEW
    assert beside(folder) == ["export"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets two folders trade names in one step")
def test_a_reader_never_meets_half_an_export(folder):
    replace_folder(folder, OLD)
    torn, done = [], threading.Event()

    def read():
        while not done.is_set():
            try:
                torn.append((folder / "index.html").read_bytes() not in {b"old", b"new"})
            except FileNotFoundError:
                torn.append(True)

    reader = threading.Thread(target=read)
    reader.start()
    for turn in range(20):
        replace_folder(folder, OLD if turn % 2 else NEW)
    done.set()
    reader.join()
    assert not any(torn)


def test_two_exports_at_once_do_not_tread_on_each_other(folder):
    threads = [threading.Thread(target=replace_folder, args=(folder, made)) for made in (OLD, NEW) * 4]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert content(folder) in (OLD, NEW)
    assert beside(folder) == ["export"]
