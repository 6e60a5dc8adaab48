"""Does a Gradio page live under the policy of the staff pages, in a real Chromium?"""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from assistant.database import Database
from assistant.settings import load_settings
from tests.ui.staff_page import PAGE, mount_page, sign_in
from ui.app import create_app
from ui.staff_access import COOKIE

pytestmark = [
    pytest.mark.browser,
    # Gradio itself asks pandas for what is deprecated, whatever the page does.
    pytest.mark.filterwarnings("ignore::pandas.errors.Pandas4Warning"),
]
NOTE_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation", ({violatedDirective, blockedURI}) =>
    window.violations.push(`${violatedDirective} ${blockedURI}`));
"""


@dataclass(frozen=True)
class Site:
    address: str
    database: Database


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A service with the trial page, on a loopback port of its own."""
    app = create_app(load_settings(_env_file=None, home=tmp_path_factory.mktemp("site"), embedding="hash"))
    mount_page(app)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started:
            time.sleep(0.05)
        yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", app.state.service.database)
        server.should_exit = True
        thread.join()


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """An agent's page in a browser set to Hong Kong; a request outside fails the test, and so does a violation."""
    context = browser.new_context(locale="zh-HK")
    context.add_cookies([{"name": COOKIE, "value": sign_in(site.database), "url": site.address}])
    page = context.new_page()
    page.add_init_script(NOTE_VIOLATIONS)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(f"a dialog opened: {dialog.message}"))
    page.on(
        "console",
        lambda message: faults.append(f"{message.text} {message.location}") if message.type == "error" else None,
    )
    page.on(
        "request",
        lambda request: None if request.url.startswith((site.address, "data:")) else faults.append(request.url),
    )
    page.goto(site.address + PAGE, timeout=120_000)  # The first of a process has Gradio imported.
    yield page
    assert page.evaluate("window.violations") == []
    context.close()
    assert faults == []


def test_the_components_work_without_a_violation(page: Page) -> None:
    page.get_by_label("Text").fill("hello")
    page.get_by_role("button", name="Greet").click()
    expect(page.locator("#said")).to_contain_text("wrote hello")
    expect(page.locator("#ticks")).to_contain_text(re.compile(r"([2-9]|\d\d) ticks"))
    page.get_by_role("tab", name="Second").click()
    expect(page.get_by_role("grid").first).to_contain_text("<img src=x")


def test_a_browser_of_hong_kong_is_spoken_to_in_traditional_chinese(page: Page) -> None:
    expect(page.locator("html")).to_have_attribute("lang", "zh-TW")


def test_nothing_stays_in_the_browser(page: Page) -> None:
    page.get_by_label("Text").fill("HKID A123456")
    page.get_by_role("button", name="Greet").click()
    expect(page.locator("#said")).to_contain_text("A123456")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_an_error_tells_the_browser_nothing(page: Page) -> None:
    told: list[str] = []
    page.on("response", lambda response: told.append(response.text()) if "queue/data" in response.url else None)
    page.get_by_role("button", name="Fail").click()
    page.wait_for_timeout(1500)
    for _ in range(100):
        if any("process_completed" in text for text in told):
            break
        page.wait_for_timeout(200)
    assert any("process_completed" in text for text in told)
    assert not any("s3cret" in text or "Traceback" in text for text in told)
