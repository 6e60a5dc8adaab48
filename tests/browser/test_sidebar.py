"""Can another desk system hold the sidebar in a frame, and only one that is named?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page

from assistant.accounts.api_keys import add_key
from assistant.accounts.permissions import Permission, operator
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from ingestion.documents.importing import import_articles
from tests.assistant.licence_knowledge import APPROVED, TITLES
from tests.assistant.suggestions.by_model.agent_model import SIMPLE, drafted
from tests.browser.conftest import save_screenshot
from tests.chat_server import ChatServer, chat_server
from tests.loopback_server import Received, Wire, loopback_server
from tests.running_service import RunningService, start_service
from tests.ui.conftest import write_articles

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><title>Desk</title><iframe id="frame" src="{sidebar}/staff/sidebar?lang=en"
  width="700" height="700"></iframe>
<script>
  window.heard = [];
  addEventListener("message", (event) => heard.push({{ origin: event.origin, data: event.data }}));
</script>"""


@dataclass
class Desk:
    """Another system's page, which holds the sidebar of the service at the address `service`."""

    origin: str = ""
    service: str = ""

    async def answer(self, _: Received, wire: Wire) -> None:
        await wire.send(PAGE.format(sidebar=self.service).encode(), kind="text/html")


def open_desk() -> Iterator[Desk]:
    opened = Desk()
    with loopback_server(opened.answer) as opened.origin:
        yield opened


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    yield from open_desk()


@pytest.fixture(scope="module")
def stranger() -> Iterator[Desk]:
    yield from open_desk()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sidebar")
    database = Database(f"sqlite:///{folder / 'civicdesk.db'}")
    database.upgrade()
    import_articles(database, [write_articles(folder)], actor=operator(), catalogue=load_catalogue(), publish=True)
    database.close()
    return folder


@pytest.fixture(scope="module")
def model() -> Iterator[ChatServer]:
    with chat_server() as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def service(home: Path, desk: Desk, stranger: Desk, model: ChatServer) -> Iterator[RunningService]:
    running = start_service(
        home, embedding="hash", sidebar_parents=desk.origin, model="small", model_base_url=model.url
    )
    desk.service = stranger.service = running.address
    running.wait_until_ready()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def key(home: Path, service: RunningService) -> str:
    database = Database(f"sqlite:///{home / 'civicdesk.db'}")
    scopes = [Permission.SUGGESTION_CREATE.value]
    with database.write() as session:
        made = add_key(session, "desk", actor=operator(), scopes=scopes, departments=["TD"], catalogue=load_catalogue())
    database.close()
    return made


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def send(page: Page, message: Mapping[str, object], target: str = "*") -> None:
    page.evaluate(f"frame.contentWindow.postMessage({json.dumps(message)}, {json.dumps(target)})")


def token_for(service: RunningService, key: str, parent: str) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.post(f"{service.address}/api/v1/sidebar-tokens", json={"parent": parent}, headers=headers)


def wait_for(page: Page, kind: str) -> dict[str, object]:
    handle = page.wait_for_function(f"heard.find(({{ data }}) => data.type === {json.dumps(kind)})")
    heard: dict[str, object] = handle.json_value()
    return heard


@pytest.mark.parametrize("language", TITLES)
def test_a_named_desk_gets_a_draft_and_hears_of_its_use(
    page: Page, service: RunningService, key: str, desk: Desk, language: str
) -> None:
    page.goto(desk.origin)
    assert wait_for(page, "ready")["origin"] == service.address
    token = token_for(service, key, desk.origin).json()["token"]
    send(page, {"type": "token", "token": token}, service.address)
    question = {"type": "question", "text": TITLES[language], "language": language, "agent_language": language}
    send(page, question, service.address)
    frame = page.frame_locator("#frame")
    draft = frame.locator(".draft")
    draft.wait_for()
    assert draft.get_attribute("lang") == language
    assert draft.locator(".sentence").all_text_contents() != []
    assert draft.locator(".sentence").count() == draft.locator(".mark").count()
    frame.locator("button.use").focus()
    page.keyboard.press("Enter")
    used = wait_for(page, "use")
    data = used["data"]
    assert isinstance(data, dict)
    assert (used["origin"], data["text"]) == (service.address, APPROVED[language])
    assert data["suggestion_id"]


@pytest.mark.parametrize(
    ("language", "ask"), [("en", "Put in simple words"), ("zh-Hant", "改寫為淺白文字"), ("zh-Hans", "改写为浅白文字")]
)
def test_a_desk_hears_that_simple_words_were_taken(
    page: Page, service: RunningService, key: str, desk: Desk, model: ChatServer, language: str, ask: str
) -> None:
    model.reply = lambda _: drafted(*SIMPLE[language])
    page.goto(desk.origin)
    wait_for(page, "ready")
    send(page, {"type": "token", "token": token_for(service, key, desk.origin).json()["token"]}, service.address)
    question = {"type": "question", "text": TITLES[language], "language": language, "agent_language": language}
    send(page, question, service.address)
    frame = page.frame_locator("#frame")
    frame.get_by_role("button", name=ask).press("Enter")
    frame.get_by_role("radio").first.press("ArrowDown")
    frame.locator(".by-model-tag").wait_for()
    save_screenshot(page, f"sidebar-simple-{language}")
    frame.locator("button.use").press("Enter")
    data = wait_for(page, "use")["data"]
    assert isinstance(data, dict)
    assert data["wording"] == "simple"
    assert data["text"] == (" " if language == "en" else "").join(SIMPLE[language])
    sent = {"type": "sent", "suggestion_id": data["suggestion_id"], "text": data["text"], "wording": "simple"}
    with page.expect_response(lambda response: response.url.endswith("/verdict")) as verdict:
        send(page, sent, service.address)
    assert verdict.value.json()["verdict"] == "used"


def test_a_page_that_is_not_named_is_not_shown_the_sidebar(
    page: Page, service: RunningService, key: str, stranger: Desk
) -> None:
    with page.expect_console_message(lambda message: "frame-ancestors" in message.text):
        page.goto(stranger.origin)
    page.wait_for_timeout(1000)  # Nothing happens, and that takes its time.
    assert page.evaluate("heard") == []
    assert token_for(service, key, stranger.origin).status_code == 422


def test_a_token_is_worth_nothing_for_another_parent_or_without_one(
    service: RunningService, key: str, desk: Desk, stranger: Desk
) -> None:
    token = token_for(service, key, desk.origin).json()["token"]

    def ask(**headers: str) -> int:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.post(
            f"{service.address}/api/v1/suggestions",
            json={"text": TITLES["en"]},
            headers={"Authorization": f"Bearer {token}", **named},
        ).status_code

    assert ask(Sidebar_Parent=desk.origin) == 201
    assert ask(Sidebar_Parent=stranger.origin) == 401
    assert ask() == 401


def test_the_page_by_itself_shows_nothing(page: Page, service: RunningService) -> None:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto(f"{service.address}/staff/sidebar?lang=zh-Hant")
    page.get_by_text("本頁須在其他系統的框架內使用。").wait_for()
    assert faults == []
