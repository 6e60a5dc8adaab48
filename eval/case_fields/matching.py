"""When is a field's value the one that was to be found?  By the rules under which the emails were labelled."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable

from assistant.cases.fields import FieldName

MINUTES_APART = 60
"""Of two clock times that count as the same: a citizen's "about half past seven" is no measurement."""
_EXTENSION = re.compile(r"(?i)(?:ext\.?|extension|x|#|內線|内线|分機|分机|轉|转)\s*\d+\s*$")
_MARKS = re.compile(r"[^\w]+|_")
_WORDS = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")
_LEAST = 2
"""Characters of a value that counts by being part of the other."""


def is_same(name: FieldName, got: str, gold: str) -> bool:
    return _MATCHES.get(name, is_alike)(normal(got), normal(gold))


def normal(text: str) -> str:
    """In half-width forms, lower case, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def is_same_phone(got: str, gold: str) -> bool:
    return _digits(got) == _digits(gold) != ""


def _digits(phone: str) -> str:
    digits = re.sub(r"\D", "", _EXTENSION.sub("", phone))
    return re.sub(r"^(?:00)?852(?=\d{8}$)", "", digits)


def is_same_code(got: str, gold: str) -> bool:
    """For addresses of mail and numbers of cases."""
    return re.sub(r"[\s#]", "", got) == re.sub(r"[\s#]", "", gold)


def is_same_start(got: str, gold: str) -> bool:
    """The same day; and about the same time where both give one."""
    if got[:10] != gold[:10]:
        return False
    if len(got) == 10 or len(gold) == 10:
        return True
    apart = datetime.datetime.fromisoformat(got.upper()) - datetime.datetime.fromisoformat(gold.upper())
    return abs(apart) <= datetime.timedelta(minutes=MINUTES_APART)


def is_same_name(got: str, gold: str) -> bool:
    """The same words in any order: "Chan Tai Man" is "CHAN, Tai-man" by nobody's rule but "Tai Man Chan" by ours."""
    return _joined(got) == _joined(gold) or sorted(_MARKS.split(got)) == sorted(_MARKS.split(gold))


def is_alike(got: str, gold: str) -> bool:
    """One is part of the other, or at least half of their words are shared (Dice's coefficient)."""
    shorter, longer = sorted((_joined(got), _joined(gold)), key=len)
    return (len(shorter) >= _LEAST and shorter in longer) or overlap(got, gold) >= 0.5


def overlap(got: str, gold: str) -> float:
    """Dice's coefficient of the words, each Chinese character being one: "a b" and "b c" give 2 × 1 / 4."""
    one, other = set(_WORDS.findall(normal(got))), set(_WORDS.findall(normal(gold)))
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def _joined(text: str) -> str:
    return _MARKS.sub("", text)


_MATCHES: dict[FieldName, Callable[[str, str], bool]] = {
    FieldName.REPORTER_NAME: is_same_name,
    FieldName.REPORTER_PHONE: is_same_phone,
    FieldName.REPORTER_EMAIL: is_same_code,
    FieldName.CASE_REFERENCE: is_same_code,
    FieldName.INCIDENT_START: is_same_start,
}
