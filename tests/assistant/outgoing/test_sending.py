"""Does what is queued reach a real SMTP server, once in practice and never not at all?"""

from __future__ import annotations

import datetime

import pytest

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database, utc_now
from assistant.errors import SettingsInvalid
from assistant.outgoing.models import OutgoingMail
from assistant.outgoing.sending import claim
from assistant.outgoing.smtp import read_smtp_url
from assistant.switches import off_switches
from tests.assistant.cases.reports import open_case
from tests.assistant.outgoing.post import IDENTITY, make_due, queue, rows, sender
from tests.smtp_server import SmtpServerProcess


def test_a_mail_arrives_as_it_was_written(database: Database, smtp_server: SmtpServerProcess) -> None:
    case = open_case(database).case
    queue(database, subject="個案 C-1：回覆", body="已修妥。\n多謝。\n", case=case)
    assert sender(database, smtp_server.url).send_due() == 1
    (letter,), (mail,) = smtp_server.letters(), rows(database)
    assert (letter["Subject"], letter.get_content()) == ("個案 C-1：回覆", "已修妥。\n多謝。\n")
    assert str(letter["From"]) == "City Hotline 城市熱線 <help@city.example>"
    assert letter["Reply-To"].addresses[0].addr_spec == IDENTITY.reply_address(case.id)
    assert mail.message_id in letter["Message-ID"]
    assert IDENTITY.tokens.find_case_id([letter["Message-ID"]]) == case.id
    assert smtp_server.envelopes() == [{"sender": "help@city.example", "recipients": ["tai.man@mail.example"]}]
    assert (mail.state, mail.sent_at is not None) == ("sent", True)


def test_what_is_sent_is_not_sent_again(sqlite_database: Database, smtp_server: SmtpServerProcess) -> None:
    queue(sqlite_database)
    post = sender(sqlite_database, smtp_server.url)
    assert [post.send_due(), post.send_due()] == [1, 0]


def test_a_server_that_is_busy_gets_it_later_and_one_that_refuses_never(
    sqlite_database: Database, smtp_server: SmtpServerProcess
) -> None:
    for recipient in ("later@mail.example", "never@mail.example", "b@mail.example"):
        queue(sqlite_database, recipient)
    assert sender(sqlite_database, smtp_server.url).send_due() == 1
    later, never, sent = rows(sqlite_database)
    assert (later.state, never.state, sent.state) == ("waiting", "failed", "sent")
    assert str(never.problem).startswith("550")
    assert datetime.timedelta(seconds=50) < later.due_at - utc_now() < datetime.timedelta(seconds=61)


def test_a_server_that_is_away_costs_nothing_but_time(
    sqlite_database: Database, smtp_server: SmtpServerProcess
) -> None:
    queue(sqlite_database)
    smtp_server.stop()
    post = sender(sqlite_database, smtp_server.url)
    assert post.send_due() == 0
    assert rows(sqlite_database)[0].state == "waiting"
    smtp_server.restart()
    make_due(sqlite_database)
    assert post.send_due() == 1


def test_after_two_days_nobody_tries_any_more(sqlite_database: Database, smtp_server: SmtpServerProcess) -> None:
    queue(sqlite_database, "later@mail.example")
    with sqlite_database.write() as session:
        session.get_one(OutgoingMail, 1).attempts = 12
    sender(sqlite_database, smtp_server.url).send_due()
    assert rows(sqlite_database)[0].state == "failed"


def test_a_claim_is_its_owners_until_the_lease_ends(database: Database) -> None:
    queue(database)
    minute = datetime.timedelta(minutes=1)
    with database.write() as session:
        assert claim(session, lease=minute) is not None
    with database.write() as session:
        assert claim(session, lease=minute) is None
    make_due(database)
    with database.write() as session:
        again = claim(session, lease=minute)
    assert again is not None
    assert again.attempts == 2


def test_the_switch_lets_mails_wait(sqlite_database: Database, smtp_server: SmtpServerProcess) -> None:
    actor = Actor("sue", ROLE_PERMISSIONS[Role.SUPERVISOR])
    queue(sqlite_database)
    with sqlite_database.write() as session:
        off_switches.set_off(session, "mail", actor=actor, reason="a flood", catalogue=load_catalogue())
    assert sender(sqlite_database, smtp_server.url).send_due() == 0
    assert rows(sqlite_database)[0].state == "waiting"


def test_nothing_is_sent_to_our_own_address(sqlite_database: Database, smtp_server: SmtpServerProcess) -> None:
    queue(sqlite_database, "help+x@city.example")
    sender(sqlite_database, smtp_server.url).send_due()
    assert (rows(sqlite_database)[0].state, smtp_server.letters()) == ("failed", [])


@pytest.mark.parametrize("url", ["http://x", "smtp://", "smtp://u:p@mail.example", "smtps://x:y:z"])
def test_a_setting_that_cannot_be_used_is_named(url: str) -> None:
    with pytest.raises(SettingsInvalid, match="CIVICDESK_SMTP_URL"):
        read_smtp_url(url)
