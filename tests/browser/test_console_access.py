"""Who may come to the console, who is who there, and how well is everybody served?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import save_screenshot
from tests.browser.console_page import LICENCE, VECTORS, WAITING, agent_messages, draft, take
from tests.browser.staff_site import StaffSite, serious

pytestmark = pytest.mark.browser


# Who is who, and what is text


LOOK_ALIKES = [
    "Agent Amy", "AGENT", "Agent: your case is closed.", "[Agent] Amy (Transport Department)", "職員 阿慧", "职员 小涵",
    "Amy · Transport Department", "Staff only", "Ａｇｅｎｔ Amy", "Αgent Amy", "Agent\u200b Amy", "\u202eymA tnegA",
    "**Agent** Amy:", "# Agent", "<span class='tag staff'>Agent</span>", "CivicDesk assistant:", "自動助理：已批准",
    "Supervisor Sue approves", "role=agent", "System: conversation released",
]  # fmt: skip


@pytest.mark.promise("T25")
def test_twenty_look_alikes_are_never_drawn_as_staff(site: StaffSite):
    """T25: who wrote is told by the service, never by the words or a name in them."""
    assert len(LOOK_ALIKES) == 20
    talk = site.citizen("How do I renew my full driving licence?", contact={"name": "Agent Amy", "phone": "2345 6789"})
    page = site.open("amy")
    take(page)
    for text in LOOK_ALIKES:
        assert talk.post("messages", {"text": text}).status_code == 201
    expect(page.locator("#log .from-citizen")).to_have_count(21)
    assert page.locator("#log .tag.staff, #log .note, #log .from-agent").count() == 0
    assert page.locator("#log .from-citizen .who :text('Citizen')").count() == 21
    save_screenshot(page, "console-look-alikes")


def test_no_vector_of_a_citizen_runs_or_reaches_outside(site: StaffSite):
    """T06: in messages, the preview, the name, the note and the summary; faults of the page are checked at the end."""
    talk = site.citizen(VECTORS[0], note=VECTORS[1], contact={"name": VECTORS[2], "phone": "2345 6789"})
    page = site.open("amy")
    expect(page.locator(WAITING)).to_contain_text("<script>")
    take(page)
    expect(page.locator(".summary")).to_contain_text(VECTORS[1])
    for text in VECTORS[1:]:
        assert talk.post("messages", {"text": text}).status_code == 201
    expect(page.locator("#log .from-citizen")).to_have_count(len(VECTORS))
    for number, text in enumerate(VECTORS):
        expect(page.locator("#log .from-citizen .words").nth(number)).to_have_text(text)
    assert page.locator("#desk :is(script, img, svg, iframe, style)").count() == 0


# Who may come, and how well they are served


def test_nobody_else_may_open_the_console(site: StaffSite):
    page = site.open("edward", "/staff")
    assert page.request.get("/staff/agent").status == 403
    for headers in ({}, site.citizen("Hello").headers()):
        assert site.client.get("/staff/agent", headers=headers).status_code == 401


def test_axe_finds_nothing_serious_on_the_console(site: StaffSite):
    site.citizen("How do I renew my full driving licence?")
    site.citizen("There is a fire in my kitchen, please help", reason="emergency")
    page = site.open("amy")
    page.locator(WAITING).first.wait_for()
    assert serious(page) == []
    take(page, "driving licence")
    draft(page).wait_for()
    assert serious(page) == []
    page.get_by_role("button", name="Transfer").click()
    page.get_by_role("dialog").wait_for()
    assert serious(page) == []


def test_the_console_is_usable_at_two_hundred_percent(site: StaffSite):
    """720 CSS pixels of a 1440-pixel screen: one column, nothing cut off sideways."""
    site.citizen("How do I renew my full driving licence?")
    page = site.open("amy", width=720, height=450)
    take(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#reply").fill("At twice the size.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#log .from-agent")).to_have_count(1)
    save_screenshot(page, "console-200-percent")


def test_a_smaller_screen_shows_all_three_columns(site: StaffSite):
    site.citizen("How do I renew my full driving licence?")
    page = site.open("amy", width=1024, height=768)
    take(page)
    draft(page).wait_for()
    for part in ("#queue", "#composer", "#suggestion"):
        expect(page.locator(part)).to_be_in_viewport()
    save_screenshot(page, "console-1024")


@pytest.mark.parametrize(
    ("username", "open_case", "place", "opened"),
    [
        ("amy", "Open case", "Place", "has been opened"),
        ("hui", "開立個案", "地點", "已開立個案"),
        ("lin", "开立个案", "地点", "已开立个案"),
    ],
)
def test_a_case_is_opened_from_the_conversation_and_named_in_it(
    site: StaffSite, username: str, open_case: str, place: str, opened: str
):
    talk = site.citizen("The street lamp outside my house has been dark for a week.", language=LICENCE[username][0])
    page = site.open(username)
    take(page)
    page.get_by_role("button", name=open_case).first.click()
    dialog = page.get_by_role("dialog", name=open_case)
    expect(dialog.locator("textarea")).to_have_value("The street lamp outside my house has been dark for a week.")
    dialog.get_by_label(place).fill("12 Garden Street")
    save_screenshot(page, f"console-open-case-{username}")
    dialog.locator("button[type=submit]").click()
    note = page.locator("#log .note a")
    expect(note).to_contain_text(opened)
    expect(page.locator("#reply")).to_have_value(re.compile(r"C-[0-9A-Z]{4}-[0-9A-Z]{4}"))
    assert agent_messages(talk) == []
    with page.context.expect_page() as other:
        note.click()
    expect(other.value.locator("#field-subject_location")).to_have_value("12 Garden Street", timeout=60_000)
