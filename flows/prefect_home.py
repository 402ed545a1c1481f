"""Prefect keeps to our folder, talks to nobody and leaves the terminal alone: set before it is first imported."""

from __future__ import annotations

import os
from collections.abc import MutableMapping

from flows.settings import Settings


def settle(settings: Settings, environment: MutableMapping[str, str] = os.environ) -> None:
    """Give Prefect its home and manners; what the operator set in the environment stays (a server of theirs, say)."""
    manners = {
        "PREFECT_HOME": str(settings.prefect),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "PREFECT_LOGGING_LEVEL": "ERROR",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    }
    for name, value in manners.items():
        environment.setdefault(name, value)
