"""Does a question in other words say only what was said before, and all that counts of the last message?

Free are words of grammar and those that citizens use of any service: how, fee, office, apply.  Every other word, be it
a name, a place, a number or a service, must have been said.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from assistant.answering.parts import EMPTY_CHINESE, EMPTY_ENGLISH
from assistant.facts.extract import extract_facts
from assistant.facts.fact import FactKind
from assistant.languages import fold

_FREE = tomllib.loads(Path(__file__).with_name("additions.toml").read_text(encoding="utf-8"))
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z0-9À-ɏ][a-z0-9À-ɏ'’-]*")
_ENDINGS = tuple(map(re.compile, (r"'s$", r"(?:ing|ed|es|s)$", r"(?:ment|al)$", r"e$")))
_LINKING = frozenset("的了吗呢是在有要给为对")
"""Characters with which no name is made, so that what stands between them is a word of its own."""
_NO_VALUES = frozenset({FactKind.EXCEPTION, FactKind.ANSWER, FactKind.FREE})


def find_difference(question: str, message: str, turns: Sequence[str]) -> str:
    """What `question` adds to `message` and the `turns` before it, or loses of `message`; empty where nothing."""
    said = "\n".join([*turns, message])
    if added := _missing_value(question, said) or _new_word(fold(question), fold(said)):
        return f"adds {added}"
    if lost := _missing_value(message, question):
        return f"loses {lost}"
    asked = fold(question)
    own = _words(fold(message))
    if not _words(asked):
        return "is about nothing"
    return "is about something else" if own and not any(word in asked for word in own) else ""


def _missing_value(text: str, said: str) -> str:
    """The first value of `text` that `said` lacks."""
    known = extract_facts(said)
    values = (fact for fact in extract_facts(text) if fact.kind not in _NO_VALUES and not fact.is_weak)
    return next((fact.text for fact in values if not any(fact.matches(other) for other in known)), "")


def _new_word(question: str, said: str) -> str:
    """The first word of `question` that is neither free nor said."""
    known = {_stem(word) for word in _LATIN.findall(said)}
    latin = next((word for word in _LATIN.findall(question) if _stem(word) not in known and not _is_free(word)), "")
    return latin or _new_han(question, said)


def _new_han(question: str, said: str) -> str:
    """The first characters that stand in no free word, and beside neither neighbour in what was said."""
    covered = {place for match in _free_chinese().finditer(question) for place in range(*match.span())}
    for place in range(len(question) - 1):
        if question[place : place + 2] in said:
            covered |= {place, place + 1}
    left = [place for place, c in enumerate(question) if place not in covered and _HAN.match(c)]
    return next((question[place] for place in left if not _is_word_alone(place, question, said)), "")


def _is_word_alone(place: int, text: str, said: str) -> bool:
    """True for a character that was said, and that its neighbours leave alone: a dog, and not half of a place."""
    neighbours = (text[place - 1 : place], text[place + 1 : place + 2])
    return text[place] in said and all(c in _LINKING or not _HAN.match(c) for c in neighbours)


def _words(folded: str) -> set[str]:
    """What tells which matter it is: stems of Latin words, and each two neighbours of what is left of the Chinese."""
    words = {_stem(word) for word in _LATIN.findall(folded) if not _is_free(word)}
    for run in re.findall(f"{_HAN.pattern}+", _free_chinese().sub(" ", folded)):
        words |= {run[i : i + 2] for i in range(len(run) - 1)} or {run}
    return words


def _is_free(word: str) -> bool:
    return word in _free_english() or _stem(word) in _free_stems()


def _stem(word: str) -> str:
    """A word without the endings that tell one from many, now from then, the deed from the doing."""
    if len(word) <= 4:
        return word.removesuffix("s")
    for ending in _ENDINGS:
        word = ending.sub("", word)
    return word


@cache
def _free_english() -> frozenset[str]:
    return EMPTY_ENGLISH | frozenset(_FREE["english"].split())


@cache
def _free_stems() -> frozenset[str]:
    return frozenset(map(_stem, _free_english()))


@cache
def _free_chinese() -> re.Pattern[str]:
    """Longest first, or a word would be left in pieces."""
    words = sorted([*EMPTY_CHINESE, *_FREE["chinese"].split()], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))
