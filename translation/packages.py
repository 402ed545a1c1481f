"""Language packages on this machine: which are installed, and how another one comes in, whole or not at all.

A package is Argos's, or was made of the folder of an OPUS-MT model; both are unpacked in the same shape.
"""

from __future__ import annotations

import errno
import hashlib
import json
import lzma
import os
import re
import shutil
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from translation.alignment import START
from translation.opus import ENGLISH_PIECES, FRENCH_PIECES, lay_out
from translation.package_errors import (
    FROM,
    TO,
    ChecksumMismatch,
    DamagedPackage,
    IndexUnreachable,
    NotInIndex,
    PackageError,
    WrongLanguages,
)
from translation.pieces import vocabulary

ARGOS_INDEX_URL: Final = "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
STARTER_FILE: Final = Path(__file__).parent / "data" / "translate-en_fr_starter.argosmodel"
STARTER: Final = "starter"
ARGOS, OPUS = "argos", "opus"
TRIAL: Final = "Data protection is important."
_TRIAL_IN_FRENCH: Final = "La protection des données est importante."

_RECORD = "dragoman.json"  # what we know of a package, kept beside its files
_METADATA = "metadata.json"
_ARGOS_PIECES = "sentencepiece.model"
_NEEDED: Final = (_METADATA, "model/model.bin", _ARGOS_PIECES)
_UNREADABLE: Final = (
    OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error, lzma.LZMAError,
)  # fmt: skip
_LARGEST_PACKAGE: Final = 2_000_000_000
_LARGEST_INDEX: Final = 20_000_000
_MOST_PACKED: Final = 50  # a model hardly shrinks; what unpacks to fifty times its size was made to fill a disk
_ABANDONED_AFTER_SECONDS: Final = 6 * 3600

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Package:
    """An installed language package; `fingerprint` is the SHA-256 of its model and its sentence pieces.

    `origin` is "starter", the name of the file or folder, or the address it came from; `installed_at` is in seconds
    since 1970. The pieces `before` and `after` stand around those of every English text.
    """

    path: Path
    from_code: str
    to_code: str
    version: str
    fingerprint: str
    origin: str
    installed_at: float
    kind: str = ARGOS
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """What tells this package from every other, short enough for a draft's provenance."""
        name = f"{ARGOS}/{self.version}" if self.kind == ARGOS else self.kind
        return f"{name}/{self.fingerprint[:16]}"

    @property
    def model(self) -> Path:
        return self.path / "model"

    @property
    def english_pieces(self) -> Path:
        return self.path / (_ARGOS_PIECES if self.kind == ARGOS else ENGLISH_PIECES)

    @property
    def french_pieces(self) -> Path | None:
        """The pieces of French; None for an Argos package, which has none but the model's vocabulary."""
        return None if self.kind == ARGOS else self.path / FRENCH_PIECES


def default_folder() -> Path:
    """Where packages are kept when nobody says: $DRAGOMAN_MODELS, else the user's data folder."""
    if chosen := os.environ.get("DRAGOMAN_MODELS"):
        return Path(chosen)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "dragoman" / "models"


def installed(folder: Path) -> list[Package]:
    """The packages in the folder, the best first: newest version, then last installed; the starter comes last."""
    places = [place for place in folder.glob("[!.]*") if (place / _METADATA).is_file()] if folder.is_dir() else []
    return sorted((package_at(place) for place in places), key=_worth, reverse=True)


def newest(folder: Path) -> Package:
    """The best package of the folder; the starter is unpacked there if there is none."""
    return next(iter(installed(folder)), None) or ensure_starter(folder)


def _worth(package: Package) -> tuple[bool, tuple[int, ...], float]:
    return package.origin != STARTER, _version_key(package.version), package.installed_at


