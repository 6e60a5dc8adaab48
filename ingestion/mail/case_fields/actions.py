"""What does the writer ask to be done, or to be told?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.cases.fields import FieldName
from ingestion.mail.case_fields.reading import Reading
from ingestion.mail.case_fields.references import find_reference
from ingestion.mail.case_fields.rules import read_rules
from ingestion.mail.case_fields.spans import Span, best, trim

_RULES = read_rules("actions")

_STOP = r"(?=[.!?！？。；;\n]|$|\s-\s|…)"
_CLAUSE_STARTS = ("", "\n", " ", ",", "。", "!", "?", ";", ":", ")", ".", "、")


def find_action(reading: Reading, *, asks: bool) -> Span | None:
    """One clause in the writer's words; a question's words where the mail only `asks`."""
    text = reading.body[: reading.closing]
    asked, wanted = list(_questions(reading, text)), [*_requests(reading, text), *_closing_requests(reading)]
    if labelled := best(reading.labelled(FieldName.REQUESTED_ACTION)) if reading.is_form else None:
        return labelled
    if asks:
        return best(asked) or best(wanted)
    # A question in the middle of a complaint is rhetoric, unless an earlier case is chased up.
    late = 0 if find_reference(reading) else len(text.rstrip()) // 2
    return best(wanted) or best(span for span in asked if span.start >= late)


def _requests(reading: Reading, text: str) -> Iterator[Span]:
    for match in _RULES["trailing_please"].finditer(text):
        if not _RULES["contact"].search(match["what"]):
            yield Span(*trim(text, *match.span("what")), 0.8)
    for expression in (_RULES["chinese"], _RULES["english"]):
        matches = list(expression.finditer(text))
        for order, match in enumerate(matches):
            place, after = _listed(text, *match.span())
            start, end = _clause(text, place, after)
            clause, before = text[start:end], text[max(0, start - 90) : start].split("\n")[-1]
            if (
                end - start < 3
                or clause.casefold() in ("please", "kindly")
                or _RULES["not_asked"].search(clause)
                or _is_quoted(before)
            ):
                continue
            confidence = (0.85 if match["strong"] else 0.6) + 0.01 * min(order, 5)
            first = re.split("[,，]", clause)[0]
            if _RULES["contact"].search(first) and place == match.start():
                # "Please call me" asks for an answer; "please tell me: when was he here" asks for more.
                confidence -= 0.15 if ":" in clause or len(first) > (20 if clause[0] > "\u2e80" else 50) else 0.4
            if text[start - 1 : start] not in _CLAUSE_STARTS:
                confidence -= 0.08
            if _RULES["complains"].search(clause[:12]):
                confidence -= 0.15
            if match["strong"] and re.match(r"(?i)(?:I|we|想|應該|可|能)", clause):
                confidence -= 0.06
            if confidence >= 0.5:
                yield Span(start, end, confidence)


def _is_quoted(before: str) -> bool:
    """True inside quotation marks and right behind "they said"."""
    return before.count('"') % 2 == 1 or _RULES["quoted_before"].search(before) is not None


def _listed(text: str, start: int, end: int) -> tuple[int, int]:
    """The first item of the list to which the clause leads, where it only leads to one."""
    item = re.compile(r"\n+[^\w\n]*(?:\(?[\da-z一二三四五]{1,2}[).、] ?)?(?P<item>[^\n;；。]+)").match(text, end)
    return item.span("item") if item and text[start:end].rstrip().endswith(":") and end - start < 24 else (start, end)


def _closing_requests(reading: Reading) -> Iterator[Span]:
    """A last line such as "please 派 police 嚟, 唔該" may look like a part of the closing."""
    for expression in (_RULES["chinese"], _RULES["english"]):
        for match in expression.finditer(reading.body, reading.closing):
            if (
                (match["strong"] or expression is _RULES["chinese"])
                and match.end() - match.start() >= 6
                and not _RULES["contact"].search(match[0])
                and not _RULES["not_asked"].search(match[0])
            ):
                yield Span(*_clause(reading.body, *match.span()), 0.6)


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the thanks at its end, and not much longer than one clause."""
    thanks = re.search(
        r"[,，、 ]*(?:唔該(?:晒|曬|你|哂)?|谢谢|多谢|唔该晒?|感谢|thanks?(?: you)?|thx|!|！)\W*$",
        text[start:end],
        re.IGNORECASE,
    )
    if thanks and thanks.start() > 4:
        end = start + thanks.start()
    if end - start > 110:
        for mark in re.finditer(r"[,，、]| and | so | but | because ", text[start:end]):
            if mark.start() >= (24 if text[start] > "\u2e80" else 60):
                end = start + mark.start()
                break
    return trim(text, start, end)


def _last_clause(text: str, start: int, end: int) -> int:
    """Where the question itself begins, behind what leads up to it."""
    if asked := [*_RULES["ask_mark"].finditer(text, start, end)]:
        return asked[-1].start()
    for mark in reversed([*re.finditer("[,，]", text[start:end])]):
        if end - start - mark.end() >= (7 if text[end - 2] > "\u2e80" else 24) and text[start:end].isascii() is False:
            return start + mark.end()
    return start


def _questions(reading: Reading, text: str) -> Iterator[Span]:
    for order, match in enumerate([*_RULES["question"].finditer(text)][:6]):
        start, end = match.span()
        start = _last_clause(text, start, end)
        while (lead := _RULES["ask"].match(text[start:end])) and lead.end() and lead.end() < end - start - 3:
            start += lead.end()
        start, end = trim(text, start, end, also="?？-•*")
        if _RULES["off_topic"].match(text[start:end]):
            continue
        if end - start >= 4:
            yield Span(start, end, 0.7 - 0.02 * order)
    for match in _RULES["ask_no_mark"].finditer(text):
        yield Span(*trim(text, *match.span("what"), also="?？"), 0.6)
