"""The child process in which mails are parsed: what do its limits allow, and what is asked of it?

Started by `guarded.Parser`, which speaks to it by frames on standard input and output and ends it when it hangs.
"""

from __future__ import annotations

import signal
import sys
from typing import IO

from assistant.settings import OcrChoice
from ingestion.frames import read_frame, write_frame
from ingestion.guarded_child import ORPHAN_SECONDS, limit_memory
from ingestion.mail.attachment_readers.pictures import open_picture_reader
from ingestion.mail.limits import MAX_BYTES
from ingestion.mail.parsed_mail_json import write_json
from ingestion.mail.parsing import parse_mail, unpack_attachments

PARSE, PARSE_CAREFULLY, UNPACK = b"parse", b"careful", b"unpack"


def serve(requests: IO[bytes], answers: IO[bytes], *, ocr: OcrChoice, memory_bytes: int) -> None:
    """Answers until the other side goes."""
    reader = open_picture_reader(ocr)
    limit_memory(memory_bytes)
    # The first mail would otherwise pay for the loading of tables and libraries.
    parse_mail(b"Subject: =?utf-8?b?5oqV?=\nContent-Type: text/html\n\n<p>On 1 May A wrote:</p>")
    write_frame(answers, [b"ready"])
    while True:
        try:
            order, raw = read_frame(requests, limit=MAX_BYTES + 1_000)
        except EOFError:
            return
        signal.alarm(ORPHAN_SECONDS)
        if order == UNPACK:
            write_frame(answers, unpack_attachments(raw))
        else:
            is_careful = order == PARSE_CAREFULLY
            mail = parse_mail(raw, picture_reader=None if is_careful else reader, is_careful=is_careful)
            write_frame(answers, [write_json(mail)])
        signal.alarm(0)


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer, ocr=OcrChoice(sys.argv[1]), memory_bytes=int(sys.argv[2]))
