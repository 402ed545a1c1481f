"""Documents are read in processes of their own, within limits: one that hangs, bursts or crashes ends alone.

A few such processes wait for work and are used again and again: starting one takes as long as reading a few pages,
asking one less than a millisecond. They end with ours, however ours ends.
"""

from __future__ import annotations

import atexit
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final, TypeVar, cast

from curation.errors import Damaged, DocumentError, TooHard

SECONDS: Final = 180.0  # for one document: five times what a thousand pages took on a machine of 2024
MEMORY: Final = 2_000_000_000  # bytes of address space, the reader's own included
PROCESSES: Final = max(1, min(4, os.cpu_count() or 1))  # more threads than that wait for their turn
TURNS: Final = 200  # documents that one process reads before a fresh one takes its place

_START: Final = "import sys; sys.path[:] = {path!r}; from curation.extract.worker import serve; serve({memory})"

Answer = TypeVar("Answer")


class Readers:
    """Processes that read documents for any number of threads; `run` is the only thing to call."""

    def __init__(self, processes: int = PROCESSES, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds, self._memory = seconds, memory
        self._places = threading.BoundedSemaphore(processes)
        self._idle: list[_Process] = []
        atexit.register(self.close)

    def run(self, job: Callable[..., Answer], *arguments: Any) -> Answer:
        """What `job` gives or raises; `TooHard` past the limits, `Damaged` when a process dies of it.

        `job` is a function of a module, so that the process finds it by name.
        """
        with self._places:
            try:
                return self._ask(self._free(), job, arguments)
            except _Died:
                # It may have died of an earlier document, or been killed: only a fresh one counts as proof.
                with suppress(_Died):
                    return self._ask(_Process(self._memory), job, arguments)
        raise Damaged("it made the program that reads it crash or run out of memory")

    def close(self) -> None:
        """End the processes that wait."""
        while self._idle:
            self._idle.pop().end()

    def _free(self) -> _Process:
        try:
            return self._idle.pop()
        except IndexError:
            return _Process(self._memory)

    def _ask(self, process: _Process, job: Callable[..., Answer], arguments: tuple[Any, ...]) -> Answer:
        answer = process.ask(job, arguments, self._seconds)
        if isinstance(answer, TooHard) or process.turns >= TURNS:  # its memory may be in pieces
            process.end()
        else:
            self._idle.append(process)
        if isinstance(answer, DocumentError):
            raise answer
        return cast(Answer, answer)


class _Died(Exception):
    """A process ended without an answer."""


class _Process:
    def __init__(self, memory: int) -> None:
        self.turns = 0
        # With our own module path, and without the folder we happen to be in.
        start = _START.format(path=sys.path, memory=memory)
        self._running = subprocess.Popen(
            [sys.executable, "-P", "-c", start],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def ask(self, job: Callable[..., Any], arguments: tuple[Any, ...], seconds: float) -> Any:
        assert self._running.stdin is not None
        assert self._running.stdout is not None
        self.turns += 1
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._running.kill()

        overtime = threading.Timer(seconds, stop)
        overtime.daemon = True
        overtime.start()
        try:
            pickle.dump((seconds, job, arguments), self._running.stdin, pickle.HIGHEST_PROTOCOL)
            self._running.stdin.flush()
            return pickle.load(self._running.stdout)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            self.end()
            if late.is_set():
                raise TooHard(f"it took more than {seconds:.0f} s") from error
            raise _Died() from error
        except BaseException:  # Ctrl+C: half an answer must not wait for the next question.
            self.end()
            raise
        finally:
            overtime.cancel()
            overtime.join()

    def end(self) -> None:
        self._running.kill()
        self._running.wait()
        for pipe in (self._running.stdin, self._running.stdout):
            if pipe is not None:
                with suppress(OSError):  # a question that nobody will read
                    pipe.close()


READERS: Final = Readers()
