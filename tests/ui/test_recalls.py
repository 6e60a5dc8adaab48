"""Can a publisher call answers back, and an editor read what the knowledge does, over HTTP?"""

from __future__ import annotations

import csv
import io
import uuid
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from assistant.accounts.permissions import Role, operator
from knowledge_base import release
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.recalls.listing import list_due
from tests.knowledge_base.asked import FEE, ask, publish
from tests.ui.desk import desk
from tests.ui.inside import database_of


def fee() -> ArticleContent:
    return replace(FEE, id=f"td-{uuid.uuid4().hex}")


def test_a_wrong_answer_is_called_back_and_corrected(client: TestClient) -> None:
    database = database_of(client)
    mistaken = fee()
    ask(database, publish(database, mistaken), contact={"email": "chan@example.com"})
    publish(database, replace(mistaken, text={"en": ArticleText("What is the fee?", "The fee is $6.")}))
    publisher = desk(client, roles=[Role.PUBLISHER], departments=["TD"])
    opened = publisher.do(f"articles/{mistaken.id}/recall", {"version": 1, "reason": "The fee was wrong."})
    assert (opened["kind"], opened["state"]) == ("corrected", "listing")
    list_due(database)
    listed = publisher.read("knowledge/recalls?state=open")["recalls"][0]
    assert listed["id"] == opened["id"]
    assert (listed["conversations"], listed["waiting"]) == (1, 1)
    [one] = publisher.read(f"knowledge/recalls/{listed['id']}")["corrections"]
    assert "The fee is $6." in one["draft"]
    sent = publisher.do(f"knowledge/corrections/{one['id']}/send", {"text": one["draft"]})
    assert (sent["state"], sent["decided_by"]) == ("sent", publisher.username)
    assert publisher.post(f"knowledge/corrections/{one['id']}/dismiss", {"reason": "no"}).status_code == 409
    assert publisher.read(f"knowledge/recalls/{listed['id']}")["state"] == "done"


@pytest.mark.parametrize(
    ("body", "field"),
    [({"version": 1, "reason": "  "}, "reason"), ({"version": 0, "reason": "wrong"}, "version"), ({}, "version")],
)
def test_a_bad_recall_names_the_field(client: TestClient, body: dict[str, object], field: str) -> None:
    article = fee()
    publish(database_of(client), article)
    with database_of(client).write() as session:
        release.withdraw(session, article.id, actor=operator())
    refused = desk(client, roles=[Role.PUBLISHER]).post(f"articles/{article.id}/recall", body)
    assert refused.status_code == 422
    assert field in {problem["field"] for problem in refused.json()["errors"]}


def test_the_numbers_of_all_and_of_one(client: TestClient) -> None:
    database = database_of(client)
    article = replace(fee(), department="HD")
    ask(database, publish(database, article), helpful=True, question="The fee, for 9123 4567?", department="HD")
    editor = desk(client, roles=[Role.EDITOR], departments=["HD"])
    numbers = editor.read("knowledge/numbers?days=7&language=zh-Hant")
    [mine] = numbers["articles"]
    assert (mine["title"], mine["shown"], mine["helpful"]) == ("費用多少？", 1, 1)
    [department] = numbers["departments"]
    assert (department["code"], department["coverage"]) == ("HD", 1.0)
    assert department["name"] not in ("", "HD")
    assert len(numbers["days"]) == 7
    of_one = editor.read(f"articles/{article.id}/numbers?days=7")
    assert of_one["numbers"] == editor.read("knowledge/numbers?days=7")["articles"][0]
    assert "9123" not in of_one["questions"][0]["text"]
    assert editor.read("articles/td-none/numbers")["numbers"] is None


@pytest.mark.promise("T08")
def test_the_numbers_as_a_table_hold_no_formula(client: TestClient) -> None:
    hostile = replace(FEE, id="td-bad", text={"en": ArticleText('=HYPERLINK("http://evil.example")', "Text.")})
    publish(database_of(client), hostile)
    response = desk(client, roles=[Role.EDITOR]).get("knowledge/numbers.csv")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert next(row["title"] for row in rows if row["article_id"] == "td-bad").startswith("'=")
