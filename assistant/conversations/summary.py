"""What does an agent need to know before the first word: who asks, what, and what was tried?  No model is needed."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.answering.answer import Outcome
from assistant.answering.draft import Role
from assistant.answering.intents import Intent, find_intent
from assistant.cases.catalogue import Catalogue
from assistant.conversations import handoffs, history
from assistant.conversations.models import Conversation, Feedback, Handoff, Message
from assistant.languages import LANGUAGE_NAMES, is_readable

MAX_WORDS_LENGTH = 300
"""Of the citizen's own words; the whole is in the conversation beside the summary."""
_SMALL_TALK = frozenset(
    {
        Intent.GREETING,
        Intent.THANKS,
        Intent.GOODBYE,
        Intent.CHIT_CHAT,
        Intent.ABOUT_ASSISTANT,
        Intent.HUMAN_REQUEST,
        Intent.STEERING,
    }
)


@dataclass(frozen=True)
class Summary:
    """Three lines, and the parts of the last one by themselves, in the order in which they were tried."""

    who: str
    what: str
    asked: str
    tried: tuple[str, ...]


def summarise(session: Session, conversation_id: str, *, language: str, catalogue: Catalogue) -> Summary:
    """The conversation so far in an agent's `language`; the citizen's own words stay as they were written."""
    conversation = session.get_one(Conversation, conversation_id)
    handoff = handoffs.find_newest(session, conversation_id)
    messages = history.list_messages(session, conversation_id)
    return Summary(
        who=_who(conversation, handoff, language),
        what=_what(messages, handoff, catalogue, language),
        asked=_asked(messages, handoff, language),
        tried=tuple(_tried(messages, _unhelpful(session, messages), language)),
    )


def _who(conversation: Conversation, handoff: Handoff | None, language: str) -> str:
    words = _words(language)
    name = (handoff.contact or {}).get("name") if handoff else None
    spoken = LANGUAGE_NAMES[language][handoff.language if handoff else conversation.language]
    parts = [name or words["citizen"], spoken, words[f"channel_{conversation.channel}"]]
    return ", ".join(parts) if language == "en" else "，".join(parts)


def _what(messages: Sequence[Message], handoff: Handoff | None, catalogue: Catalogue, language: str) -> str:
    words = _words(language)
    question = next((m.text for m in reversed(messages) if m.role == Role.CITIZEN and _is_substantial(m.text)), None)
    if question is None:
        return (handoff.note if handoff else None) or words["nothing"]
    question = " ".join(question.split())
    if len(question) > MAX_WORDS_LENGTH:
        question = question[: MAX_WORDS_LENGTH - 1] + "…"
    department = catalogue.department_name(handoff.department if handoff else None, language)
    kind = "with_department" if department else "without_department"
    return words[kind].format(question=question, department=department)


def _asked(messages: Sequence[Message], handoff: Handoff | None, language: str) -> str:
    words = _words(language)
    count = sum(message.role == Role.CITIZEN for message in messages)
    if handoff is None:
        return words["asked_only"].format(count=count)
    return words["asked"].format(count=count, reason=words[handoff.reason])


def _tried(messages: Sequence[Message], unhelpful: frozenset[str], language: str) -> list[str]:
    """One line an answer: the titles shown, or that there were none, and whether the citizen called it no help."""
    words, lines = _words(language), []
    for record in (message.answer for message in messages if message.role == Role.ASSISTANT):
        if record is None or record.outcome not in (Outcome.ANSWERED, Outcome.CLARIFY, Outcome.HANDOFF):
            continue
        titles = list(dict.fromkeys(citation.title for citation in record.citations))
        got = words["separator"].join(words["got"].format(title=title) for title in titles) or words["got_nothing"]
        lines.append(words["not_helpful"].format(got=got) if record.id in unhelpful else got)
    return list(dict.fromkeys(lines)) or [words["nothing_tried"]]


def _unhelpful(session: Session, messages: Sequence[Message]) -> frozenset[str]:
    """The answers of which the citizen's newest word is that they did not help."""
    ids = [message.answer.id for message in messages if message.answer]
    judged = select(Feedback.answer_id, Feedback.helpful).where(Feedback.answer_id.in_(ids))
    helped: dict[str, bool] = {}
    for answer_id, helpful in session.execute(judged.order_by(Feedback.created_at)):
        helped[answer_id] = helpful
    return frozenset(answer_id for answer_id, helpful in helped.items() if not helpful)


def _is_substantial(text: str) -> bool:
    return is_readable(text) and find_intent(text[:1000]) not in _SMALL_TALK


@cache
def _words(language: str) -> dict[str, str]:
    """The phrases in `language`; those of a reason by its name."""
    phrases = tomllib.loads(Path(__file__).with_name("summary.toml").read_text(encoding="utf-8"))[language]
    return {**phrases, **phrases.pop("reasons")}
