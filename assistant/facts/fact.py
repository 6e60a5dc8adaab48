"""What is a fact that two texts can share or state differently?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from assistant.folding import fold_in_place

BLANK = "\x00"
"""Stands where a fact was read, so that nobody reads it again."""

_WORD = re.compile("[A-Za-z]+")


class FactKind(StrEnum):
    URL = "url"
    EMAIL = "email"
    PHONE = "phone"
    FORM_NUMBER = "form_number"
    LAW = "law"
    FEE = "fee"
    FREE = "free"
    DATE = "date"
    YEAR = "year"
    HOURS = "hours"
    WEEKDAY = "weekday"
    PERCENT = "percent"
    DURATION = "duration"
    RATE = "rate"
    """Per what an amount is: a month, an hour."""
    AGE = "age"
    UNIT = "unit"
    """A quantity with its unit."""
    NUMBER = "number"
    EXCEPTION = "exception"
    ANSWER = "answer"
    """The yes or no with which an answer begins."""


@dataclass(frozen=True)
class Fact:
    """`values` are the ways in which it may be meant: 15日 is a day of the month or a number of days."""

    kind: FactKind
    values: frozenset[str]
    text: str
    start: int
    end: int
    is_weak: bool = False
    """True for what the other language may well leave out, or say in no words: one, a year, half."""

    def matches(self, other: Fact) -> bool:
        return not self.values.isdisjoint(other.values)


@dataclass(frozen=True)
class First:
    """With which English words, in lower case, and with which characters may a pattern begin?

    Trying a pattern at these places alone takes a tenth of the time of a search.
    """

    words: frozenset[str]
    characters: re.Pattern[str] | None


def first(words: str, characters: str) -> First:
    """The words parted by spaces, the characters as the inside of a class."""
    return First(frozenset(words.split()), re.compile(f"[{characters}]") if characters else None)


class Page:
    """A text folded for reading, in which what was read is blank; every place is that of the text as written."""

    def __init__(self, written: str) -> None:
        self.written = written
        self.text = fold_in_place(written)
        self.facts: list[Fact] = []
        self._words: dict[str, list[int]] = {}
        for match in _WORD.finditer(self.text):
            self._words.setdefault(match[0].casefold(), []).append(match.start())

    def scan(self, pattern: re.Pattern[str], begins: First) -> Iterator[re.Match[str]]:
        """The matches of `pattern` that begin as told, none of them inside another."""
        text = self.text
        starts = [match.start() for match in begins.characters.finditer(text)] if begins.characters else []
        starts += [start for word in begins.words & self._words.keys() for start in self._words[word]]
        end = 0
        for start in sorted(starts):
            if start >= end and (match := pattern.match(text, start)):
                end = max(match.end(), start + 1)
                yield match

    def add(
        self, kind: FactKind, values: str | set[str] | frozenset[str], start: int, end: int, *, is_weak: bool = False
    ) -> None:
        """Note a fact and blank its words."""
        chosen = frozenset((values,) if isinstance(values, str) else values)
        self.facts.append(Fact(kind, chosen, self.written[start:end].strip(), start, end, is_weak))
        self.blank(start, end)

    def blank(self, start: int, end: int) -> None:
        self.text = self.text[:start] + BLANK * (end - start) + self.text[end:]
