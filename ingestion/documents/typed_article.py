"""Is what somebody has typed at the desk an article?  By the same rules as a row of a sheet."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping
from typing import Any

from assistant.cases.catalogue import Catalogue
from assistant.errors import ArticleRefused
from ingestion.documents.departments import decide_departments
from ingestion.documents.faq_sheet import Sheet, quoted
from ingestion.documents.json_lines import read_object
from ingestion.documents.sheet_checking import check_sheets
from knowledge_base.article import ArticleContent

_LONGEST_NAME = 60


def read_typed_article(
    given: Mapping[str, Any], catalogue: Catalogue, *, departments: Collection[str], category: str = ""
) -> ArticleContent:
    """The article that `given` says, in the shape of a JSON line; without an id it gets a new one.

    `departments` are the codes that may be used; `category` is one that may stay although the catalogue has it no
    longer.  Raises ArticleRefused, which names every field that cannot be used.
    """
    sheet = Sheet("", (read_object(1, {**given, "id": given.get("id") or _new_id(given)}),), is_nested=True)
    rule = decide_departments([sheet], catalogue, known=departments, new_departments=False)
    checked = check_sheets([sheet], catalogue, departments=rule)
    problems = [(refusal.column or "text", refusal.message) for refusal in checked.refusals]
    content = checked.articles[0][0] if checked.articles else None
    if content and content.category and content.category not in {*catalogue.categories, category}:
        problems.append(("category", f"{quoted(content.category)} is not a category of the catalogue"))
    if content is None or problems:
        raise ArticleRefused(tuple(problems))
    return content


def _new_id(given: Mapping[str, Any]) -> str:
    """The department and the English title, as far as an address can hold them, and what no other article has."""
    title = (given.get("text", {}).get("en") or {}).get("question") or ""
    said = re.sub(r"[^a-z0-9]+", "-", f"{given.get('department', '')} {title}".lower())[:_LONGEST_NAME]
    return f"{said.strip('-')}-{secrets.token_hex(3)}".lstrip("-")
