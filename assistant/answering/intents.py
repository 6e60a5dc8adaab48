"""What does the citizen want before any question is read: help in danger, a person, a trick, a chat, or none of it?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path

from assistant.answering.disguises import reveal, simplify, simplify_characters

_PHRASES = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text(encoding="utf-8"))
_CHINESE = re.compile("[\u4e00-\u9fff]")
_CLAUSE_ENDS = re.compile(r"[.!?;,:\n。、]+| - |\b(?:but|although)\b|但是?|不过")


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


def find_intent(text: str, *, besides: Intent | None = None) -> Intent | None:
    """The most harmful intent that the message shows `besides` one, or None for a question to be answered."""
    plain, revealed = _views(simplify(text)), _views(reveal(text))
    for rule in _rules():
        if rule.intent is besides:
            continue
        if rule.fits(plain) or (rule.intent is Intent.STEERING and rule.fits(revealed)):
            return rule.intent
    return None


def _views(plain: str) -> dict[str, str]:
    message, clauses = plain.replace("\n", " "), _CLAUSE_ENDS.sub("\n", plain)
    return {"clause": clauses, "main": max(clauses.split("\n"), key=len), "message": message, "whole": message}


@dataclass(frozen=True)
class _Rule:
    """Patterns are compiled when a message first needs them: all of them take half a second, most of it for Chinese."""

    intent: Intent
    scope: str
    sources: Mapping[str, list[str]]

    @cached_property
    def latin(self) -> list[re.Pattern[str]]:
        return [_either(*self.sources.get("latin", []), start=r"\b"), _either(*self.sources.get("anywhere", []))]

    @cached_property
    def chinese(self) -> list[re.Pattern[str]]:
        # Apart, Chinese patterns are found faster: the engine skips to the first character of each.
        return [_either(source) for source in self.sources.get("chinese", [])]

    @cached_property
    def around(self) -> re.Pattern[str]:
        return _either(*self.sources.get("around", []))

    @cached_property
    def unless(self) -> re.Pattern[str]:
        return _either(*self.sources.get("unless", []))

    @cached_property
    def unless_anywhere(self) -> re.Pattern[str]:
        return _either(*self.sources.get("unless_anywhere", []))

    def fits(self, views: Mapping[str, str]) -> bool:
        text = views[self.scope]
        patterns = self.latin + self.chinese if _CHINESE.search(text) else self.latin
        found = [pattern for pattern in patterns if pattern.search(text)]
        lines = [line for line in text.split("\n") if not self.unless.search(line)] if found else []
        if not any(pattern.search(line) for line in lines for pattern in found):
            return False
        if self.scope == "whole":
            for pattern in [*patterns, self.around]:
                text = pattern.sub("", text)
            return re.search(r"\w", text) is None
        return not self.unless_anywhere.search(views["message"])


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(_rule(**entry) for entry in _PHRASES["rules"])


def _rule(intent: str, scope: str, **sources: list[str]) -> _Rule:
    return _Rule(Intent(intent), scope, sources)


def _either(*sources: str, start: str = "") -> re.Pattern[str]:
    pattern = "|".join(f"(?:{source})" for source in sources) or r"(?!)"
    for name in reversed(_PHRASES["parts"]):  # A part is made of parts above it.
        pattern = pattern.replace(f"{{{name}}}", f"(?:{_PHRASES['parts'][name]})")
    return re.compile(f"{start}(?:{simplify_characters(pattern)})", re.ASCII | re.MULTILINE)
