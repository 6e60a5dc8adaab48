"""Can a citizen, and nobody else, hold a conversation over HTTP, and is nothing stored twice or lost?"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.assistant.licence_knowledge import APPROVED, TITLES
from tests.ui.talk import CONVERSATIONS, EVENT_STREAM, Talk, assert_problem, begin

LANGUAGES = ("en", "zh-Hant", "zh-Hans")
ANYTHING = "00000000-0000-4000-8000-000000000000"
ROUTES = [
    ("POST", "messages", {"text": "hello"}),
    ("GET", "messages", None),
    ("POST", "handoff", {}),
    ("POST", "feedback", {"answer_id": ANYTHING, "helpful": True}),
]
each_route = pytest.mark.parametrize(("method", "what", "body"), ROUTES, ids=[f"{m} {what}" for m, what, _ in ROUTES])


# Who may call


@each_route
def test_without_a_token_there_is_no_conversation(client: TestClient, method: str, what: str, body: Any) -> None:
    talk = begin(client)
    problem = assert_problem(client.request(method, talk.address(what), json=body), 404)
    assert problem["detail"] == "no such conversation, or not your token"
    assert talk.messages() == []


@each_route
@pytest.mark.parametrize("authorization", ["Bearer wrong", "Bearer ", "Bearer", "Basic {token}", "{token}", ""])
def test_with_a_wrong_token_there_is_no_conversation(
    client: TestClient, method: str, what: str, body: Any, authorization: str
) -> None:
    talk = begin(client)
    headers = {"Authorization": authorization.format(token=talk.token)}
    assert_problem(client.request(method, talk.address(what), json=body, headers=headers), 404)
    assert talk.messages() == []


@each_route
def test_with_the_token_of_another_conversation_there_is_none(
    client: TestClient, method: str, what: str, body: Any
) -> None:
    mine, theirs = begin(client), begin(client)
    response = client.request(method, theirs.address(what), json=body, headers=mine.headers())
    assert_problem(response, 404)
    assert theirs.messages() == []


@each_route
def test_an_unknown_conversation_looks_like_one_with_another_token(
    client: TestClient, method: str, what: str, body: Any
) -> None:
    mine, theirs = begin(client), begin(client)
    nobody = client.request(method, f"{CONVERSATIONS}/{ANYTHING}/{what}", json=body, headers=mine.headers())
    somebody = client.request(method, theirs.address(what), json=body, headers=mine.headers())
    assert nobody.json() == somebody.json()


def test_anybody_may_begin_a_conversation(client: TestClient) -> None:
    response = client.post(CONVERSATIONS)
    assert response.status_code == 201
    assert response.json()["language"] == "en"


# Beginning


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_greeting_speaks_the_language_of_the_page(client: TestClient, language: str) -> None:
    greetings = {begin(client, language=other).greeting for other in LANGUAGES}
    assert len(greetings) == 3
    response = client.post(CONVERSATIONS, json={"language": language}).json()
    assert response["language"] == language
    assert response["greeting"] in greetings


def test_a_language_that_is_not_served_is_refused_by_name(client: TestClient) -> None:
    problem = assert_problem(client.post(CONVERSATIONS, json={"language": "fr"}), 422)
    assert [error["field"] for error in problem["errors"]] == ["language"]


def test_the_token_is_shown_once(client: TestClient) -> None:
    talk = begin(client)
    answer = talk.post("messages", {"text": "hello"})
    listed = client.get(talk.address("messages"), headers=talk.headers())
    assert talk.token not in answer.text + listed.text


# Messages


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_is_answered_with_its_source_in_its_own_language(client: TestClient, language: str) -> None:
    answer = begin(client, language=language).ask(TITLES[language])
    assert (answer["outcome"], answer["status"]) == ("answered", "answered_approved_text")
    assert (answer["language"], answer["answer"]) == (language, APPROVED[language])
    assert answer["answer_html"] == f"<p>{APPROVED[language]}</p>\n"
    assert (answer["completeness"], answer["confidence"]) == ("full", 1.0)
    [citation] = answer["citations"]
    names = {"en": "Transport Department", "zh-Hant": "運輸署", "zh-Hans": "运输署"}
    assert (citation["title"], citation["department_name"]) == (TITLES[language], names[language])
    assert (citation["article_id"], citation["department"]) == ("td-renew-driving-licence", "TD")
    assert citation["url"] == "https://www.chingwan.example/td/renew-driving-licence"
    assert citation["version"] == 1
    assert citation["last_reviewed"]


def test_the_language_of_the_text_wins_over_that_of_the_page(client: TestClient) -> None:
    talk = begin(client, language="en")
    response = talk.post("messages", {"text": TITLES["zh-Hans"], "language": "zh-Hant"})
    assert response.json()["language"] == "zh-Hans"


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_the_text_does_not_tell_the_page_decides(client: TestClient, language: str) -> None:
    talk = begin(client, language="en")
    assert talk.post("messages", {"text": "123", "language": language}).json()["language"] == language
    assert begin(client, language=language).ask("456")["language"] == language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_conversation_can_be_read_again(client: TestClient, language: str) -> None:
    talk = begin(client, language=language)
    answer = talk.ask(TITLES[language])
    asked, told = talk.messages()
    assert (asked["sequence"], asked["role"], asked["text"]) == (1, "citizen", TITLES[language])
    assert (asked["language"], asked["text_html"], asked["answer"]) == (language, "", None)
    assert (told["sequence"], told["role"], told["id"]) == (2, "assistant", answer["message_id"])
    assert (told["text"], told["text_html"]) == (answer["answer"], answer["answer_html"])
    assert told["answer"] == answer


def test_a_new_conversation_has_no_message(client: TestClient) -> None:
    assert begin(client).messages() == []


# Sending again


def test_the_same_key_gives_the_same_answer_and_stores_one_message(client: TestClient) -> None:
    talk = begin(client)
    first = talk.ask(TITLES["en"], Idempotency_Key="k1")
    assert talk.ask(TITLES["en"], Idempotency_Key="k1") == first
    assert [message["role"] for message in talk.messages()] == ["citizen", "assistant"]


def test_another_key_is_another_message(client: TestClient) -> None:
    talk = begin(client)
    one, other = (talk.ask(TITLES["en"], Idempotency_Key=key) for key in ("k1", "k2"))
    assert one["answer_id"] != other["answer_id"]
    assert [message["sequence"] for message in talk.messages()] == [1, 2, 3, 4]


def test_one_key_in_two_conversations_is_two_messages(client: TestClient) -> None:
    one, other = (begin(client).ask(TITLES["en"], Idempotency_Key="k1") for _ in range(2))
    assert one["message_id"] != other["message_id"]


def test_eight_clients_that_send_one_key_at_once_get_one_answer(client: TestClient) -> None:
    talk = begin(client)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: talk.ask(TITLES["en"], Idempotency_Key="k1"), range(8)))
    assert [answer for answer in answers if answer != answers[0]] == []
    assert [(m["sequence"], m["role"]) for m in talk.messages()] == [(1, "citizen"), (2, "assistant")]


def test_a_stream_and_json_of_one_message_tell_the_same(client: TestClient) -> None:
    talk = begin(client)
    answer = talk.ask(TITLES["en"], Idempotency_Key="k1")
    events = talk.stream(TITLES["en"], Idempotency_Key="k1")
    assert [event.data for event in events if event.name == "answer"] == [answer]
    assert len(talk.messages()) == 2


@pytest.mark.parametrize("key", ["", "x" * 101])
def test_a_key_must_have_a_length_that_can_be_kept(client: TestClient, key: str) -> None:
    talk = begin(client)
    problem = assert_problem(talk.post("messages", {"text": "hello"}, Idempotency_Key=key), 422)
    assert [error["field"] for error in problem["errors"]] == ["Idempotency-Key"]
    assert talk.messages() == []


# Events


def test_progress_comes_first_then_the_card_then_the_answer(client: TestClient) -> None:
    events = begin(client).stream(TITLES["en"])
    assert [event.name for event in events] == ["status", "status", "card", "answer"]
    assert [event.id for event in events] == ["0", "1", "2", "3"]
    assert [event.data["step"] for event in events[:2]] == ["accepted", "searching"]


def test_the_card_is_the_first_source_of_the_answer(client: TestClient) -> None:
    *_, card, answer = begin(client).stream(TITLES["en"])
    assert card.data == {**answer.data["citations"][0], "language": "en", "text_html": ""}


@pytest.mark.parametrize("language", LANGUAGES)
def test_progress_is_told_in_the_language_of_the_question(client: TestClient, language: str) -> None:
    talk = begin(client)
    told = {other: talk.stream(TITLES[other])[0].data["text"] for other in LANGUAGES}
    assert len(set(told.values())) == 3
    assert talk.stream(TITLES[language])[0].data["text"] == told[language]


def test_progress_names_the_stored_message(client: TestClient) -> None:
    talk = begin(client)
    events = talk.stream(TITLES["en"])
    assert {event.data["message_id"] for event in events[:2]} == {talk.messages()[0]["id"]}


def test_a_stream_must_not_be_stored_or_held_back_by_a_proxy(client: TestClient) -> None:
    response = begin(client).post("messages", {"text": "hello"}, Accept=EVENT_STREAM)
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-accel-buffering"] == "no"


def test_a_fixed_text_needs_no_card(client: TestClient) -> None:
    events = begin(client).stream("hello")
    assert [event.name for event in events] == ["status", "status", "answer"]


@pytest.mark.parametrize("text", ["I want to talk to a person", "我想同真人傾", "我要转人工客服"], ids=LANGUAGES)
def test_the_handoff_comes_after_the_answer_that_began_it(client: TestClient, text: str) -> None:
    talk = begin(client)
    events = talk.stream(text)
    assert [event.name for event in events] == ["status", "status", "answer", "handoff"]
    assert [event.id for event in events] == ["0", "1", "2", "3"]
    answer, handoff = events[-2].data, events[-1].data
    assert (handoff["state"], handoff["reason"]) == ("waiting", "customer_request")
    assert handoff["reference"] == answer["reference"]
    assert talk.post("handoff", {"note": "ring me"}).json()["reference"] == answer["reference"]


def test_where_a_person_is_only_offered_no_handoff_comes(client: TestClient) -> None:
    events = begin(client).stream("zzzz qqqq xxxx")
    assert events[-1].name == "answer"
    assert (events[-1].data["outcome"], events[-1].data["reference"]) == ("handoff", None)


# Feedback


def test_an_answer_can_be_judged(client: TestClient) -> None:
    talk = begin(client)
    answer_id = talk.ask(TITLES["en"])["answer_id"]
    for body in ({"helpful": True}, {"helpful": False, "reason": "incomplete", "comment": "which form?\u0000"}):
        response = talk.post("feedback", {"answer_id": answer_id, **body})
        assert response.status_code == 201
        assert response.json()["id"]


def test_nobody_judges_an_answer_of_somebody_else(client: TestClient) -> None:
    theirs = begin(client).ask(TITLES["en"])["answer_id"]
    assert_problem(begin(client).post("feedback", {"answer_id": theirs, "helpful": True}), 404)
    assert_problem(begin(client).post("feedback", {"answer_id": ANYTHING, "helpful": True}), 404)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"helpful": True}, "answer_id"),
        ({"answer_id": ANYTHING}, "helpful"),
        ({"answer_id": ANYTHING, "helpful": "perhaps"}, "helpful"),
        ({"answer_id": "a\u0000b", "helpful": True}, "answer_id"),
        ({"answer_id": ANYTHING, "helpful": True, "comment": "x" * 2001}, "comment"),
        ({"answer_id": ANYTHING, "helpful": True, "stars": 5}, "stars"),
    ],
)
def test_feedback_that_cannot_be_used_names_its_field(client: TestClient, body: Any, field: str) -> None:
    problem = assert_problem(begin(client).post("feedback", body), 422)
    assert [error["field"] for error in problem["errors"]] == [field]


# A person


@pytest.mark.parametrize("language", LANGUAGES)
def test_asking_for_a_person_gives_a_reference_in_the_language_of_the_page(client: TestClient, language: str) -> None:
    response = begin(client, language=language).post("handoff", {})
    assert response.status_code == 201
    handoff = response.json()
    assert (handoff["language"], handoff["reason"]) == (language, "customer_request")
    assert handoff["reference"] in handoff["text"]


def test_asking_for_a_person_twice_keeps_the_reference(client: TestClient) -> None:
    talk = begin(client)
    contact = {"name": "Chan", "email": "chan@example.org", "phone": "+852 2345 6789"}
    first = talk.post("handoff", {"note": "about my licence", "contact": contact}).json()
    assert talk.post("handoff", {"reason": "complaint"}).json()["reference"] == first["reference"]
    assert talk.client.post(talk.address("handoff"), headers=talk.headers()).json()["reference"] == first["reference"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"contact": {"email": "chan"}}, "contact.email"),
        ({"contact": {"phone": "call me"}}, "contact.phone"),
        ({"contact": {"name": "x" * 201}}, "contact.name"),
        ({"contact": {"hkid": "A123456(3)"}}, "contact.hkid"),
        ({"note": "x" * 2001}, "note"),
        ({"reason": "boredom"}, "reason"),
    ],
)
def test_details_that_cannot_be_used_are_named_and_not_repeated(client: TestClient, body: Any, field: str) -> None:
    response = begin(client).post("handoff", body)
    problem = assert_problem(response, 422)
    assert [error["field"] for error in problem["errors"]] == [field]
    assert "A123456" not in response.text


def test_a_talk_after_a_handoff_still_gets_its_answers(client: TestClient) -> None:
    talk: Talk = begin(client)
    talk.post("handoff", {})
    assert talk.ask(TITLES["en"])["outcome"] == "answered"
