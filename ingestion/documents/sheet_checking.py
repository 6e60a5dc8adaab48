"""Is every row of an import an article, and if not, what is wrong with it?  All problems are told at once."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from assistant.cases.catalogue import Catalogue
from assistant.languages import LANGUAGES, clean
from ingestion.documents.departments import DepartmentRule
from ingestion.documents.faq_sheet import (
    DATE_COLUMNS,
    LANGUAGE_NAMES,
    MAX_PROBLEMS_OF_A_ROW,
    Refusal,
    Remark,
    Sheet,
    SheetRow,
    place_in_words,
    plain_line,
    quoted,
    text_column,
)
from ingestion.documents.hidden_markup import without_hidden
from ingestion.documents.read_text import LEFT_OUT
from knowledge_base.article import ArticleContent, ArticleText, Audience

MAX_CHARACTERS = {"question": 1_000, "answer": 50_000, "variants": 1_000, "tags": 100}
MAX_NAME_CHARACTERS = 100
MAX_URL_CHARACTERS = 2_000

_ARTICLE_ID = re.compile(r"[\w.:/-]{1,200}")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Control characters but tab and line ends, halves of surrogate pairs, and the two codes that are no characters.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class CheckedSheets:
    """What the sheets of one import amount to.  `articles` holds the good ones with their places, in file order."""

    articles: tuple[tuple[ArticleContent, Remark], ...]
    rows: int
    refusals: tuple[Refusal, ...]
    warnings: tuple[Remark, ...]


def check_sheets(sheets: Sequence[Sheet], catalogue: Catalogue, *, departments: DepartmentRule) -> CheckedSheets:
    """Check every row of every sheet.  The first row with an id keeps it; later ones are refused."""
    articles: list[tuple[ArticleContent, Remark]] = []
    refusals: list[Refusal] = []
    warnings: list[Remark] = []
    places = _Places()
    for sheet in sheets:
        refusals += sheet.refusals
        warnings += sheet.warnings
        for row in sheet.rows:
            check = _RowCheck(sheet, row, departments)
            content = check.article()
            check.refuse_repeated_id(places)
            refusals += check.refusals
            if content is None or check.refusals or sheet.refusals:
                continue
            articles.append((content, Remark(sheet.file, row.number, None, content.id)))
            warnings += [*check.warnings, *_warn(content, sheet, row, catalogue, places)]
    return CheckedSheets(tuple(articles), sum(len(s.rows) for s in sheets), tuple(refusals), tuple(warnings))


@dataclass
class _Places:
    """Where an id or a question was met first."""

    ids: dict[str, str] = field(default_factory=dict)
    questions: dict[tuple[str, str], str] = field(default_factory=dict)


def _warn(
    content: ArticleContent, sheet: Sheet, row: SheetRow, catalogue: Catalogue, places: _Places
) -> Iterator[Remark]:
    if content.category and content.category not in catalogue.categories:
        message = f"{quoted(content.category)} is not a category of the catalogue"
        yield Remark(sheet.file, row.number, "category", message)
    here = place_in_words(sheet.file, row.number, None)
    for language in LANGUAGES:
        column = sheet.column_name(text_column(language, "question"))
        text = content.text.get(language)
        if text is None:
            yield Remark(sheet.file, row.number, column, f"no {LANGUAGE_NAMES[language]} text")
            continue
        first = places.questions.setdefault((language, " ".join(text.question.casefold().split())), here)
        if first != here:
            yield Remark(sheet.file, row.number, column, f"possible duplicate: the same question as {first}")


class _RowCheck:
    """Reads one row's columns one by one, collecting what is wrong."""

    def __init__(self, sheet: Sheet, row: SheetRow, departments: DepartmentRule) -> None:
        self._sheet = sheet
        self._row = row
        self._departments = departments
        self.refusals = [Refusal(sheet.file, row.number, column, message) for column, message in row.problems]
        self.warnings: list[Remark] = []
        """What was left out of the row, because no reader would have seen it."""
        self._unread = {column for column, _ in row.problems}

    def article(self) -> ArticleContent | None:
        """The row's article; None, or a value not to be used, when `refusals` is not empty afterwards."""
        if None in self._unread:  # Nothing of the row could be read, so nothing else is worth saying about it.
            return None
        article_id, department = self._id(), self._department()
        text = self._texts()
        dates = {column: self._date(column) for column in DATE_COLUMNS}
        self._check_period(dates["effective_from"], dates["effective_until"])
        return ArticleContent(
            id=article_id,
            department=department,
            text=text,
            category=self._line("category", MAX_NAME_CHARACTERS),
            source_url=self._url(),
            audience=self._audience(),
            tags=self._list("tags"),
            **dates,
        )

    def refuse_repeated_id(self, places: _Places) -> None:
        article_id = plain_line(self._row.texts.get("id", ""))
        if not article_id:
            return
        here = place_in_words(self._sheet.file, self._row.number, None)
        first = places.ids.setdefault(article_id, here)
        if first != here:
            self._refuse("id", f"{quoted(article_id)} is already the id of {first}")

    def _refuse(self, column: str, message: str) -> None:
        if len(self.refusals) < MAX_PROBLEMS_OF_A_ROW:
            name = self._sheet.column_name(column)
            self.refusals.append(Refusal(self._sheet.file, self._row.number, name, message))

    def _is_unread(self, column: str) -> bool:
        """True when reading already refused the column, or the object around it."""
        name = self._sheet.column_name(column)
        return any(name == unread or name.startswith(f"{unread}.") for unread in self._unread)

    def _block(self, column: str, value: str, limit: int) -> str:
        """A text of several lines, in its plain form."""
        found = _FORBIDDEN.search(value)
        if found:
            self._refuse(column, f"holds the forbidden character U+{ord(found.group()):04X}")
            return value
        value, hidden = without_hidden(value)
        name = self._sheet.column_name(column)
        self.warnings += [Remark(self._sheet.file, self._row.number, name, f"{LEFT_OUT}{text}") for text in hidden]
        value = clean(value)
        if len(value) > limit:
            self._refuse(column, f"{len(value):,} characters long; {limit:,} at most")
        return value

    def _line(self, column: str, limit: int) -> str:
        """A text of one line; a line break inside it becomes a space."""
        return plain_line(self._block(column, self._row.texts.get(column, ""), limit))

    def _required_line(self, column: str, limit: int) -> str:
        value = self._line(column, limit)
        if not value and not self._is_unread(column):
            self._refuse(column, "missing")
        return value

    def _list(self, column: str) -> tuple[str, ...]:
        limit = MAX_CHARACTERS[column.partition("_")[0]]
        items = (plain_line(self._block(column, item, limit)) for item in self._row.lists.get(column, ()))
        return tuple(item for item in items if item)

    def _id(self) -> str:
        value = self._required_line("id", 200)
        if value and len(value) <= 200 and not _ARTICLE_ID.fullmatch(value):
            self._refuse("id", f"{quoted(value)} may hold letters, digits and . _ - : / only")
        return value

    def _department(self) -> str:
        name = self._required_line("department", MAX_NAME_CHARACTERS)
        if name and name not in self._departments.codes:
            self._refuse("department", f"{quoted(name)} is not a known department; correct it or allow new ones")
        return self._departments.codes.get(name, name)

    def _texts(self) -> dict[str, ArticleText]:
        texts = {language: text for language in LANGUAGES if (text := self._text(language)) is not None}
        columns = [text_column(language, part) for language in LANGUAGES for part in ("question", "answer")]
        is_started = any(self._row.texts.get(column, "").strip() or self._is_unread(column) for column in columns)
        if not texts and not is_started:
            message = "a question and an answer in at least one language are missing"
            self._refuse("text" if self._sheet.is_nested else columns[0], message)
        return texts

    def _text(self, language: str) -> ArticleText | None:
        """The row's wording in one language, None when it has none; half a wording is refused."""
        question_column, answer_column = text_column(language, "question"), text_column(language, "answer")
        question = self._line(question_column, MAX_CHARACTERS["question"])
        answer = self._block(answer_column, self._row.texts.get(answer_column, ""), MAX_CHARACTERS["answer"])
        variants = self._list(text_column(language, "variants"))
        if not (question or answer or variants):
            return None
        if not question and not self._is_unread(question_column):
            self._refuse(question_column, "missing, while the language has an answer or variants")
        if not answer and not self._is_unread(answer_column):
            self._refuse(answer_column, "missing, while the language has a question or variants")
        return ArticleText(question, answer, variants)

    def _date(self, column: str) -> datetime.date | None:
        value = self._line(column, 200)
        if not value:
            return None
        try:
            if _ISO_DATE.fullmatch(value):
                return datetime.date.fromisoformat(value)
        except ValueError:  # The 31st of February looks like a date and is none.
            pass
        self._refuse(column, f"{quoted(value)} is not a date (use YYYY-MM-DD)")
        return None

    def _check_period(self, first: datetime.date | None, last: datetime.date | None) -> None:
        if first is not None and last is not None and last < first:
            self._refuse("effective_until", f"{last} is before effective_from {first}")

    def _url(self) -> str:
        value = self._line("source_url", MAX_URL_CHARACTERS)
        if value and not _is_web_address(value):
            self._refuse("source_url", f"{quoted(value)} is not an http or https address")
        return value

    def _audience(self) -> Audience:
        value = self._line("audience", MAX_NAME_CHARACTERS).lower()
        try:
            return Audience(value or Audience.PUBLIC)
        except ValueError:
            self._refuse("audience", f"{quoted(value)} is neither {' nor '.join(Audience)}")
            return Audience.INTERNAL


def _is_web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        has_host = bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False
    # A name before an @ only makes an address look like another one.
    is_plain = "@" not in parts.netloc and not re.search(r'[\s<>"]', value)
    return parts.scheme in ("http", "https") and has_host and is_plain


def refused_row_count(sheets: Iterable[Sheet], refusals: Iterable[Refusal]) -> int:
    """How many rows are refused: those with a refusal of their own, and all of a file that is refused as a whole."""
    whole = {sheet.file: sheet for sheet in sheets if sheet.refusals}
    single = {(refusal.file, refusal.row) for refusal in refusals if refusal.file not in whole}
    return len(single) + sum(len(sheet.rows) for sheet in whole.values())
