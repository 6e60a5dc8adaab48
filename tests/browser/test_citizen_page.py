"""Does the citizen page do what a citizen needs, in every language, on every screen, by keyboard alone?"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import NewPage, ask, save_screenshot

pytestmark = pytest.mark.browser
WEB = Path(__file__).parents[2] / "ui" / "web"
LICENCE = {
    "en-GB": ("How do I renew my full driving licence?", "Transport Department", "Last reviewed", "$900"),
    "zh-HK": ("如何為正式駕駛執照續期？", "運輸署", "最近檢視日期", "900元"),
    "zh-CN": ("正式驾驶执照到期了怎么续期？", "运输署", "最近检视日期", "900元"),
}


def _last_answer(page: Page):
    return page.locator("#log .from-assistant:not(.waiting)").last


@pytest.mark.parametrize("locale", LICENCE)
def test_a_question_gets_the_approved_answer_with_its_source(open_page: NewPage, locale: str):
    """C1: the same facts in the asker's language, with title, department and last-reviewed date."""
    question, department, reviewed, fee = LICENCE[locale]
    page = open_page(locale=locale)
    ask(page, question)
    expect(page.locator("#question")).to_have_value("")
    answer = _last_answer(page)
    expect(answer.locator(".body")).to_contain_text(fee)
    source = answer.locator(".sources")
    expect(source.locator("a.source-title")).to_contain_text(question)
    expect(source.locator("a.source-title")).to_have_attribute("rel", "noopener")
    expect(source).to_contain_text(department)
    expect(source).to_contain_text(reviewed)
    save_screenshot(page, f"answer-{locale}")


def test_the_whole_page_weighs_less_than_eighty_one_kilobytes():
    own = [path for path in WEB.glob("*") if path.is_file() and not path.name.startswith("api.")]
    assert sum(path.stat().st_size for path in own) < 81_000


@pytest.mark.parametrize(("link", "heading"), [("繁體中文", "有甚麼可以幫到你？"), ("简体中文", "有什么可以帮到你？")])
def test_the_language_switch_changes_every_word_and_is_remembered(open_page: NewPage, link: str, heading: str):
    page = open_page()
    expect(page.locator("h1")).to_have_text("How can we help you?")
    page.get_by_role("link", name=link).click()
    expect(page.locator("h1")).to_have_text(heading)
    page.goto("/")
    expect(page.locator("h1")).to_have_text(heading)
    assert page.locator("html").get_attribute("lang") in ("zh-Hant", "zh-Hans")


def test_a_starter_question_is_asked_by_one_press(open_page: NewPage):
    page = open_page(locale="zh-HK")
    page.get_by_role("button", name="如何為正式駕駛執照續期？").click()
    expect(_last_answer(page)).to_contain_text("900元")


def test_a_conversation_is_still_there_after_a_reload(open_page: NewPage):
    page = open_page()
    ask(page, "How do I renew my full driving licence?")
    page.reload()
    expect(_last_answer(page).locator(".body")).to_contain_text("$900")
    assert page.locator("#log .from-citizen").count() == 1


def test_an_answer_can_be_rated_and_told_why(open_page: NewPage):
    page = open_page()
    ask(page, "How do I renew my full driving licence?")
    feedback = _last_answer(page).locator(".feedback")
    feedback.get_by_role("button", name="No").click()
    feedback.get_by_role("button", name="Something is missing").click()
    expect(feedback).to_contain_text("Thank you")


@pytest.mark.parametrize(
    ("locale", "button", "request_label"),
    [
        ("en-GB", "Talk to a person", "Send request"),
        ("zh-HK", "聯絡職員", "送出要求"),
        ("zh-CN", "联络职员", "送出要求"),
    ],
)
def test_a_person_is_one_button_away_and_gives_a_reference(
    open_page: NewPage, locale: str, button: str, request_label: str
):
    """C7: the request for a person is recorded at once, under a number."""
    page = open_page(locale=locale)
    page.locator("#person").click()
    dialog = page.get_by_role("dialog", name=button)
    dialog.locator("#contact-email").fill("not an address")
    dialog.get_by_role("button", name=request_label).click()
    expect(dialog.locator("#contact-email")).to_be_focused()
    dialog.locator("#contact-email").fill("chan@example.com")
    save_screenshot(page, f"person-{locale}")
    dialog.get_by_role("button", name=request_label).click()
    expect(page.locator(".reference strong").first).to_have_text(re.compile(r"^H-\w{4}-\w{4}$"))


