"""How much of what is personal is hidden, and how much of what is harmless?"""

from assistant.privacy import PersonalData, PersonalDataKind
from eval.privacy.evaluate import Searched, failures, measure_alarms, measure_recall, row, search_all, table
from eval.privacy.generate import KnownText

PHONE = PersonalDataKind.PHONE


def known(text: str, value: str = "", *, language: str = "en", kind: str = "phone") -> KnownText:
    start = text.index(value)
    return KnownText("t-1", text, language, kind, start, start + len(value), is_personal=bool(value))


WHOLE = Searched(known("call 9123 4567", "9123 4567"), (PersonalData(5, 9, PHONE), PersonalData(10, 14, PHONE)))
HALF = Searched(known("打9123 4567", "9123 4567", language="zh-Hant"), (PersonalData(1, 5, PHONE),))
QUIET = Searched(known("form TD 557", kind="form"), ())
ALARM = Searched(known("表格61234567", language="zh-Hans", kind="order"), (PersonalData(2, 10, PHONE),))


def test_a_value_is_hidden_when_no_letter_and_no_digit_of_it_is_left():
    assert (WHOLE.is_hidden, HALF.is_hidden) == (True, False)


def test_recall_is_told_by_kind_and_language():
    recall = measure_recall([WHOLE, HALF])
    assert recall["phone"] == {"texts": 2, "share": {"all": 0.5, "en": 1.0, "zh-Hant": 0.0}}
    assert recall["all"] == recall["phone"]


def test_nothing_to_search_has_no_recall():
    assert measure_recall([]) == {}


def test_an_alarm_is_anything_found_in_a_harmless_text():
    assert measure_alarms([QUIET, ALARM]) == {
        "texts": 2,
        "share": {"all": 0.5, "en": 0.0, "zh-Hans": 1.0},
        "kinds": 2,
    }


def test_what_is_left_to_read_and_what_is_wrongly_hidden_are_failures():
    assert failures([WHOLE, HALF, QUIET, ALARM]) == [row(HALF), row(ALARM)]
    assert row(HALF)["found"] == [["phone", "9123"]]


def test_the_rules_of_the_service_search():
    searched = search_all([known("call 9123 4567", "9123 4567"), known("ask 2555 0932")], published={"25550932"})
    assert [s.is_right for s in searched] == [True, True]


def test_the_table_has_a_line_for_each_kind_and_each_source():
    lines = table(
        {
            "personal": measure_recall([WHOLE, HALF]),
            "harmless": measure_alarms([QUIET, ALARM]),
            "questions": measure_alarms([]),
            "outside": {},
        }
    ).splitlines()
    assert lines[2:] == [
        "| phone | 2 | 0.500 | 1.000 | 0.000 | – |",
        "| all | 2 | 0.500 | 1.000 | 0.000 | – |",
        "| harmless look-alikes of 2 kinds | 2 | 0.500 | 0.000 | – | 1.000 |",
    ]
