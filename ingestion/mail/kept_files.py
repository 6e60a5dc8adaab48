"""Which files does the mail folder keep after their mails were taken in, and how do they go?"""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.personal_data.stores import IsWanted
from ingestion.mail.folder_mailbox import DONE, KINDS, split_mbox
from ingestion.mail.personal_data import identify, read_senders


@dataclass(frozen=True)
class KeptFiles:
    """The `.eml` and `.mbox` files of the mail folder's `done`; a person's mail in an mbox is cut out of it."""

    folder: Path
    name: str = "mail files"
    holds: str = "mails as they came, in files of the mail folder"
    period: str = "mails"

    def count(self, is_wanted: IsWanted) -> int:
        return sum(len(gone) for _, _, gone in self._look(is_wanted))

    def erase(self, is_wanted: IsWanted) -> int:
        count = 0
        for path, kept, gone in self._look(is_wanted):
            count += len(gone)
            _replace(path, kept)
        return count

    def remove_older(self, before: datetime.datetime) -> int:
        old = [path for path in self._list() if _taken_at(path) < before]
        for path in old:
            path.unlink(missing_ok=True)
        return len(old)

    def _look(self, is_wanted: IsWanted) -> Iterator[tuple[Path, list[bytes], list[bytes]]]:
        """Each file with a mail that is to go, the mails that stay and those that go."""
        for path in self._list():
            content, at = path.read_bytes(), _taken_at(path)
            mails = list(split_mbox(content)) if path.suffix == ".mbox" else [content]
            gone = [raw for raw in mails if any(is_wanted(one, at) for one in (identify(raw), *read_senders(raw)))]
            if gone:
                yield path, [raw for raw in mails if raw not in gone], gone

    def _list(self) -> list[Path]:
        done = self.folder / DONE
        return sorted(path for path in done.glob("*") if path.suffix in KINDS) if done.is_dir() else []


def _taken_at(path: Path) -> datetime.datetime:
    return datetime.datetime.fromtimestamp(path.stat().st_mtime, datetime.UTC)


def _replace(path: Path, kept: list[bytes]) -> None:
    if not kept:
        path.unlink(missing_ok=True)
        return
    state, beside = path.stat(), path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("wb") as file:
        for raw in kept:
            quoted = [b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in raw.splitlines(True)]
            file.write(b"From MAILER-DAEMON\n" + b"".join(quoted).rstrip(b"\r\n") + b"\n\n")
        file.flush()
        os.fsync(file.fileno())
    os.utime(beside, (state.st_atime, state.st_mtime))
    beside.replace(path)
