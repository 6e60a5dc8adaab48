"""Do the health routes tell a dead process from a service without its database?"""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from assistant.database import utc_now
from ingestion.mail.intake import store
from ingestion.mail.models import Mail
from knowledge_base.models import PassageRow, Vector
from tests.knowledge_base.test_model_folder import cut, write_model
from tests.postgresql_server import PostgresqlServer
from tests.ui.conftest import install
from tests.ui.talk import CONVERSATIONS, EVENT_STREAM, assert_problem, begin
from ui.app import create_app
from ui.service import open_database


@pytest.fixture
def doomed(request: pytest.FixtureRequest, tmp_path: Path, clean_environment: None) -> Iterator[tuple[TestClient, str]]:
    """A service whose database can be taken away, and the name of that database."""
    server: PostgresqlServer = request.getfixturevalue("postgresql")
    name = server.create_database(template=request.getfixturevalue("postgresql_template"))
    settings = install(tmp_path, database_url=server.url(name))
    with TestClient(create_app(settings), raise_server_exceptions=False) as client:
        yield client, name


def test_anybody_may_ask_whether_the_process_lives(client: TestClient) -> None:
    response = client.get("/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_anybody_may_ask_whether_a_message_can_be_kept(client: TestClient) -> None:
    response = client.get("/ready")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_the_state_of_each_part_is_told(client: TestClient) -> None:
    response = client.get("/status")
    assert response.status_code == 200
    status = response.json()
    assert (status["database"], status["knowledge"], status["index"]) == ("ok", "ok", "exact")
    assert status["articles"] == 5
    assert status["passages"] >= 5
    assert status["version"]


def test_the_age_of_what_the_worker_is_to_do_is_told(tmp_path: Path, clean_environment: None) -> None:
    app = create_app(install(tmp_path))
    with TestClient(app) as client:
        assert client.get("/status").json()["waiting"] == {"mail": None, "outgoing_mail": None, "webhook_call": None}
        with app.state.service.database.write() as session:
            store(session, "folder:x", b"Subject: x\n\ny")
            session.flush()
            session.execute(update(Mail).values(received_at=utc_now() - datetime.timedelta(minutes=2)))
        assert 120 <= client.get("/status").json()["waiting"]["mail"] < 180


def test_the_embedding_that_serves_is_named(client: TestClient) -> None:
    embedding = client.get("/status").json()["embedding"]
    assert embedding == {"serving": "hash-256", "preparing": "", "done": 0, "of": 0, "problem": ""}


def test_a_damaged_model_is_named_and_questions_are_answered_by_words(
    tmp_path: Path, clean_environment: None, caplog: pytest.LogCaptureFixture
) -> None:
    model = write_model(tmp_path / "own-model")
    cut(model / "model.safetensors")
    settings = install(tmp_path).model_copy(update={"embedding": str(model)})
    with TestClient(create_app(settings)) as client:
        embedding = client.get("/status").json()["embedding"]
        assert embedding["serving"] == "none"
        # Anybody may read the status, so the path stands in the log alone.
        assert "the log tells" in embedding["problem"]
        assert str(tmp_path) not in embedding["problem"]
        assert f"CIVICDESK_EMBEDDING: {model}" in caplog.text
        assert str(model / "model.safetensors") in caplog.text
        answer = begin(client).ask("How do I get a passport for a child?")
        assert answer["mode"] == "rules+keyword"
        assert answer["outcome"] == "answered"


def test_the_change_to_another_model_is_told(tmp_path: Path, clean_environment: None) -> None:
    settings = install(tmp_path)
    database = open_database(settings)
    with database.write() as session:
        hashes = session.scalars(select(PassageRow.text_hash).distinct()).all()
        session.add_all(Vector(model="gone-1", text_hash=digest, values=b"") for digest in hashes)
    database.close()
    with TestClient(create_app(settings)) as client:
        embeddings = [client.get("/status").json()["embedding"]]
        while embeddings[-1]["serving"] != "hash-256":
            time.sleep(0.05)
            embeddings.append(client.get("/status").json()["embedding"])
        assert {embedding["serving"] for embedding in embeddings} <= {"none", "hash-256"}
        assert embeddings[-1]["preparing"] == ""
        assert begin(client).ask("How do I get a passport for a child?")["mode"] == "rules+hybrid"


def test_an_installation_without_articles_says_so(tmp_path: Path, clean_environment: None) -> None:
    from assistant.settings import load_settings

    with TestClient(create_app(load_settings(home=tmp_path, embedding="hash"))) as client:
        status = client.get("/status").json()
        assert (status["knowledge"], status["articles"], status["passages"]) == ("empty", 0, 0)
        answer = begin(client).ask("How do I renew my driving licence?")
        assert (answer["outcome"], answer["status"]) == ("handoff", "handoff_missing_knowledge")


def test_without_its_database_the_process_lives_but_is_not_ready(
    doomed: tuple[TestClient, str], postgresql: PostgresqlServer
) -> None:
    client, name = doomed
    talk = begin(client)
    assert client.get("/ready").status_code == 200
    postgresql.drop_database(name)

    assert client.get("/live").status_code == 200
    assert_problem(client.get("/ready"), 503)
    assert client.get("/status").json()["database"] == "unavailable"
    for response in (
        client.post(CONVERSATIONS),
        talk.post("messages", {"text": "hello"}),
        talk.post("messages", {"text": "hello"}, Accept=EVENT_STREAM),
        client.get("/api/v1/articles"),
    ):
        assert_problem(response, 503)
        assert response.headers["retry-after"] == "5"
        assert name not in response.text