def _version_key(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


def package_at(path: Path) -> Package:
    """The package unpacked at `path`, put there by us or by hand."""
    metadata = _metadata(path)
    record = _record(path)
    return Package(
        path,
        metadata["from_code"],
        metadata["to_code"],
        str(metadata.get("package_version", "")),
        record.get("fingerprint") or _fingerprint(path),
        record.get("origin", path.name),
        record.get("installed_at", path.stat().st_mtime),
        ARGOS if (path / _ARGOS_PIECES).is_file() else OPUS,
        tuple(metadata.get("before", ())),
        tuple(metadata.get("after", ())),
    )


def ensure_starter(folder: Path) -> Package:
    """The starter that came with this program, unpacked into the folder unless it is there already."""
    with _opened(STARTER_FILE) as archive:
        version = json.loads(archive.read(_members(archive, STARTER_FILE)[_METADATA]))["package_version"]
    present = (p for p in installed(folder) if p.origin == STARTER and p.version == version)
    return next(present, None) or _install(STARTER_FILE, folder, origin=STARTER)


def install_file(path: Path, folder: Path) -> Package:
    """Install a package file; a damaged one, or one for other languages, is refused and leaves nothing behind."""
    return _install(path, folder, origin=path.name)


def install_folder(path: Path, folder: Path) -> Package:
    """Install an OPUS-MT model from its folder, converted to CTranslate2 or as downloaded; the folder stays as it is.

    One that lacks something, does not load or tells of other languages is refused and leaves nothing behind. Such a
    folder bears no version: the day of its installation stands for one, so that it goes before what was there.
    """
    name = path.resolve().name
    with _room(folder) as unpacked:
        spoken_to = lay_out(path, unpacked)
        about = {"package_version": time.strftime("%Y.%m.%d"), "from_code": FROM, "to_code": TO, **spoken_to}
        (unpacked / _METADATA).write_text(json.dumps(about, indent=1), encoding="utf-8")
        return _settled(unpacked, folder, name, {"origin": name})


def install_from_index(folder: Path, index_url: str = ARGOS_INDEX_URL, progress: Progress | None = None) -> Package:
    """Install the newest package the Argos index lists, from the first of its links that gives a sound one.

    `progress` hears the bytes so far and the bytes in all, None when the server does not say.
    """
    entry = _newest_entry(_index(index_url), index_url)
    failure: PackageError = IndexUnreachable(index_url, "the index gives no link to the package")
    for link in _links(entry):
        try:
            return _install_link(link, folder, entry.get("sha256"), progress)
        except PackageError as error:
            failure = error
    raise failure


def _index(url: str) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "index.json"
        _download(url, file, _LARGEST_INDEX, None)
        try:
            entries = json.loads(file.read_bytes())
        except ValueError as error:
            raise IndexUnreachable(url, "what is there is not a package index") from error
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _newest_entry(entries: list[dict[str, Any]], url: str) -> dict[str, Any]:
    fitting = [
        entry
        for entry in entries
        if (entry.get("type", "translate"), entry.get("from_code"), entry.get("to_code")) == ("translate", FROM, TO)
    ]
    if not fitting:
        raise NotInIndex(url)
    return max(fitting, key=lambda entry: _version_key(str(entry.get("package_version", ""))))


def _links(entry: Mapping[str, Any]) -> list[str]:
    return [link for link in entry.get("links", ()) if str(link).startswith(("https://", "http://"))]


def _install_link(link: str, folder: Path, sha256: str | None, progress: Progress | None) -> Package:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".download-", dir=folder) as room:
        file = Path(room) / (PurePosixPath(link.split("?")[0]).name or "package.argosmodel")
        found = _download(link, file, _LARGEST_PACKAGE, progress)
        if sha256 and found != sha256.lower():
            raise ChecksumMismatch(link, sha256, found)
        return _install(file, folder, origin=link)


def _download(url: str, file: Path, limit: int, progress: Progress | None) -> str:
    """Write what is at the address to the file; gives its SHA-256."""
    import httpx

    digest, done = hashlib.sha256(), 0
    try:
        with httpx.stream("GET", url, timeout=30, follow_redirects=True) as answer, file.open("wb") as out:
            answer.raise_for_status()
            announced = answer.headers.get("content-length")
            for part in answer.iter_bytes(1 << 18):
                digest.update(part)
                done += out.write(part)
                if done > limit:
                    raise IndexUnreachable(url, f"it is larger than {limit // 1_000_000} MB")
                if progress:
                    progress(done, int(announced) if announced else None)
    except httpx.HTTPStatusError as error:
        raise IndexUnreachable(url, f"the server answered {error.response.status_code}") from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise IndexUnreachable(url, str(error) or type(error).__name__) from error
    return digest.hexdigest()


def _install(file: Path, folder: Path, *, origin: str) -> Package:
    with _room(folder) as unpacked:
        _unpack(file, unpacked)
        metadata = _metadata(unpacked)
        if (metadata["from_code"], metadata["to_code"]) != (FROM, TO):
            raise WrongLanguages(file.name, metadata["from_code"], metadata["to_code"])
        return _settled(unpacked, folder, file.name, {"origin": origin, "file_sha256": _sha256(file)})


@contextmanager
def _room(folder: Path) -> Iterator[Path]:
    """A place beside the packages, under a hidden name, for one to be unpacked and tried in."""
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    with tempfile.TemporaryDirectory(prefix=".unpacking-", dir=folder, ignore_cleanup_errors=True) as room:
        yield Path(room) / "package"


def _settled(unpacked: Path, folder: Path, name: str, record: Mapping[str, str]) -> Package:
    """Try what was unpacked, and only then give it its name among the packages, in one step."""
    package = package_at(unpacked)
    _try_it(package, name)
    known = {"fingerprint": package.fingerprint, **record, "installed_at": time.time()}
    (unpacked / _RECORD).write_text(json.dumps(known, indent=1), encoding="utf-8")
    version = re.sub(r"[^\w.]", "_", package.version or "0") if package.kind == ARGOS else OPUS
    return _named(unpacked, folder / f"translate-{FROM}_{TO}-{version}-{package.fingerprint[:12]}")


