"""Which characters do these bytes mean, whatever the mail calls them?

The label is read as browsers read it, so Big5 has Hong Kong's characters and GB 2312 is GB 18030.  Where the label is
missing, unknown or contradicted by the bytes, the likely encodings are tried and judged by how usual their result is.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHINESE = ("big5hkscs", "gb18030")
_WESTERN = ("cp1252", "cp1254")
_HZ_TEXT = re.compile(rb"~\{(?:[\x21-\x7e]{2})+~\}")
_ESCAPED = (("iso2022_jp_2", b"\x1b$B"), ("iso2022_jp_2", b"\x1b$@"), ("iso2022_kr", b"\x1b$)C"))
_WINDOWS_1252_HOLES = {0x81: "\x81", 0x8D: "\x8d", 0x8F: "\x8f", 0x90: "\x90", 0x9D: "\x9d"}
_JUDGED_BYTES = 20_000
_GUESSES = (*_CHINESE, "cp949", "cp932")
_LONE_HIGH_BYTE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
"""An accented letter in a Western word."""
_USUAL = 0.3
_CLEARLY_BETTER = 0.15
"""By how much a guess must be more usual than the label's own reading: a share of the characters."""


@dataclass(frozen=True)
class Decoded:
    text: str
    charset: str
    """Python's name of the decoder that was used."""
    problem: str | None = None


@dataclass(frozen=True)
class _Table:
    decoders: Mapping[str, str]
    refused: frozenset[str]
    frequent: frozenset[str]


@cache
def _table() -> _Table:
    table = tomllib.loads((files("ingestion.mail") / "charset_labels.toml").read_text("utf-8"))
    decoders = {label: decoder for decoder, labels in table["decoders"].items() for label in labels}
    return _Table(decoders, frozenset(table["refused"]["labels"]), frozenset("".join(table["frequent"].values())))


def decode(data: bytes, label: str | None = None) -> Decoded:
    """The text of `data`, of which a mail says that it is in `label`.  Never raises."""
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return Decoded(_decode_leniently(data[len(mark) :], charset), charset)
    named = find_decoder(label)
    problem = None if named or not label else f"unknown charset {label[:40]!r}"
    if data.isascii():
        return _decode_seven_bits(data, named, problem)
    if _is_utf8(data) and (named in (None, "utf-8", *_WESTERN) or not _fits(data, named)):
        return Decoded(data.decode("utf-8"), "utf-8", problem)
    chosen = _choose(data, named)
    if named and chosen != named:
        problem = f"labelled {label}, read as {chosen}"
    return Decoded(_decode_leniently(data, chosen), chosen, problem)


def find_decoder(label: str | None) -> str | None:
    """Python's name of what the label means to a browser; None for a label that is unknown or refused."""
    name = (label or "").strip().strip("\"'").lower()
    table = _table()
    if not name or name in table.refused:
        return None
    if known := table.decoders.get(name):
        return known
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # Python also calls compression and base64 codecs; only those of text may be named by a mail.
    return found.name if getattr(found, "_is_text_encoding", False) and found.name not in table.refused else None


def _decode_seven_bits(data: bytes, named: str | None, problem: str | None) -> Decoded:
    if named in ("utf-16-le", "utf-16-be"):
        return Decoded(_decode_leniently(data, named), named, problem) if b"\0" in data else _ascii(data, problem)
    if _HZ_TEXT.search(data) and _fits(data, "hz"):
        return Decoded(data.decode("hz"), "hz", problem)
    for charset, mark in _ESCAPED:
        if mark in data and _fits(data, charset):
            return Decoded(data.decode(charset), charset, problem)
    if named and named.startswith("iso2022") and _fits(data, named):
        return Decoded(data.decode(named), named, problem)
    return _ascii(data, problem)


def _ascii(data: bytes, problem: str | None) -> Decoded:
    return Decoded(data.decode("ascii"), "ascii", problem)


