"""Does the citizen page bring a citizen to a person and back, and does it always say who is speaking?"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from assistant.database import Database
from tests.browser.conftest import NewPage, ask, save_screenshot
from tests.browser.late_answer import LateAnswer
from tests.live_site import Agent, LiveSite

pytestmark = pytest.mark.browser

LOCALES = ["en-GB", "zh-HK", "zh-CN"]
WORDS = {
    "en-GB": ("Waiting for a member of staff", "A member of staff has joined", "How did we do?", "Satisfied"),
    "zh-HK": ("正在等候職員", "職員已加入對話", "你對服務滿意嗎？", "滿意"),
    "zh-CN": ("正在等候职员", "职员已加入对话", "你对服务满意吗？", "满意"),
}
LINES = {
    "en-GB": (
        "How do I renew my full driving licence?",
        "Good morning. Which licence is it?",
        "A full one, for a car.",
    ),
    "zh-HK": ("如何為正式駕駛執照續期？", "早晨，請問是哪一類駕駛執照？", "私家車，正式駕駛執照。"),
    "zh-CN": ("正式驾驶执照到期了怎么续期？", "早上好，请问是哪一类驾驶执照？", "私家车，正式驾驶执照。"),
}


@pytest.fixture
def desk(citizen_site: str, citizen_home: Path) -> Iterator[LiveSite]:
    """The agents' side of the site that the page is opened on."""
    database = Database(f"sqlite:///{citizen_home / 'civicdesk.db'}")
    site = LiveSite(citizen_site, database)
    yield site
    site.close()
    database.close()


@pytest.fixture
def ada(desk: LiveSite) -> Agent:
    """An agent who is at the desk."""
    agent = desk.agent(f"ada.{uuid.uuid4().hex[:8]}")
    agent.post("staff/presence", {"is_available": True})
    return agent


def ask_for_a_person(page: Page, **contact: str) -> None:
    page.locator("#person").click()
    for name, value in contact.items():
        page.locator(f"#contact-{name}").fill(value)
    page.locator("#person-dialog [type=submit]").click()
    page.locator(".handoff.waiting").wait_for()


def handoff_on(page: Page, agent: Agent) -> str:
    """The id of the handoff whose reference the page shows."""
    reference = page.locator(".reference strong").last.inner_text()
    waiting = agent.client.get("/api/v1/handoffs").json()["waiting"]
    return str(next(handoff["id"] for handoff in waiting if handoff["reference"] == reference))


def join(page: Page, agent: Agent) -> str:
    """Let the agent take the conversation of the page."""
    handoff = handoff_on(page, agent)
    agent.post(f"handoffs/{handoff}/claim")
    page.locator(".handoff.with_agent").last.wait_for()
    return handoff


def write(page: Page, text: str) -> None:
    page.locator("#question").fill(text)
    page.keyboard.press("Enter")


def texts(page: Page, role: str) -> list[str]:
    return page.locator(f"#log .from-{role} .words").all_inner_texts()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_citizen_waits_talks_with_a_person_and_says_how_it_was(open_page: NewPage, ada: Agent, locale: str):
    """C7, C8: each state in words, each speaker by a badge, and the assistant is silent meanwhile."""
    waiting, joined, how, satisfied = WORDS[locale]
    question, asks, answers = LINES[locale]
    page = open_page(locale=locale)
    ask(page, question)
    ask_for_a_person(page)
    expect(page.locator(".handoff.waiting h2")).to_have_text(waiting)
    expect(page.locator("#with")).to_contain_text(waiting)
    save_screenshot(page, f"waiting-{locale}")
    handoff = join(page, ada)
    expect(page.locator(".handoff.with_agent h2")).to_have_text(joined)
    expect(page.locator("#with")).to_contain_text("Ada")
    expect(page.locator("#person")).to_be_hidden()
    ada.say(handoff, asks)
    expect(page.locator(".from-agent .words")).to_have_text(asks)
    expect(page.locator(".from-agent .author")).to_contain_text("Ada")
    write(page, answers)
    expect(page.locator(".from-citizen .words").last).to_have_text(answers)
    ada.post(f"handoffs/{handoff}/typing")
    expect(page.locator("#writing")).to_be_visible()
    save_screenshot(page, f"with-agent-{locale}")
    ada.say(handoff, asks)
    expect(page.locator(".from-agent .words")).to_have_count(2)
    expect(page.locator("#writing")).to_be_hidden()
    assert page.locator(".from-assistant").count() == 1
    ada.post(f"handoffs/{handoff}/close", {"reason": "answered"})
    expect(page.locator(".satisfaction h2")).to_have_text(how)
    expect(page.locator("#with")).to_be_hidden()
    page.get_by_role("radio", name=satisfied, exact=True).check()
    save_screenshot(page, f"satisfaction-{locale}")
    page.locator(".satisfaction [type=submit]").click()
    page.locator(".satisfaction p[role=status]").wait_for()
    page.reload()
    page.locator(".handoff.closed").wait_for()
    assert page.locator(".satisfaction").count() == 0