def _named(unpacked: Path, place: Path) -> Package:
    # The name holds the fingerprint: who finds it taken has lost a race to, or had before, the very same package.
    try:
        unpacked.rename(place)
    except OSError:
        if not place.is_dir():
            raise
    return package_at(place)


def _sweep(folder: Path) -> None:
    """Remove what an installation left that was killed long ago."""
    for left in (*folder.glob(".unpacking-*"), *folder.glob(".download-*")):
        if time.time() - left.stat().st_mtime > _ABANDONED_AFTER_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except _UNREADABLE as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise  # the disk is full; nothing is wrong with the package
        raise DamagedPackage(file.name, str(error) or type(error).__name__) from error


def _members(archive: zipfile.ZipFile, file: Path) -> dict[str, zipfile.ZipInfo]:
    """What is worth unpacking, by its path inside the package's one folder; the splitters stay packed."""
    wanted = {}
    for member in archive.infolist():
        parts = PurePosixPath(member.filename.replace("\\", "/")).parts
        if ".." in parts or member.filename.startswith(("/", "\\")):
            raise DamagedPackage(file.name, "it would write outside its folder")
        inside = parts[1:]
        if not member.is_dir() and (len(inside) == 1 or (len(inside) == 2 and inside[0] == "model")):
            wanted["/".join(inside)] = member
    if missing := [name for name in _NEEDED if name not in wanted]:
        raise DamagedPackage(file.name, f"it has no {missing[0]}")
    return wanted


def _unpack(file: Path, place: Path) -> None:
    with _opened(file) as archive:
        members = _members(archive, file)
        size = sum(member.file_size for member in members.values())
        if size > min(_LARGEST_PACKAGE, _MOST_PACKED * file.stat().st_size):
            raise DamagedPackage(file.name, f"it would take {size // 1_000_000} MB unpacked")
        (place / "model").mkdir(parents=True)
        for name, member in members.items():
            with archive.open(member) as packed, (place / name).open("wb") as out:
                shutil.copyfileobj(packed, out, 1 << 20)  # checks length and CRC on the way


def _try_it(package: Package, name: str) -> None:
    """Load the package and have it say a sentence."""
    import ctranslate2
    import sentencepiece

    try:
        english = sentencepiece.SentencePieceProcessor(model_file=str(package.english_pieces))
        model = ctranslate2.Translator(str(package.model), inter_threads=1, intra_threads=1)
        pieces = [*package.before, *english.encode(TRIAL, out_type=str), *package.after]
        model.translate_batch([pieces], beam_size=1, max_decoding_length=32, return_attention=True)
        french = package.french_pieces and sentencepiece.SentencePieceProcessor(model_file=str(package.french_pieces))
    except (OSError, RuntimeError, ValueError) as error:
        raise DamagedPackage(name, f"its model does not load ({error})") from error
    if french:
        _want_its_own_pieces(package, name, english, french)


def _want_its_own_pieces(package: Package, name: str, english: Any, french: Any) -> None:
    """Refuse pieces that another model was made with: this one would know hardly any of them."""
    for file, cutter, text, side in (
        (ENGLISH_PIECES, english, TRIAL, "source"),
        (FRENCH_PIECES, french, _TRIAL_IN_FRENCH, "target"),
    ):
        known = {*vocabulary(package.model, side)} - {"<unk>", START}
        pieces = [cutter.id_to_piece(number) for number in cutter.encode(text)]
        if 2 * sum(piece in known for piece in pieces) < len(pieces):
            raise DamagedPackage(name, f"its {file} belongs to another model, this one does not know the pieces")


def _metadata(path: Path) -> dict[str, Any]:
    try:
        metadata = json.loads((path / _METADATA).read_text(encoding="utf-8"))
        return {**metadata, "from_code": str(metadata["from_code"]), "to_code": str(metadata["to_code"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedPackage(path.name, f"its {_METADATA} cannot be read") from error


def _record(path: Path) -> dict[str, Any]:
    file = path / _RECORD
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else {}


def _fingerprint(path: Path) -> str:
    """Of an Argos package its model and its pieces count, of an OPUS-MT model all files that came with it."""
    names = ["model/model.bin", _ARGOS_PIECES]
    if not (path / _ARGOS_PIECES).is_file():
        names = [ENGLISH_PIECES, FRENCH_PIECES, *sorted(f"model/{file.name}" for file in (path / "model").iterdir())]
    digest = hashlib.sha256()
    for name in names:
        digest.update(_sha256(path / name).encode())
    return digest.hexdigest()


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
