"""What does a mail say of a case: ten fields, whether an answer is wanted, and whether it speaks to a machine?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assistant.cases.fields import Evidence, FieldName, FieldValue
from ingestion.mail.case_fields.actions import find_action
from ingestion.mail.case_fields.addresses import find_home
from ingestion.mail.case_fields.enquiries import only_asks
from ingestion.mail.case_fields.injection import find_aimed
from ingestion.mail.case_fields.issues import IssueText
from ingestion.mail.case_fields.locations import find_location
from ingestion.mail.case_fields.parties import find_party
from ingestion.mail.case_fields.phones import find_phone
from ingestion.mail.case_fields.reading import Reading, read
from ingestion.mail.case_fields.recurrence import find_recurrence
from ingestion.mail.case_fields.references import find_reference
from ingestion.mail.case_fields.replies import wants_reply
from ingestion.mail.case_fields.reporters import find_address, find_name
from ingestion.mail.case_fields.spans import Span, field_value
from ingestion.mail.case_fields.starts import find_start
from ingestion.mail.parsed_mail import MessageKind, ParsedMail


class Mode(StrEnum):
    """Who has read the mail."""

    RULES = "rules"
    MODEL = "rules_and_model"
    MODEL_FAILED = "rules_as_model_failed"
    MODEL_WITHHELD = "rules_as_aimed_at_a_model"
    """The mail speaks to a machine, so it was shown to none."""


@dataclass(frozen=True)
class Extraction:
    fields: Mapping[FieldName, FieldValue | None]
    """All ten; None where the mail does not say it."""
    wants_reply: bool | None
    injection_suspected: bool
    injection_evidence: Evidence | None
    mode: Mode = Mode.RULES
    issues: tuple[IssueText, ...] = ()
    """At least one, filled by `extract`."""
    summary: str = ""
    """The citizen's own sentences that tell the matter best; empty without a model."""


def extract_fields(mail: ParsedMail) -> Extraction:
    """The fields by rules and word lists, without a model; blank for mail that no citizen wrote."""
    aimed = find_aimed(mail)
    if mail.kind is not MessageKind.CITIZEN:
        return Extraction(dict.fromkeys(FieldName), None, bool(aimed), aimed[0] if aimed else None)
    reading = read(mail, aimed)
    fields = {name: field_value(mail, span) for name, span in _find(reading).items()}
    return Extraction(fields, wants_reply(reading), bool(aimed), aimed[0] if aimed else None)


def _find(reading: Reading) -> dict[FieldName, Span | None]:
    asks = only_asks(reading)
    return {
        FieldName.REPORTER_NAME: find_name(reading),
        FieldName.REPORTER_PHONE: find_phone(reading),
        FieldName.REPORTER_EMAIL: find_address(reading),
        FieldName.REPORTER_ADDRESS: find_home(reading),
        FieldName.SUBJECT_LOCATION: None if asks else find_location(reading),
        FieldName.INCIDENT_START: None if asks else find_start(reading),
        FieldName.INCIDENT_RECURRENCE: None if asks else find_recurrence(reading),
        FieldName.INVOLVED_PARTY: None if asks else find_party(reading),
        FieldName.CASE_REFERENCE: find_reference(reading),
        FieldName.REQUESTED_ACTION: find_action(reading, asks=asks),
    }
