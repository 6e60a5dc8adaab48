"""Is an answer short enough to be read, no longer than its sources give reason for, and told to its end?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.grounding.limits import load_limits
from assistant.answering.grounding.reading import Reading
from assistant.answering.written import Problem, ProblemKind
from assistant.languages import has_han

_LEADS_IN = re.compile(r"[:：]\W*\Z")
_HAN_WEIGHT = 3
"""A Chinese character says about what three English letters say."""


def find_excess(reading: Reading) -> Iterator[Problem]:
    limits = load_limits()
    texts = [sentence.text for sentence in reading.written.sentences]
    for place, text in enumerate(texts):
        if _weight(text) > limits.sentence_letters:
            yield Problem(ProblemKind.LENGTH, f"a sentence of {len(text)} characters", place)
    if texts and _LEADS_IN.search(texts[-1]):
        yield Problem(ProblemKind.LENGTH, "it ends where a list should begin", len(texts) - 1)
    numbers = {number for sentence in reading.written.sentences for number in sentence.sources}
    sources = [told.text for n in numbers & reading.passages.keys() for told in reading.passages[n].sentences]
    if len(texts) > max(limits.sentences, len(sources)):
        yield Problem(ProblemKind.LENGTH, f"{len(texts)} sentences written from {len(sources)}")
    written, told = sum(map(_weight, texts)), sum(map(_weight, sources))
    if written > min(limits.letters, limits.share_of_sources * told + limits.letters_beside):
        yield Problem(ProblemKind.LENGTH, f"{written} letters written from {told}")


def _weight(text: str) -> int:
    return sum(_HAN_WEIGHT if has_han(character) else 1 for character in text) if not text.isascii() else len(text)
