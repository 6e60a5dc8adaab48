"""Which facts does a case hold, and from which words of the citizen does each come?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class FieldName(StrEnum):
    REPORTER_NAME = "reporter_name"
    REPORTER_PHONE = "reporter_phone"
    REPORTER_EMAIL = "reporter_email"
    REPORTER_ADDRESS = "reporter_address"
    SUBJECT_LOCATION = "subject_location"
    INCIDENT_START = "incident_start"
    """ISO 8601: a day, or a day and a local clock time; everything else is a field's words as they were written."""
    INCIDENT_RECURRENCE = "incident_recurrence"
    INVOLVED_PARTY = "involved_party"
    CASE_REFERENCE = "case_reference"
    REQUESTED_ACTION = "requested_action"


class MailPart(StrEnum):
    BODY = "body"
    SUBJECT = "subject"
    FROM_HEADER = "from_header"
    ATTACHMENT = "attachment"


@dataclass(frozen=True)
class Evidence:
    """`text` is exactly the characters from `start` to `end` (not in it) of the part's text."""

    text: str
    part: MailPart
    start: int
    end: int


@dataclass(frozen=True)
class FieldValue:
    value: str
    confidence: float
    """In [0, 1]; 1 is what a person has confirmed."""
    evidence: Evidence | None
    """None only where a person, or a citizen in a form, has given the value."""

    def as_json(self) -> dict[str, Any]:
        evidence = self.evidence
        return {
            "value": self.value,
            "confidence": round(self.confidence, 3),
            "evidence": evidence
            and {"text": evidence.text, "part": evidence.part.value, "start": evidence.start, "end": evidence.end},
        }


Fields = Mapping[FieldName, FieldValue | None]
"""Blank is None: the citizen has not said it."""


def fields_as_json(fields: Fields) -> dict[str, dict[str, Any] | None]:
    """All ten fields, blank ones too, in the order of their names' declaration."""
    return {name.value: (value.as_json() if (value := fields.get(name)) else None) for name in FieldName}


def fields_from_json(stored: Mapping[str, Any]) -> dict[FieldName, FieldValue | None]:
    """The reverse of `fields_as_json`."""
    return {name: _value(stored.get(name.value)) for name in FieldName}


def _value(stored: Mapping[str, Any] | None) -> FieldValue | None:
    if stored is None:
        return None
    found = stored["evidence"]
    evidence = found and Evidence(found["text"], MailPart(found["part"]), found["start"], found["end"])
    return FieldValue(stored["value"], stored["confidence"], evidence)
