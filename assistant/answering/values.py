"""How does a model name a value of a passage without ever writing it?  By a token, for which its words are put back.

    The fee is HK$370.   ->   The fee is {p1v1}.      {p1v1} = HK$370

Links, addresses, telephone numbers, fees, forms, dates, hours and shares are values.  Of a passage in another language
only those are that every language writes alike; the others stay as they are, and are compared like any other word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.answering.written import Source
from assistant.facts.extract import extract_facts
from assistant.facts.fact import FactKind

ADDRESSES = frozenset({FactKind.URL, FactKind.EMAIL, FactKind.PHONE})
"""What a model may never write out by itself."""
_KINDS = ADDRESSES | {FactKind.FEE, FactKind.FORM_NUMBER, FactKind.DATE, FactKind.HOURS, FactKind.PERCENT}
_LINK = re.compile(
    r"!?\[(?P<label>[^\[\]\n]*)\]\(\s*<?(?P<url>(?:https?://|mailto:|tel:)[^\s()<>\"]+)>?[^()\n]*\)", re.I
)
_BARE_LINK = re.compile(
    r"<?\b(?:https?://|www\.)[^\s<>()\"，。；、」）]*[^\s<>()\"，。；、」）.,;:!?]>?", re.IGNORECASE
)
_FULL_STOP = re.compile(r"(?<!\.m)\.$", re.IGNORECASE)
_ALIKE = re.compile(r"(?:HK)?\$ ?[\d,.]*\d|[\d.,]*\d ?%", re.ASCII)


@dataclass(frozen=True)
class Value:
    """`shown` is what is read in place of the token, `told` what the model is told of it."""

    token: str
    shown: str
    told: str
    markdown: str = ""
    """Of a link: how it is shown so that it can be pressed, whatever stands after it."""


@dataclass(frozen=True)
class TokenedPassage:
    """A source as a model sees it."""

    source: Source
    text: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class _Span:
    start: int
    end: int
    shown: str
    told: str
    markdown: str = ""


def token_passage(source: Source, language: str) -> TokenedPassage:
    """`source` with a token for each value that a reader of `language` can be shown as it stands there."""
    pieces: list[str] = []
    values: dict[str, Value] = {}
    end = 0
    for span in _find_values(source.text, is_other=source.language[:2] != language[:2]):
        token = f"{{p{source.number}v{len(values) + 1}}}"
        value = values.setdefault(span.shown, Value(token, span.shown, span.told, span.markdown))
        pieces += [source.text[end : span.start], value.token]
        end = span.end
    return TokenedPassage(source, "".join([*pieces, source.text[end:]]), tuple(values.values()))


def link_values(text: str, values: Iterable[Value]) -> str:
    """`text` with its links as Markdown; only those of `values` are."""
    links = {value.shown: value.markdown for value in values if value.markdown}
    longest_first = sorted(links, key=len, reverse=True)
    return re.sub("|".join(map(re.escape, longest_first)), lambda match: links[match[0]], text) if links else text


def _find_values(text: str, *, is_other: bool) -> Iterator[_Span]:
    found = [*_links(text, is_other=is_other), *_facts(text, is_other=is_other)]
    end = 0
    for span in sorted(found, key=lambda span: (span.start, -span.end)):
        if span.start >= end:
            end = span.end
            yield span


def _links(text: str, *, is_other: bool) -> Iterator[_Span]:
    """A link with its label, or without it where that is in another language."""
    for match in _LINK.finditer(text):
        label, url = match["label"], match["url"]
        shown, markdown = (
            (url, f"<{url}>") if is_other or label.strip() in ("", url) else (f"{label} ({url})", f"[{label}]({url})")
        )
        yield _Span(*match.span(), shown, f"link: {label}", markdown)
    for match in _BARE_LINK.finditer(text):
        url = match[0].strip("<>")
        yield _Span(*match.span(), url, "link", f"<{url}>" if "://" in url else "")


def _facts(text: str, *, is_other: bool) -> Iterator[_Span]:
    for fact in extract_facts(text):
        written = text[fact.start : fact.end]
        words = _FULL_STOP.sub("", written.strip())
        if fact.kind not in _KINDS or fact.is_weak or (is_other and not _is_alike(fact.kind, words)):
            continue
        start = fact.start + written.index(words)
        yield _Span(start, start + len(words), words, words)


def _is_alike(kind: FactKind, words: str) -> bool:
    if kind in ADDRESSES or kind is FactKind.FORM_NUMBER:
        return words.isascii()
    return _ALIKE.fullmatch(words) is not None
