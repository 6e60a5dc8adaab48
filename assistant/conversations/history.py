"""How are a conversation's turns kept, found again and shown?"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session, immediateload, selectinload

from assistant.answering.answer import Answer
from assistant.answering.draft import Role, Turn
from assistant.conversations.models import AnswerRecord, CitationRecord, Conversation, Feedback, Message
from assistant.database import Row, utc_now
from assistant.errors import AnswerNotFound, ConversationNotFound
from assistant.signals import conversation_topic, send_signals

MAX_TURNS_READ = 12
"""How many earlier turns the assistant reads; older ones stay stored."""

# Every message passes these statements.  Built once, and upon tables instead of mapped rows, they take a third of the
# time.  What is returned after writing is made of the values that were written: not read again, and in no session.
_CONVERSATIONS = Row.metadata.tables[Conversation.__tablename__]
_MESSAGES = Row.metadata.tables[Message.__tablename__]
_ANSWERS = Row.metadata.tables[AnswerRecord.__tablename__]
_CITATIONS = Row.metadata.tables[CitationRecord.__tablename__]

_SELECT_CONVERSATION = select(_CONVERSATIONS).where(_CONVERSATIONS.c.id == bindparam("conversation_id"))
_LOCK_CONVERSATION = _SELECT_CONVERSATION.with_for_update()
_SELECT_CONVERSATIONS = select(_CONVERSATIONS).where(
    _CONVERSATIONS.c.id.in_(bindparam("conversation_ids", expanding=True))
)
_LOCK_CONVERSATIONS = _SELECT_CONVERSATIONS.with_for_update()
_LOCK_FREE_CONVERSATIONS = _SELECT_CONVERSATIONS.with_for_update(skip_locked=True)
_COUNT_TURN = (
    update(_CONVERSATIONS)
    .where(_CONVERSATIONS.c.id == bindparam("conversation_id"))
    .values(message_count=_CONVERSATIONS.c.message_count + 1)
    .returning(_CONVERSATIONS.c.message_count)
)
_SET_COUNT = (
    update(_CONVERSATIONS)
    .where(_CONVERSATIONS.c.id == bindparam("conversation_id"))
    .values(message_count=bindparam("sequence"))
)
_SELECT_BY_KEY = select(_MESSAGES).where(
    _MESSAGES.c.conversation_id == bindparam("conversation_id"), _MESSAGES.c.idempotency_key == bindparam("key")
)
_SELECT_LAST_LANGUAGE = (
    select(_MESSAGES.c.language)
    .where(_MESSAGES.c.conversation_id == bindparam("conversation_id"))
    .order_by(_MESSAGES.c.sequence.desc())
    .limit(1)
)
_SELECT_EARLIER_TURNS = (
    select(_MESSAGES.c.role, _MESSAGES.c.text)
    .where(_MESSAGES.c.conversation_id == bindparam("conversation_id"), _MESSAGES.c.sequence < bindparam("sequence"))
    .order_by(_MESSAGES.c.sequence.desc())
    .limit(MAX_TURNS_READ)
)
_WITH_ANSWER = selectinload(Message.answer).options(
    selectinload(AnswerRecord.citations), immediateload(AnswerRecord.message)
)
_SELECT_ANSWER_ID = select(_ANSWERS.c.id).where(_ANSWERS.c.question_id == bindparam("question_id"))
_SELECT_PLACE = (
    select(_CONVERSATIONS.c.is_with_agent, _ANSWERS.c.id)
    .outerjoin(_ANSWERS, _ANSWERS.c.question_id == bindparam("question_id"))
    .where(_CONVERSATIONS.c.id == bindparam("conversation_id"))
)
_NAME_HANDOFF = update(_ANSWERS).where(_ANSWERS.c.id == bindparam("answer_id")).values(reference=bindparam("opened"))
_INSERT_CONVERSATION = insert(_CONVERSATIONS)
_INSERT_MESSAGE = insert(_MESSAGES)
_MESSAGE_COLUMNS = tuple(_MESSAGES.c.keys())
_INSERT_ANSWER = insert(_ANSWERS)
_INSERT_CITATION = insert(_CITATIONS)


@dataclass(frozen=True)
class StartedConversation:
    """A new conversation; `token` is shown once, only its hash is kept."""

    id: str
    token: str
    language: str


@dataclass(frozen=True)
class Author:
    """The agent who wrote a turn, as the citizen is shown them."""

    user_id: str
    name: str
    department: str | None


def start_conversation(session: Session, *, language: str, channel: str = "web") -> StartedConversation:
    token = secrets.token_urlsafe(32)
    values = {
        "id": str(uuid.uuid4()),
        "token_hash": _hash(token),
        "language": language,
        "channel": channel,
        "created_at": utc_now(),
        "message_count": 0,
        "is_with_agent": False,
    }
    session.execute(_INSERT_CONVERSATION, values)
    return StartedConversation(str(values["id"]), token, language)


def find_conversation(session: Session, conversation_id: str, *, token: str, for_update: bool = False) -> Conversation:
    """Raises ConversationNotFound for an unknown id and for a wrong token alike.

    `for_update` makes others who want to add to this conversation wait until the transaction ends.
    """
    statement = _LOCK_CONVERSATION if for_update else _SELECT_CONVERSATION
    found = session.execute(statement, {"conversation_id": conversation_id}).one_or_none()
    return require_token(Conversation(**found._mapping) if found else None, token)


def require_token(found: Conversation | None, token: str) -> Conversation:
    """Raises ConversationNotFound where nothing was found and where the token is wrong alike, after the same work."""
    known = found.token_hash if found else _hash("")
    if not hmac.compare_digest(known, _hash(token)) or found is None:
        raise ConversationNotFound("no such conversation, or not your token")
    return found


def lock_conversation(session: Session, conversation_id: str) -> Conversation:
    """The conversation as it is now; others who want to add to it wait until the transaction ends.

    Whoever locks more than this row locks this one first.  Raises ConversationNotFound.
    """
    found = session.execute(_LOCK_CONVERSATION, {"conversation_id": conversation_id}).one_or_none()
    if found is None:
        raise ConversationNotFound("no such conversation")
    return Conversation(**found._mapping)


def lock_conversations(session: Session, conversation_ids: Sequence[str], *, waits: bool) -> dict[str, Conversation]:
    """Those of the conversations that there are, by id; without `waits` only those that nobody else holds.

    Others who want to add to one of them wait until the transaction ends.
    """
    statement = _LOCK_CONVERSATIONS if waits else _LOCK_FREE_CONVERSATIONS
    found = session.execute(statement, {"conversation_ids": conversation_ids})
    return {row.id: Conversation(**row._mapping) for row in found}


def append_message(
    session: Session,
    conversation_id: str,
    *,
    role: Role,
    text: str,
    language: str,
    idempotency_key: str | None = None,
    author: Author | None = None,
) -> Message:
    """Add a turn at the end and tell who listens; with a key that is already held, the turn that was stored then."""
    if idempotency_key is not None:
        stored = find_by_key(session, conversation_id, idempotency_key)
        if stored is not None:
            return stored
    message = new_message(
        conversation_id,
        sequence=next_sequence(session, conversation_id),
        role=role,
        text=text,
        language=language,
        idempotency_key=idempotency_key,
        author=author,
    )
    _insert(session, [message])
    return message


def new_message(
    conversation_id: str,
    *,
    sequence: int,
    role: Role,
    text: str,
    language: str,
    idempotency_key: str | None = None,
    author: Author | None = None,
) -> Message:
    """A turn that is not stored yet."""
    return Message(
        id=str(uuid.uuid4()),
        conversation_id=conversation_id,
        sequence=sequence,
        role=role.value,
        text=text,
        language=language,
        created_at=utc_now(),
        idempotency_key=idempotency_key,
        author_id=author.user_id if author else None,
        author_name=author.name if author else None,
        author_department=author.department if author else None,
    )


def append_messages(session: Session, messages: Sequence[Message]) -> None:
    """Add one new turn at the end of each conversation, all of which the caller has locked, and tell who listens."""
    if messages:
        counts = [{"conversation_id": one.conversation_id, "sequence": one.sequence} for one in messages]
        session.execute(_SET_COUNT, counts)
        _insert(session, messages)


def _insert(session: Session, messages: Sequence[Message]) -> None:
    session.execute(_INSERT_MESSAGE, [{name: getattr(one, name) for name in _MESSAGE_COLUMNS} for one in messages])
    send_signals(session, [(conversation_topic(one.conversation_id), {"role": one.role}) for one in messages])


def find_by_key(session: Session, conversation_id: str, key: str) -> Message | None:
    found = session.execute(_SELECT_BY_KEY, {"conversation_id": conversation_id, "key": key}).one_or_none()
    return Message(**found._mapping) if found else None


def last_language(session: Session, conversation: Conversation) -> str:
    """The language of the newest turn, or that in which the conversation was begun."""
    if not conversation.message_count:
        return conversation.language
    newest: str | None = session.scalar(_SELECT_LAST_LANGUAGE, {"conversation_id": conversation.id})
    return newest or conversation.language


def turns_before(session: Session, message: Message) -> tuple[Turn, ...]:
    """The last turns before `message`, oldest first."""
    place = {"conversation_id": message.conversation_id, "sequence": message.sequence}
    newest_first = session.execute(_SELECT_EARLIER_TURNS, place).all()
    return tuple(Turn(Role(role), text) for role, text in reversed(newest_first))


def look_before_answering(session: Session, question: Message) -> tuple[bool, AnswerRecord | None]:
    """Whether an agent has the conversation, and the stored answer to a citizen's message, if it was answered."""
    place = {"question_id": question.id, "conversation_id": question.conversation_id}
    is_with_agent, answer_id = session.execute(_SELECT_PLACE, place).one()
    return is_with_agent, _find_answer(session, answer_id)


