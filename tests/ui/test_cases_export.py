"""Do cases leave as a table of text, of one's own departments alone, and is it kept who took them?"""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from assistant.accounts.permissions import Role
from assistant.audit import AuditEvent
from assistant.cases.exporting import COLUMNS, as_text
from tests.assistant.cases.reports import open_case
from tests.ui.desk import Desk, desk
from tests.ui.inside import database_of
from tests.ui.talk import assert_problem
from tests.ui.test_cases import change

_COMMANDS = (
    "1+1",
    "cmd|' /C calc'!A0",
    'HYPERLINK("http://evil.example")',
    "IMPORTXML(A1)",
    "SUM(1,1)*cmd|' /C calc'!A0",
)
HOSTILE = [
    *(sign + command for sign in "=+-@" for command in _COMMANDS),
    *("\t=" + command for command in _COMMANDS),
    *("\r=" + command for command in _COMMANDS),
    *("\x00=" + command for command in _COMMANDS),
    *(" =" + command for command in _COMMANDS),
    *("＝1+1", "＋1", "－1", "＠SUM(1)", "\x07=1", "\n=1", "\x0b=1+1", '"=1', "=1\r\n=2", "@"),
]


def exporter(client: TestClient, **profile: object) -> Desk:
    return desk(client, roles=[Role.SUPERVISOR], **profile)


def rows_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_an_agent_may_not_export(client: TestClient) -> None:
    for kind in ("csv", "xlsx"):
        assert_problem(desk(client).get(f"cases.{kind}"), 403)


@pytest.mark.promise("T08")
def test_nothing_that_citizens_write_is_a_formula(client: TestClient) -> None:
    assert len(HOSTILE) == 50
    for value in HOSTILE:
        opened = open_case(database_of(client), summary=value.replace("\x00", ""), contact={"name": value})
        change(client, opened, priority="low", department="RVD", state="in_progress")
    agent = exporter(client, departments=["RVD"])
    book = openpyxl.load_workbook(io.BytesIO(agent.get("cases.xlsx?priority=low").content))
    cells = [cell for row in book["cases"].iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    names = [str(row[COLUMNS.index("name")].value) for row in book["cases"].iter_rows(min_row=2)]
    assert len(names) == 50
    rows = rows_of_csv(agent.get("cases.csv?priority=low").content)
    assert len(rows) == 51
    starts = {cell.lstrip()[:1] for row in rows for cell in row}
    assert not starts & set("=+-@＝＋－＠")


@pytest.mark.parametrize("text", ["陳大文", "陈大文", "12 Garden Street", "a=b", ""])
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert as_text(text) == text


def test_only_what_is_asked_for_and_may_be_seen_is_exported_and_it_is_kept_who_did(client: TestClient) -> None:
    theirs, other = open_case(database_of(client)), open_case(database_of(client))
    change(client, theirs, department="OFCA", state="in_progress")
    change(client, other, department="DPO", state="in_progress")
    agent = exporter(client, departments=["OFCA"])
    [head, row] = rows_of_csv(agent.get("cases.csv?q=lamp").content)
    assert head == list(COLUMNS)
    assert row[0] == theirs.case.number
    with database_of(client).read() as session:
        events = select(AuditEvent).where(AuditEvent.action == "case.export", AuditEvent.actor == agent.username)
        [event] = session.scalars(events).all()
    assert event.detail == {"view": "all", "searched": True}
