"""The watch flow: one task a source, several at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from prefect import flow, task
from prefect.futures import as_completed
from prefect.task_runners import ThreadPoolTaskRunner

from curation.watching import SourceReport
from flows import steps
from flows.plain import AT_ONCE
from flows.settings import Settings

visit = task(name="visit a source", task_run_name="visit {source_id}", persist_result=False)(steps.watch_source)

# Prefect declares its runners for one kind of future and gives them another.
RUNNER: Any = ThreadPoolTaskRunner(max_workers=AT_ONCE)


@flow(name="watch", validate_parameters=False, task_runner=RUNNER)
def watch(
    source_ids: Sequence[str], settings: Settings, done: Callable[[SourceReport], None] | None = None
) -> list[SourceReport]:
    """Visit these sources; `done` hears of each visit as it ends."""
    reports = []
    for future in as_completed([visit.submit(source_id, settings) for source_id in source_ids]):
        reports.append(future.result())
        if done is not None:
            done(reports[-1])
    place = {source_id: number for number, source_id in enumerate(source_ids)}
    return sorted(reports, key=lambda report: place[report.source_id])
