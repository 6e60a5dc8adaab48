"""Is the start of the incident the day that the words mean, seen from the mail's date?"""

import datetime

import pytest

from assistant.cases.fields import FieldName
from tests.ingestion.mail.case_fields.writing import HONG_KONG, WEDNESDAY, find, write_mail


def start_in(body: str, date: datetime.datetime | None = WEDNESDAY) -> str | None:
    return find(FieldName.INCIDENT_START, write_mail(body, date=date))


@pytest.mark.parametrize(
    ("when", "start"),
    [
        # Written on Wednesday 18 March 2026 at three in the afternoon.
        ("since yesterday", "2026-03-17"),
        ("since last Tuesday", "2026-03-17"),
        ("since Monday", "2026-03-16"),
        ("since three weeks ago", "2026-02-25"),
        ("since 2 March", "2026-03-02"),
        ("since March 2, 2026", "2026-03-02"),
        ("since May", "2025-05-01"),
        ("since the 12th", "2026-03-12"),
        ("since 06:20 this morning", "2026-03-18T06:20"),
        ("since yesterday at half past six in the evening", "2026-03-17T18:30"),
    ],
)
def test_english_days_and_times(when: str, start: str):
    assert start_in(f"The tap in our kitchen has been broken {when}.") == start


@pytest.mark.parametrize(
    ("when", "start"),
    [
        ("琴日", "2026-03-17"),
        ("尋晚", "2026-03-17"),
        ("前日", "2026-03-16"),
        ("上星期三", "2026-03-11"),  # The Wednesday of the week before.
        ("禮拜一", "2026-03-16"),
        ("三星期前", "2026-02-25"),
        ("三月二日", "2026-03-02"),
        ("二零二六年三月二日", "2026-03-02"),
        ("民國115年3月2日", "2026-03-02"),  # 1911 + 115.
        ("年初三", "2026-02-19"),  # The lunar year 2026 began on 17 February.
        ("元宵節", "2026-03-03"),
        ("中秋節", "2025-10-06"),
        ("冬至", "2025-12-21"),
        ("琴日下晝三點半", "2026-03-17T15:30"),
        ("尋晚凌晨2時", "2026-03-18T02:00"),  # In the night that ended this morning.
        ("昨日上午十點三個字", "2026-03-17T10:15"),
    ],
)
def test_chinese_days_and_times(when: str, start: str):
    assert start_in(f"我哋大廈由{when}開始漏水。") == start


@pytest.mark.parametrize(
    ("when", "start"),
    [
        ("昨天", "2026-03-17"),
        ("上周三", "2026-03-11"),
        ("三个星期前", "2026-02-25"),
        ("3月2日", "2026-03-02"),
        ("大年初三", "2026-02-19"),
        ("端午节", "2025-05-31"),
        ("昨天下午三点半", "2026-03-17T15:30"),
    ],
)
def test_simplified_days_and_times(when: str, start: str):
    assert start_in(f"我们大厦从{when}开始漏水。") == start


@pytest.mark.parametrize("when", ["since yesterday", "since Monday"])
def test_without_a_date_nothing_relative_is_resolved(when: str):
    assert start_in(f"The tap has been broken {when}.", date=None) is None


def test_the_local_time_of_the_mail_decides_which_day_today_is():
    # 23:30 on the 17th in New York is the 18th in Hong Kong.
    new_york = datetime.datetime(2026, 3, 17, 23, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=-4)))
    assert start_in("The wall fell down this morning and bricks are everywhere.", new_york) == "2026-03-17"


def test_a_day_before_its_month_in_hong_kong_and_behind_it_in_new_york():
    new_york = datetime.datetime(2026, 3, 17, 12, tzinfo=datetime.timezone(datetime.timedelta(hours=-4)))
    assert start_in("The lamp is broken since 2/3/2026.") == "2026-03-02"
    assert start_in("The lamp is broken since 2/3/2026.", new_york) == "2026-02-03"


@pytest.mark.parametrize(
    "text",
    [
        "Please repair the broken lamp by Friday.",
        "壞燈請於星期五前修好。",
        "坏灯请在星期五前修好。",
        "I reported the broken lamp on 2 March and heard nothing.",
        "壞燈一事我三月二日致電貴中心，至今音訊全無。",
        "坏灯的事我三月二日投诉过，没有下文。",
        "Could you tell me which form I need to apply for a licence? I move on Monday.",
    ],
)
def test_deadlines_earlier_reports_and_enquiries_have_no_start(text: str):
    assert start_in(text) is None


def test_of_the_leap_day_there_is_one_in_four_years():
    assert (
        start_in("The drain is blocked since 29 February.", datetime.datetime(2028, 3, 2, tzinfo=HONG_KONG))
        == "2028-02-29"
    )
    assert start_in("The drain is blocked since 29 February.", datetime.datetime(2026, 3, 2, tzinfo=HONG_KONG)) is None
