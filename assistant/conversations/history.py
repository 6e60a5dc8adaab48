"""How are a conversation's turns kept, found again and shown?"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import uuid
from dataclasses import asdict, dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session, immediateload, selectinload

from assistant.answering.answer import Answer
from assistant.answering.draft import Role, Turn
from assistant.conversations.models import AnswerRecord, CitationRecord, Conversation, Feedback, Message
from assistant.database import utc_now
from assistant.errors import AnswerNotFound, ConversationNotFound

MAX_TURNS_READ = 12
"""How many earlier turns the assistant reads; older ones stay stored."""


@dataclass(frozen=True)
class StartedConversation:
    """A new conversation; `token` is shown once, only its hash is kept."""

    id: str
    token: str
    language: str


def start_conversation(session: Session, *, language: str) -> StartedConversation:
    token = secrets.token_urlsafe(32)
    conversation = Conversation(
        id=str(uuid.uuid4()), token_hash=_hash(token), language=language, created_at=utc_now(), message_count=0
    )
    session.add(conversation)
    session.flush()
    return StartedConversation(conversation.id, token, language)


def find_conversation(session: Session, conversation_id: str, *, token: str, for_update: bool = False) -> Conversation:
    """Raises ConversationNotFound for an unknown id and for a wrong token alike.

    `for_update` makes others who want to add to this conversation wait until the transaction ends.
    """
    conversation = session.get(Conversation, conversation_id, with_for_update=for_update)
    known = conversation.token_hash if conversation else _hash("")
    if not hmac.compare_digest(known, _hash(token)) or conversation is None:
        raise ConversationNotFound("no such conversation, or not your token")
    return conversation


def append_message(
    session: Session,
    conversation: Conversation,
    *,
    role: Role,
    text: str,
    language: str,
    idempotency_key: str | None = None,
) -> Message:
    """Add a turn at the end; with a key that the conversation already holds, the turn that was stored then."""
    if idempotency_key is not None:
        stored = find_by_key(session, conversation.id, idempotency_key)
        if stored is not None:
            return stored
    message = Message(
        id=str(uuid.uuid4()),
        conversation_id=conversation.id,
        sequence=_next_sequence(session, conversation.id),
        role=role.value,
        text=text,
        language=language,
        created_at=utc_now(),
        idempotency_key=idempotency_key,
    )
    session.add(message)
    session.flush()
    return message


def find_by_key(session: Session, conversation_id: str, key: str) -> Message | None:
    return session.scalar(
        select(Message).where(Message.conversation_id == conversation_id, Message.idempotency_key == key)
    )


def last_language(session: Session, conversation: Conversation) -> str:
    """The language of the newest turn, or that in which the conversation was begun."""
    newest = (
        select(Message.language)
        .where(Message.conversation_id == conversation.id)
        .order_by(Message.sequence.desc())
        .limit(1)
    )
    return session.scalar(newest) or conversation.language


def turns_before(session: Session, message: Message) -> tuple[Turn, ...]:
    """The last turns before `message`, oldest first."""
    earlier = session.scalars(
        select(Message)
        .where(Message.conversation_id == message.conversation_id, Message.sequence < message.sequence)
        .order_by(Message.sequence.desc())
        .limit(MAX_TURNS_READ)
    )
    return tuple(Turn(Role(m.role), m.text) for m in reversed(earlier.all()))


def find_answer_to(session: Session, question_id: str) -> AnswerRecord | None:
    """The stored answer to a citizen's message, if it was answered."""
    return session.scalar(
        select(AnswerRecord)
        .where(AnswerRecord.question_id == question_id)
        .options(selectinload(AnswerRecord.message), selectinload(AnswerRecord.citations))
    )


def store_answer(session: Session, question: Message, answer: Answer) -> AnswerRecord:
    """Keep the assistant's turn, its answer, its sources and its trace; a question is answered once.

    When another worker has stored an answer to `question` meanwhile, that one is returned.
    """
    # Touching the question's row first makes two workers that answer it stand in line on PostgreSQL too.
    session.execute(select(Message.id).where(Message.id == question.id).with_for_update())
    stored = find_answer_to(session, question.id)
    if stored is not None:
        return stored
    conversation = session.get_one(Conversation, question.conversation_id)
    turn = append_message(session, conversation, role=Role.ASSISTANT, text=answer.text, language=answer.language)
    record = AnswerRecord(
        id=str(uuid.uuid4()),
        message=turn,
        question_id=question.id,
        status=answer.status.value,
        outcome=answer.outcome.value,
        confidence=answer.confidence,
        completeness=answer.completeness.value,
        handoff_reason=answer.handoff_reason.value if answer.handoff_reason else None,
        department=answer.department,
        mode=answer.mode,
        choices=[asdict(choice) for choice in answer.choices],
        retrieved=[asdict(retrieved) for retrieved in answer.retrieved],
        trace=[asdict(step) for step in answer.trace],
        duration_ms=answer.duration_ms,
        error=answer.error,
        citations=[CitationRecord(position=i, **asdict(citation)) for i, citation in enumerate(answer.citations)],
    )
    session.add(record)
    session.flush()
    return record


def list_messages(session: Session, conversation_id: str) -> list[Message]:
    """Every turn in order, assistant turns with their answers."""
    return list(
        session.scalars(
            select(Message)
            .where(Message.conversation_id == conversation_id)
            .options(
                selectinload(Message.answer).options(
                    selectinload(AnswerRecord.citations), immediateload(AnswerRecord.message)
                )
            )
            .order_by(Message.sequence)
        )
    )


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


def _next_sequence(session: Session, conversation_id: str) -> int:
    """The number of the next turn; taking it locks the conversation's row until the transaction ends."""
    count: int | None = session.scalar(
        update(Conversation)
        .where(Conversation.id == conversation_id)
        .values(message_count=Conversation.message_count + 1)
        .returning(Conversation.message_count)
    )
    if count is None:
        raise ConversationNotFound("no such conversation")
    return count


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
