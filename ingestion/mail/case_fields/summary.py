"""What does a mail say in one line of its own words?"""

from __future__ import annotations

import re

from assistant.folding import fold_in_place
from ingestion.mail.case_fields.injection import find_aimed
from ingestion.mail.case_fields.places import find_places
from ingestion.mail.case_fields.reading import Reading, read
from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.parsed_mail import ParsedMail

_RULES = read_rules("summary")

MOST_CHARACTERS = 160


def summarise(mail: ParsedMail) -> str:
    """The subject with the sentence that tells most; empty where the mail says nothing."""
    reading = read(mail, find_aimed(mail))
    subject = _RULES["subject_marks"].sub("", " ".join(mail.subject.split())) if reading.subject.strip() else ""
    sentence = _fullest_sentence(reading)
    if _RULES["says_nothing"].match(fold_in_place(subject)):
        return _shorten(sentence)
    return _shorten(f"{subject} – {sentence}" if sentence and sentence not in subject else subject)


def _fullest_sentence(reading: Reading) -> str:
    """The sentence that names a place and tells of trouble; an earlier one rather than a later."""
    best, most = "", 0.0
    for order, (start, end) in enumerate(reading.sentences[:12]):
        folded = reading.body[start:end]
        if _RULES["greeting"].match(folded):
            continue
        places = max((place.exactness for place in find_places(folded)), default=0.0)
        weight = 1.0 + min(places, 3.0) + bool(_RULES["trouble"].search(folded)) - 0.2 * order
        if weight > most:
            best, most = " ".join(reading.mail.body[start:end].split()), weight
    return re.sub(r"^[^\w「『“\"(]+", "", best)


def _shorten(line: str) -> str:
    return line if len(line) <= MOST_CHARACTERS else line[: MOST_CHARACTERS - 1].rstrip() + "…"
