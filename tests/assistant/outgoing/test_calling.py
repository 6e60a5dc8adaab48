"""Does a webhook hear of every event, in order, signed, and never from inside the own network?"""

from __future__ import annotations

import datetime
import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from assistant.accounts.permissions import operator
from assistant.cases import handling
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database, utc_now
from assistant.errors import InvalidInput, NotFound, PermissionDenied
from assistant.outgoing.calling import WebhookCaller, claim
from assistant.outgoing.models import Webhook, WebhookCall
from assistant.outgoing.network_targets import is_public
from assistant.outgoing.webhook_register import add_webhook, list_webhooks, remove_webhook
from tests.assistant.cases.reports import officer, open_case
from tests.loopback_server import Received, Wire, loopback_server


@dataclass
class Receiver:
    """Another system; `answers` are the statuses that it gives, then 200."""

    url: str = ""
    answers: list[int] = field(default_factory=list)
    calls: list[Received] = field(default_factory=list)

    async def answer(self, received: Received, wire: Wire) -> None:
        self.calls.append(received)
        await wire.send(b"", status=self.answers.pop(0) if self.answers else 200)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    with loopback_server(found.answer) as address:
        found.url = f"{address}/hook"
        yield found


def add(database: Database, url: str, name: str = "desk", **wanted: tuple[str, ...]) -> Webhook:
    with database.write() as session:
        return add_webhook(session, name, url=url, actor=operator(), catalogue=load_catalogue(), **wanted)


def call(database: Database) -> int:
    return WebhookCaller(database, allow_private=True).call_due()


def calls(database: Database) -> list[WebhookCall]:
    with database.read() as session:
        return list(session.scalars(select(WebhookCall).order_by(WebhookCall.id)))


def make_due(database: Database) -> None:
    with database.write() as session:
        session.execute(update(WebhookCall).where(WebhookCall.state == "waiting").values(due_at=utc_now()))


def add_notes(database: Database, number: int) -> str:
    """A case with its opening and some notes: so many calls and one more."""
    case_id, actor = open_case(database).case.id, officer(database)
    for count in range(number):
        with database.write() as session:
            handling.add_note(session, case_id, actor=actor, text=f"note {count}")
    return case_id


def test_each_event_is_told_in_the_order_of_the_log_with_a_signature(database: Database, receiver: Receiver) -> None:
    webhook = add(database, receiver.url)
    add_notes(database, 2)
    assert call(database) == 3
    bodies = [told.body for told in receiver.calls]
    assert [b'"event":"case.opened"' in bodies[0], b"case.note" in bodies[1], b"case.note" in bodies[2]] == [True] * 3
    headers, body = receiver.calls[0].headers, receiver.calls[0].body
    signed = headers["x-civicdesk-timestamp"].encode() + b"." + body
    expected = hmac.new(webhook.secret.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["x-civicdesk-signature"] == f"sha256={expected}"
    assert abs(int(headers["x-civicdesk-timestamp"]) - utc_now().timestamp()) < 60
    assert headers["host"] == urlsplit(receiver.url).netloc
    assert b"Chan" not in body  # Nothing that names the citizen.


def test_a_failure_is_tried_again_and_nothing_overtakes_it(database: Database, receiver: Receiver) -> None:
    add(database, receiver.url)
    add_notes(database, 1)
    receiver.answers = [503]
    assert call(database) == 0
    assert [row.state for row in calls(database)] == ["waiting", "waiting"]
    assert datetime.timedelta(seconds=5) < calls(database)[0].due_at - utc_now() < datetime.timedelta(seconds=11)
    make_due(database)
    assert call(database) == 2
    assert [b"opened" in told.body for told in receiver.calls] == [True, True, False]
    assert receiver.calls[0].headers["x-civicdesk-call"] == receiver.calls[1].headers["x-civicdesk-call"]


def test_one_receiver_that_is_away_holds_up_no_other(database: Database, receiver: Receiver) -> None:
    add(database, "http://127.0.0.1:9/", name="away")
    add(database, receiver.url, name="there")
    add_notes(database, 1)
    assert call(database) == 2


def test_after_a_day_nobody_tries_any_more_and_the_next_event_is_told(
    sqlite_database: Database, receiver: Receiver
) -> None:
    add(sqlite_database, receiver.url)
    add_notes(sqlite_database, 1)
    with sqlite_database.write() as session:
        session.get_one(WebhookCall, 1).attempts = 10
    receiver.answers = [500]
    call(sqlite_database)
    assert [row.state for row in calls(sqlite_database)] == ["failed", "sent"]


def test_a_redirect_is_not_followed(sqlite_database: Database, receiver: Receiver) -> None:
    add(sqlite_database, receiver.url)
    open_case(sqlite_database)
    receiver.answers = [302]
    assert call(sqlite_database) == 0
    assert len(receiver.calls) == 1


@pytest.mark.promise("T09")
def test_an_address_of_the_own_network_is_not_called(sqlite_database: Database, receiver: Receiver) -> None:
    add(sqlite_database, receiver.url)
    open_case(sqlite_database)
    assert WebhookCaller(sqlite_database).call_due() == 0
    assert receiver.calls == []
    assert "own network" in str(calls(sqlite_database)[0].problem)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104  # Judged, not bound.
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
    ],
)
def test_which_addresses_are_public(address: str, *, expected: bool) -> None:
    assert is_public(address) is expected


def test_two_callers_never_have_the_same_call_or_the_next_one(database: Database, receiver: Receiver) -> None:
    add(database, receiver.url)
    add_notes(database, 1)
    minute = datetime.timedelta(minutes=1)
    with database.write() as session:
        assert claim(session, lease=minute) is not None
    with database.write() as session:
        assert claim(session, lease=minute) is None


def test_only_wanted_events_are_told(sqlite_database: Database, receiver: Receiver) -> None:
    add(sqlite_database, receiver.url, events=("note",))
    add_notes(sqlite_database, 1)
    assert [row.payload["event"] for row in calls(sqlite_database)] == ["case.note"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"url": "ftp://x"}, "url"),
        ({"url": "https://u:p@x/"}, "url"),
        ({"url": "https://x/\r\nX: y"}, "url"),
        ({"events": ("nonsense",)}, "events"),
        ({"departments": ("XX",)}, "departments"),
        ({"name": " "}, "name"),
    ],
)
def test_a_webhook_that_cannot_be_is_refused(sqlite_database: Database, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(sqlite_database, **{"url": "https://x.example/", **changes})
    assert refused.value.field == field


def test_webhooks_are_listed_and_removed_by_who_may(database: Database) -> None:
    add(database, "https://x.example/")
    with pytest.raises(InvalidInput), database.write() as session:
        add_webhook(session, "desk", url="https://y.example/", actor=operator(), catalogue=load_catalogue())
    with database.read() as session, pytest.raises(PermissionDenied):
        list_webhooks(session, actor=officer(database))
    open_case(database)
    with database.write() as session:
        assert [webhook.name for webhook in list_webhooks(session, actor=operator())] == ["desk"]
        remove_webhook(session, "desk", actor=operator())
    assert calls(database) == []
    with database.write() as session, pytest.raises(NotFound):
        remove_webhook(session, "desk", actor=operator())
