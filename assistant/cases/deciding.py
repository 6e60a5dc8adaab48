"""What becomes of a report: of which matter, whose, how urgent, and must a person look before it is referred?"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.cases.catalogue import Catalogue
from assistant.cases.classification import Classification, classify
from assistant.cases.text_classifier import TextClassifier
from assistant.cases.triage import Choice, Priority, Triage
from assistant.languages import is_readable
from assistant.sentences import sentences_with_space

_LEAST = tomllib.loads(Path(__file__).with_name("triage.toml").read_text("utf-8"))["person"]


@dataclass(frozen=True)
class Circumstances:
    """What else is known of a report, by which a person is to look."""

    aimed_at_machine: Sequence[str] = ()
    """Words of the report that give orders to a language model; the sentences they stand in are not classified."""
    matters: int = 1
    """How many matters it tells of."""
    duplicate_of: str = ""
    """Number of the case that it seems to repeat; empty where there is none."""


ORDINARY = Circumstances()


def decide_triage(
    subject: str,
    text: str,
    *,
    catalogue: Catalogue,
    model: TextClassifier | None = None,
    circumstances: Circumstances = ORDINARY,
) -> Triage:
    """Triage of what a citizen wrote, in a mail, a form or a conversation, in whatever language."""
    subject, text = (without_sentences(part, circumstances.aimed_at_machine) for part in (subject, text))
    found = classify(subject, text, catalogue=catalogue, model=model)
    reasons = _reasons(subject, text, found, circumstances)
    return Triage(
        case_type=found.case_type,
        categories=found.categories,
        departments=found.departments,
        priority=found.priority,
        priority_evidence=found.priority_evidence,
        needs_person=bool(reasons),
        why="; ".join(reasons),
    )


def without_sentences(text: str, phrases: Sequence[str]) -> str:
    """`text` without the sentences in which one of `phrases` stands, or begins."""
    for phrase in (phrase.strip() for phrase in phrases):
        if phrase and phrase in text:
            start = text.index(phrase)
            end, at, kept = start + len(phrase), 0, []
            for sentence in sentences_with_space(text):
                if at + len(sentence) <= start or at >= end:
                    kept.append(sentence)
                at += len(sentence)
            text = without_sentences("".join(kept), [phrase])
    return text


def _reasons(subject: str, text: str, found: Classification, circumstances: Circumstances) -> list[str]:
    reasons = []
    if found.priority.code == Priority.EMERGENCY:
        reasons.append("danger to life: act first")
    if circumstances.aimed_at_machine:
        reasons.append("holds orders aimed at a machine")
    if not is_readable(subject + text):
        return [*reasons, "says nothing that could be classified"]
    if circumstances.matters > 1:
        reasons.append(f"tells of {circumstances.matters} matters")
    if circumstances.duplicate_of:
        reasons.append(f"may repeat {circumstances.duplicate_of}")
    if _is_unsure(found.categories, _LEAST["category"]):
        reasons.append("the category is unsure")
    if _is_unsure(found.departments, _LEAST["department"]):
        reasons.append("the department is unsure")
    return reasons


def _is_unsure(choices: Sequence[Choice], least: float) -> bool:
    return not choices or choices[0].confidence < least
