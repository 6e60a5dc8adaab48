"""Who was erased, so that a restored backup can be erased of them again?  Without saying who.

The ledger is a file beside the database and in no backup: what a backup brings back, its own copy of the ledger would
not know.  It holds keyed hashes of the person's identifiers and of their cases, conversations and mails, and until when
they count.  Replaying hashes what a database holds and compares, so that nobody's address has to be kept to be erased.
The key lies beside the file; it is no use to anybody who has only one of the two, or only a backup.
"""

from __future__ import annotations

import datetime
import json
import os
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from assistant.accounts.sidebar_tokens import read_secret
from assistant.database import utc_now
from assistant.errors import SettingsInvalid
from assistant.personal_data.identifiers import Fingerprints, Identifier, IdentifierKind
from assistant.settings import PREFIX, Settings

FOLDER = "erasures"
_FILE, _KEY = "ledger.jsonl", "key"
_CHECKED = Identifier(IdentifierKind.CASE, "which key is this?")


@dataclass(frozen=True)
class LedgerEntry:
    fingerprints: tuple[str, ...]
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    asked_at: datetime.datetime = field(default_factory=utc_now)


@dataclass(frozen=True)
class Ledger:
    path: Path
    fingerprints: Fingerprints

    def append(self, entry: LedgerEntry) -> None:
        """Keep it on disk before anything is erased: an erasure that a kill cuts short is finished later."""
        line = {
            "id": entry.id,
            "asked_at": entry.asked_at.isoformat(),
            "fingerprints": list(entry.fingerprints),
            "key": self._key_mark,
        }
        torn = self.path.exists() and not self.path.read_bytes().endswith(b"\n") and self.path.stat().st_size > 0
        with os.fdopen(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "wb") as file:
            file.write(b"\n" * torn + json.dumps(line).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self) -> list[LedgerEntry]:
        """All, the oldest first; a line that a kill cut short was never acted upon.  Raises SettingsInvalid."""
        lines = self.path.read_bytes().split(b"\n") if self.path.exists() else []
        return [entry for line in lines if (entry := self._parse(line))]

    def add_missing(self, entries: Iterable[LedgerEntry]) -> int:
        """Write down what the database knows and the file, perhaps a new one, does not."""
        known = {entry.id for entry in self.read()}
        missing = [entry for entry in entries if entry.id not in known]
        for entry in missing:
            self.append(entry)
        return len(missing)

    @property
    def _key_mark(self) -> str:
        return self.fingerprints.of(_CHECKED)[:16]

    def _parse(self, line: bytes) -> LedgerEntry | None:
        try:
            told = json.loads(line)
        except ValueError:
            return None
        if told["key"] != self._key_mark:
            field_name = f"{PREFIX}ERASURES"
            raise SettingsInvalid(
                f"{field_name}: the ledger there was written with another key than the file `{_KEY}` beside it",
                field=field_name,
            )
        return LedgerEntry(tuple(told["fingerprints"]), told["id"], datetime.datetime.fromisoformat(told["asked_at"]))


def open_ledger(settings: Settings) -> Ledger:
    """The installation's ledger; its folder and key are made when they are first needed."""
    folder = settings.erasures or settings.home / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return Ledger(folder / _FILE, Fingerprints(read_secret(folder / _KEY)))
