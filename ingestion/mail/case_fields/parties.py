"""Whom or what does the complaint concern: a shop, a company, a route, a vehicle, a person?"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.cases.fields import FieldName, MailPart
from assistant.folding import fold_in_place
from assistant.person_names import surnames
from ingestion.mail.case_fields.gazetteer import known_places, not_in_names
from ingestion.mail.case_fields.reading import Reading
from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.case_fields.spans import Span, best, trim

_NOT_IN_A_FIRM = "".join(sorted(not_in_names())) + fold_in_place("希盼請派找搵買賣收裝做投訴舉報年月日")
_RULES = read_rules(
    "parties",
    name_han=rf"(?:(?![{_NOT_IN_A_FIRM}])[\u3400-\u9fff])",
    surnames="".join(sorted(surnames())),
    places=known_places(),
)
_KINDS = {
    "company": 0.75,
    "latin_company": 0.72,
    "badge": 0.7,
    "called_chinese": 0.7,
    "route": 0.68,
    "plate": 0.66,
    "called": 0.65,
    "person": 0.6,
    "quoted": 0.55,
}
"""How sure each kind of name is; a name in quotation marks needs a word beside it that says what it names."""


def find_party(reading: Reading) -> Span | None:
    """The party's name as it is written; a landmark beside the place is none."""
    return best(_labelled(reading)) or best(_candidates(reading))


def _labelled(reading: Reading) -> Iterator[Span]:
    parts = (MailPart.BODY, MailPart.ATTACHMENT) if reading.is_form else (MailPart.ATTACHMENT,)
    spans = (span for part in parts for span in reading.labelled(FieldName.INVOLVED_PARTY, part))
    return (span for span in spans if span.end - span.start <= 60)


def _candidates(reading: Reading) -> Iterator[Span]:
    text = reading.body[: reading.closing]
    for kind, confidence in _KINDS.items():
        for match in _RULES[kind].finditer(text):
            start, end = trim(text, *match.span("name" if match["name"] else "number"))
            if _RULES["says_no_name"].match(text[start:end]):
                continue
            # Of two that are as sure, the first is meant.
            sure = confidence - _doubt(text, start, end) - 0.0001 * start
            if kind == "quoted":
                sure += _worth_of_quotes(text, match.start(), match.end("name") + 1)
            if sure >= 0.5:
                yield Span(start, end, min(sure, 0.9))


def _worth_of_quotes(text: str, start: int, end: int) -> float:
    if _is_named(text, start, end):
        return 0.2
    return 0.05 if _RULES["behind_place"].search(text[max(0, start - 3) : start]) else -0.3


def _doubt(text: str, start: int, end: int) -> float:
    before, after = text[max(0, start - 20) : start].split("\n")[-1], text[end : end + 8]
    if _RULES["authority"].search(text[start:end]):
        return 1.0
    return 0.3 if _RULES["landmark"].search(before) or _RULES["landmark_after"].search(after) else 0.0


def _is_named(text: str, start: int, end: int) -> bool:
    """True where a word beside the quotation marks says that a name is in them."""
    inside = text[start + 1 : end - 1]
    return bool(
        _RULES["named_before"].search(text[max(0, start - 14) : start])
        or _RULES["named_after"].search(text[end : end + 8])
        or _RULES["trade_end"].search(inside)
    )
