"""Do the people who own the articles find them, and what waits for them, over HTTP?"""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.ui.curation_desk import draft, editor, publisher
from tests.ui.talk import assert_problem


def test_a_row_tells_what_the_desk_needs_to_know(client: TestClient) -> None:
    mei = editor(client)
    article = draft(mei, text={"zh-Hant": {"question": "隧道費多少？", "answer": "5元。"}})
    [row] = mei.read(f"knowledge/articles?q={article}&names_in=zh-Hant")["articles"]
    assert row.pop("changed_at")
    assert row == {
        "id": article,
        "department": "TD",
        "department_name": "運輸署",
        "category": "licence_permit_enquiry",
        "title": {"zh-Hant": "隧道費多少？"},
        "languages": ["zh-Hant"],
        "missing_languages": ["en", "zh-Hans"],
        "state": "draft",
        "number": 1,
        "newest_number": 1,
        "live_number": None,
        "author": mei.username,
        "owner": None,
        "review_by": None,
        "review_due": False,
        "publish_on": None,
        "expires_on": None,
        "open_comments": 0,
        "checks": {"parity": "missing", "replay": "missing"},
    }


def test_pages_follow_each_other(client: TestClient) -> None:
    mei = editor(client)
    for _ in range(3):
        draft(mei)
    read: list[str] = []
    after: str | None = ""
    while after is not None:
        page = mei.read(f"knowledge/articles?limit=2&state=draft&after={after}")
        read += [row["id"] for row in page["articles"]]
        after = page["next"]
    assert len(read) == len(set(read)) == page["counts"]["draft"]
    assert read == sorted(read)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("state=dead", "state"),
        ("review=now", "review"),
        ("language=fr", "language"),
        ("missing=fr", "missing"),
        ("q=a%00b", "q"),
        ("after=" + "x" * 201, "after"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(client: TestClient, query: str, field: str) -> None:
    problem = assert_problem(editor(client).get(f"knowledge/articles?{query}"), 422)
    assert [error["field"] for error in problem["errors"]] == [field]


def test_what_waits_is_read_page_by_page(client: TestClient) -> None:
    mei = editor(client)
    articles = {draft(mei) for _ in range(2)}
    for article in articles:
        mei.do(f"articles/{article}/submit", {"version": 1})
    read: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = mei.read(f"knowledge/attention?limit=1&after={after}&language=zh-Hans")
        read += page["items"]
        after = page["next"]
    assert len(read) == page["total"]
    mine = [item for item in read if item["article_id"] in articles]
    assert [(item["kind"], item["title"], item["department"]) for item in mine] == [
        ("in_review", "隧道费多少？", "TD")
    ] * 2


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Transport Department"), ("zh-Hant", "運輸署"), ("zh-Hans", "运输署")]
)
def test_choices_are_named_in_the_readers_language(client: TestClient, language: str, name: str) -> None:
    choices = editor(client).read(f"knowledge/choices?language={language}")
    assert {"code": "TD", "name": name} in choices["departments"]
    assert choices["languages"] == ["en", "zh-Hant", "zh-Hans"]


def test_choices_say_who_may_do_what(client: TestClient) -> None:
    mei, wing = editor(client), publisher(client)
    assert mei.read("knowledge/choices")["may"] == {
        "edit": ["TD"],
        "approve": [],
        "publish": [],
        "withdraw": [],
        "recall": [],
    }
    choices = wing.read("knowledge/choices")
    assert choices["may"] == {step: ["TD"] for step in ("edit", "approve", "publish", "withdraw", "recall")}
    assert {mei.username, wing.username} <= {owner["name"] for owner in choices["owners"]}
