"""Do the tabs of the knowledge desk show what is missing, wrong, tried, measured and told, and let a person act?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from assistant.accounts.permissions import Role, operator
from assistant.database import Database
from assistant.outgoing.models import OutgoingMail
from knowledge_base import editing, release, versions
from knowledge_base.article import ArticleContent, ArticleText
from tests.browser.conftest import save_screenshot
from tests.browser.staff_site import StaffSite, serious, speak
from tests.knowledge_base.asked import FEE
from tests.running_worker import RunningWorker, start_worker
from tests.staff import add_staff, session_cookie
from tests.ui.talk import begin

pytestmark = pytest.mark.browser

PAGE = "/staff/knowledge"
DRIVING = {
    "en": "How do I renew my full driving licence?",
    "zh-Hant": "點樣續領正式駕駛執照？",
    "zh-Hans": "怎样续领正式驾驶执照？",
}
PERMIT = replace(
    FEE,
    id="td-harbour-permit",
    text={
        "en": ArticleText("What does a harbour paddling permit cost?", "A harbour paddling permit costs $90."),
        "zh-Hant": ArticleText("海港划艇許可證費用多少？", "海港划艇許可證費用為90元。"),
    },
)
BOATS = replace(
    FEE,
    id="td-paddle-boats",
    text={"en": ArticleText("Hire of pedal vessels", "Pedal vessels are hired out at Pier 9 for $40 an hour.")},
)
FERRY = replace(
    FEE,
    id="td-moonlight-ferry",
    text={
        "en": ArticleText("When does the moonlight ferry leave?", "The moonlight ferry leaves at 23:15 from Pier 4.")
    },
)
DANCE = replace(
    FEE,
    id="fehd-dance-licence",
    department="FEHD",
    text={
        "en": ArticleText(
            "What does a dance party licence cost?",
            "A one-off dance licence costs $380. Apply 3 weeks before the event.",
        )
    },
)
DANCE_PAPERS = replace(
    FEE,
    id="hkpf-dance-papers",
    department="HKPF",
    text={
        "en": ArticleText(
            "Which papers does a dance party need?",
            "You need the dance licence from the hygiene department, for which it charges $830.",
        )
    },
)
CORRECTED = replace(
    PERMIT,
    text={**PERMIT.text, "en": ArticleText("What does a harbour paddling permit cost?", "It costs $95 from today.")},
)


LEFT_OPEN = {
    "en": [
        "Where can I rent a paddle boat?",
        "Where do I rent paddle boats at the pier?",
        "Is there a paddle boat for rent?",
    ],
    "zh-Hant": ["邊度可以租腳踏船？"],
    "zh-Hans": ["哪里可以租脚踏船？"],
}
OWN_WORDS = "The lost umbrella is kept at the counter of the Harbour Centre until Friday; please bring your ticket."
LEFTOVER = re.compile(r"[A-Za-z]{3,}|undefined|null|NaN|\\{")
LABELS = "#tab :is(th[scope=col], h2, legend, summary, dt, label > span:first-child, .chips button, .buttons button)"


@pytest.fixture(scope="module")
def database(running_staff_site: StaffSite) -> Iterator[Database]:
    database = Database(running_staff_site.database_url)
    yield database
    database.close()


@pytest.fixture(scope="module", autouse=True)
def worker(running_staff_site: StaffSite, database: Database) -> Iterator[RunningWorker]:
    """A day of questions and replies, and the worker that looks through them; Pat may publish and recall."""
    site = running_staff_site
    pat = add_staff(database, "pat", name="Pat Lam", roles=(Role.PUBLISHER,))
    site.cookies = {**site.cookies, "pat": session_cookie(database, pat)}
    for questions in (DRIVING, LEFT_OPEN):
        for language, texts in questions.items():
            for text in [texts] if isinstance(texts, str) else texts:
                begin(site.client, language=language).ask(text)
    for question in ("Who has my umbrella?", "I lost an umbrella, where is it?", "Where is the umbrella that I lost?"):
        reply(site, question, OWN_WORDS)
    worker = start_worker(site.service.log.parent)
    yield worker
    worker.kill()


def reply(site: StaffSite, question: str, text: str) -> None:
    """A citizen asks a person, who answers in words of their own."""
    talk = site.citizen(question)
    with httpx.Client(base_url=site.service.address, cookies=dict(site.cookies["amy"])) as amy:
        waiting = amy.get("/api/v1/handoffs").json()["waiting"]
        handoff = next(one["id"] for one in waiting if one["conversation_id"] == talk.id)
        for path, body in ((f"handoffs/{handoff}/claim", {}), (f"handoffs/{handoff}/replies", {"text": text})):
            response = amy.post(f"/api/v1/{path}", json=body)
            assert response.status_code in (200, 201), response.text


def publish(database: Database, content: ArticleContent) -> None:
    with database.write() as session:
        editing.save_version(session, content, actor=operator())
        release.publish(session, content.id, actor=operator())


def open_tab(site: StaffSite, tab: str, username: str = "pat", *, language: str = "en") -> Page:
    page = site.open(username, f"{PAGE}#{tab}", width=1280, height=800)
    if language != "en":
        speak(page, language)
        expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("#tabs [aria-current=page]")).to_have_attribute("href", f"#{tab}", timeout=60_000)
    return page


def read_until(page: Page, selector: str, words: str) -> Locator:
    """The first element with the words, as soon as the worker has done its part."""
    found = page.locator(selector, has_text=words).first
    for _ in range(60):
        if found.count():
            break
        page.wait_for_timeout(500)
        page.reload()
        page.locator("#tab .view").wait_for()
        page.wait_for_load_state("networkidle")
    return found


def assert_fits(page: Page) -> None:
    """Nothing on the page or in its tab is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("(({scrollWidth, clientWidth}) => scrollWidth <= clientWidth)(document.querySelector('#tab'))")


