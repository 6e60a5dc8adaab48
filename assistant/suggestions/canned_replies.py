"""Which replies do agents send again and again?  One TOML file, three languages, checked when it is loaded."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from assistant.languages import LANGUAGES

PLACEHOLDERS = frozenset({"name", "reference", "department", "reply_by", "agent"})


@dataclass(frozen=True)
class CannedReply:
    """`department` is None where everybody may send it; title and text are by language."""

    id: str
    department: str | None
    titles: Mapping[str, str]
    texts: Mapping[str, str]

    @property
    def placeholders(self) -> frozenset[str]:
        """What stands in braces, the same in every language."""
        return _placeholders(self.texts[LANGUAGES[0]])


def read_canned_replies(source: str) -> tuple[CannedReply, ...]:
    """The replies of a TOML text.  Raises ValueError for one whose languages differ in more than their words."""
    return tuple(_reply(name, entry) for name, entry in tomllib.loads(source).items())


@lru_cache(maxsize=1)
def load_canned_replies() -> tuple[CannedReply, ...]:
    return read_canned_replies((files("assistant.suggestions") / "canned_replies.toml").read_text("utf-8"))


def list_canned_replies(department: str | None) -> list[CannedReply]:
    """Those of the department, then those for everybody."""
    replies = load_canned_replies()
    own = [reply for reply in replies if reply.department and reply.department == department]
    return [*own, *(reply for reply in replies if reply.department is None)]


def _reply(name: str, entry: Mapping[str, Any]) -> CannedReply:
    if entry.keys() - {"department"} != set(LANGUAGES):
        raise ValueError(f"canned reply {name}: needs exactly the languages {', '.join(LANGUAGES)}")
    titles, texts = ({language: entry[language][place] for language in LANGUAGES} for place in (0, 1))
    reply = CannedReply(name, entry.get("department"), titles, texts)
    if len({_placeholders(text) for text in texts.values()}) > 1:
        raise ValueError(f"canned reply {name}: its languages name different values")
    if unknown := reply.placeholders - PLACEHOLDERS:
        raise ValueError(f"canned reply {name}: nothing is known as {', '.join(sorted(unknown))}")
    return reply


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(field for _, field, _, _ in string.Formatter().parse(text) if field is not None)
