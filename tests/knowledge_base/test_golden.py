"""Who keeps the questions that must go right, and which of them are refused?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role
from assistant.audit import AuditEvent
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.errors import GoldenQuestionNotFound, InvalidInput, PermissionDenied
from knowledge_base import golden
from knowledge_base.golden import Golden
from knowledge_base.models import GoldenQuestion
from tests.knowledge_base.test_knowledge_base import RENEW, _publish

EDITOR = Actor("mei", ROLE_PERMISSIONS[Role.EDITOR], frozenset({"TD"}))
CATALOGUE = load_catalogue()
FEES = {
    "en": Golden("TD", "en", "What does a new licence cost?", "td-renew"),
    "zh-Hant": Golden("TD", "zh-Hant", "換領車牌幾多錢？", "td-renew"),
    "zh-Hans": Golden("TD", "zh-Hans", "换领驾照多少钱？", "td-renew"),
}
FEE = FEES["en"]


@pytest.fixture
def add(database: Database) -> Callable[..., GoldenQuestion]:
    _publish(database, RENEW)

    def add(question: Golden, actor: Actor = EDITOR) -> GoldenQuestion:
        with database.write() as session:
            return golden.add_golden(session, question, actor=actor, catalogue=CATALOGUE)

    return add


def listed(database: Database, **wanted: Any) -> list[str]:
    with database.read() as session:
        return [row.question for row in golden.list_golden(session, **wanted)]


def test_questions_are_kept_in_every_language_and_found_again(database: Database, add: Callable[..., GoldenQuestion]):
    for question in FEES.values():
        add(question)
    assert listed(database) == [question.question for question in FEES.values()]
    assert listed(database, language="zh-Hans") == ["换领驾照多少钱？"]
    assert listed(database, q="車牌") == ["換領車牌幾多錢？"]
    assert listed(database, q="td-renew", limit=1) == [FEE.question]
    assert listed(database, department="HD") == []


def test_a_question_that_only_a_person_may_answer_names_no_article(add: Callable[..., GoldenQuestion]):
    assert add(Golden("TD", "en", "May I talk to somebody?")).article_id is None


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"question": " "}, "question"),
        ({"question": "x" * 1001}, "question"),
        ({"question": "My number is 9123 4567, what does it cost?"}, "question"),
        ({"language": "fr"}, "language"),
        ({"article_id": "td-nothing"}, "article_id"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_its_field(add: Callable[..., GoldenQuestion], wrong: Any, field: str):
    with pytest.raises(InvalidInput) as refused:
        add(replace(FEE, **wrong))
    assert refused.value.field == field


def test_a_department_that_nobody_knows_is_refused(add: Callable[..., GoldenQuestion]):
    everybody = replace(EDITOR, departments=frozenset({"*"}))
    with pytest.raises(InvalidInput) as refused:
        add(replace(FEE, department="XX"), everybody)
    assert refused.value.field == "department"


@pytest.mark.parametrize("language", FEES)
def test_the_same_question_is_not_kept_twice(add: Callable[..., GoldenQuestion], language: str):
    add(FEES[language])
    with pytest.raises(InvalidInput) as refused:
        add(replace(FEES[language], question=f" {FEES[language].question.upper()} ", article_id=None))
    assert refused.value.field == "question"


def test_a_question_may_be_changed_to_what_it_says(database: Database, add: Callable[..., GoldenQuestion]):
    kept = add(FEE)
    with database.write() as session:
        golden.change_golden(session, kept.id, replace(FEE, article_id=None), actor=EDITOR, catalogue=CATALOGUE)
    with database.read() as session:
        assert golden.list_golden(session)[0].article_id is None


def test_what_is_removed_is_gone(database: Database, add: Callable[..., GoldenQuestion]):
    kept = add(FEE)
    with database.write() as session:
        golden.remove_golden(session, kept.id, actor=EDITOR)
        with pytest.raises(GoldenQuestionNotFound):
            golden.remove_golden(session, kept.id, actor=EDITOR)
    assert listed(database) == []


def test_another_department_keeps_its_hands_off(database: Database, add: Callable[..., GoldenQuestion]):
    kept, stranger = add(FEE), replace(EDITOR, departments=frozenset({"HD"}))
    with pytest.raises(PermissionDenied):
        add(replace(FEE, question="Another?"), stranger)
    with database.write() as session:
        with pytest.raises(PermissionDenied):
            golden.remove_golden(session, kept.id, actor=stranger)
        with pytest.raises(PermissionDenied):
            golden.change_golden(session, kept.id, replace(FEE, department="HD"), actor=stranger, catalogue=CATALOGUE)


def test_the_audit_tells_who_and_which_and_no_words(database: Database, add: Callable[..., GoldenQuestion]):
    kept = add(FEE)
    with database.read() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "golden.add")).one()
    assert (event.actor, event.subject, event.detail) == ("mei", f"golden:{kept.id}", {"article": "td-renew"})
