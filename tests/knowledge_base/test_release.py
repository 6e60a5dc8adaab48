"""How does a version go live, and how is it stopped or brought back?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import pytest

from assistant.accounts.permissions import Actor, Role
from assistant.answering.knowledge import Query
from assistant.database import Database, today_here, utc_now
from assistant.errors import ArticleNotFound, InvalidInput, PermissionDenied, PublishBlocked, TransitionNotAllowed
from assistant.settings import load_settings
from knowledge_base import checks, release, review
from knowledge_base.knowledge_base import KnowledgeBase, open_knowledge_base
from knowledge_base.models import CheckKind, VersionState
from knowledge_base.versions import list_versions, pick
from tests.knowledge_base.desk.people import content, person, save

DAY = datetime.timedelta(days=1)
MEI, WING = person("mei"), person("wing", Role.PUBLISHER)


@pytest.fixture
def twice_live(database: Database) -> Database:
    """Version 1 was live, version 2 is."""
    save(database, content(), live=True)
    save(database, content(category="permits"), live=True)
    return database


@pytest.fixture
def approved(database: Database) -> Database:
    """Version 1 waits to be published, its checks passed."""
    version = save(database, content(), actor=MEI)
    with database.write() as session:
        review.submit(session, "td-fee", 1, actor=MEI)
        review.approve(session, "td-fee", 1, actor=WING)
        for kind in CheckKind:
            checks.keep_check(session, version, kind, passed=True, result={})
    return database


def states(database: Database) -> list[str]:
    """From version 1 on."""
    with database.read() as session:
        return [version.state for version in reversed(list_versions(session, "td-fee"))]


def test_what_was_withdrawn_in_error_is_restored(twice_live: Database):
    with twice_live.write() as session:
        release.withdraw(session, "td-fee", actor=WING, reason="wrong")
    assert states(twice_live) == ["superseded", "withdrawn"]
    with twice_live.write() as session:
        version = release.restore(session, "td-fee", 2, actor=WING, reason="right after all")
        assert version.ended_at is None
    assert states(twice_live) == ["superseded", "published"]


def test_the_version_before_a_bad_change_takes_its_place(twice_live: Database):
    with twice_live.write() as session:
        release.restore(session, "td-fee", 1, actor=WING, reason="the change was wrong")
    assert states(twice_live) == ["published", "superseded"]


def test_what_is_live_was_never_live_or_is_over_is_not_restored(twice_live: Database):
    save(twice_live, content(category="other"))
    save(twice_live, content("td-old", effective_until=today_here() - DAY), live=True)
    with twice_live.write() as session:
        release.withdraw(session, "td-old", actor=WING)
        for article_id, number in (("td-fee", 2), ("td-fee", 3), ("td-old", 1)):
            with pytest.raises(TransitionNotAllowed):
                release.restore(session, article_id, number, actor=WING)


def test_a_draft_that_was_superseded_before_it_was_live_is_not_restored(twice_live: Database):
    save(twice_live, content(category="other"))
    save(twice_live, content(category="another"))
    with twice_live.write() as session, pytest.raises(TransitionNotAllowed, match="never live"):
        release.restore(session, "td-fee", 3, actor=WING)


def test_a_last_day_can_be_set_and_taken_away(twice_live: Database):
    with twice_live.write() as session:
        assert release.expire(session, "td-fee", after=today_here(), actor=WING).state == "published"
        assert release.expire(session, "td-fee", after=None, actor=WING).expires_on is None


def test_a_past_last_day_ends_it_now(twice_live: Database):
    with twice_live.write() as session:
        version = release.expire(session, "td-fee", after=today_here() - DAY, actor=WING, reason="over")
    assert (version.state, version.ended_at is not None) == ("expired", True)
    with twice_live.write() as session, pytest.raises(ArticleNotFound):
        release.expire(session, "td-fee", after=None, actor=WING)


def test_an_expired_version_that_is_restored_has_no_last_day_left(twice_live: Database):
    with twice_live.write() as session:
        release.expire(session, "td-fee", after=today_here() - DAY, actor=WING)
        assert release.restore(session, "td-fee", 2, actor=WING).expires_on is None


def test_an_approved_version_is_scheduled_and_taken_off_again(approved: Database):
    at = utc_now() + DAY
    with approved.write() as session:
        assert release.schedule(session, "td-fee", 1, at=at, actor=WING).publish_on == at
        assert release.schedule(session, "td-fee", 1, at=None, actor=WING).publish_on is None
    assert states(approved) == ["approved"]


def test_a_time_that_is_past_is_no_schedule(approved: Database):
    with approved.write() as session, pytest.raises(InvalidInput) as refused:
        release.schedule(session, "td-fee", 1, at=utc_now() - DAY, actor=WING)
    assert refused.value.field == "at"


def test_what_a_check_stops_is_not_scheduled_nor_what_nobody_approved(approved: Database):
    with approved.write() as session:
        version = pick(list_versions(session, "td-fee"), 1)
        checks.keep_check(session, version, CheckKind.REPLAY, passed=False, result={"falls": 1})
        with pytest.raises(PublishBlocked):
            release.schedule(session, "td-fee", 1, at=utc_now() + DAY, actor=WING)
        review.send_back(session, "td-fee", 1, actor=WING, reason="see the replay")
        with pytest.raises(TransitionNotAllowed):
            release.schedule(session, "td-fee", 1, at=utc_now() + DAY, actor=WING)


def test_publishing_takes_the_schedule_away(approved: Database):
    with approved.write() as session:
        release.schedule(session, "td-fee", 1, at=utc_now() + DAY, actor=WING)
        assert release.publish(session, "td-fee", number=1, actor=WING).publish_on is None
    assert states(approved) == [VersionState.PUBLISHED]


@pytest.mark.parametrize("actor", [MEI, person("ho", Role.PUBLISHER, "HD")], ids=["editor", "other department"])
def test_only_a_publisher_of_the_department_does_any_of_it(twice_live: Database, actor: Actor):
    with twice_live.write() as session:
        for step in (
            lambda: release.restore(session, "td-fee", 1, actor=actor),
            lambda: release.expire(session, "td-fee", after=None, actor=actor),
            lambda: release.schedule(session, "td-fee", 2, at=None, actor=actor),
            lambda: release.withdraw(session, "td-fee", actor=actor),
        ):
            with pytest.raises(PermissionDenied):
                step()


@pytest.fixture
def knowledge(twice_live: Database) -> Iterator[KnowledgeBase]:
    found = open_knowledge_base(load_settings(_env_file=None, embedding="hash", index="exact"), twice_live)
    yield found
    found.close()


def test_a_searcher_follows_each_step_with_its_next_question(twice_live: Database, knowledge: KnowledgeBase):
    def version_found() -> int | None:
        hits = knowledge.search(Query("What is the fee?", "en")).hits
        return hits[0].version if hits else None

    seen = [version_found()]
    for step in (
        lambda session: release.withdraw(session, "td-fee", actor=WING),
        lambda session: release.restore(session, "td-fee", 2, actor=WING),
        lambda session: release.restore(session, "td-fee", 1, actor=WING),
        lambda session: release.expire(session, "td-fee", after=today_here() - DAY, actor=WING),
        lambda session: release.restore(session, "td-fee", 1, actor=WING),
    ):
        with twice_live.write() as session:
            step(session)
        seen.append(version_found())
    assert seen == [2, None, 2, 1, None, 1]