def save_draft(database: Database, content: ArticleContent) -> int:
    """The number of the article's newest version, which says `content` and is not live."""
    with database.write() as session:
        editing.save_version(session, content, actor=operator())
        return versions.list_versions(session, content.id)[0].number


# Missing


def test_what_citizens_asked_in_vain_becomes_a_draft(site: StaffSite):
    page = open_tab(site, "gaps")
    card = read_until(page, ".card", "paddle boat")
    card.click()
    group = page.locator("#gap-open")
    expect(group.locator(".examples")).to_contain_text("paddle boat")
    save_screenshot(page, "knowledge-gaps")
    assert serious(page) == []
    assert_fits(page)
    page.get_by_label("State").select_option("done")
    expect(page.locator(".card")).to_have_count(0)
    page.get_by_label("State").select_option("open")
    page.locator(".card", has_text="paddle boat").first.click()
    group.get_by_role("button", name="Draft an article").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Department").select_option("TD")
    dialog.get_by_role("button", name="Draft an article").click()
    expect(group.get_by_text("Became an article").get_by_role("link")).to_have_attribute(
        "href", re.compile("^#article/")
    )


def test_wordings_show_what_they_win_and_steal_before_they_are_added(site: StaffSite, database: Database):
    publish(database, BOATS)
    page = open_tab(site, "gaps")
    read_until(page, ".card", "paddle boat").click()
    page.get_by_role("button", name="Add as wordings to an article").click()
    form = page.locator("#gap-wordings")
    form.get_by_role("searchbox").fill(BOATS.id)
    form.get_by_role("radio", name=BOATS.id).check()
    form.get_by_role("button", name="Show the effect").click()
    expect(form.get_by_role("heading", name=re.compile(r"Wins [1-9]"))).to_be_visible()
    expect(form.get_by_role("heading", name=re.compile(r"Steals \d"))).to_be_visible()
    form.get_by_role("button", name="Add to a new draft").scroll_into_view_if_needed()
    save_screenshot(page, "knowledge-gaps-effect")
    assert serious(page) == []
    form.get_by_role("button", name="Add to a new draft").click()
    expect(page.get_by_text("The wordings stand in a new draft.")).to_be_attached()
    with database.read() as session:
        newest = versions.list_versions(session, BOATS.id)[0]
        assert "Where can I rent a paddle boat?" in next(
            text.variants for text in newest.texts if text.language == "en"
        )


