"""What a page need not ask each time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

Answer = TypeVar("Answer")


class Seldom:
    """Answers that are good for a while: each question is asked once in so long, however many pages want to know."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: dict[str, tuple[datetime, Any]] = {}

    def ask(self, name: str, every: timedelta, at: datetime, question: Callable[[], Answer]) -> Answer:
        """The last answer to the question of this name, or a new one when that is older than `every`."""
        with self._lock:
            known = self._answers.get(name)
            if known is not None and abs(at - known[0]) < every:  # a clock that was put back must not stop it for good
                return cast(Answer, known[1])
            answer = question()
            self._answers[name] = (at, answer)
            return answer
