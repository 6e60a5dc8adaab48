"""Which lines of a PDF's page can be seen, how large are their letters, and what is hidden?

White and transparent letters, those that are drawn without ink, that are too small, or lie outside the page are left
out.  The white letters of a dark table go with them, and are told of as well.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pypdf import PageObject

from ingestion.documents.read_text import MAX_LEFT_OUT, shorten

_LEAST_SIZE = 1.5
"""Points; nobody reads smaller letters."""
_WHITE = 0.96
_NEARLY_NONE = 0.05
_NO_INK = (3, 7)
"""PDF's ways to draw letters without any ink (ISO 32000-1, table 106)."""
_SHOWS = (b"Tj", b"TJ", b"'", b'"')
_OUTSIDE = 3.0


@dataclass(frozen=True)
class Line:
    text: str
    size: float
    """Of its letters, in points, to half a point."""
    y: float
    page: int
    is_full: bool
    """It ends near the right edge, so that its paragraph goes on below."""


@dataclass(frozen=True)
class _Ink:
    is_white: bool = False
    is_transparent: bool = False
    mode: int = 0

    @property
    def is_seen(self) -> bool:
        return not (self.is_white or self.is_transparent or self.mode in _NO_INK)


@dataclass
class _Piece:
    text: str
    size: float
    x: float
    y: float


class PageLines:
    """Reads the page when it is made: `lines` can be seen, `left_out` tells of what cannot."""

    def __init__(self, page: PageObject) -> None:
        self.lines: list[Line] = []
        self.left_out: list[str] = []
        self._ink, self._kept, self._is_seen = _Ink(), list[_Ink](), True
        self._pieces: list[_Piece] = []
        self._number = page.page_number or 0
        box = page.mediabox
        self._box = (float(box.left), float(box.bottom), float(box.right), float(box.top))
        self._transparent = _transparent_states(page)
        page.extract_text(visitor_operand_before=self._see_order, visitor_text=self._see_text)
        self._end_line()

    def _see_order(self, order: bytes, given: Sequence[Any], _cm: Any, _tm: Any) -> None:
        ink = self._ink
        if order == b"q":
            self._kept.append(ink)
        elif order == b"Q" and self._kept:
            self._ink = self._kept.pop()
        elif order in (b"g", b"rg", b"k", b"sc", b"scn"):
            self._ink = _Ink(_is_white(given), ink.is_transparent, ink.mode)
        elif order == b"gs" and given:
            self._ink = _Ink(ink.is_white, self._transparent.get(str(given[0]), ink.is_transparent), ink.mode)
        elif order == b"Tr" and given:
            self._ink = _Ink(ink.is_white, ink.is_transparent, int(given[0]))
        elif order in _SHOWS:
            self._is_seen = self._is_seen and ink.is_seen

    def _see_text(self, text: str, cm: Sequence[float], tm: Sequence[float], _font: Any, font_size: float) -> None:
        """Called for what was shown since the last call; one hidden piece of it hides all of it."""
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            size = abs(font_size) * math.sqrt(abs(tm[0] * tm[3] - tm[1] * tm[2]) * abs(cm[0] * cm[3] - cm[1] * cm[2]))
            left, bottom, right, top = self._box
            is_inside = left - _OUTSIDE <= x <= right + _OUTSIDE and bottom - _OUTSIDE <= y <= top + _OUTSIDE
            if self._is_seen and size >= _LEAST_SIZE and is_inside:
                self._add(text, size, x, y)
            elif len(self.left_out) < MAX_LEFT_OUT:
                self.left_out.append(f"hidden: {shorten(text)}")
        elif "\n" in text:
            self._end_line()
        elif text and self._pieces:
            self._pieces[-1].text += text
        self._is_seen = True

    def _add(self, text: str, size: float, x: float, y: float) -> None:
        for number, part in enumerate(text.split("\n")):
            if number:
                self._end_line()
            if part:
                self._pieces.append(_Piece(part, size, x, y))

    def _end_line(self) -> None:
        pieces, self._pieces = self._pieces, []
        if not pieces:
            return
        longest, last = max(pieces, key=lambda piece: len(piece.text)), pieces[-1]
        left, _, right, _ = self._box
        # About half a letter's height wide, a Chinese one as wide as high; enough to tell a full line.
        end = last.x + sum(last.size * (1.0 if c > "\u2e7f" else 0.45) for c in last.text)
        text = "".join(piece.text for piece in pieces)
        is_full = end > left + 0.72 * (right - left)
        self.lines.append(Line(text, round(longest.size * 2) / 2, longest.y, self._number, is_full))


def _is_white(given: Sequence[Any]) -> bool:
    try:
        parts = [float(part) for part in given]
    except (TypeError, ValueError):  # The name of a pattern.
        return False
    if len(parts) == 4:
        return all(part <= 1 - _WHITE for part in parts)
    return len(parts) in (1, 3) and all(part >= _WHITE for part in parts)


def _transparent_states(page: PageObject) -> dict[str, bool]:
    """By the name of each state of the page's graphics: does it leave nothing of what is drawn?"""
    try:
        states = page["/Resources"]["/ExtGState"].get_object()  # type: ignore[index]  # The library says only that it is some object.
        found = {str(name): state.get_object().get("/ca") for name, state in states.items()}
        return {name: float(value) < _NEARLY_NONE for name, value in found.items() if value is not None}
    except (KeyError, AttributeError, TypeError, ValueError):
        return {}
