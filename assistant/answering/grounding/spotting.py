"""Which of many words does a text hold?  Each is tried only where a word with its first letter begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"(?<![a-z])[a-z]")
_BEHIND = re.compile(r"^(?:\(\?<[!=][^()]*\))+")
_LITERAL = re.compile(r"^[a-z\u3400-\u9fff](?![?*{|])")
_TWO = re.compile(r"^[a-z\u3400-\u9fff]{2}(?![?*{|])")
_CLASS = re.compile(r"^\[([a-z\u3400-\u9fff]+)\](?![?*{])")

Spots = Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]


@dataclass(frozen=True, eq=False)
class Spotter:
    """`by_letter` holds the patterns by their first letter or two, `anywhere` those whose first cannot be told."""

    by_letter: Spots
    anywhere: tuple[tuple[str, re.Pattern[str]], ...]

    def find(self, folded: str) -> frozenset[str]:
        """The names of the patterns that match in a folded text in small letters."""
        found: set[str] = set()
        places = [match.start() for match in _WORD.finditer(folded)]
        if not folded.isascii():
            places += [place for place, character in enumerate(folded) if character >= "\u3400"]
        for place in places:
            for key in (folded[place], folded[place : place + 2]):
                for name, pattern in self.by_letter.get(key, ()):
                    if name not in found and pattern.match(folded, place):
                        found.add(name)
        found.update(name for name, pattern in self.anywhere if name not in found and pattern.search(folded))
        return frozenset(found)


def make_spotter(entries: Iterable[tuple[str, str, str]]) -> Spotter:
    """From names with an English and a Chinese pattern, alternatives parted by bars."""
    by_letter: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    anywhere = []
    for name, english, chinese in entries:
        for source, ends in ((english, "(?![a-z])"), (chinese, "")):
            for part in _alternatives(source):
                pattern = _compile(f"(?:{part}){ends}")
                firsts = _first_letters(part)
                for letter in firsts:
                    by_letter.setdefault(letter, []).append((name, pattern))
                if not firsts:
                    anywhere.append((name, _compile(f"(?<![a-z])(?:{part}){ends}" if ends else part)))
    return Spotter({letter: tuple(found) for letter, found in by_letter.items()}, tuple(anywhere))


def _alternatives(source: str) -> list[str]:
    """The alternatives of a pattern that no bracket holds together."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(source):
        if place and source[place - 1] == "\\":
            continue
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        if character == "|" and depth == 0:
            parts.append(source[start:place])
            start = place + 1
    return [part for part in (*parts, source[start:]) if part]


def _first_letters(part: str) -> list[str]:
    """With which letters a match must begin, two where they can be told; none where not even the first can."""
    rest = _BEHIND.sub("", part)
    if match := _CLASS.match(rest):
        return list(match[1])
    if match := _TWO.match(rest):
        return [match[0]]
    return [rest[0]] if _LITERAL.match(rest) else []


@lru_cache(maxsize=4096)
def _compile(source: str) -> re.Pattern[str]:
    return re.compile(source)
