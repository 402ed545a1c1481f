"""What benchmarks share: texts compared word by word, a reader timed in its own process, how well a number sorts."""

from __future__ import annotations

import multiprocessing
import re
import statistics
import time
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figures:
    """How much of what was read belongs to the text, how much of the text was read, and both in one number."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a reader is, and how much memory its process took above what it had at the start."""

    a_second: float
    slowest: float
    megabytes: float


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def letters(text: str) -> str:
    """Letters and digits only: whoever reads the same text gets the same letters, whatever is between them."""
    return re.sub(r"[\W_]+", "", text).casefold()


def figures(read: str, wanted: str) -> Figures:
    """Precision and recall of the words, each counted as often as it stands in the text."""
    ours, theirs = Counter(words(read)), Counter(words(wanted))
    common = (ours & theirs).total()
    precision = common / ours.total() if ours else 0.0
    recall = common / theirs.total() if theirs else 1.0
    return Figures(precision, recall, 2 * precision * recall / (precision + recall) if common else 0.0)


def mean(each: Sequence[Figures]) -> Figures:
    """The mean over pages: a short page counts as much as a long one."""
    count = max(1, len(each))
    return Figures(*(sum(getattr(one, name) for one in each) / count for name in ("precision", "recall", "f1")))


def share(found: Sequence[bool]) -> float | None:
    return sum(found) / len(found) if found else None


def auc(values: Sequence[float], bad: Sequence[bool]) -> float | None:
    """How often a bad one has the higher value of a bad and a good one, ties counting half; None where one lacks."""
    several = sum(bad)
    if not 0 < several < len(bad):
        return None
    above = sum(rank for rank, one in zip(ranks(values), bad, strict=True) if one) - several * (several + 1) / 2
    return above / (several * (len(bad) - several))


def spearman(left: Sequence[float], right: Sequence[float]) -> float | None:
    """Whether two numbers put things in the same order: 1 the same, -1 the reverse; None where one never changes."""
    if len(set(left)) < 2 or len(set(right)) < 2:
        return None
    return statistics.correlation(ranks(left), ranks(right))


def ranks(values: Sequence[float]) -> list[float]:
    """From 1 for the least; equal values share the mean of their ranks."""
    ordered = sorted(values)
    return [(bisect_left(ordered, value) + bisect_right(ordered, value) + 1) / 2 for value in values]


def pace(read: Callable[[bytes], object], contents: Sequence[bytes]) -> Pace:
    """The reader alone in a fresh process, after one page that loads what it needs."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_pace, (read, contents))


def _pace(read: Callable[[bytes], object], contents: Sequence[bytes]) -> Pace:
    before = most_memory()
    read(contents[0])
    taken = []
    for content in contents:
        started = time.perf_counter()
        read(content)
        taken.append(time.perf_counter() - started)
    return Pace(len(contents) / sum(taken), max(taken), most_memory() - before)


def most_memory() -> float:
    """The most this process has held so far, in megabytes; 0 where the system does not say."""
    status = Path("/proc/self/status")  # Not getrusage: on Linux it counts what the parent held before the fork.
    if not status.exists():
        return 0.0
    peak = re.search(r"VmHWM:\s*(\d+)", status.read_text(encoding="ascii"))
    return int(peak[1]) / 1024 if peak else 0.0
