"""Which facts does a text state?"""

from __future__ import annotations

import pytest

from assistant.facts.extract import extract_facts
from assistant.facts.fact import FactKind


def facts(text: str, kind: FactKind) -> set[str]:
    return {value for fact in extract_facts(text) if fact.kind is kind for value in fact.values}


@pytest.mark.parametrize("text", ["HK$1,200", "1200港元", "一千二百元", "$1,200", "１,２００元", "1,200 dollars"])
def test_a_sum_has_one_value_in_every_notation(text: str):
    assert facts(text, FactKind.FEE) == {"hkd:1200"}


def test_another_currency_is_another_sum():
    assert facts("US$100", FactKind.FEE) == facts("100美元", FactKind.FEE) == {"usd:100"}


@pytest.mark.parametrize("text", ["13:00", "1 pm", "下午1時", "下午1时", "下午一點", "1300 hours"])
def test_a_clock_time_is_a_minute_of_the_day(text: str):
    assert facts(text, FactKind.HOURS) == {"clock:780"}  # 13 * 60


def test_an_hour_without_its_half_of_the_day_may_be_either():
    assert facts("9時", FactKind.HOURS) == {"clock:540", "clock:1260"}


def test_working_days_are_no_days():
    assert facts("within 10 working days", FactKind.DURATION) == facts("十個工作天內", FactKind.DURATION)
    assert facts("within 10 days", FactKind.DURATION) != facts("10個工作天內", FactKind.DURATION)


def test_a_year_that_goes_unsaid_is_a_fact_of_its_own():
    assert facts("2 May 2026", FactKind.DATE) == facts("5月2日", FactKind.DATE) == {"date:05-02"}
    assert facts("二〇二六年五月二日", FactKind.YEAR) == {"year:2026"}


def test_the_modal_verb_is_no_month():
    assert facts("Children aged 2 to 18 may take part.", FactKind.DATE) == set()


@pytest.mark.parametrize("text", ["表格TD 558", "Form TD558", "form TD-558", "表格 TD558"])
def test_a_form_keeps_its_letters_and_digits(text: str):
    assert facts(text, FactKind.FORM_NUMBER) == {"form:td558"}


def test_eight_digits_are_a_telephone_number_whatever_stands_before_them():
    for text in ("核實組（2555 0190）", "控煙辦公室2555-0190", "+852 2555 0190", "(852) 25550190"):
        assert facts(text, FactKind.PHONE) == {"phone:25550190"}


def test_a_link_is_the_same_in_the_folder_of_another_language():
    assert facts("https://www.x.example/en/fees", FactKind.URL) == facts("http://x.example/tc/fees/", FactKind.URL)


def test_the_words_of_a_fact_are_quoted_as_they_are_written():
    (fact,) = extract_facts("費用為１,２００元。")
    assert fact.text == "１,２００元"


def test_numbers_of_a_list_count_nothing():
    assert extract_facts("1. Fill in the form.\n2. Send it.") == ()
