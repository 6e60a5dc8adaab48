"""What has a model written, of which sources, and what is wrong with it?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.answering.answer import Completeness
from assistant.answering.knowledge import Hit

_ITEM = re.compile(r"(?:[-*]|\d{1,2}[.)])\s")


@dataclass(frozen=True)
class Source:
    """One approved passage that the model was shown; `number` counts from 1, `text` is the approved wording."""

    number: int
    hit: Hit
    text: str

    @property
    def language(self) -> str:
        return self.hit.language


@dataclass(frozen=True)
class WrittenSentence:
    """`text` is as a citizen would read it, values already filled in from the sources whose numbers it names."""

    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class WrittenAnswer:
    """`missing` is the part of the question that stays open, in the citizen's own words; empty where none does."""

    language: str
    sentences: tuple[WrittenSentence, ...]
    completeness: Completeness
    missing: str = ""

    @property
    def text(self) -> str:
        return join_sentences([sentence.text for sentence in self.sentences])


class ProblemKind(StrEnum):
    """Why a written text may not be shown as it is."""

    FORM = "form"
    """It could not be read, is empty, or says no source; a check that cannot be parsed has failed."""
    TOKEN = "token"  # noqa: S105  # No secret: a passage's or value's token that is not known.
    SOURCE = "source"
    """A sentence without a source, or with one that was not retrieved or is not published."""
    VALUE = "value"
    """A number, date, amount, phone, link, form number or hour that no cited source holds."""
    NAME = "name"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"
    """The source says the opposite: must and need not, may and may not."""
    LANGUAGE = "language"
    PROMISE = "promise"
    FORBIDDEN = "forbidden"
    LENGTH = "length"
    LEAK = "leak"
    """Words of the prompt, a mark, or an instruction."""
    CHANGED = "changed"
    """A rewrite or translation that adds or loses a fact."""
    SECOND_OPINION = "second_opinion"


@dataclass(frozen=True)
class Problem:
    """`detail` names what was found, for the trace and the repair; `sentence` counts from 0."""

    kind: ProblemKind
    detail: str
    sentence: int | None = None

    def __str__(self) -> str:
        return f"{self.kind.value}: {self.detail}"


def join_sentences(sentences: list[str]) -> str:
    """The sentences as one text: items as lists of their own, others with a space where the script has spaces."""
    text, was_item = "", False
    for sentence in sentences:
        is_item = _ITEM.match(sentence) is not None
        if not text:
            text = sentence
        elif is_item != was_item:
            text += "\n\n" + sentence
        elif is_item:
            text += "\n" + sentence
        else:
            text += ("" if text[-1] > "\u2e7f" else " ") + sentence
        was_item = is_item
    return text
