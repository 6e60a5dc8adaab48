"""What does the citizen want before any question is read: help in danger, a person, a trick, a chat, or none of it?"""

import base64
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from opencc import OpenCC

_PHRASES = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))
_SIMPLIFIED = OpenCC("t2s")
_CHARACTERS, _DISGUISES = str.maketrans(_PHRASES["fold"]), str.maketrans(_PHRASES["disguises"])
_TAGS = {0xE0000 + code: chr(code) for code in range(32, 127)}
_LATIN, _CHINESE = re.compile("[a-z0-9]"), re.compile("[\u4e00-\u9fff]")
_CLAUSE_ENDS = re.compile(r"[.!?;,:\n。、]+| - |\b(?:but|although)\b|但是?|不过")
_PLAIN_START = re.compile(r"[\u4e00-\u9fff][^|()?*{]*(?:\((?:[^()]|\([^()]*\))*\)[^|()]*)*")
_ENCODED = re.compile(r"(?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2,3})?")
_SPACED_LETTERS = re.compile(r"(?<!\w)\w(?: \w(?!\w)){2,}")
_WORD_WITH_SIGNS = re.compile(r"(?i)(?<![a-z0-9@$|])(?=[a-z]{0,15}[0-9@$|]{1,2}[a-z]{2})[a-z0-9@$|]{5,25}")


class Intent(StrEnum):
    """What a message asks of the service when it is not a question about public services."""

    EMERGENCY = "emergency"
    CRISIS = "crisis"
    HUMAN_REQUEST = "human_request"
    STEERING = "steering"
    GREETING = "greeting"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    ABOUT_ASSISTANT = "about_assistant"
    CHIT_CHAT = "chit_chat"
    NOT_PUBLIC_SERVICE = "not_public_service"
    COMPLAINT = "complaint"
    SERVICE_REQUEST = "service_request"


def find_intent(text: str) -> Intent | None:
    """The most harmful intent that the message shows, or None for a question to be answered from knowledge."""
    plain, revealed = _views(_fold(text)), _views(_reveal(text))
    for rule in _rules():
        if rule.fits(plain) or (rule.intent is Intent.STEERING and rule.fits(revealed)):
            return rule.intent
    return None


def _views(folded: str) -> dict[str, str]:
    message, clauses = folded.replace("\n", " "), _CLAUSE_ENDS.sub("\n", folded)
    return {"clause": clauses, "main": max(clauses.split("\n"), key=len), "message": message, "whole": message}


@dataclass(frozen=True)
class _Rule:
    intent: Intent
    scope: str
    patterns: Mapping[re.Pattern[str], list[re.Pattern[str]]]  # By the script that must be there.
    around: re.Pattern[str]
    unless: re.Pattern[str]
    unless_anywhere: re.Pattern[str]

    def fits(self, views: Mapping[str, str]) -> bool:
        lines = views[self.scope]
        patterns = [pattern for script in self.patterns if script.search(lines) for pattern in self.patterns[script]]
        if not any(self._shows_in(lines, pattern) for pattern in patterns):
            return False
        for pattern in [*patterns, self.around] if self.scope == "whole" else ():
            lines = pattern.sub("", lines)
        surplus = self.scope == "whole" and re.search(r"\w", lines)
        return not surplus and not self.unless_anywhere.search(views["message"])

    def _shows_in(self, lines: str, pattern: re.Pattern[str]) -> bool:
        while lines and (match := pattern.search(lines)):
            begin = lines.rfind("\n", 0, match.start()) + 1
            ending, _, rest = lines[match.end() :].partition("\n")
            if not self.unless.search(lines[begin : match.end()] + ending):
                return True
            lines = rest
        return False


@cache
def _rules() -> tuple[_Rule, ...]:
    def either(*sources: str, start: str = "") -> re.Pattern[str]:
        joined = "|".join(f"(?:{source})" for source in sources) or r"(?!)"
        for name in reversed(_PHRASES["parts"]):  # A part is made of parts above it.
            joined = joined.replace(f"{{{name}}}", f"(?:{_PHRASES['parts'][name]})")
        return re.compile(f"{start}(?:{_SIMPLIFIED.convert(joined).translate(_CHARACTERS)})", re.ASCII | re.MULTILINE)

    def rule(intent: str, scope: str, **sources: list[str]) -> _Rule:
        # The engine skips fast to a first letter that it knows: a word's start, or one of some plain Chinese ones.
        latin = [either(*sources.get("latin", []), start=r"\b"), either(*sources.get("anywhere", []))]
        plain = [source for source in sources.get("chinese", []) if _PLAIN_START.fullmatch(source)]
        chinese = [either(*plain), *(either(source) for source in sources.get("chinese", []) if source not in plain)]
        others = (either(*sources.get(key, [])) for key in ("around", "unless", "unless_anywhere"))
        return _Rule(Intent(intent), scope, {_LATIN: latin, _CHINESE: chinese}, *others)

    return tuple(rule(**entry) for entry in _PHRASES["rules"])


def _fold(text: str) -> str:
    """The text for matching only: one script and case, nothing invisible, key words spelt as the rules spell them."""
    if not text.isascii():
        visible = (c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) not in {"Cf", "Mn", "Me"})
        text = _SIMPLIFIED.convert(unicodedata.normalize("NFKC", "".join(visible)))
    plain = text.lower().translate(_CHARACTERS)
    plain = re.sub(r"([a-z!?])\1{2,}", r"\1", re.sub(r"[^\S\n]+", " ", plain)).strip()
    return re.sub("[a-z]+", lambda word: _SPELLINGS.get(word[0]) or _mend(word[0]), plain)


def _mend(word: str) -> str:
    # The length spares short words, which resemble too many others, and the time that long ones would take.
    candidates = (_MISSPELLINGS.get(fewer) for fewer in _one_letter_fewer(word)) if 4 < len(word) < 16 else ()
    return next((known for known in candidates if known and known[0] == word[0]), word)


def _reveal(text: str) -> str:
    """The fold of what tag characters, Base64, spaced letters or digits for letters hide; empty if nothing is."""
    shown = _ENCODED.sub(lambda run: base64.b64decode(run[0] + "==").decode(errors="ignore"), text.translate(_TAGS))
    joined = _SPACED_LETTERS.sub(lambda run: run[0].replace(" ", ""), shown)
    words = _WORD_WITH_SIGNS.sub(lambda word: word[0].translate(_DISGUISES), joined)
    return _fold(words) if words != text else ""


def _one_letter_fewer(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


_KEY_WORDS, _OTHER_WORDS, _FIXES = _PHRASES["spelling"].values()
_SPELLINGS = {word: word for word in _KEY_WORDS + _OTHER_WORDS} | _FIXES
_MISSPELLINGS = {fewer: word for word in _KEY_WORDS for fewer in _one_letter_fewer(word)}
