"""Does the agents' console let a person serve citizens: by mouse, by keyboard, in three languages, come what may?"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import save_screenshot
from tests.browser.console_page import LICENCE, WAITING, agent_messages, draft, take
from tests.browser.late_answer import LateAnswer
from tests.browser.staff_site import StaffSite
from tests.staff import PASSWORD
from tests.ui.talk import begin

pytestmark = pytest.mark.browser

MINE = "#mine-list .card"


# Serving


@pytest.mark.parametrize("username", LICENCE)
def test_a_citizen_is_served_with_a_suggestion_in_their_language(site: StaffSite, username: str):
    """A3, A6: summary, draft with a source after each sentence, one click to use, one to send; the citizen reads it."""
    language, question, send, fee = LICENCE[username]
    talk = site.citizen(question, language=language)
    page = site.open(username)
    take(page)
    expect(page.locator(".summary")).to_contain_text(question)
    expect(page.locator("#log .from-citizen .words")).to_have_text(question)
    expect(draft(page)).to_contain_text(fee)
    expect(draft(page)).to_have_attribute("lang", language)
    save_screenshot(page, f"console-{language}")
    page.locator("#suggestion button.use").click()
    expect(page.locator("#reply")).to_be_focused()
    assert agent_messages(talk) == []
    page.get_by_role("button", name=send, exact=True).click()
    expect(page.locator("#log .from-agent .words")).to_contain_text(fee)
    expect(page.locator("#reply")).to_have_value("")
    assert fee in agent_messages(talk)[0]


def test_the_sign_in_page_leads_to_the_console(site: StaffSite):
    page = site.open(None)
    expect(page).to_have_url(re.compile(r"/staff/sign-in"))
    page.locator("#username").fill("amy")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Agents' desk", timeout=60_000)
    expect(page.locator("#waiting-list")).to_contain_text("Nobody is waiting")
    save_screenshot(page, "console-empty")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile(r"/staff/sign-in"))


def test_who_waits_is_shown_with_urgency_in_words_and_the_most_urgent_first(site: StaffSite):
    site.citizen("How do I apply for public rental housing?")
    site.citizen("我儿子在外地出生，怎样为他申请护照？", language="zh-Hans")
    site.citizen("There is a fire in my kitchen, please help", reason="emergency")
    page = site.open("amy")
    expect(page.locator(WAITING)).to_have_count(3)
    expect(page.locator(WAITING).first).to_contain_text("Emergency")
    expect(page.locator("#waiting-list")).to_contain_text("简体中文")
    expect(page.locator(WAITING).first.locator(".ticking")).to_have_text(re.compile(r"^\d+:\d\d$"))
    expect(page).to_have_title(re.compile(r"^\(3\)"))
    save_screenshot(page, "console-queue")


def test_a_colleague_who_was_faster_is_named_as_the_reason(site: StaffSite):
    site.citizen("How do I renew my full driving licence?")
    slow, fast = site.open("amy"), site.open("hui")
    slow.locator(WAITING).wait_for()
    slow.route("**/events*", lambda route: route.abort())
    take(fast)
    # What the slow one still sees is a moment old.
    slow.evaluate("document.querySelector('#waiting-list .card')?.click()")
    expect(slow.locator(".trouble").or_(slow.locator("#waiting-list .nothing")).first).to_be_visible()
    expect(slow.locator(MINE)).to_have_count(0)


def test_a_conversation_is_released_transferred_and_closed_with_its_reason(site: StaffSite):
    first = site.citizen("How do I renew my full driving licence?")
    page, colleague = site.open("amy"), site.open("hui")
    take(page)
    page.get_by_role("button", name="Transfer").click()
    dialog = page.get_by_role("dialog", name="Transfer")
    dialog.get_by_label("To").select_option("username:hui")
    dialog.get_by_role("button", name="Transfer").click()
    expect(dialog.get_by_role("alert")).to_have_text("Please fill this in.")
    dialog.get_by_label("Note").fill("Asks in Cantonese.")
    save_screenshot(page, "console-transfer")
    dialog.get_by_role("button", name="Transfer").click()
    expect(page.locator(MINE)).to_have_count(0)
    expect(page.locator(".nothing-open")).to_be_visible()
    colleague.locator(MINE).click()
    expect(colleague.locator("#log")).to_contain_text("Asks in Cantonese.")
    colleague.get_by_role("button", name="結束").click()
    closing = colleague.get_by_role("dialog", name="結束")
    closing.get_by_label("原因").select_option("passed_on")
    closing.get_by_role("button", name="結束對話").click()
    expect(colleague.locator(MINE)).to_have_count(0)
    assert site.state_of(first) == "closed"
    second = site.citizen("How do I apply for public rental housing?")
    take(page)
    page.get_by_role("button", name="Release").click()
    page.get_by_role("dialog", name="Release").get_by_role("button", name="Release").click()
    expect(page.locator(MINE)).to_have_count(0)
    assert site.state_of(second) == "released"


def test_a_note_is_seen_by_staff_and_never_by_the_citizen(site: StaffSite):
    talk = site.citizen("How do I renew my full driving licence?")
    page = site.open("amy")
    take(page)
    page.get_by_role("button", name="Note").click()
    page.get_by_label("Note for colleagues").fill("Rang twice last week.")
    page.get_by_role("button", name="Save note").click()
    expect(page.locator("#log .note")).to_contain_text("Rang twice last week.")
    assert "Rang twice" not in str(talk.messages())


# The keyboard


def test_everything_can_be_done_without_a_mouse(site: StaffSite):
    talk = site.citizen("How do I renew my full driving licence?")
    page = site.open("amy")
    page.locator(WAITING).wait_for()
    page.keyboard.press("Tab")
    expect(page.locator(".skip").first).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+1")
    expect(page.locator(WAITING)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#reply")).to_be_focused()
    draft(page).wait_for()
    page.keyboard.press("Alt+u")
    expect(page.locator("#reply")).to_have_value(re.compile(r"\$900"))
    page.keyboard.press("Alt+b")
    expect(page.locator("#reply")).to_have_value(re.compile(r"Transport Department"))
    page.keyboard.press("Alt+z")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#log .from-agent")).to_have_count(1)
    page.keyboard.press("Alt+o")
    page.keyboard.type("Served by keyboard.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#log .note")).to_contain_text("Served by keyboard.")
    expect(page.locator("dialog")).to_have_count(0)  # The note is seen before its answer has come.
    page.keyboard.press("Alt+h")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    save_screenshot(page, "console-keys")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    page.keyboard.press("Alt+x")
    page.get_by_role("dialog", name="Close").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(MINE)).to_have_count(0)
    assert len(agent_messages(talk)) == 1


def test_a_key_that_an_input_method_is_composing_with_does_nothing(site: StaffSite):
    site.citizen("How do I renew my full driving licence?")
    page = site.open("amy")
    take(page)
    page.locator("#reply").fill("運輸")
    for key in ("Enter", "s"):
        page.evaluate(
            """key => document.querySelector("#reply").dispatchEvent(new KeyboardEvent("keydown", {
                key, code: key === "s" ? "KeyS" : "Enter", ctrlKey: key === "Enter", altKey: key === "s",
                isComposing: true, bubbles: true, cancelable: true}))""",
            key,
        )
    page.wait_for_timeout(300)
    expect(page.locator("#reply")).to_have_value("運輸")
    assert page.locator("#log .from-agent").count() == 0


# Suggestions


def test_a_draft_is_dropped_and_made_anew_when_the_citizen_writes_again(site: StaffSite):
    """A5."""
    talk = site.citizen("How do I renew my full driving licence?")
    page = site.open("amy")
    take(page)
    expect(draft(page)).to_contain_text("$900")
    page.locator("#reply").fill("One moment")
    talk.post("messages", {"text": "How do I apply for public rental housing?"})
    expect(page.locator("#log .from-citizen").last).to_contain_text("public rental housing")
    expect(page.locator("#composer .warning")).to_contain_text("has written since")
    expect(draft(page)).to_contain_text("Public rental housing")
    expect(draft(page)).not_to_contain_text("$900")
    expect(page.locator("#reply")).to_have_value("One moment")


def test_nothing_is_suggested_where_nothing_fits_and_the_reason_is_one_key_away(site: StaffSite):
    """A4."""
    site.citizen("Do you sell purple umbrellas for llamas?")
    page = site.open("amy")
    take(page)
    why = page.locator("#suggestion summary", has_text="Why")
    why.wait_for()
    expect(draft(page)).to_have_count(0)
    page.keyboard.press("Alt+w")
    expect(page.locator("#suggestion details[open]").first).to_be_visible()
    save_screenshot(page, "console-quiet")


def test_an_edited_a_rejected_and_an_ignored_draft_are_told_to_the_service(site: StaffSite):
    """A6: the verdict with what was sent, or with its reason."""
    verdicts: list[Any] = []
    page = site.open("amy")
    page.on("request", lambda request: verdicts.append(request.post_data_json) if "/verdict" in request.url else None)
    site.citizen("How do I renew my full driving licence?")
    take(page)
    draft(page).wait_for()
    page.keyboard.press("Alt+m")
    page.keyboard.type("Hello. ")
    with page.expect_response("**/verdict"):
        page.keyboard.press("Control+Enter")
    site.citizen("How do I apply for public rental housing?")
    take(page)
    expect(draft(page)).to_contain_text("Public rental housing")
    page.locator("#reply").fill("Please call 1866.")
    with page.expect_response("**/verdict"):
        page.keyboard.press("Control+Enter")
    assert [verdict["verdict"] for verdict in verdicts] == ["edited", "ignored"]
    assert verdicts[0]["text"].startswith("Hello. ")


def test_the_rest_goes_on_working_when_suggestions_do_not(site: StaffSite):
    """A13: search and canned replies still work, and the page says what does not."""
    site.citizen("How do I renew my full driving licence?")
    page = site.open("amy")
    page.route(
        "**/api/v1/suggestions",
        lambda route: route.fulfill(status=503, json={"title": "Service Unavailable", "status": 503}),
    )
    take(page)
    expect(page.locator("#suggestion .error")).to_contain_text("not working at the moment")
    page.keyboard.press("Alt+k")
    page.keyboard.type("driving licence")
    page.keyboard.press("Enter")
    found = page.locator("#sidebar .found details").first
    found.locator("summary").click()
    found.get_by_role("button", name="Insert into reply").click()
    expect(page.locator("#reply")).not_to_have_value("")
    page.locator("#canned summary").click()
    page.locator("#canned .canned-pick").first.click()
    save_screenshot(page, "console-without-suggestions")


# Nothing is lost


def test_what_is_too_long_is_refused_and_stays_in_the_box(site: StaffSite):
    site.citizen("How do I renew my full driving licence?")
    page = site.open("amy")
    take(page)
    page.locator("#reply").fill("長" * 100_000)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply-problem")).to_contain_text("10,000 characters")
    assert len(page.locator("#reply").input_value()) == 100_000
    assert page.locator("#log .from-agent").count() == 0


@pytest.mark.parametrize("status", [413, 422, 409, 503])
def test_a_reply_that_the_service_refuses_stays_in_the_box(site: StaffSite, status: int):
    site.citizen("How do I renew my full driving licence?")
    page = site.open("amy")
    take(page)
    page.route("**/replies", lambda route: route.fulfill(status=status, json={"title": "Refused", "status": status}))
    page.locator("#reply").fill("Please bring form TD 558.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply-problem")).not_to_have_text("")
    expect(page.locator("#reply")).to_have_value("Please bring form TD 558.")
    page.unroute("**/replies")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#log .from-agent")).to_have_count(1)


def test_an_unsent_draft_of_each_conversation_survives_a_reload(site: StaffSite):
    site.citizen("How do I renew my full driving licence?")
    site.citizen("How do I apply for public rental housing?")
    page = site.open("amy")
    take(page)
    page.locator("#reply").fill("First")
    take(page)
    page.locator("#reply").fill("Second")
    page.reload()
    expect(page.locator("#reply")).to_have_value("Second")
    page.locator(f"{MINE}:not([aria-current])").click()
    expect(page.locator("#reply")).to_have_value("First")


def test_what_is_typed_while_a_reply_is_on_its_way_stays_in_the_box(site: StaffSite):
    site.citizen("How do I renew my full driving licence?")
    page = site.open("amy")
    take(page)
    late = LateAnswer(page, "**/replies")
    page.locator("#reply").fill("Please bring form TD 558.")
    page.keyboard.press("Control+Enter")
    late.wait_for()
    page.keyboard.type(" And your identity card.")
    late.arrive()
    expect(page.locator("#log .from-agent .words")).to_have_text("Please bring form TD 558.")
    expect(page.locator("#reply")).to_have_value("And your identity card.")


def test_a_queue_that_was_read_before_a_claim_does_not_take_it_away(site: StaffSite):
    site.citizen("How do I renew my full driving licence?")
    page = site.open("amy")
    # The page holds a claim of which the service does not know, as one of which it does not know yet.
    page.route("**/claim", lambda route: route.fulfill(json={}))
    other = begin(site.client)
    other.ask("How do I apply for public rental housing?")
    take(page)
    other.post("handoff", {"language": "en"})
    expect(page.locator(WAITING)).to_contain_text("public rental housing")
    expect(page.locator(MINE)).to_contain_text("driving licence")
    expect(page.locator("#reply")).to_be_editable()


def test_nothing_is_drawn_anew_under_a_button_that_is_pressed(site: StaffSite):
    page = site.open("amy")
    page.locator("#waiting-list").wait_for()
    assert page.evaluate(_PRESS) == [True, False, True]


_PRESS = """async () => {
    const { released } = await import("/web/staff/press.js");
    const soon = () => new Promise((resolve) => setTimeout(resolve, 10, false));
    const isReleased = () => Promise.race([released().then(() => true), soon()]);
    const told = [await isReleased()];
    for (const name of ["pointerdown", "pointerup"]) {
        document.body.dispatchEvent(new PointerEvent(name, { bubbles: true }));
        told.push(await isReleased());
    }
    return told;
}"""


def test_a_reply_sent_twice_over_a_lost_connection_arrives_once(site: StaffSite):
    talk = site.citizen("How do I renew my full driving licence?")
    page = site.open("amy")
    take(page)
    lost: list[str] = []

    def lose_the_answer(route: Any) -> None:
        if not lost:
            lost.append(route.fetch().text())
            route.abort()
        else:
            route.continue_()

    page.route("**/replies", lose_the_answer)
    page.locator("#reply").fill("Only once, please.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply-problem")).to_contain_text("connection failed")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply")).to_have_value("")
    assert agent_messages(talk) == ["Only once, please."]


def test_a_console_comes_back_by_itself_when_the_service_does(site: StaffSite):
    talk = site.citizen("How do I renew my full driving licence?")
    page = site.open("amy")
    take(page)
    site.service.stop()
    expect(page.locator("#banner")).to_contain_text("Connection lost")
    save_screenshot(page, "console-disconnected")
    page.locator("#reply").fill("Still here.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reply-problem")).to_contain_text("connection failed")
    site.restart()
    expect(page.locator("#banner")).to_be_hidden(timeout=60_000)
    page.keyboard.press("Control+Enter")
    expect(page.locator("#log .from-agent .words")).to_have_text("Still here.")
    assert agent_messages(talk) == ["Still here."]


def test_two_tabs_of_one_agent_show_the_same(site: StaffSite):
    site.citizen("How do I renew my full driving licence?")
    page = site.open("amy")
    take(page)
    other = site.open_tab(page.context)
    other.locator(MINE).wait_for()
    page.locator("#reply").fill("Seen in both.")
    page.keyboard.press("Control+Enter")
    for tab in (page, other):
        expect(tab.locator("#log .from-agent .words")).to_have_text("Seen in both.")
