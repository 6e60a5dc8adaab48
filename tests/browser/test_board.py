"""Does the supervisors' board show what happens now, and let a person step in?"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete

from assistant.database import Database, today_here, utc_now
from assistant.language_models.models import ModelUse
from tests.browser.conftest import save_screenshot
from tests.browser.console_page import VECTORS, agent_messages, take
from tests.browser.staff_site import StaffSite, serious, speak

pytestmark = pytest.mark.browser


def test_who_waits_and_who_is_there_is_shown_as_it_changes(site: StaffSite):
    board, page = site.open("sue", "/staff/board"), site.open("amy")
    tile = board.locator(".tile", has_text="Waiting").locator("dd")
    expect(tile).to_have_text("0")
    site.citizen("How do I renew my full driving licence?")
    site.citizen("我儿子在外地出生，怎样为他申请护照？", language="zh-Hans")
    expect(tile).to_have_text("2")
    expect(board.get_by_role("region", name="Queues")).to_contain_text("Transport Department")
    expect(board.get_by_role("region", name="Queues")).to_contain_text("简体中文")
    take(page)
    expect(board.locator(".tile", has_text="With an agent").locator("dd")).to_have_text("1")
    expect(board.get_by_role("row", name=re.compile("Amy Chan.*Available")).first).to_be_visible()
    save_screenshot(board, "board")


@pytest.mark.parametrize(
    ("language", "heading"), [("en", "Live board"), ("zh-Hant", "即時看板"), ("zh-Hans", "实时看板")]
)
def test_the_board_speaks_the_language_that_is_chosen(site: StaffSite, language: str, heading: str):
    site.citizen("How do I renew my full driving licence?")
    board = site.open("sue", "/staff/board")
    speak(board, language)
    expect(board.get_by_role("heading", level=1)).to_contain_text(heading)
    expect(board.locator("html")).to_have_attribute("lang", language)
    board.locator(".switch-row").first.wait_for()
    save_screenshot(board, f"board-{language}")


def test_a_trainees_reply_waits_until_a_supervisor_has_decided(site: StaffSite):
    """A12: rejected with a note, written anew, edited by the supervisor, then approved as it is."""
    talk = site.citizen("How do I renew my full driving licence?")
    trainee, board = site.open("ben"), site.open("sue", "/staff/board")
    take(trainee)
    trainee.locator("#reply").fill("Just ask somebody.")
    trainee.get_by_role("button", name="Send for approval").click()
    expect(trainee.locator(".pending")).to_contain_text("Waiting for a supervisor's approval")
    assert agent_messages(talk) == []
    card = board.locator(".pending-reply")
    expect(card).to_contain_text("Reply by Ben")
    expect(card.get_by_label("Reply", exact=True)).to_have_value("Just ask somebody.")
    card.get_by_role("button", name="Reject").click()
    expect(card.get_by_role("alert")).to_contain_text("say in the note why")
    card.get_by_label("Note to the author").fill("Please name the form.")
    save_screenshot(board, "board-pending")
    card.get_by_role("button", name="Reject").click()
    expect(trainee.locator(".pending.rejected")).to_contain_text("Please name the form.")
    save_screenshot(trainee, "console-rejected")
    trainee.get_by_role("button", name="Bring back into the box").click()
    expect(trainee.locator("#reply")).to_have_value("Just ask somebody.")
    trainee.locator("#reply").fill("Please bring form TD 558")
    trainee.keyboard.press("Control+Enter")
    expect(trainee.locator("#reply")).to_have_value("")
    card.get_by_label("Reply", exact=True).fill("Please bring form TD 558 and your identity card.")
    card.get_by_role("button", name="Send as edited").click()
    expect(trainee.locator("#log .from-agent .words")).to_have_text("Please bring form TD 558 and your identity card.")
    trainee.locator("#reply").fill("You are welcome.")
    trainee.keyboard.press("Control+Enter")
    card.get_by_role("button", name="Approve").click()
    expect(trainee.locator("#log .from-agent")).to_have_count(2)
    assert agent_messages(talk) == ["Please bring form TD 558 and your identity card.", "You are welcome."]


def test_a_supervisor_reassigns_and_listens_in_without_a_word(site: StaffSite):
    talk = site.citizen("How do I renew my full driving licence?")
    board, page, other = site.open("sue", "/staff/board"), site.open("amy"), site.open("hui")
    take(page)
    expect(board.get_by_role("region", name="Agents on line")).to_contain_text("陳慧")
    board.get_by_role("button", name=re.compile("^Reassign")).click()
    dialog = board.get_by_role("dialog")
    dialog.get_by_label("To").select_option("hui")
    dialog.get_by_role("button", name="Reassign").click()
    expect(page.locator(".trouble")).to_be_visible()  # For a while only.
    expect(page.locator("#mine-list .card")).to_have_count(0)
    expect(other.locator("#mine-list .card")).to_have_count(1)
    with board.context.expect_page() as opened:
        board.get_by_role("link", name=re.compile("^Listen in")).click()
    listening = opened.value
    expect(listening.locator("#log .from-citizen")).to_have_count(1, timeout=60_000)
    expect(listening.locator("#reply")).not_to_be_editable()
    talk.post("messages", {"text": "Are you still there?"})
    expect(listening.locator("#log .from-citizen").last).to_contain_text("Are you still there?")
    save_screenshot(listening, "console-listening")


def test_a_part_of_the_service_is_switched_off_and_on_with_a_reason(site: StaffSite):
    """M11: the switch, its reason and who set it."""
    board = site.open("sue", "/staff/board")
    suggestions = board.locator(".switch-row", has_text="Suggestions")
    suggestions.get_by_role("button").click()
    dialog = board.get_by_role("dialog")
    dialog.get_by_role("button", name="Switch off").click()
    expect(dialog.get_by_role("alert")).to_have_text("Please fill this in.")
    dialog.get_by_label("Reason").fill("The fees change at midnight.")
    dialog.get_by_role("button", name="Switch off").click()
    expect(suggestions).to_contain_text("OFF")
    expect(suggestions).to_contain_text("The fees change at midnight. (sue")
    save_screenshot(board, "board-switched-off")
    suggestions.get_by_role("button", name="Switch on").click()
    dialog.get_by_label("Reason").fill("They have changed.")
    dialog.get_by_role("button", name="Switch on").click()
    expect(suggestions).to_contain_text("On")
    board.get_by_role("button", name="Switch a topic off").click()
    dialog.get_by_label("Topic").select_option(index=3)
    dialog.get_by_label("Reason").fill("Under review.")
    dialog.get_by_role("button", name="Switch off").click()
    expect(board.locator(".switch-row", has_text="Topic:")).to_contain_text("Under review.")
    board.locator(".switch-row", has_text="Topic:").get_by_role("button").click()
    dialog.get_by_label("Reason").fill("Reviewed.")
    dialog.get_by_role("button", name="Switch on").click()
    expect(board.locator(".switch-row", has_text="Topic:")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "name", "step"),
    [
        ("en", "Language models, last seven days", "Composing"),
        ("zh-Hant", "語言模型（最近七天）", "撰寫答案"),
        ("zh-Hans", "语言模型（最近七天）", "撰写答案"),
    ],
)
def test_what_language_models_took_is_shown_to_supervisors(site: StaffSite, language: str, name: str, step: str):
    database = Database(site.database_url)
    with database.write() as session:
        session.execute(delete(ModelUse))
        counted = {"tokens_in": 1000, "tokens_out": 200, "cost": 0.25, "duration_ms": 50.0}
        for outcome in ("answered", "answered", "answered", "failed"):
            use = ModelUse(at=utc_now(), day=today_here(), step="compose", model="small", outcome=outcome, **counted)
            session.add(use)
    database.close()
    board = site.open("sue", "/staff/board")
    speak(board, language)
    panel = board.get_by_role("region", name=name)
    expect(panel.get_by_role("row", name=step)).to_have_text(re.compile(r"4.*75\s?%.*4,800.*1"))
    assert serious(board) == []
    save_screenshot(board, f"board-models-{language}")


def test_no_vector_of_a_trainee_or_a_citizen_runs_on_the_board(site: StaffSite):
    """T06; what the page did wrong is checked at the end."""
    site.citizen("Hello", contact={"name": VECTORS[1], "phone": "2345 6789"}, note=VECTORS[2])
    trainee, board = site.open("ben"), site.open("sue", "/staff/board")
    take(trainee)
    for text in VECTORS:
        trainee.locator("#reply").fill(text)
        trainee.keyboard.press("Control+Enter")
        expect(trainee.locator("#reply")).to_have_value("")
    expect(board.locator(".pending-reply")).to_have_count(len(VECTORS))
    expect(board.locator(".pending-reply textarea").first).to_have_value(VECTORS[0])
    assert board.locator("#desk :is(script, img, svg, iframe, style)").count() == 0


def test_an_agent_may_not_open_the_board(site: StaffSite):
    page = site.open("amy")
    page.locator("#waiting-list").wait_for()
    assert page.request.get("/staff/board").status == 403
    assert page.request.get("/api/v1/board").status == 403


def test_axe_finds_nothing_serious_on_the_board_and_the_sign_in_page(site: StaffSite):
    site.citizen("How do I renew my full driving licence?")
    trainee = site.open("ben")
    take(trainee)
    trainee.locator("#reply").fill("Please bring form TD 558.")
    trainee.keyboard.press("Control+Enter")
    board = site.open("sue", "/staff/board")
    board.locator(".pending-reply").wait_for()
    assert serious(board) == []
    assert serious(site.open(None, "/staff/sign-in")) == []


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "The changed file of models cannot be used; the models before it go on."),
        ("zh-Hant", "已更改的模型設定檔無法使用，現時沿用更改前的模型。"),
        ("zh-Hans", "已更改的模型设置文件无法使用，目前沿用更改前的模型。"),
    ],
)
def test_a_file_of_models_that_cannot_be_used_is_told_to_supervisors(site: StaffSite, language: str, words: str):
    file = site.service.log.parent / "models.toml"
    file.write_text("[compose]\nmodell = 'x'\n", encoding="utf-8")
    try:
        board = site.open("sue", "/staff/board")
        speak(board, language)
        warning = board.locator("#decisions .warning")
        expect(warning).to_contain_text(words)
        expect(warning).to_contain_text("modell")
        assert serious(board) == []
        warning.scroll_into_view_if_needed()
        save_screenshot(board, f"board-models-problem-{language}")
    finally:
        file.unlink()
