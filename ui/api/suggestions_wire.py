"""In which words do the suggestion routes speak?"""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assistant.assistant import Assistant
from assistant.suggestions.suggestion import ActionKind, Passage, Suggestion
from assistant.suggestions.suggestions import KeptSuggestion
from assistant.suggestions.verdicts import Verdict, Wording
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE

MAX_TEXT = 20_000


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class EarlierTurnIn(_In):
    role: Literal["citizen", "assistant", "agent"] = Field(examples=["citizen"])
    text: str = Field(max_length=10_000, examples=["I lost my identity card."])


class SuggestionIn(_In):
    """Either a conversation of this service, or a question that was asked elsewhere."""

    conversation_id: str | None = Field(None, max_length=64, pattern=r"^[\w-]+$", examples=[None])
    text: str | None = Field(None, max_length=MAX_TEXT, examples=["How do I renew my driving licence?"])
    language: LanguageCode | None = Field(
        None, description="Of the citizen, if the text does not tell.", examples=["en"]
    )
    history: list[EarlierTurnIn] = Field(
        default_factory=list, max_length=50, description="Earlier turns, oldest first.", examples=[[]]
    )
    department: str | None = Field(
        None, max_length=100, pattern=PLAIN_LINE, description="Whose matter it is.", examples=["TD"]
    )
    agent_language: LanguageCode = Field("en", description="In which the agent reads.", examples=["zh-Hant"])

    @model_validator(mode="after")
    def _one_of_two(self) -> SuggestionIn:
        if (self.conversation_id is None) == (self.text is None):
            raise ValueError("give either conversation_id or text")
        return self


class SentenceOut(BaseModel):
    text: str
    sources: list[int] = Field(description="Numbers of the sources that say it, from 1.", examples=[[1]])


class SourceOut(BaseModel):
    n: int = Field(examples=[1])
    article_id: str = Field(examples=["td-renew-driving-licence"])
    title: str
    url: str
    department_name: str
    last_reviewed: datetime.date
    audience: str = Field(examples=["public"])


class PassageOut(BaseModel):
    article_id: str
    title: str
    text: str
    language: LanguageCode
    department_name: str
    url: str
    score: float
    audience: str = Field(description="`internal` is for the agent and must not be quoted.", examples=["internal"])


class AlternativeOut(BaseModel):
    article_id: str
    title: str
    score: float


class OwnLanguageOut(BaseModel):
    language: LanguageCode
    title: str
    text: str


class SimilarOut(BaseModel):
    conversation_id: str
    question: str
    reply: str
    status: str


class NextActionOut(BaseModel):
    kind: ActionKind
    label: str
    detail: str


class SuggestionOut(BaseModel):
    """What an agent sees beside a conversation; nothing of it is sent by itself."""

    id: str
    is_quiet: bool
    why_quiet: str
    is_stale: bool = Field(description="The citizen wrote while it was made: ask again.")
    language: LanguageCode = Field(description="Of the citizen and of the draft.")
    draft: str = Field(description="Markdown, without greeting and closing.")
    sentences: list[SentenceOut]
    sources: list[SourceOut]
    unanswered: str = Field(description="The part of a two-part question that the draft leaves open.")
    passages: list[PassageOut]
    alternatives: list[AlternativeOut]
    own_language: OwnLanguageOut | None
    similar: list[SimilarOut]
    next_actions: list[NextActionOut]
    can_be_phrased: bool = Field(description="Whether a language model can be asked for the draft in simple words.")
    confidence: float = Field(ge=0, le=1)
    mode: str = Field(examples=["rules+hybrid"])
    duration_ms: float


class VerdictIn(_In):
    verdict: Verdict = Field(examples=["edited"])
    text: str | None = Field(
        None, max_length=MAX_TEXT, description="What was sent; needed for `edited`.", examples=["The fee is $900."]
    )
    reason: str | None = Field(None, max_length=50, pattern=PLAIN_LINE, examples=["wrong_topic"])
    wording: Wording = Field(Wording.APPROVED, description="Which draft it is about.", examples=["simple"])


class VerdictOut(BaseModel):
    """The verdict that counts; a draft that was sent as it was is `used`."""

    id: str
    verdict: Verdict
    edit_distance: int | None = Field(description="Characters added, removed or changed.")
    seconds: float = Field(description="From the draft to the verdict.")


class PhraseIn(_In):
    """A conversation's question is read again; that of another desk system has to be told again, as it was."""

    text: str | None = Field(None, max_length=MAX_TEXT, examples=[None])
    language: LanguageCode | None = Field(None, description="As it was asked with.", examples=[None])
    history: list[EarlierTurnIn] = Field(default_factory=list, max_length=50, examples=[[]])
    agent_language: LanguageCode = Field("en", description="In which the agent reads.", examples=["zh-Hant"])


def suggestion_out(kept: KeptSuggestion, assistant: Assistant) -> SuggestionOut:
    made = kept.suggestion
    return SuggestionOut.model_validate(
        {
            "id": kept.id,
            "is_quiet": made.quiet is not None,
            "why_quiet": made.why_quiet,
            "is_stale": made.is_stale,
            "language": made.language,
            "draft": made.draft,
            "sentences": [{"text": s.text, "sources": list(s.sources)} for s in made.sentences],
            "sources": sources_out(made, assistant),
            "unanswered": made.unanswered,
            "passages": [passage_out(passage, assistant) for passage in made.passages],
            "alternatives": [vars(alternative) for alternative in made.alternatives],
            "own_language": vars(made.own_language) if made.own_language else None,
            "similar": [vars(similar) for similar in made.similar],
            "next_actions": [vars(action) for action in made.next_actions],
            "can_be_phrased": made.quiet is None and assistant.model_help.is_there,
            "confidence": made.confidence,
            "mode": made.mode,
            "duration_ms": made.duration_ms,
        }
    )


def passage_out(passage: Passage, assistant: Assistant) -> PassageOut:
    department_name = department_named(passage.department, assistant, language=passage.language)
    fields = {name: value for name, value in vars(passage).items() if name != "department"}
    return PassageOut.model_validate({**fields, "department_name": department_name})


def department_named(code: str, assistant: Assistant, *, language: str) -> str:
    department = assistant.catalogue.find_department(code)
    return department.name(language) if department else code


def sources_out(made: Suggestion, assistant: Assistant) -> list[dict[str, object]]:
    return [
        {
            "n": number,
            "article_id": source.article_id,
            "title": source.title,
            "url": source.url,
            "department_name": department_named(source.department, assistant, language=made.language),
            "last_reviewed": source.last_reviewed,
            # A draft is made of public articles only.
            "audience": "public",
        }
        for number, source in enumerate(made.sources, start=1)
    ]
