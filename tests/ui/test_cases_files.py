"""Is what came with a mail given out only when it is clean, and never so that a browser opens it?"""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from assistant.cases.models import CaseAttachment, CaseMessage
from tests.assistant.cases.mails import file_of, open_mail
from tests.ui.desk import desk
from tests.ui.inside import database_of
from tests.ui.talk import assert_problem

NAMES = [
    *("../" * depth + "etc/passwd" for depth in range(1, 11)),
    *("..\\" * depth + "windows\\win.ini" for depth in range(1, 11)),
    *(f"photo.jpg.{ending}" for ending in ("exe", "html", "svg", "js", "php", "hta", "bat", "lnk", "scr", "xhtml")),
    *(f"a{sign}b.html" for sign in ("\x00", "\r\n", '"', ";", "%00", "%2f", "\u202e", "\u2028", "/", "\\")),
    *("CON", "NUL.txt", ".htaccess", "", " ", "." * 200, "~", "$(id)", "`id`", "|id"),
    *(
        "文件.html",
        "圖片‮gpj.exe",
        "𠮷.svg",
        "é.js",
        "😀.html",
        "＜b＞.html",
        "ａ.html",
        "\ufeff.html",
        "\t.html",
        "-rf",
    ),
]


def stored(client: TestClient, filename: str, media_type: str = "text/html", scan: str = "clean") -> tuple[str, str]:
    """The ids of a case and of its file."""
    file = file_of(b"<script>alert(1)</script>", filename, media_type)
    case = open_mail(database_of(client), files=(file,)).case
    with database_of(client).write() as session:
        messages = select(CaseMessage.id).where(CaseMessage.case_id == case.id)
        attachment = session.scalars(select(CaseAttachment).where(CaseAttachment.message_id.in_(messages))).one()
        attachment.scan = scan
        return case.id, attachment.id


@pytest.mark.promise("T11")
def test_no_name_of_a_sender_reaches_a_header_and_nothing_is_shown_in_the_page(client: TestClient) -> None:
    assert len(NAMES) == 60
    agent = desk(client)
    for name in NAMES:
        case_id, attachment_id = stored(client, name.replace("\x00", "")[:200])
        response = agent.get(f"cases/{case_id}/attachments/{attachment_id}")
        assert response.status_code == 200
        assert re.fullmatch(
            r'attachment; filename="C-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9a-f]{8}\.bin"',
            response.headers["content-disposition"],
        )
        assert response.headers["content-type"] == "application/octet-stream"
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


def test_a_known_kind_keeps_its_ending(client: TestClient) -> None:
    case_id, attachment_id = stored(client, "form", "application/pdf")
    response = desk(client).get(f"cases/{case_id}/attachments/{attachment_id}")
    assert response.headers["content-disposition"].endswith('.pdf"')


@pytest.mark.promise("T12")
@pytest.mark.parametrize("scan", ["held", "infected"])
def test_what_no_scan_has_found_clean_is_held_back(client: TestClient, scan: str) -> None:
    case_id, attachment_id = stored(client, "eicar.com", scan=scan)
    agent = desk(client)
    assert_problem(agent.get(f"cases/{case_id}/attachments/{attachment_id}"), 409)
    [file] = agent.read(f"cases/{case_id}")["messages"][0]["attachments"]
    assert not file["is_ready"]


@pytest.mark.promise("T13")
def test_a_file_is_reached_through_its_own_case_alone(client: TestClient) -> None:
    _, attachment_id = stored(client, "one.txt")
    other, _ = stored(client, "two.txt")
    assert_problem(desk(client).get(f"cases/{other}/attachments/{attachment_id}"), 404)
