"""Puts the parts together: settings in, a catalog, a fetcher, a term base and an engine out."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final

from curation.accounts import Accounts
from curation.blobs import BlobStore
from curation.catalog import Catalog
from curation.courtesy import Courtesy
from curation.database import Database, migrate
from curation.errors import SourcesInvalid
from curation.fetch import Fetcher, user_agent
from curation.model import Source
from curation.views import Provenance
from curation.watching import Watcher
from curation.watchlist import load_sources
from flows.settings import Settings
from glossary.keeping import Glossary
from glossary.termbase import TermBase

if TYPE_CHECKING:
    from translation.engine import ArgosTranslator
    from translation.libretranslate import LibreTranslator


KEY_BYTES: Final = 32


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Wired:
    """The parts of a running Dragoman, made from one `Settings`."""

    settings: Settings
    database: Database
    catalog: Catalog
    fetcher: Courtesy
    blobs: BlobStore
    translation_server: LibreTranslator | None = None

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.database)

    @property
    def sources(self) -> list[Source]:
        return list(self.watch_list.values())

    @property
    def watch_list(self) -> Mapping[str, Source]:
        """The sources by their ids, read anew when the file has changed."""
        path = self.settings.sources
        try:
            return _watch_list(path, path.stat().st_mtime_ns if path else 0)
        except OSError as error:
            raise SourcesInvalid(f"the watch list {path} cannot be read: {error.strerror}") from error

    @property
    def glossary(self) -> Glossary:
        return _glossary(self.settings.glossary)

    @property
    def terms(self) -> TermBase:
        return self.glossary.terms

    @property
    def engine(self) -> ArgosTranslator | LibreTranslator:
        """The server that somebody named, else the package of this machine; one never stands in for the other."""
        return self.translation_server or _engine(self.settings.models)

    @property
    def watcher(self) -> Watcher:
        return Watcher(self.fetcher, self.catalog, self.blobs, now)

    @property
    def provenance(self) -> Provenance:
        return Provenance(self.engine.fingerprint, self.terms.fingerprint)


@contextmanager
def wired(settings: Settings) -> Iterator[Wired]:
    """A migrated database and all that works on it, closed at the end.

    Whoever asks for the same settings meanwhile, in this thread or another, gets the same parts: the steps of one run
    share their connections, and what they know of each host's manners.
    """
    with _opening:
        shared = _open.setdefault(settings, _Shared())
        shared.users += 1
    try:
        with shared.making:
            if shared.wired is None:
                shared.wired = shared.parts.enter_context(_made(settings))
        yield shared.wired
    finally:
        with _opening:
            shared.users -= 1
            last = shared.users == 0
            if last:
                del _open[settings]
        if last:
            shared.parts.close()


@dataclass(slots=True)
class _Shared:
    """The parts made for one `Settings`, and how many use them now."""

    users: int = 0
    wired: Wired | None = None
    parts: ExitStack = field(default_factory=ExitStack)
    making: Lock = field(default_factory=Lock)


_open: dict[Settings, _Shared] = {}
_opening: Final = Lock()


@contextmanager
def _made(settings: Settings) -> Iterator[Wired]:
    server = _translation_server(settings)
    database = Database(settings.database)
    try:
        migrate(database)
        with Fetcher(user_agent=user_agent(settings.contact), routes=dict(settings.routes)) as fetcher:
            catalog = Catalog(database)
            yield Wired(settings, database, catalog, Courtesy(fetcher, catalog, now), BlobStore(settings.blobs), server)
    finally:
        database.close()


def session_secret(settings: Settings) -> bytes:
    """The key that signs sessions, made on first use and readable by its owner alone."""
    path = settings.session_key
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.stat().st_size < KEY_BYTES:
        beside = path.with_suffix(f".{os.getpid()}")
        beside.touch(mode=0o600)
        beside.write_bytes(secrets.token_bytes(KEY_BYTES))
        beside.replace(path)
    return path.read_bytes()


@lru_cache(maxsize=4)
def _watch_list(path: Path | None, _changed: int) -> Mapping[str, Source]:
    return {source.id: source for source in load_sources(path)}


@cache
def _glossary(path: Path) -> Glossary:
    return Glossary(path)


def _translation_server(settings: Settings) -> LibreTranslator | None:
    if not settings.engine:
        return None
    from translation.libretranslate import LibreTranslator
    from translation.server import KEY_VARIABLE

    # The key is no setting: Prefect writes down the settings that its tasks are given.
    key = os.environ.get(KEY_VARIABLE, "")
    return LibreTranslator(settings.engine, aligner=lambda: _engine(settings.models), key=key)


@cache
def _engine(models: Path) -> ArgosTranslator:
    """The newest installed package, loaded once a process: tasks in several threads share it."""
    from translation.engine import ArgosTranslator
    from translation.package_errors import DamagedPackage
    from translation.packages import ensure_starter, newest

    ensure_starter(models)
    package = newest(models)
    try:
        return ArgosTranslator(package)
    except RuntimeError as error:
        why = f"its model does not load; delete {package.path} and install it again"
        raise DamagedPackage(package.path.name, why) from error
