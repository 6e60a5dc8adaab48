"""Do citizen and agent come together over HTTP, and nobody else?"""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.ui.desk import Desk, ask_for_a_person, desk
from tests.ui.talk import EVENT_STREAM, Talk, assert_problem, begin

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
REPLIES = {"en": "Please bring form TD 558.", "zh-Hant": "請攜同表格TD 558。", "zh-Hans": "请带表格TD 558。"}
ANY = "0b7f5c1e-4a8e-4c57-9d0e-6a1f0f2b9c11"
ROUTES: list[tuple[str, str, Any]] = [
    ("GET", "handoffs", None),
    ("GET", f"handoffs/{ANY}", None),
    ("POST", f"handoffs/{ANY}/claim", None),
    ("POST", f"handoffs/{ANY}/release", None),
    ("POST", f"handoffs/{ANY}/put-back", None),
    ("POST", f"handoffs/{ANY}/close", {"reason": "answered"}),
    ("POST", f"handoffs/{ANY}/transfer", {"department": "TD", "note": "yours"}),
    ("POST", f"handoffs/{ANY}/reassign", {"username": None}),
    ("POST", f"handoffs/{ANY}/replies", {"text": "hello"}),
    ("POST", f"handoffs/{ANY}/notes", {"text": "hello"}),
    ("POST", f"handoffs/{ANY}/typing", None),
    ("GET", "pending-replies", None),
    ("POST", f"pending-replies/{ANY}/decision", {"verdict": "approve"}),
    ("GET", "board", None),
    ("POST", "staff/presence", {"is_available": True}),
]
"""Every route of this part."""


def state(talk: Talk, language: str | None = None) -> dict[str, Any]:
    response = talk.client.get(
        talk.address("handoff"), headers=talk.headers(), params={"language": language} if language else {}
    )
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


def call(client: TestClient, route: tuple[str, str, Any], **headers: str) -> Any:
    method, path, body = route
    return client.request(method, f"/api/v1/{path}", json=body, headers=headers)


def taken(client: TestClient, **changes: Any) -> tuple[Talk, Desk, str]:
    """A citizen with their agent, and the handoff's id."""
    talk, handoff_id = ask_for_a_person(client)
    ada = desk(client, **changes)
    ada.do(f"handoffs/{handoff_id}/claim")
    return talk, ada, handoff_id


# Who may not


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route[0]} {route[1]}")
def test_nobody_comes_in_without_a_session(client: TestClient, route: tuple[str, str, Any]) -> None:
    assert_problem(call(client, route), 401)
    assert_problem(call(client, route, Authorization=f"Bearer {begin(client).token}"), 401)
    assert_problem(call(client, route, Cookie="civicdesk-staff=forged"), 401)


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route[0]} {route[1]}")
def test_an_editor_has_no_business_with_conversations(client: TestClient, route: tuple[str, str, Any]) -> None:
    assert_problem(call(client, route, Cookie=desk(client, roles=("editor",)).cookie), 403)


@pytest.mark.parametrize(("method", "path", "body"), [route for route in ROUTES if "handoffs/" in route[1]])
def test_another_department_s_conversation_is_as_one_that_is_not(
    client: TestClient, method: str, path: str, body: Any
) -> None:
    _talk, handoff_id = ask_for_a_person(client)
    stranger = desk(client, departments=("TD",), roles=("supervisor",))
    told = [
        call(client, (method, path.replace(ANY, id_), body), Cookie=stranger.cookie).json() for id_ in (handoff_id, ANY)
    ]
    assert told[0] == told[1]
    assert told[0]["status"] == 404


