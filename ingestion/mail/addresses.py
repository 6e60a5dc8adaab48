"""Who wrote a mail, and to whom?  Written so that no header, however crooked, makes it fail or slow."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingestion.mail.encoded_words import decode_words
from ingestion.mail.limits import MAX_RECIPIENTS

_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:@\\]{1,128}@[^\s<>()\",;:@\\]{1,255}")
_SEPARATOR = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^<>]*>|\((?:[^()\\]|\\.)*\)|([,;])', re.DOTALL)
_COMMENT = re.compile(r"\(([^()]*)\)")
_MAX_ONE = 2_000


@dataclass(frozen=True)
class Mailbox:
    shown: str
    """As the sender wrote it, decoded."""
    name: str = ""
    address: str = ""


def read_mailbox(value: bytes) -> Mailbox:
    """The first mailbox of a header."""
    first = next(iter(split_mailboxes(value)), b"")
    shown = decode_words(first[:_MAX_ONE]).strip()
    return _read(shown)


def read_addresses(values: list[bytes]) -> tuple[str, ...]:
    """The bare addresses of some headers, each once, at most as many as the limit allows."""
    mailboxes = [m for value in values for m in split_mailboxes(value)][:MAX_RECIPIENTS]
    found = (_read(decode_words(mailbox[:_MAX_ONE])).address for mailbox in mailboxes)
    return tuple(dict.fromkeys(address for address in found if address))


def split_mailboxes(value: bytes) -> list[bytes]:
    """Cut at the commas between mailboxes, at most one more than the limit of recipients."""
    pieces: list[bytes] = []
    start = 0
    for found in _SEPARATOR.finditer(value):
        if found[1] is None:
            continue
        pieces.append(value[start : found.start()])
        start = found.end()
        if len(pieces) > MAX_RECIPIENTS:
            return [piece for piece in pieces if piece.strip()]
    return [piece for piece in [*pieces, value[start:]] if piece.strip()]


def _read(shown: str) -> Mailbox:
    before, bracket, after = shown.rpartition("<")
    candidate = after.partition(">")[0].strip() if bracket else shown
    found = _ADDRESS.search(candidate) or _ADDRESS.search(shown)
    address = found[0].strip(".'") if found else ""
    if bracket:
        name = before
    elif comments := _COMMENT.findall(shown):
        name = comments[0]
    else:
        name = "" if address else shown
    return Mailbox(shown, _clean_name(name, address), address)


def _clean_name(name: str, address: str) -> str:
    name = re.sub(r"\\(.)", r"\1", name.strip().strip("\"'").strip())
    return "" if name.lower() == address.lower() else " ".join(name.split())
