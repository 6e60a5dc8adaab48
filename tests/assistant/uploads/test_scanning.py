"""Is an attachment held until it is known to be clean?"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.cases.models import CaseAttachment
from assistant.cases.register import open_case
from assistant.cases.report import CitizenText, ReportFile
from assistant.database import Database
from assistant.settings import Settings
from assistant.uploads.scanning import scan_held
from tests.assistant.cases.reports import LAMP, TARGETS, report
from tests.assistant.uploads.scanner import EICAR, MAX_STREAM, run_scanner


def report_with(database: Database, *contents: bytes) -> str:
    files = [ReportFile("a.txt", "text/plain", len(c), hashlib.sha256(c).hexdigest(), c) for c in contents]
    with database.write() as session:
        reported = replace(report(), text=CitizenText(LAMP, files=files))
        return open_case(session, reported, targets=TARGETS).case.id


def scans(database: Database) -> list[tuple[str, str | None]]:
    with database.read() as session:
        rows = session.execute(select(CaseAttachment.scan, CaseAttachment.problem).order_by(CaseAttachment.position))
        return [(scan, problem) for scan, problem in rows]


def with_scanner(settings: Settings, address: str) -> Settings:
    return settings.model_copy(update={"clamd": address})


@pytest.mark.promise("T12")
def test_the_test_file_of_all_scanners_is_blocked_and_its_neighbour_released(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    report_with(database, EICAR.encode(), b"a letter")
    assert scans(database) == [("held", None), ("held", None)]
    with run_scanner(tmp_path / "clamd.sock") as address:
        assert scan_held(database, with_scanner(settings, address)) == 2
    assert scans(database) == [("infected", "malware: Eicar-Test-Signature"), ("clean", None)]


@pytest.mark.promise("T12")
def test_while_the_scanner_is_down_files_stay_held_and_are_scanned_once_it_is_back(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    report_with(database, b"a letter")
    there = with_scanner(settings, str(tmp_path / "clamd.sock"))
    assert scan_held(database, there) == 0
    assert scans(database) == [("held", None)]
    with run_scanner(tmp_path / "clamd.sock"):
        assert scan_held(database, there) == 1
    assert scans(database) == [("clean", None)]
    assert scan_held(database, there) == 0


def test_what_the_scanner_cannot_read_stays_held_and_keeps_nobody_waiting(
    database: Database, settings: Settings, tmp_path: Path
) -> None:
    report_with(database, b"a" * (MAX_STREAM + 1), b"a letter")
    with run_scanner(tmp_path / "clamd.sock") as address:
        assert [scan_held(database, with_scanner(settings, address)) for _ in range(2)] == [2, 0]
    unread = "the scanner cannot read it: INSTREAM size limit exceeded. ERROR"
    assert scans(database) == [("held", unread), ("clean", None)]


def test_without_a_scanner_in_the_settings_a_checked_file_is_given_out(database: Database, settings: Settings) -> None:
    report_with(database, b"a letter")
    assert scan_held(database, settings) == 1
    assert scans(database) == [("clean", None)]


def test_the_files_of_one_case_are_scanned_by_themselves(database: Database, settings: Settings) -> None:
    first, _ = report_with(database, b"one"), report_with(database, b"two")
    assert scan_held(database, settings, case_id=first) == 1
    assert sorted(scans(database)) == [("clean", None), ("held", None)]
