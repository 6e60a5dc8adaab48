"""What stops a version on its way to the public, and who may let it through?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role, operator
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.errors import PublishBlocked
from knowledge_base import editing, golden, release, review
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.embeddings import HashEmbedding
from knowledge_base.gates import check_due, run_gates
from knowledge_base.golden import Golden
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.models import CheckKind, VersionCheck
from knowledge_base.passage_index import ExactIndex
from knowledge_base.register import find_article
from knowledge_base.versions import list_versions, pick
from tests.knowledge_base.test_knowledge_base import DOG, POOL, RENEW, _publish

EDITOR = Actor("mei", ROLE_PERMISSIONS[Role.EDITOR], frozenset({"TD"}), user_id="mei")
PUBLISHER = Actor("wing", ROLE_PERMISSIONS[Role.PUBLISHER], frozenset({"TD"}), user_id="wing")
TITLES = {language: text.question for language, text in RENEW.text.items()}
THIEF = ArticleContent(
    "td-thief",
    "TD",
    {language: ArticleText(f"{title} ", "Ask at any counter.", (title,)) for language, title in TITLES.items()},
)
"""Asks word for word what another article answers, in each language."""
HARMLESS = ArticleContent(
    "td-plate",
    "TD",
    {
        "en": ArticleText("How do I choose a number plate?", "Plates are sold at auction on Sundays."),
        "zh-Hant": ArticleText("如何挑選車輛登記號碼？", "號碼於星期日拍賣。"),
        "zh-Hans": ArticleText("如何挑选车辆登记号码？", "号码于星期日拍卖。"),
    },
)


@pytest.fixture
def knowledge(database: Database) -> KnowledgeBase:
    """Three live articles, and what the first must go on answering in each language."""
    embedding = HashEmbedding()
    _publish(database, RENEW, DOG, POOL)
    with database.write() as session:
        for language, title in TITLES.items():
            asked = Golden("TD", language, title, "td-renew")
            golden.add_golden(session, asked, actor=operator(), catalogue=load_catalogue())
    return KnowledgeBase(database, embedding, make_index=lambda _: ExactIndex(embedding.dimensions))


def approve(database: Database, content: ArticleContent) -> int:
    with database.write() as session:
        version = editing.save_version(session, content, actor=EDITOR)
        assert version is not None
        review.submit(session, content.id, version.number, actor=EDITOR)
        review.approve(session, content.id, version.number, actor=PUBLISHER)
        return version.number


def checks_of(database: Database, article_id: str, number: int) -> dict[str, VersionCheck]:
    with database.read() as session:
        version = pick(list_versions(session, article_id), number)
        rows = session.scalars(select(VersionCheck).where(VersionCheck.version_id == version.id))
        return {row.kind: row for row in rows}


def publish(database: Database, content: ArticleContent, number: int) -> None:
    with database.write() as session:
        release.publish(session, content.id, actor=PUBLISHER, number=number)


def test_a_draft_that_takes_nothing_away_goes_live(database: Database, knowledge: KnowledgeBase):
    number = approve(database, HARMLESS)
    run_gates(database, knowledge, HARMLESS.id, number)
    assert {kind: check.passed for kind, check in checks_of(database, HARMLESS.id, number).items()} == {
        "parity": True,
        "replay": True,
    }
    publish(database, HARMLESS, number)


@pytest.mark.promise("M8")
def test_a_draft_that_steals_a_golden_question_is_blocked_until_a_publisher_says_why(
    database: Database, knowledge: KnowledgeBase
):
    number = approve(database, THIEF)
    run_gates(database, knowledge, THIEF.id, number)
    with pytest.raises(PublishBlocked) as blocked:
        publish(database, THIEF, number)
    assert blocked.value.checks == ("replay",)
    result = checks_of(database, THIEF.id, number)["replay"].result
    assert {group["language"]: group["falls"] for group in result["golden"]["by_group"]} == dict.fromkeys(TITLES, True)
    assert {change["live"]["article_id"] for change in result["changes"]} == {"td-renew"}
    with database.write() as session:
        review.explain(session, THIEF.id, number, CheckKind.REPLAY, actor=PUBLISHER, reason="it replaces the old one")
    publish(database, THIEF, number)
    with database.read() as session:
        assert find_article(session, THIEF.id).number == number


def test_languages_that_differ_block_too(database: Database, knowledge: KnowledgeBase):
    dearer = HARMLESS.text | {"en": ArticleText("How do I choose a number plate?", "A plate is $700.")}
    number = approve(database, replace(HARMLESS, text=dearer))
    run_gates(database, knowledge, HARMLESS.id, number)
    check = checks_of(database, HARMLESS.id, number)["parity"]
    assert not check.passed
    assert set(check.result["differences"][0]) == {"kind", "language", "other", "fact", "other_fact"}


def test_a_check_that_stands_is_not_made_again(database: Database, knowledge: KnowledgeBase):
    number = approve(database, HARMLESS)
    run_gates(database, knowledge, HARMLESS.id, number)
    made = checks_of(database, HARMLESS.id, number)["replay"].checked_at
    run_gates(database, knowledge, HARMLESS.id, number)
    assert checks_of(database, HARMLESS.id, number)["replay"].checked_at == made


def changed_knowledge(database: Database) -> None:
    _publish(database, replace(POOL, text={"en": ArticleText("What does swimming cost?", "A ticket is $18.")}))


def changed_golden_set(database: Database) -> None:
    with database.write() as session:
        asked = Golden("TD", "en", "Renew a licence?", "td-renew")
        golden.add_golden(session, asked, actor=operator(), catalogue=load_catalogue())


@pytest.mark.parametrize("change", [changed_knowledge, changed_golden_set])
def test_a_check_is_made_again_when_what_it_was_made_from_has_changed(
    database: Database, knowledge: KnowledgeBase, change: Any
):
    number = approve(database, HARMLESS)
    run_gates(database, knowledge, HARMLESS.id, number)
    before = checks_of(database, HARMLESS.id, number)["replay"]
    change(database)
    run_gates(database, knowledge, HARMLESS.id, number)
    after = checks_of(database, HARMLESS.id, number)["replay"]
    assert before.result["made_from"] != after.result["made_from"]


def test_a_reason_holds_while_the_same_questions_are_lost(database: Database, knowledge: KnowledgeBase):
    number = approve(database, THIEF)
    run_gates(database, knowledge, THIEF.id, number)
    with database.write() as session:
        review.explain(session, THIEF.id, number, CheckKind.REPLAY, actor=PUBLISHER, reason="wanted")
    changed_knowledge(database)
    run_gates(database, knowledge, THIEF.id, number)
    assert checks_of(database, THIEF.id, number)["replay"].reason == "wanted"
    with database.write() as session:
        golden.remove_golden(session, golden.list_golden(session)[0].id, actor=EDITOR)
    run_gates(database, knowledge, THIEF.id, number)
    assert checks_of(database, THIEF.id, number)["replay"].reason is None


def test_the_worker_checks_what_waits_for_a_second_person(database: Database, knowledge: KnowledgeBase):
    with database.write() as session:
        editing.save_version(session, HARMLESS, actor=EDITOR)
    assert check_due(database, lambda: knowledge) == 0  # A draft is nobody's business yet.
    with database.write() as session:
        review.submit(session, HARMLESS.id, 1, actor=EDITOR)
    assert check_due(database, lambda: knowledge) == 1
    assert check_due(database, lambda: knowledge) == 0
    changed_knowledge(database)
    assert check_due(database, lambda: knowledge) == 1
