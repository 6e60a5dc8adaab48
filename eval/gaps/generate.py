"""Which questions miss the same article?

What was taken out of a city's knowledge leaves questions whose topic is known: the article that would have answered.
A question that never had one is filed under the article that its author wrote it beside, or by itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.languages import to_script
from eval.datasets.questions import KnownQuestion
from eval.knowledge_sets import OTHER_CITIES, SAMPLE

TAIPEI = "taipei_gov_faq"
_OPENINGS = ("請問", "如何", "何謂", "什麼是", "有關", "關於")
_ENDINGS = "？?。 　為何嗎呢"


@dataclass(frozen=True)
class KnownGap:
    """A question that was not answered, and the topic that it belongs to."""

    id: str
    text: str
    language: str
    topic: str


def known_gaps(name: str, questions: Sequence[KnownQuestion]) -> dict[str, list[KnownGap]]:
    """What of a set's questions would be gaps, under the name of a row of the table."""
    if name == TAIPEI:
        removed = [q for q in questions if not q.is_answerable]
        return {f"{name}, removed entries, each asked in four ways": [g for q in removed for g in _ask_again(q)]}
    answered = [_gap(q, q.relevant_ids[0]) for q in questions if q.relevant_ids]
    if name == OTHER_CITIES:
        return {f"{name}, no article": answered}
    if name == SAMPLE:
        unanswerable = [_gap(q, q.near_ids[0] if q.near_ids else q.id) for q in questions if not q.relevant_ids]
        return {f"{name}, articles taken away": answered, f"{name}, unanswerable": unanswerable}
    return {}


def _gap(question: KnownQuestion, topic: str) -> KnownGap:
    return KnownGap(question.id, question.text, question.language, topic)


def _ask_again(question: KnownQuestion) -> Iterator[KnownGap]:
    """As it was written, in the other script, politely, and in short."""
    text = question.text
    ways = (text, to_script(text, "zh-Hans"), f"你好，想請問一下，{text} 麻煩你，謝謝！", shorten(text))
    for number, way in enumerate(ways):
        language = "zh-Hans" if number == 1 else question.language
        yield KnownGap(f"{question.id}-{number}", way, language, question.id)


def shorten(text: str) -> str:
    """A question without its opening and its question words at the end; what would be left empty stays whole."""
    short = text
    for opening in _OPENINGS:
        short = short.removeprefix(opening)
    return short.rstrip(_ENDINGS) or text
