"""Can an article be written, opened, compared and previewed, and is what cannot be used named?"""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.accounts.permissions import Role
from assistant.languages import LANGUAGES
from tests.ui.curation_desk import ARTICLE, draft, editor, gates, new_id, pass_checks, publisher
from tests.ui.desk import desk
from tests.ui.talk import assert_problem

HOSTILE = (
    '<script>alert(1)</script>[x](javascript:alert(1)) ![y](https://evil.example/y.png) <img src=x onerror="alert(1)">'
)


def put(worker: Any, article: str, **body: Any) -> Any:
    headers = {"Cookie": worker.cookie}
    return worker.client.put(f"/api/v1/articles/{article}", json={**ARTICLE, **body}, headers=headers)


def fields(problem: dict[str, Any]) -> list[str]:
    return [error["field"] for error in problem["errors"]]


def test_a_new_article_is_a_draft_that_nobody_outside_the_desk_sees(client: TestClient) -> None:
    mei = editor(client)
    made = mei.post("articles", {**ARTICLE, "note": "New toll."})
    assert made.status_code == 201
    shown = made.json()
    assert shown["id"].startswith("td-what-is-the-toll-")
    assert (shown["newest_number"], shown["live_number"], shown["department"]) == (1, None, "TD")
    version = shown["version"]
    assert (version["state"], version["author"], version["note"], version["origin"]) == (
        "draft",
        mei.username,
        "New toll.",
        "desk",
    )
    assert version["content"]["text"]["en"] == ARTICLE["text"]["en"]
    assert shown["allowed"] == ["edit", "comment", "owner", "submit"]
    assert [event["action"] for event in shown["history"]] == ["article.version.save"]
    assert_problem(client.get(f"/api/v1/articles/{shown['id']}"), 404)


def test_an_edit_is_a_new_version_and_says_on_which_one_it_is_based(client: TestClient) -> None:
    mei, wing = editor(client), publisher(client)
    article = draft(mei)
    assert put(mei, article, base=1, category="").json()["newest_number"] == 2
    conflict = assert_problem(put(wing, article, base=1, tags=["fee"]), 409)
    assert (conflict["type"], conflict["newest"]) == ("urn:civicdesk:edit-conflict", 2)
    assert put(mei, article, base=2, category="").json()["newest_number"] == 2
    assert fields(assert_problem(put(mei, article, base=2, id="another"), 422)) == ["id"]


def test_an_id_that_is_taken_is_a_conflict(client: TestClient) -> None:
    mei = editor(client)
    article = draft(mei)
    assert_problem(mei.post("articles", {**ARTICLE, "id": article, "category": ""}), 409)


def test_ids_with_slashes_are_opened(client: TestClient) -> None:
    mei = editor(client)
    article = draft(mei, id=f"{new_id()}/toll")
    assert mei.read(f"articles/{article}/desk")["id"] == article


def english(**changes: Any) -> dict[str, Any]:
    return {"text": {"en": {"question": "What?", "answer": "That.", **changes}}}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": {**ARTICLE["text"], "fr": {"question": "Quoi ?", "answer": "Cela."}}}, "text.fr"),
        ({"text": {}}, "text"),
        (english(answer=""), "text.en.answer"),
        (english(answer=" \u200b\u202e "), "text.en.answer"),
        (english(question="x" * 1001), "text.en.question"),
        (english(answer="x" * 50_001), "text.en.answer"),
        (english(answer="a\x00b"), "text.en.answer"),
        (english(variants=["x" * 1001]), "text.en.variants"),
        ({"department": "NOBODY"}, "department"),
        ({"department": ""}, "department"),
        ({"category": "no_such_thing"}, "category"),
        ({"source_url": "javascript:alert(1)"}, "source_url"),
        ({"source_url": "https://gov.example@evil.example/"}, "source_url"),
        ({"effective_from": "2027-02-30"}, "effective_from"),
        ({"effective_from": "2027-02-02", "effective_until": "2027-02-01"}, "effective_until"),
        ({"audience": "everybody"}, "audience"),
        ({"id": "a b"}, "id"),
        ({"tags": ["x" * 101]}, "tags"),
        ({"colour": "red"}, "colour"),
        ({"note": "x" * 2001}, "note"),
    ],
)
def test_what_cannot_be_used_is_named(client: TestClient, change: dict[str, Any], field: str) -> None:
    assert fields(assert_problem(editor(client).post("articles", {**ARTICLE, **change}), 422)) == [field]


def test_everything_that_is_wrong_is_told_at_once(client: TestClient) -> None:
    bad = {"department": "NOBODY", "source_url": "ftp://x.example", "text": english(answer="")["text"]}
    assert set(fields(assert_problem(editor(client).post("articles", bad), 422))) == {
        "department",
        "source_url",
        "text.en.answer",
    }


def test_hidden_characters_are_taken_out(client: TestClient) -> None:
    mei = editor(client)
    article = draft(mei, **english(question="Wh\u200bat\u202e?", answer="Th\u2060at.\ufeff\U000e0041"))
    said = mei.read(f"articles/{article}/desk")["version"]["content"]["text"]["en"]
    assert (said["question"], said["answer"]) == ("What?", "That.")


def test_the_longest_articles_can_be_saved(client: TestClient) -> None:
    longest = {language: {"question": "長" * 1000, "answer": "長" * 50_000} for language in LANGUAGES}
    assert draft(editor(client), text=longest)


