"""Is it shown which models there are, how they are, and what they cost?"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from assistant.accounts.permissions import Role
from assistant.database import Database, today_here, utc_now
from assistant.errors import ModelUnavailable
from assistant.language_models.chosen import ModelStep
from assistant.language_models.models import ModelUse
from assistant.settings import Settings
from assistant.switches import switch_watch
from tests.assistant.language_models.asking import spent_at
from tests.chat_server import ChatServer, chat_server
from tests.chat_server.behaviours.sensible import sensible
from tests.ui.conftest import install
from tests.ui.inside import service_of
from tests.ui.staff_page import sign_in
from tests.ui.talk import begin
from ui.app import create_app
from ui.cli import cli
from ui.commands.models import QUESTION
from ui.staff_access import COOKIE

BOARD = "/api/v1/board/models"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chat_server(lambda _: "Paris") as running:
        yield running


@pytest.fixture
def settings_with_model(tmp_path: Path, clean_environment: None, server: ChatServer) -> Settings:
    changes = {"model": "small", "model_base_url": server.url, "model_daily_tokens": 20_000}
    return install(tmp_path).model_copy(update=changes)


@pytest.fixture
def client(settings_with_model: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings_with_model), raise_server_exceptions=False) as client:
        yield client


def cookie_of(client: TestClient, role: Role) -> dict[str, str]:
    return {"Cookie": f"{COOKIE}={sign_in(service_of(client).database, role)}"}


def states(client: TestClient) -> set[str]:
    return {one["state"] for one in client.get("/status").json()["language_models"]}


def use_models(database: Database, *, days_ago: int = 0, outcome: str = "answered", calls: int = 1) -> None:
    day = today_here() - datetime.timedelta(days=days_ago)
    counted = {"tokens_in": 100, "tokens_out": 20, "cost": 0.25, "duration_ms": 50.0}
    with database.write() as session:
        for _ in range(calls):
            use = ModelUse(at=utc_now(), day=day, step="compose", model="small", outcome=outcome, **counted)
            session.add(use)


def test_the_status_names_the_model_of_each_step(client: TestClient) -> None:
    status = client.get("/status").json()
    assert (status["language_model"], status["model_budget_used"]) == ("ok", 0.0)
    assert status["language_models"][0] == {"step": "understand", "model": "small", "state": "ok"}
    assert [one["step"] for one in status["language_models"]] == ["understand", "compose", "agent", "curator", "mail"]


def test_a_model_that_is_down_is_told(client: TestClient, server: ChatServer) -> None:
    server.way = "server error"
    model = service_of(client).models.chosen[ModelStep.AGENT].model
    for _ in range(5):
        with pytest.raises(ModelUnavailable):
            model.complete(QUESTION)
    assert client.get("/status").json()["language_model"] == "resting"
    assert states(client) == {"resting"}


def test_a_spent_budget_is_told_for_citizens_first(client: TestClient) -> None:
    from assistant.language_models import budget

    with service_of(client).database.write() as session:
        assert budget.reserve(session, today_here(), 17_000, limit=20_000)
    status = client.get("/status").json()
    assert (status["language_model"], status["model_budget_used"]) == ("over_budget", 0.85)
    assert [one["state"] for one in status["language_models"]] == ["over_budget", "over_budget", "ok", "ok", "ok"]


def test_a_supervisor_switches_language_models_off(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(switch_watch, "REFRESH_SECONDS", 0.0)
    headers = cookie_of(client, Role.SUPERVISOR)
    reason = {"reason": "it says odd things"}
    assert client.put("/api/v1/switches/models", json=reason, headers=headers).status_code == 200
    assert states(client) == {"switched_off"}
    assert service_of(client).models.find(ModelStep.COMPOSE) is None
    assert client.request("DELETE", "/api/v1/switches/models", json=reason, headers=headers).status_code == 200
    assert states(client) == {"ok"}


def test_supervisors_read_calls_tokens_and_cost_of_each_step(client: TestClient) -> None:
    database = service_of(client).database
    use_models(database, calls=3)
    use_models(database, outcome="failed", days_ago=1)
    use_models(database, days_ago=7)  # The week is today and six days before.
    assert client.get(BOARD).status_code == 401
    use = client.get(BOARD, headers=cookie_of(client, Role.SUPERVISOR)).json()
    (compose,) = use["steps"]
    # Three of four calls, of 100 and 20 tokens, 0.25 and 50 ms each.
    expected = {"calls": 4, "answered_share": 0.75, "tokens_in": 400, "tokens_out": 80, "cost": 1.0, "average_ms": 50.0}
    assert {key: compose[key] for key in expected} == expected
    assert [(one["day"], one["calls"]) for one in use["days"]] == [
        (today_here().isoformat(), 3),
        ((today_here() - datetime.timedelta(days=1)).isoformat(), 1),
    ]
    assert use["daily_tokens"] == 20_000


def test_a_changed_file_of_models_holds_at_once_and_one_that_cannot_be_used_is_told(client: TestClient) -> None:
    path = service_of(client).settings.home / "models.toml"
    path.write_text('[compose]\nmodel = "large"\n[mail]\nmodel = ""\n', "utf-8")
    told = client.get("/status").json()
    assert {one["step"]: one["model"] for one in told["language_models"]} == {
        "understand": "small",
        "compose": "large",
        "agent": "small",
        "curator": "small",
    }
    assert told["language_models_problem"] == ""
    path.write_text('[compose]\nmodle = "larger"\n', "utf-8")
    told = client.get("/status").json()
    assert "large" in {one["model"] for one in told["language_models"]}
    assert "the log tells why" in told["language_models_problem"]
    assert "there is no such key" in client.get(BOARD, headers=cookie_of(client, Role.SUPERVISOR)).json()["problem"]


@pytest.fixture
def environment(settings_with_model: Settings, server: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICDESK_HOME", str(settings_with_model.home))
    monkeypatch.setenv("CIVICDESK_MODEL", "small")
    monkeypatch.setenv("CIVICDESK_MODEL_BASE_URL", server.url)


@pytest.mark.usefixtures("environment")
def test_the_command_shows_tries_and_counts(server: ChatServer) -> None:
    first = CliRunner().invoke(cli, ["models"])
    assert first.output.splitlines()[0] == "understand  small"
    assert first.output.splitlines()[-1] == "not asked in the last 7 days"
    assert server.requests == []
    tried = CliRunner().invoke(cli, ["models", "--try", "--days", "1"])
    assert "compose: Paris (" in tried.output
    assert tried.output.count(", 5 tokens)") == 5  # Its JSON has 20 letters, four a token.
    assert len(server.requests) == 5
    assert f"{today_here()}  compose  1 calls, 100% answered" in tried.output


@pytest.mark.usefixtures("environment")
def test_a_model_that_does_not_answer_is_told_by_the_command(server: ChatServer) -> None:
    server.way = "wrong key"
    told = CliRunner().invoke(cli, ["models", "--try"]).output
    assert "compose: FAILED, the language model failed: AuthenticationError: Error code: 401 - " in told


def test_without_a_model_the_command_says_so(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICDESK_HOME", str(settings.home))
    assert "no model is set" in CliRunner().invoke(cli, ["models"]).output


@pytest.mark.promise("T19")
def test_citizens_are_answered_when_the_budget_is_spent(settings_with_model: Settings, server: ChatServer) -> None:
    server.reply = sensible
    settings = settings_with_model.model_copy(update={"model_daily_tokens": 3000, "model_kept_answers": 0})
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        for _ in range(12):
            asked = client.post("/api/v1/answers", json={"text": "How do I renew my driving licence?"})
            assert asked.json()["outcome"] == "answered"
        spent = spent_at(server)
        assert client.get("/status").json()["model_budget_used"] <= 0.8
    assert spent <= 3000 * 0.8


@pytest.mark.promise("T19")
def test_citizens_of_a_network_that_has_taken_its_share_are_answered_and_others_helped(
    settings_with_model: Settings, server: ChatServer
) -> None:
    server.reply = sensible
    changes = {"model_daily_tokens": 100_000, "model_network_share": 0.1, "trusted_proxies": "10.0.0.1"}
    app = create_app(settings_with_model.model_copy(update={**changes, "model_kept_answers": 0}))
    with TestClient(app, raise_server_exceptions=False, client=("10.0.0.1", 5000)) as client:

        def is_helped(address: str) -> bool:
            """Whether a model is asked for a citizen's message, who is answered in any case."""
            asked, headers = len(server.requests), {"X-Forwarded-For": address}
            talk = begin(client)
            answer = talk.ask("How do I renew my driving licence?", X_Forwarded_For=address)
            assert answer["outcome"] == "answered"
            body = {"text": "How do I renew my driving licence?"}
            assert client.post("/api/v1/answers", json=body, headers=headers).json()["outcome"] == "answered"
            return len(server.requests) > asked

        helped = [is_helped(f"1.2.3.{number}") for number in range(40)]
        assert helped[0]
        assert not helped[-1]
        # A tenth of 80 % of 100,000.
        assert spent_at(server) <= 8000
        assert is_helped("5.6.7.8")
