"""How far an extraction can be trusted, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from translation.document import Document

WEAK_BELOW: Final = 0.6


class Sign(StrEnum):
    KEPT = "kept"
    AGREEMENT = "agreement"
    STRUCTURE = "structure"
    ORDER = "order"
    LETTERS = "letters"


@dataclass(frozen=True, slots=True)
class Observation:
    sign: Sign
    value: float
    detail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confidence:
    score: float
    observations: tuple[Observation, ...]

    @property
    def is_weak(self) -> bool:
        return self.score < WEAK_BELOW


CERTAIN: Final = Confidence(1.0, ())


def confidence(
    content: bytes, media_type: str, document: Document, url: str | None = None, charset: str = ""
) -> Confidence:
    return CERTAIN
