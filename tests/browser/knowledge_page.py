"""How does a test open the knowledge desk and take steps on it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from assistant.accounts.permissions import Role
from assistant.database import Database
from tests.browser.conftest import ask
from tests.browser.staff_site import StaffSite
from tests.running_worker import RunningWorker, start_worker
from tests.staff import add_staff, session_cookie

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
