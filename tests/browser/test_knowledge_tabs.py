"""Does the knowledge desk take in files, and is each tab there for everybody who may see it?"""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, expect

from assistant.database import Database
from tests.browser.conftest import save_screenshot
from tests.browser.knowledge_page import (
    LICENCE,
    PAGE,
    WHO,
    database,
    editor,
    open_article,
    open_tab,
    state,
    worker,
)
from tests.browser.staff_site import StaffSite, serious
from tests.running_worker import RunningWorker

pytestmark = pytest.mark.browser
__all__ = ["database", "editor", "worker"]


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
    expect(report).to_contain_text("Where is the new pier?", timeout=60_000)
    expect(report).to_contain_text("Refused 1")
    save_screenshot(page, "knowledge-import-report")
    report.get_by_role("button", name="Keep the good rows as drafts").click()
    expect(page.locator(".imports-list .tag", has_text="Kept as drafts").first).to_be_visible(timeout=60_000)
    page.goto(f"{PAGE}#article/td-new-one")
    expect(state(page)).to_have_text("Draft")


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
