"""What does somebody at the desk find?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import event

from assistant.accounts.permissions import Actor, Role, operator
from assistant.database import Database, today_here
from assistant.errors import PermissionDenied
from knowledge_base import checks, release, review
from knowledge_base.article import ArticleText, Audience
from knowledge_base.desk.article_list import CheckResult, Filters, Review, find_articles
from knowledge_base.desk.comments import add_comment
from knowledge_base.models import Article, CheckKind, VersionState
from tests.knowledge_base.desk.people import content, person, save

DAY = datetime.timedelta(days=1)
MEI = person("mei")


def found(database: Database, actor: Actor = MEI, **filters: Any) -> list[str]:
    with database.read() as session:
        return [one.version.article_id for one in find_articles(session, Filters(**filters), actor=actor).articles]


@pytest.fixture
def articles(database: Database) -> Database:
    """TD: a live one with a newer draft, a draft; HD: a live one with a newer draft, a draft."""
    for department in ("TD", "HD"):
        name = department.lower()
        save(database, content(f"{name}-live", department), live=True)
        save(database, content(f"{name}-live", department, text={"en": ArticleText("Newer?", "Newer.")}))
        save(database, content(f"{name}-draft", department, category="permits", audience=Audience.INTERNAL))
    return database


def test_drafts_are_listed_for_ones_own_department_and_what_is_live_for_every_one(articles: Database):
    with articles.read() as session:
        rows = find_articles(session, Filters(), actor=MEI).articles
    assert [(row.version.article_id, row.version.number, row.version.state) for row in rows] == [
        ("hd-live", 1, "published"),
        ("td-draft", 1, "draft"),
        ("td-live", 2, "draft"),
    ]
    assert [(row.newest_number, row.live_number) for row in rows] == [(2, 1), (1, None), (2, 1)]
    assert found(articles, person("ho", Role.EDITOR, "*")) == ["hd-draft", "hd-live", "td-draft", "td-live"]


def test_an_agent_finds_nothing_at_the_desk(articles: Database):
    with pytest.raises(PermissionDenied):
        found(articles, person("ann", Role.AGENT))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"department": "HD"}, ["hd-live"]),
        ({"category": "permits"}, ["td-draft"]),
        ({"audience": "internal"}, ["td-draft"]),
        ({"origin": "gap"}, []),
        ({"state": VersionState.DRAFT}, ["td-draft", "td-live"]),
        ({"state": VersionState.PUBLISHED}, ["hd-live", "td-live"]),
        ({"language": "zh-Hant"}, ["hd-live", "td-draft"]),
        ({"missing": "zh-Hant"}, ["td-live"]),
        ({"words": "FEE $5"}, ["hd-live", "td-draft"]),
        ({"words": "fee nothing"}, []),
        ({"words": "費用"}, ["hd-live", "td-draft"]),
        ({"words": "费用"}, ["hd-live", "td-draft"]),
        ({"words": "td-d"}, ["td-draft"]),
        ({"words": "100%_"}, []),
    ],
)
def test_the_list_is_narrowed(articles: Database, filters: dict[str, Any], expected: list[str]):
    assert found(articles, **filters) == expected


def test_an_owner_finds_their_own_and_what_is_due_for_review(database: Database):
    today = today_here()
    for name, review_by in (("past", today), ("soon", today + 14 * DAY), ("later", today + 15 * DAY), ("never", None)):
        save(database, content(name, review_by=review_by), live=True)
    save(database, content("not-live", review_by=today))
    with database.write() as session:
        session.get_one(Article, "past").owner = "mei"
    assert found(database, owner="mei") == ["past"]
    assert found(database, review=Review.DUE) == ["past"]
    assert found(database, review=Review.SOON) == ["soon"]


def test_each_state_is_counted_whatever_is_searched(articles: Database):
    with articles.write() as session:
        review.submit(session, "td-draft", 1, actor=MEI)
        release.withdraw(session, "hd-live", actor=operator())
    with articles.read() as session:
        counts = find_articles(session, Filters(words="nothing"), actor=MEI).counts
        of_all = find_articles(session, Filters(), actor=operator()).counts
    assert counts == {
        "draft": 1,
        "in_review": 1,
        "approved": 0,
        "published": 1,
        "withdrawn": 0,
        "expired": 0,
        "review_due": 0,
        "mine": 0,
    }
    assert (of_all["draft"], of_all["published"]) == (3, 1)


def test_a_row_tells_its_checks_its_comments_and_its_titles(articles: Database):
    with articles.write() as session:
        version = find_articles(session, Filters(words="td-draft"), actor=MEI).articles[0].version
        checks.keep_check(session, version, CheckKind.PARITY, passed=False, result={})
        add_comment(session, "td-draft", actor=MEI, text="Which form?", version=1)
    with articles.read() as session:
        [row] = find_articles(session, Filters(words="td-draft"), actor=MEI).articles
    assert row.checks == {"parity": CheckResult.FAILED, "replay": CheckResult.MISSING}
    assert (row.open_comments, row.titles) == (1, {"en": "What is the fee?", "zh-Hant": "費用多少？"})


def test_after_an_older_one_was_restored_that_one_is_shown(database: Database):
    save(database, content(), live=True)
    save(database, content(category="other"), live=True)
    with database.write() as session:
        release.restore(session, "td-fee", 1, actor=operator(), reason="better")
    with database.read() as session:
        [row] = find_articles(session, Filters(), actor=MEI).articles
    assert (row.version.number, row.newest_number, row.live_number) == (1, 2, 1)


def test_pages_follow_each_other_and_take_the_same_few_statements_however_long(sqlite_database: Database):
    for number in range(25):
        save(sqlite_database, content(f"td-{number:02}"), live=number % 2 == 0)
    statements: list[str] = []
    event.listen(sqlite_database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    taken, read, after = [], [], ""
    for limit in (1, 20, 20):
        statements.clear()
        with sqlite_database.read() as session:
            page = find_articles(session, Filters(), actor=MEI, after=after, limit=limit)
        taken.append(len([one for one in statements if one.startswith("SELECT")]))
        read += [row.version.article_id for row in page.articles]
        after = page.next or ""
    assert read == [f"td-{number:02}" for number in range(25)]
    assert page.next is None
    assert taken == [5, 5, 5]
