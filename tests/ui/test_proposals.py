"""Can an editor have words proposed by a model, take them, and see afterwards that they were?"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.database import Database
from tests.chat_server import ChatServer, chat_server
from tests.knowledge_base.gaps.talking import ask, new_agent, reply, rounds
from tests.knowledge_base.proposals.models import parts_of, say, schema_of, sent_text
from tests.ui.conftest import install
from tests.ui.curation_desk import ARTICLE, draft, editor, new_id, publisher
from tests.ui.desk import Desk
from tests.ui.inside import database_of
from tests.ui.talk import assert_problem
from ui.app import create_app

TOLL = {"question": "What is the toll?", "answer": "The toll is **$5**.", "variants": ["How much?"]}
CHINESE = {"question": "隧道費多少？", "answer": "隧道費為**5元**。", "variants": ["多少錢？"]}
TRANSLATE = {"department": "TD", "from": "en", "to": "zh-Hant", "text": TOLL}
MARK = {"kind": "translation", "language": "zh-Hant", "model": "small", "prompt": "translate_1"}
VAN = "Where may I park a camper van overnight?"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ChatServer]:
    with chat_server() as running:
        yield running


@pytest.fixture(scope="module")
def helped(endpoint: ChatServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service whose editors have a model."""
    settings = install(tmp_path_factory.mktemp("helped"), model="small", model_base_url=endpoint.url)
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def mei(helped: TestClient) -> Desk:
    return editor(helped)


@pytest.fixture
def database(helped: TestClient) -> Database:
    return database_of(helped)


@pytest.fixture(autouse=True)
def begin_anew(endpoint: ChatServer) -> None:
    endpoint.way, endpoint.seconds = "", 0.0


def kinds(problems: list[dict[str, Any]]) -> set[str]:
    return {problem["kind"] for problem in problems}


def test_without_a_model_the_desk_says_so_and_scripts_are_changed_by_rule(client: TestClient) -> None:
    mei = editor(client)
    assert mei.read("knowledge/choices")["model"] is None
    assert_problem(mei.post("knowledge/proposals/translation", TRANSLATE), 503)
    by_rule = {"department": "TD", "from": "zh-Hant", "to": "zh-Hans", "text": CHINESE}
    made = mei.do("knowledge/proposals/translation", by_rule)
    assert (made["by"], made["calls"], made["problems"], made["differences"]) == ("rules", [], [], [])
    assert made["text"] == {"question": "隧道费多少？", "answer": "隧道费为**5元**。", "variants": ["多少钱？"]}


def test_a_translation_is_proposed_checked_and_not_saved(mei: Desk, endpoint: ChatServer) -> None:
    article = draft(mei)
    say(endpoint, lambda _: CHINESE)
    made = mei.do("knowledge/proposals/translation", TRANSLATE)
    assert made["text"] == CHINESE
    assert (made["by"], made["language"], made["problems"], made["differences"]) == ("model", "zh-Hant", [], [])
    assert [(call["model"], call["prompt"], call["problems"]) for call in made["calls"]] == [
        ("small", "translate_1", [])
    ]
    assert mei.read(f"articles/{article}/desk")["newest_number"] == 1
    assert mei.read("knowledge/choices")["model"] == "small"


def test_a_changed_fee_is_named(mei: Desk, endpoint: ChatServer) -> None:
    say(endpoint, lambda _: {**CHINESE, "answer": "隧道費為**15元**。"})
    (difference,) = mei.do("knowledge/proposals/translation", TRANSLATE)["differences"]
    assert (difference["kind"], difference["fact"], difference["other_fact"]) == ("fee", "15元", "$5")


@pytest.mark.parametrize("way", ["server error", "a cut answer", "garbage"])
def test_a_model_that_fails_is_told_and_takes_nothing(mei: Desk, endpoint: ChatServer, way: str) -> None:
    endpoint.way = way
    made = mei.do("knowledge/proposals/translation", TRANSLATE)
    assert made["text"] is None
    assert made["calls"][0]["problems"]


