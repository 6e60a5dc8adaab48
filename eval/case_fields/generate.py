"""What does the service make of each known email, from its bytes to its fields?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assistant.cases.fields import FieldName
from assistant.language_models.chat_model import ChatModel
from eval.datasets.case_emails import KnownEmail
from ingestion.mail.case_fields.extract import Extraction
from ingestion.mail.case_fields.extraction import extract
from ingestion.mail.parsed_mail import MessageKind, ParsedMail
from ingestion.mail.parsing import parse_mail


@dataclass(frozen=True)
class Extracted:
    """A known email, read and extracted."""

    known: KnownEmail
    mail: ParsedMail
    extraction: Extraction

    @property
    def language(self) -> str:
        return str(self.known.labels["language"])

    @cached_property
    def values(self) -> dict[FieldName, str | None]:
        return {name: value.value if (value := self.extraction.fields.get(name)) else None for name in FieldName}

    @property
    def evidence_is_exact(self) -> list[bool]:
        """Of each value: whether its evidence is the characters of the mail where it says that they are."""
        found = [value.evidence for value in self.extraction.fields.values() if value]
        return [
            evidence is not None
            and evidence.text.strip() != ""
            and evidence.start >= 0
            and self.mail.part(evidence.part)[evidence.start : evidence.end] == evidence.text
            for evidence in found
        ]

    def row(self) -> dict[str, Any]:
        """One line of rows.jsonl."""
        fields = self.extraction.fields
        return {
            "id": self.known.id,
            "language": self.language,
            "mode": self.extraction.mode.value,
            "fields": {name.value: value.as_json() for name, value in fields.items() if value},
            "wants_reply": self.extraction.wants_reply,
            "issues": len(self.extraction.issues),
            "injection_suspected": self.extraction.injection_suspected,
        }


def extract_all(emails: Sequence[KnownEmail], model: ChatModel | None) -> Iterator[Extracted]:
    """The citizens' mails among them; what becomes of others is a question of their kind and not of fields."""
    for email in emails:
        if email.labels["message_kind"] == MessageKind.CITIZEN:
            mail = parse_mail(email.raw)
            yield Extracted(email, mail, extract(mail, model=model))
