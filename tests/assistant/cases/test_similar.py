"""Is a second report of the same matter found, and another matter not?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from assistant.cases.fields import FieldName, FieldValue
from assistant.cases.models import Case
from assistant.cases.similar import Similar, find_similar, likeness, place_likeness
from assistant.database import Database, utc_now
from tests.assistant.cases.reports import LAMP, close, open_case, triage

WONG = {"email": "wong@mail.example"}


def at_place(
    database: Database,
    place: str | None,
    *,
    point: tuple[float, float] | None = None,
    category: str = "street_light",
    **changes: Any,
) -> Case:
    fields = {FieldName.SUBJECT_LOCATION: FieldValue(place, 0.9, None)} if place else {}
    latitude, longitude = point or (None, None)
    found = triage(category)
    opened = open_case(
        database, fields=fields, latitude=latitude, longitude=longitude, triage=found, **{"contact": {}, **changes}
    )
    return opened.case


def find(database: Database, category: str = "street_light", **known: Any) -> list[Similar]:
    with database.read() as session:
        return find_similar(session, category=category, **known)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 Garden Street", "in front of 12 GARDEN STREET, Ching Wan"),
        ("花園街12號", "青灣花園街12號對面"),
        ("花园街12号", "青湾花园街12号对面"),
        ("花園街12號", "花园街12号"),  # The same in the other script.
    ],
)
def test_the_same_place_is_found_in_another_wording(database: Database, one: str, other: str) -> None:
    case = at_place(database, one)
    [similar] = find(database, location=other)
    assert (similar.case.id, similar.why) == (case.id, "the same place")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 Garden Street", "120 Garden Street"),
        ("花園街12號", "花園街120號"),
        ("花园街12号", "花园街120号"),
        ("12 Garden Street", "12 Harbour Road"),
        ("", "12 Garden Street"),
    ],
)
def test_another_house_or_street_is_another_place(one: str, other: str) -> None:
    assert place_likeness(one, other) < 0.6


def test_two_points_are_compared_in_metres(database: Database) -> None:
    near = at_place(database, None, point=(22.3000, 114.1700))
    at_place(database, None, point=(22.3100, 114.1700))
    [similar] = find(database, latitude=22.3005, longitude=114.1700)
    # 0.0005 degrees of latitude are 0.0005 × 111,195 m = 56 m.
    assert (similar.case.id, similar.why) == (near.id, "56 m away")


def test_the_nearest_comes_first(sqlite_database: Database) -> None:
    far = at_place(sqlite_database, None, point=(22.3010, 114.17))
    near = at_place(sqlite_database, None, point=(22.3001, 114.17))
    found = find(sqlite_database, latitude=22.3000, longitude=114.17)
    assert [similar.case.id for similar in found] == [near.id, far.id]


def test_the_same_words_far_apart_are_two_places(sqlite_database: Database) -> None:
    at_place(sqlite_database, "Station Road", point=(22.40, 114.17))
    assert find(sqlite_database, location="Station Road", latitude=22.30, longitude=114.17) == []


def test_another_kind_of_matter_at_the_place_counts_only_if_it_was_a_runner_up(sqlite_database: Database) -> None:
    at_place(sqlite_database, "12 Garden Street", category="traffic_signal")
    assert find(sqlite_database, location="12 Garden Street") == []
    assert len(find(sqlite_database, location="12 Garden Street", near=["traffic_signal"])) == 1


@pytest.mark.parametrize(
    "text",
    ["The lamp at the corner is dark.", "街角的街燈壞了。", "街角的街灯坏了。"],
    ids=["en", "zh-Hant", "zh-Hans"],
)
def test_the_same_person_with_the_same_kind_of_matter_is_found_in_any_language(
    sqlite_database: Database, text: str
) -> None:
    case = at_place(sqlite_database, None, contact=WONG)
    found = find(sqlite_database, text=text, contact={"email": "Wong@Mail.example"})
    assert [(similar.case.id, similar.why) for similar in found] == [(case.id, "the same person")]


def test_a_mail_that_is_sent_again_is_found_also_after_its_case_was_closed(sqlite_database: Database) -> None:
    case = at_place(sqlite_database, None, contact=WONG, category="other")
    close(sqlite_database, case.id)
    [similar] = find(sqlite_database, text=f"Again: {LAMP}", contact=WONG)
    assert similar.why == "the same words"
    assert find(sqlite_database, text=LAMP, contact={"email": "lee@mail.example"}) == []


def test_what_is_old_and_the_case_itself_are_not_found(sqlite_database: Database) -> None:
    case = at_place(sqlite_database, "12 Garden Street")
    assert find(sqlite_database, location="12 Garden Street", exclude=case.id) == []
    later = utc_now() + datetime.timedelta(minutes=1)
    assert find(sqlite_database, location="12 Garden Street", opened_after=later) == []


def test_likeness_is_the_share_of_common_words() -> None:
    assert likeness("broken lamp", "broken lamp") == 1.0
    assert likeness("broken lamp", "broken lift") == pytest.approx(1 / 3)  # One of three words.
    assert likeness("", "broken lamp") == 0.0