def test_nobody_has_words_made_for_another_department(helped: TestClient, endpoint: ChatServer) -> None:
    stranger, before = editor(helped, "IMMD"), len(endpoint.requests)
    for path, body in (
        ("translation", TRANSLATE),
        ("plain-language", {"department": "TD", "language": "en", "text": TOLL}),
        ("variants", {"department": "TD", "language": "en", "text": {"en": TOLL}}),
    ):
        assert_problem(stranger.post(f"knowledge/proposals/{path}", body), 403)
    assert endpoint.requests[before:] == []


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("translation", {**TRANSLATE, "to": "en"}, "to"),
        ("translation", {**TRANSLATE, "text": {}}, "text"),
        ("translation", {**TRANSLATE, "text": {"answer": "x" * 20_001}}, "text"),
        ("plain-language", {"department": "TD", "language": "en", "text": {"question": "Q?"}}, "text.answer"),
        ("variants", {"department": "TD", "language": "zh-Hans", "text": {"en": TOLL}}, "language"),
    ],
)
def test_what_cannot_be_used_is_named(mei: Desk, path: str, body: dict[str, Any], field: str) -> None:
    problem = assert_problem(mei.post(f"knowledge/proposals/{path}", body), 422)
    assert [error["field"] for error in problem["errors"]] == [field]


def test_simpler_words_come_with_the_hints_of_before_and_after(mei: Desk, endpoint: ChatServer) -> None:
    say(endpoint, lambda _: {"answer": "Send us the form before 30 April."})
    text = {"answer": "Kindly furnish the form prior to 30 April."}
    made = mei.do("knowledge/proposals/plain-language", {"department": "TD", "language": "en", "text": text})
    assert made["problems"] == []
    assert "furnish" in {hint["text"] for hint in made["hints_before"]}
    assert made["hints_after"] == []


def test_a_version_that_was_made_with_a_model_says_so_until_it_is_approved(helped: TestClient, mei: Desk) -> None:
    mark = {**MARK, "problems": ["value: left out: $5"]}
    article = draft(mei, model_help=[mark])
    shown = mei.read(f"articles/{article}/desk")
    assert shown["version"]["model_help"] == [{**mark, "sources": []}]
    saved = next(event for event in shown["history"] if event["action"] == "article.version.save")
    assert saved["detail"]["models"] == ["small"]

    def edit(base: int, tag: str) -> Any:
        body = {**ARTICLE, "base": base, "tags": [tag]}
        return mei.client.put(f"/api/v1/articles/{article}", json=body, headers={"Cookie": mei.cookie}).json()

    # Who reads the next draft has not seen the one before.
    assert edit(1, "bridge")["version"]["model_help"] == [{**mark, "sources": []}]
    mei.do(f"articles/{article}/submit", {"version": 2})
    wing = publisher(helped)
    wing.do(f"articles/{article}/approve", {"version": 2})
    assert edit(2, "tunnel")["version"]["model_help"] is None


def test_who_took_a_models_words_is_their_author_and_approves_none_of_them(helped: TestClient) -> None:
    wing = publisher(helped)
    article = draft(wing, model_help=[MARK])
    wing.do(f"articles/{article}/submit", {"version": 1})
    assert_problem(wing.post(f"articles/{article}/approve", {"version": 1}), 403)


def test_variants_are_checked_one_by_one(mei: Desk, endpoint: ChatServer) -> None:
    offered = [
        "toll price",
        "What is the toll?",  # There already.
        "隧道費多少？",
        "What is the toll of $9?",
        "Is the Kennedy toll dear?",
        "get a passport for a child",  # Another article's.
    ]
    say(endpoint, lambda _: {"variants": offered})
    body = {"department": "TD", "article_id": new_id(), "language": "en", "text": {"en": TOLL}}
    made = mei.do("knowledge/proposals/variants", body)
    found = {one["text"]: kinds(one["problems"]) for one in made["variants"]}
    assert found == {
        "toll price": set(),
        "隧道費多少？": {"language"},
        "What is the toll of $9?": {"value"},
        "Is the Kennedy toll dear?": {"name"},
        "get a passport for a child": {"source"},
    }


@pytest.fixture
def group(database: Database, mei: Desk) -> int:
    """Open questions about camper vans, which an agent has answered once."""
    agent = new_agent(database, "beth")
    reply(database, ask(database, VAN), "Camper vans may stay at Pier Road for two nights.", agent=agent)
    ask(database, "My card is A123456(3), where may I park a camper van overnight?")
    rounds(database).follow()
    groups = mei.read("knowledge/gaps?limit=200")["groups"]
    return next(
        int(group["id"])
        for group in groups
        if group["article_id"] is None and any("camper" in example["text"] for example in group["examples"])
    )


