"""What the catalog remembers of watching: visits, what each source lists, what fails, and hosts that ask to wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa

from curation.catalog_reader import CatalogReader, known_address
from curation.errors import CurationError
from curation.model import Fetched, Ref
from curation.schema import address, host, publication, revision, sighting, source_check
from curation.watch_views import Activity, Check, Host, Sighting

DAYS_KEPT: Final = 12  # of a source's publications: enough to learn its rhythm from
GONE_KEPT: Final = 300  # publications that a source lists no more
VISITS_KEPT: Final = 100  # of each source
FORGETTING: Final = 1000  # visits of all sources, after which older ones are looked for
OFFLINE: Final = "offline"
HELD: Final = "held"

# Asked at every visit: built once, since building a statement takes longer than running it.
_SIGHTINGS: Final = (
    sa.select(sighting, address)
    .select_from(sighting.outerjoin(address, address.c.url == sighting.c.url))
    .where(sighting.c.source_id == sa.bindparam("source"))
    .order_by(sighting.c.listed.desc(), sighting.c.published.desc(), sighting.c.place, sighting.c.url)
)
_CHECKED: Final = sa.insert(source_check)
# A source that waits is visited in vain again and again: the last of these says all.
_STILL_HELD: Final = sa.update(source_check).where(
    source_check.c.id
    == sa.select(sa.func.max(source_check.c.id))
    .where(source_check.c.source_id == sa.bindparam("source"))
    .scalar_subquery(),
    source_check.c.outcome == HELD,
)
_SEEN_AGAIN: Final = (
    sa.update(address)
    .where(address.c.url.in_(sa.bindparam("urls", expanding=True)))
    .values(checked_at=sa.bindparam("at"), error="", error_message="", failures=0)
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One answer of one address, as it is to be remembered."""

    url: str
    fetched: Fetched
    raw_digest: str


