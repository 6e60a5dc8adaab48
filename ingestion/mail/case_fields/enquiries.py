"""Does the mail only ask for information, so that no place and no day in it is an incident's?"""

from __future__ import annotations

from ingestion.mail.case_fields.reading import Reading
from ingestion.mail.case_fields.rules import read_rules

_RULES = read_rules("enquiries")


def only_asks(reading: Reading) -> bool:
    """True where more of the sentences ask than tell of trouble."""
    asking = told = 0
    for start, end in [*reading.sentences, (-1, -1)]:
        sentence = reading.subject if start < 0 else reading.body[start:end]
        told += _RULES["trouble"].search(sentence) is not None
        asking += (
            _RULES["asks"].search(sentence.rstrip(' "」』)')) is not None
            and _RULES["requests"].search(sentence) is None
        )
    return asking > 0 and told * 2 < asking
