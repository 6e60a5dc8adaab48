"""What has changed on the pages that articles come from?  A changed page is a new draft, never a live version.

Where a person has edited an article since, the change is told in a comment and nothing is written over.
"""

from __future__ import annotations

import datetime
import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.catalogue import Catalogue
from assistant.database import Database, utc_now
from assistant.errors import DatabaseUnavailable, FetchFailed, InvalidInput
from ingestion.documents.brought_files import FileKind, FileToRead
from ingestion.documents.dry_run import Defaults, DryRun, RowToStore, make_dry_run
from ingestion.documents.faq_sheet import Sheet
from ingestion.documents.fetching import Fetched, Fetcher
from ingestion.documents.guarded import Reader
from ingestion.documents.models import Source, SourceKind, SourcePage, SourceRun
from ingestion.documents.sheet_json import write_sheet
from ingestion.documents.source_runs import OPEN_RUNS, has_open_run, open_run
from knowledge_base.editing import save_version
from knowledge_base.models import ArticleComment, Origin
from knowledge_base.versions import list_versions

LEASE = datetime.timedelta(minutes=3)
"""Longer than one page may take: to be fetched behind five redirects, and read."""
MAX_PAGES = 500
MAX_SITEMAPS = 10
MAX_PROBLEMS = 100
AUTHOR = "sources"
"""Of the comments that tell of a page."""
_MAX_ATTEMPTS = 5
_GONE = (404, 410)
_KINDS = {
    "application/pdf": FileKind.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": FileKind.DOCX,
    "text/html": FileKind.PAGE,
    "application/xhtml+xml": FileKind.PAGE,
}
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class SourceReader:
    database: Database
    fetcher: Fetcher
    reader: Reader
    catalogue: Catalogue
    lease: datetime.timedelta = LEASE

    def run_due(self, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Read the sources that are due, and say how many runs were taken up."""
        self._schedule()
        count = 0
        while not stopping() and (claimed := self._claim()):
            run, source = claimed
            count += 1
            try:
                self._read(run, source, stopping)
            except DatabaseUnavailable:
                raise
            except (InvalidInput, FetchFailed) as error:
                self._end(run, "failed", _problem(source.url, str(error)))
            except Exception as error:
                logger.exception("the run %d of a source failed", run.id)
                self._end(run, "failed", _problem(source.url, f"the service made a mistake ({type(error).__name__})"))
        return count

    def _schedule(self) -> None:
        due = select(Source).where(Source.is_on, ~Source.is_removed, Source.due_at <= utc_now()).limit(100)
        with self.database.read() as session:
            if session.scalar(due.with_only_columns(Source.id)) is None:
                return
        with self.database.write() as session:
            for source in session.scalars(due.with_for_update()):
                source.due_at = utc_now() + datetime.timedelta(days=source.every_days)
                if not has_open_run(session, source):
                    open_run(session, source)

    def _claim(self) -> tuple[SourceRun, Source] | None:
        with self.database.read() as session:
            if session.scalar(_due()) is None:
                return None
        with self.database.write() as session:
            run = session.scalar(_due().with_for_update(skip_locked=True))
            if run is None:
                return None
            run.state, run.attempts, run.due_at = "running", run.attempts + 1, utc_now() + self.lease
            return run, session.get_one(Source, run.source_id)

    def _read(self, run: SourceRun, source: Source, stopping: Callable[[], bool]) -> None:
        if run.attempts > _MAX_ATTEMPTS:
            self._end(run, "failed", _problem(source.url, "given up: the worker ended over it again and again"))
            return
        urls = list(dict.fromkeys(self._list_pages(source)))[:MAX_PAGES]
        self._note(run, total=len(urls), done=0)
        for number, url in enumerate(urls, start=1):
            if stopping():
                self._put_back(run)
                return
            problem = self._read_page(run, source, url)
            self._note(run, total=len(urls), done=number, problem=problem and _problem(url, problem))
        self._end(run, "done")

    def _list_pages(self, source: Source) -> Iterator[str]:
        if source.kind != SourceKind.SITEMAP:
            yield source.url
            return
        waiting, read = [source.url], 0
        while waiting and read < MAX_SITEMAPS:
            found = self.fetcher.fetch(waiting.pop(0), source.department)
            read += 1
            if found.status != 200:
                raise FetchFailed(f"the sitemap is gone ({found.status})")
            pages, sitemaps = self.reader.read_sitemap(found.content)
            waiting += sitemaps
            yield from pages

    def _read_page(self, run: SourceRun, source: Source, url: str) -> str:
        """Settle one page in one transaction; returns what a person should know."""
        with self.database.read() as session:
            page = session.get(SourcePage, (source.id, _hash(url))) or _new_page(source, url)
        if page.read_in == run.id:  # Before the worker was cut off.
            return ""
        try:
            fetched = self.fetcher.fetch(url, source.department, etag=page.etag, last_modified=page.last_modified)
            sheet = self._read_sheet(source, fetched) if fetched.status == 200 else None
        except (InvalidInput, FetchFailed) as error:
            return str(error)
        digest = hashlib.sha256(write_sheet(sheet)).hexdigest() if sheet else page.text_hash
        with self.database.write() as session:
            page = session.merge(page)
            held = _hold(session, run)
            if held is None:
                return ""
            page.read_in = run.id
            if sheet is None and fetched.status in _GONE:
                return _tell_gone(session, page, fetched.status)
            page.is_gone = False
            if sheet is None or digest == page.text_hash:
                held.unchanged += max(1, len(page.article_ids))
                return ""
            if sheet.refusals:
                return "; ".join(refusal.message for refusal in sheet.refusals[:3])
            problem = self._store(session, held, source, page, sheet)
            page.etag, page.last_modified, page.text_hash = fetched.etag, fetched.last_modified, digest
            return problem

    def _read_sheet(self, source: Source, fetched: Fetched) -> Sheet:
        kind = _KINDS.get(fetched.media_type)
        if kind is None:
            raise InvalidInput(f"not a page or document: {fetched.media_type or 'no type'}", field="url")
        named = f"{source.department}/{fetched.url.partition('://')[2]}"
        wanted = FileToRead(fetched.url, fetched.url, named, source.language, url=fetched.url, charset=fetched.charset)
        return self.reader.read(wanted, kind, fetched.content)

    def _store(self, session: Session, run: SourceRun, source: Source, page: SourcePage, sheet: Sheet) -> str:
        dry_run = make_dry_run(
            session,
            [sheet],
            catalogue=self.catalogue,
            defaults=Defaults(source.department, source.category),
            serves=lambda department: department == source.department,
            with_duplicates=False,
        )
        problems = [refusal.message for refusal in dry_run.report.refusals[:3]]
        run.unchanged += dry_run.report.unchanged
        for row in dry_run.rows:
            if row.base and not _is_ours(session, row, source):
                _comment(session, row.content.id, f"The page {page.url} has changed, and a person has edited since.")
                problems.append(f"{row.content.id}: changed here, and edited by a person since")
                continue
            _save(session, row, source)
            run.created, run.changed = run.created + (row.base == 0), run.changed + (row.base > 0)
        self._forget_missing(session, page, dry_run)
        return "; ".join(problems)[:500]

    def _forget_missing(self, session: Session, page: SourcePage, dry_run: DryRun) -> None:
        there = [change.article_id for change in dry_run.report.changes]
        for article_id in page.article_ids:
            if article_id not in there:
                _comment(session, article_id, f"The page {page.url} no longer says this.")
        page.article_ids = there

    def _note(self, run: SourceRun, *, total: int, done: int, problem: dict[str, str] | str = "") -> None:
        with self.database.write() as session:
            if (held := _hold(session, run)) is not None:
                held.total, held.done, held.due_at = total, done, utc_now() + self.lease
                if isinstance(problem, dict) and len(held.problems) < MAX_PROBLEMS:
                    held.problems = [*held.problems, problem]

    def _put_back(self, run: SourceRun) -> None:
        with self.database.write() as session:
            if (held := _hold(session, run)) is not None:
                held.state, held.due_at, held.attempts = "waiting", utc_now(), held.attempts - 1

    def _end(self, run: SourceRun, state: str, *problems: dict[str, str]) -> None:
        with self.database.write() as session:
            if (held := _hold(session, run)) is not None:
                held.state, held.ended_at, held.problems = state, utc_now(), [*held.problems, *problems]


def _due() -> Select[SourceRun]:
    due = select(SourceRun).where(SourceRun.state.in_(OPEN_RUNS), SourceRun.due_at <= utc_now())
    return due.order_by(SourceRun.due_at, SourceRun.id).limit(1)


def _hold(session: Session, run: SourceRun) -> SourceRun | None:
    """The run, locked; None when it is no longer ours."""
    ours = (SourceRun.id == run.id, SourceRun.state == "running", SourceRun.attempts == run.attempts)
    held: SourceRun | None = session.scalar(select(SourceRun).where(*ours).with_for_update())
    return held


def _hash(url: str) -> str:
    return hashlib.sha256(url.encode()).hexdigest()


def _new_page(source: Source, url: str) -> SourcePage:
    return SourcePage(
        source_id=source.id,
        url_hash=_hash(url),
        url=url,
        etag="",
        last_modified="",
        text_hash="",
        article_ids=[],
        read_in=0,
        is_gone=False,
    )


def _is_ours(session: Session, row: RowToStore, source: Source) -> bool:
    """True while the article's newest version is one that this source has made."""
    return list_versions(session, row.content.id)[0].origin_ref == _reference(source)


def _save(session: Session, row: RowToStore, source: Source) -> None:
    # Who chose what is read counts as who wrote it, and so never approves it.
    actor = Actor(source.author, frozenset({Permission.KNOWLEDGE_EDIT}), frozenset({source.department}))
    save_version(
        session,
        row.content,
        actor=actor,
        base=row.base,
        note=row.note,
        origin=Origin.SOURCE,
        origin_ref=_reference(source),
    )


def _reference(source: Source) -> str:
    return f"source:{source.id}"


def _tell_gone(session: Session, page: SourcePage, status: int) -> str:
    if not page.is_gone:
        page.is_gone = True
        for article_id in page.article_ids:
            _comment(session, article_id, f"The page {page.url} is gone ({status}).")
    return f"the page is gone ({status})"


def _comment(session: Session, article_id: str, text: str) -> None:
    """For who owns the article to see among what is to be done."""
    versions: Sequence[object] = list_versions(session, article_id)
    if versions:
        comment = ArticleComment(article_id=article_id, version=len(versions), author=AUTHOR, text=text, at=utc_now())
        session.add(comment)


def _problem(url: str, message: str) -> dict[str, str]:
    return {"url": url, "message": message}
