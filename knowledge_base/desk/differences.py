"""What differs between two versions of an article, word by word?  Chinese, which parts no words, by characters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from assistant.languages import LANGUAGES
from knowledge_base.article import ArticleContent, ArticleText

_PLAIN_FIELDS = (
    "department",
    "category",
    "source_url",
    "audience",
    "effective_from",
    "effective_until",
    "review_by",
    "tags",
)
# A sentence or a line; then a word or number with what is inside it, a run of spaces, or any other single character.
_UNIT = re.compile(r".*?(?:[。！？\n]+|[.!?]+\s+|$)", re.DOTALL)
_TOKEN = re.compile(r"[^\W_\u2e80-\U0003ffff]+(?:[.,'’:/@][^\W_\u2e80-\U0003ffff]+)*|\s+|.", re.DOTALL)
_MOST_PAIRS = 4_000_000
"""Two stretches that would need more comparisons than this, some seconds, are shown as exchanged."""
_SHORTEST_SAME = 2
"""A shorter agreement between two changes is chance, and is read as part of them."""


class Op(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True)
class Part:
    op: Op
    text: str


@dataclass(frozen=True)
class FieldDifference:
    """`language` is None for what an article has only once."""

    language: str | None
    field: str
    parts: tuple[Part, ...]


def compare_versions(before: ArticleContent, after: ArticleContent) -> tuple[FieldDifference, ...]:
    """Every field that differs, wordings first; nothing for two that say the same."""
    return tuple(
        FieldDifference(language, field, compare_texts(old, new))
        for language, field, old, new in _fields(before, after)
        if old != new
    )


def compare_texts(before: str, after: str) -> tuple[Part, ...]:
    """`after` as `before` with words removed and added; what was removed stands before what came in its place."""
    old, new = _UNIT.findall(before), _UNIT.findall(after)
    parts: list[Part] = []
    for op, removed, added in _blocks(old, new):
        if op == "equal":
            parts.append(Part(Op.SAME, removed))
        else:
            parts += _compare_words(removed, added)
    return tuple(_tidy(parts))


def _fields(before: ArticleContent, after: ArticleContent) -> Iterator[tuple[str | None, str, str, str]]:
    nothing = ArticleText("", "")
    for language in LANGUAGES:
        old, new = before.text.get(language, nothing), after.text.get(language, nothing)
        yield language, "question", old.question, new.question
        yield language, "answer", old.answer, new.answer
        yield language, "variants", "\n".join(old.variants), "\n".join(new.variants)
    for field in _PLAIN_FIELDS:
        yield None, field, _plain(getattr(before, field)), _plain(getattr(after, field))


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def _compare_words(before: str, after: str) -> list[Part]:
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if len(old) * len(new) > _MOST_PAIRS:
        return [Part(Op.REMOVED, before), Part(Op.ADDED, after)]
    parts = []
    for op, removed, added in _blocks(old, new):
        parts += [Part(Op.SAME, removed)] if op == "equal" else [Part(Op.REMOVED, removed), Part(Op.ADDED, added)]
    return parts


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """What became of each stretch: difflib's word for it, the old text and the new one."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    yield "equal", "".join(old[:start]), "".join(new[:start])
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    for op, first, last, new_first, new_last in SequenceMatcher(None, middle_old, middle_new).get_opcodes():
        yield op, "".join(middle_old[first:last]), "".join(middle_new[new_first:new_last])
    yield "equal", "".join(old[len(old) - end :]), "".join(new[len(new) - end :])


def _tidy(parts: Sequence[Part]) -> Iterator[Part]:
    """Neighbours of a kind joined, a chance agreement taken into the changes around it, removed before added."""
    stretches = list(_joined(parts))
    removed = added = ""
    for place, part in enumerate(stretches):
        is_chance = 0 < place < len(stretches) - 1 and len(part.text.strip()) < _SHORTEST_SAME
        if part.op is Op.SAME and not is_chance:
            yield from _changes(removed, added)
            yield part
            removed = added = ""
            continue
        removed += part.text if part.op is not Op.ADDED else ""
        added += part.text if part.op is not Op.REMOVED else ""
    yield from _changes(removed, added)


def _joined(parts: Sequence[Part]) -> Iterator[Part]:
    for op, run in groupby((part for part in parts if part.text), key=lambda part: part.op):
        yield Part(op, "".join(part.text for part in run))


def _changes(removed: str, added: str) -> Iterator[Part]:
    if removed:
        yield Part(Op.REMOVED, removed)
    if added:
        yield Part(Op.ADDED, added)
