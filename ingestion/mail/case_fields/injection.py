"""Which words of a mail are aimed at a language model rather than at a person?"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.cases.fields import Evidence, MailPart
from assistant.folding import fold_in_place
from assistant.sentences import sentence_spans
from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.parsed_mail import ParsedMail

_RULES = read_rules("injection")


def find_aimed(mail: ParsedMail) -> tuple[Evidence, ...]:
    """Each sentence, in any part of the mail, that speaks to a machine; a person never needs to read it as evidence."""
    return tuple(evidence for part in MailPart for evidence in _in_part(mail, part))


def _in_part(mail: ParsedMail, part: MailPart) -> Iterator[Evidence]:
    text = mail.part(part)
    folded = fold_in_place(text)
    for start, end in sentence_spans(folded):
        if _RULES["aimed"].search(folded[start:end]):
            yield Evidence(text[start:end], part, start, end)
