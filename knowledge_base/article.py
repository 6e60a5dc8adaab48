"""What does an article say?  The value that import, editing and export share."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from enum import StrEnum


class Audience(StrEnum):
    PUBLIC = "public"
    INTERNAL = "internal"


@dataclass(frozen=True)
class ArticleText:
    """An article in one language."""

    question: str
    answer: str
    variants: tuple[str, ...] = ()


@dataclass(frozen=True)
class ArticleContent:
    """Everything an article version says; `text` maps a language (en, zh-Hant, zh-Hans) to its wording."""

    id: str
    department: str
    text: dict[str, ArticleText]
    category: str = ""
    source_url: str = ""
    audience: Audience = Audience.PUBLIC
    effective_from: datetime.date | None = None
    effective_until: datetime.date | None = None
    review_by: datetime.date | None = None
    tags: tuple[str, ...] = field(default=())
