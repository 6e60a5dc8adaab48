"""What is a citizen to hear of an answer that no longer holds?"""

from __future__ import annotations

import datetime
import tomllib
from functools import lru_cache
from pathlib import Path

from assistant.conversations.telling import tell_date
from knowledge_base.article import ArticleContent
from knowledge_base.recalls.states import RecallKind


def subject(title: str, language: str) -> str:
    return _wording()[language]["subject"].format(title=title)


def draft(title: str, day: datetime.date, language: str, *, now: ArticleContent | None) -> str:
    """The letter, in the language of the answer; `now` is the article as it is live today.

    Without a text of today in that language the citizen hears only that the old one does not hold.
    """
    text = now.text.get(language) if now else None
    name = RecallKind.CORRECTED if text else RecallKind.WITHDRAWN
    return _wording()[language][name.value].format(
        title=title, day=tell_date(day, language), answer=text.answer if text else ""
    )


@lru_cache(maxsize=1)
def _wording() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("wording.toml").read_text("utf-8"))
