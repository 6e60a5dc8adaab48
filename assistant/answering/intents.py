"""What does the citizen want before any question is read: danger, crisis, a person, a trick, small talk, or none of these?"""

import base64
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from opencc import OpenCC

PHRASES = Path(__file__).with_name("phrases.toml")
LONGEST_MENDED_WORD = 15  # Longer words are never misspelt key words, and trying each letter of them costs time.
_SIMPLIFIED = OpenCC("t2s")
_CLAUSE_ENDS = re.compile(r"[.!?;,:\n。、]+|(?: - )|\b(?:but|and also|although)\b|但是?|不过")
_ENCODED = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")
_SPACED_LETTERS = re.compile(r"(?<!\w)\w(?: \w(?!\w)){2,}")
_LETTERS_AND_DIGITS = re.compile(r"(?=\S*[a-z])\S*[0-9@$|!]\S*", re.IGNORECASE)


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


@dataclass(frozen=True)
class Rule:
    """Patterns that show one intent in a clause, in the message or as the whole message, and those that rule it out."""

    intent: Intent
    scope: str
    patterns: re.Pattern[str]
    unless: re.Pattern[str]
    unless_anywhere: re.Pattern[str]

    def fits(self, message: str, clauses: Sequence[str]) -> bool:
        if self.scope == "whole":
            found = self.patterns.fullmatch(message.strip(" .!?,~。、")) is not None
        else:
            texts = clauses if self.scope == "clause" else [message]
            found = any(self.patterns.search(text) and not self.unless.search(text) for text in texts)
        return found and not self.unless_anywhere.search(message)


@dataclass(frozen=True)
class Phrases:
    """The rules in order of harm, with the tables that read scripts, spellings and disguises alike."""

    rules: tuple[Rule, ...]
    characters: Mapping[int, str]
    disguises: Mapping[int, str]
    spellings: Mapping[str, str]
    misspellings: Mapping[str, str]

    def fold(self, text: str) -> str:
        """The text for matching only: one script and case, nothing invisible, key words spelt as the rules spell them."""
        letters = unicodedata.normalize("NFKD", text)
        visible = "".join(c for c in letters if unicodedata.category(c) not in {"Cf", "Mn", "Me"})
        plain = _SIMPLIFIED.convert(unicodedata.normalize("NFKC", visible).lower()).translate(self.characters)
        plain = re.sub(r"([a-z!?])\1{2,}", r"\1", re.sub(r"[^\S\n]+", " ", plain)).strip()
        return re.sub(r"[a-z]+", lambda word: self._mended(word[0]), plain)

    def unmask(self, text: str) -> str:
        """The fold of what disguised text says: spaced letters, digits for letters, tag characters and Base64 are read."""
        joined = _SPACED_LETTERS.sub(lambda run: run[0].replace(" ", ""), text)
        undigited = _LETTERS_AND_DIGITS.sub(lambda word: word[0].translate(self.disguises), joined)
        tagged = "".join(chr(ord(c) - 0xE0000) for c in text if 0xE0020 <= ord(c) <= 0xE007E)
        return self.fold("\n".join([undigited, tagged, *_decoded(text)]))

    def _mended(self, word: str) -> str:
        if word in self.spellings or len(word) > LONGEST_MENDED_WORD:
            return self.spellings.get(word, word)
        meant = (self.misspellings.get(shorter) for shorter in _one_letter_fewer(word))
        return next((known for known in meant if known and known[0] == word[0]), word)


def find_intent(text: str) -> Intent | None:
    """The most harmful intent that the message shows, or None for a question to be answered from knowledge."""
    phrases = load_phrases()
    folded, unmasked = phrases.fold(text), phrases.unmask(text)
    clauses, unmasked_clauses = _CLAUSE_ENDS.split(folded), _CLAUSE_ENDS.split(unmasked)
    for rule in phrases.rules:
        disguised = rule.intent is Intent.STEERING and unmasked != folded
        if rule.fits(folded, clauses) or (disguised and rule.fits(unmasked, unmasked_clauses)):
            return rule.intent
    return None


@cache
def load_phrases(path: Path = PHRASES) -> Phrases:
    """Raises ValueError, KeyError or re.error when a rule names an unknown intent or part, or holds no valid pattern."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    characters = str.maketrans(data["fold"])
    parts: dict[str, str] = {}
    for name, pattern in data["parts"].items():
        parts[name] = _expand(pattern, parts)
    known = data["spelling"]["key_words"] + data["spelling"]["words_of_their_own"]
    return Phrases(
        rules=tuple(_rule(entry, parts, characters) for entry in data["rules"]),
        characters=characters,
        disguises=str.maketrans(data["disguises"]),
        spellings={word: word for word in known} | data["spelling"]["fixes"],
        misspellings={less: word for word in data["spelling"]["key_words"] for less in _one_letter_fewer(word)},
    )


def _rule(entry: Mapping[str, Any], parts: Mapping[str, str], characters: Mapping[int, str]) -> Rule:
    def pattern(*keys: str) -> re.Pattern[str]:
        sources = [_expand(source, parts) for key in keys for source in entry.get(key, [])]
        folded = [_SIMPLIFIED.convert(source).translate(characters) for source in sources]
        return re.compile("|".join(f"(?:{source})" for source in folded) or r"(?!)", re.ASCII | re.DOTALL)

    if entry["scope"] not in {"clause", "message", "whole"}:
        raise ValueError(f"unknown scope {entry['scope']!r}")
    return Rule(
        Intent(entry["intent"]), entry["scope"], pattern("latin", "chinese"), pattern("unless"), pattern("unless_anywhere")
    )


def _expand(pattern: str, parts: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda name: f"(?:{parts[name[1]]})", pattern)


def _one_letter_fewer(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}


def _decoded(text: str) -> Iterator[str]:
    for run in _ENCODED.findall(text):
        try:
            yield base64.b64decode(run + "=" * (-len(run) % 4)).decode()
        except ValueError:
            continue
