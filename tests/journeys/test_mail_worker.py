"""A real mailbox, a real mail server and the worker between them: is every mail a case, and acknowledged, once?"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from assistant.cases.models import Case
from assistant.database import Database
from assistant.outgoing.mails import Purpose, queue_mail
from assistant.outgoing.models import OutgoingMail
from ingestion.mail.models import Mail
from tests.imap_server import ImapServer
from tests.ingestion.mail.letters import letter
from tests.running_worker import RunningWorker, start_worker, wait_until
from tests.smtp_server import SmtpServerProcess

KILLS = int(os.environ.get("CIVICDESK_TEST_KILLS", "10"))
MAILS, TIMES = 100, 5
ADDRESS = "City Hotline <help@city.example>"
PATIENCE_SECONDS = 240


def count(database: Database, what: type[Mail] | type[Case] | type[OutgoingMail], **values: str) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(what).filter_by(**values)) or 0


def urls(imap: ImapServer, smtp: SmtpServerProcess) -> dict[str, str]:
    return {"imap_url": imap.url, "smtp_url": smtp.url, "mail_address": ADDRESS, "mail_secret": "a secret"}


@pytest.mark.slow
def test_a_mail_in_the_mailbox_is_a_case_and_its_sender_hears_of_it(
    imap_server: ImapServer, smtp_server: SmtpServerProcess, sqlite_database: Database, tmp_path: Path
) -> None:
    worker = start_worker(tmp_path, **urls(imap_server, smtp_server))
    try:
        wait_until(lambda: "worker:" in worker.log.read_text("utf-8"), seconds=60, worker=worker)
        imap_server.deliver(letter())
        wait_until(lambda: len(smtp_server.letters()) == 1, seconds=60, worker=worker)
    finally:
        took = worker.stop()
    (acknowledgement,) = smtp_server.letters()
    with sqlite_database.read() as session:
        case = session.scalars(select(Case)).one()
    assert case.number in acknowledgement["Subject"]
    assert (case.category, case.department) == ("street_light", "HYD")
    assert took < 10
    assert "pass" not in worker.log.read_text("utf-8").replace("passwords", "")


@pytest.mark.slow
def test_a_mail_server_that_hangs_holds_up_nothing_else_and_no_end(
    smtp_server: SmtpServerProcess, sqlite_database: Database, tmp_path: Path
) -> None:
    with sqlite_database.write() as session:
        queue_mail(session, purpose=Purpose.REPLY, recipient="hang@mail.example", subject="x", body="y")
    inbox = tmp_path / "inbox"
    settings = {"mail_folder": str(inbox), "smtp_url": smtp_server.url, "mail_address": ADDRESS}
    worker = start_worker(tmp_path, **settings)
    try:
        wait_until(lambda: count(sqlite_database, OutgoingMail, state="claimed") == 1, seconds=60, worker=worker)
        (inbox / "a.eml").write_bytes(letter())
        wait_until(lambda: count(sqlite_database, Mail, state="filed") == 1, seconds=60, worker=worker)
    finally:
        took = worker.stop()
    assert took < 10


@pytest.mark.slow
@pytest.mark.promise("P1")
@pytest.mark.promise("P2")
@pytest.mark.promise("P9")
@pytest.mark.timeout(300 + 20 * KILLS)
def test_two_workers_that_are_killed_again_and_again_file_and_send_each_mail_once(
    imap_server: ImapServer, smtp_server: SmtpServerProcess, database: Database, tmp_path: Path
) -> None:
    mails = [
        letter(f"Lamp {number} is dark.", sender=f"c{number}@mail.example", message_id=f"<{number}@mail.example>")
        for number in range(MAILS)
    ]
    chance = random.Random(20_261_126)  # noqa: S311  # Nothing secret; the same instants in every run.
    copies = mails * TIMES
    chance.shuffle(copies)
    imap_server.deliver(*copies)
    settings = urls(imap_server, smtp_server) | {"database_url": database.url.render_as_string(hide_password=False)}
    home = tmp_path / "worker"

    def start() -> RunningWorker:
        return start_worker(home, module="tests.journeys.short_lease_worker", **settings)

    workers = [start(), start()]
    kills = 0
    try:
        while kills < KILLS:
            wait_for_news(database, workers[0])
            time.sleep(chance.uniform(0.0, 0.3))
            workers[kills % 2].kill()
            workers[kills % 2] = start()
            kills += 1
            if count(database, OutgoingMail, state="sent") == MAILS:
                break
        wait_until(
            lambda: count(database, OutgoingMail, state="sent") == MAILS, seconds=PATIENCE_SECONDS, worker=workers[0]
        )
        wait_until(lambda: all("Seen" in flags for flags in imap_server.flags()), seconds=PATIENCE_SECONDS)
    finally:
        for worker in workers:
            worker.kill()
    assert (count(database, Mail), count(database, Case)) == (MAILS, MAILS)
    assert count(database, Mail, state="filed") == MAILS
    sent = Counter(str(found["Message-ID"]) for found in smtp_server.letters())
    assert len(sent) == MAILS
    assert sum(sent.values()) - MAILS <= kills
    with database.read() as session:
        if database.is_sqlite:
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    print(f"\n{MAILS} mails {TIMES} times, {kills} kills: 0 lost, 0 doubled; {sum(sent.values()) - MAILS} sent again")


def wait_for_news(database: Database, worker: RunningWorker) -> None:
    """Return once more has been kept, filed or sent than now: the workers are in the middle of it."""
    before = progress(database)
    wait_until(lambda: progress(database) != before, seconds=PATIENCE_SECONDS, worker=worker)


def progress(database: Database) -> tuple[int, int, int]:
    return (
        count(database, Mail),
        count(database, Mail, state="filed"),
        count(database, OutgoingMail, state="sent"),
    )
