"""Which conversations that an agent has answered were about the same?  Only those that the reader may read, masked."""

from __future__ import annotations

import datetime
import threading
import time
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.answering.draft import Role
from assistant.conversations.models import Handoff, Message
from assistant.privacy import mask
from assistant.suggestions.found import cut_short
from assistant.suggestions.past_questions import PastQuestions
from assistant.suggestions.suggestion import SimilarConversation

CLOSED = "closed"
ANSWERED = "answered"
"""The reason with which an agent closes a conversation whose question they have answered."""
KEPT = 2000
"""Handoffs whose questions are remembered, the newest at the start; twice as many are found among in milliseconds."""
NEAR, SHOWN = 20, 3
LEAST_SHARE = 0.4
LOOKED_EVERY_SECONDS = 10.0
_OVERLAP = datetime.timedelta(minutes=1)
"""A handoff may be committed a moment after it was closed."""


class SimilarConversations:
    """Remembers the words of what was asked, and reads what it shows from the database anew.  Safe for many threads."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._asked = PastQuestions()
        self._departments: dict[str, str | None] = {}
        self._newest: datetime.datetime | None = None
        self._looked_at: float | None = None
        self._lock = threading.Lock()

    def find(self, session: Session, text: str, *, actor: Actor, but: str | None = None) -> list[SimilarConversation]:
        """The most similar conversations, without `but`, of departments whose conversations `actor` may read."""
        if not actor.may(Permission.CONVERSATION_READ):
            return []
        with self._lock:
            self._follow(session)
            ids = self._asked.find(
                text,
                limit=NEAR,
                least_share=LEAST_SHARE,
                may_show=lambda handoff_id: actor.serves(self._departments[handoff_id]),
            )
        return [found for _, found in zip(range(SHOWN), _show(session, ids, actor, but), strict=False)]

    def _follow(self, session: Session) -> None:
        now = self._clock()
        if self._looked_at is not None and now - self._looked_at < LOOKED_EVERY_SECONDS:
            return
        self._looked_at = now
        if len(self._asked) > 2 * KEPT:
            self._asked, self._newest = PastQuestions(), None
        closed = select(Handoff).where(Handoff.state == CLOSED, Handoff.close_reason == ANSWERED)
        if self._newest is not None:
            closed = closed.where(Handoff.ended_at > self._newest - _OVERLAP)
        handoffs = session.scalars(closed.order_by(Handoff.ended_at.desc()).limit(KEPT)).all()
        new = [handoff for handoff in handoffs if handoff.id not in self._asked]
        questions = _questions(session, [handoff.conversation_id for handoff in new])
        for handoff in new:
            self._departments[handoff.id] = handoff.department
            self._asked.add(handoff.id, mask(questions.get(handoff.conversation_id, ""), handoff.language).words)
        times = [handoff.ended_at for handoff in handoffs if handoff.ended_at]
        self._newest = max([*times, *([self._newest] if self._newest else [])], default=None)


def _questions(session: Session, conversation_ids: Sequence[str]) -> dict[str, str]:
    """What the citizen wrote in each of the conversations."""
    rows = session.execute(
        select(Message.conversation_id, Message.text)
        .where(Message.conversation_id.in_(conversation_ids), Message.role == Role.CITIZEN.value)
        .order_by(Message.sequence)
    )
    texts: dict[str, list[str]] = {}
    for conversation_id, text in rows:
        texts.setdefault(conversation_id, []).append(text)
    return {conversation_id: "\n".join(said) for conversation_id, said in texts.items()}


def _show(session: Session, handoff_ids: Sequence[str], actor: Actor, but: str | None) -> Iterator[SimilarConversation]:
    found = {h.id: h for h in session.scalars(select(Handoff).where(Handoff.id.in_(handoff_ids)))}
    seen = {but}
    for handoff in (found[name] for name in handoff_ids if name in found):
        closed = (handoff.state, handoff.close_reason) == (CLOSED, ANSWERED)
        if not closed or handoff.conversation_id in seen or not actor.serves(handoff.department):
            continue
        seen.add(handoff.conversation_id)
        if exchange := _first_exchange(session, handoff.conversation_id):
            question, reply = (cut_short(mask(text, handoff.language).text) for text in exchange)
            yield SimilarConversation(handoff.conversation_id, question, reply, ANSWERED)


def _first_exchange(session: Session, conversation_id: str) -> tuple[str, str] | None:
    """What the citizen asked before an agent's first reply, and that reply; None where no agent replied."""
    messages = session.scalars(
        select(Message).where(Message.conversation_id == conversation_id).order_by(Message.sequence)
    ).all()
    reply = next((place for place, message in enumerate(messages) if message.role == Role.AGENT), None)
    if reply is None:
        return None
    asked = [message.text for message in messages[:reply] if message.role == Role.CITIZEN]
    return ("\n".join(asked), messages[reply].text) if asked else None
