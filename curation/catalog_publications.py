"""Which publication a document belongs to, and whether it says anything new: what reading adds to the catalog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from curation.addresses import canonical_address
from curation.catalog_reader import OPEN
from curation.catalog_watch import Visit, WatchCatalog, insert, remember
from curation.editions import edition_title, is_new_edition
from curation.extract.confidence import CERTAIN, Confidence
from curation.identity import content_digest, publication_key, same_content
from curation.model import Source
from curation.reading import Reading
from curation.rights import settled
from curation.schema import address, draft, publication, record, revision, triage_event
from curation.triage import Triage
from curation.watch_views import Judgement, Novelty, Recorded
from translation.document import Document, as_json, from_json

# A publication that nobody judged: it was chosen by whoever watches it.
TAKEN: Final = Judgement(Triage.DRAFT)
OPEN_TRIAGE: Final = (Triage.WAIT, Triage.DROP, Triage.DRAFT, Triage.LINK)
EDITIONS_COMPARED: Final = 10


class PublicationCatalog(WatchCatalog):
    """Records what was read; each method is one short transaction."""

    def record_revision(
        self,
        source: Source,
        canonical: str,
        document: Document,
        visit: Visit,
        licence: tuple[str, str],
        at: datetime,
        judgement: Judgement = TAKEN,
        formerly: Sequence[str] = (),
        confidence: Confidence = CERTAIN,
    ) -> Recorded:
        """Keep a document under its canonical address; the same content as last time makes no new revision.

        A publication that moved stays the one it was: its old address leads here and its title is the same, the source
        listed it `formerly` at another address, or this is a new edition of it. `licence` is (identifier, evidence);
        `rights.settled` says what becomes of the one known before. `judgement` is kept for a new publication, and for a
        known one as long as neither a person nor a draft has settled it. A revision of weak `confidence` waits for a
        person's look before it is drafted.
        """
        digest = content_digest(document)
        with self._database.write() as connection:
            canonical = _believed(connection, canonical, visit, document)
            found = _same_publication(connection, source, canonical, visit, document, formerly)
            if found is None:
                publication_id = _new_publication(connection, source, canonical, document, licence, judgement, at)
            else:
                publication_id = int(found.id)
                _settle_licence(connection, found, licence, at)
                _settle_judgement(connection, found, judgement)
            said_before = _said_before(connection, visit, publication_id, digest, at)
            last = _latest_revision(connection, publication_id)
            if last is not None and (last.digest == digest or said_before or _reads_the_same(last, document)):
                return Recorded(last.id, Novelty.UNCHANGED)
            new_id = insert(
                connection,
                revision,
                publication_id=publication_id,
                number=1 if last is None else last.number + 1,
                digest=digest,
                raw_digest=visit.raw_digest,
                lang=document.lang,
                title=document.title,
                words=document.words,
                document=as_json(document),
                seen_at=at,
                url=visit.url,
                media_type=visit.fetched.media_type,
                charset=visit.fetched.charset,
                confidence=confidence.score,
                observations=[asdict(observation) for observation in confidence.observations],
                reading=Reading.WEAK if confidence.is_weak else Reading.SOUND,
            )
            return Recorded(new_id, Novelty.NEW if last is None else Novelty.CHANGED)


def _new_publication(
    connection: sa.Connection,
    source: Source,
    canonical: str,
    document: Document,
    licence: tuple[str, str],
    judgement: Judgement,
    at: datetime,
) -> int:
    return insert(
        connection,
        publication,
        key=publication_key(canonical),
        address=canonical,
        source_id=source.id,
        organisation=source.organisation,
        licence=licence[0],
        licence_evidence=licence[1],
        first_seen=at,
        edition_title=edition_title(document.title),
        **_judged(judgement),
    )


def _believed(connection: sa.Connection, canonical: str, visit: Visit, document: Document) -> str:
    """The address a publication is known by: not the one it names when a text of another title goes by that already.

    Some sites name one page as canonical everywhere; each page would take the place of the one before.
    """
    own, title = canonical_address(visit.fetched.url), edition_title(document.title)
    if canonical == own or not title:
        return canonical
    there = publication.c.address == canonical
    titles = set(connection.scalars(sa.select(revision.c.title).join(publication).where(there)))
    met = sa.select(address.c.url).join(publication).where(there, address.c.url == visit.url)
    if not titles or title in map(edition_title, titles) or connection.execute(met).first() is not None:
        return canonical
    return own


def _same_publication(
    connection: sa.Connection,
    source: Source,
    canonical: str,
    visit: Visit,
    document: Document,
    formerly: Sequence[str],
) -> sa.Row[Any] | None:
    """The publication that this document belongs to, by the surest sign first; None for a new one."""
    by_address = sa.select(publication).where(publication.c.address == canonical)
    through = sa.select(publication).join(address, address.c.publication_id == publication.c.id)
    moved = sa.or_(address.c.url == visit.url, address.c.fetched_from == canonical)
    signs = [
        by_address,
        through.join(revision, revision.c.publication_id == publication.c.id).where(
            moved, revision.c.title == document.title
        ),
        through.where(address.c.url.in_(formerly), publication.c.source_id == source.id),
    ]
    if document.metadata.pages:  # The same file is the same publication, wherever it lies; the same page may be a wall.
        signs.append(through.where(address.c.read_digest == visit.raw_digest))
    rows = (connection.execute(sign.limit(1)).first() for sign in signs)
    return next((row for row in rows if row is not None), None) or _older_edition(connection, source, document)


def _older_edition(connection: sa.Connection, source: Source, document: Document) -> sa.Row[Any] | None:
    """The publication of this source that the document is a new edition of."""
    if not document.metadata.pages:
        return None
    same_title = (publication.c.source_id == source.id, publication.c.edition_title == edition_title(document.title))
    newest_first = sa.select(publication).where(*same_title).order_by(publication.c.id.desc())
    for row in connection.execute(newest_first.limit(EDITIONS_COMPARED)):
        last = _latest_revision(connection, row.id)
        if last is not None and is_new_edition(from_json(last.document), document):
            return row
    return None


def _latest_revision(connection: sa.Connection, publication_id: int) -> sa.Row[Any] | None:
    query = sa.select(revision).where(revision.c.publication_id == publication_id).order_by(revision.c.number.desc())
    return connection.execute(query.limit(1)).one_or_none()


def _reads_the_same(last: sa.Row[Any], document: Document) -> bool:
    """Whether only quotes, dashes and blanks were set otherwise: no news to a reader or a translator."""
    return same_content(from_json(last.document), document)


def _said_before(connection: sa.Connection, visit: Visit, publication_id: int, digest: str, at: datetime) -> bool:
    """Keep what this address says now, and tell whether that is no news.

    A publication may stand at two addresses: an older edition beside the new one, a page for print. What an address
    said last time, or what another address has moved on from, is not said anew.
    """
    known = connection.execute(sa.select(address).where(address.c.url == visit.url)).one_or_none()
    same = known is not None and known.content_digest == digest
    values = {"publication_id": publication_id, "content_digest": digest}
    changed = {} if same and known is not None and known.changed_at else {"changed_at": at}
    remember(connection, visit, at, read_digest=visit.raw_digest, **values, **changed)
    if same:
        return True
    elsewhere = sa.select(revision.c.id).where(
        revision.c.publication_id == publication_id, revision.c.digest == digest, revision.c.url != visit.url
    )
    first_met = known is None or not known.content_digest
    return first_met and connection.execute(elsewhere.limit(1)).first() is not None


def _judged(judgement: Judgement) -> dict[str, Any]:
    return {
        "triage": judgement.triage,
        "score": judgement.score,
        "reasons": [asdict(reason) for reason in judgement.reasons],
        "french_address": judgement.french_address,
        "french_evidence": judgement.french_evidence,
    }


def _settle_judgement(connection: sa.Connection, row: sa.Row[Any], judgement: Judgement) -> None:
    """Hold the newest judgement of a publication that nobody has decided on and that has no draft."""
    drafted = sa.select(draft.c.id).join(revision).where(revision.c.publication_id == row.id).limit(1)
    if row.triage not in OPEN_TRIAGE or judgement is TAKEN or connection.execute(drafted).first() is not None:
        return
    if connection.execute(sa.select(triage_event.c.id).where(triage_event.c.publication_id == row.id)).first():
        return
    values = _judged(judgement)
    if row.french_address and not judgement.french_address:  # it was looked for once, and found
        values = {"score": values["score"], "reasons": values["reasons"]}
    connection.execute(sa.update(publication).where(publication.c.id == row.id).values(**values))


def _settle_licence(connection: sa.Connection, row: sa.Row[Any], found: tuple[str, str], at: datetime) -> None:
    """Hold what the visit found of the licence; whoever has an open draft before them must see it before approving."""
    known, confirmed = (row.licence, row.licence_evidence), bool(row.licence_confirmed_by)
    licence, evidence, stands = settled(known, confirmed, found)
    if (licence, evidence, stands) == (*known, confirmed):
        return
    values = {"licence": licence, "licence_evidence": evidence}
    values |= {} if stands else {"licence_confirmed_by": ""}
    connection.execute(sa.update(publication).where(publication.c.id == row.id).values(**values))
    of_publication = sa.select(revision.c.id).where(revision.c.publication_id == row.id)
    drafts = sa.update(draft).where(draft.c.revision_id.in_(of_publication), draft.c.state.in_(OPEN))
    connection.execute(drafts.values(version=draft.c.version + 1))
    connection.execute(sa.update(record).where(record.c.publication_id == row.id).values(updated_at=at))
