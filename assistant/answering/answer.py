"""What is an answer?  Control and prose are separate fields; every outcome, also a failure, is one of these."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assistant.language_models.asking import ModelCall


class Outcome(StrEnum):
    ANSWERED = "answered"
    CLARIFY = "clarify"
    HANDOFF = "handoff"
    CASE = "case"
    EMERGENCY = "emergency"
    DECLINED = "declined"


class Status(StrEnum):
    """The finer reason; the part before the first underscore is the outcome, and reports group by it."""

    ANSWERED_APPROVED_TEXT = "answered_approved_text"
    ANSWERED_COMPOSED = "answered_composed"
    """A model's words, each sentence checked against its source."""
    ANSWERED_OTHER_LANGUAGE = "answered_other_language"
    ANSWERED_PARTIAL = "answered_partial"
    CLARIFY_NEIGHBOURS = "clarify_neighbours"
    CLARIFY_UNCLEAR = "clarify_unclear"
    CLARIFY_UNSERVED_LANGUAGE = "clarify_unserved_language"
    HANDOFF_CUSTOMER_REQUEST = "handoff_customer_request"
    HANDOFF_MISSING_KNOWLEDGE = "handoff_missing_knowledge"
    HANDOFF_LOW_CONFIDENCE = "handoff_low_confidence"
    HANDOFF_FAILURE = "handoff_failure"
    HANDOFF_WITH_AGENT = "handoff_with_agent"
    HANDOFF_POLICY_RESTRICTION = "handoff_policy_restriction"
    HANDOFF_SWITCHED_OFF = "handoff_switched_off"
    CASE_COMPLAINT = "case_complaint"
    CASE_SERVICE_REQUEST = "case_service_request"
    EMERGENCY_DANGER = "emergency_danger"
    EMERGENCY_CRISIS = "emergency_crisis"
    DECLINED_EMPTY = "declined_empty"
    DECLINED_TOO_LONG = "declined_too_long"
    DECLINED_UNREADABLE = "declined_unreadable"
    DECLINED_STEERING = "declined_steering"
    DECLINED_GREETING = "declined_greeting"
    DECLINED_THANKS = "declined_thanks"
    DECLINED_GOODBYE = "declined_goodbye"
    DECLINED_ABOUT_ASSISTANT = "declined_about_assistant"
    DECLINED_CHIT_CHAT = "declined_chit_chat"
    DECLINED_NOT_PUBLIC_SERVICE = "declined_not_public_service"

    @property
    def outcome(self) -> Outcome:
        return Outcome(self.value.split("_", 1)[0])


class HandoffReason(StrEnum):
    CUSTOMER_REQUEST = "customer_request"
    MISSING_KNOWLEDGE = "missing_knowledge"
    LOW_CONFIDENCE = "low_confidence"
    COMPLAINT = "complaint"
    POLICY_RESTRICTION = "policy_restriction"
    FAILURE = "failure"
    EMERGENCY = "emergency"


class Completeness(StrEnum):
    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


class ChoiceKind(StrEnum):
    QUESTION = "question"
    HANDOFF = "handoff"
    CASE = "case"


@dataclass(frozen=True)
class Citation:
    """The approved version that an answer is taken from, pinned so that the answer can be called back."""

    article_id: str
    version_id: int
    version: int
    language: str
    title: str
    url: str
    department: str
    last_reviewed: datetime.date
    effective_from: datetime.date | None = None
    """Since when the version holds, where it says so."""


@dataclass(frozen=True)
class Choice:
    """Something the citizen may press instead of typing; `text` is what is sent for a question."""

    kind: ChoiceKind
    label: str
    text: str = ""


@dataclass(frozen=True)
class Retrieved:
    """One article that search found, best first; `used` is False for those that fell below the line."""

    article_id: str
    score: float
    used: bool = False
    reason: str = ""


@dataclass(frozen=True)
class StepTrace:
    """What one step of the pipeline did: its name, its time in milliseconds, what it decided from."""

    step: str
    duration_ms: float
    detail: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """What the citizen gets, and everything needed to explain it later.  `confidence` is in [0, 1]."""

    status: Status
    language: str
    text: str
    confidence: float = 0.0
    completeness: Completeness = Completeness.NONE
    citations: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    retrieved: tuple[Retrieved, ...] = ()
    handoff_reason: HandoffReason | None = None
    department: str | None = None
    mode: str = "rules"
    trace: tuple[StepTrace, ...] = ()
    duration_ms: float = 0.0
    error: str | None = None
    model_calls: tuple[ModelCall, ...] = ()
    """Every call that was made for it, also those whose words were not used."""

    @property
    def outcome(self) -> Outcome:
        return self.status.outcome
