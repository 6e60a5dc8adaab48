"""How can a draft be put another way at one click?  By rules, so that no fact is ever added or changed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any

from assistant.errors import InvalidInput
from assistant.languages import fold, to_script
from assistant.sentences import unit_spans

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s，。；）」』]+|[\w.+-]+@[\w.-]+")
_LIST_OR_LINK = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)]|\|)\s?|://|www\.|\d", re.MULTILINE)
_OTHER_SCRIPT = {"zh-Hant": "zh-Hans", "zh-Hans": "zh-Hant"}


class Rewrite(StrEnum):
    SHORTER = "shorter"
    GREETING = "greeting"
    OTHER_SCRIPT = "other_script"
    PLAIN = "plain"
    FRIENDLIER = "friendlier"
    FORMAL = "formal"
    TRANSLATE = "translate"


BY_MODEL = frozenset({Rewrite.PLAIN, Rewrite.FRIENDLIER, Rewrite.FORMAL, Rewrite.TRANSLATE})
"""Only a language model can do these; see `by_model.rewording`."""


def rewrite(text: str, kind: Rewrite, *, language: str, department: str = "") -> tuple[str, str]:
    """`text`, which is in `language`, put another way by rule, and the language that it is in then."""
    if kind in BY_MODEL:
        raise InvalidInput("no rule rewrites so", field="kind")
    if kind is Rewrite.OTHER_SCRIPT:
        other = _OTHER_SCRIPT.get(language)
        if other is None:
            raise InvalidInput("only Chinese has another script", field="language")
        return in_other_script(text, other), other
    if kind is Rewrite.SHORTER:
        return shorten(text), language
    return greet_and_close(text, language=language, department=department), language


def shorten(text: str) -> str:
    """The sentences of `text`, each as it is, without examples and background.

    A sentence stays when it holds a number, a link or a list, or says what to do; where none would stay, all do.
    """
    spans = list(unit_spans(text))
    kept = [(start, end) for start, end in spans if _answers(text[start:end])]
    return "".join(_with_gaps(text, spans, kept or spans))


def greet_and_close(text: str, *, language: str, department: str = "") -> str:
    """`text` between a greeting and a closing that fit any time of the day; a known department signs.

    One that has them already keeps them.
    """
    greeting, closing = _policy()["greeting"][language], _policy()["closing"][language]
    before = [] if greeting in text else [greeting]
    after = [] if closing in text else [closing, *([department] if department else [])]
    return "\n\n".join([*before, text.strip(), *after])


def in_other_script(text: str, language: str) -> str:
    """Chinese `text` in the characters of `language`; web and mail addresses stay as they are."""
    pieces, end = [], 0
    for address in _ADDRESS.finditer(text):
        pieces += [to_script(text[end : address.start()], language), address[0]]
        end = address.end()
    return "".join([*pieces, to_script(text[end:], language)])


def _answers(sentence: str) -> bool:
    folded = fold(sentence)
    aside, acts = _patterns()
    if aside.search(folded):
        return False
    return _LIST_OR_LINK.search(sentence) is not None or acts.search(folded) is not None


def _with_gaps(text: str, spans: list[tuple[int, int]], kept: list[tuple[int, int]]) -> Iterator[str]:
    """What is kept, each piece with the white space that stands before it."""
    before = 0
    for start, end in spans:
        if (start, end) in kept:
            yield text[start:end] if (start, end) == kept[0] else text[before:end]
        before = end


@lru_cache(maxsize=1)
def _policy() -> dict[str, Any]:
    return tomllib.loads((files("assistant.suggestions") / "rewrites.toml").read_text("utf-8"))


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    aside, acts = (re.compile(_policy()[name].replace("\\\n", "")) for name in ("aside", "acts"))
    return aside, acts
