"""The database as a file: how a connection is opened, what may read and write, the way from an older schema to ours."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from curation.errors import CurationError

BUSY_SECONDS: Final = 30
CONNECTIONS: Final = 40  # kept open at most: one for each source that is visited at once, and some
CACHE: Final = 500  # kB of pages that each connection keeps; the system keeps the file itself


class DatabaseUnusable(CurationError):
    """The database file cannot be read or written: full disk, no right to write, held by something else, or damaged."""

    kind = "database"

    def __init__(self, path: Path, why: object) -> None:
        super().__init__(f"{path} cannot be used: {why}")
        self.path = path


class Database:
    """An open database: `write()` holds the write lock from its first statement, `read()` sees one moment."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self._writing = threading.Lock()
        if not path.exists():
            path.touch(mode=0o600)  # it holds people's names and password hashes
        self.engine = sa.create_engine(
            f"sqlite:///{path}",
            pool_size=CONNECTIONS,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
            json_serializer=lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
        )
        sa.event.listen(self.engine, "connect", _prepare)
        sa.event.listen(self.engine, "begin", _begin)

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        # SQLite lets waiting writers sleep and try again; the threads of one process need not.
        with self._usable(), self._writing, self.engine.begin() as connection:
            yield connection

    @contextmanager
    def rebuild(self) -> Iterator[sa.Connection]:
        """A write in which tables may be made anew; what refers to what is looked at when it ends."""
        with self._usable(), self._writing, self.engine.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None
            raw.execute("PRAGMA foreign_keys=OFF")  # inside a transaction it would do nothing
            try:
                with connection.begin():
                    yield connection
                    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise DatabaseUnusable(self.path, "rows refer to others that are gone")
            finally:
                raw.execute("PRAGMA foreign_keys=ON")

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with self._usable(), self.engine.connect().execution_options(reading=True) as connection:
            yield connection

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.IntegrityError:
            raise
        except sa.exc.DatabaseError as error:
            raise DatabaseUnusable(self.path, error.orig) from error

    def close(self) -> None:
        self.engine.dispose()


def _prepare(connection: Any, _record: Any) -> None:
    # Python's sqlite3 would open transactions late and never before DDL: we say BEGIN ourselves.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", f"cache_size=-{CACHE}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def migrate(database: Database) -> None:
    """Bring the database to this version's schema, in one transaction; an up-to-date one is left alone."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with database.rebuild() as connection:
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise DatabaseUnusable(database.path, "a newer version of Dragoman made it") from error
