"""The same flows without Prefect: same steps, same ids, same result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import Final

from curation.watching import SourceReport
from flows import steps
from flows.settings import Settings
from flows.steps import DraftReport

# Waiting for publishers, not computing, is what takes the time.
AT_ONCE: Final = 32


def watch(
    source_ids: Sequence[str], settings: Settings, done: Callable[[SourceReport], None] | None = None
) -> list[SourceReport]:
    """Visit these sources; `done` hears of each visit as it ends."""
    reports = []
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        for future in as_completed([pool.submit(steps.watch_source, one, settings) for one in source_ids]):
            reports.append(future.result())
            if done is not None:
                done(reports[-1])
    finally:
        pool.shutdown(cancel_futures=True)  # when interrupted, what has not begun does not begin
    place = {source_id: number for number, source_id in enumerate(source_ids)}
    return sorted(reports, key=lambda report: place[report.source_id])


def draft(
    revision_ids: Sequence[int], settings: Settings, done: Callable[[DraftReport], None] | None = None
) -> list[DraftReport]:
    """Draft these revisions; `done` hears of each as it ends."""
    reports = []
    for revision_id in revision_ids:
        reports.append(steps.draft_revision(revision_id, settings))
        if done is not None:
            done(reports[-1])
    return reports


def publish(settings: Settings) -> list[int]:
    """The numbers of the drafts that were published."""
    return steps.publish_approved(settings)
