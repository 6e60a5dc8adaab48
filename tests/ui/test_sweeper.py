"""Is what a lost browser held put back, and nothing else, however many processes sweep?"""

from __future__ import annotations

import datetime

from sqlalchemy import update

from assistant.accounts.models import Presence
from assistant.conversations.presence import LEASE
from assistant.database import Database, utc_now
from tests.assistant.conversations.desk import agent, find, kinds, take, wait
from ui.sweeper import Sweeper


def lose(database: Database, user_id: str | None, *, ago: datetime.timedelta) -> None:
    """Let the agent have been seen last so long ago."""
    with database.write() as session:
        session.execute(update(Presence).where(Presence.user_id == user_id).values(seen_at=utc_now() - ago))


def test_only_the_conversations_of_who_is_gone_wait_again_and_once(database: Database) -> None:
    ada, bo = agent(database), agent(database, "bo")
    lost, kept = wait(database), wait(database)
    take(database, lost, ada)
    take(database, kept, bo)
    second = datetime.timedelta(seconds=1)
    lose(database, ada.user_id, ago=LEASE + second)
    lose(database, bo.user_id, ago=LEASE - 10 * second)
    for sweeper in (Sweeper(database), Sweeper(database)):
        sweeper.sweep()
    assert (find(database, lost).state, find(database, kept).state) == ("waiting", "claimed")
    assert kinds(database, lost).count("put_back") == 1


def test_a_sweeper_that_is_stopped_ends_at_once(sqlite_database: Database) -> None:
    sweeper = Sweeper(sqlite_database)
    sweeper.start()
    began = utc_now()
    sweeper.stop()
    assert utc_now() - began < datetime.timedelta(seconds=2)
