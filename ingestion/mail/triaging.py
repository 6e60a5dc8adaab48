"""What becomes of a mail that a citizen wrote?  Its words, without those aimed at a machine, go to the classifier."""

from __future__ import annotations

from assistant.cases.catalogue import Catalogue
from assistant.cases.deciding import Circumstances, decide_triage
from assistant.cases.text_classifier import TextClassifier
from assistant.cases.triage import Triage
from ingestion.mail.case_fields.injection import find_aimed
from ingestion.mail.parsed_mail import ParsedMail


def triage_mail(
    mail: ParsedMail,
    *,
    catalogue: Catalogue,
    model: TextClassifier | None = None,
    matters: int = 1,
    duplicate_of: str = "",
) -> Triage:
    """By what the sender wrote this time; where that is nothing, by the whole body; attachments come after it."""
    return decide_triage(
        mail.subject,
        words_to_judge(mail),
        catalogue=catalogue,
        model=model,
        circumstances=Circumstances(words_aimed_at_machines(mail), matters, duplicate_of),
    )


def words_to_judge(mail: ParsedMail) -> str:
    own = mail.own_text.strip() or mail.body.strip()
    return "\n\n".join(part for part in (own, mail.attachment_text.strip()) if part)


def words_aimed_at_machines(mail: ParsedMail) -> tuple[str, ...]:
    return tuple(evidence.text for evidence in find_aimed(mail))
