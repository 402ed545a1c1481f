"""The steps of a run, each by ids and settings alone: the same with Prefect and without."""

from __future__ import annotations

from dataclasses import dataclass

from curation.checking import looked_at_again
from curation.errors import CurationError, SourcesInvalid
from curation.review import SYSTEM, NotAllowed, ReviewAction, ReviewState, decide
from curation.watching import Failure, Outcome, SourceReport
from flows.settings import Settings
from flows.wiring import Wired, now, wired
from translation.checks import check
from translation.engine import EngineError
from translation.pretranslate import pretranslate


@dataclass(frozen=True, slots=True)
class DraftReport:
    """What became of one revision: its draft's number, or why there is none."""

    revision_id: int
    source_id: str
    draft_id: int | None
    failure: Failure | None = None


def watch_source(source_id: str, settings: Settings) -> SourceReport:
    """Visit one source of the watch list, unless somebody edited it away meanwhile."""
    with wired(settings) as w:
        try:
            source = w.watch_list[source_id]
        except KeyError:
            gone = Failure(source_id, SourcesInvalid.kind, "no longer on the watch list")
            return SourceReport(source_id, "", Outcome.HELD, failures=(gone,))
        except SourcesInvalid as error:
            unread = Failure(source_id, error.kind, str(error))
            return SourceReport(source_id, "", Outcome.FAILED, failures=(unread,))
        return w.watcher.visit(source)


def draft_revision(revision_id: int, settings: Settings) -> DraftReport:
    """Draft one revision in French and queue it; a revision that has a draft keeps it."""
    with wired(settings) as w:
        source_id = w.catalog.source_of(revision_id)
        try:
            return DraftReport(revision_id, source_id, _draft(w, revision_id))
        except (CurationError, EngineError) as error:
            return DraftReport(revision_id, source_id, None, Failure(f"revision {revision_id}", error.kind, str(error)))


def _draft(w: Wired, revision_id: int) -> int:
    document = w.catalog.document_to_draft(revision_id)
    units = pretranslate(
        document,
        engine=w.engine,
        terms=w.terms,
        memory=w.catalog.memory(revision_id),
        check=lambda source, target: check(source, target, w.terms),
    )
    return w.catalog.queue_draft(revision_id, units, w.provenance, now())


def waiting_revisions(settings: Settings) -> list[int]:
    """The revisions that have no draft yet."""
    with wired(settings) as w:
        return w.catalog.revisions_to_draft()


def follow_glossary(settings: Settings) -> dict[int, list[int]]:
    """Look again at what waits for a person where the glossary has changed; the units that got findings, by draft."""
    with wired(settings) as w:
        return w.catalog.follow_terms(lambda unit: looked_at_again(unit, w.terms), w.terms.fingerprint, now())


def end_quiet_claims(settings: Settings) -> list[int]:
    """Put the drafts that their holders left alone for a day back into the queue; the numbers of those drafts."""
    with wired(settings) as w:
        return w.catalog.end_quiet_claims(now())


def publish_approved(settings: Settings) -> list[int]:
    """Make every approved draft its publication's record; the numbers of those drafts."""
    with wired(settings) as w:
        return [draft_id for draft_id in w.catalog.drafts_in(ReviewState.APPROVED) if _publish(w, draft_id)]


def _publish(w: Wired, draft_id: int) -> bool:
    value = w.catalog.draft(draft_id)
    try:
        w.catalog.record(decide(value, ReviewAction.PUBLISH, SYSTEM, now()), seen=value.version)
    except NotAllowed:
        return False  # somebody sent it back between the list and now
    return True
