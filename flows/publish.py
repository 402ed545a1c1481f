"""The publish flow: every approved draft becomes its publication's catalog record."""

from __future__ import annotations

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows import steps
from flows.settings import Settings

publish_all = task(steps.publish_approved, name="publish what is approved", cache_policy=NO_CACHE)


@flow(name="publish", validate_parameters=False)
def publish(settings: Settings) -> list[int]:
    """The numbers of the drafts that were published."""
    return publish_all(settings)