def test_danger_is_answered_with_999_before_anything_else_and_looks_different(open_page: NewPage):
    """C12: fixed text first, announced at once."""
    page = open_page()
    ask(page, "My kitchen is on fire, please help")
    answer = page.locator(".outcome-emergency")
    expect(answer.locator(".body")).to_contain_text("999")
    expect(page.locator("#alarm")).to_contain_text("999")
    save_screenshot(page, "emergency")


def test_words_that_look_like_html_are_shown_as_words(open_page: NewPage):
    page = open_page()
    text = "<img src=x onerror=alert(1)><script>alert(2)</script> renew licence"
    ask(page, text)
    expect(page.locator(".from-citizen .words")).to_have_text(text)
    assert page.locator("#log img, #log script").count() == 0


def test_an_empty_question_is_refused_with_a_word_about_it(open_page: NewPage):
    page = open_page()
    page.locator("#question").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#refusal")).to_have_text("Please type your question first.")
    expect(page.locator("#question")).to_have_attribute("aria-invalid", "true")


def test_a_question_over_the_limit_is_counted_and_not_sent(open_page: NewPage):
    page = open_page(locale="zh-HK")
    page.locator("#question").fill("問" * 1003)
    expect(page.locator("#counter")).to_have_text("超出 3 字")
    page.keyboard.press("Enter")
    expect(page.locator("#refusal")).to_contain_text("1,000")
    assert page.locator("#log .from-citizen").count() == 0


def test_the_page_is_used_by_keyboard_alone(open_page: NewPage):
    """C13: every control is reached and left by keys, and the focus is never lost."""
    page = open_page()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("How do I renew my full driving licence?")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Thanks")
    assert "\n" in page.locator("#question").input_value()
    page.keyboard.press("Enter")
    _last_answer(page).locator(".body").wait_for()
    page.locator("#person").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#person")).to_be_focused()


def test_an_input_method_that_confirms_a_word_with_enter_sends_nothing(open_page: NewPage):
    page = open_page(locale="zh-HK")
    page.locator("#question").fill("如何")
    page.locator("#question").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    assert page.locator("#log .from-citizen").count() == 0


def test_answers_and_controls_carry_their_names_and_languages(open_page: NewPage):
    """C13: a screen reader speaks each text in its own language and names every control."""
    page = open_page()
    ask(page, "如何為正式駕駛執照續期？")
    assert _last_answer(page).locator(".body").get_attribute("lang") == "zh-Hant"
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").count() == 1
    for control in page.locator("button:visible, input:visible, textarea:visible, a:visible").all():
        name = control.evaluate("e => (e.labels?.[0]?.innerText || e.ariaLabel || e.innerText || '').trim()")
        assert name, control.evaluate("e => e.outerHTML")
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "off")
    expect(page.get_by_role("status").first).to_contain_text("900元")