class WatchCatalog(CatalogReader):
    """The part of the catalog that watching writes; each method is one short transaction."""

    def remember(self, visit: Visit, at: datetime) -> None:
        """Keep an address's validators and bytes, whether or not anything can be read from them."""
        with self._database.write() as connection:
            remember(connection, visit, at)

    def record_failure(self, url: str, error: CurationError, at: datetime, *, answered: bool = False) -> None:
        """Keep that an address failed; unless it `answered` in full, the next request is made whole."""
        failed = {"error": error.kind, "error_message": str(error), "checked_at": at}
        failed |= {} if answered else {"etag": "", "last_modified": ""}
        with self._database.write() as connection:
            here = sa.update(address).where(address.c.url == url)
            if connection.execute(here.values(failures=address.c.failures + 1, **failed)).rowcount == 0:
                nothing = dict.fromkeys(
                    ("etag", "last_modified", "raw_digest", "media_type", "charset", "canonical"), ""
                )
                insert(connection, address, **{**nothing, "url": url, "fetched_from": url, "failures": 1, **failed})

    def record_listing(self, source_id: str, visit: Visit, read_as: str, refs: Sequence[Ref], at: datetime) -> None:
        """Keep what one page of a source lists now; what it no longer lists is remembered as such.

        `read_as` tells the bytes and how they were read, so that the same need not be read again.
        """
        with self._database.write() as connection:
            remember(connection, visit, at, read_digest=read_as)
            of_page = (sighting.c.source_id == source_id, sighting.c.page == visit.url)
            connection.execute(sa.update(sighting).where(*of_page).values(listed=False))
            for place, ref in enumerate(_distinct(refs)):
                _see(connection, source_id, visit.url, place, ref, at)
            _forget_long_gone(connection, source_id)

    def keep_pages(self, source_id: str, pages: Iterable[str]) -> None:
        """What stood on other pages than these is no longer listed; such a page is read anew if it comes back."""
        gone = (sighting.c.source_id == source_id, sighting.c.page.not_in(list(pages)), sighting.c.listed)
        of_gone = address.c.url.in_(sa.select(sighting.c.page).where(*gone))
        with self._database.write() as connection:
            connection.execute(sa.update(address).where(of_gone).values(read_digest=""))
            connection.execute(sa.update(sighting).where(*gone).values(listed=False))

    def taken_up(self, source_id: str, url: str, taken_as: str) -> None:
        """Keep with which date and title a publication was listed when it was taken up."""
        here = (sighting.c.source_id == source_id, sighting.c.url == url)
        with self._database.write() as connection:
            connection.execute(sa.update(sighting).where(*here).values(taken_as=taken_as))

    def record_check(self, source_id: str, check: Check, unchanged: Sequence[str] = ()) -> None:
        """Keep how a visit to a source went, and that these addresses answered without any news."""
        values = {name: getattr(check, name) for name in ("at", "outcome", "found", "new", "changed")}
        said = {"kind": check.kind, "message": check.message, "failures": list(check.failures)}
        with self._database.write() as connection:
            if unchanged:
                connection.execute(_SEEN_AGAIN, {"at": check.at, "urls": list(unchanged)})
            still = {"source": source_id, **values, **said}
            if check.outcome == HELD and connection.execute(_STILL_HELD, still).rowcount:
                return
            added = connection.execute(_CHECKED, {"source_id": source_id, **values, **said}).inserted_primary_key
            if added is not None and added[0] % FORGETTING == 0:
                _forget_old_visits(connection)

    def forgive(self, source_ids: Sequence[str]) -> None:
        """These sources' last visits failed for want of a network here: that is no fault of theirs."""
        last = sa.select(sa.func.max(source_check.c.id)).where(source_check.c.source_id.in_(source_ids))
        of_each = last.group_by(source_check.c.source_id)
        with self._database.write() as connection:
            connection.execute(sa.update(source_check).where(source_check.c.id.in_(of_each)).values(outcome=OFFLINE))

    def hosts(self) -> dict[str, Host]:
        """What is remembered of every site, by its origin."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(host)).all()
        return {row.origin: Host(row.origin, row.robots, row.robots_at, row.wait_until) for row in rows}

    def keep_host(self, value: Host) -> None:
        said = {"robots": value.robots, "robots_at": value.robots_at, "wait_until": value.wait_until}
        with self._database.write() as connection:
            known = connection.execute(sa.update(host).where(host.c.origin == value.origin).values(**said))
            if known.rowcount == 0:
                insert(connection, host, origin=value.origin, **said)

    def sightings(self, source_id: str) -> list[Sighting]:
        """What a source lists or used to list, newest first, with what is remembered of each address."""
        with self._database.read() as connection:
            return [_sighting(cells) for cells in connection.execute(_SIGHTINGS, {"source": source_id}).mappings()]

    def activity(self, last: int = 30) -> dict[str, Activity]:
        """Each source's last visits and its publications' last days, by the source's id."""
        number = sa.func.row_number().over(partition_by=source_check.c.source_id, order_by=source_check.c.id.desc())
        numbered = sa.select(source_check, number.label("number")).subquery()
        query = sa.select(numbered).where(numbered.c.number <= last).order_by(numbered.c.id.desc())
        checks: defaultdict[str, list[Check]] = defaultdict(list)
        with self._database.read() as connection:
            for row in connection.execute(query):
                checks[row.source_id].append(_check(row))
            days = _days(connection)
        return {name: Activity(tuple(checks[name]), days.get(name, ())) for name in checks.keys() | days.keys()}


def insert(connection: sa.Connection, table: sa.Table, **values: Any) -> int:
    """Add a row and give its number; 0 where the table's key is no number."""
    key = connection.execute(sa.insert(table).values(**values)).inserted_primary_key
    return key[0] if key is not None and isinstance(key[0], int) else 0


def remember(connection: sa.Connection, visit: Visit, at: datetime, **more: Any) -> None:
    """Keep what an address gave; `more` are other columns of `address` to set."""
    fetched = visit.fetched
    values = {
        "etag": fetched.validators.etag,
        "last_modified": fetched.validators.last_modified,
        "raw_digest": visit.raw_digest,
        "media_type": fetched.media_type,
        "charset": fetched.charset,
        "canonical": fetched.canonical,
        "fetched_from": fetched.url,
        "checked_at": at,
        "error": "",
        "error_message": "",
        "failures": 0,
        **more,
    }
    known = connection.execute(sa.update(address).where(address.c.url == visit.url).values(**values))
    if known.rowcount == 0:
        insert(connection, address, url=visit.url, **values)