def _choose(data: bytes, named: str | None) -> str:
    """The label's own decoder, unless it cannot be right or another one gives a clearly more usual text."""
    sample = data[:_JUDGED_BYTES]
    own = _usualness(sample, named) if named else -1.0
    guesses = {name: _usualness(sample, name) for name in _GUESSES if name != named}
    best = max(guesses, key=lambda name: guesses[name])
    # A single character tells little, so the fewer there are the clearer the difference has to be.
    margin = _CLEARLY_BETTER + 1 / sum(byte >= 0x80 for byte in sample) if own >= 0 else 0.0
    if guesses[best] >= _USUAL and guesses[best] > own + margin:
        return best
    if named and own >= 0:
        return named
    if _is_mostly_utf8(sample):
        return "utf-8"
    return named if named and named != "utf-8" and not _is_western(sample) else "cp1252"


def _is_western(sample: bytes) -> bool:
    """Accented letters stand alone between plain ones; of Chinese bytes most stand beside another."""
    high = sum(byte >= 0x80 for byte in sample)
    return len(_LONE_HIGH_BYTE.findall(sample)) > 0.8 * high


def _usualness(sample: bytes, charset: str) -> float:
    """The share of frequent characters among those beyond ASCII; below zero where the bytes do not fit."""
    text = _decode_leniently(sample, charset)
    beyond = [c for c in text if ord(c) >= 0x80]
    if not beyond:
        return 0.0
    # The last character may have been cut in two where the sample ends.
    if text[:-2].count("\ufffd") > len(beyond) / 50:
        return -1.0
    return sum(map(_weight, beyond)) / len(beyond)


def _weight(character: str) -> float:
    if character in _table().frequent:
        return 1.0
    if "\u3000" <= character <= "\u30ff" or "\uff01" <= character <= "\uff5e" or "\uac00" <= character <= "\ud7a3":
        return 0.5
    if "\u4e00" <= character <= "\u9fff":
        return 0.25
    if "\u00c0" <= character <= "\u024f" or character in "‘’“”–—…•€£©®°·\xa0":
        return 0.25
    return 0.0


def _decode_leniently(data: bytes, charset: str) -> str:
    """As browsers do: what does not fit becomes U+FFFD, and one wrong byte does not eat the ASCII after it."""
    if charset == "cp1252":
        return "".join(map(_windows_1252().__getitem__, data)) if not data.isascii() else data.decode("ascii")
    return data.decode(charset, _ODD_PAIRS if charset in _CHINESE else "replace")


@cache
def _windows_1252() -> Mapping[int, str]:
    return {b: _WINDOWS_1252_HOLES.get(b) or bytes([b]).decode("cp1252") for b in range(256)}


def _decode_odd_pair(error: UnicodeError) -> tuple[str, int]:
    """What browsers know and Python's decoders of Chinese do not; called by the decoder where it is at a loss."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    if error.encoding == "gb18030":
        character = "€" if pair[0] == 0x80 else "\ufffd"
    else:
        character = pair.decode("cp950", "ignore")[:1] if len(pair) == 2 and pair[1] >= 0x40 else ""
        character = character if ord(character or " ") >= 0x80 else "\ufffd"
    takes_two = len(pair) == 2 and pair[0] not in (0x80, 0xFF) and (character != "\ufffd" or pair[1] >= 0x80)
    return character, error.start + (2 if takes_two else 1)


_ODD_PAIRS = "civicdesk-odd-pairs"
codecs.register_error(_ODD_PAIRS, _decode_odd_pair)


def _fits(data: bytes, charset: str) -> bool:
    try:
        data.decode(charset)
    except (UnicodeError, ValueError):
        return False
    return True


def _is_utf8(data: bytes) -> bool:
    return _fits(data, "utf-8")


def _is_mostly_utf8(sample: bytes) -> bool:
    text = sample.decode("utf-8", "replace")
    return text.count("\ufffd") * 10 < sum(ord(c) >= 0x80 for c in text)
