"""What does each sentence that a model wrote say, and what each sentence of the passages that it names?"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.answering.grounding.lead_ins import without_lead_in
from assistant.answering.grounding.words import content_words
from assistant.answering.written import Source, WrittenAnswer
from assistant.facts.extract import extract_facts
from assistant.facts.fact import Fact, FactKind
from assistant.folding import fold_in_place
from assistant.languages import has_han
from assistant.sentences import split_sentences

Similarities = Callable[[Sequence[str], Sequence[str]], Sequence[Sequence[float]] | None]
"""The cosine of each text with each other one, or None while no vector can be made."""

_BOLD = re.compile(r"\*\*|__|`")
_SPACE = re.compile(r"\s+")
_LEADS = re.compile(r"^\s*#|[:：]\s*$")
_ITEM = re.compile(r"^\s*(?:[-*+•|]|\d{1,2}[.)、]\s)")


@dataclass(frozen=True, eq=False)
class Told:
    """One sentence: `folded` is in small Simplified letters, each character where it stands in `text`."""

    text: str
    folded: str
    facts: tuple[Fact, ...]
    above: str = ""
    """The heading or the words before a colon that this item stands under, folded."""

    @cached_property
    def words(self) -> frozenset[str]:
        return content_words(self.bare)

    @cached_property
    def bare(self) -> str:
        """`folded` with blanks for its facts."""
        return blank_facts(self.folded, self.facts)

    @cached_property
    def compact(self) -> str:
        """Without space and thousands' commas, for looking up how a value is written."""
        return compact(self.folded)

    @property
    def is_chinese(self) -> bool:
        return has_han(self.text)

    @property
    def asks(self) -> bool:
        """A title that is a question states nothing."""
        return self.text.rstrip().endswith(("?", "？"))


@dataclass(frozen=True, eq=False)
class Passage:
    """One source, read.  The title is its first sentence."""

    number: int
    language: str
    department: str
    sentences: tuple[Told, ...]
    url: str = ""

    @cached_property
    def folded(self) -> str:
        return "\n".join(told.folded for told in self.sentences)

    @cached_property
    def compact(self) -> str:
        return compact(self.folded)

    @cached_property
    def plain(self) -> frozenset[str]:
        return frozenset(plain(told.text) for told in self.sentences)

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(word for told in self.sentences for word in told.words)

    @property
    def is_chinese(self) -> bool:
        return has_han(self.folded)


@dataclass(frozen=True, eq=False)
class Reading:
    """Everything that a check may look at."""

    written: WrittenAnswer
    sentences: tuple[Told, ...]
    passages: dict[int, Passage]
    question: Told
    similarities: Similarities | None = None

    def cited(self, place: int) -> tuple[Passage, ...]:
        """The passages that sentence `place` names and that were shown to the model."""
        numbers = dict.fromkeys(self.written.sentences[place].sources)
        return tuple(self.passages[number] for number in numbers if number in self.passages)

    def is_copied(self, place: int) -> bool:
        """True where each sentence of it stands in one of its passages word for word."""
        return place in self._copied

    @cached_property
    def _copied(self) -> frozenset[int]:
        copied = set()
        for place, sentence in enumerate(self.written.sentences):
            parts = [plain(part) for part in split_sentences(sentence.text)]
            passages = self.cited(place)
            if parts and all(any(part in passage.plain for passage in passages) for part in parts):
                copied.add(place)
        return frozenset(copied)


def read_all(
    written: WrittenAnswer, sources: Sequence[Source], question: str, similarities: Similarities | None
) -> Reading:
    passages = {source.number: read_passage(source) for source in sources}
    sentences = tuple(read_sentence(without_lead_in(sentence.text)) for sentence in written.sentences)
    return Reading(written, sentences, passages, read_sentence(question), similarities)


def read_passage(source: Source) -> Passage:
    hit = source.hit
    return _read_passage(source.number, hit.language, hit.department, hit.title, source.text, hit.url)


@lru_cache(maxsize=256)
def _read_passage(number: int, language: str, department: str, title: str, text: str, url: str) -> Passage:
    return Passage(number, language, department, (*read_text(title), *read_text(text)), url)


@lru_cache(maxsize=512)
def read_text(text: str) -> tuple[Told, ...]:
    """The sentences of a text, its items with what they stand under."""
    told, heading, lead = [], "", ""
    for part in split_sentences(_BOLD.sub("", text)):
        is_item = _ITEM.match(part) is not None
        lead = lead if is_item else ""
        read = read_sentence(part)
        told.append(Told(read.text, read.folded, read.facts, f"{heading} {lead}".strip()))
        if _LEADS.search(part):
            if part.lstrip().startswith("#"):
                heading, lead = read.folded, ""
            else:
                lead = read.folded
    return tuple(told)


@lru_cache(maxsize=4096)
def read_sentence(text: str) -> Told:
    text = _BOLD.sub("", text)
    folded = fold_in_place(text)
    small = folded.lower()
    return Told(text, small if len(small) == len(folded) else folded, extract_facts(text))


def blank_facts(folded: str, facts: Sequence[Fact]) -> str:
    for fact in facts:
        if fact.kind not in (FactKind.EXCEPTION, FactKind.FREE):
            folded = folded[: fact.start] + " " * (fact.end - fact.start) + folded[fact.end :]
    return folded


def compact(folded: str) -> str:
    return re.sub(r"(?<=\d),(?=\d{3})", "", _SPACE.sub("", folded))


def plain(text: str) -> str:
    """The words of a sentence alone: no mark of a list, no emphasis, no space."""
    return re.sub(r"^(?:#+|[-*+•]|\d{1,2}[.)、])\s*", "", _BOLD.sub("", text).strip()).strip(" .。；;!！")
