"""The draft flow: one task a revision, one after the other, since the engine uses every core."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from prefect import flow, task

from flows import steps
from flows.settings import Settings
from flows.steps import DraftReport

draft_one = task(name="draft a revision", task_run_name="draft revision {revision_id}", persist_result=False)(
    steps.draft_revision
)


@flow(name="draft", validate_parameters=False)
def draft(
    revision_ids: Sequence[int], settings: Settings, done: Callable[[DraftReport], None] | None = None
) -> list[DraftReport]:
    """Draft these revisions; `done` hears of each as it ends."""
    reports = []
    for revision_id in revision_ids:
        reports.append(draft_one(revision_id, settings))
        if done is not None:
            done(reports[-1])
    return reports
