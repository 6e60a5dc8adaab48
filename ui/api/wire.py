"""In which words do the conversation routes speak?"""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.answering.answer import Answer, ChoiceKind, Citation, Completeness, HandoffReason, Outcome, Status
from assistant.assistant import Assistant
from assistant.conversations.models import AnswerRecord, CitationRecord, Message
from assistant.switches.off_switches import Channel
from ui.rendering import to_html

LanguageCode = Literal["en", "zh-Hant", "zh-Hans"]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ConversationIn(_In):
    language: LanguageCode = Field("en", description="Language of the page.", examples=["zh-Hant"])
    channel: Channel = Field(Channel.API, description="`web` for a page that citizens see.", examples=["api"])


class ConversationOut(BaseModel):
    id: str = Field(examples=["0b7f5c1e-4a8e-4c57-9d0e-6a1f0f2b9c11"])
    token: str = Field(description="Shown once; send it as `Authorization: Bearer TOKEN`.")
    language: LanguageCode
    greeting: str


class MessageIn(_In):
    text: str = Field(max_length=10_000, examples=["How do I renew my driving licence?"])
    language: LanguageCode | None = Field(None, description="Language of the page, if the text does not tell.")


class CitationOut(BaseModel):
    article_id: str = Field(examples=["td-renew-driving-licence"])
    title: str
    url: str
    department: str = Field(examples=["TD"])
    department_name: str = Field(examples=["Transport Department"])
    last_reviewed: datetime.date
    effective_from: datetime.date | None = Field(description="Since when this version holds, where it says so.")
    version: int


class CardOut(CitationOut):
    """The approved article that was found, shown while the answer is still being made."""

    language: LanguageCode
    text_html: str = Field(description="Its approved text, where a model is asked to put it into simple words.")


class ChoiceOut(BaseModel):
    kind: ChoiceKind
    label: str
    text: str


class PlainAnswerOut(BaseModel):
    """An answer that belongs to no conversation."""

    outcome: Outcome
    status: Status
    confidence: float = Field(ge=0, le=1)
    language: LanguageCode
    answer: str = Field(description="Markdown.")
    answer_html: str = Field(description="The same, rendered and cleaned by the server.")
    completeness: Completeness
    citations: list[CitationOut]
    choices: list[ChoiceOut]
    handoff_reason: HandoffReason | None
    mode: str = Field(
        description="What made it: `rules`, or `model` where the words are a model's; after it how was searched.",
        examples=["rules+hybrid"],
    )
    duration_ms: float


class AnswerOut(PlainAnswerOut):
    message_id: str = Field(description="Of the answer; where none is given, of the message that was sent.")
    answer_id: str | None = Field(description="None while an agent has the conversation and the assistant is silent.")
    reference: str | None = Field(description="Of the handoff that began with this answer.", examples=["H-7KQM-2XWD"])


class TurnIn(_In):
    role: Literal["citizen", "assistant"]
    text: str = Field(max_length=10_000, examples=["I lost my identity card."])


class QuestionIn(_In):
    text: str = Field(max_length=10_000, examples=["How do I renew my driving licence?"])
    language: LanguageCode | None = Field(None, description="Language of the page, if the text does not tell.")
    history: list[TurnIn] = Field(
        default_factory=list, max_length=50, description="Earlier turns, oldest first.", examples=[[]]
    )


class AuthorOut(BaseModel):
    """The agent who wrote a message, by their session and never by its text."""

    name: str = Field(examples=["Ada"])
    department_name: str = Field(description="Empty for the contact centre itself.", examples=["Transport Department"])


class MessageOut(BaseModel):
    id: str
    sequence: int
    role: Literal["citizen", "assistant", "agent"]
    text: str
    text_html: str
    language: LanguageCode
    created_at: datetime.datetime
    answer: AnswerOut | None
    author: AuthorOut | None = Field(description="Of an agent's message only.")


class MessagesOut(BaseModel):
    messages: list[MessageOut]


class ContactIn(_In):
    name: str | None = Field(None, max_length=200, examples=["Chan Siu Ming"])
    email: str | None = Field(None, max_length=254, pattern=r"^[^@\s]+@[^@\s]+$", examples=["chan@example.org"])
    phone: str | None = Field(None, max_length=50, pattern=r"^[+0-9() -]{5,}$", examples=["2345 6789"])