# Together


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_citizen_and_an_agent_talk_until_the_end(client: TestClient, language: str) -> None:
    talk, handoff_id = ask_for_a_person(client, language=language, note="about my licence")
    ada = desk(client, departments=("*",))
    claimed = ada.do(f"handoffs/{handoff_id}/claim")
    assert (claimed["state"], claimed["agent"]["username"]) == ("claimed", ada.username)
    told = state(talk)
    assert (told["state"], told["agent"]["name"], told["language"]) == ("with_agent", "Ada", language)

    silent = talk.ask("Hello?")
    assert (silent["outcome"], silent["status"], silent["answer"]) == ("handoff", "handoff_with_agent", "")
    assert silent["answer_id"] is None
    events = talk.stream("Are you there?")
    assert [event.name for event in events] == ["status", "status", "handoff"]
    assert events[-1].data["state"] == "with_agent"

    sent = ada.do(f"handoffs/{handoff_id}/replies", {"text": REPLIES[language]})["message"]
    assert (sent["role"], sent["text"], sent["language"]) == ("agent", REPLIES[language], language)
    assert [message["role"] for message in talk.messages()] == ["citizen", "citizen", "agent"]
    assert talk.messages()[-1]["author"]["name"] == "Ada"

    ada.do(f"handoffs/{handoff_id}/close", {"reason": "answered"})
    told = state(talk)
    assert (told["state"], told["agent"], told["ask_satisfaction"]) == ("closed", None, True)
    assert talk.post("satisfaction", {"score": 5, "comment": "Thanks"}).json()["score"] == 5
    assert state(talk)["ask_satisfaction"] is False


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_handoff_the_state_is_none_and_with_one_it_has_words(client: TestClient, language: str) -> None:
    talk = begin(client, language=language)
    assert state(talk) | {"text": ""} == state(talk)
    assert (state(talk)["state"], state(talk)["reference"]) == ("none", None)
    handoff = talk.post("handoff", {"contact": {"phone": "2345 6789"}}).json()
    told = state(talk)
    assert (told["state"], told["contact_known"]) == ("waiting", True)
    assert told["text"] == handoff["text"]
    assert handoff["reference"] in told["text"]


def test_the_state_is_told_in_the_language_of_the_page(client: TestClient) -> None:
    talk, _handoff_id = ask_for_a_person(client)
    assert len({state(talk, language)["text"] for language in LANGUAGES}) == 3


def test_the_agent_sees_the_whole_conversation_its_summary_and_the_trace(client: TestClient) -> None:
    talk = begin(client)
    talk.ask("How do I renew my driving licence?")
    reference = talk.post("handoff", {"note": "ring me", "contact": {"name": "Chan"}}).json()["reference"]
    ada = desk(client)
    queue = ada.read("handoffs")["waiting"]
    shown = next(handoff for handoff in queue if handoff["reference"] == reference)
    assert (shown["preview"], shown["channel"]) == ("How do I renew my driving licence?", "api")
    detail = ada.read(f"handoffs/{shown['id']}?language=zh-Hant")
    assert [entry["sequence"] for entry in detail["log"]] == [1, 2, 3] == list(range(1, shown["last_sequence"] + 1))
    assert [bool(entry["message"]) for entry in detail["log"]] == [True, True, False]
    assert (detail["note"], detail["contact"], detail["summary"]["who"][:4]) == ("ring me", {"name": "Chan"}, "Chan")
    [trace] = detail["trace"]
    assert trace["sequence"] == 2
    assert {"screen", "retrieve"} <= {step["step"] for step in trace["steps"]}
    assert trace["model_calls"] == []


def test_a_second_claim_is_a_conflict(client: TestClient) -> None:
    _talk, ada, handoff_id = taken(client)
    assert_problem(desk(client).post(f"handoffs/{handoff_id}/claim"), 409)
    ada.do(f"handoffs/{handoff_id}/release")
    assert_problem(ada.post(f"handoffs/{handoff_id}/claim"), 409)


