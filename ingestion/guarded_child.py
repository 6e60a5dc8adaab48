"""How are a stranger's bytes read without harm?  In a child process that may take little memory and little time.

What reads mails and what reads documents are two programs; how they are started, asked and ended is told here once.
"""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import IO, Self, cast

from assistant.settings import OcrChoice
from ingestion.frames import read_frame, write_frame

SECONDS = 20.0
MEMORY_BYTES = 512 * 1024 * 1024
OCR_MEMORY_BYTES = 3 * 1024 * 1024 * 1024
"""The networks that read pictures map 1.5 GB of addresses by themselves."""
ORPHAN_SECONDS = 30
"""After so long on one piece of work the process ends by itself, should nobody be left to end it."""
_START_SECONDS = 60.0
_MAX_ANSWER_BYTES = 64 * 1024 * 1024
_ANSWERS_OF_ONE_CHILD = 2_000
"""Then a fresh one is started, so that what libraries leave in memory does not add up."""
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT")
"""The child learns no secret of the service."""


class ChildNotStarted(OSError):
    """The program does not say that it is ready."""


class GuardedChild:
    """A warm child that is started at the first question and again whenever it died or hung.

    Whoever asks from several threads brings a lock of their own.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        self._command = [sys.executable, "-m", module, *arguments]
        self._child: subprocess.Popen[bytes] | None = None
        self._answered = 0

    def ask(self, blobs: Sequence[bytes | memoryview], *, seconds: float) -> list[bytes] | None:
        """None when the child died, hung or answered nonsense; then it has been ended.  Raises ChildNotStarted."""
        child = self._running_child()
        try:
            with _deadline(child, seconds):
                write_frame(cast(IO[bytes], child.stdin), blobs)
                answer = read_frame(cast(IO[bytes], child.stdout), limit=_MAX_ANSWER_BYTES)
        except (OSError, EOFError, ValueError):
            self.end()
            return None
        self._answered += 1
        if self._answered >= _ANSWERS_OF_ONE_CHILD:
            self.end()
        return answer

    @property
    def process_id(self) -> int | None:
        return self._child.pid if self._child else None

    def end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        _kill(child)
        for stream in (child.stdin, child.stdout):
            with suppress(OSError):
                cast(IO[bytes], stream).close()
        child.wait()

    def _running_child(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self.end()
            self._child = self._start_child()
            self._answered = 0
        return self._child

    def _start_child(self) -> subprocess.Popen[bytes]:
        environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        child = subprocess.Popen(  # noqa: S603  # Our own interpreter and module.
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
            start_new_session=True,
        )
        try:
            with _deadline(child, _START_SECONDS):
                read_frame(cast(IO[bytes], child.stdout), limit=100)
        except (EOFError, ValueError) as error:
            self._child = child
            self.end()
            raise ChildNotStarted(f"{self._command[2]} does not start") from error
        return child


class GuardedReader:
    """Asks one child, one question at a time; safe to call from several threads.  Close it, or use it in a `with`."""

    def __init__(self, module: str, *, ocr: OcrChoice, seconds: float, memory_bytes: int | None = None) -> None:
        memory_bytes = memory_bytes or (OCR_MEMORY_BYTES if ocr is OcrChoice.RAPIDOCR else MEMORY_BYTES)
        self._child = GuardedChild(module, ocr.value, str(memory_bytes))
        self._seconds = seconds
        self._lock = threading.Lock()

    def close(self) -> None:
        with self._lock:
            self._child.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def limit_memory(memory_bytes: int) -> None:
    """For the child: the address space it may take, and no core files, in which the words of a file would lie."""
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def _deadline(child: subprocess.Popen[bytes], seconds: float) -> Iterator[None]:
    """Ends the child when the time is over, which wakes whoever waits for its answer."""
    timer = threading.Timer(seconds, _kill, (child,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _kill(child: subprocess.Popen[bytes]) -> None:
    """The child and what it has started: it leads a process group of its own."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
