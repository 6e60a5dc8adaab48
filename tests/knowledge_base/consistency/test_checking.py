"""What contradicts what was saved or published, and who has said why?"""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role
from assistant.audit import AuditEvent
from assistant.database import Database
from assistant.errors import ArticleNotFound, InvalidInput, PermissionDenied
from knowledge_base import editing
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.consistency.checking import ConflictCheck
from knowledge_base.consistency.conflicts import list_conflicts, list_open, settle

LICENCE = ArticleContent(
    "fehd-dance", "FEHD", {"en": ArticleText("What does a dance licence cost?", "A dance licence costs $380.")}
)
PARTY = ArticleContent(
    "hkpf-party", "HKPF", {"en": ArticleText("What does a dance party need?", "A dance licence, which costs $830.")}
)
AGREEING = replace(
    PARTY, text={"en": ArticleText("What does a dance party need?", "A dance licence, which costs $380.")}
)
DEARER = replace(PARTY, text={"en": ArticleText("What does a dance party need?", "A dance licence, which costs $840.")})


def editor(department: str) -> Actor:
    return Actor(f"{department}-editor", ROLE_PERMISSIONS[Role.EDITOR], frozenset({department}))


def save(database: Database, content: ArticleContent, *, base: int = 0) -> None:
    with database.write() as session:
        editing.save_version(session, content, actor=editor(content.department), base=base)


@pytest.fixture
def found(database: Database) -> tuple[Database, ConflictCheck]:
    """Two drafts that contradict each other, and a check that has seen them."""
    save(database, LICENCE)
    save(database, PARTY)
    check = ConflictCheck(database)
    assert check.check() == 1
    return database, check


@pytest.mark.promise("M6")
def test_what_is_saved_is_compared_and_both_sides_see_it(found: tuple[Database, ConflictCheck]):
    database, check = found
    with database.read() as session:
        for department in ("FEHD", "HKPF"):
            (conflict,) = list_open(session, departments=[department])
            assert (conflict.kind, conflict.fact_a, conflict.fact_b) == ("fee", "$380", "$830")
        assert list_open(session, departments=["TD"]) == []
    assert check.check() == 0


def test_a_contradiction_goes_when_the_text_is_mended(found: tuple[Database, ConflictCheck]):
    database, check = found
    save(database, AGREEING, base=1)
    check.check()
    with database.read() as session:
        assert list_open(session) == []


def test_what_is_settled_stays_settled_until_one_text_changes(found: tuple[Database, ConflictCheck]):
    database, check = found
    with database.write() as session:
        settle(session, list_open(session)[0].id, reason="Another licence.", actor=editor("HKPF"))
    assert ConflictCheck(database).check() == 0
    with database.read() as session:
        assert list_open(session) == []
        (settled,) = list_conflicts(session, departments=None, settled=True)
        assert (settled.reason, settled.settled_by) == ("Another licence.", "HKPF-editor")
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "article.contradiction.settle")).one()
        assert event.subject == "fehd-dance"
    save(database, DEARER, base=1)
    assert check.check() == 1
    with database.read() as session:
        assert [conflict.fact_b for conflict in list_open(session)] == ["$840"]


def test_only_the_departments_of_either_side_may_settle(found: tuple[Database, ConflictCheck]):
    database, _ = found
    with database.write() as session, pytest.raises(PermissionDenied):
        settle(session, list_open(session)[0].id, reason="So be it.", actor=editor("TD"))
    with database.write() as session, pytest.raises(InvalidInput):
        settle(session, list_open(session)[0].id, reason=" ", actor=editor("FEHD"))
    with database.write() as session, pytest.raises(ArticleNotFound):
        settle(session, 999, reason="So be it.", actor=editor("FEHD"))