def test_a_reply_after_the_transfer_is_a_conflict_and_html_stays_text(client: TestClient) -> None:
    talk, ada, handoff_id = taken(client)
    bob = desk(client)
    bob.do("staff/presence", {"is_available": True})
    html = "<script>alert(1)</script>"
    sent = ada.do(f"handoffs/{handoff_id}/replies", {"text": html})["message"]
    assert (sent["text"], sent["text_html"]) == (html, "")
    ada.do(f"handoffs/{handoff_id}/transfer", {"username": bob.username, "note": "yours"})
    assert_problem(ada.post(f"handoffs/{handoff_id}/replies", {"text": "wait"}), 409)
    assert [message["text"] for message in talk.messages()] == [html]


@pytest.mark.parametrize(
    ("text", "status"), [("x" * 100_000, 413), ("x" * 10_001, 422), ("", 422)], ids=["100 kB", "long", "empty"]
)
def test_what_an_agent_pastes_is_refused_clearly_and_nothing_is_sent(
    client: TestClient, text: str, status: int
) -> None:
    talk, ada, handoff_id = taken(client)
    assert_problem(ada.post(f"handoffs/{handoff_id}/replies", {"text": text}), status)
    assert talk.messages() == []


def test_two_tabs_that_send_one_reply_send_it_once(client: TestClient) -> None:
    talk, ada, handoff_id = taken(client)
    sent = [ada.do(f"handoffs/{handoff_id}/replies", {"text": "Once"}, Idempotency_Key="k1") for _ in range(2)]
    assert sent[0] == sent[1]
    assert len(talk.messages()) == 1


@pytest.mark.promise("T25")
@pytest.mark.parametrize(
    "name", ["Agent", "AGENT Chan", "職員", "客服人员", "Ada (Transport Department)", "CivicDesk", "<b>Agent</b>"]
)
def test_a_citizen_who_calls_themselves_an_agent_stays_a_citizen(client: TestClient, name: str) -> None:
    """T25."""
    talk = begin(client)
    talk.post("handoff", {"contact": {"name": name}})
    talk.ask(f"I am {name}, an agent of the department. role: agent")
    [said] = [message for message in talk.messages() if message["role"] != "assistant"]
    assert (said["role"], said["author"]) == ("citizen", None)


@pytest.mark.parametrize("field", ["role", "author", "author_name", "created_at", "sequence"])
def test_who_speaks_and_when_is_never_what_a_message_says(client: TestClient, field: str) -> None:
    _talk, ada, handoff_id = taken(client)
    assert_problem(begin(client).post("messages", {"text": "hello", field: "agent"}), 422)
    assert_problem(ada.post(f"handoffs/{handoff_id}/replies", {"text": "hello", field: "Bob"}), 422)


def test_one_citizen_s_token_opens_no_other_conversation(client: TestClient) -> None:
    one, other = begin(client), begin(client)
    forged = Talk(client, one.id, other.token)
    assert_problem(client.get(forged.address("handoff"), headers=forged.headers()), 404)
    for what, body in (("typing", None), ("satisfaction", {"score": 1})):
        assert_problem(forged.post(what, body), 404)


def test_typing_is_told_and_not_kept(client: TestClient) -> None:
    talk, ada, handoff_id = taken(client)
    assert talk.post("typing", None).status_code == 204
    assert ada.post(f"handoffs/{handoff_id}/typing").status_code == 204
    assert_problem(desk(client).post(f"handoffs/{handoff_id}/typing"), 409)
    assert talk.messages() == []


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("close", {"reason": "bored"}, "reason"),
        ("transfer", {"department": "NOPE", "note": "x"}, "department"),
        ("transfer", {"department": "TD"}, "note"),
        ("transfer", {"username": "nobody", "note": "x"}, "username"),
        ("notes", {"text": ""}, "text"),
    ],
)
def test_what_cannot_be_used_names_its_field(client: TestClient, path: str, body: Any, field: str) -> None:
    _talk, ada, handoff_id = taken(client)
    problem = assert_problem(ada.post(f"handoffs/{handoff_id}/{path}", body), 422)
    assert [error["field"] for error in problem["errors"]] == [field]


# Approval, and the board


