"""Which questions of a conversation were not answered well, and how do they read by themselves?"""

from __future__ import annotations

import pytest

from assistant.answering.answer import HandoffReason, Status
from assistant.database import Database
from tests.knowledge_base.gaps.talking import ask, hand_over, items, look, rate, trace_of

PARKING = {"en": "Where may I park a camper van?", "zh-Hant": "露營車可以泊喺邊度？", "zh-Hans": "房车可以停在哪里？"}


@pytest.mark.parametrize("language", PARKING)
@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.HANDOFF_MISSING_KNOWLEDGE, "unanswered"),
        (Status.HANDOFF_LOW_CONFIDENCE, "low_confidence"),
        (Status.CLARIFY_NEIGHBOURS, "low_confidence"),
    ],
)
def test_what_was_not_answered_is_a_gap(database: Database, language: str, status: Status, reason: str) -> None:
    ask(database, PARKING[language], language=language, status=status)
    assert look(database) == [(PARKING[language], reason)]


def test_an_answer_that_nobody_minded_is_none(database: Database) -> None:
    rate(database, ask(database, PARKING["en"], status=Status.ANSWERED_APPROVED_TEXT), helpful=True)
    assert look(database) == []


@pytest.mark.parametrize(
    "status",
    [
        Status.DECLINED_GREETING,
        Status.DECLINED_CHIT_CHAT,
        Status.DECLINED_NOT_PUBLIC_SERVICE,
        Status.DECLINED_STEERING,
        Status.EMERGENCY_DANGER,
        Status.EMERGENCY_CRISIS,
        Status.CASE_COMPLAINT,
        Status.HANDOFF_FAILURE,
    ],
)
def test_what_no_article_could_answer_is_none(database: Database, status: Status) -> None:
    asked = ask(database, "You useless machine", status=status)
    rate(database, asked, helpful=False)
    hand_over(database, asked)
    assert look(database) == []


def test_the_last_word_on_an_answer_counts(database: Database) -> None:
    asked = ask(database, PARKING["en"], status=Status.ANSWERED_APPROVED_TEXT)
    rate(database, asked, helpful=False)
    assert look(database) == [(PARKING["en"], "not_helpful")]
    rate(database, asked, helpful=True)
    assert look(database) == []


def test_titles_of_which_one_was_pressed_were_no_gap(database: Database) -> None:
    titles = ("Where may I park a lorry?", "Where may I park a coach?")
    asked = ask(database, PARKING["en"], status=Status.CLARIFY_NEIGHBOURS, titles=titles)
    assert look(database) == [(PARKING["en"], "low_confidence")]
    ask(database, titles[1], status=Status.ANSWERED_APPROVED_TEXT, conversation_id=asked.conversation_id)
    assert look(database) == []


def test_the_question_before_a_person_was_asked_for_is_a_gap(database: Database) -> None:
    asked = ask(database, "What does it cost?", PARKING["en"], status=Status.ANSWERED_APPROVED_TEXT)
    hand_over(database, asked)
    assert look(database) == [(PARKING["en"], "handed_off")]


def test_a_complaint_that_went_to_a_person_is_none(database: Database) -> None:
    hand_over(
        database, ask(database, PARKING["en"], status=Status.ANSWERED_APPROVED_TEXT), reason=HandoffReason.COMPLAINT
    )
    assert look(database) == []


FOLLOW_UPS = {
    "en": ("How do I renew my licence?", "And how much is it?"),
    "zh-Hant": ("點樣續領車牌？", "要幾多錢？"),
    "zh-Hans": ("怎样续领驾照？", "要多少钱？"),
}


@pytest.mark.parametrize("language", FOLLOW_UPS)
def test_a_question_stands_by_itself_with_the_turn_that_it_leans_on(database: Database, language: str) -> None:
    before, after = FOLLOW_UPS[language]
    ask(database, before, after, language=language)
    assert look(database) == [(f"{before}\n{after}", "unanswered")]


def test_small_talk_is_not_read_with_the_question(database: Database) -> None:
    ask(database, "Hello there", "And how much is it?", first=Status.DECLINED_GREETING)
    assert look(database) == [("And how much is it?", "unanswered")]


def test_of_two_questions_the_open_one_is_the_gap(database: Database) -> None:
    asked = ask(database, "What is the fee, and where may I park?", status=Status.ANSWERED_PARTIAL)
    trace_of(
        database,
        asked,
        [{"text": "What is the fee", "best": "td-fee"}, {"text": "where may I park", "best": None}],
        "td-fee",
    )
    assert look(database) == [("where may I park", "unanswered")]


CANARY = {
    "en": "My ID is A123456(3), mail a.chan@example.org or call 9123 4567: where may I park a camper van?",
    "zh-Hant": "我身份證係A123456(3)，電郵a.chan@example.org，電話91234567，露營車可以泊喺邊度？",
    "zh-Hans": "我的身份证是A123456(3)，邮箱a.chan@example.org，电话91234567，房车可以停在哪里？",
}


@pytest.mark.parametrize("language", CANARY)
def test_no_personal_data_gets_this_far(database: Database, language: str) -> None:
    ask(database, CANARY[language], language=language)
    ((text, _),) = look(database)
    assert not any(secret in text for secret in ("A123456", "91234567", "9123 4567", "a.chan"))


def test_a_question_is_the_department_s_that_was_named_or_is_nearest(database: Database) -> None:
    ask(database, PARKING["en"], department="HD")
    hand_over(
        database,
        ask(database, PARKING["zh-Hant"], department=None, status=Status.ANSWERED_APPROVED_TEXT),
        department="EPD",
    )
    ask(database, "The street lamp is dark", department=None)
    look(database)
    assert [item.department for item in items(database)][:2] == ["HD", "EPD"]
    assert items(database)[2].department == "HYD"  # What the triage classifier says of a dark lamp.
