"""What was suggested to whom, and what did they make of it?  Each verdict is a row of a later evaluation."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from typing import Any

from rapidfuzz.distance import Levenshtein
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.answering.answer import Citation
from assistant.audit import record_event
from assistant.database import utc_now
from assistant.errors import InvalidInput, SuggestionNotFound, TransitionNotAllowed
from assistant.language_models.asking import ModelCall
from assistant.suggestions.models import SuggestionRecord
from assistant.suggestions.suggestion import Suggestion


class Verdict(StrEnum):
    USED = "used"
    EDITED = "edited"
    REJECTED = "rejected"
    IGNORED = "ignored"


class Wording(StrEnum):
    """Which of the drafts of one suggestion is meant."""

    APPROVED = "approved"
    SIMPLE = "simple"
    """In a model's words."""


_SENT = frozenset({Verdict.USED, Verdict.EDITED})


def store_suggestion(
    session: Session,
    suggestion: Suggestion,
    *,
    actor: Actor,
    conversation_id: str | None = None,
    sequence: int | None = None,
) -> SuggestionRecord:
    """Keep a suggestion that is about to be shown; `sequence` is that of the citizen's message that it answers.

    The row says for whom and when, so the audit need not: one comes with every message of a citizen.
    """
    actor.require(Permission.SUGGESTION_CREATE)
    record = SuggestionRecord(
        id=str(uuid.uuid4()),
        conversation_id=conversation_id,
        sequence=sequence,
        made_for=actor.name,
        created_at=utc_now(),
        language=suggestion.language,
        draft=suggestion.draft,
        is_quiet=suggestion.quiet is not None,
        confidence=suggestion.confidence,
        sources=[_source(citation) for citation in suggestion.sources],
        trace=_trace(suggestion),
        mode=suggestion.mode,
        duration_ms=suggestion.duration_ms,
    )
    session.add(record)
    session.flush()
    return record


def find_suggestion(
    session: Session, suggestion_id: str, *, actor: Actor, for_update: bool = False
) -> SuggestionRecord:
    """A suggestion that was made for the actor.  Raises SuggestionNotFound."""
    actor.require(Permission.SUGGESTION_CREATE)
    record = session.get(SuggestionRecord, suggestion_id, with_for_update=for_update or None)
    if record is None or record.made_for != actor.name:
        raise SuggestionNotFound("no suggestion of this id was made for you")
    return record


def store_calls(
    session: Session, suggestion_id: str, *, actor: Actor, calls: Sequence[ModelCall], model_draft: str | None
) -> None:
    """Keep what a model was asked for a suggestion, and its words where they are about to be offered."""
    actor.require(Permission.SUGGESTION_CREATE)
    record = find_suggestion(session, suggestion_id, actor=actor, for_update=True)
    record.model_calls = [*(record.model_calls or []), *(asdict(call) for call in calls)]
    record.model_draft = model_draft or record.model_draft
    session.flush()


def give_verdict(
    session: Session,
    suggestion_id: str,
    *,
    actor: Actor,
    verdict: Verdict,
    text: str | None = None,
    reason: str | None = None,
    wording: Wording = Wording.APPROVED,
) -> SuggestionRecord:
    """Keep what became of a suggestion; whether the draft of that `wording` was edited is told by its `text`.

    One verdict counts: the newest until the draft, or what was made of it, is sent.  Raises SuggestionNotFound for
    another's suggestion, TransitionNotAllowed after sending, InvalidInput for an edited draft without its text.
    """
    actor.require(Permission.SUGGESTION_CREATE)
    record = find_suggestion(session, suggestion_id, actor=actor, for_update=True)
    if record.verdict in _SENT:
        raise TransitionNotAllowed("the draft of this suggestion was sent before")
    if verdict is Verdict.EDITED and text is None:
        raise InvalidInput("an edited draft needs the text that was sent", field="text")
    draft = record.model_draft if wording is Wording.SIMPLE else record.draft
    if draft is None:
        raise InvalidInput("no draft in simple words was offered", field="wording")
    if verdict in _SENT:
        record.used_wording, record.sent_text = wording.value, draft if text is None else text
        record.edit_distance = Levenshtein.distance(draft, record.sent_text)
        verdict = Verdict.EDITED if record.edit_distance else Verdict.USED
    record.verdict, record.verdict_at, record.reason = verdict.value, utc_now(), reason
    record_event(
        session, actor, action="suggestion.verdict", subject=f"suggestion:{suggestion_id}", verdict=verdict.value
    )
    session.flush()
    return record


def _source(citation: Citation) -> dict[str, Any]:
    days = {
        "last_reviewed": citation.last_reviewed.isoformat(),
        "effective_from": citation.effective_from and citation.effective_from.isoformat(),
    }
    return asdict(citation) | days


def _trace(suggestion: Suggestion) -> list[dict[str, Any]]:
    found = [{"article_id": p.article_id, "score": p.score, "audience": p.audience} for p in suggestion.passages]
    quiet = suggestion.quiet.value if suggestion.quiet else None
    similar = [one.conversation_id for one in suggestion.similar]
    detail = {**suggestion.trace, "quiet": quiet, "found": found, "similar": similar}
    return [{"step": "suggest", "duration_ms": suggestion.duration_ms, "detail": detail}]
