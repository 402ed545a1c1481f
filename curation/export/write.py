"""Puts an export in the place of the one before it: all at once, or not at all, and never over somebody's folder."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from curation.errors import CurationError

if sys.platform != "win32":
    import fcntl

MANIFEST: Final = "manifest.json"
FORMAT: Final = "dragoman-export/1"
# What file browsers leave behind in any folder they show; nobody misses it.
_LITTER: Final = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_NAMED: Final = 5
_AT_FDCWD: Final = -100
_RENAME_EXCHANGE: Final = 2
_CANNOT_EXCHANGE: Final = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP})


class NotAnExport(CurationError):
    """The folder holds something that no export has put there."""

    kind = "not an export"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} n’est pas vide et n’a pas été créé par un export : rien n’y a été changé. "
            "Indiquez un dossier vide ou nouveau."
        )
        self.folder = folder


class ForeignFiles(CurationError):
    """Somebody added files to the former export; replacing it would lose them."""

    kind = "foreign files"

    def __init__(self, folder: Path, files: tuple[str, ...]) -> None:
        named = ", ".join(files[:_NAMED]) + ("…" if len(files) > _NAMED else "")
        super().__init__(
            f"{folder} contient des fichiers que l’export n’y a pas mis et qu’il effacerait : {named}. "
            "Rien n’a été changé. Déplacez-les, puis recommencez."
        )
        self.folder, self.files = folder, files


class ExportNotWritten(CurationError):
    """The disk, or the rights on the folder, did not let the export through; the former one is still in place."""

    kind = "not written"
    worth_retrying = True

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"L’export n’a pas pu être écrit dans {folder} ({why}). L’export précédent est intact.")
        self.folder = folder


@dataclass(frozen=True, slots=True)
class Changes:
    """The files that an export added, changed or removed, against the export before it."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> Changes:
    """Put these files, and a manifest of them, in the place of the former export, which stays whole until then."""
    folder = folder.resolve()  # a link to the portal's folder stays a link
    digests = {path: hashlib.sha256(content).hexdigest() for path, content in sorted(files.items())}
    manifest = json.dumps({"files": digests, "format": FORMAT}, indent=1, sort_keys=True) + "\n"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone_in(folder.parent), _staging(folder) as staging:
            former = _former(folder)
            _write(staging, {**files, MANIFEST: manifest.encode()})
            _put_in_place(staging, folder)
    except OSError as error:
        raise ExportNotWritten(folder, error.strerror or str(error)) from error
    return _changes(former, digests)


def _changes(former: Mapping[str, str], digests: Mapping[str, str]) -> Changes:
    kept = digests.keys() & former.keys()
    return Changes(
        added=tuple(sorted(digests.keys() - former.keys())),
        changed=tuple(sorted(path for path in kept if digests[path] != former[path])),
        removed=tuple(sorted(former.keys() - digests.keys())),
    )


def _former(folder: Path) -> dict[str, str]:
    """The former export's files and their digests; refuses a folder that holds anything else."""
    if not os.path.lexists(folder):
        return {}
    present = _files_in(folder) if folder.is_dir() else {folder.name}
    if not present:
        return {}
    digests = _manifest(folder)
    if digests is None:
        raise NotAnExport(folder)
    if foreign := present - digests.keys() - {MANIFEST}:
        raise ForeignFiles(folder, tuple(sorted(foreign)))
    return digests


def _files_in(folder: Path) -> set[str]:
    """Every file, and every link, which would be lost with the folder."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return {path.relative_to(folder).as_posix() for path in found if path.name not in _LITTER}


def _manifest(folder: Path) -> dict[str, str] | None:
    """What the folder's manifest lists, or None when the folder is no export of ours."""
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        return dict(manifest["files"]) if manifest["format"] == FORMAT else None
    except (OSError, ValueError, LookupError, TypeError):
        return None


@contextlib.contextmanager
def _alone_in(parent: Path) -> Iterator[None]:
    """Wait for another export beside this one; the system lets go of the lock even if we are killed."""
    if sys.platform == "win32":
        yield
        return
    descriptor = os.open(parent, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network file systems lock no folders
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """An empty folder beside the target, gone afterwards; what a killed export left there is put right first."""
    staging, aside = _beside(folder, "new"), _beside(folder, "old")
    if aside.exists() and not folder.exists():
        aside.rename(folder)  # killed between the two renames of `_swap`
    _discard(aside)
    _discard(staging)
    staging.mkdir()
    try:
        yield staging
    finally:
        _discard(staging)


def _beside(folder: Path, what: str) -> Path:
    return folder.with_name(f".{folder.name}.dragoman-{what}")


def _discard(folder: Path) -> None:
    # What cannot be removed now is no failure of the export: the next one tries again.
    shutil.rmtree(folder, ignore_errors=True)


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files and wait until the disk has them: the folder's name must never stand for half of them."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    for inner in {parent for path in files for parent in Path(path).parents}:
        _sync(folder / inner)


def _sync(folder: Path) -> None:
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _put_in_place(staging: Path, folder: Path) -> None:
    if not folder.exists():
        staging.rename(folder)
    else:
        shutil.copymode(folder, staging)
        if not _exchange(staging, folder):
            _swap(staging, folder)
    _sync(folder.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders trade names in a single step; False where the system cannot (it is Linux's own call)."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if rename is None:
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT_EXCHANGE:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _swap(staging: Path, folder: Path) -> None:
    """The same in two renames: killed in between, the next export puts the former one back."""
    aside = _beside(folder, "old")
    folder.rename(aside)
    try:
        staging.rename(folder)
    except OSError:
        aside.rename(folder)
        raise
    _discard(aside)
