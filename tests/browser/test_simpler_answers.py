"""Does the citizen page show the approved text while a model is asked, and say afterwards whose words it shows?"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPage, save_screenshot
from tests.chat_server import ChatServer, chat_server
from tests.chat_server.behaviours.faithful import faithful
from tests.chat_server.requests import Request
from tests.running_service import copy_samples, start_service

pytestmark = pytest.mark.browser

# The question, a value of the approved text alone, what is said meanwhile, afterwards, and on the button.
WORDS = {
    "en-GB": (
        "How do I renew my full driving licence?",
        "$900",
        "This is the approved text. A simpler wording is being checked…",
        "put into simpler words by a machine",
        "Show the approved text",
    ),
    "zh-HK": (
        "如何為正式駕駛執照續期？",
        "900元",
        "這是經審批的資料，正在核對較淺白的版本……",
        "由電腦根據以下資料改寫",
        "顯示經審批的原文",
    ),
    "zh-CN": (
        "正式驾驶执照到期了怎么续期？",
        "900元",
        "这是经审批的资料，正在核对较浅白的版本……",
        "由电脑根据以下资料改写",
        "显示经审批的原文",
    ),
}


@pytest.fixture(scope="module")
def model() -> Iterator[ChatServer]:
    with chat_server(faithful) as running:
        yield running


@pytest.fixture(scope="module")
def citizen_site(citizen_home: Path, tmp_path_factory: pytest.TempPathFactory, model: ChatServer) -> Iterator[str]:
    """The site of the other browser tests, with a model."""
    home = tmp_path_factory.mktemp("with_a_model")
    copy_samples(citizen_home, home)
    service = start_service(
        home, model="small", model_base_url=model.url, model_patience_seconds="100", model_kept_answers="0"
    )
    service.wait_until_ready()
    yield service.address
    service.stop()


@pytest.fixture(autouse=True)
def good_model(model: ChatServer) -> None:
    model.way, model.reply = "", faithful


@contextmanager
def held(model: ChatServer) -> Iterator[None]:
    """The model answers when the block is left, however long what is seen meanwhile takes to look at."""
    go_on = threading.Event()

    def answer(request: Request) -> str:
        go_on.wait(60)
        return faithful(request)

    model.reply = answer
    try:
        yield
    finally:
        go_on.set()


def send(page: Page, text: str) -> None:
    page.locator("#question").fill(text)
    page.keyboard.press("Enter")


def violations(page: Page) -> list[str]:
    page.wait_for_timeout(400)  # A colour in the midst of a message's entrance is not the one that is read.
    return [found["id"] for found in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("locale", WORDS)
def test_the_approved_text_is_read_until_a_simpler_one_is_checked(open_page: NewPage, model: ChatServer, locale: str):
    question, fee, checking, made_by, shows = WORDS[locale]
    page = open_page(locale=locale)
    waiting = page.locator("#log .waiting")
    with held(model):
        send(page, question)
        expect(waiting.locator(".body")).to_contain_text(fee)
        expect(waiting.locator(".step")).to_have_text(checking)
        expect(waiting.locator(".source-title")).to_contain_text(question)
        expect(page.locator("#announcement")).to_have_text(checking)
        save_screenshot(page, f"checking-{locale}")
    answer = page.locator("#log .from-assistant:not(.waiting)")
    expect(answer.locator(".made-by")).to_contain_text(made_by)
    expect(waiting).to_have_count(0)
    expect(answer.locator("> .body")).not_to_contain_text(fee)
    expect(page.locator("#announcement")).not_to_contain_text(fee)
    button = answer.get_by_role("button", name=shows)
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    expect(answer.locator(".approved")).to_contain_text(fee)
    save_screenshot(page, f"simpler-{locale}")
    answer.locator(".simpler button").click()
    expect(answer.locator(".approved")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_while_it_is_checked_and_after(open_page: NewPage, model: ChatServer, scheme: str):
    page = open_page(color_scheme=scheme)
    with held(model):
        send(page, WORDS["en-GB"][0])
        page.locator("#log .waiting .body").wait_for()
        assert violations(page) == []
        assert page.locator("#log .waiting").count() == 1
    page.get_by_role("button", name="Show the approved text").click()
    page.locator(".approved .body").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize("locale", WORDS)
def test_a_narrow_screen_needs_no_sideways_scrolling(open_page: NewPage, model: ChatServer, locale: str):
    question, fee, _, _, shows = WORDS[locale]
    page = open_page(locale=locale, width=320, height=640)
    with held(model):
        send(page, question)
        page.locator("#log .waiting .body").wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        save_screenshot(page, f"checking-narrow-{locale}")
    page.get_by_role("button", name=shows).click()
    expect(page.locator(".approved")).to_contain_text(fee)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    box = page.locator(".simpler button").bounding_box()
    assert box is not None
    assert box["height"] >= 44
    page.locator(".simpler").scroll_into_view_if_needed()
    save_screenshot(page, f"simpler-narrow-{locale}")


def test_a_simpler_answer_is_still_marked_after_a_reload(open_page: NewPage):
    page = open_page()
    send(page, WORDS["en-GB"][0])
    page.locator(".made-by").wait_for()
    page.reload()
    expect(page.locator(".made-by")).to_contain_text("by a machine")
    page.get_by_role("button", name="Show the approved text").click()
    expect(page.locator(".approved")).to_contain_text("$900")


def test_where_the_model_fails_the_approved_text_simply_stays(open_page: NewPage, model: ChatServer):
    model.way = "garbage"
    page = open_page()
    send(page, WORDS["en-GB"][0])
    answer = page.locator("#log .from-assistant:not(.waiting)")
    expect(answer.locator(".body")).to_contain_text("$900")
    expect(answer.locator(".made-by")).to_have_text("Automated answer")
    assert page.locator(".simpler").count() == 0
