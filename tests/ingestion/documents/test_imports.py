"""What happens between a file that somebody sends and the drafts that a person has accepted?"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role, operator
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from assistant.errors import ImportNotFound, PermissionDenied, TransitionNotAllowed, UploadRefused
from ingestion.documents import imports
from ingestion.documents.guarded import Reader
from ingestion.documents.import_work import Importer
from ingestion.documents.imports import ImportWish
from ingestion.documents.models import Import, ImportFile, ImportState
from knowledge_base import editing
from knowledge_base.models import ArticleVersion, Origin, VersionState, content_of
from knowledge_base.release import publish
from knowledge_base.versions import list_versions
from tests.ingestion.documents.example import article
from tests.ingestion.documents.pages import guidance_page, page, word_file

KILLS = 10 if os.environ.get("CIVICDESK_TEST_KILLS") else 3
EDITOR = Actor("mei", ROLE_PERMISSIONS[Role.EDITOR], frozenset({"TD"}), user_id="mei")
OTHER = Actor("lok", ROLE_PERMISSIONS[Role.EDITOR], frozenset({"IMMD"}), user_id="lok")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as opened:
        yield opened


def lines(*articles: dict[str, object]) -> bytes:
    return "\n".join(json.dumps(entry, ensure_ascii=False) for entry in articles).encode()


def send(database: Database, name: str, content: bytes, *, actor: Actor = EDITOR, language: str = "") -> int:
    with database.write() as session:
        wish = ImportWish("TD", "licence_permit_enquiry", language)
        return imports.add_import(session, [(name, content)], wish, actor=actor).id


def work(database: Database, reader: Reader) -> None:
    Importer(database, reader, load_catalogue()).work_due()


def accept(database: Database, import_id: int, **options: bool) -> None:
    with database.write() as session:
        imports.accept(session, import_id, actor=EDITOR, **options)


def find(database: Database, import_id: int) -> Import:
    with database.read() as session:
        return imports.find_import(session, import_id, actor=EDITOR)


def versions(database: Database, article_id: str) -> list[tuple[str, str, str]]:
    with database.read() as session:
        return [(v.state, v.author, v.origin) for v in list_versions(session, article_id)]


def test_a_dry_run_tells_what_would_change_and_stores_nothing(database: Database, reader: Reader):
    with database.write() as session:
        live = article(id="td-live", text={"en": {"question": "What is the toll?", "answer": "$5."}})
        store(session, live)
        publish(session, "td-live", actor=operator())
        store(session, article(id="td-same"))
    dearer = article(id="td-live", text={"en": {"question": "What is the toll?", "answer": "$6."}}, review_by=None)
    twin = article(id="td-twin", text={"en": {"question": "what is the TOLL", "answer": "Five dollars."}})
    bad = article(id="td-bad", source_url="ftp://x")
    foreign = article(id="immd-1", department="IMMD")
    sent = lines(dearer, article(id="td-same"), twin, bad, foreign)
    import_id = send(database, "faq.jsonl", sent)
    work(database, reader)
    found = find(database, import_id)
    report = found.report
    assert found.state == ImportState.CHECKED
    assert [report[name] for name in ("rows", "created", "changed", "unchanged", "refused")] == [5, 1, 1, 1, 2]
    assert [(r["row"], r["column"]) for r in report["refusals"]] == [(4, "source_url"), (5, "department")]
    assert [(d["row"], d["article_id"], d["score"]) for d in report["duplicates"]] == [(3, "td-live", 1.0)]
    assert report["missing_translations"][0] == {"row": 1, "article_id": "td-live", "languages": ["zh-Hant", "zh-Hans"]}
    changes = {change["article_id"]: (change["change"], change["fields"]) for change in report["changes"]}
    assert changes == {
        "td-live": ("changed", ["review_by", "en.answer"]),
        "td-same": ("same", []),
        "td-twin": ("new", []),
    }
    assert versions(database, "td-twin") == []
    with pytest.raises(TransitionNotAllowed, match="refused"):
        accept(database, import_id)


def store(session: Session, told: dict[str, Any]) -> None:
    from ingestion.documents.content_json import content_from_json

    texts = {language: {"variants": [], **part} for language, part in told["text"].items()}
    editing.save_version(session, content_from_json(told | {"text": texts}), actor=operator())


def test_what_a_person_accepts_becomes_drafts_of_that_person_and_nothing_goes_live(database: Database, reader: Reader):
    import_id = send(database, "faq.jsonl", lines(article(id="td-1"), article(id="td-2", source_url="ftp://x")))
    work(database, reader)
    accept(database, import_id, skip_bad=True)
    work(database, reader)
    found = find(database, import_id)
    assert (found.state, found.done, found.total) == (ImportState.STORED, 1, 1)
    assert versions(database, "td-1") == [(VersionState.DRAFT, "mei", Origin.SHEET)]
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ImportFile)) == 0


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_a_page_and_a_word_file_become_drafts_of_their_language(database: Database, reader: Reader, language: str):
    send(database, "renew.html", guidance_page(language).encode())
    send(database, "faq.docx", word_file("FAQ", [("What is it?", "A card."), ("Who needs it?", "Drivers.")]))
    work(database, reader)
    with database.read() as session:
        numbers = list(session.scalars(select(Import.id).order_by(Import.id)))
    for number in numbers:
        accept(database, number)
    work(database, reader)
    with database.read() as session:
        contents = [content_of(v) for v in session.scalars(select(ArticleVersion).order_by(ArticleVersion.id))]
        notes = list(session.scalars(select(ArticleVersion.note).order_by(ArticleVersion.id)))
    assert [list(content.text) for content in contents] == [[language], ["en"], ["en"]]
    assert {content.department for content in contents} == {"TD"}
    assert {content.category for content in contents} == {"licence_permit_enquiry"}
    assert notes == ["renew.html", "faq.docx", "faq.docx"]


def test_what_was_hidden_is_told_in_the_report_and_to_who_approves(database: Database, reader: Reader):
    import_id = send(
        database, "p.html", page("<h1>Fee</h1><p>It is $5, paid at any office.</p><p hidden>CANARY</p>").encode()
    )
    work(database, reader)
    assert "CANARY" in find(database, import_id).report["warnings"][0]["message"]
    accept(database, import_id)
    work(database, reader)
    with database.read() as session:
        assert "hidden: CANARY" in session.scalars(select(ArticleVersion.note)).one()


def test_the_same_file_again_changes_nothing_and_a_changed_one_makes_the_next_version(
    database: Database, reader: Reader
):
    for html in (guidance_page("en"), guidance_page("en"), guidance_page("en").replace("$900 for", "$950 for")):
        import_id = send(database, "renew.html", html.encode())
        work(database, reader)
        accept(database, import_id)
        work(database, reader)
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(ArticleVersion)) == 2


def test_what_somebody_saves_between_dry_run_and_storing_is_not_written_over(database: Database, reader: Reader):
    import_id = send(database, "faq.jsonl", lines(article(id="td-1")))
    work(database, reader)
    with database.write() as session:
        store(session, article(id="td-1", tags=["by hand"]))
    accept(database, import_id)
    work(database, reader)
    assert [author for _, author, _ in versions(database, "td-1")] == ["operator"]
    assert "saved meanwhile" in find(database, import_id).problem


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(database: Database, reader: Reader):
    import_id = send(database, "a.pdf", b"%PDF-1.7 and nothing")
    work(database, reader)
    found = find(database, import_id)
    assert found.state == ImportState.REFUSED
    assert "damaged" in found.problem


def test_only_who_may_import_for_the_department_sees_accepts_or_drops(database: Database, reader: Reader):
    import_id = send(database, "faq.jsonl", lines(article(id="td-1")))
    work(database, reader)
    agent = Actor("kit", ROLE_PERMISSIONS[Role.AGENT], frozenset({"TD"}), user_id="kit")
    with database.write() as session:
        with pytest.raises(ImportNotFound):
            imports.find_import(session, import_id, actor=OTHER)
        for refused in (imports.accept, imports.drop, imports.find_import):
            with pytest.raises(PermissionDenied):
                refused(session, import_id, actor=agent)
        with pytest.raises(PermissionDenied, match="person"):
            imports.accept(session, import_id, actor=Actor("key", EDITOR.permissions, EDITOR.departments))
        with pytest.raises(PermissionDenied):
            imports.add_import(session, [("a.csv", b"x")], ImportWish("TD"), actor=OTHER)
        imports.drop(session, import_id, actor=EDITOR)
    assert find(database, import_id).state == ImportState.REFUSED


@pytest.mark.promise("T11")
def test_sixty_hostile_names_are_names_for_people_only(sqlite_database: Database, tmp_path: Path):
    before = {path.name for path in tmp_path.iterdir()}
    stems = [
        "../../etc/passwd", "..\\..\\windows\\x", "/etc/cron.d/x", "C:\\x", "a\0b", "a\nb", "a\r\nSet-Cookie: x",
        "....//x",
        "%2e%2e%2fx", "x;rm -rf ~", "$(id)", "`id`", "x|y", "<script>alert(1)</script>", '"><img src=x>',
        "'; DROP TABLE x",
        "\u202efdp.exe", "a\u200bb", "\ufeffa", "．．／x", "con", "nul", ".htaccess", "a" * 5_000, "~root", "-rf",
        "a.php",
        "a.html", "a.pdf.exe", "é" * 200, "a\tb", " ", ".", "x::$DATA", "a.svg", "{{7*7}}", "%n%n", "file:///etc/x",
        "http://127.0.0.1/x", "\\\\server\\share\\x",
    ]  # fmt: skip
    endings = [".csv", ".html"]
    names = [f"{stem}{ending}" for stem in stems for ending in endings][:60]
    assert len(names) == 60
    kept = []
    for name in names:
        kept.append(find(sqlite_database, send(sqlite_database, name, b"id,department\r\n")).file)
    assert all(name.count(".") == 1 and name.rpartition(".")[2] in ("csv", "html") for name in kept)
    assert not any(set(name) & set('/\\:\0\r\n\t<>"`$|;\u202e\u200b\ufeff') or len(name) > 105 for name in kept)
    # Bytes are rows of the database, and no route gives them out again, inline or otherwise.
    assert {path.name for path in tmp_path.iterdir()} - before <= {
        "civicdesk.db-wal",
        "civicdesk.db-shm",
        "civicdesk.db.write-lock",
    }
    for name in ("a.pdf.exe", "a.svg", "a.php", "noending", "a.csv/"):
        with pytest.raises(UploadRefused):
            send(sqlite_database, name, b"x")


@pytest.mark.slow
@pytest.mark.timeout(300 + 60 * KILLS)
@pytest.mark.promise("P1")
def test_a_worker_that_is_killed_again_and_again_loses_no_accepted_row_and_doubles_none(
    database: Database, reader: Reader
):
    rows = 100 * KILLS
    import_id = send(database, "faq.jsonl", lines(*(article(id=f"td-{n}") for n in range(rows))))
    work(database, reader)
    accept(database, import_id)
    url = database.url.render_as_string(hide_password=False)
    for kill in range(KILLS):
        process = subprocess.Popen([sys.executable, "-m", "tests.ingestion.documents.storing_process", url])
        deadline = time.monotonic() + 60
        while stored(database) <= kill * 60 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert 0 < stored(database) < rows
    subprocess.run([sys.executable, "-m", "tests.ingestion.documents.storing_process", url], check=True, timeout=600)
    assert find(database, import_id).state == ImportState.STORED
    with database.read() as session:
        counted = session.execute(
            select(func.count(), func.count(func.distinct(ArticleVersion.article_id)), func.max(ArticleVersion.number))
        ).one()
    assert tuple(counted) == (rows, rows, 1)


def stored(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(ArticleVersion)) or 0
