"""Can a citizen report with a photo, follow it and say that it is not fixed, in every language, on any screen?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from assistant.accounts.permissions import operator
from assistant.cases import handling, referrals
from assistant.cases.catalogue import load_catalogue
from assistant.cases.models import Case, CaseAttachment, CaseMessage
from assistant.database import Database
from tests.assistant.uploads.files import photo
from tests.browser.conftest import NewPage, ask, save_screenshot
from tests.browser.late_answer import LateAnswer
from tests.browser.staff_site import serious

pytestmark = pytest.mark.browser
WEB = Path(__file__).parents[2] / "ui" / "web"
STORIES = {
    "en-GB": {
        "text": "The street lamp in front of 12 Garden Street has been dark for a week. Please repair it.",
        "place": "12 Garden Street, lamp post FA 1234",
        "department": "Highways Department",
        "sent": "We have your report",
        "done": "The lamp has a new bulb.",
        "why": "The old one had burnt out.",
        "after": "We look at it again in a week.",
        "again": "It is dark again since last night.",
        "reopened": "open again",
        "lang": "en",
    },
    "zh-HK": {
        "text": "花園街 12 號門前支街燈壞咗成個星期，晚黑好黑，請盡快維修。",
        "place": "花園街 12 號，燈柱 FA 1234",
        "department": "路政署",
        "sent": "我們已收到你的報告",
        "done": "已更換燈泡。",
        "why": "舊燈泡已燒毀。",
        "after": "我們會在一星期後再巡查。",
        "again": "琴晚又唔着。",
        "reopened": "已重新跟進",
        "lang": "zh-Hant",
    },
    "zh-CN": {
        "text": "花园街 12 号门前的路灯坏了一个星期，晚上很黑，请尽快维修。",
        "place": "花园街 12 号，灯柱 FA 1234",
        "department": "路政署",
        "sent": "我们已收到你的报告",
        "done": "已更换灯泡。",
        "why": "旧灯泡已烧毁。",
        "after": "我们会在一星期后再巡查。",
        "again": "昨晚又不亮了。",
        "reopened": "已重新跟进",
        "lang": "zh-Hans",
    },
}


@pytest.fixture
def records(citizen_home: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{citizen_home / 'civicdesk.db'}")
    yield database
    database.close()


@pytest.fixture
def photo_file(tmp_path: Path) -> Path:
    path = tmp_path / "IMG_0042.JPG"
    path.write_bytes(photo((1600, 1200), place=(22.28, 114.16)))
    return path


def fill_in(page: Page, story: dict[str, str], photo_file: Path | None = None) -> None:
    page.locator("#text").fill(story["text"])
    page.locator("#place").fill(story["place"])
    page.locator("#email").fill("tai.man@mail.example")
    if photo_file:
        page.locator("#files").set_input_files(photo_file)
        page.locator("#photos li canvas").wait_for()


def close(records: Database, number: str, *, done: str, why: str, after: str, **_: str) -> None:
    with records.write() as session:
        case_id = session.scalars(select(Case.id).where(Case.number == number)).one()
        reason = "A lamp."
        referrals.refer(session, case_id, actor=operator(), department="HYD", reason=reason, catalogue=load_catalogue())
        referrals.acknowledge(session, case_id, actor=operator())
        handling.close(session, case_id, actor=operator(), done=done, why=why, next_step=after)


def read(records: Database, number: str) -> Case:
    with records.read() as session:
        return session.scalars(select(Case).where(Case.number == number)).one()


@pytest.mark.parametrize("locale", STORIES)
def test_a_citizen_reports_with_a_photo_follows_and_says_that_it_is_not_fixed(
    open_page: NewPage, records: Database, photo_file: Path, locale: str
) -> None:
    """C9, C10, C11: checked before it is sent, followed by its number, opened again under it."""
    story = STORIES[locale]
    page = open_page("/report", locale=locale)
    fill_in(page, story, photo_file)
    page.locator("#photo-place button").click()
    expect(page.locator("#position")).to_contain_text("22.28000, 114.16000")
    assert serious(page) == []
    save_screenshot(page, f"report-form-{locale}")

    page.locator("#report-form [type=submit]").click()
    check = page.locator("#check")
    check.locator("dl").wait_for()
    expect(check.locator("h1")).to_be_focused()
    expect(check.locator("dl")).to_contain_text(story["department"])
    expect(check.locator("#category")).to_have_value("street_light")
    check.locator("#category").select_option("tree_hazard")
    expect(check.locator("dl")).not_to_contain_text(story["department"])
    check.locator("#category").select_option("street_light")
    expect(check.locator("dl")).to_contain_text(story["department"])
    assert serious(page) == []
    save_screenshot(page, f"report-check-{locale}")

    check.locator("button.primary").last.click()
    sent = page.locator("#sent")
    expect(sent.locator("h1")).to_have_text(story["sent"])
    number = sent.locator(".number").inner_text()
    assert re.fullmatch(r"C-\w{4}-\w{4}", number)
    assert serious(page) == []
    save_screenshot(page, f"report-sent-{locale}")
    case = read(records, number)
    assert (case.latitude, case.longitude, case.language) == (22.28, 114.16, story["lang"])
    with records.read() as session:
        kept = select(CaseAttachment).join(CaseMessage).where(CaseMessage.case_id == case.id)
        [attachment] = session.scalars(kept)
        assert (attachment.filename, attachment.media_type) == ("IMG_0042.jpg", "image/jpeg")

    sent.locator("button.primary").click()
    progress = page.locator("#progress .progress")
    expect(progress.locator("[aria-current=step]")).to_have_count(1)
    close(records, number, **story)
    page.locator("#follow-form [type=submit]").click()
    expect(progress.locator(".sources")).to_contain_text(story["done"])
    assert serious(page) == []
    save_screenshot(page, f"report-closed-{locale}")
    page.locator("#say").fill(story["again"])
    progress.locator(".say button.primary").click()
    expect(progress.locator(".notice")).to_contain_text(story["reopened"])
    save_screenshot(page, f"report-reopened-{locale}")
    again = read(records, number)
    assert (again.reopenings, again.state, again.department) == (1, "referred", "HYD")


def test_a_wrong_contact_shows_nothing(open_page: NewPage) -> None:
    page = open_page("/report#follow")
    page.locator("#number").fill("C-0000-0000")
    page.locator("#contact").fill("lee@mail.example")
    page.route("**/progress", lambda route: route.fulfill(status=429, body="{}"))
    page.locator("#follow-form [type=submit]").click()
    expect(page.locator("#follow-problem")).to_contain_text("Too many tries")
    assert page.locator("#progress > *").count() == 0


def test_somebody_who_sees_that_it_is_reported_follows_it_instead(open_page: NewPage, records: Database) -> None:
    story = {**STORIES["en-GB"], "place": "77 Harbour Road"}
    story["text"] = story["text"].replace("12 Garden Street", story["place"])
    first = open_page("/report")
    fill_in(first, story)
    first.locator("#report-form [type=submit]").click()
    first.locator("#check button.primary").last.click()
    first.locator("#sent .number").wait_for()
    page = open_page("/report", height=1240)
    fill_in(page, story)
    page.locator("#report-form [type=submit]").click()
    similar = page.locator(".similar li").first
    save_screenshot(page, "report-similar")
    similar.locator("button").first.click()
    similar.locator("input").fill("lee@mail.example")
    assert serious(page) == []
    similar.locator("form button").click()
    expect(similar).to_contain_text("Thank you")


@pytest.mark.parametrize(
    ("locale", "danger"), [("en-GB", "There is a fire in my kitchen"), ("zh-HK", "廚房起火"), ("zh-CN", "厨房起火")]
)
def test_words_of_danger_are_answered_with_999_above_everything(open_page: NewPage, locale: str, danger: str) -> None:
    page = open_page("/report", locale=locale)
    page.locator("#text").fill(danger)
    page.locator("#report-form [type=submit]").click()
    expect(page.locator("#check > *").nth(1)).to_contain_text("999")
    expect(page.locator("#alarm")).to_contain_text("999")


@pytest.mark.parametrize(
    ("locale", "complaint", "button"),
    [
        (
            "en-GB",
            "I want to report a broken street lamp in Garden Street, my phone is 5123 4567",
            "Report it to the department",
        ),
        ("zh-HK", "我想報告花園街有盞街燈壞咗，搵我打 5123 4567", "向部門提交個案"),
        ("zh-CN", "我想报告花园街有一盏路灯坏了，找我打 5123 4567", "向部门提交个案"),
    ],
)
def test_the_conversation_leads_to_the_form_with_what_was_written(
    open_page: NewPage, records: Database, locale: str, complaint: str, button: str
) -> None:
    page = open_page(locale=locale)
    ask(page, complaint)
    page.locator(".outcome-case").get_by_role("button", name=button).click()
    expect(page.locator("#text")).to_have_value(complaint)
    page.locator("#report-form [type=submit]").click()
    page.locator("#check button.primary").last.click()
    number = page.locator("#sent .number").inner_text()
    assert read(records, number).conversation_id is not None
    # Nobody left a contact: a code takes its place.
    assert len(page.locator("#sent .code").inner_text()) >= 32
    page.locator("#sent button.primary").click()
    expect(page.locator("#progress .number")).to_have_text(number)


@pytest.mark.parametrize("locale", STORIES)
def test_a_report_fits_a_screen_320_pixels_wide(open_page: NewPage, photo_file: Path, locale: str) -> None:
    """C13: the narrowest phone, or a wide one at 400 % zoom."""
    page = open_page("/report", locale=locale, width=320, height=640)
    fill_in(page, STORIES[locale], photo_file)
    for step in ("form", "check", "sent", "progress"):
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, step
        boxes = [button.bounding_box() for button in page.locator("button:visible, select:visible").all()]
        assert [box for box in boxes if box and min(box["width"], box["height"]) < 44] == [], step
        save_screenshot(page, f"report-narrow-{step}-{locale}")
        if step == "form":
            page.locator("#report-form [type=submit]").click()
            page.locator("#check dl").wait_for()
        elif step == "check":
            page.locator("#check button.primary").last.click()
            page.locator("#sent .number").wait_for()
        elif step == "sent":
            page.locator("#sent button.primary").click()
            page.locator("#progress .stages").wait_for()


def test_a_report_is_written_and_sent_by_keyboard_alone(open_page: NewPage) -> None:
    """C13: the focus goes where the next thing is."""
    page = open_page("/report")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.locator("#text").focus()
    page.keyboard.type("The street lamp in Elm Road is dark.")
    page.locator("#report-form [type=submit]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#check h1")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("#category")).to_be_focused()
    page.locator("#check button.primary").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#sent h1")).to_be_focused()


def test_what_is_missing_or_wrong_is_said_where_it_is(open_page: NewPage) -> None:
    page = open_page("/report", locale="zh-HK")
    page.locator("#email").fill("not an address")
    page.locator("#report-form [type=submit]").click()
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("#text-error")).to_have_text("請說明發生了甚麼事。")
    expect(page.locator("#email-error")).to_contain_text("請檢查電郵地址")


def test_a_lost_connection_keeps_the_report_and_sends_it_once(open_page: NewPage, records: Database) -> None:
    page = open_page("/report")
    fill_in(page, STORIES["en-GB"])
    page.locator("#report-form [type=submit]").click()
    send = page.locator("#check button.primary").last
    lost: list[str] = []

    def lose(route: Route) -> None:
        lost.append(route.request.headers["idempotency-key"])
        route.fetch()
        route.abort()

    page.route("**/api/v1/reports", lose)
    send.click()
    expect(page.locator("#check > [role=alert]")).to_contain_text("could not be sent")
    page.unroute("**/api/v1/reports")
    with page.expect_request("**/api/v1/reports") as sent:
        send.click()
    assert sent.value.headers["idempotency-key"] == lost[0]
    number = page.locator("#sent .number").inner_text()
    key = read(records, number).request_key
    with records.read() as session:
        assert len(list(session.scalars(select(Case.id).where(Case.request_key == key)))) == 1


def test_what_was_written_is_still_there_after_a_reload_and_contacts_are_not(open_page: NewPage) -> None:
    page = open_page("/report")
    fill_in(page, STORIES["en-GB"])
    page.reload()
    expect(page.locator("#text")).to_have_value(STORIES["en-GB"]["text"])
    expect(page.locator("#email")).to_have_value("")


def test_a_photo_is_taken_out_again(open_page: NewPage, photo_file: Path) -> None:
    page = open_page("/report")
    page.locator("#files").set_input_files([photo_file] * 1)
    page.get_by_role("button", name="Remove IMG_0042.JPG").click()
    assert page.locator("#photos li").count() == 0


def test_the_position_is_asked_for_only_when_it_is_pressed_for(open_page: NewPage) -> None:
    page = open_page("/report")
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 22.3, "longitude": 114.2})
    expect(page.locator("#position")).to_have_text("")
    page.locator("#use-position").click()
    expect(page.locator("#position")).to_contain_text("22.30000, 114.20000")
    page.locator("#forget-position").click()
    expect(page.locator("#position")).to_have_text("")


@pytest.mark.parametrize(("link", "title"), [("繁體中文", "報告問題"), ("简体中文", "报告问题")])
def test_the_language_switch_changes_every_word_and_keeps_what_was_written(
    open_page: NewPage, link: str, title: str
) -> None:
    page = open_page("/report")
    fill_in(page, STORIES["en-GB"])
    page.get_by_role("link", name=link).click()
    expect(page.locator("#report h1")).to_have_text(title)
    expect(page.locator("#text")).to_have_value(STORIES["en-GB"]["text"])
    page.locator("#report-form [type=submit]").click()
    page.locator("#check dl").wait_for()
    for area in ("header", "#check"):
        assert not re.search(
            r"[A-Z][a-z]+ [a-z]+", page.locator(area).inner_text().replace(STORIES["en-GB"]["text"], "")
        )


def test_the_page_for_questions_loads_nothing_of_the_page_for_reports(open_page: NewPage) -> None:
    page = open_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.locator("#question").wait_for()
    assert asked
    assert [url for url in asked if "/web/report/" in url] == []


def test_what_the_page_for_reports_adds_weighs_less_than_fifty_three_kilobytes() -> None:
    assert sum(path.stat().st_size for path in (WEB / "report").iterdir()) < 53_000


def test_the_category_that_was_chosen_last_is_shown_whichever_answer_comes_last(open_page: NewPage) -> None:
    page = open_page("/report")
    fill_in(page, STORIES["en-GB"])
    page.locator("#report-form [type=submit]").click()
    category = page.locator("#check #category")
    expect(category).to_have_value("street_light")
    late = LateAnswer(page, "**/preview")
    category.select_option("tree_hazard")
    late.wait_for()
    category.select_option("street_light")
    expect(page.locator("#check dl")).to_contain_text("Highways Department")
    late.arrive()
    expect(page.locator("#check dl")).to_contain_text("Highways Department")
    expect(category).to_have_value("street_light")
