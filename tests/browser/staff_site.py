"""How do tests of the staff pages get a service with staff, and citizens who need a person?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from sqlalchemy import select, update

from assistant.conversations.models import Conversation, Handoff, PendingReply
from assistant.database import Database
from tests.running_service import RunningService, import_samples, start_service
from tests.staff import PASSWORD, add_staff, session_cookie
from tests.ui.talk import Talk, begin

STAFF: Mapping[str, Mapping[str, object]] = {
    "amy": {"name": "Amy Chan", "public_name": "Amy", "password": PASSWORD},
    "ben": {"name": "Ben Lee", "public_name": "Ben", "needs_approval": True},
    "hui": {"name": "陳慧", "public_name": "阿慧", "languages": ("zh-Hant", "en", "zh-Hans")},
    "lin": {"name": "林小涵", "public_name": "小涵", "languages": ("zh-Hans", "en", "zh-Hant")},
    "sue": {"name": "Sue Wong", "public_name": "Sue", "roles": ("supervisor",)},
    "edward": {"name": "Edward Ho", "public_name": "Edward", "roles": ("editor",)},
}
EXPECTED = ("net::ERR_", "the server responded with a status of")
"""What Chromium itself says of a service that stops for a moment, and of a refusal that a test asks for."""
NOTE_VIOLATIONS = """document.addEventListener("securitypolicyviolation", ({violatedDirective, blockedURI}) =>
    console.error(`policy: ${violatedDirective} ${blockedURI}`));"""


@dataclass
class StaffSite:
    """A running service, and the browsers that look at it; whatever a page does wrong is one of `faults`."""

    service: RunningService
    browser: Browser
    client: httpx.Client
    cookies: Mapping[str, Mapping[str, str]]
    database_url: str
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, username: str | None, path: str = "/staff/agent", *, width: int = 1440, height: int = 900) -> Page:
        """A page in a fresh browser profile, of the member of staff who has signed in, or of nobody."""
        address = self.service.address
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, base_url=address, locale="en-GB"
        )
        self.contexts.append(context)
        for name, value in self.cookies[username].items() if username else ():
            context.add_cookies([{"name": name, "value": value, "url": address}])
        return self.open_tab(context, path)

    def open_tab(self, context: BrowserContext, path: str = "/staff/agent") -> Page:
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.add_init_script(NOTE_VIOLATIONS)
        page.on("console", lambda message: self._note_error(message.type, message.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("dialog", lambda dialog: self.faults.append(f"a dialog opened: {dialog.message}"))
        page.on("request", lambda request: self._note_outside(request.url))
        page.goto(path, timeout=120_000)  # The first of a process has Gradio imported.
        return page

    def citizen(self, *texts: str, language: str = "en", **request: object) -> Talk:
        """A citizen who has asked, and then for a person."""
        talk = begin(self.client, language=language)
        for text in texts:
            talk.ask(text)
        response = talk.post("handoff", {"language": language, **request})
        assert response.status_code == 201, response.text
        return talk

    def state_of(self, talk: Talk) -> str:
        """The state of the conversation's handoff."""
        database = Database(self.database_url)
        with database.read() as session:
            state = session.scalars(select(Handoff.state).where(Handoff.conversation_id == talk.id)).one()
        database.close()
        return state

    def empty_queue(self) -> None:
        """End what a test has left, so that the next begins with nobody waiting."""
        database = Database(self.database_url)
        with database.write() as session:
            session.execute(update(Handoff).values(state="closed"))
            session.execute(update(PendingReply).values(state="withdrawn"))
            session.execute(update(Conversation).values(is_with_agent=False))
        database.close()

    def restart(self) -> None:
        """Serve again, at the same address."""
        port = int(self.service.address.rpartition(":")[2])
        self.service = start_service(self.service.log.parent, port=port)
        self.service.wait_until_ready()

    def close_browsers(self) -> list[str]:
        """What the pages did wrong since the last time."""
        for context in self.contexts:
            context.close()
        faults = list(self.faults)
        self.contexts.clear()
        self.faults.clear()
        return faults

    def _note_error(self, kind: str, text: str) -> None:
        if kind == "error" and not any(known in text for known in EXPECTED):
            self.faults.append(text)

    def _note_outside(self, url: str) -> None:
        if not url.startswith((self.service.address, "data:", "blob:")):
            self.faults.append(f"a request outside: {url}")


@contextmanager
def start_staff_site(home: Path, browser: Browser, **settings: Any) -> Iterator[StaffSite]:
    """A service of its own with everybody of `STAFF`, and the sample knowledge where `home` holds none yet."""
    if not (home / "civicdesk.db").exists():
        import_samples(home)
    database_url = f"sqlite:///{home / 'civicdesk.db'}"
    database = Database(database_url)
    cookies = {
        name: session_cookie(database, add_staff(database, name, **profile))  # type: ignore[arg-type]  # See STAFF.
        for name, profile in STAFF.items()
    }
    database.close()
    service = start_service(home, **settings)
    service.wait_until_ready()
    with httpx.Client(base_url=service.address, timeout=60) as client:
        site = StaffSite(service, browser, client, cookies, database_url)
        site.empty_queue()  # The knowledge may be a copy from a service whose citizens still wait for a person.
        yield site
    site.service.stop()


def speak(page: Page, language: str) -> None:
    """Choose the language of a staff page, which comes anew in it."""
    with page.expect_navigation():
        page.get_by_label("Language of this page").select_option(language)


_REST = """() => Promise.all(
    document.getAnimations()
        .filter((animation) => animation.effect.getComputedTiming().endTime !== Infinity)
        .map((animation) => animation.finished.catch(() => {})),
)"""


def serious(page: Page) -> list[str]:
    """What axe-core calls serious or critical on the page at rest, with the first element of each kind."""
    page.evaluate(_REST)  # What is still fading in has less contrast than it will have.
    found = Axe().run(page).response["violations"]
    for violation in found:
        print(violation["impact"], violation["id"], violation["nodes"][0]["html"])  # Shown when a test fails.
    return [f"{v['id']}: {v['nodes'][0]['html']}" for v in found if v["impact"] in ("serious", "critical")]