def test_what_agents_reply_again_and_again_is_put_aside_with_a_reason(site: StaffSite):
    page = open_tab(site, "gaps")
    panel = page.locator(".panel", has_text="umbrella")
    while not panel.count():  # The worker may not have looked through them yet.
        page.get_by_role("button", name="Replies that agents repeat").click()
        page.wait_for_timeout(1000)
    expect(panel).to_contain_text("3 times; agents: 1")
    save_screenshot(page, "knowledge-replies")
    panel.get_by_role("button", name="Dismiss").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Dismiss").click()
    expect(dialog.get_by_role("alert")).to_have_text("Please fill this in.")
    dialog.get_by_label("Reason").fill("It was one umbrella.")
    dialog.get_by_role("button", name="Dismiss").click()
    expect(page.locator(".panel", has_text="umbrella")).to_have_count(0)


# Consistency


def test_a_contradiction_is_shown_side_by_side_and_settled_with_a_reason(site: StaffSite, database: Database):
    publish(database, DANCE)
    publish(database, DANCE_PAPERS)
    page = open_tab(site, "consistency")
    pair = read_until(page, ".dispute", "dance licence")
    expect(pair.locator("mark")).to_have_text(["$380", "$830"])
    expect(pair).to_contain_text("Fee: differs")
    expect(page.locator("#duplicates :is(table, .nothing)")).to_be_visible()
    save_screenshot(page, "knowledge-consistency")
    assert serious(page) == []
    assert_fits(page)
    pair.get_by_role("button", name="Settle").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("The police article is being corrected.")
    dialog.get_by_role("button", name="Settle").click()
    expect(page.locator(".dispute", has_text="dance licence")).to_have_count(0)
    page.get_by_role("button", name="Settled").click()
    settled = page.locator(".dispute", has_text="dance licence")
    expect(settled).to_contain_text("Settled by pat: The police article is being corrected.")


# Try


def test_a_question_is_tried_live_and_with_a_draft(site: StaffSite, database: Database):
    number = save_draft(database, FERRY)
    page = open_tab(site, "try", "edward")
    page.get_by_label("Question").fill("When does the moonlight ferry leave?")
    page.keyboard.press("Enter")
    expect(page.locator("#try-decision")).to_contain_text("Confidence")
    expect(page.locator("#try-answer")).not_to_contain_text("23:15")
    page.get_by_role("checkbox", name=f"(Version {number}) {FERRY.id}").check()
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#try-answer")).to_contain_text("23:15")
    expect(page.get_by_role("table", name="Articles found").locator("tbody tr").first).to_contain_text("Draft")
    expect(page.get_by_role("table", name="Steps").locator("tbody tr").first).to_be_visible()
    page.locator("#try-features summary").click()
    save_screenshot(page, "knowledge-try")
    assert serious(page) == []
    assert_fits(page)


# Golden questions and replays


def test_golden_questions_are_kept_and_measure_a_draft(site: StaffSite, database: Database):
    number = save_draft(database, FERRY)
    page = open_tab(site, "golden", "edward")
    page.get_by_role("button", name="Add a question").wait_for()
    page.keyboard.press("Alt+n")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Question").fill("When does the moonlight ferry leave?")
    dialog.get_by_label("Department").select_option("TD")
    dialog.get_by_role("searchbox").fill(FERRY.id)
    dialog.get_by_role("radio", name=FERRY.id).check()
    dialog.get_by_role("button", name="Save").click()
    line = page.get_by_role("table", name="Golden questions", exact=True).get_by_role(
        "row", name=re.compile("moonlight")
    )
    line.get_by_role("button", name=re.compile("^Change")).click()
    dialog.get_by_label("Question").fill("What time does the moonlight ferry leave?")
    dialog.get_by_role("button", name="Save").click()
    expect(line).to_contain_text("What time")
    page.get_by_role("checkbox", name=f"(Version {number}) {FERRY.id}").check()
    page.get_by_role("button", name="Replay", exact=True).click()
    result = page.locator("#replay")
    expect(result.locator(".verdict")).to_have_text(re.compile("Passed"), timeout=60_000)
    groups = result.get_by_role("table", name=re.compile("by department and language"))
    expect(groups.get_by_role("row", name=re.compile("Transport Department English"))).to_contain_text("rises")
    expect(result.get_by_role("row", name=re.compile("What time does the moonlight"))).to_contain_text("better")
    result.locator(".verdict").scroll_into_view_if_needed()
    save_screenshot(page, "knowledge-replay")
    assert serious(page) == []
    assert_fits(page)
    page.get_by_role("button", name="Run them now").click()
    expect(page.locator("#replay .verdict")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("table", name="Golden questions that are not right")).to_contain_text("moonlight")
    line.get_by_role("button", name=re.compile("^Remove")).click()
    dialog.get_by_role("button", name="Remove").click()
    expect(line).to_have_count(0)


