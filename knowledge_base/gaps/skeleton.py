"""What stands in a draft before somebody writes its answer?  Material, and a mark that bars it from review."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from assistant.answering.knowledge import Hit
from knowledge_base.article import ArticleContent


def make_answer(language: str, *, nearest: Hit | None, replies: Sequence[str]) -> str:
    """The text in place of an answer: what the nearest article and agents say of the matter."""
    policy = _policy()
    parts = [policy["unwritten"][language]]
    if nearest is not None:
        lead = policy["nearest"][language].format(title=nearest.title, article_id=nearest.article_id)
        parts.append(f"{lead}\n\n{_quote(nearest.excerpt.text if nearest.excerpt else nearest.answer)}")
    if replies:
        parts.append("\n\n".join([policy["replies"][language], *map(_quote, replies)]))
    return "\n\n".join(parts)


def name_unwritten(language: str, parts: Sequence[str]) -> str:
    """The line that bars an answer from review, with what still has to be written."""
    return "\n".join([_policy()["unwritten"][language], *(f"- {part}" for part in parts)])


def is_unwritten(content: ArticleContent) -> bool:
    """True when the answer in one of the languages still waits to be written."""
    return any(_policy()["mark"] in text.answer for text in content.text.values())


def _quote(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.split("\n"))


@lru_cache(maxsize=1)
def _policy() -> dict[str, Any]:
    return tomllib.loads((files("knowledge_base.gaps") / "skeleton.toml").read_text("utf-8"))
