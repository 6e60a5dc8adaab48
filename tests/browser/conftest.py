"""How does a test look at the page as a citizen does?  A real Chromium, watched for anything that it should not do."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.browser.staff_site import StaffSite, start_staff_site
from tests.missing_programs import give_up

SCREENSHOTS = Path(__file__).with_name("screenshots")
MISSING = "Chromium is not installed; get it with: apt-get install chromium fonts-noto-cjk"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]

NewPage = Callable[..., Page]

# How fast a page is has tests of its own; on a busy machine the others only wait longer.
expect.set_options(timeout=30_000)


@pytest.fixture(scope="package")  # Playwright holds the thread's event loop, which later tests want for themselves.
def browser() -> Iterator[Browser]:
    """Chromium.  Without it the suite is skipped, or fails where CI is set."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        give_up(MISSING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, citizen_site: str) -> Iterator[NewPage]:
    """Opens the citizen page in a fresh browser profile; whatever the page does wrong fails the test."""
    faults: list[str] = []
    contexts = []

    def open_one(
        path: str = "/", *, locale: str = "en-GB", width: int = 1100, height: int = 900, **options: str
    ) -> Page:
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": height},
            base_url=citizen_site,
            **options,  # type: ignore[arg-type]  # Playwright's own option names, the color scheme for one.
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: _note_error(message.type, message.text, faults))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: faults.append(f"a dialog opened: {dialog.message}"))
        page.on("request", lambda request: _note_outside(request.url, citizen_site, faults))
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


def _note_error(kind: str, text: str, faults: list[str]) -> None:
    # How Chromium tells of a request that a test itself cut or refused.
    made = ("net::ERR_FAILED", "a status of 429", "a status of 503")
    if kind == "error" and not any(part in text for part in made):
        faults.append(text)


def _note_outside(url: str, site: str, faults: list[str]) -> None:
    if not url.startswith((site, "data:")):
        faults.append(f"a request outside: {url}")


def ask(page: Page, text: str) -> None:
    """Type a question, send it, and wait for its answer."""
    answers = page.locator("#log .from-assistant:not(.waiting)")
    before = answers.count()
    page.locator("#question").fill(text)
    page.keyboard.press("Enter")
    answers.nth(before).wait_for()


def save_screenshot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.wait_for_timeout(400)  # The answer's short entrance.
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


@pytest.fixture(scope="module")
def running_staff_site(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[StaffSite]:
    """One service for the tests of a module; each test brings citizens of its own."""
    with start_staff_site(tmp_path_factory.mktemp("staff_site"), browser) as site:
        yield site


@pytest.fixture
def site(running_staff_site: StaffSite) -> Iterator[StaffSite]:
    """The service, whose pages must have done nothing wrong when the test is over; nobody is left waiting."""
    yield running_staff_site
    faults = running_staff_site.close_browsers()
    running_staff_site.empty_queue()
    assert faults == []
