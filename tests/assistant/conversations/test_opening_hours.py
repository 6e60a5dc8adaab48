"""Is it told right when somebody answers, over weekends, holidays and the end of the day?"""

from __future__ import annotations

import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.conversations.opening_hours import SHIPPED, load_opening_hours
from assistant.errors import SettingsInvalid

HERE = ZoneInfo("Asia/Hong_Kong")


def at(day: int, clock: str, month: int = 11) -> datetime.datetime:
    """In 2026, of which 2 November is a Monday."""
    hour, minute = map(int, clock.split(":"))
    return datetime.datetime(2026, month, day, hour, minute, tzinfo=HERE)


@pytest.mark.parametrize(
    ("department", "when", "is_open"),
    [
        ("TD", at(2, "08:44"), False),
        ("TD", at(2, "08:45"), True),
        ("TD", at(2, "17:44"), True),
        ("TD", at(2, "17:45"), False),
        ("TD", at(7, "10:00"), False),  # A Saturday.
        ("IMMD", at(7, "10:00"), True),
        ("IMMD", at(7, "12:00"), False),
        ("TD", at(25, "10:00", 12), False),  # Christmas Day, a Friday.
        ("TD", at(6, "10:00", 4), False),  # Easter Monday is a general holiday only.
        (None, at(25, "03:00", 12), True),
        ("HKPF", at(25, "03:00", 12), True),
    ],
)
def test_a_department_is_open_in_its_hours(department: str | None, when: datetime.datetime, *, is_open: bool) -> None:
    assert load_opening_hours().is_open(department, when) is is_open


def test_an_instant_is_read_on_the_office_s_clock() -> None:
    hours = load_opening_hours()
    assert hours.is_open("TD", datetime.datetime(2026, 11, 2, 0, 45, tzinfo=datetime.UTC))  # 08:45 here.
    assert not hours.is_open("TD", datetime.datetime(2026, 11, 2, 10, 0, tzinfo=datetime.UTC))  # 18:00 here.


@pytest.mark.parametrize(
    ("department", "asked", "by"),
    [
        ("TD", at(2, "10:00"), (11, 5)),  # Tuesday, Wednesday, Thursday.
        ("TD", at(5, "10:00"), (11, 10)),  # Friday, Monday, Tuesday.
        ("TD", at(7, "10:00"), (11, 11)),  # From a Saturday: Monday, Tuesday, Wednesday.
        (None, at(2, "10:00"), (11, 4)),
        ("TD", at(24, "10:00", 12), (12, 30)),  # 25 and 26 December are holidays: 28, 29, 30.
    ],
)
def test_a_reply_is_promised_in_working_days(
    department: str | None, asked: datetime.datetime, by: tuple[int, int]
) -> None:
    assert load_opening_hours().reply_by(department, asked) == datetime.date(2026, *by)


def test_the_day_of_the_promise_is_that_of_the_office(monkeypatch: pytest.MonkeyPatch) -> None:
    late = datetime.datetime(2026, 11, 2, 17, 0, tzinfo=datetime.UTC)  # 3 November, 01:00 here.
    assert load_opening_hours().reply_by("TD", late) == datetime.date(2026, 11, 6)


def test_an_extra_holiday_closes_the_offices_and_moves_the_promise(tmp_path: Path) -> None:
    hours = load_opening_hours(changed(tmp_path, "extra_holidays = []", "extra_holidays = [2026-11-03]"))
    assert not hours.is_open("TD", at(3, "10:00"))
    assert hours.reply_by("TD", at(2, "10:00")) == datetime.date(2026, 11, 6)


def test_a_government_of_another_place_needs_no_holidays(tmp_path: Path) -> None:
    hours = load_opening_hours(changed(tmp_path, 'holidays = "HK"', 'holidays = ""'))
    assert hours.is_open("TD", at(25, "10:00", 12))


def changed(folder: Path, old: str, new: str) -> Path:
    text = SHIPPED.read_text("utf-8")
    assert old in text
    path = folder / "hours.toml"
    path.write_text(text.replace(old, new, 1), "utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ("[default]", "[default", "TOML"),
        ('"Asia/Hong_Kong"', '"Asia/Nowhere"', "time_zone"),
        ('"Asia/Hong_Kong"', "8", "time_zone"),
        ('holidays = "HK"', 'holidays = "XX"', "holidays"),
        ('"optional"', '"imagined"', "holidays"),
        ("extra_holidays = []", 'extra_holidays = ["2027-01-02"]', "extra_holidays"),
        ('working_days = "mon-fri"', 'working_days = "fri-mon"', "working_days"),
        ("handling_minutes = 8", "handling_minutes = 0", "handling_minutes"),
        ("[contact_centre]", "[centre]", "contact_centre"),
        ('"mon-fri 08:45-17:45"', '"mon-fri 17:45-08:45"', "default.open"),
        ('"mon-fri 08:45-17:45"', '"mon-fri 08:75-17:45"', "default.open"),
        ('"mon-fri 08:45-17:45"', '"weekdays"', "default.open"),
        ('"sat 09:00-12:00"', '"sat 09:00-25:00"', "departments.IMMD.open"),
        ("reply_working_days = 2", "reply_working_days = 0", "contact_centre.reply_working_days"),
        ("keeps_holidays = false", 'keeps_holidays = "no"', "contact_centre.keeps_holidays"),
    ],
)
def test_hours_that_cannot_be_used_name_their_field(tmp_path: Path, old: str, new: str, named: str) -> None:
    with pytest.raises(SettingsInvalid, match="CIVICDESK_OPENING_HOURS") as refused:
        load_opening_hours(changed(tmp_path, old, new))
    assert named in str(refused.value)
