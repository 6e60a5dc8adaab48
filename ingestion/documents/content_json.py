"""How is an article kept in a row of an import?  In the shape of JSON Lines."""

from __future__ import annotations

import datetime
from dataclasses import asdict
from typing import Any

from ingestion.documents.faq_sheet import DATE_COLUMNS
from knowledge_base.article import ArticleContent, ArticleText, Audience


def content_to_json(content: ArticleContent) -> dict[str, Any]:
    dates = {name: getattr(content, name) for name in DATE_COLUMNS}
    return asdict(content) | {name: day and day.isoformat() for name, day in dates.items()}


def content_from_json(told: dict[str, Any]) -> ArticleContent:
    dates = {name: told[name] and datetime.date.fromisoformat(told[name]) for name in DATE_COLUMNS}
    text = {
        language: ArticleText(part["question"], part["answer"], tuple(part["variants"]))
        for language, part in told["text"].items()
    }
    return ArticleContent(
        **(told | dates | {"text": text, "audience": Audience(told["audience"]), "tags": tuple(told["tags"])})
    )
