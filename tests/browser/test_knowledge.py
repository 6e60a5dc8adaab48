"""Does the knowledge desk lead from an editor's draft to a citizen's answer and back, in two browsers?"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from assistant.accounts.permissions import Role
from assistant.database import Database, utc_now
from ingestion.documents.models import Import, Link, Source, SourceRun
from tests.browser.conftest import ask, save_screenshot
from tests.browser.staff_site import StaffSite, serious
from tests.running_worker import RunningWorker, start_worker
from tests.staff import add_staff, session_cookie

pytestmark = pytest.mark.browser

PAGE = "/staff/knowledge"
LICENCE = "td-renew-driving-licence"
WHO = {"en": "pam", "zh-Hant": "wai", "zh-Hans": "lei"}
DRONE = {
    "en": ("How do I enter a drone in the harbour show?", "Fill in form HS 12 by 30 April. The fee is $57."),
    "zh-Hant": ("如何報名參加海港無人機表演？", "請於4月30日前填妥表格HS 12，費用為75元。"),
    "zh-Hans": ("怎样报名参加海港无人机表演？", "请在4月30日前填好表格HS 12，费用为75元。"),
}


@pytest.fixture(scope="module")
def database(running_staff_site: StaffSite) -> Iterator[Database]:
    """With a publisher for each language beside the editor whom every staff site has, and a worker."""
    site = running_staff_site
    database = Database(site.database_url)
    publisher = (Role.PUBLISHER, Role.AGENT)
    people = {
        "pam": add_staff(database, "pam", name="Pam Yip", roles=publisher),
        "wai": add_staff(database, "wai", name="陳慧", roles=publisher, languages=("zh-Hant",)),
        "lei": add_staff(database, "lei", name="林小涵", roles=publisher, languages=("zh-Hans",)),
        "eva": add_staff(database, "eva", name="Eva Lam", roles=(Role.EDITOR,)),
    }
    site.cookies = {**site.cookies, **{name: session_cookie(database, user) for name, user in people.items()}}
    yield database
    database.close()


@pytest.fixture(scope="module")
def worker(running_staff_site: StaffSite) -> Iterator[RunningWorker]:
    worker = start_worker(running_staff_site.service.log.parent)
    yield worker
    worker.stop()


@pytest.fixture
def editor(site: StaffSite, database: Database) -> Iterator[httpx.Client]:
    """Edward's calls to the service, for what a test finds there already."""
    with httpx.Client(base_url=f"{site.service.address}/api/v1/", cookies=dict(site.cookies["edward"])) as client:
        yield client


def new_article(editor: httpx.Client, article_id: str, **changes: Any) -> dict[str, Any]:
    text = {"en": {"question": f"What is {article_id}?", "answer": "It opens at 9 am.", "variants": []}}
    content = {"id": article_id, "department": "TD", "category": "other", "text": text, "note": ""}
    response = editor.post("articles", json={**content, **changes})
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


def open_tab(site: StaffSite, username: str, tab: str, *, width: int = 1280, height: int = 800) -> Page:
    page = site.open(username, f"{PAGE}#{tab}", width=width, height=height)
    page.locator("#tab .view > *").first.wait_for(timeout=60_000)
    page.wait_for_load_state("networkidle")
    return page


def open_article(site: StaffSite, username: str, article_id: str) -> Page:
    page = open_tab(site, username, f"article/{article_id}")
    page.locator(".article-form").wait_for()
    return page


def take_step(page: Page, name: str, *, reason: str = "") -> None:
    """Press a button over the article, and answer its dialog."""
    page.locator(f".article-head [data-act={name}]").click()
    dialog = page.locator("dialog[open]")
    if reason:
        dialog.locator("[name=reason]").fill(reason)
    dialog.locator("[type=submit]").click()
    expect(dialog).to_have_count(0)


def state(page: Page) -> Locator:
    return page.locator(".article-head .tag.state")


