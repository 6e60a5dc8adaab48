"""Are the owner's numbers those of a hand-made week?"""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from sqlalchemy import update

from assistant.accounts.permissions import CITIZEN, Role
from assistant.answering.answer import Status
from assistant.conversations import history
from assistant.conversations.models import AnswerRecord, Message
from assistant.database import Database, today_here, utc_now
from assistant.errors import PermissionDenied
from knowledge_base.numbers.articles import list_article_numbers, list_questions
from knowledge_base.numbers.departments import list_day_numbers, list_department_numbers
from tests.knowledge_base.asked import FEE, ask, person, publish

EDITOR = person("mei", Role.EDITOR)
EVERYWHERE = person("kit", Role.EDITOR, "*")
FORM = replace(FEE, id="td-form", review_by=datetime.date(2020, 1, 1))
RENT = replace(FEE, id="hd-rent", department="HD")


def move(database: Database, answer: AnswerRecord, days: int) -> None:
    """The answer was given so many days earlier."""
    with database.write() as session:
        earlier = utc_now() - datetime.timedelta(days=days)
        session.execute(update(Message).where(Message.id == answer.message_id).values(created_at=earlier))


@pytest.fixture
def week(database: Database) -> Database:
    """Two articles of TD and one of HD; nine questions, of which one was asked forty days ago."""
    fee, form, rent = publish(database), publish(database, FORM), publish(database, RENT)
    ask(database, fee, helpful=True)
    ask(database, fee, form, helpful=False, question="My number is 9123 4567, and the fee?")
    ask(database, form, person=True)
    ask(database, status=Status.HANDOFF_MISSING_KNOWLEDGE)
    ask(database, status=Status.CLARIFY_NEIGHBOURS)
    ask(database, status=Status.DECLINED_GREETING, department=None)
    ask(database, rent, department="HD")
    ask(database, status=Status.HANDOFF_MISSING_KNOWLEDGE, department=None)
    move(database, ask(database, fee), 40)
    return database


def test_each_article_knows_what_came_of_it(week: Database) -> None:
    with week.read() as session:
        numbers = {n.article_id: n for n in list_article_numbers(session, actor=EDITOR, days=7)}
    assert list(numbers) == ["td-fee", "td-form"]
    fee, form = numbers["td-fee"], numbers["td-form"]
    assert (fee.shown, fee.wins, fee.helpful, fee.not_helpful, fee.to_person) == (2, 2, 1, 1, 0)
    assert (form.shown, form.wins, form.helpful, form.not_helpful, form.to_person) == (2, 1, 0, 1, 1)
    assert (fee.review_due, form.review_due) == (False, True)
    assert fee.last_asked is not None


def test_an_article_that_nobody_was_shown_is_there_too(database: Database) -> None:
    publish(database)
    with database.read() as session:
        [numbers] = list_article_numbers(session, actor=EDITOR, days=7, language="zh-Hant")
    assert (numbers.title, numbers.shown, numbers.last_asked) == ("費用多少？", 0, None)


def test_the_last_opinion_counts(database: Database) -> None:
    answer = ask(database, publish(database), helpful=False)
    with database.write() as session:
        conversation = session.get_one(Message, answer.message_id).conversation_id
        history.add_feedback(session, history.lock_conversation(session, conversation), answer.id, helpful=True)
    with database.read() as session:
        [numbers] = list_article_numbers(session, actor=EDITOR, days=7)
    assert (numbers.helpful, numbers.not_helpful) == (1, 0)


def test_each_department_knows_its_coverage_what_is_stale_and_its_gaps(week: Database) -> None:
    with week.read() as session:
        unknown, hd, td = list_department_numbers(session, actor=EVERYWHERE, days=7)
    assert (td.code, td.live, td.stale, td.asked, td.answered, td.gaps) == ("TD", 2, 1, 5, 3, 1)
    assert (td.coverage, td.stale_share) == (0.6, 0.5)
    assert (hd.code, hd.coverage, hd.gaps) == ("HD", 1.0, 0)
    assert (unknown.code, unknown.asked, unknown.coverage, unknown.stale_share) == (None, 1, 0.0, None)


def test_every_day_of_the_span_is_there(week: Database) -> None:
    with week.read() as session:
        days = list_day_numbers(session, actor=EVERYWHERE, days=60)
        of_form = list_day_numbers(session, actor=EVERYWHERE, days=60, article_id="td-form")
    assert len(days) == 60
    assert (days[-1].day, days[-1].asked, days[-1].answered, days[-1].to_person) == (today_here(), 7, 4, 1)
    assert sum(day.asked for day in days) == 8
    assert sum(day.asked for day in of_form) == 2


def test_the_questions_of_an_article_are_without_personal_data(week: Database) -> None:
    with week.read() as session:
        questions = list_questions(session, "td-form", actor=EDITOR, days=7)
    assert [(q.first, q.helpful) for q in questions] == [(True, None), (False, False)]
    assert "9123" not in questions[1].text


def test_a_department_sees_its_own(week: Database) -> None:
    with week.read() as session:
        assert {n.department for n in list_article_numbers(session, actor=EDITOR, days=7)} == {"TD"}
        assert [n.code for n in list_department_numbers(session, actor=EDITOR, days=7)] == ["TD"]
        with pytest.raises(PermissionDenied):
            list_article_numbers(session, actor=CITIZEN, days=7)
