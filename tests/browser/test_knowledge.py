"""Does the knowledge desk lead from an editor's draft to a citizen's answer and back, in two browsers?"""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect

from assistant.database import Database
from tests.browser.conftest import save_screenshot
from tests.browser.knowledge_page import (
    DRONE,
    PAGE,
    answer_to,
    database,
    editor,
    new_article,
    open_article,
    open_tab,
    state,
    take_step,
    worker,
)
from tests.browser.late_answer import LateAnswer
from tests.browser.staff_site import StaffSite, serious

pytestmark = pytest.mark.browser
__all__ = ["database", "editor", "worker"]


def test_a_draft_becomes_an_answer_through_a_second_person_and_is_taken_back(site: StaffSite, database: Database):
    editor, publisher = open_tab(site, "edward", "articles"), open_tab(site, "pam", "articles")
    editor.get_by_role("button", name="New article").click()
    for language, (question, answer) in DRONE.items():
        editor.locator(f"#question-{language}").fill(question)
        editor.locator(f"#answer-{language}").fill(answer)
    editor.get_by_label("Department").select_option("LCSD")
    editor.get_by_label("Category").select_option("other")
    editor.locator("[name=id]").fill("lcsd-drone")
    editor.locator("[name=note]").fill("New for the spring show")
    editor.get_by_role("button", name="Preview").click()
    expect(editor.locator(".preview-of")).to_contain_text(["$57", "75元", "75元"])
    save_screenshot(editor, "knowledge-preview")
    editor.keyboard.press("Alt+s")
    expect(state(editor)).to_have_text("Draft")
    expect(editor).to_have_url(re.compile("#article/lcsd-drone$"))
    take_step(editor, "submit")
    expect(state(editor)).to_have_text("In review")
    expect(editor.locator("[data-act=approve]")).to_have_count(0)

    publisher.goto(f"{PAGE}#todo")
    publisher.locator("#tab table a", has_text="drone").click()
    publisher.locator("#new-comment").fill("The fee is $75, is it not?")
    publisher.locator("[name=comment-language]").select_option("en")
    publisher.get_by_role("button", name="Comment", exact=True).click()
    expect(publisher.locator(".comments")).to_contain_text("The fee is $75, is it not?")
    publisher.locator("[data-act=send_back]").click()
    dialog = publisher.get_by_role("dialog", name="Send back")
    dialog.get_by_role("button", name="Send back").click()
    expect(dialog.get_by_role("alert")).to_have_text("Please fill this in.")
    dialog.get_by_label("Reason").fill("See my comment.")
    dialog.get_by_role("button", name="Send back").click()
    expect(state(publisher)).to_have_text("Draft")

    editor.reload()
    expect(editor.locator("#history")).to_contain_text("See my comment.")
    editor.get_by_role("button", name="Settled").click()
    expect(editor.locator("#comments")).to_contain_text("1 settled")
    editor.locator("#answer-en").fill(DRONE["en"][1].replace("57", "75"))
    expect(editor.locator(".unsaved")).to_contain_text("Not saved")
    editor.get_by_role("button", name="Save as a new version").click()
    expect(editor.locator(".article-head")).to_contain_text("Version 2")
    editor.get_by_role("button", name="Show the difference").click()
    expect(editor.locator("#versions del")).to_contain_text("57")
    expect(editor.locator("#versions ins")).to_contain_text("75")
    save_screenshot(editor, "knowledge-difference")
    take_step(editor, "submit")
    expect(state(editor)).to_have_text("In review")

    publisher.reload()
    take_step(publisher, "approve")
    expect(state(publisher)).to_have_text("Approved")
    assert "$75" not in answer_to(site, DRONE["en"][0])
    take_step(publisher, "publish")
    expect(state(publisher)).to_have_text("Live")
    assert "$75" in answer_to(site, DRONE["en"][0])
    take_step(publisher, "withdraw", reason="The show is cancelled.")
    expect(state(publisher)).to_have_text("Withdrawn")
    assert "$75" not in answer_to(site, DRONE["en"][0])
    save_screenshot(publisher, "knowledge-withdrawn")


