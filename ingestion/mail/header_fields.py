"""Which header fields stand above a mail or a part, as bytes that nobody has yet believed?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingestion.mail.charsets import decode
from ingestion.mail.limits import MAX_HEADER_BYTES, MAX_HEADER_LINES

_END = re.compile(rb"\r?\n[ \t]*\r?\n|\r[ \t]*\r")
_NAME = re.compile(rb"([!-9;-~]{1,128})[ \t]*:")
_HEADER_SOON = re.compile(
    rb"(?:[^\r\n]+(?:\r\n|\n|\r)){0,2}"
    rb"(?:from|to|cc|subject|date|message-id|mime-version|content-[a-z-]+|received|reply-to|return-path|x-[a-z-]+)"
    rb"[ \t]*:",
    re.IGNORECASE,
)
"""Below a line that was broken without its white space the headers go on."""
_LINE = re.compile(rb"([^\r\n]*)(?:\r\n|\n|\r|\Z)")
_LINE_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True)
class HeaderFields:
    """Names in lower case, each with its unfolded value as bytes, in the order of the mail."""

    fields: tuple[tuple[str, bytes], ...] = ()
    was_cut: bool = False

    def raw(self, name: str) -> bytes:
        """The first value of the header; empty where there is none."""
        return next((value for known, value in self.fields if known == name), b"")

    def first(self, name: str) -> str:
        """The first value as text, encoded words left as they are."""
        return decode(self.raw(name)).text.strip()

    def has(self, name: str) -> bool:
        return any(known == name for known, _ in self.fields)

    def all_raw(self, name: str) -> list[bytes]:
        return [value for known, value in self.fields if known == name]


def split_header_block(raw: bytes) -> tuple[bytes, bytes]:
    """The headers and what follows the first empty line, or the first line that can be no header."""
    raw = _skip_envelope_line(raw)
    position = 0
    for number, line in enumerate(_LINE.finditer(raw)):
        if number > MAX_HEADER_LINES:
            found = _END.search(raw, position)
            return (raw[: found.start()], raw[found.end() :]) if found else (raw, b"")
        if not line[1]:
            return raw[:position], raw[line.end() :]
        if not _belongs(line[1], position) and not (position and _is_broken_field(raw, line)):
            return raw[:position], raw[position:]
        position = line.end()
    return raw, b""


def read_header_fields(block: bytes) -> HeaderFields:
    """The fields of a header block; what goes beyond the limits of bytes or lines is cut."""
    was_cut = len(block) > MAX_HEADER_BYTES
    lines = _LINE_END.split(block[:MAX_HEADER_BYTES], MAX_HEADER_LINES)
    was_cut = was_cut or len(lines) > MAX_HEADER_LINES
    fields: list[tuple[str, list[bytes]]] = []
    for line in lines[:MAX_HEADER_LINES]:
        if line[:1] not in (b" ", b"\t") and (found := _NAME.match(line)):
            fields.append((found[1].decode("ascii").lower(), [line[found.end() :]]))
        elif fields:
            fields[-1][1].append(line if line[:1].isspace() else b" " + line)
    return HeaderFields(tuple((name, b"".join(values).strip()) for name, values in fields), was_cut)


def _belongs(line: bytes, position: int) -> bool:
    return bool(_NAME.match(line)) or (line[:1] in (b" ", b"\t") and position > 0)


def _is_broken_field(raw: bytes, line: re.Match[bytes]) -> bool:
    return not line[1].startswith(b"--") and _HEADER_SOON.match(raw, line.end()) is not None


def _skip_envelope_line(raw: bytes) -> bytes:
    """Without the "From sender date" line of an mbox, and without empty lines above the first header."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if found := re.match(rb"(?:[ \t]*\r?\n){1,20}(?=[!-9;-~]{1,128}:)", raw):
        raw = raw[found.end() :]
    if raw.startswith((b"From ", b">From ")):
        return raw[found.end() :] if (found := _LINE_END.search(raw)) else raw
    return raw
