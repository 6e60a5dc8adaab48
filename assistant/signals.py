"""How does every process learn at once that something has changed?

A signal is sent inside the transaction of the change and is heard only once that is committed.  PostgreSQL carries it
by NOTIFY; on SQLite it is a row, which each process finds by looking.  A signal names a topic and tells nothing that
SQL does not hold: who hears it reads there, so that a lost one costs time and never a message.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Integer, String, bindparam, insert, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from assistant.database import Row, UtcDateTime, utc_now

CHANNEL = "civicdesk"
QUEUE = "queue"
"""Somebody waits, or no longer waits, for a person; or who serves has changed."""
SWITCHES = "switches"
CASES = "cases"
"""A case has changed; the payload names its id and its department."""
WORK = "work"
"""There is something for the worker: a mail to read or to send, a webhook to call."""


class Signal(Row):
    """SQLite's stand-in for NOTIFY; old rows are removed by whoever reads them."""

    __tablename__ = "signals"
    __table_args__ = ({"sqlite_autoincrement": True},)  # A number is never given twice, also after rows are removed.

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime.datetime] = mapped_column(UtcDateTime)
    topic: Mapped[str] = mapped_column(String(100))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)


_SIGNALS = Row.metadata.tables[Signal.__tablename__]
_INSERT = insert(_SIGNALS)
_NOTIFY = text("SELECT pg_notify(:channel, :payload)").bindparams(bindparam("channel", CHANNEL))


def conversation_topic(conversation_id: str) -> str:
    return f"conversation:{conversation_id}"


def user_topic(user_id: str) -> str:
    return f"user:{user_id}"


def send_signal(session: Session, topic: str, **payload: Any) -> None:
    """Tell every process of `topic` when the caller's transaction commits.  `payload` is small: ids and states."""
    send_signals(session, [(topic, payload)])


def send_signals(session: Session, signals: Sequence[tuple[str, dict[str, Any]]]) -> None:
    """As `send_signal`, for several topics at once."""
    if session.get_bind().dialect.name == "postgresql":
        told = [{"payload": json.dumps({"topic": topic, "payload": payload})} for topic, payload in signals]
        session.execute(_NOTIFY, told)
    else:
        now = utc_now()
        session.execute(_INSERT, [{"at": now, "topic": topic, "payload": payload} for topic, payload in signals])
