"""Who says what about an article, and who settles it?"""

from __future__ import annotations

from typing import Any

import pytest

from assistant.accounts.permissions import Role
from assistant.database import Database
from assistant.errors import ArticleNotFound, InvalidInput, PermissionDenied
from knowledge_base.desk.comments import MAX_LENGTH, add_comment, list_comments, settle_comment
from tests.knowledge_base.desk.people import content, person, save

MEI, WING = person("mei"), person("wing", Role.PUBLISHER)


@pytest.fixture
def article(database: Database) -> Database:
    save(database, content())
    return database


def test_a_comment_stays_with_its_version_until_somebody_settles_it(article: Database):
    with article.write() as session:
        comment = add_comment(session, "td-fee", actor=MEI, text=" Per year?\u200b ", version=1, language="en")
        settle_comment(session, "td-fee", comment.id, actor=WING)
        settle_comment(session, "td-fee", comment.id, actor=MEI)
    with article.read() as session:
        [kept] = list_comments(session, "td-fee")
    assert (kept.text, kept.author, kept.version, kept.language, kept.settled_by) == (
        "Per year?",
        "mei",
        1,
        "en",
        "wing",
    )


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("text", {"text": "\u200b "}),
        ("text", {"text": "x" * (MAX_LENGTH + 1)}),
        ("language", {"language": "fr"}),
    ],
    ids=["nothing to see", "too long", "unknown language"],
)
def test_what_cannot_be_used_is_named(article: Database, field: str, change: dict[str, Any]):
    with article.write() as session, pytest.raises(InvalidInput) as refused:
        add_comment(session, "td-fee", actor=MEI, **{"text": "Why?", "version": 1, **change})
    assert refused.value.field == field


def test_only_the_department_comments(article: Database):
    with article.write() as session:
        comment = add_comment(session, "td-fee", actor=MEI, text="Why?", version=1)
        for stranger in (person("ho", Role.PUBLISHER, "HD"), person("ann", Role.AGENT)):
            with pytest.raises(PermissionDenied):
                add_comment(session, "td-fee", actor=stranger, text="Mine", version=1)
            with pytest.raises(PermissionDenied):
                settle_comment(session, "td-fee", comment.id, actor=stranger)


def test_what_is_not_there_is_not_found(article: Database):
    save(article, content("td-other"))
    with article.write() as session:
        comment = add_comment(session, "td-fee", actor=MEI, text="Why?", version=1)
        with pytest.raises(ArticleNotFound):
            add_comment(session, "td-fee", actor=MEI, text="Why?", version=2)
        with pytest.raises(ArticleNotFound):
            settle_comment(session, "td-other", comment.id, actor=MEI)