def test_versions_are_compared_word_by_word(client: TestClient) -> None:
    mei = editor(client)
    article = draft(mei)
    changed = {**ARTICLE["text"], "zh-Hant": {"question": "隧道費多少？", "answer": "隧道費為6元。"}}
    put(mei, article, base=1, text=changed)
    difference = mei.read(f"articles/{article}/difference?from=1&to=2")
    assert difference == {
        "from": 1,
        "to": 2,
        "fields": [
            {
                "language": "zh-Hant",
                "field": "answer",
                "parts": [
                    {"op": "same", "text": "隧道費為"},
                    {"op": "removed", "text": "5"},
                    {"op": "added", "text": "6"},
                    {"op": "same", "text": "元。"},
                ],
            }
        ],
    }
    assert_problem(mei.get(f"articles/{article}/difference?from=1&to=3"), 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_preview_is_what_the_citizen_reads_once_it_is_live(client: TestClient, language: str) -> None:
    mei, wing = editor(client), publisher(client)
    # Long enough to be quoted, and asked in words that no other article of the tests has.
    answers = {
        "en": "Show the zebra card. " * 200,
        "zh-Hant": "請出示斑馬證。" * 300,
        "zh-Hans": "请出示斑马证。" * 300,
    }
    titles = {"en": "How to get a zebra card?", "zh-Hant": "如何申請斑馬證？", "zh-Hans": "如何申请斑马证？"}
    body = {**ARTICLE, "id": new_id(), "text": {language: {"question": titles[language], "answer": answers[language]}}}
    preview = mei.do("knowledge/preview", {"content": body, "language": language})
    with gates(client, pass_checks):
        article = mei.do("articles", body)["id"]
        mei.do(f"articles/{article}/submit", {"version": 1})
        wing.do(f"articles/{article}/approve", {"version": 1})
        wing.do(f"articles/{article}/publish", {"version": 1})
    asked = client.post("/api/v1/answers", json={"text": titles[language], "language": language}).json()
    wing.do(f"articles/{article}/withdraw", {"reason": "a trial"})
    assert asked["citations"][0]["article_id"] == article
    assert preview["html"] == asked["answer_html"]
    assert preview["is_excerpt"] is True
    assert (preview["title"], preview["source_url"]) == (titles[language], ARTICLE["source_url"])
    assert preview["last_reviewed"] == asked["citations"][0]["last_reviewed"]


def test_a_preview_in_a_language_that_is_missing_says_so_as_the_answer_does(client: TestClient) -> None:
    body = {"content": {**ARTICLE, **english()}, "language": "zh-Hant"}
    assert "英文" in editor(client).do("knowledge/preview", body)["html"]


def test_what_cannot_be_previewed_is_named(client: TestClient) -> None:
    mei = editor(client)
    bad = {"content": {**ARTICLE, "department": "NOBODY"}, "language": "en"}
    assert fields(assert_problem(mei.post("knowledge/preview", bad), 422)) == ["content.department"]
    assert fields(assert_problem(mei.post("knowledge/preview", {**bad, "language": "fr"}), 422)) == ["language"]


@pytest.mark.promise("T06")
def test_hostile_words_stay_words_and_only_clean_html_is_given_as_html(client: TestClient) -> None:
    mei = editor(client)
    hostile = {"en": {"question": HOSTILE, "answer": HOSTILE, "variants": [HOSTILE]}}
    html = mei.do("knowledge/preview", {"content": {**ARTICLE, "text": hostile}, "language": "en"})["html"]
    assert [mark for mark in ("<script", "<img", 'href="javascript', 'src="') if mark in html] == []
    article = draft(mei, text=hostile, note=HOSTILE)
    mei.do(f"articles/{article}/comments", {"text": HOSTILE, "version": 1})
    shown = mei.read(f"articles/{article}/desk")
    listed = mei.read(f"knowledge/articles?q={article}")["articles"][0]
    waiting = mei.read("knowledge/attention?limit=500")["items"]
    # As they were typed, in fields that a page shows as text; nothing here is called html.
    assert shown["version"]["content"]["text"]["en"]["answer"] == shown["comments"][0]["text"] == HOSTILE
    assert (listed["title"]["en"], shown["version"]["note"]) == (HOSTILE, HOSTILE)
    assert any(HOSTILE in item["note"] for item in waiting)
    assert "html" not in {*shown, *shown["version"], *listed, *waiting[0]}


def test_another_department_reads_what_is_live_and_no_draft(client: TestClient) -> None:
    mei, wing, other = editor(client), publisher(client), publisher(client, "IMMD")
    article = draft(mei)
    assert_problem(other.get(f"articles/{article}/desk"), 404)
    mei.do(f"articles/{article}/submit", {"version": 1})
    wing.do(f"articles/{article}/approve", {"version": 1})
    with gates(client, pass_checks):
        wing.do(f"articles/{article}/publish", {"version": 1})
    mei.do(f"articles/{article}/comments", {"text": "ours", "version": 1})
    put(mei, article, base=1, category="")
    seen = other.read(f"articles/{article}/desk")
    assert (seen["version"]["number"], seen["newest_number"], seen["comments"], seen["history"]) == (1, 1, [], [])
    assert seen["allowed"] == []
    assert_problem(other.get(f"articles/{article}/desk?version=2"), 404)
    assert_problem(other.get(f"articles/{article}/difference?from=1&to=2"), 404)
    assert_problem(put(other, article, base=2), 403)
    wing.do(f"articles/{article}/withdraw", {"reason": "a trial"})


def test_an_agent_and_a_citizen_see_nothing_of_the_desk(client: TestClient) -> None:
    article = draft(editor(client))
    assert_problem(client.get(f"/api/v1/articles/{article}/desk"), 401)
    assert_problem(desk(client, roles=[Role.AGENT], departments=["TD"]).get(f"articles/{article}/desk"), 403)
