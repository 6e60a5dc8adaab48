"""What in an article is hard to read, and how could it be said more plainly?

Hints for whoever writes, by rules alone: none of them stops a text from going live.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from assistant.folding import fold_in_place
from assistant.sentences import split_sentences
from knowledge_base.article import ArticleContent, ArticleText

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LINK = re.compile(r"https?://\S+|\[([^\]]*)\]\([^)]*\)")
_VOWELS = re.compile(r"[aeiouy]+")
_PASSIVE = re.compile(
    r"\b(?:am|is|are|was|were|be|been|being)(?: \w+ly| not| also| then)? (?:\w{2,}ed|done|made|sent|given"
    r"|paid|taken|held|kept|"
    r"found|shown|told|seen|written|known|put|set|sold|bought|issued|drawn|borne|chosen|brought)\b",
    re.IGNORECASE,
)
_FEWEST_SENTENCES = 3


class HintKind(StrEnum):
    LONG_SENTENCE = "long_sentence"
    JARGON = "jargon"
    READING_GRADE = "reading_grade"
    PASSIVE = "passive"


@dataclass(frozen=True)
class Hint:
    """`value` is what was measured and `limit` what it should not pass; `instead` are plainer words, "" for none."""

    language: str
    kind: HintKind
    text: str
    value: float | None = None
    limit: float | None = None
    instead: str = ""


def list_hints(content: ArticleContent) -> tuple[Hint, ...]:
    """Hints for every language of `content`, in the order of its languages."""
    return tuple(hint for language, text in content.text.items() for hint in _hints(language, text))


def reading_grade(sentences: Sequence[str]) -> float:
    """The American school grade at which English sentences are understood; 0 without a word.

    0.39 words a sentence + 11.8 syllables a word - 15.59 (Kincaid and others 1975).
    """
    words = [word for sentence in sentences for word in _WORD.findall(sentence)]
    if not words:
        return 0.0
    syllables = sum(count_syllables(word) for word in words)
    return max(0.0, 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59)


def count_syllables(word: str) -> int:
    """By its groups of vowels, without a silent e: licence has two."""
    plain = word.casefold().rstrip("'’s") or word.casefold()
    groups = len(_VOWELS.findall(plain))
    silent = plain.endswith(("e", "ed", "es")) and not plain.endswith(("le", "ted", "ded", "ses", "ces", "ges", "zes"))
    return max(1, groups - (1 if silent and groups > 1 else 0))


def _hints(language: str, text: ArticleText) -> Iterator[Hint]:
    sentences = split_sentences(_LINK.sub(lambda match: match[1] or "", text.answer.replace("**", "")))
    limits = _policy()["limits"]
    if language == "en":
        yield from _long(language, sentences, _WORD, limits["english_words"])
        if len(sentences) >= _FEWEST_SENTENCES:
            yield from _grade(sentences, limits["english_grade"])
            yield from _passives(sentences, limits["english_passives"])
    else:
        yield from _long(language, sentences, _HAN, limits["chinese_characters"])
    yield from _jargon(language, f"{text.question}\n{text.answer}")


def _long(language: str, sentences: Sequence[str], unit: re.Pattern[str], limit: int) -> Iterator[Hint]:
    for sentence in sentences:
        if (count := len(unit.findall(sentence))) > limit:
            yield Hint(language, HintKind.LONG_SENTENCE, sentence, count, limit)


def _grade(sentences: Sequence[str], limit: float) -> Iterator[Hint]:
    if (grade := round(reading_grade(sentences), 1)) > limit:
        yield Hint("en", HintKind.READING_GRADE, "", grade, limit)


def _passives(sentences: Sequence[str], limit: float) -> Iterator[Hint]:
    found = [match[0] for sentence in sentences if (match := _PASSIVE.search(sentence))]
    if len(found) > limit * len(sentences):
        yield Hint("en", HintKind.PASSIVE, ", ".join(found), round(len(found) / len(sentences), 2), limit)


def _jargon(language: str, text: str) -> Iterator[Hint]:
    pattern, plain = _officialese("english" if language == "en" else "chinese")
    folded = fold_in_place(text)
    for place in {match[0].casefold(): match.start() for match in reversed(list(pattern.finditer(folded)))}.items():
        words, start = place
        instead = plain[words] if language != "zh-Hans" else fold_in_place(plain[words])
        yield Hint(language, HintKind.JARGON, text[start : start + len(words)], instead=instead)


@cache
def _officialese(which: str) -> tuple[re.Pattern[str], dict[str, str]]:
    plain = {fold_in_place(word): instead for word, instead in _policy()[which].items()}
    words = "|".join(sorted(map(re.escape, plain), key=len, reverse=True))
    return re.compile(rf"\b(?:{words})\b" if which == "english" else words, re.IGNORECASE), plain


@cache
def _policy() -> dict[str, Any]:
    return tomllib.loads((files("knowledge_base") / "plain_language.toml").read_text("utf-8"))
