"""How do editors bring files in and take the knowledge out again, over HTTP?"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from starlette.testclient import TestClient

from assistant.accounts.permissions import Role, operator
from assistant.cases.catalogue import load_catalogue
from ingestion.documents.guarded import Reader
from ingestion.documents.import_work import Importer
from ingestion.documents.importing import import_articles
from tests.ingestion.documents.example import article, write_jsonl
from tests.ingestion.documents.pages import guidance_page
from tests.staff import add_staff, session_cookie
from tests.ui.conftest import install
from tests.ui.inside import database_of
from ui.app import create_app

HOSTILE = [
    *[f"{start}{rest}" for start in "=+-@＝＋－＠" for rest in ("1+1", "cmd|' /C calc'!A0", "SUM(A1)")],
    "\t=1", "'=1", "''=1", "=HYPERLINK(\"https://x.example\",\"y\")", "=IMPORTXML(\"https://x.example\",\"//a\")",
    "=WEBSERVICE(\"https://x.example\")", "=DDE(\"cmd\";\"x\";\"y\")", "@SUM(1)*cmd|'x'!A0", "-2+3", "+85212345678",
    "=1;2",
    "=1\n=2", "a\n=2", '"=1"', '";=1', ",=1", "|=1", "=", "+", "-", "@", "'", "==1", "=-1", "-=1", "=A1&\"x\"",
]  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = install(tmp_path_factory.mktemp("imports"), source_domains="TD=td.example, www.news.example")
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        database = database_of(client)
        user = add_staff(database, "mei", roles=[Role.EDITOR], departments=["TD"])
        client.cookies.update(session_cookie(database, user))
        yield client


def work(client: TestClient) -> None:
    with Reader() as reader:
        Importer(database_of(client), reader, load_catalogue()).work_due()


def send(client: TestClient, name: str, content: bytes) -> dict[str, Any]:
    sent = client.post(
        "/api/v1/knowledge/imports", data={"department": "TD", "language": ""}, files=[("files", (name, content))]
    )
    assert sent.status_code == 202, sent.text
    found: dict[str, Any] = sent.json()
    return found


def test_a_page_is_sent_checked_and_stored_as_a_draft(client: TestClient):
    sent = send(client, "../renew <b>.html", guidance_page("en").encode())
    assert (sent["file"], sent["kind"], sent["state"]) == ("renew b.html", "html", "waiting")
    work(client)
    address = f"/api/v1/knowledge/imports/{sent['id']}"
    checked = client.get(address).json()
    assert (checked["state"], checked["report"]["created"], checked["progress"]) == (
        "checked",
        1,
        {"done": 1, "total": 1},
    )
    assert client.post(f"{address}/store", json={}).json()["state"] == "storing"
    work(client)
    assert client.get(address).json()["state"] == "stored"
    listed = client.get("/api/v1/knowledge/imports?limit=1").json()
    assert (listed["imports"][0]["id"], listed["imports"][0]["report"]["changes"]) == (sent["id"], [])
    assert client.post(f"{address}/drop", json={}).status_code == 409


@pytest.mark.parametrize(
    ("files", "status"),
    [([], 422), ([("files", ("a.exe", b"x"))], 422), ([("files", ("a.csv", b"x" * (21 * 2**20)))], 413)],
)
def test_what_is_no_file_to_read_is_refused(client: TestClient, files: list[Any], status: int):
    form = {"department": (None, "TD")}
    sent = client.post("/api/v1/knowledge/imports", files=[*form.items(), *files])
    assert sent.status_code == status


def test_a_department_that_is_not_ones_own_is_refused(client: TestClient):
    sent = client.post("/api/v1/knowledge/imports", data={"department": "IMMD"}, files=[("files", ("a.csv", b"x"))])
    assert sent.status_code == 403


@pytest.mark.parametrize("kind", ["jsonl", "csv", "xlsx"])
def test_what_is_exported_comes_back_unchanged(client: TestClient, kind: str):
    exported = client.get(f"/api/v1/knowledge/export.{kind}?department=TD")
    assert exported.headers["content-disposition"] == f'attachment; filename="knowledge.{kind}"'
    sent = send(client, f"knowledge.{kind}", exported.content)
    work(client)
    report = client.get(f"/api/v1/knowledge/imports/{sent['id']}").json()["report"]
    counted = {name: report[name] for name in ("created", "changed", "refused")}
    assert counted == {"created": 0, "changed": 0, "refused": 0}
    assert report["unchanged"] == report["rows"] > 0


def test_drafts_are_exported_to_their_own_department_only(client: TestClient, tmp_path: Path):
    drafts = write_jsonl(tmp_path / "d.jsonl", article(id="td-draft"), article(id="immd-draft", department="IMMD"))
    import_articles(database_of(client), [drafts], actor=operator(), catalogue=load_catalogue())
    newest = client.get("/api/v1/knowledge/export.jsonl?state=newest").text
    published = client.get("/api/v1/knowledge/export.jsonl").text
    assert '"td-draft"' in newest
    assert '"immd-draft"' not in newest
    assert '"td-draft"' not in published
    assert '"immd:passport/child"' in published


@pytest.mark.promise("T08")
def test_fifty_hostile_values_are_text_in_every_cell_and_come_back_as_they_were(client: TestClient, tmp_path: Path):
    assert len(HOSTILE) >= 50
    said = [
        article(
            id=f"td-hostile-{n}",
            text={"en": {"question": f"{value} {n}", "answer": value, "variants": [value]}},
            tags=[value],
        )
        for n, value in enumerate(HOSTILE)
    ]
    path = write_jsonl(tmp_path / "h.jsonl", *said)
    import_articles(database_of(client), [path], actor=operator(), catalogue=load_catalogue(), publish=True)
    table = client.get("/api/v1/knowledge/export.csv?department=TD").content.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert len(cells) > 50
    assert [cell for cell in cells if cell.startswith(tuple("=+-@\t\r\0＝＋－＠"))] == []
    book = openpyxl.load_workbook(io.BytesIO(client.get("/api/v1/knowledge/export.xlsx?department=TD").content))
    found = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert [cell.coordinate for cell in found if cell.data_type == "f"] == []
    for kind in ("csv", "xlsx"):
        sent = send(client, f"h.{kind}", client.get(f"/api/v1/knowledge/export.{kind}?department=TD").content)
        work(client)
        report = client.get(f"/api/v1/knowledge/imports/{sent['id']}").json()["report"]
        assert (report["changed"], report["refused"], report["created"]) == (0, 0, 0), json.dumps(report["changes"])


def test_a_source_is_added_changed_run_and_removed(client: TestClient):
    body = {"url": "https://www.td.example/renew", "department": "TD", "every_days": 3}
    made = client.post("/api/v1/knowledge/sources", json=body).json()
    assert (made["kind"], made["every_days"], made["last_run"]) == ("page", 3, None)
    address = f"/api/v1/knowledge/sources/{made['id']}"
    assert client.put(address, json=body | {"is_on": False}).json()["next_at"] is None
    assert client.post(f"{address}/run", json={}).json()["state"] == "waiting"
    listed = client.get("/api/v1/knowledge/sources").json()
    assert listed["domains"] == ["td.example", "www.news.example"]
    assert listed["sources"][0]["last_run"]["state"] == "waiting"
    assert len(client.get(f"{address}/runs").json()["runs"]) == 1
    assert client.delete(address).status_code == 204
    assert client.get(f"{address}/runs").status_code == 404
    refused = client.post("/api/v1/knowledge/sources", json=body | {"url": "https://elsewhere.example/"})
    assert "CIVICDESK_SOURCE_DOMAINS" in refused.json()["detail"]
    assert client.get("/api/v1/knowledge/links").json() == {"links": [], "next": None, "is_on": False}
