"""Does a loop of answering programs, or a flood of forged mails, end by itself with nothing lost?"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from email.message import EmailMessage

import pytest

from assistant.database import Database
from ingestion.mail import intake
from tests.assistant.outgoing.post import sender
from tests.ingestion.mail.desk import MAILBOX, Desk
from tests.ingestion.mail.letters import letter
from tests.smtp_server import SmtpServerProcess

ROUNDS = 30
FORGED = 5_000 if int(os.environ.get("CIVICDESK_TEST_KILLS", "0")) >= 100 else 300


def answers_the_address(mail: EmailMessage, number: int) -> bytes:
    """A program that answers whatever comes, to where the mail says, and marks nothing."""
    to = mail["Reply-To"].addresses[0].addr_spec
    return letter("I am away.", to=to, subject=f"Re: {mail['Subject']}", message_id=f"<r{number}@mail.example>")


def writes_anew(_mail: EmailMessage, number: int) -> bytes:
    """A program that begins a new mail each time, and another text, to the plain address."""
    return letter(
        f"Request {number} is registered.", subject=f"Number {number}", message_id=f"<n{number}@mail.example>"
    )


def is_one_like_us(mail: EmailMessage, number: int) -> bytes:
    """Another installation of a program that marks its mails."""
    return letter(
        "We have your message.", to=mail["Reply-To"].addresses[0].addr_spec, subject=f"We have it: {number}",
        message_id=f"<m{number}@mail.example>", Auto_Submitted="auto-replied",
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.promise("T26")
@pytest.mark.parametrize("respond", [answers_the_address, writes_anew, is_one_like_us])
def test_two_programs_that_answer_each_other_fall_silent(
    sqlite_database: Database, smtp_server: SmtpServerProcess, respond: Callable[[EmailMessage, int], bytes]
) -> None:
    desk = Desk(sqlite_database)
    desk.take(letter())
    exchanged, answered = 1, 0
    for _ in range(ROUNDS):
        sender(sqlite_database, smtp_server.url).send_due()
        letters = smtp_server.letters()
        exchanged += len(letters) - answered
        for number, mail in enumerate(letters[answered:], start=answered):
            desk.take(respond(mail, number))
            exchanged += 1
        answered = len(letters)
    assert exchanged <= 10
    print(f"\n{respond.__name__}: {exchanged} mails, then silence")


@pytest.mark.promise("T26")
def test_a_program_that_does_not_stop_alerts_staff_once(sqlite_database: Database) -> None:
    desk = Desk(sqlite_database)
    desk.take(*(letter(f"Message {number}", message_id=f"<{number}@mail.example>") for number in range(12)))
    assert len(desk.cases()) == 12
    assert [mail.state for mail in desk.outgoing()].count("waiting") == 1
    assert desk.alerts() == ["mail_loop"]


@pytest.mark.slow
@pytest.mark.promise("T28")
@pytest.mark.timeout(300 + FORGED)
def test_a_flood_of_forged_mails_is_kept_and_hardly_answered(sqlite_database: Database) -> None:
    """Five thousand in `make promises`, three hundred otherwise: more than the cap in any case."""
    desk, started = Desk(sqlite_database), time.monotonic()
    with sqlite_database.write() as session:
        for number in range(FORGED):
            raw = letter(
                f"{number} offers", sender=f"victim{number}@mail.example", message_id=f"<{number}@evil.example>"
            )
            intake.store(session, MAILBOX, raw)
    desk.filer().file_due()
    assert len(desk.cases()) == len(desk.mails()) == FORGED
    assert {mail.state for mail in desk.mails()} == {"filed"}
    states = [mail.state for mail in desk.outgoing()]
    assert (states.count("waiting"), states.count("stopped")) == (200, FORGED - 200)
    print(f"\n{FORGED} forged mails: 200 acknowledgements, all kept, {time.monotonic() - started:.0f} s")