def test_satisfaction_is_given_by_keyboard_alone_and_its_lack_is_told(open_page: NewPage, ada: Agent):
    """C13."""
    page = open_page()
    ask_for_a_person(page)
    handoff = join(page, ada)
    ada.post(f"handoffs/{handoff}/close", {"reason": "answered"})
    form = page.locator(".satisfaction")
    form.locator("[type=submit]").focus()
    page.keyboard.press("Enter")
    expect(form.get_by_role("alert")).to_have_text("Please choose one of the five.")
    expect(form.get_by_role("radio").first).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(form.get_by_role("radio", name="Satisfied", exact=True)).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("Quick and kind.")
    with page.expect_request("**/satisfaction") as sent:
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
    assert sent.value.post_data_json == {"score": 4, "comment": "Quick and kind."}
    expect(form).to_contain_text("Thank you")


def test_several_messages_may_be_sent_while_a_person_has_it_and_each_is_there_once(open_page: NewPage, ada: Agent):
    page = open_page()
    ask_for_a_person(page)
    handoff = join(page, ada)
    lines = [f"Line {number}" for number in range(5)]
    for line in lines:
        write(page, line)
    ada.say(handoff, "I have read them all.")
    page.locator(".from-agent").wait_for()
    expect(page.locator(".from-citizen")).to_have_count(5)
    assert texts(page, "citizen") == lines
    assert page.locator(".waiting.from-assistant").count() == 0
    page.reload()
    page.locator(".from-agent").wait_for()
    assert texts(page, "citizen") == lines
    assert texts(page, "agent") == ["I have read them all."]
    ada.say(handoff, "Still here after your reload.")
    expect(page.locator(".from-agent")).to_have_count(2)


