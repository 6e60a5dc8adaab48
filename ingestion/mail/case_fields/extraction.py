"""Who reads a mail: rules alone, or a language model as well?"""

from __future__ import annotations

from dataclasses import replace

from assistant.language_models.chat_model import ChatModel
from ingestion.mail.case_fields.extract import Extraction, Mode, extract_fields
from ingestion.mail.case_fields.issues import split_issues
from ingestion.mail.case_fields.model_fields import extract_with_model
from ingestion.mail.parsed_mail import MessageKind, ParsedMail


def extract(mail: ParsedMail, *, model: ChatModel | None = None) -> Extraction:
    """The mail's fields and issues.  A mail that speaks to a machine is shown to none, and the mode says so."""
    rules = replace(extract_fields(mail), issues=tuple(split_issues(mail)))
    if model is None or mail.kind is not MessageKind.CITIZEN:
        return rules
    if rules.injection_suspected:
        return replace(rules, mode=Mode.MODEL_WITHHELD)
    return extract_with_model(mail, model, rules)
