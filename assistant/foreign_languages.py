"""Is this text in a language that is not served, which one, and does it call for help?

In Latin letters two different common words tell a language, so that a greeting, a name or a slip of the pen never does;
other letters tell by themselves.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

from assistant.languages import clean, has_han

SERVED_NAMES = "English · 繁體中文 · 简体中文"
_SERVED_SCRIPTS = ("LATIN", "CJK", "DIGIT", "FULLWIDTH", "BOPOMOFO")
_FEWEST_WORDS = 3
_FEWEST_DIFFERENT = 2


class Alarm(StrEnum):
    """What a call for help is about, in the order of urgency."""

    DANGER = "danger"
    CRISIS = "crisis"


@dataclass(frozen=True)
class ForeignLanguage:
    """A language that is not served; `notice` and `call` are empty for one that nobody has written them for."""

    code: str = "und"
    script: str = ""
    notice: str = ""
    """Which languages are served, and that a person can be had."""
    call: str = ""
    """Whom to call in danger."""
    words: frozenset[str] = frozenset()
    """What tells the language in Latin letters, its calls for help among them."""
    marks: re.Pattern[str] = re.compile(r"(?!)")
    is_spaced: bool = True
    cries: tuple[str, ...] = ()
    alarms: tuple[tuple[Alarm, tuple[str, ...]], ...] = ()

    @cached_property
    def calls(self) -> frozenset[str]:
        """Every word and phrase that calls for help."""
        return frozenset((*self.cries, *(phrase for _, phrases in self.alarms for phrase in phrases)))

    def cried(self, text: _Words) -> bool:
        return any(text.holds(phrase, is_spaced=self.is_spaced) for phrase in self.cries)

    def alarm(self, text: _Words) -> Alarm | None:
        """What a text in this language calls for help about."""
        for alarm, phrases in self.alarms:
            if any(text.holds(phrase, is_spaced=self.is_spaced) for phrase in phrases):
                return alarm
        return Alarm.DANGER if self.cried(text) else None


@dataclass(frozen=True)
class ForeignText:
    """What is known of a text that is not in a served language."""

    language: ForeignLanguage
    alarm: Alarm | None = None


@dataclass(frozen=True)
class _Words:
    """A text as words in lower case with one space around each, and as it was written."""

    line: str
    written: str

    @property
    def words(self) -> list[str]:
        return self.line.split()

    def holds(self, phrase: str, *, is_spaced: bool = True) -> bool:
        if not is_spaced:
            return phrase in self.written
        return (f" {phrase[:-1]}" if phrase.endswith("*") else f" {phrase} ") in self.line


def find_foreign(text: str) -> ForeignText | None:
    """The language of `text` when it is not a served one, and the call for help in it; None for a served language.

    A call for help that no other text holds is found whatever language the rest is in.
    """
    words = _split(text)
    language = _language_of(words)
    if language is None:
        return _bare_call(words)
    alarm = language.alarm(words) or _rules().everywhere.alarm(words)
    is_short = language.script == "LATIN" and len(words.words) < _FEWEST_WORDS
    return ForeignText(language, alarm) if alarm or not is_short else None


def _split(text: str) -> _Words:
    written = clean(unicodedata.normalize("NFKC", text)).casefold()
    # Marks belong to their letters: half of the vowels of Devanagari are marks.
    letters = "".join(character if unicodedata.category(character)[0] in "LMN" else " " for character in written)
    return _Words(f" {' '.join(letters.split())} ", written)


def _language_of(text: _Words) -> ForeignLanguage | None:
    scripts = Counter(filter(None, map(_script, text.line)))
    if not scripts or _rules().chinese.search(text.written):
        return None
    foreign = {script: count for script, count in scripts.items() if script not in _SERVED_SCRIPTS}
    if sum(foreign.values()) * 2 > sum(scripts.values()):
        return _by_marks(max(foreign, key=lambda script: foreign[script]), text)
    if has_han(text.written):
        return _by_marks("KANA", text) if _is_japanese(text, foreign.get("KANA", 0)) else None
    return _by_words(text)


@cache
def _script(character: str) -> str:
    """How Unicode names the character's script, the two kana as one; empty for what is no letter."""
    if not character.isalpha():
        return ""
    name = unicodedata.name(character, "UNKNOWN").replace("HALFWIDTH ", "")
    first = re.split(r"[ -]", name)[0]
    return "KANA" if first in ("HIRAGANA", "KATAKANA") else first


