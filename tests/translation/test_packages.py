import hashlib
import io
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from translation import packages
from translation.engine import ArgosTranslator
from translation.package_errors import (
    ChecksumMismatch,
    DamagedPackage,
    IndexUnreachable,
    NotInIndex,
    PackageError,
    WrongLanguages,
)
from translation.packages import (
    default_folder,
    ensure_starter,
    install_file,
    install_from_index,
    installed,
    newest,
)

ROOT = Path(__file__).parents[2]


def packed(version="1.9", to_code="fr", *, without=(), extra=None, replaced=None) -> bytes:
    """The starter's files as a package with other metadata."""
    out = io.BytesIO()
    with zipfile.ZipFile(packages.STARTER_FILE) as starter, zipfile.ZipFile(out, "w") as archive:
        for name in starter.namelist():
            inside = name.split("/", 1)[1]
            if inside in without or inside == "metadata.json":
                continue
            archive.writestr(f"en_fr/{inside}", (replaced or {}).get(inside) or starter.read(name))
        if "metadata.json" not in without:
            metadata = {"package_version": version, "from_code": "en", "to_code": to_code}
            archive.writestr("en_fr/metadata.json", json.dumps(metadata))
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def with_a_changed_byte(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


@pytest.fixture(scope="session")
def sound() -> bytes:
    return packed()


@pytest.fixture
def file(tmp_path):
    def write(content: bytes):
        path = tmp_path / "given.argosmodel"
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "models"


def everything_in(folder):
    return list(folder.iterdir()) if folder.exists() else []


# The starter


def test_the_starter_is_unpacked_once(folder):
    first = newest(folder)
    assert (first.from_code, first.to_code, first.origin) == ("en", "fr", "starter")
    assert newest(folder) == ensure_starter(folder) == first
    assert everything_in(folder) == [first.path]


def test_two_processes_may_unpack_the_starter_at_once(folder):
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        both = pool.map(ensure_starter, [folder, folder])
    assert both[0] == both[1]
    assert everything_in(folder) == [both[0].path]


KILLED_BEFORE_THE_NAME = """
import os, signal, sys, pathlib
from translation import packages
packages._named = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
packages.ensure_starter(pathlib.Path(sys.argv[1]))
"""


def test_an_installation_that_was_killed_counts_for_nothing_and_is_swept_away_later(folder):
    killed = subprocess.run([sys.executable, "-c", KILLED_BEFORE_THE_NAME, str(folder)], cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL
    (left,) = everything_in(folder)
    assert installed(folder) == []
    os.utime(left, (0, 0))
    starter = newest(folder)
    assert everything_in(folder) == [starter.path]


def test_packages_are_kept_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("DRAGOMAN_MODELS", str(tmp_path))
    assert default_folder() == tmp_path


# A file


def test_an_installed_file_translates_and_goes_before_the_starter(file, folder, sound):
    starter = ensure_starter(folder)
    package = install_file(file(sound), folder)
    assert installed(folder) == [package, starter]
    assert (package.version, package.origin) == ("1.9", "given.argosmodel")
    assert "données" in str(ArgosTranslator(newest(folder)).translate(["Data protection"])[0])


def test_the_newest_version_wins_whenever_it_came(file, folder):
    for version in ("1.10", "1.9"):
        install_file(file(packed(version)), folder)
    assert [package.version for package in installed(folder)] == ["1.10", "1.9"]


def test_a_file_installed_twice_is_there_once(file, folder, sound):
    assert install_file(file(sound), folder) == install_file(file(sound), folder)
    assert len(installed(folder)) == 1


def test_the_splitters_of_a_package_stay_packed(file, folder, sound):
    assert not (install_file(file(sound), folder).path / "minisbd").exists()


@pytest.mark.parametrize(
    ("content", "refused"),
    [
        (lambda: b"not a zip", DamagedPackage),
        (lambda: b"", DamagedPackage),
        (lambda: packed()[:-3_000_000], DamagedPackage),
        (lambda: with_a_changed_byte(packed()), DamagedPackage),
        (lambda: packed(without=["metadata.json"]), DamagedPackage),
        (lambda: packed(without=["model/model.bin"]), DamagedPackage),
        (lambda: packed(without=["sentencepiece.model"]), DamagedPackage),
        (lambda: packed(replaced={"sentencepiece.model": b"?"}), DamagedPackage),
        (lambda: packed(replaced={"model/model.bin": b"?" * 1000}), DamagedPackage),
        (lambda: packed(extra={"en_fr/../../evil": b"!"}), DamagedPackage),
        (lambda: packed(extra={"/etc/evil": b"!"}), DamagedPackage),
        (lambda: packed(to_code="es"), WrongLanguages),
    ],
)
def test_what_is_no_sound_package_is_refused_and_leaves_nothing(file, folder, tmp_path, content, refused):
    path = file(content())
    with pytest.raises(refused):
        install_file(path, folder)
    assert everything_in(folder) == []
    assert sorted(p.name for p in tmp_path.iterdir()) == ["given.argosmodel", "models"]


def test_a_package_that_does_not_say_what_it_is_names_the_file_that_should(file, folder):
    with pytest.raises(DamagedPackage, match=r"its metadata\.json cannot be read"):
        install_file(file(packed(without=["metadata.json"], extra={"en_fr/metadata.json": b"?"})), folder)


def test_a_package_made_to_fill_the_disk_is_refused(file, folder):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/metadata.json", '{"from_code": "en", "to_code": "fr"}')
        archive.writestr("a/sentencepiece.model", b"")
        archive.writestr("a/model/model.bin", bytes(50_000_000))
    with pytest.raises(DamagedPackage, match="50 MB"):
        install_file(file(out.getvalue()), folder)
    assert everything_in(folder) == []


def test_a_file_that_is_not_there_is_named(folder, tmp_path):
    with pytest.raises(DamagedPackage, match=r"none\.argosmodel"):
        install_file(tmp_path / "none.argosmodel", folder)


# The index


@pytest.fixture
def publisher():
    """A real HTTP server: `answers[path]` is a body, a status, or a body cut after half."""
    answers: dict[str, bytes | int | tuple[bytes, str]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer = answers.get(self.path, 404)
            if isinstance(answer, int):
                self.send_error(answer)
                return
            body = answer[0] if isinstance(answer, tuple) else answer
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if isinstance(answer, tuple) else body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # who hangs up in the middle is what some tests are about
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield SimpleNamespace(url=f"http://127.0.0.1:{server.server_port}", answers=answers)
    server.shutdown()
    server.server_close()


def listed(publisher, *links: str, version="1.9", to_code="fr", **more):
    """Add a package to the index the publisher serves."""
    entries = json.loads(publisher.answers.get("/index.json", b"[]"))
    entry = {"package_version": version, "from_code": "en", "to_code": to_code, "type": "translate", **more}
    entries.append({**entry, "links": [link if ":" in link else publisher.url + link for link in links]})
    publisher.answers["/index.json"] = json.dumps(entries).encode()


def from_index(publisher, folder, **more):
    return install_from_index(folder, publisher.url + "/index.json", **more)


def test_the_newest_package_of_the_index_is_installed_and_its_origin_kept(publisher, folder, sound):
    listed(publisher, "/old", version="1.8")
    listed(publisher, "/new.argosmodel", version="1.9")
    listed(publisher, "/es", version="2.0", to_code="es")
    publisher.answers["/new.argosmodel"] = sound
    heard: list[tuple[int, int | None]] = []
    package = from_index(publisher, folder, progress=lambda done, of: heard.append((done, of)))
    assert package.origin == publisher.url + "/new.argosmodel"
    assert heard[-1] == (len(sound), len(sound))
    record = json.loads((package.path / "dragoman.json").read_text())
    assert record["file_sha256"] == hashlib.sha256(sound).hexdigest()
    assert everything_in(folder) == [package.path]


@pytest.mark.parametrize("first", [404, 503, b"a damaged zip", "cut", "es"])
def test_a_link_that_fails_is_followed_by_the_next(publisher, folder, sound, first):
    bodies = {"cut": (sound, "cut"), "es": packed(to_code="es")}
    listed(publisher, "ipfs://somewhere", "/first", "/mirror")
    publisher.answers |= {"/first": bodies.get(first, first), "/mirror": sound}
    assert from_index(publisher, folder).origin == publisher.url + "/mirror"


@pytest.mark.parametrize(
    ("only", "refused"),
    [(404, IndexUnreachable), (b"a damaged zip", DamagedPackage), ("cut", IndexUnreachable), ("es", WrongLanguages)],
)
def test_a_package_that_cannot_be_had_leaves_nothing(publisher, folder, sound, only, refused):
    bodies = {"cut": (sound, "cut"), "es": packed(to_code="es")}
    listed(publisher, "/only")
    publisher.answers["/only"] = bodies.get(only, only)
    with pytest.raises(refused):
        from_index(publisher, folder)
    assert everything_in(folder) == []


def test_a_checksum_in_the_index_is_held_to(publisher, folder, sound):
    listed(publisher, "/package", sha256=hashlib.sha256(sound).hexdigest())
    publisher.answers["/package"] = sound + b" "
    with pytest.raises(ChecksumMismatch):
        from_index(publisher, folder)
    publisher.answers["/package"] = sound
    assert from_index(publisher, folder).version == "1.9"


def test_an_index_without_the_languages_says_so(publisher, folder):
    listed(publisher, "/es", to_code="es")
    with pytest.raises(NotInIndex):
        from_index(publisher, folder)


@pytest.mark.parametrize("answer", [404, 500, b"<html>Please log in</html>"])
def test_an_index_that_cannot_be_read_is_named(publisher, folder, answer):
    publisher.answers["/index.json"] = answer
    with pytest.raises(IndexUnreachable, match=publisher.url):
        from_index(publisher, folder)


def test_no_server_at_all_is_worth_another_try(folder):
    with pytest.raises(PackageError) as refused:
        install_from_index(folder, "http://127.0.0.1:9/index.json")
    assert refused.value.worth_retrying


def test_a_download_over_the_limit_is_stopped(publisher, folder, sound, monkeypatch):
    monkeypatch.setattr(packages, "_LARGEST_PACKAGE", 1_000_000)
    listed(publisher, "/large")
    publisher.answers["/large"] = sound
    with pytest.raises(IndexUnreachable, match="larger than 1 MB"):
        from_index(publisher, folder)
