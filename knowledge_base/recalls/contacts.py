"""How can the citizen of a conversation be reached: by what they left for a person, or with a case?"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.cases.models import Case
from assistant.conversations.models import Handoff
from knowledge_base.recalls.states import Channel

Contact = tuple[Channel, str]
UNREACHABLE: Contact = (Channel.NONE, "")


def find_contacts(session: Session, conversations: Collection[str]) -> dict[str, Contact]:
    """One for each conversation; what was left last counts, a mail address before a telephone."""
    left: dict[str | None, dict[str, str]] = {}
    for row in (Handoff, Case):
        kept = session.execute(
            select(row.conversation_id, row.contact)
            .where(row.conversation_id.in_(conversations))
            .order_by(Handoff.created_at if row is Handoff else Case.opened_at)
        )
        for conversation, contact in kept:
            left.setdefault(conversation, {}).update({k: v for k, v in (contact or {}).items() if v})
    return {conversation: _choose(left.get(conversation, {})) for conversation in conversations}


def _choose(contact: Mapping[str, str]) -> Contact:
    for channel in (Channel.EMAIL, Channel.PHONE):
        if contact.get(channel.value):
            return channel, contact[channel.value]
    return UNREACHABLE
