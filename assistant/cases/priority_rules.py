"""Which wording of a report makes it an emergency, or urgent, by the table of `priority.toml`?"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.answering.disguises import simplify, simplify_characters
from assistant.answering.intents import Intent, find_intent
from assistant.cases.triage import Priority
from assistant.sentences import split_sentences

_TABLE = tomllib.loads(Path(__file__).with_name("priority.toml").read_text("utf-8"))
_CHINESE = re.compile("[\u4e00-\u9fff]")
_DANGER = frozenset({Intent.EMERGENCY, Intent.CRISIS})
_MOST = 60


@dataclass(frozen=True)
class _Rule:
    priority: Priority
    groups: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]

    def fits(self, plain: str) -> bool:
        return all(group.search(plain) for group in self.groups) and not any(g.search(plain) for g in self.unless)


def stretches(subject: str, text: str) -> list[list[str]]:
    """Two neighbouring sentences each, the subject being the first: in which wording is looked for.

    A very long text has longer stretches, so that it takes no longer to read than one of some sixty sentences.
    """
    sentences = [sentence for sentence in (subject, *split_sentences(text)) if sentence.strip()]
    step = max(1, math.ceil(len(sentences) / _MOST))
    return [sentences[at : at + step + 1] for at in range(0, max(1, len(sentences) - 1), step)]


def ruled_priorities(stretch: str) -> set[Priority]:
    """What the rules of the table make of a stretch of text."""
    plain = simplify(stretch)
    return {rule.priority for rule in _rules() if rule.fits(plain)}


def is_look_alike(stretch: str) -> bool:
    """True where wording of danger usually means something else: a gas bill, a drill, dearness that kills."""
    plain = simplify(stretch)
    return any(_group(name).search(plain) for name in _TABLE["look_alikes"]["any"])


def is_cry_for_help(stretch: str) -> bool:
    """True when the chat would take one of its lines for somebody in danger."""
    return any(find_intent(line) in _DANGER for line in stretch.split("\n"))


@cache
def _rules() -> tuple[_Rule, ...]:
    return tuple(
        _Rule(Priority(rule["priority"]), tuple(map(_group, rule["all"])), tuple(map(_group, rule.get("unless", ()))))
        for rule in _TABLE["rules"]
    )


@cache
def _group(name: str) -> re.Pattern[str]:
    sources = _TABLE["groups"][name]
    latin = [f"(?:{source})" for source in sources if not _CHINESE.search(source)]
    chinese = [f"(?:{simplify_characters(source)})" for source in sources if _CHINESE.search(source)]
    return re.compile("|".join(([rf"\b(?:{'|'.join(latin)})"] if latin else []) + chinese), re.ASCII)
