"""How does JSON Lines hold a FAQ sheet?  One article a line."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import IO, Any, NoReturn

from assistant.languages import LANGUAGES
from ingestion.documents.faq_sheet import (
    COLUMNS,
    LAST_ROW,
    LIST_COLUMNS,
    MAX_PROBLEMS_OF_A_ROW,
    MAX_ROWS,
    TEXT_PARTS,
    Sheet,
    SheetRow,
    SheetUnreadable,
    quoted,
    text_column,
)
from knowledge_base.article import ArticleContent

_PLAIN_KEYS = tuple(column for column in COLUMNS if not column.startswith(tuple(f"{part}_" for part in TEXT_PARTS)))


def read_json_lines(text: str, *, file: str) -> Sheet:
    """The articles of a JSON Lines text; a row's number is its line number.  Raises SheetUnreadable."""
    rows = []
    # Only a line feed ends a line: JSON strings may hold the other line separators of Unicode.
    for number, line in enumerate(io.StringIO(text, newline="\n"), start=1):
        if line.strip():
            rows.append(_read_line(number, line))
        if len(rows) > MAX_ROWS or number > LAST_ROW:
            raise SheetUnreadable(f"more than {MAX_ROWS:,} rows")
    return Sheet(file, tuple(rows), is_nested=True)


def write_json_lines(contents: Iterable[ArticleContent], *, file: IO[bytes]) -> int:
    """Write one article a line and return how many."""
    count = 0
    for content in contents:
        article = {"id": content.id, "department": content.department, "category": content.category, **asdict(content)}
        file.write(json.dumps(article, ensure_ascii=False, default=str).encode() + b"\n")
        count += 1
    return count


def read_object(number: int, article: dict[str, Any]) -> SheetRow:
    """The row that one JSON object is."""
    return _LineReader(number, []).read(article)


def _read_line(number: int, line: str) -> SheetRow:
    repeated: list[str] = []
    try:
        article = _parse(line, repeated)
    except json.JSONDecodeError as error:
        return _refused(number, f"not valid JSON: {error.msg} at character {error.colno}")
    except ValueError as error:
        return _refused(number, f"not valid JSON: {error}")
    except RecursionError:
        return _refused(number, "nested too deeply")
    if not isinstance(article, dict):
        return _refused(number, f"must be a JSON object, not {_kind(article)}")
    return _LineReader(number, [(key, "the key is there twice") for key in repeated]).read(article)


def _parse(line: str, repeated: list[str]) -> Any:
    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen and len(repeated) < MAX_PROBLEMS_OF_A_ROW:
                repeated.append(key[:60])
            seen.add(key)
        return dict(pairs)

    # No column holds a number, so its value is never computed: a million digits cost nothing.
    return json.loads(
        line, object_pairs_hook=unique, parse_constant=_refuse_constant, parse_int=lambda _: 0, parse_float=lambda _: 0
    )


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _refused(number: int, message: str) -> SheetRow:
    return SheetRow(number, problems=((None, message),))


def _kind(value: Any) -> str:
    kinds = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return kinds.get(type(value), "a number")


class _LineReader:
    """Flattens one JSON object, collecting what has the wrong name or type."""

    def __init__(self, number: int, problems: list[tuple[str | None, str]]) -> None:
        self._number = number
        self._problems = problems
        self._texts: dict[str, str] = {}
        self._lists: dict[str, tuple[str, ...]] = {}

    def read(self, article: dict[str, Any]) -> SheetRow:
        self._read_keys(article, _PLAIN_KEYS, also=("text",))
        for language, wording in self._object(article.get("text"), "text").items():
            if language not in LANGUAGES:
                self._refuse(f"text.{language[:60]}", f"unknown language; known are {', '.join(LANGUAGES)}")
                continue
            self._read_keys(self._object(wording, f"text.{language}"), TEXT_PARTS, language=language)
        return SheetRow(self._number, self._texts, self._lists, tuple(self._problems))

    def _read_keys(
        self, values: dict[str, Any], known: tuple[str, ...], *, also: tuple[str, ...] = (), language: str | None = None
    ) -> None:
        for key, value in values.items():
            path = key[:60] if language is None else f"text.{language}.{key[:60]}"
            if key in known:
                self._read_value(key if language is None else text_column(language, key), path, value)
            elif key not in also:
                self._refuse(path, f"unknown key; known are {', '.join((*known, *also))}")

    def _read_value(self, column: str, path: str, value: Any) -> None:
        if value is None:
            return
        if column not in LIST_COLUMNS:
            if isinstance(value, str):
                self._texts[column] = value
            else:
                self._refuse(path, f"must be text, not {_kind(value)}")
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            self._lists[column] = tuple(value)
        else:
            found = quoted(value) if isinstance(value, str) else _kind(value)
            self._refuse(path, f"must be a list of texts, not {'one of other things' if found == 'a list' else found}")

    def _object(self, value: Any, path: str) -> dict[str, Any]:
        if value is None or isinstance(value, dict):
            return value or {}
        self._refuse(path, f"must be an object, not {_kind(value)}")
        return {}

    def _refuse(self, path: str, message: str) -> None:
        if len(self._problems) < MAX_PROBLEMS_OF_A_ROW:
            self._problems.append((path, message))
