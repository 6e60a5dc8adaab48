"""What does a language model add to the rules' reading of a mail?  Only what the mail says, nothing of its routing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.cases.fields import FieldName, FieldValue
from assistant.errors import ModelUnavailable
from assistant.language_models.chat_model import ChatModel
from ingestion.mail.case_fields.extract import Extraction, Mode
from ingestion.mail.case_fields.injection import find_aimed
from ingestion.mail.case_fields.issues import IssueText
from ingestion.mail.case_fields.model_answer import ModelAnswer, ProposedField
from ingestion.mail.case_fields.model_checks import check
from ingestion.mail.case_fields.model_prompt import Shown, show, write_prompt
from ingestion.mail.case_fields.reading import Reading, read
from ingestion.mail.parsed_mail import ParsedMail

logger = logging.getLogger(__name__)

SURE = 0.8
"""A value of which the rules are as sure as that stands against any model."""
NEVER_ASKED = frozenset({FieldName.REPORTER_PHONE, FieldName.REPORTER_EMAIL})
"""No model is shown them: the rules alone find them."""
_MAX_FIELDS = 3 * len(FieldName)
_MAX_ISSUES = 10
_MAX_SUMMARY = 2


def extract_with_model(mail: ParsedMail, model: ChatModel, rules: Extraction) -> Extraction:
    """The rules' extraction, with what a model proposes and the mail's own words prove.

    Where the model fails it is the rules' alone, and its mode says so.
    """
    reading = read(mail, find_aimed(mail))
    shown = show(reading)
    try:
        answer = model.complete(write_prompt(reading, shown), schema=ModelAnswer).value
    except ModelUnavailable as error:
        logger.warning("a mail is read by rules alone: %s", error)
        return replace(rules, mode=Mode.MODEL_FAILED)
    if not isinstance(answer, ModelAnswer):
        return replace(rules, mode=Mode.MODEL_FAILED)
    checked = _check_all(answer.fields, reading, shown)
    return replace(
        rules,
        fields={name: _choose(rules.fields.get(name), checked.get(name)) for name in FieldName},
        issues=_split(answer.issues, shown, mail.body, rules.issues),
        summary=_summarise(answer.summary, shown),
        mode=Mode.MODEL,
    )


def _check_all(proposed: Sequence[ProposedField], reading: Reading, shown: Shown) -> dict[FieldName, FieldValue]:
    """Of each name the first value that the mail proves."""
    found: dict[FieldName, FieldValue] = {}
    for one in proposed[:_MAX_FIELDS]:
        if one.name not in (found.keys() | NEVER_ASKED) and (value := check(one, reading, shown)):
            found[one.name] = value
    return found


def _choose(by_rules: FieldValue | None, by_model: FieldValue | None) -> FieldValue | None:
    if by_rules is None or by_model is None:
        return by_rules or by_model
    return by_rules if by_rules.confidence >= SURE else by_model


def _split(
    proposed: Sequence[Sequence[int]], shown: Shown, body: str, rules: tuple[IssueText, ...]
) -> tuple[IssueText, ...]:
    """The rules' stretch of text cut where each matter begins: no sentence can be left out, and none is merged.

    The rules' own issues where the numbers make no sense, or where the model sees fewer matters than they do.
    """
    firsts = sorted({min(numbers) for numbers in proposed if numbers})
    if not (rules and len(rules) < len(firsts) <= _MAX_ISSUES and _are_numbers(firsts, shown)):
        return rules
    cuts = [rules[0].start, *(shown.sentences[number - 1][0] for number in firsts[1:]), rules[-1].end]
    if sorted(set(cuts)) != cuts:
        return rules
    return tuple(_issue(body, start, end) for start, end in pairwise(cuts))


def _issue(body: str, start: int, end: int) -> IssueText:
    words = body[start:end]
    return IssueText(start, start + len(words.rstrip()), words.rstrip())


def _summarise(numbers: Sequence[int], shown: Shown) -> str:
    """The citizen's own sentences of these numbers: a free summary could promise what nobody has said."""
    if not (0 < len(numbers) <= _MAX_SUMMARY and _are_numbers(numbers, shown)):
        return ""
    spans = (shown.sentences[number - 1] for number in sorted(set(numbers)))
    return " ".join(" ".join(shown.body[start:end].split()) for start, end in spans)


def _are_numbers(numbers: Sequence[int], shown: Shown) -> bool:
    return all(1 <= number <= len(shown.sentences) for number in numbers)
