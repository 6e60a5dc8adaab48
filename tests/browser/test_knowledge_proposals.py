"""Does an editor see what a model proposes, with what its checks found, and is nothing taken but by a person?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from assistant.database import Database
from tests.browser.conftest import save_screenshot
from tests.browser.staff_site import StaffSite, serious, start_staff_site
from tests.chat_server import ChatServer, chat_server
from tests.knowledge_base.gaps.talking import ask, new_agent, reply, rounds
from tests.knowledge_base.proposals.models import say, schema_of
from tests.staff import add_staff, session_cookie

pytestmark = pytest.mark.browser

PAGE = "/staff/knowledge"
ENGLISH = ("How do I enter a drone in the show?", "Kindly furnish form HS 12 prior to 30 April. The fee is $57.")
CHINESE: dict[str, Any] = {
    "question": "如何報名參加無人機表演？",
    "answer": "請於4月30日前遞交表格{v1}。費用為57元。",
    "variants": [],
}
PLAIN = {"answer": "Send us form {v1} before 30 April. The fee is $57."}
WORDINGS = {"variants": ["enter my drone", "Is the drone fee $99?"]}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[ChatServer]:
    with chat_server() as running:
        yield running


@pytest.fixture(scope="module")
def running_staff_site(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser, endpoint: ChatServer
) -> Iterator[StaffSite]:
    """One whose editors have a model."""
    home = tmp_path_factory.mktemp("helped_site")
    settings = {"model": "small-model", "model_base_url": endpoint.url}
    with start_staff_site(home, browser, **settings) as site:
        yield site


@pytest.fixture
def writes(endpoint: ChatServer) -> dict[str, Any]:
    """What the model answers, by the form that is asked for; a test changes it."""
    said: dict[str, Any] = {"Translated": CHINESE, "Rewritten": PLAIN, "Variants": WORDINGS}
    endpoint.way = ""
    say(endpoint, lambda _: said[schema_of(endpoint.requests[-1])])
    return said


def open_new(site: StaffSite, username: str = "edward") -> Page:
    page = site.open(username, f"{PAGE}#article", width=1280, height=800)
    page.locator(".article-form").wait_for(timeout=60_000)
    page.locator("[name=department]").select_option("LCSD")
    page.locator("[name=category]").select_option("other")
    page.locator("#question-en").fill(ENGLISH[0])
    page.locator("#answer-en").fill(ENGLISH[1])
    return page


def propose(page: Page, act: str) -> Locator:
    """By the keyboard alone."""
    page.locator(f"[data-act={act}]").focus()
    page.keyboard.press("Enter")
    return page.locator("dialog[open]")


def test_a_translation_is_shown_taken_edited_and_saved_with_its_mark(site: StaffSite, writes: dict[str, Any]):
    page = open_new(site)
    dialog = propose(page, "from-en-zh-Hant")
    expect(dialog.locator(".tag.model")).to_have_text("Drafted by small-model")
    expect(dialog).to_contain_text("The checks found nothing")
    expect(dialog.locator("ins").last).to_have_text("請於4月30日前遞交表格HS 12。費用為57元。")
    assert serious(page) == []
    save_screenshot(page, "knowledge-proposal-translation")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.locator("#answer-zh-Hant")).to_have_value("請於4月30日前遞交表格HS 12。費用為57元。")

    propose(page, "from-zh-Hant-zh-Hans").get_by_role("button", name="Put into the editor").click()
    expect(page.locator("#answer-zh-Hans")).to_have_value("请于4月30日前递交表格HS 12。费用为57元。")
    page.locator("[name=id]").fill("lcsd-drone-show")
    page.keyboard.press("Alt+s")
    expect(page.locator(".article-head .tag.state")).to_have_text("Draft")
    expect(page.locator(".article-head .model-help")).to_contain_text(
        "Translation into 繁體中文 drafted by small-model (translate_1) · checks found nothing"
    )
    assert serious(page) == []
    save_screenshot(page, "knowledge-proposal-mark")


def test_a_changed_fee_is_taken_only_by_who_says_that_it_was_read(site: StaffSite, writes: dict[str, Any]):
    writes["Translated"] = {**CHINESE, "answer": CHINESE["answer"].replace("57元", "75元")}
    page = open_new(site)
    dialog = propose(page, "from-en-zh-Hant")
    expect(dialog.locator(".found-list")).to_contain_text("75元")
    expect(dialog.locator(".found-list")).to_contain_text("$57")
    assert serious(page) == []
    save_screenshot(page, "knowledge-proposal-changed")
    take = dialog.get_by_role("button", name="Put into the editor")
    take.click()
    expect(dialog.get_by_role("alert")).to_have_text("Please fill this in.")
    expect(page.locator("#answer-zh-Hant")).to_have_value("")
    dialog.get_by_label("I have read what the checks found").check()
    take.click()
    expect(page.locator("#answer-zh-Hant")).to_have_value("請於4月30日前遞交表格HS 12。費用為75元。")


def test_simpler_words_show_what_would_change_and_the_hints(site: StaffSite, writes: dict[str, Any]):
    page = open_new(site)
    dialog = propose(page, "simpler-en")
    expect(dialog.locator("del", has_text="furnish")).to_be_visible()
    expect(dialog.get_by_role("heading", name="Hints before (2)")).to_be_visible()
    expect(dialog.get_by_role("heading", name="Hints after (0)")).to_be_visible()
    assert serious(page) == []
    save_screenshot(page, "knowledge-proposal-simpler")
    page.keyboard.press("Escape")
    expect(page.locator("#answer-en")).to_have_value(ENGLISH[1])
    expect(page.locator("[data-act=simpler-en]")).to_be_focused()


def test_wordings_are_chosen_one_by_one(site: StaffSite, writes: dict[str, Any]):
    page = open_new(site)
    dialog = propose(page, "variants-en")
    expect(dialog.get_by_label("enter my drone")).to_be_checked()
    expect(dialog.get_by_label("Is the drone fee $99?")).not_to_be_checked()
    save_screenshot(page, "knowledge-proposal-wordings")
    dialog.get_by_role("button", name="Put into the editor").click()
    expect(page.locator("#variants-en")).to_have_value("enter my drone")


@pytest.mark.parametrize(("username", "words"), [("edward", "Your text is as it was"), ("wai", "你的文字維持不變")])
def test_a_model_that_fails_takes_nothing_from_the_editor(
    site: StaffSite, database: Database, writes: dict[str, Any], endpoint: ChatServer, username: str, words: str
):
    endpoint.way = "server error"
    page = open_new(site, username)
    dialog = propose(page, "from-en-zh-Hans")
    expect(dialog.get_by_role("alert")).to_contain_text(words)
    save_screenshot(page, f"knowledge-proposal-failed-{username}")
    page.keyboard.press("Escape")
    expect(page.locator("#answer-en")).to_have_value(ENGLISH[1])
    expect(page.locator("#answer-zh-Hans")).to_have_value("")
    endpoint.way = ""
    expect(propose(page, "from-en-zh-Hant").locator(".tag.model")).to_contain_text("small-model")


@pytest.fixture(scope="module")
def database(running_staff_site: StaffSite) -> Iterator[Database]:
    """With an editor for each Chinese script, and open questions that an agent has answered once."""
    site = running_staff_site
    database = Database(site.database_url)
    for name, language in (("wai", "zh-Hant"), ("lei", "zh-Hans")):
        user = add_staff(database, name, name=name, roles=("editor",), languages=(language,))
        site.cookies = {**site.cookies, name: session_cookie(database, user)}
    agent = new_agent(database, "beth")
    van = "Where may I park a camper van overnight?"
    reply(database, ask(database, van), "Camper vans may stay at Pier Road for two nights.", agent=agent)
    ask(database, "camper van parking overnight, what does it cost?")
    rounds(database).follow()
    yield database
    database.close()


def test_a_models_wordings_stand_behind_the_citizens_own(site: StaffSite, database: Database, writes: dict[str, Any]):
    writes["Variants"] = {"variants": ["learn to drive"]}
    page = site.open("edward", f"{PAGE}#gaps", width=1280, height=800)
    page.locator(".card", has_text="camper van").first.click()
    page.get_by_role("button", name="Add as wordings to an article").click()
    form = page.locator("#gap-wordings")
    form.get_by_role("searchbox").fill("td-renew-driving-licence")
    form.get_by_role("radio", name="td-renew-driving-licence").check()
    form.locator("[data-act=suggest]").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.get_by_label("learn to drive")).to_be_visible()
    dialog.get_by_label("learn to drive").check()
    dialog.get_by_role("button", name="Put into the editor").click()
    expect(form.locator(".pick", has_text="learn to drive")).to_contain_text("Drafted by small-model")
    form.get_by_role("button", name="Show the effect").click()
    save_screenshot(page, "knowledge-proposal-gap-wordings")
    assert serious(page) == []


def test_a_candidate_names_its_sources_and_what_was_left_out(site: StaffSite, database: Database, endpoint: ChatServer):
    def candidate(parts: list[tuple[str, str]]) -> dict[str, Any]:
        number = next(int(heading.split()[1]) for heading, text in parts if "Pier Road" in text)
        return {
            "question": "Where may I park a camper van?",
            "sentences": [
                {"text": "Camper vans may stay at Pier Road for two nights.", "sources": [number]},
                {"text": "It costs $40 a night.", "sources": [number]},
            ],
            "to_be_written": ["what it costs"],
        }

    endpoint.way = ""
    say(endpoint, candidate)
    page = site.open("edward", f"{PAGE}#gaps", width=1280, height=800)
    page.locator(".card", has_text="camper van").first.click()
    page.locator("[data-act=candidate]").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("del")).to_have_text("It costs $40 a night.")
    expect(dialog).to_contain_text("Reply that an agent sent")
    assert serious(page) == []
    save_screenshot(page, "knowledge-proposal-candidate")
    dialog.get_by_label("I have read what the checks found").check()
    dialog.get_by_role("button", name="Take as a draft").click()
    expect(dialog).to_have_count(0)
    page.locator("#gap a", has_text="gap-").click()
    expect(page.locator(".article-head .model-help")).to_contain_text("drafted by small-model (candidate_1)")
    expect(page.locator("#answer-en")).to_have_value(re.compile("^Camper vans may stay at Pier Road for two nights"))


@pytest.mark.parametrize("username", ["wai", "lei"])
def test_the_buttons_speak_the_readers_language(
    site: StaffSite, database: Database, writes: dict[str, Any], username: str
):
    page = open_new(site, username)
    dialog = propose(page, "from-en-zh-Hant")
    expect(dialog.locator(".tag.model")).to_contain_text("small-model")
    save_screenshot(page, f"knowledge-proposal-{username}")
    assert serious(page) == []