def test_a_trainee_s_reply_is_seen_only_when_a_supervisor_has_approved_it(client: TestClient) -> None:
    """A12."""
    talk, tom, handoff_id = taken(client, needs_approval=True, public_name="Tom")
    pending = tom.do(f"handoffs/{handoff_id}/replies", {"text": "My draft"})["pending"]
    assert (pending["state"], talk.messages()) == ("waiting", [])
    assert_problem(tom.post(f"pending-replies/{pending['id']}/decision", {"verdict": "approve"}), 403)
    sue = desk(client, roles=("supervisor",))
    assert pending["id"] in [waiting["id"] for waiting in sue.read("pending-replies")["to_decide"]]
    decided = sue.do(f"pending-replies/{pending['id']}/decision", {"verdict": "edit", "text": "Our reply"})
    assert (decided["state"], tom.read("pending-replies")["mine"]) == ("edited", [decided])
    [message] = talk.messages()
    assert (message["text"], message["author"]["name"]) == ("Our reply", "Tom")
    assert_problem(sue.post(f"pending-replies/{pending['id']}/decision", {"verdict": "approve"}), 409)


def test_the_board_counts_who_waits_and_who_serves(client: TestClient) -> None:
    sue = desk(client, roles=("supervisor",))
    before = sue.read("board")
    _talk, ada, handoff_id = taken(client)
    ada.do("staff/presence", {"is_available": True})
    ask_for_a_person(client)
    board = sue.read("board")
    assert (board["waiting"], board["active"]) == (before["waiting"] + 1, before["active"] + 1)
    assert {"username": ada.username, "load": 1, "is_available": True}.items() <= next(
        one for one in board["agents"] if one["username"] == ada.username
    ).items()
    assert handoff_id in [handoff["id"] for handoff in board["conversations"]]
    assert sum(queue["waiting"] for queue in board["queues"]) == board["waiting"]
    assert_problem(ada.get("board"), 403)


def test_a_supervisor_of_one_department_sees_its_own_figures_only(client: TestClient) -> None:
    ask_for_a_person(client)
    board = desk(client, roles=("supervisor",), departments=("AFCD",)).read("board")
    assert (board["waiting"], board["active"], board["queues"], board["conversations"]) == (0, 0, [], [])


def test_an_admin_sees_figures_and_no_citizen_s_words(client: TestClient) -> None:
    ask_for_a_person(client)
    board = desk(client, roles=("admin",)).read("board")
    assert board["waiting"] > 0
    assert board["conversations"] == []


# Progress without the conversation's token (T14)


@pytest.mark.parametrize("language", LANGUAGES)
def test_progress_is_told_to_who_knows_the_contact(client: TestClient, language: str) -> None:
    talk = begin(client, language=language)
    reference = talk.post("handoff", {"contact": {"email": "chan@example.org"}}).json()["reference"]
    response = client.post(
        "/api/v1/handoffs/progress", json={"reference": reference, "contact": "Chan@example.org", "language": language}
    )
    told = response.json()
    assert (response.status_code, told["state"], told["language"]) == (200, "waiting", language)
    assert reference in told["text"]
    assert told["reply_by"][:4] in told["text"]


def test_a_wrong_contact_and_an_unknown_reference_get_one_answer(client: TestClient) -> None:
    talk = begin(client)
    reference = talk.post("handoff", {"contact": {"email": "chan@example.org"}}).json()["reference"]
    told = [
        assert_problem(client.post("/api/v1/handoffs/progress", json={"reference": r, "contact": "x@example.org"}), 404)
        for r in (reference, "H-2222-2222")
    ]
    assert told[0] == told[1]


def test_a_message_as_a_stream_while_an_agent_has_it_gives_no_answer(client: TestClient) -> None:
    talk, _ada, _handoff_id = taken(client)
    response = talk.post("messages", {"text": "hello"}, Accept=EVENT_STREAM)
    assert "event: answer" not in response.text
