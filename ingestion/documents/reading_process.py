"""The child process in which files and pages from outside are read: what is asked of it?

Started by `guarded.Reader`, which speaks to it by frames on standard input and output and ends it when it hangs.
"""

from __future__ import annotations

import json
import signal
import sys
from typing import IO

from assistant.languages import detect
from assistant.settings import OcrChoice
from ingestion.documents.brought_files import FileKind, FileToRead
from ingestion.documents.file_reading import read_file
from ingestion.documents.sheet_json import write_sheet
from ingestion.documents.sitemap import read_sitemap
from ingestion.frames import read_frame, write_frame
from ingestion.guarded_child import ORPHAN_SECONDS, limit_memory
from ingestion.mail.attachment_readers.pictures import open_picture_reader

READ, SITEMAP = b"read", b"sitemap"
MAX_BYTES = 50 * 1024 * 1024


def serve(requests: IO[bytes], answers: IO[bytes], *, ocr: OcrChoice, memory_bytes: int) -> None:
    """Answers until the other side goes."""
    reader = open_picture_reader(ocr)
    limit_memory(memory_bytes)
    detect("續領")  # The first page would otherwise pay for the loading of tables.
    write_frame(answers, [b"ready"])
    while True:
        try:
            order, told, data = read_frame(requests, limit=MAX_BYTES + 100_000)
        except EOFError:
            return
        signal.alarm(ORPHAN_SECONDS)
        if order == SITEMAP:
            write_frame(answers, [json.dumps(read_sitemap(data)).encode()])
        else:
            asked = json.loads(told)
            kind = FileKind(asked.pop("kind"))
            write_frame(answers, [write_sheet(read_file(FileToRead(**asked), kind, data, reader=reader))])
        signal.alarm(0)


if __name__ == "__main__":
    serve(sys.stdin.buffer, sys.stdout.buffer, ocr=OcrChoice(sys.argv[1]), memory_bytes=int(sys.argv[2]))