def find_answer_to(session: Session, question_id: str) -> AnswerRecord | None:
    """The stored answer to a citizen's message, if it was answered."""
    return _find_answer(session, session.scalar(_SELECT_ANSWER_ID, {"question_id": question_id}))


def _find_answer(session: Session, answer_id: str | None) -> AnswerRecord | None:
    if answer_id is None:  # As it is for every new message; only one that is sent again needs the whole answer.
        return None
    return session.scalar(
        select(AnswerRecord)
        .where(AnswerRecord.id == answer_id)
        .options(selectinload(AnswerRecord.message), selectinload(AnswerRecord.citations))
    )


def store_answer(session: Session, question: Message, answer: Answer) -> AnswerRecord:
    """Keep the assistant's turn, its answer, its sources and its trace; a question is answered once.

    When another worker has stored an answer to `question` meanwhile, that one is returned.  The caller has locked the
    conversation, so that two workers that answer it stand in line.
    """
    stored = find_answer_to(session, question.id)
    if stored is not None:
        return stored
    turn = append_message(
        session, question.conversation_id, role=Role.ASSISTANT, text=answer.text, language=answer.language
    )
    values = _answer_values(answer, turn=turn, question=question)
    citations = [
        {"answer_id": values["id"], "position": position, **asdict(citation)}
        for position, citation in enumerate(answer.citations)
    ]
    session.execute(_INSERT_ANSWER, values)
    if citations:
        session.execute(_INSERT_CITATION, citations)
    return AnswerRecord(**values, message=turn, citations=[CitationRecord(**citation) for citation in citations])


