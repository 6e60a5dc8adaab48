"""What waits for whom at the desk?"""

from __future__ import annotations

import datetime

from assistant.accounts.permissions import Actor, Role, operator
from assistant.database import Database, today_here, utc_now
from knowledge_base import checks, release, review
from knowledge_base.desk.attention import SOURCES, list_attention
from knowledge_base.desk.comments import add_comment, settle_comment
from knowledge_base.models import CheckKind
from knowledge_base.versions import list_versions, pick
from tests.knowledge_base.desk.people import content, person, save

DAY = datetime.timedelta(days=1)
MEI, WING = person("mei"), person("wing", Role.PUBLISHER)


def waiting(database: Database, actor: Actor = MEI) -> list[tuple[str, str]]:
    with database.read() as session:
        items = list_attention(session, actor=actor, sources=SOURCES)
    return [(item.kind.value, item.article_id) for item in items]


def note_of(database: Database, article_id: str) -> str:
    with database.read() as session:
        items = list_attention(session, actor=MEI, sources=SOURCES)
    return next(item.note for item in items if item.article_id == article_id)


def test_dates_of_live_articles_are_told_two_weeks_ahead(database: Database):
    today = today_here()
    save(database, content("due", review_by=today), live=True)
    save(database, content("soon", review_by=today + 14 * DAY), live=True)
    save(database, content("later", review_by=today + 15 * DAY), live=True)
    save(database, content("draft", review_by=today))
    save(database, content("ending", effective_until=today), live=True)
    save(database, content("ended", effective_until=today - DAY), live=True)
    save(database, content("hd", "HD", review_by=today), live=True)
    expected = [("expired", "ended"), ("review_due", "due"), ("expiring", "ending"), ("review_soon", "soon")]
    assert waiting(database) == expected
    assert waiting(database, operator()) == [*expected[:2], ("review_due", "hd"), *expected[2:]]


def test_an_article_that_expired_waits_until_it_is_renewed(database: Database):
    save(database, content(), live=True)
    with database.write() as session:
        release.expire(session, "td-fee", after=today_here() - DAY, actor=WING)
    assert waiting(database) == [("expired", "td-fee")]
    save(database, content(category="permits"))
    assert waiting(database) == []


def test_a_draft_waits_for_an_approval_and_then_for_its_day(database: Database):
    version = save(database, content(), actor=MEI)
    with database.write() as session:
        review.submit(session, "td-fee", 1, actor=MEI)
    assert waiting(database) == [("in_review", "td-fee")]
    with database.write() as session:
        review.approve(session, "td-fee", 1, actor=WING)
        for kind in CheckKind:
            checks.keep_check(session, version, kind, passed=True, result={})
        release.schedule(session, "td-fee", 1, at=utc_now() + DAY, actor=WING)
    assert waiting(database) == [("scheduled", "td-fee")]
    assert note_of(database, "td-fee") == ""


def test_a_schedule_that_a_check_stops_says_so(database: Database):
    version = save(database, content(), actor=MEI)
    with database.write() as session:
        review.submit(session, "td-fee", 1, actor=MEI)
        review.approve(session, "td-fee", 1, actor=WING)
        checks.keep_check(session, version, CheckKind.REPLAY, passed=False, result={})
        pick(list_versions(session, "td-fee"), 1).publish_on = utc_now()
    assert note_of(database, "td-fee") == "not checked yet: parity"


def test_a_comment_waits_until_it_is_settled(database: Database):
    save(database, content())
    with database.write() as session:
        comment = add_comment(session, "td-fee", actor=WING, text="Which form?", version=1)
    assert waiting(database) == [("comment", "td-fee")]
    assert note_of(database, "td-fee") == "wing: Which form?"
    with database.write() as session:
        settle_comment(session, "td-fee", comment.id, actor=MEI)
    assert waiting(database) == []


def test_languages_that_differ_wait_until_somebody_explains(database: Database):
    version = save(database, content(), actor=MEI)
    differences = [{"kind": "money", "message": "$5 is missing in zh-Hant"}]
    with database.write() as session:
        checks.keep_check(session, version, CheckKind.PARITY, passed=False, result={"differences": differences})
    assert waiting(database) == [("parity", "td-fee")]
    assert note_of(database, "td-fee") == "$5 is missing in zh-Hant"
    with database.write() as session:
        review.explain(session, "td-fee", 1, CheckKind.PARITY, actor=MEI, reason="free of charge there")
    assert waiting(database) == []
