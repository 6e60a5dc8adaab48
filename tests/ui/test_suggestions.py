"""Do agents and other desk systems get their suggestions over HTTP, and nobody else?"""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.accounts.api_keys import add_key
from assistant.accounts.permissions import Permission, Role, operator
from assistant.cases.catalogue import load_catalogue
from tests.assistant.licence_knowledge import APPROVED, TITLES
from tests.assistant.suggestions.conversations import hand_over
from tests.staff import add_staff, session_cookie
from tests.ui.inside import database_of
from tests.ui.talk import assert_problem

SUGGESTIONS = "/api/v1/suggestions"


def staff(client: TestClient, *departments: str, role: Role = Role.AGENT) -> dict[str, str]:
    """The headers of a new member of staff."""
    database = database_of(client)
    user = add_staff(database, f"u{uuid.uuid4().hex[:8]}", roles=(role,), departments=departments)
    ((name, value),) = session_cookie(database, user).items()
    return {"Cookie": f"{name}={value}"}


def key(client: TestClient, *scopes: Permission, departments: tuple[str, ...] = ("TD",)) -> dict[str, str]:
    """The headers of another system."""
    with database_of(client).write() as session:
        secret = add_key(
            session,
            f"desk {uuid.uuid4()}",
            actor=operator(),
            scopes=[scope.value for scope in scopes],
            departments=departments,
            catalogue=load_catalogue(),
        )
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture
def mei(client: TestClient) -> dict[str, str]:
    return staff(client, "TD")


def suggest(client: TestClient, headers: dict[str, str], **body: Any) -> dict[str, Any]:
    response = client.post(SUGGESTIONS, json=body, headers=headers)
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def test_nobody_without_a_session_or_key_gets_a_suggestion(client: TestClient) -> None:
    assert_problem(client.post(SUGGESTIONS, json={"text": TITLES["en"]}), 401)
    assert_problem(client.post(f"{SUGGESTIONS}/any/verdict", json={"verdict": "used"}), 401)


def test_who_only_edits_articles_gets_none(client: TestClient) -> None:
    editor = staff(client, "TD", role=Role.EDITOR)
    assert_problem(client.post(SUGGESTIONS, json={"text": TITLES["en"]}, headers=editor), 403)


@pytest.mark.parametrize("language", TITLES)
def test_an_agent_gets_a_draft_for_a_conversation_of_their_department(
    client: TestClient, mei: dict[str, str], language: str
) -> None:
    conversation = hand_over(database_of(client), TITLES[language], language=language)
    made = suggest(client, mei, conversation_id=conversation, agent_language="en")
    assert (made["draft"], made["language"], made["is_quiet"], made["is_stale"]) == (
        APPROVED[language],
        language,
        False,
        False,
    )
    assert "".join("".join(s["text"] for s in made["sentences"]).split()) == "".join(APPROVED[language].split())
    assert {n for sentence in made["sentences"] for n in sentence["sources"]} == {1}
    (source,) = made["sources"]
    assert (source["n"], source["article_id"], source["audience"]) == (1, "td-renew-driving-licence", "public")
    assert source["title"] == TITLES[language]
    own = made["own_language"]
    assert own is None if language == "en" else own["text"] == APPROVED["en"]


def test_another_departments_conversation_is_not_found(client: TestClient, mei: dict[str, str]) -> None:
    others = hand_over(database_of(client), TITLES["en"], department="IMMD")
    hidden = assert_problem(client.post(SUGGESTIONS, json={"conversation_id": others}, headers=mei), 404)
    nothing = assert_problem(client.post(SUGGESTIONS, json={"conversation_id": "none"}, headers=mei), 404)
    assert hidden == nothing


def test_an_internal_article_is_marked_and_in_no_draft(client: TestClient, mei: dict[str, str]) -> None:
    made = suggest(client, mei, text="Which counter takes complaints about examiners?")
    assert "Counter 9" not in made["draft"]
    found = {passage["article_id"]: passage["audience"] for passage in made["passages"]}
    assert found["td-internal"] == "internal"


def test_another_desk_system_asks_with_its_key_and_reads_no_internal_article(client: TestClient) -> None:
    desk = key(client, Permission.SUGGESTION_CREATE)
    made = suggest(client, desk, text=TITLES["zh-Hans"], language="zh-Hans", agent_language="zh-Hans")
    assert made["draft"] == APPROVED["zh-Hans"]
    made = suggest(client, desk, text="Which counter takes complaints about examiners?")
    assert "Counter 9" not in str(made)
    conversation = hand_over(database_of(client), TITLES["en"])
    assert_problem(client.post(SUGGESTIONS, json={"conversation_id": conversation}, headers=desk), 404)
    assert_problem(client.post(SUGGESTIONS, json={"text": "?"}, headers=key(client, Permission.AUDIT_VERIFY)), 403)