@pytest.mark.parametrize("locale", LICENCE)
def test_a_screen_320_pixels_wide_needs_no_sideways_scrolling(open_page: NewPage, locale: str):
    """C13: the narrowest phone, or a wide one at 400 % zoom."""
    page = open_page(locale=locale, width=320, height=640)
    ask(page, LICENCE[locale][0])
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = [
        box
        for button in page.locator("button:visible").all()
        if (box := button.bounding_box()) and (box["width"] < 44 or box["height"] < 44)
    ]
    assert small == []
    save_screenshot(page, f"narrow-{locale}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground_in_light_and_dark(open_page: NewPage, scheme: str):
    page = open_page(color_scheme=scheme)
    save_screenshot(page, f"welcome-{scheme}")
    ask(page, "How do I renew my full driving licence?")
    save_screenshot(page, f"answer-{scheme}")
    for selector in (".body p", ".about span", ".who", "#privacy", "h1", ".source-title", ".made-by"):
        ratio = page.locator(selector).first.evaluate(CONTRAST)
        assert ratio >= 4.5, (selector, ratio)


CONTRAST = """
element => {
  const bent = share => share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  const channel = value => bent(value / 255);
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(Number);
    return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  };
  let ground = element;
  while (/, 0\\)$|transparent/.test(getComputedStyle(ground).backgroundColor)) ground = ground.parentElement;
  const [a, b] = [light(getComputedStyle(element).color), light(getComputedStyle(ground).backgroundColor)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}
"""


def test_a_lost_connection_keeps_the_question_and_sends_it_once(open_page: NewPage):
    page = open_page()
    ask(page, "How do I renew my full driving licence?")
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.headers["idempotency-key"])
        route.abort()

    page.route("**/messages", lose)
    page.locator("#question").fill("How do I replace a lost driving licence?")
    page.keyboard.press("Enter")
    retry = page.get_by_role("button", name="Try again")
    retry.wait_for()
    page.unroute("**/messages")
    with page.expect_request("**/messages") as sent:
        retry.click()
    assert sent.value.headers["idempotency-key"] == lost[0]
    page.locator("#log .from-assistant:not(.waiting)").nth(1).wait_for()
    assert page.locator("#log .from-citizen").count() == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Many messages came in a short time. Your question is kept; please wait a minute and try again."),
        ("zh-Hant", "短時間內收到太多訊息。你的問題已保留，請等候一分鐘後再試。"),
        ("zh-Hans", "短时间内收到太多消息。你的问题已保留，请等候一分钟后再试。"),
    ],
)
def test_who_asks_too_fast_is_told_to_wait_and_keeps_the_question(open_page: NewPage, language: str, words: str):
    page = open_page(f"/?lang={language}")
    refuse(page, 429, {"title": "Too Many Requests", "status": 429, "detail": "too many requests"})
    assert words in page.locator("#log .failure").inner_text()
    assert page.locator("#log .failure button").count() == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Asking on this page is closed at the moment. Your question is kept."),
        ("zh-Hant", "網上查詢服務現時暫停，你的問題已保留。"),
        ("zh-Hans", "网上查询服务现时暂停，你的问题已保留。"),
    ],
)
def test_a_page_that_is_switched_off_says_so(open_page: NewPage, language: str, words: str):
    page = open_page(f"/?lang={language}")
    refuse(page, 503, {"type": "urn:civicdesk:switched-off", "title": "Service Unavailable", "status": 503})
    assert words in page.locator("#log .failure").inner_text()


def refuse(page: Page, status: int, problem: dict[str, object]) -> None:
    """Ask something while the service answers with `problem`, and wait until the page has told it."""
    kind = "application/problem+json"
    page.route(
        "**/api/v1/conversations",
        lambda route: route.fulfill(status=status, body=json.dumps(problem), content_type=kind),
    )
    page.locator("#question").fill("How do I renew my full driving licence?")
    page.keyboard.press("Enter")
    page.locator("#log .failure").wait_for()


def test_the_page_tells_the_service_that_it_is_the_web(open_page: NewPage):
    page = open_page()
    with page.expect_request("**/api/v1/conversations") as started:
        ask(page, "hello")
    assert started.value.post_data_json == {"language": "en", "channel": "web"}


def test_the_page_of_the_api_draws_every_operation_from_this_service_alone(open_page: NewPage):
    page = open_page("/docs")
    page.locator("#operations[aria-busy=false]").wait_for()
    described = page.request.get("/openapi.json").json()
    operations = sum(len(methods) for methods in described["paths"].values())
    assert page.locator("details").count() == operations
    page.get_by_text("POST /api/v1/conversations/{conversation_id}/messages").click()
    page.get_by_text("Send a message and get its answer").first.wait_for()
