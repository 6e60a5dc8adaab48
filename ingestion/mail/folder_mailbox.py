"""How is mail taken in that lies in a folder as files?"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from ingestion.mail.mailbox import Keep

SETTLED_SECONDS = 1.0
"""A file that was changed later than this ago may still be being written."""
POLL_SECONDS = 1.0
DONE = "done"
KINDS = (".eml", ".mbox")


class FolderMailbox:
    """Files `.eml` (one mail) and `.mbox` (many), moved to `done/` once each of their mails is committed.

    Other names are left alone, so that a program can write under another one and rename the file when it is whole.
    """

    def __init__(self, folder: Path, *, settled_seconds: float = SETTLED_SECONDS) -> None:
        self.name = f"folder:{folder.absolute()}"[:200]
        self._folder = folder
        self._settled_seconds = settled_seconds

    def collect(self, keep: Keep, *, stop: threading.Event) -> int:
        count = 0
        for path in self._list_whole():
            if stop.is_set():
                break
            try:
                mails = list(split_mbox(path.read_bytes())) if path.suffix == ".mbox" else [path.read_bytes()]
            except FileNotFoundError:  # Another worker has just taken it.
                continue
            for raw in mails:
                keep(raw)
            self._move(path)
            count += len(mails)
        return count

    def wait(self, stop: threading.Event) -> None:
        stop.wait(POLL_SECONDS)

    def close(self) -> None:
        """Nothing is held open."""

    def _list_whole(self) -> list[Path]:
        self._folder.mkdir(parents=True, exist_ok=True)
        now = time.time()
        found = [Path(entry.path) for entry in os.scandir(self._folder) if self._is_whole(entry, now)]
        return sorted(found)

    def _is_whole(self, entry: os.DirEntry[str], now: float) -> bool:
        if not entry.name.endswith(KINDS) or entry.name.startswith("."):
            return False
        try:
            state = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return False
        settled = abs(now - state.st_mtime) >= self._settled_seconds
        return entry.is_file(follow_symlinks=False) and state.st_size > 0 and settled

    def _move(self, path: Path) -> None:
        done = self._folder / DONE
        done.mkdir(exist_ok=True)
        target = done / path.name
        number = 1
        while target.exists():  # The same name again is another mail, and neither is overwritten.
            number += 1
            target = done / f"{path.stem}-{number}{path.suffix}"
        try:
            path.rename(target)
        except FileNotFoundError:
            return


def split_mbox(content: bytes) -> Iterator[bytes]:
    """The mails of an mbox: each begins at a "From " line after an empty one; ">From " in a body is put back."""
    mail: list[bytes] = []
    after_empty = True
    for line in content.splitlines(keepends=True):
        if after_empty and line.startswith(b"From "):
            if mail:
                yield _unquoted(mail)
            mail = []
        elif line.strip() or mail:
            mail.append(line)
        after_empty = not line.strip()
    if mail:
        yield _unquoted(mail)


def _unquoted(lines: list[bytes]) -> bytes:
    return b"".join(line[1:] if line.lstrip(b">").startswith(b"From ") and line[:1] == b">" else line for line in lines)
