"""Which bytes did the sender mean before they were packed for the way?"""

from __future__ import annotations

import binascii
import re

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_UU_LINE = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n(.*?)^(?:`\s*)?end\s*$", re.DOTALL | re.MULTILINE)


def decode_transfer(raw: bytes, encoding: str) -> bytes:
    """The bytes behind base64, quoted-printable or uuencode; as they are for every other name.  Never raises."""
    name = encoding.split(";")[0].strip().strip("\"'").lower()
    if name == "base64":
        return _decode_base64(raw)
    if name == "quoted-printable":
        return binascii.a2b_qp(raw)
    if name in ("uuencode", "x-uuencode", "x-uue", "uue"):
        return _decode_uu(raw)
    return raw


def _decode_base64(raw: bytes) -> bytes:
    """Padding inside, line noise and a missing end are forgiven; what is plainly no base64 is left as it is."""
    raw = raw.partition(b"\n--")[0]
    text = _NOT_BASE64.sub(b"", raw)
    noise = len(re.sub(rb"[\s=]+", b"", raw)) - len(text)
    if noise > len(text) / 10 or (b" " in raw.strip() and not _looks_packed(raw)):
        return raw
    if len(text) % 4 == 1:
        text = text[:-1]
    try:
        return binascii.a2b_base64(text + b"=" * (-len(text) % 4))
    except binascii.Error:
        return raw


def _looks_packed(raw: bytes) -> bool:
    """Words of prose are short; packed lines are long."""
    words = raw.split()[:200]
    return sum(map(len, words)) > 20 * len(words)


def _decode_uu(raw: bytes) -> bytes:
    found = _UU_LINE.search(raw)
    content = []
    for line in (found[1] if found else raw).splitlines():
        try:
            content.append(binascii.a2b_uu(line))
        except binascii.Error:
            # Senders count the last line's length wrongly; so many bytes are meant.
            length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
            try:
                content.append(binascii.a2b_uu(line[: length + 1]))
            except binascii.Error:
                return raw
    return b"".join(content)
