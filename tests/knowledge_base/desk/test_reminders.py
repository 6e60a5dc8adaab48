"""Who is told by mail what is due, in which language, and how often?"""

from __future__ import annotations

import datetime
import threading

import pytest
import time_machine
from sqlalchemy import select

from assistant.accounts.permissions import Role, operator
from assistant.database import Database, today_here
from assistant.outgoing.models import OutgoingMail
from knowledge_base import release
from knowledge_base.desk.reminders import MOST_LINES, remind_owners
from knowledge_base.models import Article
from tests.knowledge_base.desk.people import LANGUAGES, content, save
from tests.staff import add_staff

DAY = datetime.timedelta(days=1)
OWNER = "mei@td.example"


def own(database: Database, *articles: str, owner: str = OWNER) -> None:
    with database.write() as session:
        for article_id in articles:
            session.get_one(Article, article_id).owner = owner


def mails(database: Database) -> list[OutgoingMail]:
    with database.read() as session:
        return list(session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))


@pytest.fixture
def owned(database: Database) -> Database:
    """An owner with an address has a review that is due, one that is near and one that is not; and a last day."""
    add_staff(database, OWNER, roles=[Role.EDITOR], departments=["TD"])
    today = today_here()
    save(database, content("due", review_by=today), live=True)
    save(database, content("near", review_by=today + 14 * DAY), live=True)
    save(database, content("far", review_by=today + 15 * DAY), live=True)
    save(database, content("ending", effective_until=today + DAY), live=True)
    save(database, content("draft", review_by=today))
    own(database, "due", "near", "far", "ending", "draft")
    return database


def test_an_owner_is_told_of_everything_in_one_mail_and_once(owned: Database):
    assert remind_owners(owned) == 1
    [mail] = mails(owned)
    assert (mail.recipient, mail.purpose, mail.state) == (OWNER, "alert", "waiting")
    assert mail.subject == "Articles that need your attention: 3"
    today = today_here()
    assert mail.body.splitlines()[2:5] == [
        f"- Review was due on {today}: What is the fee? [due]",
        f"- Shown for the last time on {today + DAY}: What is the fee? [ending]",
        f"- To be reviewed by {today + 14 * DAY}: What is the fee? [near]",
    ]
    assert remind_owners(owned) == 0


def test_a_review_that_stays_due_is_told_again_after_a_month(owned: Database):
    remind_owners(owned)
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + 29 * DAY, tick=False):
        remind_owners(owned)  # The other dates have come by then.
        told = len(mails(owned))
        assert remind_owners(owned) == 0
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + 31 * DAY, tick=False):
        remind_owners(owned)
    assert len(mails(owned)) == told + 1
    assert "[due]" in mails(owned)[-1].body


def test_what_has_expired_is_told_until_somebody_renews_it(owned: Database):
    with owned.write() as session:
        release.expire(session, "due", after=today_here() - DAY, actor=operator())
        release.expire(session, "near", after=today_here() - DAY, actor=operator())
    save(owned, content("near", category="permits"), live=True)
    remind_owners(owned)
    [mail] = mails(owned)
    assert f"- No longer shown since its last day, {today_here() - DAY}: What is the fee? [due]" in mail.body
    assert "[near]" not in mail.body


@pytest.mark.parametrize(
    ("language", "subject", "line"),
    [
        ("en", "Articles that need your attention: 1", "Review was due on"),
        ("zh-Hant", "有 1 篇文章需要你跟進", "覆檢限期"),
        ("zh-Hans", "有 1 篇文章需要您跟进", "复核限期"),
    ],
)
def test_an_owner_reads_their_own_language(database: Database, language: str, subject: str, line: str):
    add_staff(database, OWNER, roles=[Role.EDITOR], departments=["TD"], languages=[language, *LANGUAGES])
    save(database, content(review_by=today_here()), live=True)
    own(database, "td-fee")
    remind_owners(database)
    [mail] = mails(database)
    assert mail.subject == subject
    assert line in mail.body


def test_an_owner_without_an_address_or_account_is_not_written_to(database: Database):
    add_staff(database, "mei", roles=[Role.EDITOR], departments=["TD"])
    for article_id, owner in (("td-a", "mei"), ("td-b", "gone@td.example")):
        save(database, content(article_id, review_by=today_here()), live=True)
        own(database, article_id, owner=owner)
    assert remind_owners(database) == 0


def test_a_long_list_is_cut_and_counted(sqlite_database: Database):
    add_staff(sqlite_database, OWNER, roles=[Role.EDITOR], departments=["TD"])
    names = [f"td-{number:02}" for number in range(MOST_LINES + 3)]
    for name in names:
        save(sqlite_database, content(name, review_by=today_here()), live=True)
    own(sqlite_database, *names)
    remind_owners(sqlite_database)
    assert "And 3 more." in mails(sqlite_database)[0].body


def test_of_many_workers_one_tells(owned: Database):
    told: list[int] = []
    threads = [threading.Thread(target=lambda: told.append(remind_owners(owned))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (sum(told), len(mails(owned))) == (1, 1)
