"""When is a field's value the one that was to be found?"""

from __future__ import annotations

import pytest

from assistant.cases.fields import FieldName
from eval.case_fields.matching import is_same, overlap

NAME, PHONE, START, PLACE, REFERENCE = (
    FieldName.REPORTER_NAME,
    FieldName.REPORTER_PHONE,
    FieldName.INCIDENT_START,
    FieldName.SUBJECT_LOCATION,
    FieldName.CASE_REFERENCE,
)


@pytest.mark.parametrize(
    ("got", "gold", "expected"),
    [
        ("+852 9123 4567", "91234567", True),
        ("9123-4567 ext. 12", "9123 4567", True),
        ("２３４５ ６７８９ 內線 302", "23456789", True),
        ("9123 4568", "9123 4567", False),
        ("123 4567", "9123 4567", False),
        ("ask me", "no number", False),
    ],
)
def test_phones_are_compared_by_their_digits(got: str, gold: str, *, expected: bool) -> None:
    assert is_same(PHONE, got, gold) is expected


@pytest.mark.parametrize(
    ("got", "gold", "expected"),
    [
        ("2026-03-04", "2026-03-04", True),
        ("2026-03-04T09:30", "2026-03-04", True),
        ("2026-03-04", "2026-03-04T09:30", True),
        ("2026-03-04T10:00", "2026-03-04T09:30", True),
        ("2026-03-04T21:30", "2026-03-04T09:30", False),
        ("2026-03-05", "2026-03-04", False),
    ],
)
def test_starts_are_compared_by_day_and_about_by_time(got: str, gold: str, *, expected: bool) -> None:
    assert is_same(START, got, gold) is expected


@pytest.mark.parametrize(
    ("got", "gold", "expected"),
    [
        ("Chan Tai Man", "CHAN, Tai Man", True),
        ("Tai Man Chan", "Chan Tai Man", True),
        ("陳 大文", "陳大文", True),
        ("陈大文", "陳大文", False),
        ("Chan", "Chan Tai Man", False),
    ],
)
def test_names_are_compared_by_their_words(got: str, gold: str, *, expected: bool) -> None:
    assert is_same(NAME, got, gold) is expected


@pytest.mark.parametrize(
    ("got", "gold", "expected"),
    [
        ("12 Nathan Road", "outside 12 Nathan Road, near the bus stop", True),
        ("彌敦道12號", "彌敦道 12 號地下", True),
        ("路", "彌敦道路口", False),
        ("Queen's Road", "Nathan Road", False),
    ],
)
def test_places_are_compared_by_their_parts(got: str, gold: str, *, expected: bool) -> None:
    # "queen", "s" and "road" share one of their three words with the other two: 2 × 1 / (3 + 2) is less than a half.
    assert is_same(PLACE, got, gold) is expected


def test_half_of_the_words_are_counted_twice_over_both() -> None:
    assert overlap("a b", "b c") == 0.5  # 2 × 1 / (2 + 2)
    assert overlap("漏水", "水喉漏") == pytest.approx(0.8)  # 2 × 2 / (2 + 3)
    assert overlap("?", "a") == 0.0


def test_numbers_of_cases_are_compared_without_their_spaces() -> None:
    assert is_same(REFERENCE, "#1-23 45", "1-2345")
    assert not is_same(REFERENCE, "1-2346", "1-2345")
