"""The publish flow: every approved draft becomes its publication's catalog record."""

from __future__ import annotations

from prefect import flow, task

from flows import steps
from flows.settings import Settings

publish_all = task(name="publish what is approved", persist_result=False)(steps.publish_approved)


@flow(name="publish", validate_parameters=False)
def publish(settings: Settings) -> list[int]:
    """The numbers of the drafts that were published."""
    return publish_all(settings)
