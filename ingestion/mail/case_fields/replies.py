"""Does the writer ask for an answer, or ask for none?"""

from __future__ import annotations

from ingestion.mail.case_fields.reading import Reading
from ingestion.mail.case_fields.rules import read_rules

_RULES = read_rules("replies")


def wants_reply(reading: Reading) -> bool | None:
    """None where the mail says nothing of it; a number to call alone says nothing."""
    for text in (reading.body, reading.preface, reading.subject):
        if _RULES["refuses"].search(text):
            return False
    return True if any(_RULES["asks"].search(text) for text in (reading.body, reading.preface)) else None
