"""Does nothing that people and files write become a part of the knowledge desk?"""

from __future__ import annotations

import datetime
import hashlib
import re

import httpx
import pytest
from playwright.sync_api import FilePayload, expect

from assistant.accounts.permissions import Role
from assistant.database import Database, utc_now
from ingestion.documents.models import Import, Link, Source, SourceRun
from tests.browser.knowledge_page import (
    PAGE,
    database,
    editor,
    new_article,
    open_tab,
    worker,
)
from tests.browser.staff_site import StaffSite
from tests.running_worker import RunningWorker
from tests.staff import add_staff

pytestmark = pytest.mark.browser
__all__ = ["database", "editor", "worker"]


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
    expect(page.locator(".imports-list b").first).to_contain_text("onerror", timeout=60_000)
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
