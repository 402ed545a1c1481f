"""What a PDF's parts are for: headings from its outline, its table of contents, its cover and its back matter."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bookmark:
    """One entry of a PDF's outline: its words, its depth from 1, the page it leads to."""

    title: str
    level: int
    page: int