def _distinct(refs: Iterable[Ref]) -> list[Ref]:
    """The references, each with an id of its own: entries that share one address and id are told apart by title."""
    seen: dict[tuple[str, str], Ref] = {}
    for ref in refs:
        key = (ref.url, ref.guid) if (ref.url, ref.guid) not in seen else (ref.url, ref.guid or ref.title)
        seen.setdefault(key, Ref(ref.url, ref.title, ref.published, key[1]))
    return list(seen.values())


def _see(connection: sa.Connection, source_id: str, page: str, place: int, ref: Ref, at: datetime) -> None:
    here = (sighting.c.source_id == source_id, sighting.c.url == ref.url, sighting.c.guid == ref.guid)
    said = {"page": page, "place": place, "title": ref.title, "published": ref.published, "listed": True}
    known = connection.execute(sa.update(sighting).where(*here).values(**said))
    if known.rowcount == 0:
        named = {"source_id": source_id, "url": ref.url, "guid": ref.guid, "first_seen": at}
        insert(connection, sighting, **named, **said)


def _forget_long_gone(connection: sa.Connection, source_id: str) -> None:
    """Of what a source lists no more, the oldest is forgotten: some sites give each page a new address every day."""
    gone = (sighting.c.source_id == source_id, ~sighting.c.listed)
    newest = sa.select(sighting.c.first_seen).where(*gone).order_by(sighting.c.first_seen.desc())
    oldest_kept = connection.scalars(newest.offset(GONE_KEPT).limit(1)).one_or_none()
    if oldest_kept is not None:
        connection.execute(sa.delete(sighting).where(*gone, sighting.c.first_seen < oldest_kept))


def _sighting(cells: Mapping[Any, Any]) -> Sighting:
    c = sighting.c
    known = None if cells[address.c.url] is None else known_address(cells)
    ref = Ref(cells[c.url], cells[c.title], cells[c.published], cells[c.guid])
    return Sighting(ref, cells[c.page], cells[c.listed], cells[c.taken_as], known)


def _check(row: sa.Row[Any]) -> Check:
    return Check(row.at, row.outcome, row.found, row.new, row.changed, row.kind, row.message, tuple(row.failures))


def _days(connection: sa.Connection) -> dict[str, tuple[date, ...]]:
    """The last days on which each source brought something new, as it is dated, else as it was first seen.

    What stood there already when the source was first visited, or was first read then, may be of any age.
    """
    day = {name: sa.func.substr(sa.cast(column, sa.Text), 1, 10).label(name) for name, column in _DAYS.items()}
    listed = sa.select(sighting.c.source_id, day["published"], day["first_seen"]).distinct()
    revised = sa.select(publication.c.source_id, day["seen_at"]).join(revision).where(revision.c.number > 1).distinct()
    found: defaultdict[str, set[str]] = defaultdict(set)
    undated: defaultdict[str, set[str]] = defaultdict(set)
    first: dict[str, str] = {}
    for row in connection.execute(listed):
        (found if row.published else undated)[row.source_id].add(row.published or row.first_seen)
        first[row.source_id] = min(row.first_seen, first.get(row.source_id, row.first_seen))
    for name, days in undated.items():
        found[name] |= days - {first[name]}
    for source_id, seen_at in connection.execute(revised):
        found[source_id].add(seen_at)
    return {name: tuple(_dates(days)) for name, days in found.items() if days}


_DAYS: Final = {"published": sighting.c.published, "first_seen": sighting.c.first_seen, "seen_at": revision.c.seen_at}


def _dates(days: Iterable[str]) -> list[date]:
    found = []
    for day in sorted(days, reverse=True):
        with suppress(ValueError):
            found.append(date.fromisoformat(day))
        if len(found) == DAYS_KEPT:
            break
    return found


def _forget_old_visits(connection: sa.Connection) -> None:
    ranked = sa.select(
        source_check.c.id,
        sa.func.row_number()
        .over(partition_by=source_check.c.source_id, order_by=source_check.c.id.desc())
        .label("number"),
    ).subquery()
    old = sa.select(ranked.c.id).where(ranked.c.number > VISITS_KEPT)
    connection.execute(sa.delete(source_check).where(source_check.c.id.in_(old)))
