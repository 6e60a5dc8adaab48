"""How is a stranger's mail parsed without harm?  In a child process that may take little memory and little time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import IO, Self, cast

from assistant.errors import MailUnreadable
from assistant.settings import OcrChoice
from ingestion.mail.frames import read_frame, write_frame
from ingestion.mail.limits import MAX_BYTES
from ingestion.mail.parsed_mail import ParsedMail
from ingestion.mail.parsed_mail_json import read_json
from ingestion.mail.parsing_process import PARSE, PARSE_CAREFULLY, UNPACK

SECONDS = 20.0
MEMORY_BYTES = 512 * 1024 * 1024
OCR_MEMORY_BYTES = 3 * 1024 * 1024 * 1024
"""The networks that read pictures map 1.5 GB of addresses by themselves."""
_FIRST_TRY = 0.6
_SECOND_TRY = 0.35
"""Shares of the time: a mail whose attachments are too much is read once more without opening them."""
_START_SECONDS = 60.0
_MAX_ANSWER_BYTES = 64 * 1024 * 1024
_MAILS_OF_ONE_CHILD = 2_000
"""Then a fresh one is started, so that what libraries leave in memory does not add up."""
_KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TZ", "TMPDIR", "SYSTEMROOT")
"""The child learns no secret of the service."""


class Parser:
    """Parses one mail at a time in a warm child, started at the first mail and again whenever it died or hung.

    Safe to call from several threads; close it, or use it in a `with`.
    """

    def __init__(
        self, *, ocr: OcrChoice = OcrChoice.OFF, seconds: float = SECONDS, memory_bytes: int | None = None
    ) -> None:
        self._ocr = ocr
        self._seconds = seconds
        self._memory_bytes = memory_bytes or (OCR_MEMORY_BYTES if ocr is OcrChoice.RAPIDOCR else MEMORY_BYTES)
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._answered = 0

    def parse(self, raw: bytes) -> ParsedMail:
        """The mail as text, if need be without its attachments' text.  Raises MailUnreadable."""
        with self._lock:
            for order, share in ((PARSE, _FIRST_TRY), (PARSE_CAREFULLY, _SECOND_TRY)):
                if answer := self._ask(order, raw, seconds=self._seconds * share):
                    return read_json(answer[0])
        raise MailUnreadable("this mail could not be read within the limits of time and memory")

    def extract_attachments(self, raw: bytes) -> list[bytes]:
        """The contents of `ParsedMail.attachments`, by index.  Raises MailUnreadable."""
        with self._lock:
            answer = self._ask(UNPACK, raw, seconds=self._seconds)
        if answer is None:
            raise MailUnreadable("the attachments could not be taken out within the limits of time and memory")
        return answer

    @property
    def process_id(self) -> int | None:
        """Of the process that reads now; None before the first mail and after one that ended it."""
        return self._child.pid if self._child else None

    def close(self) -> None:
        with self._lock:
            self._end_child()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, order: bytes, raw: bytes, *, seconds: float) -> list[bytes] | None:
        """None when the child died, hung or answered nonsense; then it has been ended."""
        child = self._running_child()
        try:
            with _deadline(child, seconds):
                # One byte more than is read, so that the child sees that the mail is too large.
                write_frame(cast(IO[bytes], child.stdin), [order, memoryview(raw)[: MAX_BYTES + 1]])
                answer = read_frame(cast(IO[bytes], child.stdout), limit=_MAX_ANSWER_BYTES)
        except (OSError, EOFError, ValueError):
            self._end_child()
            return None
        self._answered += 1
        if self._answered >= _MAILS_OF_ONE_CHILD:
            self._end_child()
        return answer

    def _running_child(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end_child()
            self._child = self._start_child()
            self._answered = 0
        return self._child

    def _start_child(self) -> subprocess.Popen[bytes]:
        environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        child = subprocess.Popen(  # noqa: S603  # Our own interpreter and module.
            [sys.executable, "-m", "ingestion.mail.parsing_process", self._ocr.value, str(self._memory_bytes)],
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
            self._end_child()
            raise MailUnreadable("the process that parses mails does not start") from error
        return child

    def _end_child(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        _kill(child)
        for stream in (child.stdin, child.stdout):
            with suppress(OSError):
                cast(IO[bytes], stream).close()
        child.wait()


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
