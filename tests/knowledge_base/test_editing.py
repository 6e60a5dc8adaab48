"""How does an article's wording come to be, go live, and stop?"""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from assistant.accounts.permissions import CITIZEN, operator
from assistant.audit import AuditEvent
from assistant.database import Database
from assistant.errors import ArticleNotFound, PermissionDenied, TransitionNotAllowed
from knowledge_base import editing, release
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.models import ArticleVersion, PassageRow, content_of
from knowledge_base.register import count_live, find_article, list_articles, live_contents

FEE = ArticleContent(
    id="td-fee",
    department="TD",
    category="licence_permit_enquiry",
    text={
        "en": ArticleText("What is the fee?", "The fee is $5.", ("How much?",)),
        "zh-Hant": ArticleText("費用多少？", "費用為5元。"),
        "zh-Hans": ArticleText("费用多少？", "费用为5元。"),
    },
    tags=("fee",),
)
DEARER = replace(FEE, text={"en": ArticleText("What is the fee?", "The fee is $6.")})


def _publish(database: Database, content: ArticleContent) -> None:
    with database.write() as session:
        editing.save_version(session, content, actor=operator())
        release.publish(session, content.id, actor=operator())


def test_what_was_saved_is_what_is_read_back(database: Database):
    _publish(database, FEE)
    with database.read() as session:
        assert content_of(find_article(session, "td-fee")) == FEE


def test_a_draft_is_not_live(database: Database):
    with database.write() as session:
        version = editing.save_version(session, FEE, actor=operator())
    assert version is not None
    assert (version.number, version.state) == (1, "draft")
    with database.read() as session:
        assert count_live(session) == 0
        with pytest.raises(ArticleNotFound):
            find_article(session, "td-fee")


def test_saving_the_same_again_makes_no_version(database: Database):
    _publish(database, FEE)
    with database.write() as session:
        assert editing.save_version(session, FEE, actor=operator()) is None


def test_a_new_wording_supersedes_the_old_one_and_leaves_it_as_it_was(database: Database):
    _publish(database, FEE)
    _publish(database, DEARER)
    with database.read() as session:
        versions = session.scalars(select(ArticleVersion).order_by(ArticleVersion.number)).all()
        assert [(v.number, v.state) for v in versions] == [(1, "superseded"), (2, "published")]
        assert content_of(versions[0]) == FEE
        assert [c.text["en"].answer for c in live_contents(session)] == ["The fee is $6."]


def test_every_step_leaves_one_audit_row(database: Database):
    _publish(database, FEE)
    with database.write() as session:
        release.withdraw(session, "td-fee", actor=operator(), reason="wrong fee")
    with database.read() as session:
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        assert [event.action for event in events] == ["article.version.save", "article.publish", "article.withdraw"]
        assert events[-1].detail == {"version": 1, "reason": "wrong fee"}


def test_what_is_withdrawn_can_be_published_again(database: Database):
    _publish(database, FEE)
    with database.write() as session:
        release.withdraw(session, "td-fee", actor=operator())
    with database.read() as session:
        assert count_live(session) == 0
    with database.write() as session:
        release.publish(session, "td-fee", actor=operator())
    with database.read() as session:
        assert count_live(session) == 1
        # 1 question + 1 variant + 3 answers + 2 questions, written once although it was published twice.
        assert session.scalar(select(func.count(PassageRow.id))) == 7


def test_a_live_version_cannot_be_published_again(database: Database):
    _publish(database, FEE)
    with database.write() as session, pytest.raises(TransitionNotAllowed):
        release.publish(session, "td-fee", actor=operator())


def test_unknown_articles_are_named(database: Database):
    with database.write() as session:
        with pytest.raises(ArticleNotFound, match="td-none"):
            release.publish(session, "td-none", actor=operator())
        with pytest.raises(ArticleNotFound, match="td-none"):
            release.withdraw(session, "td-none", actor=operator())


def test_a_citizen_may_change_nothing(database: Database):
    with database.write() as session:
        with pytest.raises(PermissionDenied):
            editing.save_version(session, FEE, actor=CITIZEN)
        with pytest.raises(PermissionDenied):
            release.publish(session, "td-fee", actor=CITIZEN)
        with pytest.raises(PermissionDenied):
            release.withdraw(session, "td-fee", actor=CITIZEN)


def test_lists_go_on_behind_the_last_id_and_keep_to_a_department(database: Database):
    for number in range(5):
        department = "TD" if number % 2 else "HD"
        _publish(database, replace(FEE, id=f"a-{number}", department=department))
    with database.read() as session:
        assert [v.article_id for v in list_articles(session, limit=2)] == ["a-0", "a-1"]
        assert [v.article_id for v in list_articles(session, after="a-1", limit=2)] == ["a-2", "a-3"]
        assert [v.article_id for v in list_articles(session, department="TD")] == ["a-1", "a-3"]
