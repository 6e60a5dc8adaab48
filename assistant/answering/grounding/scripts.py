"""Is each sentence in the citizen's language and script, as an official writes it?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.answering.grounding.reading import Reading
from assistant.answering.written import Problem, ProblemKind
from assistant.languages import has_han, script_evidence

_HAN_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|\b(?:[\w-]+\.)+[a-z]{2,}\S*", re.IGNORECASE)
_FOREIGN = re.compile(r"[\u3040-\u30ff\uac00-\ud7af\u0400-\u04ff\u0600-\u06ff\u0e00-\u0e7f\u0900-\u097f\u0590-\u05ff]")
_GRAMMAR = frozenset(
    "the a an is are was be do does how what where when which who why can may must should will would you "
    "your to of for "
    "in on at it if and or with this that not from by".split()
)
_CANTONESE = re.compile(
    r"[唔佢哋冇嘅咗喺啲攞嚟嘢嗰啱畀掟]|點樣|點算|邊度|邊個|唔該|係咪|而家(?![庭長长人居屬属])|返工|屋企|點样|边度|边个|系咪|(?:^|[，。！？\s])咁|咁(?:樣|样|多|就)|俾(?:錢|钱|你|人)|(?:啦|喇|㗎|囉|啫|喎)[。！？!?，]?"
)
_LATIN_WORDS, _LATIN_SHARE = 5, 0.6


def find_wrong_language(reading: Reading) -> Iterator[Problem]:
    language = reading.written.language
    for place, sentence in enumerate(reading.written.sentences):
        pool = "\n".join(told.text for passage in reading.cited(place) for told in passage.sentences)
        if detail := wrong_language(sentence.text, language, pool):
            yield Problem(ProblemKind.LANGUAGE, detail, place)


def wrong_language(text: str, language: str, pool: str) -> str:
    """What of `text` is no `language`; "" where it all is.  Names that stand in the `pool` of the passages are free."""
    if match := _FOREIGN.search(text):
        return f"“{match[0]}” belongs to another script"
    return _not_english(text, pool) if language == "en" else _not_chinese(text, language, pool)


def _not_english(text: str, pool: str) -> str:
    runs = _HAN_RUN.findall(text)
    if not runs:
        return ""
    letters = sum(map(len, _LATIN.findall(text)))
    if letters < 2 * sum(map(len, runs)):
        return "not in English"
    unknown = next((run for run in runs if run not in pool), "")
    return f"“{unknown}” is not English" if unknown else ""


def _not_chinese(text: str, language: str, pool: str) -> str:
    plain = _ADDRESS.sub(" ", text)
    words = _LATIN.findall(plain)
    if not has_han(text):
        return "not in Chinese" if len(words) >= 3 or any(w.lower() in _GRAMMAR for w in words) else ""
    for run in re.findall(r"[A-Za-z'’-]+(?:[ ,]+[A-Za-z'’-]+)+", plain):
        grammar = sum(word.lower() in _GRAMMAR for word in run.split())
        if grammar >= 2 and run.lower() not in pool.lower():
            return f"“{run}” is English"
    wrong = wrong_characters(text, language)
    if wrong:
        return f"“{wrong}” is in the other script"
    if (match := _CANTONESE.search(text)) and match[0] not in pool:
        return f"“{match[0]}” is spoken Cantonese"
    return ""


@lru_cache(maxsize=1024)
def wrong_characters(text: str, language: str) -> str:
    """The characters that only the other Chinese script writes."""
    return "".join(dict.fromkeys(c for c in text if has_han(c) and _other_script(c) not in ("", language)))


@lru_cache(maxsize=20_000)
def _other_script(character: str) -> str:
    traditional, simplified = script_evidence(character)
    return "zh-Hant" if traditional else "zh-Hans" if simplified else ""
