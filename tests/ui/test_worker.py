"""Does one worker take a mail from its folder to a case whose files staff may have?"""

from __future__ import annotations

import time
from email.message import EmailMessage
from pathlib import Path

from sqlalchemy import select

from assistant.cases.models import CaseAttachment
from assistant.database import Database
from assistant.settings import Settings
from assistant.uploads.scanning import scan_held
from ui.worker import open_worker

PATIENCE_SECONDS = 60.0


def write_mail(folder: Path) -> None:
    mail = EmailMessage()
    mail["From"] = "Chan Tai Man <tai.man@mail.example>"
    mail["Subject"] = "Dark lamp"
    mail.set_content("The street lamp in front of 12 Garden Street is dark. The list is attached.")
    mail.add_attachment(b"FA1234", maintype="text", subtype="plain", filename="lamps.txt")
    folder.mkdir()
    (folder / "one.eml").write_bytes(mail.as_bytes())


def wait_for_scan(database: Database, *wanted: str) -> str | None:
    """What the scan says of the only file as soon as it is one of these, or after some patience."""
    until, scan = time.monotonic() + PATIENCE_SECONDS, None
    while scan not in wanted and time.monotonic() < until:
        time.sleep(0.1)
        with database.read() as session:
            scan = session.scalar(select(CaseAttachment.scan))
    return scan


def test_a_mail_becomes_a_case_and_its_file_is_given_out(
    settings: Settings, sqlite_database: Database, tmp_path: Path
) -> None:
    write_mail(tmp_path / "mail")
    settings = settings.model_copy(update={"mail_folder": tmp_path / "mail"})
    with open_worker(settings, sqlite_database) as worker:
        jobs = "filing scanning alerts webhooks publishing expiring reminding replays checks gaps recalls keeping"
        assert set(jobs.split()) <= set(worker.job_names)
        assert wait_for_scan(sqlite_database, "clean") == "clean"
    assert (tmp_path / "mail" / "done" / "one.eml").is_file()


def test_while_the_scanner_is_away_the_file_is_held(
    settings: Settings, sqlite_database: Database, tmp_path: Path
) -> None:
    write_mail(tmp_path / "mail")
    settings = settings.model_copy(update={"mail_folder": tmp_path / "mail", "clamd": str(tmp_path / "no-such-socket")})
    with open_worker(settings, sqlite_database):
        assert wait_for_scan(sqlite_database, "held") == "held"
        assert scan_held(sqlite_database, settings) == 0
        assert wait_for_scan(sqlite_database, "held") == "held"
