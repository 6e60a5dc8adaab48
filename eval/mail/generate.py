"""Which mails are read, and what should come out of each?  Public ones, read where they lie and never shipped."""

from __future__ import annotations

import email
import email.policy
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path

RAW_MAILS = "emails"
REPLIES = "email_reply_extraction"
_TEXT_TYPES = frozenset(("text/plain", "text/html"))


@dataclass(frozen=True)
class RawMail:
    id: str
    raw: bytes
    has_text: bool
    """Another parser, Python's own, finds words in a part that is no attachment."""
    has_replacements: bool
    """The bytes hold U+FFFD already, in its UTF-8 form, or UTF-8 of which a piece is missing."""


@dataclass(frozen=True)
class KnownReply:
    id: str
    body: str
    reply: str

    @property
    def is_test(self) -> bool:
        """One half, by the id's hash; the other half is there to learn from."""
        return int(sha1(self.id.encode(), usedforsecurity=False).hexdigest(), 16) % 2 == 1


def read_raw_mails(data: Path) -> Iterator[RawMail]:
    """None where the set is not at hand."""
    for path in sorted((data / RAW_MAILS / "emails").glob("*.eml")):
        raw = path.read_bytes()
        yield RawMail(path.name, raw, _has_text(raw), _is_damaged(raw))


def read_replies(data: Path) -> Iterator[KnownReply]:
    path = data / REPLIES / "reply_extraction.jsonl"
    for line in path.read_text("utf-8").splitlines() if path.is_file() else ():
        row = json.loads(line)
        yield KnownReply(row["id"], row["body"].replace("\r\n", "\n"), row["reply"])


def _is_damaged(raw: bytes) -> bool:
    lines = (line.decode("utf-8", "replace") for line in raw.splitlines())
    return b"\xef\xbf\xbd" in raw or any(
        0 < line.count("\ufffd") < sum(ord(character) > 0x7F for character in line) / 4 for line in lines
    )


def _has_text(raw: bytes) -> bool:
    message = email.message_from_bytes(raw, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() in _TEXT_TYPES and not part.is_multipart() and not part.get_filename():
            content = part.get_payload(decode=True)
            text = content if isinstance(content, bytes) else b""
            if part.get_content_type() == "text/plain" and text.strip():
                return True
    return False
