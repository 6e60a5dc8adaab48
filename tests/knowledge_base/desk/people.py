"""Who works at the desk in these tests, and how does an article get there?"""

from __future__ import annotations

from typing import Any

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role, operator
from assistant.database import Database
from knowledge_base import editing, release
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.models import ArticleVersion

LANGUAGES = ("en", "zh-Hant", "zh-Hans")


def person(name: str, role: Role = Role.EDITOR, *departments: str) -> Actor:
    return Actor(name, ROLE_PERMISSIONS[role], frozenset(departments or {"TD"}), user_id=name)


def content(article_id: str = "td-fee", department: str = "TD", **changes: Any) -> ArticleContent:
    text = {
        "en": ArticleText("What is the fee?", "The fee is $5."),
        "zh-Hant": ArticleText("費用多少？", "費用為5元。"),
    }
    return ArticleContent(**{"id": article_id, "department": department, "text": text, **changes})


def save(
    database: Database, wording: ArticleContent, *, live: bool = False, actor: Actor | None = None
) -> ArticleVersion:
    """A new version, a draft unless it is to be live."""
    with database.write() as session:
        version = editing.save_version(session, wording, actor=actor or operator())
        assert version is not None
        if live:
            release.publish(session, wording.id, actor=operator())
    return version
