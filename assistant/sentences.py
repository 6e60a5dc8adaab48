"""Where does each sentence of a text end, in English and in both Chinese scripts?"""

from __future__ import annotations

import re
from collections.abc import Iterator

# A sentence ends after Chinese marks at once, after Latin marks only before a space, so that 3.5 and 1.a stay whole.
_SENTENCE_END = re.compile(r"(?<=[。！？；])(?![”」』）])|(?<=[。！？][”」』）])|(?<=[.!?])\s+(?=\S)|\n+")
_ITEM_OR_ROW = re.compile(r"\s*(?:(?:[-*+•]|\d{1,3}[.)])\s|\|)")
_LEADS_IN = re.compile(r"[:：]\**\s*$")


def split_sentences(text: str) -> list[str]:
    """The sentences of `text` in order, without the white space between them."""
    return [text[start:end] for start, end in sentence_spans(text)]


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Where each sentence of `text` begins and ends, without the white space between them."""
    spans = []
    start = 0
    for sentence in sentences_with_space(text):
        if sentence.strip():
            spans.append((start + len(sentence) - len(sentence.lstrip()), start + len(sentence.rstrip())))
        start += len(sentence)
    return spans


def sentences_with_space(text: str) -> Iterator[str]:
    """The sentences of `text`, each with the white space after it: together they are `text`."""
    start = 0
    for end in _SENTENCE_END.finditer(text):
        yield text[start : end.end()]
        start = end.end()
    yield text[start:]


def unit_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of Markdown begins and ends.

    A list or table, with the sentence that leads in to it, is one: half a list of documents would mislead.
    """
    waiting: tuple[int, int] | None = None
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line.rstrip())
        if _ITEM_OR_ROW.match(line):
            waiting = (waiting[0] if waiting else start, end)
        elif line.strip():
            if waiting:
                yield waiting
            *sentences, last = ((start + first, start + after) for first, after in sentence_spans(line))
            yield from sentences
            waiting = last if _LEADS_IN.search(line) else None
            if not waiting:
                yield last
        start += len(line)
    if waiting:
        yield waiting
