"""What does a message say once its script, its case, its spelling and its disguises are set aside?

For matching only: a citizen never sees this form.
"""

from __future__ import annotations

import base64
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase

from assistant.languages import fold, to_simplified

_TABLES = tomllib.loads(Path(__file__).with_name("disguises.toml").read_text(encoding="utf-8"))
_CHARACTERS, _SIGNS = str.maketrans(_TABLES["characters"]), str.maketrans(_TABLES["disguises"])
_TAGS = {0xE0000 + code: chr(code) for code in range(32, 127)}
_ENCODED = re.compile(r"(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2,3})?")
_SPACED_LETTERS = re.compile(r"(?<!\w)\w(?: \w(?!\w)){2,}")
_SPELT_OUT = re.compile(r"(?i)(?<![a-z])[a-z](?: [a-z](?![a-z])){14,}")
_SENTENCE = re.compile(r"[A-Za-z\u4e00-\u9fff]+[\s,.，。、：:]+[A-Za-z\u4e00-\u9fff]+|[\u4e00-\u9fff]{4,}")
_WORD_WITH_SIGNS = re.compile(
    r"(?i)(?<![a-z0-9@$|])(?=[a-z]{1,15}[0-9@$|]{1,2}[a-z]{2}|[0-9@$|][a-z]{2})[a-z0-9@$|]{4,25}"
)


def simplify(text: str) -> str:
    """The text in lower case and one script, nothing invisible in it, and key words spelt as rules spell them."""
    if not text.isascii():
        letters = unicodedata.normalize("NFKD", text)
        text = fold("".join(letter for letter in letters if not unicodedata.combining(letter)))
    plain = re.sub(r"[^\S\n]+", " ", text.lower().translate(_CHARACTERS)).strip()
    stretched = re.sub(r"([a-z!?])\1{2,}", r"\1", plain)
    return re.sub("[a-z]+", lambda word: _SPELLINGS.get(word[0], word[0]), stretched)


def simplify_characters(text: str) -> str:
    """Only the characters of `text` made plain, its case and spaces kept: for the source of a pattern."""
    return (text if text.isascii() else to_simplified(text)).translate(_CHARACTERS)


def reveal(text: str) -> str:
    """The plain form of what tag characters, Base64, spaced letters or signs for letters hide; empty if nothing is."""
    shown = _ENCODED.sub(_decode, text.translate(_TAGS))
    joined = _SPACED_LETTERS.sub(lambda run: run[0].replace(" ", ""), shown)
    words = _WORD_WITH_SIGNS.sub(lambda word: word[0].translate(_SIGNS), joined)
    return simplify(words) if words != text else ""


def hides_words(text: str) -> bool:
    """True where words are encoded, invisible or spelt out letter by letter: no citizen asks anything that way."""
    encoded = (_decode(run) for run in _ENCODED.finditer(text))
    return (
        any(code in text for code in map(chr, _TAGS))
        or _SPELT_OUT.search(text) is not None
        or any("\ufffd" not in words and _SENTENCE.search(words) for words in encoded)
    )


def _decode(run: re.Match[str]) -> str:
    return base64.b64decode(run[0] + "==").decode(errors="replace")


def _misspellings(word: str) -> Iterator[str]:
    """The word with one letter after the first missing, swapped with the next, added or wrong."""
    for i in range(1, len(word) + 1):
        head, tail = word[:i], word[i:]
        yield from (head + tail[1:], head + tail[1:2] + tail[:1] + tail[2:])
        yield from (head + letter + rest for letter in ascii_lowercase for rest in (tail, tail[1:]))


_KEY_WORDS, _OTHER_WORDS, _FIXES = _TABLES["spelling"].values()
_SPELLINGS = {wrong: word for word in _KEY_WORDS for wrong in _misspellings(word)} | _FIXES
_SPELLINGS |= {word: word for word in _KEY_WORDS + _OTHER_WORDS}
