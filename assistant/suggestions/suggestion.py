"""What is suggested to an agent?  A draft with a source for every sentence, and what lies behind and beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assistant.answering.answer import Citation
from assistant.answering.knowledge import Hit


class Quiet(StrEnum):
    """Why there is no draft."""

    NOTHING_ASKED = "nothing_asked"
    EMERGENCY = "emergency"
    NOT_A_QUESTION = "not_a_question"
    UNSERVED_LANGUAGE = "unserved_language"
    UNREADABLE = "unreadable"
    SEVERAL_FIT = "several_fit"
    LOW_CONFIDENCE = "low_confidence"
    NOTHING_FOUND = "nothing_found"
    INTERNAL_ONLY = "internal_only"
    OTHER_LANGUAGE = "other_language"
    NEWER_MESSAGE = "newer_message"
    SWITCHED_OFF = "switched_off"
    FAILURE = "failure"


class ActionKind(StrEnum):
    OPEN_CASE = "open_case"
    ASK_MISSING = "ask_missing"
    TRANSFER = "transfer"


@dataclass(frozen=True)
class Sentence:
    """A sentence of the draft, word for word as approved; a list or table is one.  `sources` are numbers from 1."""

    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True)
class Passage:
    """What an article that was found says, cut short.  What is internal is for the agent alone."""

    article_id: str
    title: str
    text: str
    language: str
    department: str
    audience: str
    url: str
    score: float


@dataclass(frozen=True)
class Alternative:
    """Another public article that may be the one that is meant."""

    article_id: str
    title: str
    score: float


@dataclass(frozen=True)
class OwnLanguage:
    """The article behind the draft as the agent reads it."""

    language: str
    title: str
    text: str


@dataclass(frozen=True)
class SimilarConversation:
    """A question that an agent of a department that the reader serves has answered; personal data is masked."""

    conversation_id: str
    question: str
    reply: str
    status: str
    """How it ended: the reason with which it was closed."""


@dataclass(frozen=True)
class NextAction:
    """`label` speaks to the agent; `detail` is the department's code or a question to the citizen."""

    kind: ActionKind
    label: str
    detail: str = ""


@dataclass(frozen=True)
class Suggestion:
    """Nothing of it reaches a citizen before a person has sent it.

    `language` is the citizen's.  `confidence` is that of the answering pipeline, in [0, 1].
    """

    language: str
    draft: str = ""
    sentences: tuple[Sentence, ...] = ()
    sources: tuple[Citation, ...] = ()
    asked: str = ""
    """The question as it was read: with the turns before it where it needs them, and without personal data."""
    used: tuple[Hit, ...] = ()
    """The passages that the draft is made of, in the order of `sources`."""
    unanswered: str = ""
    """The part of a two-part question that the draft leaves open, in the citizen's words."""
    quiet: Quiet | None = None
    why_quiet: str = ""
    passages: tuple[Passage, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    own_language: OwnLanguage | None = None
    similar: tuple[SimilarConversation, ...] = ()
    next_actions: tuple[NextAction, ...] = ()
    confidence: float = 0.0
    mode: str = "rules"
    trace: Mapping[str, Any] = field(default_factory=dict)
    """What the steps decided from."""
    duration_ms: float = 0.0

    @property
    def is_stale(self) -> bool:
        """True when the citizen wrote again while it was made."""
        return self.quiet is Quiet.NEWER_MESSAGE
