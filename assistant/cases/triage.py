"""Whose matter is a report, how urgent is it, and may it go there without a person's look?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class CaseType(StrEnum):
    SERVICE_REQUEST = "service_request"
    COMPLAINT = "complaint"
    ENQUIRY = "enquiry"
    CHASER = "chaser"
    SUGGESTION = "suggestion"
    COMPLIMENT = "compliment"


class Priority(StrEnum):
    EMERGENCY = "emergency"
    URGENT = "urgent"
    NORMAL = "normal"
    LOW = "low"


@dataclass(frozen=True)
class Choice:
    """One of several answers, with how sure it is, in [0, 1], and why in words for staff."""

    code: str
    confidence: float
    reason: str = ""


@dataclass(frozen=True)
class Triage:
    case_type: Choice
    categories: tuple[Choice, ...]
    """The best three, the best one first."""
    departments: tuple[Choice, ...]
    """The lead, then the runners-up, at most three."""
    priority: Choice
    priority_evidence: str | None = None
    """The words that made it urgent or an emergency."""
    needs_person: bool = True
    why: str = ""
    """Why a person is to look; empty where none needs to."""

    @property
    def category(self) -> Choice:
        return self.categories[0]

    @property
    def department(self) -> Choice:
        return self.departments[0]

    def as_json(self) -> dict[str, Any]:
        return {
            "case_type": _as_json(self.case_type),
            "categories": [_as_json(choice) for choice in self.categories],
            "departments": [_as_json(choice) for choice in self.departments],
            "priority": _as_json(self.priority),
            "priority_evidence": self.priority_evidence,
            "needs_person": self.needs_person,
            "why": self.why,
        }


def _as_json(choice: Choice) -> dict[str, Any]:
    return {"code": choice.code, "confidence": round(choice.confidence, 3), "reason": choice.reason}
