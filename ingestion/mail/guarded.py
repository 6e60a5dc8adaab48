"""How is a stranger's mail parsed without harm?  In a child process that may take little memory and little time."""

from __future__ import annotations

from assistant.errors import MailUnreadable
from assistant.settings import OcrChoice
from ingestion.guarded_child import SECONDS, ChildNotStarted, GuardedReader
from ingestion.mail.limits import MAX_BYTES
from ingestion.mail.parsed_mail import ParsedMail
from ingestion.mail.parsed_mail_json import read_json
from ingestion.mail.parsing_process import PARSE, PARSE_CAREFULLY, UNPACK

_FIRST_TRY = 0.6
_SECOND_TRY = 0.35
"""Shares of the time: a mail whose attachments are too much is read once more without opening them."""


class Parser(GuardedReader):
    """Parses one mail at a time in a warm child, started at the first mail and again whenever it died or hung."""

    def __init__(
        self, *, ocr: OcrChoice = OcrChoice.OFF, seconds: float = SECONDS, memory_bytes: int | None = None
    ) -> None:
        super().__init__("ingestion.mail.parsing_process", ocr=ocr, seconds=seconds, memory_bytes=memory_bytes)

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
        return self._child.process_id

    def _ask(self, order: bytes, raw: bytes, *, seconds: float) -> list[bytes] | None:
        try:
            # One byte more than is read, so that the child sees that the mail is too large.
            return self._child.ask([order, memoryview(raw)[: MAX_BYTES + 1]], seconds=seconds)
        except ChildNotStarted as error:
            raise MailUnreadable("the process that parses mails does not start") from error
