"""The process that reads documents for another one: question after question, within the limits it sets itself."""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable
from typing import Any, Final

from curation.errors import Damaged, DocumentError, TooHard

_GRACE: Final = 1.0  # seconds after which a process that nobody stops any more ends itself


def serve(memory: int) -> None:
    """Answer until the questions end: when whoever asks is gone, however it went."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What a library prints is no answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the one who asks.
    _limit(memory)
    while True:
        try:
            seconds, job, arguments = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        _end_after(seconds + _GRACE)
        pickle.dump(_answer(job, arguments, memory), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()
        _end_after(0)


def _answer(job: Callable[..., Any], arguments: tuple[Any, ...], memory: int) -> Any:
    try:
        return job(*arguments)
    except DocumentError as error:
        return error
    except MemoryError:
        return TooHard(f"it takes more than {memory // 1_000_000} MB of memory")
    except RecursionError:
        return Damaged("nested too deeply")
    except Exception as error:  # A reader that fails on one file must not end the run for all the others.
        return Damaged(f"it could not be read ({type(error).__name__})")


def _limit(memory: int) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # A crash leaves no file behind.


def _end_after(seconds: float) -> None:
    """Let the system end this process, even where no Python code runs; 0 calls that off."""
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_REAL, seconds)