def test_a_verdict_is_kept_with_its_edit_distance_and_time(client: TestClient, mei: dict[str, str]) -> None:
    made = suggest(client, mei, text=TITLES["en"])
    address = f"{SUGGESTIONS}/{made['id']}/verdict"
    sent = APPROVED["en"].replace("$900", "$901")
    verdict = client.post(address, json={"verdict": "used", "text": sent}, headers=mei).json()
    assert (verdict["verdict"], verdict["edit_distance"]) == ("edited", 1)
    assert 0 <= verdict["seconds"] < 60
    assert_problem(client.post(address, json={"verdict": "ignored"}, headers=mei), 409)
    assert_problem(client.post(address, json={"verdict": "used"}, headers=staff(client, "TD")), 404)


@pytest.mark.parametrize(
    "body",
    [{}, {"text": "a", "conversation_id": "b"}, {"text": "a", "language": "fr"}, {"conversation_id": "a b"}],
    ids=["nothing", "both", "unknown language", "no id"],
)
def test_what_cannot_be_used_is_refused(client: TestClient, mei: dict[str, str], body: dict[str, str]) -> None:
    assert_problem(client.post(SUGGESTIONS, json=body, headers=mei), 422)


# Beside the suggestions


@pytest.mark.parametrize("address", ["/api/v1/staff/articles?q=licence", "/api/v1/canned-replies"])
def test_nobody_else_searches_or_reads_canned_replies(client: TestClient, address: str) -> None:
    assert_problem(client.get(address), 401)
    assert_problem(client.post(f"{SUGGESTIONS}/rewrites", json={}), 401)


@pytest.mark.parametrize("language", TITLES)
def test_an_agent_searches_public_and_internal_articles(client: TestClient, mei: dict[str, str], language: str) -> None:
    found = client.get("/api/v1/staff/articles", params={"q": TITLES[language], "language": language}, headers=mei)
    first = found.json()["articles"][0]
    assert (first["article_id"], first["answer"], first["audience"]) == (
        "td-renew-driving-licence",
        APPROVED[language],
        "public",
    )
    found = client.get("/api/v1/staff/articles", params={"q": "counter for complaints", "limit": 3}, headers=mei)
    assert "td-internal" in [article["article_id"] for article in found.json()["articles"]]
    desk = key(client, Permission.SUGGESTION_CREATE)
    assert_problem(client.get("/api/v1/staff/articles", params={"q": "counter"}, headers=desk), 403)
    assert_problem(client.get("/api/v1/staff/articles", params={"q": ""}, headers=mei), 422)


@pytest.mark.parametrize(
    ("language", "title"), [("en", "Reference number"), ("zh-Hant", "檔案編號"), ("zh-Hans", "档案编号")]
)
def test_canned_replies_come_in_the_language_asked_for(
    client: TestClient, mei: dict[str, str], language: str, title: str
) -> None:
    replies = client.get("/api/v1/canned-replies", params={"language": language, "department": "TD"}, headers=mei)
    by_id = {reply["id"]: reply for reply in replies.json()["replies"]}
    assert by_id["reference"]["title"] == title
    assert by_id["reference"]["placeholders"] == ["reference"]
    assert "{reference}" in by_id["reference"]["text"]
    assert by_id["td_bus"]["department"] == "TD"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"text": "The fee is $9. It is old.", "kind": "shorter", "language": "en"}, ("The fee is $9.", "en")),
        ({"text": "費用為9元。", "kind": "other_script", "language": "zh-Hant"}, ("费用为9元。", "zh-Hans")),
        ({"text": "费用为9元。", "kind": "other_script", "language": "zh-Hans"}, ("費用為9元。", "zh-Hant")),
    ],
)
def test_a_draft_is_put_another_way(
    client: TestClient, mei: dict[str, str], body: dict[str, str], expected: tuple[str, str]
) -> None:
    rewritten = client.post(f"{SUGGESTIONS}/rewrites", json=body, headers=mei).json()
    assert (rewritten["text"], rewritten["language"]) == expected


def test_the_department_signs_by_its_name(client: TestClient, mei: dict[str, str]) -> None:
    body = {"text": "費用為9元。", "kind": "greeting", "language": "zh-Hant", "department": "TD"}
    rewritten = client.post(f"{SUGGESTIONS}/rewrites", json=body, headers=mei).json()["text"]
    assert rewritten.startswith("你好")
    assert rewritten.endswith("運輸署")
    english = {**body, "kind": "other_script", "language": "en"}
    assert_problem(client.post(f"{SUGGESTIONS}/rewrites", json=english, headers=mei), 422)