def _is_japanese(text: _Words, kana: int) -> bool:
    """Chinese borrows a の, and names a shop as the shop does; Japanese grammar needs more kana of more kinds."""
    japanese = _rules().languages["ja"]
    return kana * 5 > len(text.line.replace(" ", "")) and len(set(japanese.marks.findall(text.written))) >= 2


def _by_marks(script: str, text: _Words) -> ForeignLanguage:
    """The language of `script` that shows the most of what only it has; the first one when none shows any."""
    candidates = [language for language in _rules().languages.values() if language.script == script]
    if not candidates:
        return ForeignLanguage(script=script)
    return max(candidates, key=lambda language: len(language.marks.findall(text.written)))


def _by_words(text: _Words) -> ForeignLanguage | None:
    words = text.words
    english = sum(word in _rules().english for word in words)
    best, most = None, 0
    for language in _rules().languages.values():
        hits = [word for word in words if word in language.words]
        if len(hits) > most and len(set(hits)) >= _FEWEST_DIFFERENT:
            best, most = language, len(hits)
    return best if most > english else None


def _bare_call(text: _Words) -> ForeignText | None:
    """A cry in any text, or a text in which nothing but calls for help is written."""
    languages = _rules().languages.values()
    cried = next((language for language in languages if language.cried(text)), None)
    if cried:
        return ForeignText(cried, cried.alarm(text))
    known = [language for language in languages if text.words and _says_only(text.words, language)]
    if known:
        return ForeignText(known[0], known[0].alarm(text))
    anywhere = _rules().everywhere
    if anywhere.cried(text) or (text.words and _says_only(text.words, anywhere)):
        return ForeignText(anywhere, Alarm.DANGER)
    return None


def _says_only(words: Sequence[str], language: ForeignLanguage) -> bool:
    calls, phrase = language.calls, " ".join(words)
    return (phrase in calls or calls.issuperset(words)) and _rules().alike.isdisjoint(words)


@dataclass(frozen=True)
class _Rules:
    languages: Mapping[str, ForeignLanguage]
    everywhere: ForeignLanguage
    english: frozenset[str]
    alike: frozenset[str]
    chinese: re.Pattern[str]


@cache
def _rules() -> _Rules:
    data = tomllib.loads(Path(__file__).with_name("foreign_languages.toml").read_text("utf-8"))
    alike = frozenset(data["english"]["alike"].split())
    languages = {code: _language(code, **entry) for code, entry in data["languages"].items()}
    return _Rules(
        # A short cry for help holds little else that would tell its language.
        languages={code: replace(one, words=one.words | (one.calls - alike)) for code, one in languages.items()},
        everywhere=_language("und", **data["everywhere"]),
        english=frozenset(data["english"]["words"].split()),
        alike=alike,
        chinese=re.compile(data["chinese"]["marks"]),
    )


def _language(
    code: str,
    *,
    words: str = "",
    marks: str = "(?!)",
    cries: Sequence[str] = (),
    danger: Sequence[str] = (),
    crisis: Sequence[str] = (),
    **texts: str | bool,
) -> ForeignLanguage:
    alarms = ((Alarm.CRISIS, tuple(crisis)), (Alarm.DANGER, tuple(danger)))
    return ForeignLanguage(
        code,
        words=frozenset(words.split()),
        marks=re.compile(marks),
        cries=tuple(cries),
        alarms=alarms,
        **texts,  # type: ignore[arg-type]  # The file's other keys are this class's own names.
    )