def name_handoff(session: Session, record: AnswerRecord, reference: str) -> None:
    """Keep with an answer the reference of the handoff that it has opened."""
    session.execute(_NAME_HANDOFF, {"answer_id": record.id, "opened": reference})
    record.reference = reference


def list_messages(session: Session, conversation_id: str, *, after: int = 0) -> list[Message]:
    """Every turn that follows the sequence number `after`, in order, assistant turns with their answers."""
    newer = select(Message).where(Message.conversation_id == conversation_id, Message.sequence > after)
    messages = list(session.scalars(newer.order_by(Message.sequence)))
    if any(message.role == Role.ASSISTANT for message in messages):
        # Live streams read a turn or two at a time, mostly of people: those have no answers to look for.
        session.scalars(newer.where(Message.role == Role.ASSISTANT).options(_WITH_ANSWER)).all()
    return messages


def add_feedback(
    session: Session,
    conversation: Conversation,
    answer_id: str,
    *,
    helpful: bool,
    reason: str | None = None,
    comment: str | None = None,
) -> Feedback:
    """Keep what the citizen thought of an answer of their own conversation.  Raises AnswerNotFound."""
    owner = session.scalar(
        select(Message.conversation_id)
        .join(AnswerRecord, AnswerRecord.message_id == Message.id)
        .where(AnswerRecord.id == answer_id)
    )
    if owner != conversation.id:
        raise AnswerNotFound("this conversation holds no such answer")
    feedback = Feedback(
        id=str(uuid.uuid4()),
        answer_id=answer_id,
        helpful=helpful,
        reason=reason,
        comment=comment,
        created_at=utc_now(),
    )
    session.add(feedback)
    session.flush()
    return feedback


def next_sequence(session: Session, conversation_id: str) -> int:
    """The number of the log's next entry, a turn or a step of a handoff.

    Taking it locks the conversation's row until the transaction ends.
    """
    count: int | None = session.scalar(_COUNT_TURN, {"conversation_id": conversation_id})
    if count is None:
        raise ConversationNotFound("no such conversation")
    return count


def _answer_values(answer: Answer, *, turn: Message, question: Message) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()),
        "message_id": turn.id,
        "question_id": question.id,
        "status": answer.status.value,
        "outcome": answer.outcome.value,
        "confidence": answer.confidence,
        "completeness": answer.completeness.value,
        "handoff_reason": answer.handoff_reason.value if answer.handoff_reason else None,
        "reference": None,
        "department": answer.department,
        "mode": answer.mode,
        "choices": [asdict(choice) for choice in answer.choices],
        "retrieved": [asdict(retrieved) for retrieved in answer.retrieved],
        "trace": [asdict(step) for step in answer.trace],
        "duration_ms": answer.duration_ms,
        "error": answer.error,
        "model_calls": [asdict(call) for call in answer.model_calls] or None,
    }


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
