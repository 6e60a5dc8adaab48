"""Into which searchable pieces does an article fall?

A question and each variant are one passage each.  An answer is cut at its Markdown headings, and a long section again
at paragraph and sentence ends, Chinese marks included, so that every passage fits the embedding model's window.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.sentences import sentences_with_space
from knowledge_base.article import ArticleContent, ArticleText

_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
MAX_LENGTH = 1200
"""Length of a passage in Latin characters; a Chinese character counts for three, as it costs that many more tokens."""


class PassageKind(StrEnum):
    QUESTION = "question"
    VARIANT = "variant"
    ANSWER = "answer"


@dataclass(frozen=True)
class ArticlePassage:
    language: str
    kind: PassageKind
    position: int
    heading_path: tuple[str, ...]
    text: str


def split_article(content: ArticleContent) -> list[ArticlePassage]:
    """Every passage of `content`, languages in their given order, `position` counting within language and kind."""
    return [passage for language, text in content.text.items() for passage in _split_text(language, text)]


def embedded_text(kind: str, question: str, heading_path: Sequence[str], text: str) -> str:
    """What is embedded for a passage: an answer part is read under the article's question and its own headings."""
    if kind != PassageKind.ANSWER:
        return text
    return "\n".join(part for part in (question, *heading_path, text) if part)


def split_answer(answer: str) -> list[tuple[tuple[str, ...], str]]:
    """The answer passages of `answer` in order, each with the path of headings above it."""
    return [(path, piece) for path, section in _sections(answer) for piece in _pack(section)]


def text_length(text: str) -> int:
    """The length of `text` as MAX_LENGTH counts it."""
    return sum(3 if character > "\u2e7f" else 1 for character in text)


def _split_text(language: str, text: ArticleText) -> Iterator[ArticlePassage]:
    if text.question:
        yield ArticlePassage(language, PassageKind.QUESTION, 0, (), text.question)
    for position, variant in enumerate(text.variants):
        yield ArticlePassage(language, PassageKind.VARIANT, position, (), variant)
    for position, (path, part) in enumerate(split_answer(text.answer)):
        yield ArticlePassage(language, PassageKind.ANSWER, position, path, part)


def _sections(answer: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each piece of `answer` between headings, with the path of headings above it."""
    path: list[tuple[int, str]] = []
    lines: list[str] = []
    for line in answer.splitlines():
        heading = _HEADING.match(line)
        if heading is None:
            lines.append(line)
            continue
        yield tuple(title for _, title in path), "\n".join(lines)
        lines = []
        level = len(heading[1])
        path = [*(above for above in path if above[0] < level), (level, heading[2])]
    yield tuple(title for _, title in path), "\n".join(lines)


def _pack(section: str) -> Iterator[str]:
    """`section` as few pieces of at most MAX_LENGTH, cut between paragraphs, else between sentences."""
    if not section.strip():
        return
    if text_length(section) <= MAX_LENGTH:
        yield section.strip()
        return
    packed = ""
    for sentence in (piece for long in sentences_with_space(section) for piece in _cut(long)):
        if packed and text_length(packed) + text_length(sentence) > MAX_LENGTH:
            yield packed.strip()
            packed = ""
        packed += sentence
    if packed.strip():
        yield packed.strip()


def _cut(sentence: str) -> Iterator[str]:
    """A sentence longer than a passage, a table without marks say, cut by length alone."""
    step = MAX_LENGTH // 3
    if text_length(sentence) <= MAX_LENGTH:
        yield sentence
    else:
        yield from (sentence[start : start + step] for start in range(0, len(sentence), step))
