"""How fast are sheets, pages and documents read, checked and stored, and in how much memory?

A small form by default; `make promises` reads another city's 668 articles where they are, 200 pages and 50 documents.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from sqlalchemy import func, select

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from ingestion.documents import imports
from ingestion.documents.guarded import Reader
from ingestion.documents.import_work import Importer
from ingestion.documents.imports import ImportWish
from ingestion.documents.models import ImportState
from knowledge_base.models import ArticleVersion
from tests.ingestion.documents.pages import guidance_page, page, pdf_file, word_file

IS_LONG = "CIVICDESK_TEST_KILLS" in os.environ
PAGES, DOCUMENTS = (200, 50) if IS_LONG else (12, 4)
EVERYBODY = Actor("mei", ROLE_PERMISSIONS[Role.EDITOR], frozenset({"*"}), user_id="mei")
MAX_GROWTH = 100 * 1024 * 1024
"""Of the worker; what its child takes is limited where it is started."""

pytestmark = [pytest.mark.slow, pytest.mark.promise("T10")]


def bring_in(database: Database, files: list[tuple[str, bytes]], batch: int = imports.MAX_FILES) -> dict[str, float]:
    """Send, read, accept and store everything; what it took."""
    own, before = psutil.Process(), psutil.Process().memory_info().rss
    taken: dict[str, float] = {"rows": 0, "read": 0.0, "store": 0.0, "child": 0.0}
    with Reader() as reader:
        importer = Importer(database, reader, load_catalogue())
        for start in range(0, len(files), batch):
            with database.write() as session:
                sent = imports.add_import(session, files[start : start + batch], ImportWish("TD"), actor=EVERYBODY)
            taken["read"] += seconds_of(importer.work_due)
            with database.write() as session:
                found = imports.accept(session, sent.id, actor=EVERYBODY)
            taken["store"] += seconds_of(importer.work_due)
            with database.read() as session:
                found = imports.find_import(session, sent.id, actor=EVERYBODY)
            assert found.state == ImportState.STORED, found.problem
            taken["rows"] += found.done
            child = reader._child.process_id
            taken["child"] = max(taken["child"], psutil.Process(child).memory_info().rss if child else 0)
    taken["grown"] = own.memory_info().rss - before
    return taken


def seconds_of(work: Callable[[], int]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def tell(name: str, files: int, taken: dict[str, float]) -> None:
    print(
        f"\n{name}: {files} files, {taken['rows']:.0f} articles; read and checked in {taken['read']:.1f} s, stored in "
        f"{taken['store']:.1f} s ({taken['rows'] / max(taken['store'], 0.001):.0f}/s); the worker grew by "
        f"{taken['grown'] / 2**20:.0f} MB, its child held {taken['child'] / 2**20:.0f} MB"
    )


def count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count(func.distinct(ArticleVersion.article_id)))) or 0


def test_pages_and_documents_become_drafts_at_a_rate_and_in_memory_that_are_told(sqlite_database: Database):
    pages = [
        (
            f"page{n}.html",
            (guidance_page(("en", "zh-Hant", "zh-Hans")[n % 3]) if n % 2 else page(questions(n))).encode(),
        )
        for n in range(PAGES)
    ]
    taken = bring_in(sqlite_database, pages)
    tell("pages", len(pages), taken)
    assert taken["rows"] == PAGES // 2 + 5 * (PAGES - PAGES // 2)
    documents = []
    for n in range(DOCUMENTS):
        if n % 2:
            sections = [(f"Part {k}", f"Paragraph {k} of document {n}. " * 40) for k in range(12)]
            documents.append((f"letter{n}.docx", word_file(f"Guide {n}", sections)))
        else:
            lines = [
                (f"Guide {n}", 20.0),
                *[(f"Line {k} of the paper {n} says what to do then.", 11.0) for k in range(40)],
            ]
            documents.append((f"paper{n}.pdf", pdf_file(lines)))
    read = bring_in(sqlite_database, documents)
    tell("documents", len(documents), read)
    assert count(sqlite_database) == taken["rows"] + read["rows"]
    assert taken["grown"] < MAX_GROWTH
    assert read["grown"] < MAX_GROWTH


def questions(number: int) -> str:
    return "".join(
        f"<details><summary>How do I get form {number}-{k}?</summary><p>Ask at counter {k}.</p></details>"
        for k in range(5)
    )


def test_another_citys_sheet_becomes_drafts(sqlite_database: Database):
    folder = os.environ.get("CIVICDESK_TEST_TAIPEI", "")
    path = Path(folder) / "knowledge.jsonl"
    if not folder or not path.is_file():
        pytest.skip("CIVICDESK_TEST_TAIPEI names no folder with another city's articles")
    lines = []
    for told in map(json.loads, path.read_text("utf-8").splitlines()):
        text = {told["lang"]: {"question": told["title"][:1000], "answer": told["text"]}}
        kept = {"id": f"tpe:{told['id']}", "department": told["department"], "text": text}
        lines.append(json.dumps(kept, ensure_ascii=False))
    taken = bring_in(sqlite_database, [("taipei.jsonl", "\n".join(lines).encode())])
    tell("another city", 1, taken)
    assert count(sqlite_database) == taken["rows"] == len(lines)