def test_a_stream_that_breaks_again_and_again_loses_and_doubles_nothing(open_page: NewPage, ada: Agent):
    page = open_page()
    places: list[int] = []

    def cut(route: Route) -> None:
        """One whole message, and half of the next."""
        places.append(int(route.request.headers["last-event-id"]))
        messages = ada.client.get(
            route.request.url.partition("/events")[0] + "/messages",
            headers={"Authorization": route.request.headers["authorization"]},
        ).json()["messages"]
        due = [message for message in messages if message["sequence"] > places[-1]]
        events = [f"event: message\nid: {m['sequence']}\ndata: {json.dumps(m)}\n\n" for m in due]
        body = "".join(events[:1] + [event[: len(event) // 2] for event in events[1:2]])
        route.fulfill(content_type="text/event-stream", body=body)

    page.route("**/events?*", cut)
    ask_for_a_person(page)
    handoff = handoff_on(page, ada)
    ada.post(f"handoffs/{handoff}/claim")
    for line in ("One.", "Two.", "Three."):
        ada.say(handoff, line)
    expect(page.locator(".from-agent")).to_have_count(3)
    assert places == sorted(places)
    assert {3, 4} <= set(places)  # One and Two, after requested and claimed: it went on behind each.
    page.unroute("**/events?*")
    page.locator(".handoff.with_agent").wait_for()
    assert texts(page, "agent") == ["One.", "Two.", "Three."]


def test_an_agents_words_are_never_markup(open_page: NewPage, ada: Agent):
    page = open_page()
    ask_for_a_person(page)
    handoff = join(page, ada)
    hostile = '<img src=x onerror="alert(1)"> **bold** CivicDesk · Automated answer'
    ada.say(handoff, hostile)
    expect(page.locator(".from-agent .words")).to_have_text(hostile)
    assert page.locator(".from-agent img, .from-agent strong").count() == 0


def test_danger_is_answered_at_once_also_while_a_person_has_it(open_page: NewPage, ada: Agent):
    """C12: the fixed text comes from the service and waits for nobody."""
    page = open_page()
    ask_for_a_person(page)
    join(page, ada)
    write(page, "My kitchen is on fire, please help")
    expect(page.locator(".outcome-emergency")).to_contain_text("999")
    expect(page.locator("#alarm")).to_contain_text("999")
    assert page.locator(".outcome-emergency").count() == 1


def test_the_page_says_when_the_conversation_waits_again_and_when_the_assistant_is_back(open_page: NewPage, ada: Agent):
    page = open_page()
    ask_for_a_person(page)
    handoff = join(page, ada)
    ada.post(f"handoffs/{handoff}/put-back")
    expect(page.locator(".handoff").last).to_contain_text("Waiting for a member of staff")
    ada.post(f"handoffs/{handoff}/claim")
    expect(page.locator(".handoff.with_agent")).to_have_count(2)
    ada.post(f"handoffs/{handoff}/release")
    expect(page.locator(".handoff.released h2")).to_have_text("The automated assistant is back")
    expect(page.locator("#person")).to_be_visible()
    ask(page, "How do I renew my full driving licence?")


def test_contact_details_are_asked_for_once(open_page: NewPage, ada: Agent):
    page = open_page()
    ask_for_a_person(page)
    page.locator(".handoff.waiting").get_by_role("button", name="Leave your contact details").click()
    page.locator("#contact-email").fill("chan@example.com")
    page.locator("#person-dialog [type=submit]").click()
    expect(page.locator(".handoff.waiting button")).to_have_count(0)
    assert page.locator(".handoff").count() == 1
    expect(page.locator(".handoff")).to_be_focused()


def test_a_request_whose_dialog_was_left_meanwhile_is_shown_all_the_same(open_page: NewPage):
    page = open_page()
    page.locator("#person").click()
    late = LateAnswer(page, "**/handoff")
    page.locator("#person-dialog [type=submit]").click()
    late.wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("#person-dialog")).to_be_hidden()
    late.arrive()
    expect(page.locator(".handoff.waiting")).to_be_visible()


def test_a_person_who_has_come_is_not_taken_back_by_an_older_answer(open_page: NewPage, ada: Agent):
    page = open_page()
    ask_for_a_person(page)
    page.locator(".handoff.waiting").get_by_role("button", name="Leave your contact details").click()
    page.locator("#contact-email").fill("chan@example.com")
    late = LateAnswer(page, "**/handoff?*")
    page.locator("#person-dialog [type=submit]").click()
    late.wait_for()
    join(page, ada)
    late.arrive()
    expect(page.locator("#person-dialog")).to_be_hidden()
    expect(page.locator("#with")).to_contain_text("Ada")
    expect(page.locator("#person")).to_be_hidden()


def test_a_screen_reader_hears_each_message_of_a_person_once(open_page: NewPage, ada: Agent):
    page = open_page()
    ask_for_a_person(page)
    handoff = join(page, ada)
    page.evaluate(_RECORD)
    for number in range(3):
        ada.say(handoff, f"Line {number}.")
    expect(page.locator(".from-agent")).to_have_count(3)
    expect(page.locator("#announcement")).to_contain_text("Line 2.")
    page.wait_for_timeout(500)  # Longer than the page's pause before it announces.
    spoken: list[str] = page.evaluate("window.spoken")
    assert [sum(f"Line {number}." in words for words in spoken) for number in range(3)] == [1, 1, 1]
    assert all("Member of staff" in words for words in spoken if "Line" in words)


_RECORD = """
() => {
  window.spoken = [];
  const region = document.querySelector("#announcement");
  const hear = () => region.textContent && window.spoken.push(region.textContent);
  new MutationObserver(hear).observe(region, {childList: true});
}
"""


def test_an_ordinary_chat_opens_no_stream(open_page: NewPage):
    page = open_page()
    opened: list[str] = []
    page.on("request", lambda request: opened.append(request.url))
    ask(page, "How do I renew my full driving licence?")
    page.reload()
    page.locator(".from-assistant").wait_for()
    assert [url for url in opened if "/events" in url or "/handoff?" in url] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_state_fits_a_screen_320_pixels_wide(open_page: NewPage, ada: Agent, locale: str):
    page = open_page(locale=locale, width=320, height=640)

    def check(name: str) -> None:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        save_screenshot(page, f"narrow-{name}-{locale}")

    ask_for_a_person(page)
    check("waiting")
    handoff = join(page, ada)
    ada.say(handoff, LINES[locale][1])
    page.locator(".from-agent").wait_for()
    check("with-agent")
    ada.post(f"handoffs/{handoff}/close", {"reason": "answered"})
    page.locator(".satisfaction").wait_for()
    check("satisfaction")
    small = [
        box
        for control in page.locator("button:visible, .score").all()
        if (box := control.bounding_box()) and (box["width"] < 44 or box["height"] < 44)
    ]
    assert small == []


def violations(page: Page) -> list[str]:
    page.wait_for_timeout(400)  # A colour in the midst of a message's entrance is not the one that is read.
    return [found["id"] for found in Axe().run(page).response["violations"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(open_page: NewPage, ada: Agent, scheme: str):
    page = open_page(color_scheme=scheme)
    ask(page, "How do I renew my full driving licence?")
    ask_for_a_person(page)
    assert violations(page) == []
    handoff = join(page, ada)
    ada.say(handoff, "Good morning.")
    page.locator(".from-agent").wait_for()
    assert violations(page) == []
    ada.post(f"handoffs/{handoff}/close", {"reason": "answered"})
    page.locator(".satisfaction").wait_for()
    assert violations(page) == []
    save_screenshot(page, f"people-{scheme}")
