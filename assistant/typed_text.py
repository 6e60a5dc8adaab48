"""Which plain characters did a citizen mean, and where does each one stand in what was typed?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_HAN_NUMBER = re.compile(r"[〇零一二三四五六七八九](?:[ -]?[〇零一二三四五六七八九]){6,}")
_DASHES = frozenset("‐‑‒–—―−")
_UNSEEN = frozenset(("Cf", "Me"))
"""Zero-width and direction marks, soft hyphens, the frame of a keycap."""


def make_plain(text: str) -> tuple[str, Sequence[int]]:
    """`text` in plain characters, and for each of them its place in `text`.

    Full-width and foreign digits, and a long number in Chinese numerals, become ASCII digits; dashes become hyphens;
    what no eye sees is gone.
    """
    if text.isascii():
        return text, range(len(text))
    plain: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        meant = character if character.isascii() else _plain(character)
        plain.append(meant)
        places += [place] * len(meant)
    return _HAN_NUMBER.sub(lambda number: number[0].translate(_HAN_DIGITS), "".join(plain)), places


def _plain(character: str) -> str:
    if character in _DASHES:
        return "-"
    if unicodedata.category(character) in _UNSEEN or "\ufe00" <= character <= "\ufe0f":
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    return unicodedata.normalize("NFKC", character)
