"""How do groups of unanswered questions and of replies look on the wire?"""

from __future__ import annotations

import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from assistant.cases.catalogue import Catalogue
from knowledge_base.article import ArticleText
from knowledge_base.gaps.effect import Effect, Won
from knowledge_base.gaps.models import GapReason, GapState
from knowledge_base.gaps.nearest import Nearest
from knowledge_base.gaps.register import ListedGroup
from ui.api.curation_bodies import WordingIn
from ui.api.model_help_wire import MOST, ModelHelpIn
from ui.api.wire import LanguageCode

Variants = Annotated[
    list[Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]],
    Field(min_length=1, max_length=50),
]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GapExampleOut(BaseModel):
    language: str
    text: str = Field(description="In the citizen's words, personal data masked.")
    at: datetime.datetime
    conversation_id: str
    reason: GapReason | None


class NearestOut(BaseModel):
    article_id: str
    title: str
    score: float = Field(description="How likely it answers the group's title, from 0 to 1.")


class GapGroupOut(BaseModel):
    """Questions of one meaning that were not answered well."""

    id: int
    title: str = Field(description="The most central question.")
    language: str = Field(description="Of the title.")
    languages: dict[str, int]
    department: str | None
    department_name: str
    count: int
    reasons: dict[str, int]
    first_at: datetime.datetime
    last_at: datetime.datetime
    examples: list[GapExampleOut]
    nearest: NearestOut | None
    state: GapState
    article_id: str | None = Field(description="What was drafted from it, or given its variants.")
    article_version: int | None
    decided_by: str | None
    decision: str | None = Field(description="Why it was dismissed.")


class GapGroupsOut(BaseModel):
    groups: list[GapGroupOut]
    next: str | None = Field(description="Give it as `after` to read on; null at the end.")
    total_questions: int


class ReplyGroupOut(BaseModel):
    """Replies of one meaning, in agents' own words."""

    id: int
    count: int
    agents: int
    department: str | None
    department_name: str
    language: str
    languages: dict[str, int]
    reply: str = Field(description="The most central one, personal data masked.")
    questions: list[str]
    first_at: datetime.datetime
    last_at: datetime.datetime
    state: GapState
    article_id: str | None
    article_version: int | None


class ReplyGroupsOut(BaseModel):
    groups: list[ReplyGroupOut]
    next: str | None
    total_replies: int


class GapDraftIn(_In):
    department: str = Field(max_length=100, examples=["TD"])
    category: str = Field("", max_length=100, examples=["licence_permit_enquiry"])


class WordedDraftIn(GapDraftIn):
    text: dict[LanguageCode, WordingIn] = Field(
        default_factory=dict, description="Questions and answers that are taken already.", examples=[{}]
    )
    model_help: list[ModelHelpIn] = Field(default_factory=list, max_length=MOST, examples=[[]])


class GapVariantsIn(_In):
    article_id: str = Field(max_length=200, examples=["td-renew-driving-licence"])
    language: LanguageCode
    variants: Variants = Field(examples=[["How long does a new licence take?"]])
    model_help: list[ModelHelpIn] = Field(default_factory=list, max_length=MOST, examples=[[]])


class DismissIn(_In):
    reason: str = Field(max_length=500, examples=["Not a public service."])


class DraftedOut(BaseModel):
    article_id: str
    version: int


class EffectIn(_In):
    language: LanguageCode
    variants: Variants = Field(examples=[["How long does a new licence take?"]])


class WinOut(BaseModel):
    question: str
    language: str
    from_article_id: str | None = Field(description="What is found first now; null where that is the article itself.")


class StealOut(BaseModel):
    question: str
    language: str
    from_article_id: str
    from_title: str


class EffectOut(BaseModel):
    """What the article would answer with the variants, and what others answer now."""

    wins: list[WinOut]
    steals: list[StealOut]
    asked: int = Field(description="Questions tried.")


def gap_group_out(listed: ListedGroup, nearest: Nearest | None, catalogue: Catalogue, language: str) -> GapGroupOut:
    row = listed.row
    return GapGroupOut(
        id=row.id,
        title=row.title,
        language=row.language,
        languages=listed.languages,
        department=row.department,
        department_name=catalogue.department_name(row.department, language),
        count=listed.count,
        reasons=listed.reasons,
        first_at=listed.first_at,
        last_at=listed.last_at,
        examples=[
            GapExampleOut(
                language=item.language,
                text=item.text,
                at=item.at,
                conversation_id=item.conversation_id,
                reason=GapReason(item.reason) if item.reason else None,
            )
            for item in listed.examples
        ],
        nearest=nearest and NearestOut(article_id=nearest.hit.article_id, title=nearest.hit.title, score=nearest.score),
        state=GapState(row.state),
        article_id=row.article_id,
        article_version=row.article_version,
        decided_by=row.decided_by,
        decision=row.decision,
    )


def reply_group_out(listed: ListedGroup, catalogue: Catalogue, language: str) -> ReplyGroupOut:
    row = listed.row
    return ReplyGroupOut(
        id=row.id,
        count=listed.count,
        agents=listed.authors,
        department=row.department,
        department_name=catalogue.department_name(row.department, language),
        language=row.language,
        languages=listed.languages,
        reply=row.title,
        questions=list(dict.fromkeys(item.question for item in listed.examples)),
        first_at=listed.first_at,
        last_at=listed.last_at,
        state=GapState(row.state),
        article_id=row.article_id,
        article_version=row.article_version,
    )


def text_of(wording: WordingIn) -> ArticleText:
    return ArticleText(wording.question, wording.answer, tuple(wording.variants))


def effect_out(effect: Effect) -> EffectOut:
    return EffectOut(
        wins=[
            WinOut(
                question=won.question.text,
                language=won.question.language,
                from_article_id=won.before.article_id if won.before else None,
            )
            for won in effect.wins
        ],
        steals=[_steal_out(won) for won in effect.steals],
        asked=effect.asked,
    )


def _steal_out(won: Won) -> StealOut:
    from_article_id = won.before.article_id if won.before else won.question.right or ""
    return StealOut(
        question=won.question.text,
        language=won.question.language,
        from_article_id=from_article_id,
        from_title=won.before.title if won.before else from_article_id,
    )
