"""What does the citizen wait to be told?  Their newest messages that ask something and that no agent has replied to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.answering.draft import Question, Role, Turn
from assistant.answering.intents import Intent, find_intent
from assistant.answering.screen import MAX_QUESTION_LENGTH
from assistant.conversations.models import Message

_ASIDES = frozenset({Intent.HUMAN_REQUEST, Intent.GREETING, Intent.THANKS, Intent.GOODBYE, Intent.CHIT_CHAT})
"""A message that is only this asks nothing that an agent would look up."""


@dataclass(frozen=True)
class OpenQuestion:
    """`sequence` is that of the citizen's newest message: when there is a newer one, the question has changed."""

    question: Question
    sequence: int


def find_open_question(messages: Sequence[Message]) -> OpenQuestion | None:
    """The open question at the end of `messages`, oldest first; None when the citizen waits for nothing.

    Messages that follow one another are one turn.  What the assistant said does not close a question: its conversation
    has come to a person.
    """
    newest = next((m for m in reversed(messages) if m.role == Role.CITIZEN), None)
    if newest is None:
        return None
    asides: OpenQuestion | None = None
    end = len(messages)
    for role, group in reversed([(role, list(run)) for role, run in groupby(messages, key=lambda m: m.role)]):
        if role == Role.AGENT:
            break
        start = end - len(group)
        if role == Role.CITIZEN:
            asking = [m.text for m in group if find_intent(m.text[:MAX_QUESTION_LENGTH]) not in _ASIDES]
            earlier = tuple(Turn(Role(m.role), m.text) for m in messages[:start])
            text = join_turn(asking or [m.text for m in group])
            found = OpenQuestion(Question(text, group[-1].language, earlier), newest.sequence)
            if asking:
                return found
            asides = asides or found
        end = start
    return asides


def join_turn(texts: Sequence[str]) -> str:
    """The newest of `texts` that can be read together, one a line; the first words of a single one that is longer."""
    kept = list(texts)
    while len(kept) > 1 and len("\n".join(kept)) > MAX_QUESTION_LENGTH:
        kept.pop(0)
    return "\n".join(kept)[:MAX_QUESTION_LENGTH]