# Recalls


def test_a_wrong_answer_is_put_right_with_the_citizen(site: StaffSite, database: Database):
    publish(database, PERMIT)
    talk = begin(site.client)
    answer = talk.ask("What does a harbour paddling permit cost?")
    assert "$90" in answer["answer"]
    talk.post("handoff", {"language": "en", "contact": {"email": "chan@example.com"}})
    publish(database, CORRECTED)
    page = open_tab(site, "recalls")
    body = {"version": 1, "reason": "The fee had changed."}
    headers = {"Origin": site.service.address}
    opened = page.request.post(f"/api/v1/articles/{PERMIT.id}/recall", data=body, headers=headers)
    assert opened.status == 201, opened.text()
    read_until(page, ".card", "1 of 1").click()
    correction = page.locator(".correction")
    expect(correction.get_by_label("Correction")).to_have_value(re.compile(r"\$95"))
    save_screenshot(page, "knowledge-recalls")
    assert serious(page) == []
    assert_fits(page)
    correction.get_by_label("Correction").fill("A permit costs $95, not $90 as we told you.")
    correction.get_by_role("button", name="Send the correction").click()
    page.get_by_role("dialog").get_by_role("button", name="Send the correction").click()
    expect(page.locator(".correction .tag").first).to_have_text("Sent")
    with database.read() as session:
        mails = session.query(OutgoingMail).all()
        assert [(mail.recipient, mail.body) for mail in mails] == [
            ("chan@example.com", "A permit costs $95, not $90 as we told you.")
        ]


# Numbers


def test_numbers_are_drawn_read_as_a_table_sorted_and_taken_away(site: StaffSite):
    page = open_tab(site, "numbers", "edward")
    picture = page.get_by_role("img", name="Questions by day")
    expect(picture).to_be_visible()
    expect(picture.locator("desc")).to_have_text(re.compile(r"^[1-9]\d* questions in 30 days, [1-9]"))
    page.locator("summary", has_text="As a table").first.click()
    expect(page.get_by_role("table", name="Questions by day").locator("tbody tr")).to_have_count(30)
    save_screenshot(page, "knowledge-numbers")
    articles = page.get_by_role("table", name="By article")
    first = articles.locator("tbody tr").first
    expect(first).to_contain_text("driving licence")
    articles.get_by_role("button", name="Shown").click()
    expect(articles.locator("th[aria-sort=ascending]")).to_contain_text("Shown")
    expect(first.locator("td").nth(1)).to_have_text("0")
    articles.get_by_role("button", name="Shown").press("Enter")
    first.get_by_role("button", name="Numbers").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".example")).to_have_count(3)
    save_screenshot(page, "knowledge-numbers-article")
    assert serious(page) == []
    dialog.get_by_role("button", name="Done").click()
    assert_fits(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download as CSV").click()
    assert b"article_id" in waiting.value.path().read_bytes()


# Every tab


@pytest.mark.parametrize("language", ["zh-Hant", "zh-Hans"])
def test_every_tab_speaks_chinese(site: StaffSite, language: str):
    page = open_tab(site, "numbers", language=language)
    for tab in ("gaps", "consistency", "try", "golden", "recalls", "numbers"):
        page.locator(f'#tabs a[href="#{tab}"]').click()
        page.locator(f"#tab .view.{tab}").wait_for()
        page.wait_for_load_state("networkidle")
        words = page.locator(LABELS).all_inner_texts()
        assert words
        # A replay that has ended meanwhile tells its shares by language, and each language goes by its own name.
        assert [text for text in words if LEFTOVER.search(re.sub("CSV|English", "", text))] == []
        assert_fits(page)
    save_screenshot(page, f"knowledge-numbers-{language}")
    assert serious(page) == []
