"""Do agents see what a language model wrote beside their own words, marked, checked, and sent by nobody but them?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from assistant.accounts.permissions import SERVICE
from assistant.cases import register
from assistant.database import Database
from assistant.suggestions.models import SuggestionRecord
from tests.assistant.cases.reports import TARGETS, report
from tests.assistant.suggestions.by_model.agent_model import data_of, drafted, schema_of
from tests.browser.conftest import save_screenshot
from tests.browser.console_page import LICENCE, agent_messages, take
from tests.browser.staff_site import StaffSite, serious, start_staff_site
from tests.chat_server import ChatServer, chat_server
from tests.running_service import copy_samples

pytestmark = pytest.mark.browser

MATTERS = {
    "en": "The citizen asks how to renew a full driving licence.",
    "zh-Hant": "市民查詢如何為正式駕駛執照續期。",
    "zh-Hans": "市民查询正式驾驶执照到期了怎么续期。",
}
WORDS = {
    "amy": ("Put in simple words", "Simple words", "Drafted by a language model", "Sum up by language model"),
    "hui": ("改寫為淺白文字", "淺白文字", "由語言模型草擬", "以語言模型撮要"),
    "lin": ("改写为浅白文字", "浅白文字", "由语言模型草拟", "用语言模型摘要"),
}


@pytest.fixture(scope="module")
def model() -> Iterator[ChatServer]:
    with chat_server() as endpoint:
        yield endpoint


@pytest.fixture(scope="module")
def running_staff_site(
    tmp_path_factory: pytest.TempPathFactory, citizen_home: Path, browser: Browser, model: ChatServer
) -> Iterator[StaffSite]:
    home = tmp_path_factory.mktemp("model_site")
    copy_samples(citizen_home, home)
    with start_staff_site(home, browser, model="small", model_base_url=model.url) as site:
        yield site


@pytest.fixture(autouse=True)
def good_model(model: ChatServer) -> None:
    model.way, model.reply = "", help_well


def help_well(request: Mapping[str, Any]) -> str:
    """A model that keeps to what it was shown."""
    data, system = data_of(request), request["messages"][0]["content"]
    language = "zh-Hant" if "Traditional" in system else "zh-Hans" if "Simplified" in system else "en"
    if schema_of(request) == "DraftedReply":
        sentences = re.split(r"(?<=[。])|(?<=[.!]) |\n", data.partition("Passage 1:")[2])
        return drafted(next(one.strip("- ").replace("**", "") for one in sentences if "900" in one))
    if schema_of(request) == "Summarised":
        return json.dumps({"matter": MATTERS[language], "answered": [], "open": [MATTERS[language]], "next": []})
    return json.dumps({"text": "請帶表格TD 558。" if language == "zh-Hant" else "Please bring form TD 558 with you."})


def shown(page: Page) -> Locator:
    return page.locator("#suggestion .draft")


def newest_record(site: StaffSite) -> SuggestionRecord:
    database = Database(site.database_url)
    with database.read() as session:
        record = session.scalars(select(SuggestionRecord).order_by(SuggestionRecord.created_at.desc()).limit(1)).one()
    database.close()
    return record


@pytest.mark.parametrize("username", LICENCE)
def test_an_agent_takes_over_reads_a_summary_asks_for_simple_words_edits_and_sends(site: StaffSite, username: str):
    language, question, send, fee = LICENCE[username]
    ask, simple, mark, sum_up = WORDS[username]
    talk = site.citizen(question, language=language)
    page = site.open(username)
    take(page)
    page.get_by_role("button", name=sum_up).click()
    expect(page.locator(".model-summary dd").first).to_have_text(MATTERS[language])
    expect(page.locator(".model-summary .by-model-tag")).to_contain_text(mark)
    approved = shown(page).inner_text()
    page.get_by_role("button", name=ask).click()
    expect(page.get_by_role("radio").first).to_be_focused()
    expect(page.get_by_role("radio").first).to_be_checked()
    expect(shown(page)).to_have_text(approved)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label(simple)).to_be_checked()
    expect(page.locator("#suggestion .by-model-tag")).to_contain_text(mark)
    page.locator("#suggestion .checks summary").click()
    expect(page.locator("#suggestion .checks .passed")).to_have_count(6)
    expect(shown(page).locator(".mark")).to_have_count(1)
    save_screenshot(page, f"model-draft-{language}")
    assert serious(page) == []
    page.locator("#suggestion button.use").click()
    page.locator("#reply").press("End")
    page.locator("#reply").press_sequentially("!")
    assert agent_messages(talk) == []
    with page.expect_response("**/verdict"):
        page.get_by_role("button", name=send, exact=True).click()
    expect(page.locator("#log .from-agent .words")).to_contain_text(fee)
    expect(page.locator("#reply")).to_have_value("")
    record = newest_record(site)
    assert (record.verdict, record.used_wording) == ("edited", "simple")
    assert record.edit_distance == 1


def test_a_draft_that_fails_its_check_is_told_in_a_line_and_the_approved_words_stand(
    site: StaffSite, model: ChatServer
):
    model.reply = lambda _: drafted("You pay $901 at https://outside.example/pay.")
    site.citizen("How do I renew my full driving licence?")
    page = site.open("amy")
    take(page)
    expect(shown(page)).to_contain_text("$900")
    page.keyboard.press("Alt+p")
    expect(page.locator("#suggestion .why-not")).to_contain_text("failed its check")
    expect(page.get_by_role("radio")).to_have_count(0)
    expect(shown(page)).to_contain_text("$900")
    expect(page.locator("#sidebar")).not_to_contain_text("901 at")
    page.locator("#suggestion .checks summary").click()
    save_screenshot(page, "model-draft-refused")
    assert serious(page) == []


def test_an_own_text_is_reworded_beside_it_and_taken_by_one_click(site: StaffSite):
    site.citizen("How do I renew my full driving licence?")
    page = site.open("amy")
    take(page)
    own = "Kindly bring form TD 558."
    page.locator("#reply").fill(own)
    page.locator("#composer .reword summary").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Friendlier").press("Enter")
    expect(page.locator("#composer .rewording ins").first).to_be_visible()
    expect(page.locator("#reply")).to_have_value(own)
    save_screenshot(page, "model-rewording")
    assert serious(page) == []
    page.get_by_role("button", name="Take it").click()
    expect(page.locator("#reply")).to_have_value("Please bring form TD 558 with you.")
    page.keyboard.press("Alt+z")
    expect(page.locator("#reply")).to_have_value(own)
    page.locator("#composer .reword summary").click()
    page.get_by_role("button", name="Into 繁體中文").click()
    page.get_by_role("button", name="Take it").click()
    expect(page.locator("#reply")).to_have_value("請帶表格TD 558。")


def test_the_reply_to_a_case_has_the_same_help(site: StaffSite):
    database = Database(site.database_url)
    text = "How do I renew my full driving licence? I am A123456(3)."
    with database.write() as session:
        made = report(text, summary="How do I renew my full driving licence?")
        case = register.open_case(session, made, targets=TARGETS, actor=SERVICE).case
        number = case.number
    database.close()
    page = site.open("amy", f"/staff/cases?case={number}")
    expect(page.locator(".talk-head .number")).to_have_text(number, timeout=60_000)
    page.get_by_role("button", name="Sum up by language model").click()
    expect(page.locator(".model-summary dd").first).to_have_text(MATTERS["en"])
    page.get_by_role("button", name="Put in simple words").click()
    page.get_by_label("Simple words").check()
    expect(page.locator("#case-draft .by-model-tag")).to_contain_text("Drafted by a language model")
    save_screenshot(page, "model-case")
    assert serious(page) == []
    page.locator("#case-draft button.use").click()
    expect(page.locator("#case-reply")).to_have_value(re.compile(r"900"))
    page.get_by_role("button", name="Close", exact=True).click()
    box = page.get_by_label("What was done")
    box.fill("Kindly bring form TD 558.")
    page.locator("dialog .reword summary").first.click()
    page.get_by_role("button", name="Plain language").click()
    expect(page.locator("dialog .rewording ins").first).to_be_visible()
    save_screenshot(page, "model-case-closing")
    assert serious(page) == []
    page.get_by_role("button", name="Take it").click()
    expect(box).to_have_value("Please bring form TD 558 with you.")
