"""Does what has a date happen on it, once, and by nobody's hand?"""

from __future__ import annotations

import datetime
import threading

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import Role
from assistant.audit import AuditEvent
from assistant.database import Database, today_here, utc_now
from knowledge_base import checks, release, review
from knowledge_base.desk.due import expire_due, publish_due
from knowledge_base.models import ArticleVersion, CheckKind
from knowledge_base.versions import list_versions, pick
from tests.knowledge_base.desk.people import content, person, save

DAY = datetime.timedelta(days=1)
MEI, WING = person("mei"), person("wing", Role.PUBLISHER)


def leave_checks(_article_id: str, _number: int) -> None:
    """The tests make the checks by hand."""


def schedule(database: Database, article_id: str, at: datetime.datetime) -> None:
    """An approved version that is to go live at `at`, which may be past already."""
    version = save(database, content(article_id), actor=MEI)
    with database.write() as session:
        review.submit(session, article_id, 1, actor=MEI)
        review.approve(session, article_id, 1, actor=WING)
        for kind in CheckKind:
            checks.keep_check(session, version, kind, passed=True, result={})
        release.schedule(session, article_id, 1, at=utc_now() + DAY, actor=WING)
        pick(list_versions(session, article_id), 1).publish_on = at


def state_of(database: Database, article_id: str) -> str:
    with database.read() as session:
        return pick(list_versions(session, article_id), None).state


def events(database: Database, action: str) -> list[str]:
    with database.read() as session:
        query = select(AuditEvent.subject).where(AuditEvent.action == action, AuditEvent.actor == "service")
        return sorted(session.scalars(query))


def test_an_approved_version_goes_live_at_its_time_and_not_before(database: Database):
    schedule(database, "td-now", utc_now())
    schedule(database, "td-later", utc_now() + DAY)
    assert publish_due(database, leave_checks) == 1
    assert (state_of(database, "td-now"), state_of(database, "td-later")) == ("published", "approved")
    assert publish_due(database, leave_checks) == 0
    assert events(database, "article.publish") == ["td-now"]


def test_what_a_check_stops_waits_and_holds_up_nothing_else(database: Database):
    schedule(database, "td-a", utc_now() - DAY)
    schedule(database, "td-b", utc_now())
    with database.write() as session:
        version = pick(list_versions(session, "td-a"), 1)
        checks.keep_check(session, version, CheckKind.PARITY, passed=False, result={"found": 1})
    assert publish_due(database, leave_checks) == 1
    assert (state_of(database, "td-a"), state_of(database, "td-b")) == ("approved", "published")
    with database.write() as session:
        review.explain(session, "td-a", 1, CheckKind.PARITY, actor=MEI, reason="the form has another number")
    assert publish_due(database, leave_checks) == 1


@pytest.mark.promise("T24")
def test_a_scheduled_text_that_was_altered_past_the_desk_never_goes_live(database: Database):
    schedule(database, "td-fee", utc_now())
    with database.write() as session:
        pick(list_versions(session, "td-fee"), 1).texts[0].answer = "The fee is $500."
    assert publish_due(database, leave_checks) == 0
    assert state_of(database, "td-fee") == "approved"


def test_an_edit_after_the_approval_leaves_the_schedule_of_what_was_approved(database: Database):
    schedule(database, "td-fee", utc_now())
    save(database, content(category="permits"), actor=MEI)
    assert publish_due(database, leave_checks) == 1
    with database.read() as session:
        assert [version.state for version in list_versions(session, "td-fee")] == ["draft", "published"]


def test_a_live_version_ends_after_its_last_day(database: Database):
    today = today_here()
    save(database, content("td-yesterday", effective_until=today - DAY), live=True)
    save(database, content("td-today", effective_until=today), live=True)
    save(database, content("td-set"), live=True)
    with database.write() as session:
        session.scalars(select(ArticleVersion).where(ArticleVersion.article_id == "td-set")).one().expires_on = (
            today - DAY
        )
    assert expire_due(database) == 2
    assert [state_of(database, f"td-{name}") for name in ("yesterday", "set", "today")] == [
        "expired",
        "expired",
        "published",
    ]
    assert expire_due(database) == 0
    assert events(database, "article.expire") == ["td-set", "td-yesterday"]


def test_of_many_workers_one_does_it(database: Database):
    for number in range(6):
        schedule(database, f"td-{number}", utc_now())
    done: list[int] = []
    threads = [threading.Thread(target=lambda: done.append(publish_due(database, leave_checks))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(done) == 6
    assert events(database, "article.publish") == [f"td-{number}" for number in range(6)]
