"""How do files of articles become knowledge?  All of them or none, unless the caller asks to skip the bad rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.cases.catalogue import Catalogue
from assistant.database import Database
from assistant.errors import ImportRefused
from ingestion.documents.departments import decide_departments
from ingestion.documents.dry_run import DryRun, make_dry_run
from ingestion.documents.faq_sheet import Refusal, Remark, Sheet, place_in_words
from ingestion.documents.sheet_checking import CheckedSheets, check_sheets, refused_row_count
from ingestion.documents.sheet_reading import read_sheet
from knowledge_base.editing import save_version
from knowledge_base.models import ArticleVersion, Origin, VersionState
from knowledge_base.register import known_departments, register_departments
from knowledge_base.release import publish as publish_article

MAX_ROWS_NAMED = 10
ReadPath = Callable[[Path, str], Sheet]
"""A file's path and what its remarks call it, to everything that it holds."""


def read_sheet_at(path: Path, file: str) -> Sheet:
    return read_sheet(path, file=file)


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or would have done: numbers of rows, and every refusal and warning with its place."""

    files: tuple[str, ...]
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    published: int = 0
    refused: int = 0
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Remark, ...] = ()
    new_departments: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """The report in plain English: a line for each refusal and each kind of warning, then the counts."""
        lines = [refusal.line() for refusal in self.refusals]
        lines += [f"warning: {line}" for line in _merged_lines(self.warnings)]
        if self.new_departments:
            lines.append(f"new departments registered: {', '.join(self.new_departments)}")
        counts = f"{self.created} new, {self.changed} changed, {self.unchanged} unchanged, {self.refused} refused"
        read = f"{_count(len(self.files), 'file')}, {_count(self.rows, 'row')}"
        lines.append(f"{read}: {counts}; {self.published} published")
        return lines


def import_articles(
    database: Database,
    paths: Sequence[Path],
    *,
    actor: Actor,
    catalogue: Catalogue,
    publish: bool = False,
    skip_bad: bool = False,
    new_departments: bool = False,
    read: ReadPath = read_sheet_at,
) -> ImportReport:
    """Store the articles of all files in one transaction, as drafts or, with `publish`, live.

    Raises ImportRefused with the report, and stores nothing, when a row is refused; with `skip_bad` only when every
    row is.  An unchanged article that is still a draft is published too; a withdrawn one stays withdrawn.
    """
    actor.require(Permission.KNOWLEDGE_IMPORT)
    if publish:
        actor.require(Permission.KNOWLEDGE_PUBLISH)
        actor.require(Permission.KNOWLEDGE_VOUCH)
    sheets = read_all(paths, read)
    with database.read() as session:
        known = known_departments(session, catalogue)
    rule = decide_departments(sheets, catalogue, known=known, new_departments=new_departments)
    checked = check_sheets(sheets, catalogue, departments=rule)
    report = ImportReport(
        files=tuple(sheet.file for sheet in sheets),
        rows=checked.rows,
        refused=refused_row_count(sheets, checked.refusals),
        refusals=checked.refusals,
        warnings=checked.warnings,
    )
    if checked.refusals and not (skip_bad and checked.articles):
        raise ImportRefused(f"nothing was imported: {_reason(report)}", report=report)
    added = sorted({content.department for content, _ in checked.articles} & rule.added)
    with database.write() as session:
        if added:
            register_departments(session, added, actor=actor)
        report = _store(session, checked, report, actor=actor, publish=publish)
    return replace(report, new_departments=tuple(added))


def try_articles(
    database: Database,
    paths: Sequence[Path],
    *,
    actor: Actor,
    catalogue: Catalogue,
    new_departments: bool,
    read: ReadPath,
) -> DryRun:
    """What an import of the files would change; nothing is stored."""
    actor.require(Permission.KNOWLEDGE_IMPORT)
    sheets = read_all(paths, read)
    with database.read() as session:
        return make_dry_run(
            session,
            sheets,
            catalogue=catalogue,
            defaults=None,
            serves=actor.serves,
            new_departments=new_departments,
        )


def read_all(paths: Sequence[Path], read: ReadPath) -> list[Sheet]:
    """Each file once, under a name that no other one of them has."""
    paths = list({path.absolute(): path for path in paths}.values())
    return [read(path, file) for path, file in zip(paths, _file_names(paths), strict=True)]


def _store(
    session: Session, checked: CheckedSheets, report: ImportReport, *, actor: Actor, publish: bool
) -> ImportReport:
    states = _newest_states(session)
    counts: Counter[str] = Counter()
    withdrawn = []
    for content, place in checked.articles:
        state = states.get(content.id)
        is_stored = save_version(session, content, actor=actor, origin=Origin.SHEET) is not None
        counts["unchanged" if not is_stored else "created" if state is None else "changed"] += 1
        if publish and (is_stored or state == VersionState.DRAFT):
            publish_article(session, content.id, actor=actor)
            counts["published"] += 1
        elif publish and state == VersionState.WITHDRAWN:
            withdrawn.append(replace(place, column="id", message="unchanged and withdrawn; it stays withdrawn"))
    return replace(
        report,
        created=counts["created"],
        changed=counts["changed"],
        unchanged=counts["unchanged"],
        published=counts["published"],
        warnings=(*report.warnings, *withdrawn),
    )


def _newest_states(session: Session) -> dict[str, str]:
    """The state of every article's newest version, by article id."""
    newest = select(ArticleVersion.article_id, func.max(ArticleVersion.number)).group_by(ArticleVersion.article_id)
    newest_numbers = newest.subquery()
    article_id, number = newest_numbers.c
    query = select(ArticleVersion.article_id, ArticleVersion.state).join(
        newest_numbers, (ArticleVersion.article_id == article_id) & (ArticleVersion.number == number)
    )
    return dict(session.execute(query).all())


def _file_names(paths: Sequence[Path]) -> list[str]:
    """What to call each file: its name, or its whole path where two files share a name."""
    shared = Counter(path.name for path in paths)
    return [path.name if shared[path.name] == 1 else str(path) for path in paths]


def _reason(report: ImportReport) -> str:
    unreadable = {refusal.file for refusal in report.refusals if refusal.row is None}
    if unreadable:
        return f"{_count(len(unreadable), 'file')} of {len(report.files)} cannot be read"
    return f"{report.refused} of {_count(report.rows, 'row')} cannot be used"


def _merged_lines(warnings: Iterable[Remark]) -> list[str]:
    """One line for all rows of a file of which the same is to be said."""
    rows: dict[tuple[str, str | None, str], list[int]] = {}
    for warning in warnings:
        rows.setdefault((warning.file, warning.column, warning.message), []).extend(
            [] if warning.row is None else [warning.row]
        )
    return [
        f"{place_in_words(file, _rows_in_words(numbers), column)}: {message}"
        for (file, column, message), numbers in rows.items()
    ]


def _rows_in_words(numbers: Sequence[int]) -> str | None:
    if not numbers:
        return None
    named = ", ".join(map(str, numbers[:MAX_ROWS_NAMED]))
    return named if len(numbers) <= MAX_ROWS_NAMED else f"{named} and {len(numbers) - MAX_ROWS_NAMED} more"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