class HandoffIn(_In):
    reason: HandoffReason = Field(HandoffReason.CUSTOMER_REQUEST, examples=["customer_request"])
    note: str | None = Field(None, max_length=2000, examples=["Please ring in the morning."])
    contact: ContactIn | None = None
    language: LanguageCode | None = None


class HandoffOut(BaseModel):
    reference: str = Field(examples=["H-7KQM-2XWD"])
    reason: HandoffReason
    text: str
    language: LanguageCode


class FeedbackIn(_In):
    answer_id: str = Field(max_length=64, pattern=r"^[\w-]+$", examples=["7d0f3a52-93c5-4b1c-8a43-5a6a0a5a3f10"])
    helpful: bool = Field(examples=[False])
    reason: str | None = Field(None, max_length=50, examples=["incomplete"])
    comment: str | None = Field(None, max_length=2000, examples=["Where do I find the form?"])


class FeedbackOut(BaseModel):
    id: str


def answer_out(record: AnswerRecord, assistant: Assistant) -> AnswerOut:
    message = record.message
    return AnswerOut.model_validate(
        {
            "message_id": message.id,
            "answer_id": record.id,
            "outcome": record.outcome,
            "status": record.status,
            "confidence": record.confidence,
            "language": message.language,
            "answer": message.text,
            "answer_html": to_html(message.text),
            "completeness": record.completeness,
            "citations": [citation_out(c, assistant, language=message.language) for c in record.citations],
            "choices": record.choices,
            "handoff_reason": record.handoff_reason,
            "reference": record.reference,
            "mode": record.mode,
            "duration_ms": record.duration_ms,
        }
    )


def plain_answer_out(answer: Answer, assistant: Assistant) -> PlainAnswerOut:
    return PlainAnswerOut(
        outcome=answer.outcome,
        status=answer.status,
        confidence=answer.confidence,
        language=answer.language,
        answer=answer.text,
        answer_html=to_html(answer.text),
        completeness=answer.completeness,
        citations=[citation_out(citation, assistant, language=answer.language) for citation in answer.citations],
        choices=[ChoiceOut(kind=choice.kind, label=choice.label, text=choice.text) for choice in answer.choices],
        handoff_reason=answer.handoff_reason,
        mode=answer.mode,
        duration_ms=answer.duration_ms,
    )


def citation_out(citation: CitationRecord | Citation, assistant: Assistant, *, language: str) -> CitationOut:
    department = assistant.catalogue.find_department(citation.department)
    return CitationOut(
        article_id=citation.article_id,
        title=citation.title,
        url=citation.url,
        department=citation.department,
        department_name=department.name(language) if department else citation.department,
        last_reviewed=citation.last_reviewed,
        effective_from=citation.effective_from,
        version=citation.version,
    )


def card_out(citation: CitationRecord | Citation, assistant: Assistant, *, language: str, text: str = "") -> CardOut:
    shown = citation_out(citation, assistant, language=language)
    return CardOut.model_validate({**shown.model_dump(), "language": language, "text_html": to_html(text)})


def message_out(message: Message, assistant: Assistant) -> MessageOut:
    """A citizen's words stay text: only what the service itself wrote is rendered as Markdown."""
    html = to_html(message.text) if message.role == "assistant" else ""
    return MessageOut.model_validate(
        {
            "id": message.id,
            "sequence": message.sequence,
            "role": message.role,
            "text": message.text,
            "text_html": html,
            "language": message.language,
            "created_at": message.created_at,
            "answer": answer_out(message.answer, assistant) if message.role == "assistant" and message.answer else None,
            "author": author_out(message, assistant) if message.role == "agent" else None,
        }
    )


def author_out(message: Message, assistant: Assistant) -> AuthorOut:
    name = assistant.catalogue.department_name(message.author_department, message.language)
    return AuthorOut(name=message.author_name or "", department_name=name)


def silent_out(question: Message) -> AnswerOut:
    """What comes of a message while an agent has the conversation: no answer of the assistant."""
    return AnswerOut.model_validate(
        {
            "message_id": question.id,
            "answer_id": None,
            "outcome": Outcome.HANDOFF,
            "status": Status.HANDOFF_WITH_AGENT,
            "confidence": 0.0,
            "language": question.language,
            "answer": "",
            "answer_html": "",
            "completeness": Completeness.NONE,
            "citations": [],
            "choices": [],
            "handoff_reason": None,
            "reference": None,
            "mode": "agent",
            "duration_ms": 0.0,
        }
    )
