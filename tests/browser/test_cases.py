"""Does the page of cases lead from a citizen's mail to a referred case: by mouse, by keyboard, in three languages?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from assistant.accounts.permissions import Role, operator
from assistant.cases import referrals
from assistant.cases.catalogue import load_catalogue
from assistant.cases.models import Case
from assistant.database import Database
from ingestion.mail import intake
from ingestion.mail.models import Mail as MailRow
from tests.assistant.cases.mails import BY_LANGUAGE, Mail, open_mail
from tests.assistant.cases.reports import log, read
from tests.browser.conftest import save_screenshot
from tests.browser.late_answer import LateAnswer
from tests.browser.staff_site import StaffSite, serious
from tests.staff import add_staff, session_cookie

pytestmark = pytest.mark.browser

PAGE = "/staff/cases"
WHO = {"en": "amy", "zh-Hant": "hui", "zh-Hans": "lin"}
CONFIRM = {"en": "Save the correction", "zh-Hant": "儲存更正", "zh-Hans": "保存更正"}


@pytest.fixture(scope="module")
def database(running_staff_site: StaffSite) -> Iterator[Database]:
    database = Database(running_staff_site.database_url)
    yield database
    database.close()


def department_officer(site: StaffSite, database: Database, department: str) -> str:
    name = f"officer.{department.lower()}"
    if name not in site.cookies:
        user = add_staff(database, name, name=f"Officer {department}", departments=[department], roles=(Role.AGENT,))
        site.cookies = {**site.cookies, name: session_cookie(database, user)}
    return name


def open_page(site: StaffSite, username: str, case: Case, **size: int) -> Page:
    page = site.open(username, f"{PAGE}?case={case.number}", **size)
    expect(page.locator(".talk-head .number")).to_have_text(case.number, timeout=60_000)
    return page


def lit(page: Page) -> str:
    return "".join(page.locator("#case .lit").all_inner_texts())


@pytest.mark.parametrize("mail", BY_LANGUAGE.values(), ids=BY_LANGUAGE.keys())
def test_a_mail_becomes_a_referred_case(site: StaffSite, database: Database, mail: Mail):
    """A1, A7: the words light up, one correction, one click to the department, which takes it."""
    case = open_mail(database, mail).case
    page = open_page(site, WHO[mail.language], case)
    expect(page.locator("html")).to_have_attribute("lang", mail.language)
    page.locator("#field-subject_location").click()
    place = next(words for name, (_, words, _) in mail.found.items() if name == "subject_location")
    assert lit(page) == place
    expect(page.locator("#field-case_reference")).to_have_value("")
    page.locator("#case-draft summary").wait_for()
    save_screenshot(page, f"cases-{mail.language}")
    page.locator("#case a.evidence", has_text="9123 4567").click()
    expect(page.locator("#field-reporter_phone")).to_be_focused()
    assert lit(page) == "9123 4567"
    page.locator("#case-form input[value=street_light]").check()
    page.get_by_role("button", name=CONFIRM[mail.language]).click()
    expect(page.locator(".review")).to_have_count(0)
    assert read(database, case.id).category == "street_light"
    page.locator("#referral .refer.first").click()
    expect(page.locator("#case .tag.state").first).to_have_class(re.compile("referred"))
    assert read(database, case.id).department == "HYD"
    assert log(database, case.id)[-2:] == ["corrected", "referred"]
    save_screenshot(page, f"cases-referred-{mail.language}")


def test_a_department_takes_a_case_and_sends_another_back(site: StaffSite, database: Database):
    """A8: not without a reason and whose it is."""
    first, second = (open_mail(database).case for _ in range(2))
    agent = open_page(site, "amy", first)
    for case in (first, second):
        agent.goto(f"{PAGE}?case={case.number}")
        expect(agent.locator(".talk-head .number")).to_have_text(case.number, timeout=60_000)
        agent.locator("#refer-first").click()
        expect(agent.locator("#case .tag.state").first).to_have_class(re.compile("referred"))
    page = open_page(site, department_officer(site, database, "HYD"), first)
    expect(page.locator(".view[aria-pressed=true]")).to_contain_text("Referred")
    page.get_by_role("button", name="Acknowledge").click()
    expect(page.locator("#case .tag.state").first).to_have_text("In progress")
    page.locator("#inbox .card", has_text=second.number).click()
    expect(page.locator(".talk-head .number")).to_have_text(second.number)
    page.get_by_role("button", name="Not ours").click()
    dialog = page.get_by_role("dialog", name="Not ours")
    dialog.get_by_label("Why it is not yours").fill("It stands on a private road.")
    dialog.get_by_role("button", name="Send back").click()
    expect(dialog.get_by_role("alert")).to_have_text("Please fill this in.")
    dialog.get_by_label("Whose it is").select_option("HD")
    save_screenshot(page, "cases-not-ours")
    dialog.get_by_role("button", name="Send back").click()
    expect(page.locator("#inbox .card", has_text=second.number)).to_have_count(0)
    expect(page.locator(".nothing-open")).to_be_visible()
    expect(agent.locator("#referral .warning")).to_contain_text("Housing Department: It stands on a private road.")
    assert read(database, first.id).state == "in_progress"
    assert read(database, second.id).returns == 1


def test_everything_can_be_done_without_a_mouse(site: StaffSite, database: Database):
    case = open_mail(database).case
    page = site.open("amy", PAGE)
    page.locator("#inbox .card").first.wait_for(timeout=60_000)
    page.keyboard.press("Tab")
    expect(page.locator(".skip").first).to_be_focused()
    page.keyboard.press("Alt+k")
    page.keyboard.type(case.number)
    expect(page.locator("#inbox .card")).to_have_count(1)
    page.keyboard.press("Alt+1")
    page.keyboard.press("Enter")
    expect(page.locator(".talk-head .number")).to_have_text(case.number)
    page.keyboard.press("Alt+2")
    page.keyboard.press("Tab")
    expect(page.locator("a.evidence").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#field-reporter_email")).to_be_focused()
    page.keyboard.press("Alt+y")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".review")).to_have_count(0)
    page.keyboard.press("Alt+o")
    page.keyboard.type("Rang twice.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".history .note")).to_contain_text("Rang twice.")
    expect(page.locator("dialog")).to_have_count(0)  # The note is seen before the list has been read again.
    page.locator("#case-draft .use").wait_for()
    page.keyboard.press("Alt+u")
    expect(page.locator("#case-reply")).to_have_value(re.compile("Dear Chan Tai Man"))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".history .from-agent")).to_have_count(1)
    expect(page.locator("#case-reply")).to_have_value("")
    page.keyboard.press("Alt+t")
    page.keyboard.press("Enter")
    expect(page.locator("#case .tag.state").first).to_have_text("Referred")
    page.keyboard.press("Alt+h")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    save_screenshot(page, "cases-keys")
    page.keyboard.press("Escape")
    found = read(database, case.id)
    assert (found.category, found.department) == ("street_light", "HYD")


def test_a_mail_with_two_matters_is_split_and_closed_with_all_three_answers(site: StaffSite, database: Database):
    """A2."""
    case = open_mail(database).case
    page = open_page(site, "amy", case)
    page.locator(".matter").nth(1).focus()
    assert lit(page).startswith("In the same street, the drain")
    page.get_by_role("button", name="Split off").click()
    split = page.get_by_role("button", name=re.compile("split into C-"))
    split.wait_for()
    page.get_by_role("button", name="Close", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What was done").fill("The lamp was repaired.")
    dialog.get_by_role("button", name="Send and close").click()
    expect(dialog.get_by_role("alert")).to_have_text("Please fill this in.")
    dialog.get_by_label("Why").fill("A cable was cut.")
    dialog.get_by_label("What happens next").fill("Nothing is left to do.")
    save_screenshot(page, "cases-closing")
    dialog.get_by_role("button", name="Send and close").click()
    expect(page.locator("#case .tag.state").first).to_have_text("Closed")
    expect(page.locator(".history .from-agent")).to_contain_text("A cable was cut.")
    expect(page.get_by_role("button", name="Reopen")).to_be_visible()


def test_a_similar_case_is_merged_and_the_merge_undone(site: StaffSite, database: Database):
    """A11."""
    first, second = (open_mail(database).case for _ in range(2))
    page = open_page(site, "amy", second)
    offered = page.locator("section[aria-labelledby=similar-title] li", has_text=first.number)
    offered.get_by_role("button", name="Merge into it").click()
    expect(page.locator("#case .tag.state").first).to_have_text("Merged")
    page.get_by_role("button", name="Undo the merge").click()
    expect(page.locator("#case .tag.state").first).to_have_text("To triage")


def test_what_is_typed_stays_when_a_colleague_changes_the_case(site: StaffSite, database: Database):
    case = open_mail(database).case
    page, colleague = open_page(site, "amy", case), open_page(site, "sue", case)
    page.locator("#field-involved_party").fill("The owner of the shop")
    page.locator("#case-reply").fill("Dear Mr Chan")
    colleague.locator("#field-priority").select_option("emergency")
    colleague.get_by_role("button", name="Save the correction").click()
    expect(page.locator("#field-priority")).to_have_value("emergency")
    expect(page.locator("#field-involved_party")).to_have_value("The owner of the shop")
    expect(page.locator("#case-reply")).to_have_value("Dear Mr Chan")
    page.get_by_role("button", name="Save the correction").click()
    expect(page.locator("#field-involved_party")).to_have_value("The owner of the shop")
    expect(page.get_by_role("button", name="Confirm", exact=True)).to_be_visible()
    assert read(database, case.id).priority == "emergency"


# Whatever comes late


def test_the_case_that_was_opened_last_stays_open_whichever_answer_comes_last(site: StaffSite, database: Database):
    shown, first, second = (open_mail(database).case for _ in range(3))
    page = open_page(site, "amy", shown)
    late = LateAnswer(page, f"**/api/v1/cases/{first.id}?*")
    page.locator("#inbox .card", has_text=first.number).click()
    late.wait_for()
    page.locator("#inbox .card", has_text=second.number).click()
    expect(page.locator(".talk-head .number")).to_have_text(second.number)
    late.arrive()
    expect(page.locator(".talk-head .number")).to_have_text(second.number)


def test_a_case_that_is_opened_meanwhile_is_not_the_one_that_is_sent_away(site: StaffSite, database: Database):
    first, second = (open_mail(database).case for _ in range(2))
    page = open_page(site, "amy", first)
    late = LateAnswer(page, f"**/api/v1/cases/{first.id}/confirm?*")
    page.locator("#refer-first").click()
    late.wait_for()
    page.locator("#inbox .card", has_text=second.number).click()
    expect(page.locator(".talk-head .number")).to_have_text(second.number)
    late.arrive()
    page.locator("#referral .refer.first").wait_for()
    page.wait_for_load_state("networkidle")
    assert [read(database, case.id).state for case in (first, second)] == ["triage", "triage"]
    expect(page.locator(".talk-head .number")).to_have_text(second.number)


def test_what_is_typed_while_a_reply_is_on_its_way_stays_in_the_box(site: StaffSite, database: Database):
    case = open_mail(database).case
    page = open_page(site, "amy", case)
    late = LateAnswer(page, f"**/api/v1/cases/{case.id}/replies?*")
    page.locator("#case-reply").fill("Dear Mr Chan")
    page.keyboard.press("Control+Enter")
    late.wait_for()
    page.locator("#case-reply").press_sequentially(" One more thing")
    late.arrive()
    expect(page.locator(".history .from-agent")).to_contain_text("Dear Mr Chan")
    expect(page.locator("#case-reply")).to_have_value("One more thing")


def test_what_has_changed_before_the_news_could_be_heard_is_read_again(site: StaffSite, database: Database):
    case = open_mail(database).case
    page = site.open("amy", "/staff/sign-in")
    silent: list[Route] = []
    page.route("**/api/v1/staff/events*", lambda route: silent.append(route))
    page.goto(f"{PAGE}?case={case.number}")
    expect(page.locator(".talk-head .number")).to_have_text(case.number)
    with database.write() as session:
        referrals.refer(
            session, case.id, actor=operator(), department="HYD", reason="A lamp.", catalogue=load_catalogue()
        )
    silent[0].continue_()
    expect(page.locator("#case .tag.state").first).to_have_text("Referred")


# What comes in mails


HOSTILE_HTML = [
    '<img src="https://evil.example/a.png">',
    '<img src=x onerror="alert(1)">',
    "<script>alert(1)</script>",
    '<svg onload="alert(1)"><image href="https://evil.example/b.png"/></svg>',
    '<form action="https://evil.example"><input name=p><button>Sign in</button></form>',
    '<div style="position:fixed;inset:0;background:url(https://evil.example/c.png)">Sign in</div>',
    '<iframe src="https://evil.example"></iframe>',
    '<link rel=stylesheet href="https://evil.example/d.css">',
    '<style>@import "https://evil.example/e.css"; body{background:url(https://evil.example/f)}</style>',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<base href="https://evil.example/"><img src="g.png">',
    '<object data="https://evil.example/h"></object><embed src="https://evil.example/i">',
    '<video src="https://evil.example/j" autoplay></video><audio src="https://evil.example/k" autoplay></audio>',
    '<a href="javascript:alert(1)">here</a>',
    '<math><mtext><img src="https://evil.example/l" onerror="alert(1)"></mtext></math>',
]


@pytest.mark.promise("T07")
def test_a_mails_own_formatting_is_shown_on_a_click_and_runs_and_loads_nothing(site: StaffSite, database: Database):
    """Even where it has come uncleaned: the browser stops each request before it is made; a dialog fails the test."""
    case = open_mail(database, html="<p>Dark lamp</p>" + "".join(HOSTILE_HTML)).case
    page = open_page(site, "amy", case)
    made: list[str] = []
    page.on("requestfinished", lambda request: made.append(request.url))
    page.on("requestfailed", lambda request: made.append(request.url) if request.failure != "csp" else None)
    assert page.locator("iframe").count() == 0
    page.get_by_role("button", name="Show as the sender formatted it").click()
    frame = page.frame_locator(".formatted iframe")
    expect(frame.locator("p")).to_have_text("Dark lamp")
    assert page.locator(".formatted iframe").get_attribute("sandbox") is not None
    page.wait_for_timeout(500)
    assert [url for url in made if "evil.example" in url] == []
    expect(page.locator(".mail-body")).to_be_hidden()
    page.get_by_role("button", name="Show the text").click()
    expect(page.locator(".mail-body")).to_be_visible()
    site.faults[:] = [fault for fault in site.faults if not is_refusal(fault)]


def is_refusal(fault: str) -> bool:
    """What Chromium says where it has stopped something; Playwright tells of such requests as well."""
    return "evil.example" in fault or fault.startswith(("policy: ", "Refused to", "Blocked", "Loading", "Executing"))


@pytest.mark.promise("T06")
def test_nothing_that_a_citizen_writes_is_taken_for_a_part_of_the_page(site: StaffSite, database: Database):
    mail = BY_LANGUAGE["en"]
    vector = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
    hostile = replace(mail, subject=vector, summary=vector, contact={"name": vector}, body=mail.body + vector + "\n")
    page = open_page(site, "amy", open_mail(database, hostile).case)
    expect(page.locator(".talk-head .what")).to_have_text(vector)
    expect(page.locator(".mail-body")).to_contain_text(vector)
    assert page.locator("#desk img, #desk script").count() == 0


# Everybody


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (900, 1000)])
def test_the_page_fits_a_small_screen(site: StaffSite, database: Database, width: int, height: int):
    page = open_page(site, "amy", open_mail(database).case, width=width, height=height)
    page.locator("#case-draft .use").wait_for()
    save_screenshot(page, f"cases-{width}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_the_page_has_no_serious_barrier(site: StaffSite, database: Database, language: str):
    page = open_page(site, WHO[language], open_mail(database, BY_LANGUAGE[language]).case)
    page.locator("#case-draft .use").wait_for()
    page.locator("#case-draft summary").click()
    page.locator(".filters summary").click()
    assert serious(page) == []
    page.emulate_media(color_scheme="dark")
    assert serious(page) == []


def test_a_mail_that_became_no_case_is_made_one(site: StaffSite, database: Database):
    subject = "Out of office: the lamp in Garden Street is dark"
    with database.write() as session:
        intake.store(session, "desk", f"From: Li <li@mail.example>\r\nSubject: {subject}\r\n\r\nI am away.".encode())
        mail = session.scalars(select(MailRow).order_by(MailRow.id.desc()).limit(1)).one()
        mail.state, mail.kind, mail.reason = "set_aside", "auto_reply", "the subject"
    page = site.open("hui", PAGE)
    page.locator(".unfiled summary").click()
    expect(page.locator(".unfiled-mail")).to_contain_text([subject])
    save_screenshot(page, "cases-unfiled")
    assert serious(page) == []
    page.locator(".unfiled-mail button").first.click()
    expect(page.locator(".unfiled-mail")).to_have_count(0)
    with database.read() as session:
        rescued = session.get_one(MailRow, mail.id)
        assert (rescued.state, rescued.kind) == ("waiting", "citizen")
