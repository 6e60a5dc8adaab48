"""How are the words kept that many citizens send at the same moment?  In one transaction, with a few statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assistant.answering.draft import Role
from assistant.conversations import history
from assistant.conversations.models import Conversation, Message
from assistant.errors import CivicDeskError, ConversationNotFound, SwitchedOff
from assistant.foreign_languages import find_foreign
from assistant.languages import detect
from assistant.privacy import Masked


@dataclass(frozen=True)
class Arrival:
    """What a citizen sends to a conversation; `language` is the page's, `idempotency_key` their name for it."""

    conversation_id: str
    token: str
    text: str
    language: str | None = None
    idempotency_key: str | None = None


def store_arrivals(
    session: Session,
    arrivals: Sequence[tuple[Arrival, Masked]],
    *,
    require_channel: Callable[[str, str], None],
    waits: bool,
) -> list[Message | CivicDeskError]:
    """Each as a message, stored now or, under its key, before; or why it is refused, which keeps back no other.

    Each is of another conversation, its text cleaned.  `require_channel` is asked with the channel and the language.
    Without `waits` a conversation that somebody else holds is ConversationNotFound, as one that is not theirs.
    """
    places = history.lock_conversations(session, [arrival.conversation_id for arrival, _ in arrivals], waits=waits)
    stored: list[Message | CivicDeskError] = []
    new: list[Message] = []
    for arrival, masked in arrivals:
        try:
            conversation = history.require_token(places.get(arrival.conversation_id), arrival.token)
            page = arrival.language or history.last_language(session, conversation)
            require_channel(conversation.channel, page)
        except (ConversationNotFound, SwitchedOff) as refusal:
            stored.append(refusal)
            continue
        key = arrival.idempotency_key
        message = history.find_by_key(session, conversation.id, key) if key is not None else None
        if message is None:
            message = _message(conversation, arrival, masked, page)
            new.append(message)
        stored.append(message)
    history.append_messages(session, new)
    return stored


def _message(conversation: Conversation, arrival: Arrival, masked: Masked, page: str) -> Message:
    return history.new_message(
        conversation.id,
        sequence=conversation.message_count + 1,
        role=Role.CITIZEN,
        # An agent may be told a phone number; the assistant never is.
        text=arrival.text if conversation.is_with_agent else masked.text,
        # What is not in a served language is answered in the page's.
        language=page if find_foreign(masked.words) else detect(masked.words, fallback=page).language,
        idempotency_key=arrival.idempotency_key,
    )
