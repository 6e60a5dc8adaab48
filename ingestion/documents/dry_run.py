"""What would an import change?  Counts, refusals, duplicates, missing translations, and each article's changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from assistant.cases.catalogue import Catalogue
from assistant.languages import LANGUAGES
from ingestion.documents.departments import decide_departments
from ingestion.documents.duplicates import Duplicate, find_duplicates
from ingestion.documents.faq_sheet import LANGUAGE_NAMES, Refusal, Remark, Sheet, SheetRow
from ingestion.documents.read_text import LEFT_OUT
from ingestion.documents.sheet_checking import check_sheets, refused_row_count
from knowledge_base.article import ArticleContent
from knowledge_base.models import ArticleVersion, VersionState, content_of
from knowledge_base.register import known_departments
from knowledge_base.versions import hash_content

MAX_LISTED = 2_000
"""Of each kind; the counts are of all."""
_MISSING = frozenset(f"no {name} text" for name in LANGUAGE_NAMES.values())
_NOTE_CHARACTERS = 2_000
_OPEN = (VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.APPROVED)


@dataclass(frozen=True)
class Change:
    """`fields` differ from what is live, or from the newest version where nothing is."""

    article_id: str
    title: str
    change: str
    """new, changed or same."""
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class DryRunReport:
    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    refusals: tuple[Refusal, ...] = ()
    warnings: tuple[Remark, ...] = ()
    duplicates: tuple[Duplicate, ...] = ()
    missing_translations: tuple[dict[str, Any], ...] = ()
    changes: tuple[Change, ...] = ()
    departments: tuple[str, ...] = ()
    new_departments: tuple[str, ...] = ()

    def lines(self) -> list[str]:
        """In plain English: refusals, warnings and duplicates with their places, each change, then the counts."""
        lines = [refusal.line() for refusal in self.refusals]
        lines += [f"warning: {warning.line()}" for warning in self.warnings]
        lines += [f"duplicate: row {d.row} asks what {d.article_id} asks ({d.score:.2f})" for d in self.duplicates]
        lines += [
            f"no {', '.join(m['languages'])}: row {m['row']}, {m['article_id']}" for m in self.missing_translations
        ]
        lines += [
            f"{c.change}: {c.article_id} {', '.join(c.fields)}".rstrip() for c in self.changes if c.change != "same"
        ]
        counts = f"{self.created} new, {self.changed} changed, {self.unchanged} unchanged, {self.refused} refused"
        rows = "1 row" if self.rows == 1 else f"{self.rows} rows"
        return [*lines, f"{rows}: {counts}; nothing was stored"]

    def as_json(self) -> dict[str, Any]:
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items()}


@dataclass(frozen=True)
class RowToStore:
    content: ArticleContent
    note: str
    base: int


@dataclass(frozen=True)
class DryRun:
    report: DryRunReport
    rows: tuple[RowToStore, ...]
    """What would be a new version."""


@dataclass(frozen=True)
class Defaults:
    """For rows that do not say it themselves."""

    department: str
    category: str = ""


@dataclass
class _Known:
    newest: ArticleVersion
    live: ArticleVersion | None = None


def make_dry_run(
    session: Session,
    sheets: Sequence[Sheet],
    *,
    catalogue: Catalogue,
    defaults: Defaults | None,
    serves: Callable[[str], bool],
    new_departments: bool = False,
    with_duplicates: bool = True,
) -> DryRun:
    """`serves` tells of a department whether the one who imports may write for it."""
    sheets = [_with_defaults(sheet, defaults) for sheet in sheets] if defaults else sheets
    known = known_departments(session, catalogue)
    rule = decide_departments(sheets, catalogue, known=known, new_departments=new_departments)
    checked = check_sheets(sheets, catalogue, departments=rule)
    foreign = [
        Refusal(place.file, place.row, "department", f"you do not work for {content.department}")
        for content, place in checked.articles
        if not serves(content.department)
    ]
    articles = [(content, place) for content, place in checked.articles if serves(content.department)]
    refusals = (*checked.refusals, *foreign)
    versions = _read_versions(session, [content.id for content, _ in articles])
    for content, place in articles:
        state = versions.get(content.id)
        if state is not None and not serves(state.newest.department):
            message = f"this id is an article of {state.newest.department}"
            refusals = (*refusals, Refusal(place.file, place.row, "id", message))
    articles = [(c, p) for c, p in articles if c.id not in versions or serves(versions[c.id].newest.department)]
    changes = [_compare(content, versions.get(content.id)) for content, _ in articles]
    counts = Counter(change.change for change in changes)
    rows = tuple(
        RowToStore(content, _note(content, place, checked.warnings), _number(versions.get(content.id)))
        for (content, place), change in zip(articles, changes, strict=True)
        if change.change != "same"
    )
    warnings = [w for w in checked.warnings if w.message not in _MISSING]
    warnings += [w for row, (_, place) in _changed(articles, changes) for w in _superseding(row, place, versions)]
    used = {content.department for content, _ in articles}
    report = DryRunReport(
        rows=checked.rows,
        created=counts["new"],
        changed=counts["changed"],
        unchanged=counts["same"],
        refused=refused_row_count(sheets, refusals),
        refusals=refusals[:MAX_LISTED],
        warnings=tuple(warnings[:MAX_LISTED]),
        duplicates=tuple(find_duplicates(session, articles)[:MAX_LISTED]) if with_duplicates else (),
        missing_translations=tuple(_missing(articles))[:MAX_LISTED],
        changes=tuple(changes[:MAX_LISTED]),
        departments=tuple(sorted(used)),
        new_departments=tuple(sorted(used & rule.added)),
    )
    return DryRun(report, rows)


def _with_defaults(sheet: Sheet, defaults: Defaults) -> Sheet:
    given = {"department": defaults.department, "category": defaults.category}
    return replace(sheet, rows=tuple(_filled(row, given) for row in sheet.rows))


def _filled(row: SheetRow, given: Mapping[str, str]) -> SheetRow:
    missing = {name: value for name, value in given.items() if value and not row.texts.get(name, "").strip()}
    return replace(row, texts=row.texts | missing)


def _read_versions(session: Session, article_ids: Sequence[str]) -> dict[str, _Known]:
    known: dict[str, _Known] = {}
    for start in range(0, len(article_ids), 500):
        query = (
            select(ArticleVersion)
            .where(ArticleVersion.article_id.in_(article_ids[start : start + 500]))
            .order_by(ArticleVersion.article_id, ArticleVersion.number)
            .options(selectinload(ArticleVersion.texts))
        )
        for version in session.scalars(query):
            entry = known.setdefault(version.article_id, _Known(version))
            entry.newest = version
            if version.state == VersionState.PUBLISHED:
                entry.live = version
    return known


def _compare(content: ArticleContent, known: _Known | None) -> Change:
    title = next(iter(content.text.values())).question
    if known is None:
        return Change(content.id, title, "new")
    if known.newest.content_hash == hash_content(content):
        return Change(content.id, title, "same")
    before = content_of(known.live or known.newest)
    return Change(content.id, title, "changed", tuple(_changed_fields(before, content)))


def _changed_fields(before: ArticleContent, after: ArticleContent) -> Iterator[str]:
    for name in ("department", "category", "source_url", "audience", "effective_from", "effective_until"):
        if getattr(before, name) != getattr(after, name):
            yield name
    yield from (name for name in ("review_by", "tags") if getattr(before, name) != getattr(after, name))
    for language in LANGUAGES:
        old, new = before.text.get(language), after.text.get(language)
        for part in ("question", "answer", "variants"):
            if getattr(old, part, None) != getattr(new, part, None):
                yield f"{language}.{part}"


def _changed(
    articles: Sequence[tuple[ArticleContent, Remark]], changes: Sequence[Change]
) -> Iterator[tuple[Change, tuple[ArticleContent, Remark]]]:
    return ((c, a) for c, a in zip(changes, articles, strict=True) if c.change == "changed")


def _superseding(change: Change, place: Remark, versions: Mapping[str, _Known]) -> Iterator[Remark]:
    newest = versions[change.article_id].newest
    if newest.state in _OPEN:
        message = f"{newest.author} has an unfinished version {newest.number}, which this would replace"
        yield replace(place, column="id", message=message)


def _missing(articles: Sequence[tuple[ArticleContent, Remark]]) -> Iterator[dict[str, Any]]:
    for content, place in articles:
        languages = [language for language in LANGUAGES if language not in content.text]
        if languages:
            yield {"row": place.row, "article_id": content.id, "languages": languages}


def _note(content: ArticleContent, place: Remark, warnings: Sequence[Remark]) -> str:
    """For who approves it: where it comes from, and what was left out."""
    of_it = [w for w in warnings if w.file == place.file and w.row in (None, place.row)]
    gone = dict.fromkeys(w.message for w in of_it if w.message.startswith(LEFT_OUT))
    return "\n".join([place.file, *gone])[:_NOTE_CHARACTERS]


def _number(known: _Known | None) -> int:
    return known.newest.number if known else 0
