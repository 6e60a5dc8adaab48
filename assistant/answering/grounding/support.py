"""Do the passages that a sentence names say what it says, in these or other words, in this or another language?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from assistant.answering.grounding.facets import find_marks
from assistant.answering.grounding.gaps import tells_a_gap
from assistant.answering.grounding.lead_ins import only_leads_in
from assistant.answering.grounding.limits import Limits, load_limits
from assistant.answering.grounding.reading import Passage, Reading, Told
from assistant.answering.grounding.stance import read_stance
from assistant.answering.grounding.things import find_mentions
from assistant.answering.written import Problem, ProblemKind

_TELLING = frozenset(("refundable", "transferable", "renewable", "paid"))
_FEW = 7
_VALUE, _MARK = 3.0, 1.0
"""Words that a value counts for: a sentence whose sum and date are those of its passage speaks of its matter."""


def find_unsupported(reading: Reading) -> Iterator[Problem]:
    limits = load_limits()
    waiting = [
        place
        for place, sentence in enumerate(reading.written.sentences)
        if reading.cited(place)
        and not only_leads_in(sentence.text)
        and not reading.is_copied(place)
        and not tells_a_gap(reading.sentences[place].text)
        and not _says_little(reading.sentences[place], len(reading.sentences))
    ]
    cosines = _cosines(reading, waiting)
    for place in waiting:
        said, passages = reading.sentences[place], reading.cited(place)
        if not is_supported(said, passages, cosines.get(place), limits, asked=reading.question):
            yield Problem(ProblemKind.UNSUPPORTED, "the sources do not say so", place)


def _says_little(said: Told, sentences: int) -> bool:
    """A few characters that lead from one sentence of an answer to the next: it depends on how bad it is."""
    is_short = said.is_chinese and len(said.words) <= _FEW and sentences > 1
    return is_short and not said.facts and not _mentions(said)


def is_supported(said: Told, passages: Sequence[Passage], cosine: float | None, limits: Limits, *, asked: Told) -> bool:
    """`cosine` is that with the nearest sentence of the passages, None while there is no vector."""
    if all(passage.is_chinese != said.is_chinese for passage in passages):
        shared = _shared_marks(said, passages)
        if cosine is not None:
            return cosine >= (limits.cosine_across_with_marks if shared else limits.cosine_across)
        return shared >= limits.marks_across
    share = covered(said, passages, asked)
    if share is None or share >= limits.words:
        return True
    if cosine is None:
        return share >= limits.words_alone
    return (share + 2 * cosine) / 3 >= (limits.support_chinese if said.is_chinese else limits.support_english)


def covered(said: Told, passages: Sequence[Passage], asked: Told) -> float | None:
    """The share of the words of a sentence that its passages hold, those of the question at half; None for no word."""
    if not said.words:
        return None
    known = frozenset().union(*(passage.words for passage in passages))
    heard = (said.words - known) & asked.words
    values = [fact for fact in said.facts if not fact.is_weak]
    held = sum(not fact.values.isdisjoint(_values_of(passages)) for fact in values) if values else 0
    marks = _MARK * len(_mentions(said) & frozenset().union(*map(_mentions, _sentences(passages))))
    share: float = len(said.words & known) + 0.5 * len(heard) + _VALUE * held + marks
    return share / (len(said.words) + _VALUE * len(values) + marks)


def _sentences(passages: Sequence[Passage]) -> Iterator[Told]:
    for passage in passages:
        yield from passage.sentences


@lru_cache(maxsize=8192)
def _mentions(told: Told) -> frozenset[str]:
    """What a sentence speaks of in whichever words: a document, whose fee, that it costs nothing."""
    stance = read_stance(told.folded)
    signs = {f"plus:{name}" for name in stance.plus & _TELLING} | {f"minus:{name}" for name in stance.minus & _TELLING}
    return find_mentions(told.folded) | find_marks(told.folded) | signs


def _values_of(passages: Sequence[Passage]) -> frozenset[str]:
    return frozenset(
        v for passage in passages for told in passage.sentences for fact in told.facts for v in fact.values
    )


def _shared_marks(said: Told, passages: Sequence[Passage]) -> int:
    """How many values and marks a sentence shares with passages of another language."""
    mine = {value for fact in said.facts for value in fact.values} | find_marks(said.folded)
    theirs = {v for passage in passages for told in passage.sentences for fact in told.facts for v in fact.values}
    theirs |= {mark for passage in passages for told in passage.sentences for mark in find_marks(told.folded)}
    return len(mine & theirs)


def _cosines(reading: Reading, places: Sequence[int]) -> dict[int, float]:
    """For each sentence the cosine with the nearest sentence, or two in a row, of its passages; one call for all."""
    if reading.similarities is None or not places:
        return {}
    numbers = dict.fromkeys(passage.number for place in places for passage in reading.cited(place))
    texts: list[str] = []
    owners: list[int] = []
    for number in numbers:
        for text in _texts_of(reading.passages[number]):
            texts.append(text)
            owners.append(number)
    rows = reading.similarities([reading.sentences[place].text for place in places], texts)
    if rows is None:
        return {}
    found = {}
    for place, row in zip(places, rows, strict=True):
        cited = {passage.number for passage in reading.cited(place)}
        near = [float(value) for value, owner in zip(row, owners, strict=True) if owner in cited]
        if near:
            found[place] = max(near)
    return found


def _texts_of(passage: Passage) -> Iterator[str]:
    sentences = [told.text for told in passage.sentences if told.text.strip()]
    yield from sentences
    yield from (f"{one} {two}" for one, two in pairwise(sentences))
