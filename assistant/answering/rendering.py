"""How do a model's words become what a citizen reads?  Tokens become the passage's words; nothing else may look so.

A model's own Markdown is taken away, except the mark of a list item.  An address, link or telephone number that it
writes out is one of the passages that it names, and then shown in their words, or it is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape

from assistant.answering.values import ADDRESSES, TokenedPassage
from assistant.facts.extract import extract_facts
from assistant.facts.fact import Fact
from assistant.languages import clean

_TOKEN = re.compile(r"[{｛]{1,2}\s*p\s*(\d+)\s*v\s*(\d+)\s*[}｝]{1,2}|\bp(\d+)v(\d+)\b", re.ASCII | re.IGNORECASE)
_FIRST_HELD, _HELD = 0xE000, "[\ue000-\uf8ff]"
"""Characters of no script, one of which stands for each token while the words around it are read."""
_MARKUP = (
    (
        re.compile(r"\s*(?:[\[【]\s*\d+(?:\s*,\s*\d+)*\s*[\]】]|[(（]\s*(?:passage|source)s?\s*\d[^)）]*[)）])", re.I),
        "",
    ),
    (re.compile(r"!?\[([^\[\]]*)\]\(\s*([^()\s]*)\s*\)"), r"\1 (\2)"),
    (re.compile(rf"(?:HK)?\$\s*(?={_HELD})"), ""),
    (re.compile(rf"<({_HELD})>"), r"\1"),
    (re.compile(r"^[\s#>|=]+|\*+|__+|~~+|`+|[\[\]\\]"), ""),
    (re.compile(r"\|"), " "),
)
_ITEM = re.compile(r"^\s*(?:[-*+•·–—]|(\d{1,2}[.)]))\s+")
_REFUSED = re.compile(
    r"[a-z][a-z0-9+.-]*\s?:\s?//\S*|\bwww\b\S*|(?<![^\W_])[^\W_][\w-]+\.[a-z]{2,}\b\S*"
    r"|(?<![^\W_])[a-z0-9-]{2,}[．。｡][a-z]{2,}\b|\d{8,}|\b\d{4} \d{4}\b|<\s*[a-z/!?][^<>]*|[{}｛｝]",
    re.IGNORECASE,
)
"""What looks like an address, a telephone number, a tag or a broken token."""


@dataclass(frozen=True)
class Line:
    """One line as a citizen would read it, the passages that it rests on, and what may not be shown of it."""

    text: str
    sources: tuple[int, ...]
    refused: tuple[str, ...] = ()


def render(text: str, numbers: Sequence[int], passages: Mapping[int, TokenedPassage]) -> Iterator[Line]:
    """The lines of a model's `text`, which names the passages `numbers`; empty ones are left out."""
    for line in clean(unescape(text)).splitlines():
        reading = _Reading(passages, list(dict.fromkeys(numbers)))
        shown = reading.read(line)
        if any(character.isalnum() for character in shown):
            yield Line(shown, tuple(reading.sources), tuple(reading.refused))


@dataclass
class _Reading:
    """What one line has shown so far."""

    passages: Mapping[int, TokenedPassage]
    sources: list[int]
    """The passages named, and those whose tokens are used."""
    refused: list[str] = field(default_factory=list)
    held: list[str] = field(default_factory=list)

    def read(self, line: str) -> str:
        words = _TOKEN.sub(self._hold_token, re.sub(_HELD, "", line))
        item = _ITEM.match(words)
        words = words[item.end() :] if item else words
        for pattern, plain in _MARKUP:
            words = pattern.sub(plain, words)
        words = " ".join(self._hold_addresses(words).split())
        self.refused += [match[0] for match in _REFUSED.finditer(words)]
        words = re.sub(_HELD, lambda match: self.held[ord(match[0]) - _FIRST_HELD], words)
        return f"{item[1] or '-'} {words}" if item else words

    def _hold(self, shown: str) -> str:
        self.held.append(shown)
        return chr(_FIRST_HELD + len(self.held) - 1)

    def _hold_token(self, match: re.Match[str]) -> str:
        number, token = int(match[1] or match[3]), f"{{p{match[1] or match[3]}v{match[2] or match[4]}}}"
        values = self.passages[number].values if number in self.passages else ()
        shown = next((value.shown for value in values if value.token == token), None)
        if shown is None:
            self.refused.append(token)
            return ""
        if number not in self.sources:
            self.sources.append(number)
        return self._hold(shown)

    def _hold_addresses(self, words: str) -> str:
        for fact in reversed([fact for fact in extract_facts(words) if fact.kind in ADDRESSES]):
            shown = self._find_shown(fact)
            if shown is None:
                self.refused.append(fact.text)
                shown = fact.text
            words = words[: fact.start] + self._hold(shown) + words[fact.end :]
        return words

    def _find_shown(self, fact: Fact) -> str | None:
        """The words of a passage that is named for the address that the model wrote out."""
        named = (self.passages[number] for number in self.sources if number in self.passages)
        for value in (value for passage in named for value in passage.values):
            if any((found.kind, found.values) == (fact.kind, fact.values) for found in extract_facts(value.shown)):
                return value.shown
        return None
