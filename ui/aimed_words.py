"""Do a mail's words speak to a machine?  Then no language model is shown any of the case."""

from __future__ import annotations

from collections.abc import Iterable

from ingestion.mail.case_fields.injection import find_aimed
from ingestion.mail.parsed_mail import ParsedMail


def are_aimed(texts: Iterable[str]) -> bool:
    """True where a sentence of any of them is aimed at a machine rather than at a person."""
    return any(find_aimed(ParsedMail(body=text, segments=())) for text in texts)