def answer_to(site: StaffSite, question: str) -> str:
    """What a citizen who has just come is answered."""
    page = site.open(None, "/?lang=en", width=900)
    ask(page, question)
    return page.locator("#log .from-assistant").last.inner_text()


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


# Bringing in


SHEET = """id,department,category,question_en,answer_en,tags
td-new-one,TD,other,Where is the new pier?,At 1 Harbour Road.,pier
td-bad-one,TD,other,Where is nothing?,,
"""


def test_a_sheet_shows_what_it_would_change_and_is_kept_as_drafts(
    site: StaffSite, database: Database, worker: RunningWorker
):
    page = open_tab(site, "edward", "import")
    sheet = FilePayload(name="piers.csv", mimeType="text/csv", buffer=SHEET.encode())
    page.locator("#tab input[type=file]").set_input_files([sheet])
    page.get_by_role("button", name="Read and show what would change").click()
    report = page.locator(".report")
    expect(report).to_contain_text("Where is the new pier?", timeout=30_000)
    expect(report).to_contain_text("Refused 1")
    save_screenshot(page, "knowledge-import-report")
    report.get_by_role("button", name="Keep the good rows as drafts").click()
    expect(page.locator(".imports-list .tag", has_text="Kept as drafts").first).to_be_visible(timeout=30_000)
    page.goto(f"{PAGE}#article/td-new-one")
    expect(state(page)).to_have_text("Draft")


# Everybody


TABS = ["articles", f"article/{LICENCE}", "todo", "import"]
NAMES = "CivicDesk|English|Alt|operator|edward|eva|mallory|Edward Ho|Eva Lam|Pam Yip|CSV|XLSX|JSONL|HTML|PDF|DOCX"
LEFTOVERS = r"""names => {
    const known = new RegExp(names + String.raw`|https?:\S+|\w+\.csv|[a-z0-9]+([-_][a-z0-9]+)+|<.*>`, "g");
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    const found = [];
    while (walker.nextNode()) {
        const node = walker.currentNode;
        const within = node.nodeType === 1 ? node : node.parentElement;
        if (within.closest("script, style, textarea, footer, [lang=en]") || !within.checkVisibility()) continue;
        const told = node.nodeType === 1 ? [node.ariaLabel, node.title, node.placeholder] : [node.data];
        for (const text of told) found.push(...((text ?? "").replace(known, "").match(/[A-Za-z]{3,}/g) ?? []));
    }
    return found;
}"""


