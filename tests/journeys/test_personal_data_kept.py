"""Does anything that identifies a citizen come into a log, an error page or a table, whatever is done with it?

A real service that logs all it can, a model that answers badly, and two hundred valid numbers anywhere in a request.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from assistant.database import Database, Row
from assistant.settings import Settings
from assistant.typed_text import make_plain
from eval.datasets.questions import Split
from eval.privacy.generate import KnownText, make_texts
from tests.assistant.licence_knowledge import TITLES
from tests.canaries import COUNT
from tests.chat_server import chat_server
from tests.running_service import RunningService, start_service
from tests.ui.conftest import install
from tests.ui.talk import begin

TEXTS = make_texts("personal", Split.TEST, count=500)[:: 500 // 200][: max(30, 200 * COUNT // 60)]
"""Two hundred in the long form."""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(120 + len(TEXTS) * 4)]


@pytest.fixture
def settings(tmp_path: Path, clean_environment: None) -> Settings:
    return install(tmp_path / "home")


@pytest.fixture
def service(settings: Settings) -> Iterator[RunningService]:
    with chat_server(way="garbage") as model:
        started = start_service(
            settings.home,
            log_level="DEBUG",
            embedding="hash",
            rate_limits="off",
            model="small",
            model_base_url=model.url,
        )
        started.wait_until_ready()
        yield started
        started.stop()


def find_told(told: str) -> list[str]:
    """The ids of the texts whose number stands in `told`."""
    plain = make_plain(told)[0]
    return [known.id for known in TEXTS if known.value in told or make_plain(known.value)[0] in plain]


def send(client: httpx.Client, known: KnownText) -> list[str]:
    """Whatever is refused with the number in it; what is taken is kept."""
    talk = begin(client, language=known.language)
    text = f"{TITLES[known.language]} {known.text}"
    talk.ask(text)
    value = known.value.encode()
    feedback = {"answer_id": talk.messages()[-1]["id"], "helpful": False, "comment": known.text}
    talk.post("feedback", feedback)
    client.post("/api/v1/answers", json={"text": text, "history": [{"role": "citizen", "text": known.text}]})
    refused = [
        talk.post("messages", {"text": known.text * 4000}),
        talk.post("messages", {"text": [known.text], "name": known.value}),
        talk.post("messages", {"text": known.text, "language": known.value}),
        client.post("/api/v1/answers", content=f'{{"text": "{known.value}', headers={"Content-Type": "text/plain"}),
        client.post("/api/v1/reports/progress", json={"number": known.value, "contact": known.value}),
        client.get("/api/v1/articles", params={"q": known.text, "limit": known.value}),
        client.get(f"/api/v1/conversations/{known.value}/messages", headers=[(b"Authorization", b"Bearer " + value)]),
        client.get(f"/nothing/{known.value}", headers=[(b"Cookie", b"a=" + value)]),
    ]
    assert all(400 <= response.status_code < 500 for response in refused), [r.status_code for r in refused]
    return [response.text for response in refused]


def read_tables(database: Database) -> dict[str, str]:
    """Every value of every row, by table."""
    with database.engine.connect() as connection:
        return {
            table.name: "\n".join(str(value) for row in connection.execute(select(table)) for value in row)
            for table in Row.metadata.sorted_tables
        }


@pytest.mark.promise("T21")
@pytest.mark.promise("S30")
def test_no_number_comes_into_a_log_an_error_page_or_a_table(service: RunningService, settings: Settings) -> None:
    with httpx.Client(base_url=service.address, timeout=60) as client:
        pages = [page for known in TEXTS for page in send(client, known)]
        pages += [client.get(path).text for path in ("/status", "/openapi.json")]
    service.stop()
    log = service.log.read_text("utf-8")
    assert "DEBUG" in log
    assert find_told(log) == []
    assert find_told("\n".join(pages)) == []
    database = Database(settings.sqlalchemy_url)
    tables = read_tables(database)
    database.close()
    assert len(tables["messages"]) > 1000
    assert {name: told for name, rows in tables.items() if (told := find_told(rows))} == {}