def candidate(parts: list[tuple[str, str]]) -> dict[str, Any]:
    """Says what the reply says, and something that nothing says."""
    (number,) = [heading.split()[1] for heading, text in parts if "Pier Road" in text]
    return {
        "question": "Where may I park a camper van?",
        "sentences": [
            {"text": "Camper vans may stay at Pier Road for two nights.", "sources": [int(number)]},
            {"text": "It costs $40 a night.", "sources": [int(number)]},
            {"text": "Ask at the gate.", "sources": [99]},
        ],
        "to_be_written": ["what it costs"],
    }


def test_a_candidate_holds_approved_text_alone_and_names_what_is_missing(
    mei: Desk, endpoint: ChatServer, group: int
) -> None:
    say(endpoint, candidate)
    made = mei.do(f"knowledge/gaps/{group}/candidate", {"department": "TD"})
    assert [(one["text"], kinds(one["problems"])) for one in made["sentences"]] == [
        ("Camper vans may stay at Pier Road for two nights.", set()),
        ("It costs $40 a night.", {"value"}),
        ("Ask at the gate.", {"source"}),
    ]
    assert made["text"]["answer"].startswith("Camper vans may stay at Pier Road for two nights.\n\n✎✎✎")
    assert made["to_be_written"] == ["what it costs"]
    assert "$40" not in made["text"]["answer"]
    assert {source["article_id"] for source in made["sources"]} >= {None}
    assert "A123456" not in sent_text(endpoint)
    assert mei.read("knowledge/gaps?limit=200&state=open")["groups"]

    # A person takes it: their draft, marked, and barred from review while parts are missing.
    body = {"department": "TD", "text": {"en": made["text"]}, "model_help": [{**MARK, "kind": "candidate"}]}
    drafted = mei.do(f"knowledge/gaps/{group}/draft", body)
    shown = mei.read(f"articles/{drafted['article_id']}/desk")["version"]
    assert (shown["author"], shown["origin"]) == (mei.username, "gap")
    assert shown["content"]["text"]["en"]["question"] == "Where may I park a camper van?"
    assert VAN in shown["content"]["text"]["en"]["variants"]
    assert shown["model_help"][0]["kind"] == "candidate"
    assert_problem(mei.post(f"articles/{drafted['article_id']}/submit", {"version": 1}), 409)


def test_a_model_without_a_source_leaves_all_to_be_written(database: Database, mei: Desk, endpoint: ChatServer) -> None:
    ask(database, "Who lends out snow chains for a unicycle?")
    rounds(database).follow()
    groups = mei.read("knowledge/gaps?limit=200")["groups"]
    snow = next(group["id"] for group in groups if "snow" in group["title"])
    say(endpoint, lambda _: {"question": "", "sentences": [{"text": "The mayor.", "sources": []}], "to_be_written": []})
    made = mei.do(f"knowledge/gaps/{snow}/candidate", {"department": "TD"})
    assert made["text"]["answer"].startswith("✎✎✎")
    assert "mayor" not in made["text"]["answer"]


def test_who_waits_for_a_model_holds_up_nobody_else(mei: Desk, endpoint: ChatServer) -> None:
    say(endpoint, lambda _: "{}")
    endpoint.seconds = 2.0
    before, many = len(endpoint.requests), 12  # More than the service has threads for requests.
    with ThreadPoolExecutor(many) as editors:
        waiting = [editors.submit(mei.post, "knowledge/proposals/translation", TRANSLATE) for _ in range(many)]
        while len(endpoint.requests) < before + many:
            time.sleep(0.01)
        assert mei.read("knowledge/choices")["model"] == "small"
        assert not any(one.done() for one in waiting)
        endpoint.seconds = 0.0
        assert {one.result().status_code for one in waiting} == {200}


def test_each_step_asks_for_its_own_form(mei: Desk, endpoint: ChatServer) -> None:
    say(endpoint, lambda _: "{}")
    mei.do("knowledge/proposals/translation", TRANSLATE)
    mei.do("knowledge/proposals/plain-language", {"department": "TD", "language": "en", "text": TOLL})
    mei.do("knowledge/proposals/variants", {"department": "TD", "language": "en", "text": {"en": TOLL}})
    assert [schema_of(request) for request in endpoint.requests[-3:]] == ["Translated", "Rewritten", "Variants"]
    # Orders stand in the first message alone, data behind a mark in the second.
    assert all("$5" not in request["messages"][0]["content"] for request in endpoint.requests[-3:])
    assert json.dumps(parts_of(endpoint.requests[-2])) == json.dumps([["answer", "The toll is **$5**."]])