@pytest.mark.parametrize("language", WHO)
def test_every_tab_fits_has_no_serious_barrier_and_speaks_one_language(
    site: StaffSite, database: Database, language: str
):
    page = site.open(WHO[language], PAGE, width=1280, height=800)
    for tab in TABS:
        page.goto(f"{PAGE}#{tab}")
        name = tab.partition("/")[0]
        page.locator(f"#tab .view.{'articles' if name == 'article' else name} .panel").first.wait_for(timeout=60_000)
        page.wait_for_load_state("networkidle")
        save_screenshot(page, f"knowledge-{name}-{language}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab
        assert page.evaluate("(place => place.scrollWidth <= place.clientWidth)(document.querySelector('#tab'))"), tab
        if language == "en" or name == "article":
            assert serious(page) == []
        if language != "en":
            assert page.evaluate(LEFTOVERS, NAMES) == [], tab


def test_the_dark_desk_has_no_serious_barrier(site: StaffSite, database: Database):
    page = open_article(site, "pam", LICENCE)
    page.emulate_media(color_scheme="dark")
    save_screenshot(page, "knowledge-dark")
    assert serious(page) == []


def test_who_edits_no_knowledge_finds_no_desk(site: StaffSite, database: Database):
    page = site.open("amy", "/staff/agent")
    page.locator("#who .me-name").wait_for(timeout=60_000)
    expect(page.locator("#who a[href='/staff/knowledge']")).to_have_count(0)
    page.goto("/staff/knowledge")
    expect(page.locator("#tabs")).to_have_count(0)
    pam = site.open("pam", "/staff/cases")
    expect(pam.locator("#who a[href='/staff/knowledge']")).to_be_visible(timeout=60_000)


# What people and files write


PAYLOADS = [
    '<img src=x onerror="alert(1)">',
    "<script>alert(1)</script>",
    '"><script src="https://evil.example/a.js"></script>',
    '<svg onload="alert(1)">',
    '<svg><script href="https://evil.example/b.js"/></svg>',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<body onload="alert(1)">',
    '<a href="javascript:alert(1)">here</a>',
    "[here](javascript:alert(1))",
    "[here](JaVaScRiPt:alert(1))",
    "[here](java\tscript:alert(1))",
    "[here](data:text/html,<script>alert(1)</script>)",
    "[here](vbscript:msgbox(1))",
    "![image](https://evil.example/c.png)",
    '![x](x "onerror=alert(1)")',
    '![x" onerror="alert(1)](https://evil.example/d.png)',
    "<https://evil.example/e>",
    "<javascript:alert(1)>",
    '[a]: javascript:alert(1) "title"\n\n[here][a]',
    "`<img src=x onerror=alert(1)>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "```<script>\nalert(1)\n```",
    "| a |\n| - |\n| <img src=x onerror=alert(1)> |",
    "# <img src=x onerror=alert(1)>",
    "> <script>alert(1)</script>",
    "- <details open ontoggle=alert(1)>",
    '<form action="https://evil.example"><input name=p autofocus onfocus=alert(1)></form>',
    '<math><mtext><img src=x onerror="alert(1)"></mtext></math>',
    "<style>@import 'https://evil.example/f.css'; * { background: url(https://evil.example/g) }</style>",
    '<link rel=stylesheet href="https://evil.example/h.css">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<base href="https://evil.example/">',
    '<object data="https://evil.example/i"></object><embed src="https://evil.example/j">',
    '<video src="https://evil.example/k" autoplay onloadstart=alert(1)></video>',
    '<div style="background:url(https://evil.example/l)">x</div>',
    "&lt;img src=x onerror=alert(1)&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img/src='x'/onerror='alert(1)'//",
    "${alert(1)}{{constructor.constructor('alert(1)')()}}",
    "\"'><marquee onstart=alert(1)>",
    "<a id=alert name=cookie href=//evil.example>x</a>",
    "]]><script>alert(1)</script>",
]
INTRUDERS = (
    "#desk :is(img, script, iframe, svg, object, embed, video, form[action], meta, base, link, style, math, marquee)"
)


@pytest.mark.promise("T06")
def test_nothing_that_anybody_writes_is_taken_for_a_part_of_the_desk(
    site: StaffSite, database: Database, editor: httpx.Client, worker: RunningWorker
):
    """Titles, answers, notes, comments, tags, owners, sources and names of files, in every view of the desk."""
    assert len(PAYLOADS) >= 40
    hostile = add_staff(database, "mallory", name=PAYLOADS[0], roles=(Role.EDITOR,))
    lines = [re.sub(r"\s+", " ", payload) for payload in PAYLOADS]
    everything = {"question": lines[0], "answer": "\n\n".join(PAYLOADS), "variants": lines}
    made = new_article(editor, "td-evil", text={"en": everything}, tags=[line[:90] for line in lines], note=lines[0])
    for number, line in enumerate(lines, start=1):
        changed = {**made["version"]["content"], "base": number, "note": line}
        changed["text"] = {"en": {**everything, "question": line, "answer": f"{everything['answer']}\n\n{number}"}}
        assert editor.put("articles/td-evil", json=changed).status_code == 200
        say = {"version": number, "text": PAYLOADS[number - 1], "language": "en"}
        assert editor.post("articles/td-evil/comments", json=say).status_code == 200
    for number, line in enumerate(lines):
        wording = {"question": line, "answer": line, "variants": []}
        evil = new_article(editor, f"td-evil-{number}", text={"en": wording}, tags=[line[:90]], note=line)
        assert editor.post(f"articles/{evil['id']}/submit", json={"version": 1}).status_code == 200
    keep_sources(database, lines)
    owner = {"version": len(lines) + 1, "owner": hostile.username}
    assert editor.post("articles/td-evil/owner", json=owner).status_code == 200

    page = open_tab(site, "pam", "articles")
    page.keyboard.press("Alt+k")
    page.keyboard.type("td-evil")
    expect(page.locator("table.articles tbody tr")).to_have_count(len(lines) + 1)
    assert page.locator(INTRUDERS).count() == 0
    page.goto(f"{PAGE}#todo")
    expect(page.locator("#tab table a").last).to_be_visible()
    assert page.locator(INTRUDERS).count() == 0
    page.goto(f"{PAGE}#article/td-evil")
    page.get_by_role("button", name="Show the difference").click()
    expect(page.locator("#versions ins").first).to_be_visible()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".preview-of").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.locator(INTRUDERS).count() == 0
    targets = page.locator("#desk a").evaluate_all("links => links.map(link => link.protocol)")
    assert set(targets) <= {"http:", "https:", "mailto:", "tel:"}

    page.goto(f"{PAGE}#import")
    names = [f"{line}.csv".replace("/", "-") for line in lines[:8]]
    files = [FilePayload(name=name, mimeType="text/csv", buffer=b"id") for name in names]
    page.locator("#tab input[type=file]").set_input_files(files)
    page.get_by_role("button", name="Read and show what would change").click()
    expect(page.locator(".imports-list b").first).to_contain_text("onerror", timeout=30_000)
    page.locator(".imports-list li", has_text=lines[0]).get_by_role("button", name="Show the report").click()
    expect(page.locator(".report li", has_text=lines[1]).first).to_be_visible()
    page.locator("#sources td, #sources th", has_text=lines[0]).first.wait_for()
    page.locator("#sources [data-act^=srcRuns]").first.click()
    expect(page.locator("#sources .run").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert page.locator(INTRUDERS).count() == 0


def keep_sources(database: Database, lines: list[str]) -> None:
    """A file, pages, readings and links as an attacker would have them named, past what the service makes of names."""
    now = utc_now()
    told = [{"file": line, "row": 1, "column": line, "message": line} for line in lines]
    near = [{"row": 1, "article_id": line, "title": line, "score": 0.9} for line in lines]
    new = [{"article_id": line, "title": line, "change": "new", "fields": [line]} for line in lines]
    report = {"rows": 1, "refusals": told, "warnings": told, "duplicates": near, "changes": new}
    with database.write() as session:
        session.add(
            Import(
                file=lines[0],
                kind="sheet",
                state="checked",
                department="TD",
                category="",
                language="",
                author="edward",
                departments=["*"],
                report=report,
                problem=lines[0],
                due_at=now,
                created_at=now,
            )
        )
        for line in lines:
            url = f"https://www.chingwan.example/{line}"
            source = Source(
                url=url,
                kind="page",
                department="TD",
                category=line[:90],
                language="en",
                every_days=7,
                is_on=True,
                author="edward",
                created_at=now,
                due_at=now + datetime.timedelta(days=7),
            )
            session.add(source)
            session.flush()
            problems = [{"url": url, "message": line}]
            session.add(SourceRun(source_id=source.id, state="failed", due_at=now, started_at=now, problems=problems))
            session.add(
                Link(
                    article_id="td-evil",
                    language="en",
                    url_hash=hashlib.sha256(url.encode()).hexdigest(),
                    url=url,
                    department="TD",
                    state="broken",
                    problem=line,
                    moved_to=url,
                    checked_at=now,
                    due_at=now,
                )
            )