def test_two_who_edit_at_once_lose_no_word(site: StaffSite, editor: httpx.Client):
    new_article(editor, "td-both")
    first, second = open_article(site, "edward", "td-both"), open_article(site, "eva", "td-both")
    first.locator("#answer-en").fill("It opens at 8 am.")
    first.get_by_role("button", name="Save as a new version").click()
    expect(first.locator(".article-head")).to_contain_text("Version 2")
    second.locator("#answer-en").fill("It opens at 9 am and closes at 5 pm.")
    second.get_by_role("button", name="Save as a new version").click()
    dialog = second.get_by_role("dialog", name="edward has saved version 2 meanwhile")
    expect(dialog.locator("ins").first).to_be_visible()
    expect(dialog.locator("del").first).to_contain_text("8")
    save_screenshot(second, "knowledge-conflict")
    assert serious(second) == []
    dialog.get_by_role("button", name="Save mine").click()
    expect(second.locator(".article-head")).to_contain_text("Version 3")
    expect(second.locator("#answer-en")).to_have_value("It opens at 9 am and closes at 5 pm.")
    first.locator("#answer-en").fill("Closed.")
    first.get_by_role("button", name="Save as a new version").click()
    first.get_by_role("button", name="Open version 3 and drop mine").click()
    expect(first.locator("#answer-en")).to_have_value("It opens at 9 am and closes at 5 pm.")


def test_what_is_typed_and_not_saved_is_there_after_a_reload(site: StaffSite, editor: httpx.Client):
    new_article(editor, "td-typed")
    page = open_article(site, "edward", "td-typed")
    page.locator("#answer-en").fill("Half a sent")
    page.evaluate("location.hash = '#articles'")
    page.locator("table.articles").wait_for()
    page.reload()
    page.evaluate("location.hash = '#article/td-typed'")
    expect(page.locator("#answer-en")).to_have_value("Half a sent")
    expect(page.locator(".unsaved")).to_contain_text("Not saved")
    page.get_by_role("button", name="Throw it away").click()
    expect(page.locator("#answer-en")).to_have_value("It opens at 9 am.")
    expect(page.get_by_role("button", name="Save as a new version")).to_be_disabled()


def test_the_article_that_was_opened_last_is_edited_whichever_answer_comes_last(site: StaffSite, editor: httpx.Client):
    for name in ("td-late", "td-next"):
        new_article(editor, name)
    page = open_tab(site, "edward", "articles")
    late = LateAnswer(page, "**/articles/td-late/desk*")
    page.evaluate("location.hash = '#article/td-late'")
    late.wait_for()
    page.evaluate("location.hash = '#article/td-next'")
    question = page.locator("#question-en")
    expect(question).to_have_value("What is td-next?")
    late.arrive()
    expect(question).to_have_value("What is td-next?")
    page.locator("#answer-en").fill("At noon.")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.locator(".article-head")).to_contain_text("Version 2")
    expect(page.locator(".article-head h2")).to_have_text("What is td-next?")


def test_what_is_typed_while_a_version_is_being_saved_stays(site: StaffSite, editor: httpx.Client):
    new_article(editor, "td-fast")
    page = open_article(site, "edward", "td-fast")
    page.locator("#answer-en").fill("At noon.")
    late = LateAnswer(page, "**/articles/td-fast")
    page.get_by_role("button", name="Save as a new version").click()
    late.wait_for()
    page.locator("#answer-en").fill("At noon, but not on Sundays.")
    late.arrive()
    expect(page.locator(".article-head")).to_contain_text("Version 2")
    expect(page.locator("#answer-en")).to_have_value("At noon, but not on Sundays.")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.locator(".article-head")).to_contain_text("Version 3")


def test_the_list_is_narrowed_by_words_and_chips_without_a_mouse(site: StaffSite, editor: httpx.Client):
    new_article(editor, "td-lonely")
    page = open_tab(site, "edward", "todo")
    page.keyboard.press("Alt+1")
    rows = page.locator("table.articles tbody tr")
    rows.first.wait_for()
    page.keyboard.press("Alt+k")
    page.keyboard.type("lonely")
    expect(rows).to_have_count(1)
    expect(rows.locator(".tag.missing")).to_have_count(2)
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(rows.nth(1)).to_be_visible()
    page.locator("[data-chip=draft]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-chip=draft]")).to_be_focused()
    expect(rows.locator(".tag.state").first).to_have_text("Draft")
    rows.locator("a", has_text="td-lonely").press("Enter")
    page.locator("#answer-en").wait_for()
    page.keyboard.press("Alt+o")
    expect(page.locator("#new-comment")).to_be_focused()
    page.keyboard.press("Alt+h")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
