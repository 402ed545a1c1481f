"""Whether what was extracted of a revision may be drafted, and what a person may decide when it is doubtful."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from curation.errors import CurationError


class Reading(StrEnum):
    """Where the extraction of a revision stands."""

    SOUND = "sound"  # its confidence is high enough
    WEAK = "weak"  # a person should look before it is drafted
    GOOD = "good"  # a person looked, and it is good
    OTHER = "other"  # a person preferred what the other extractor reads
    DROPPED = "dropped"  # a person saw that neither will do


class ReadingDecision(StrEnum):
    GOOD = "good"
    OTHER = "other"
    DROP = "drop"


DRAFTED_READINGS: Final = (Reading.SOUND, Reading.GOOD, Reading.OTHER)
OPEN_READINGS: Final = (Reading.WEAK,)
AFTER: Final[Mapping[ReadingDecision, Reading]] = MappingProxyType(
    {
        ReadingDecision.GOOD: Reading.GOOD,
        ReadingDecision.OTHER: Reading.OTHER,
        ReadingDecision.DROP: Reading.DROPPED,
    }
)


class ReadingRefused(CurationError):
    """A decision that this revision does not allow."""

    kind = "reading"


class ReadingWaits(CurationError):
    """The extraction of a revision is doubtful, and nobody has looked at it yet."""

    kind = "reading waits"

    def __init__(self, revision_id: int) -> None:
        super().__init__(
            f"what was extracted of revision {revision_id} is doubtful: somebody must look at it first, "
            f"at /lectures/{revision_id} of the review pages"
        )
        self.revision_id = revision_id
