"""How do a model's proposals look on the wire, and what is sent to have them made?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.answering.written import Problem, ProblemKind, Source
from assistant.language_models.asking import ModelCall
from knowledge_base.article import ArticleText
from knowledge_base.proposals.candidates import Candidate
from knowledge_base.proposals.proposal import Proposal
from knowledge_base.proposals.simplifying import Simplified
from knowledge_base.proposals.varying import SuggestedVariants
from ui.api.curation_bodies import WordingIn
from ui.api.curation_wire import WordingOut
from ui.api.knowledge_checks import DifferenceOut, HintOut
from ui.api.wire import LanguageCode
from ui.dependencies import PLAIN_LINE

_WORDING = {"question": "What is the toll?", "answer": "The toll is $5.", "variants": ["How much is it?"]}


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TranslateIn(_In):
    """The text as it stands in the editor; nothing needs to be saved."""

    department: str = Field(max_length=100, description="Whose article it is.", examples=["TD"])
    from_: LanguageCode = Field(alias="from", examples=["en"])
    to: LanguageCode = Field(examples=["zh-Hant"])
    text: WordingIn = Field(examples=[_WORDING])


class SimplifyIn(_In):
    department: str = Field(max_length=100, examples=["TD"])
    language: LanguageCode = Field(examples=["en"])
    text: WordingIn = Field(examples=[_WORDING])


class SuggestVariantsIn(_In):
    """An article as it stands in the editor, or, without `text`, as it is live."""

    department: str = Field(max_length=100, examples=["TD"])
    article_id: str | None = Field(None, max_length=200, pattern=PLAIN_LINE, examples=["td-renew-driving-licence"])
    language: LanguageCode = Field(examples=["en"])
    text: dict[LanguageCode, WordingIn] = Field(default_factory=dict, examples=[{"en": _WORDING}])
    group_id: int | None = Field(None, ge=1, le=2**31 - 1, description="Open questions to learn from.", examples=[None])


class CandidateIn(_In):
    department: str = Field(max_length=100, examples=["TD"])
    language: LanguageCode | None = Field(None, description="By default that of the group's title.", examples=["en"])


class ProblemOut(BaseModel):
    kind: ProblemKind
    detail: str = Field(description="Plain text, with words of the proposal.")


class ModelCallOut(BaseModel):
    model: str
    prompt: str
    problems: list[str] = Field(description="Why what came back was not used; empty where it was.")
    duration_ms: float


class ProposalOut(BaseModel):
    """For a person to take, change or leave.  Nothing is saved."""

    language: str
    by: Literal["model", "rules"]
    text: WordingOut | None = Field(description="Null where nothing came that can be used.")
    problems: list[ProblemOut] = Field(description="What the checks found; empty where they found nothing.")
    differences: list[DifferenceOut] = Field(description="Facts that it states otherwise.")
    calls: list[ModelCallOut]


class SimplifiedOut(ProposalOut):
    hints_before: list[HintOut]
    hints_after: list[HintOut]


class VariantOut(BaseModel):
    text: str = Field(description="Plain text.")
    problems: list[ProblemOut]


class SuggestedVariantsOut(BaseModel):
    language: str
    variants: list[VariantOut]
    problems: list[ProblemOut]
    calls: list[ModelCallOut]


class SourceOut(BaseModel):
    number: int
    article_id: str | None = Field(description="Null for a reply of an agent.")
    title: str
    language: str
    text: str = Field(description="Plain text, or Markdown as it is approved.")


class SentenceOut(BaseModel):
    text: str = Field(description="Plain text.")
    sources: list[int]
    problems: list[ProblemOut] = Field(description="Where there are any, the sentence is left out of the article.")


class CandidateOut(BaseModel):
    """A draft out of approved text alone, for a person to take as a draft.  Nothing is saved."""

    language: str
    text: WordingOut | None
    sentences: list[SentenceOut]
    to_be_written: list[str]
    sources: list[SourceOut]
    problems: list[ProblemOut]
    calls: list[ModelCallOut]


def proposal_out(proposal: Proposal) -> ProposalOut:
    return ProposalOut.model_validate(_proposed(proposal))


def simplified_out(simplified: Simplified) -> SimplifiedOut:
    hints = {
        "hints_before": [asdict(hint) for hint in simplified.before],
        "hints_after": [asdict(hint) for hint in simplified.after],
    }
    return SimplifiedOut.model_validate({**_proposed(simplified.proposal), **hints})


def variants_out(suggested: SuggestedVariants) -> SuggestedVariantsOut:
    return SuggestedVariantsOut(
        language=suggested.language,
        variants=[VariantOut(text=one.text, problems=_problems(one.problems)) for one in suggested.variants],
        problems=_problems(suggested.problems),
        calls=_calls(suggested.calls),
    )


def candidate_out(candidate: Candidate) -> CandidateOut:
    return CandidateOut(
        language=candidate.language,
        text=_wording(candidate.text),
        sentences=[
            SentenceOut(text=one.text, sources=list(one.sources), problems=_problems(one.problems))
            for one in candidate.sentences
        ],
        to_be_written=list(candidate.to_be_written),
        sources=[_source(source) for source in candidate.sources],
        problems=_problems(candidate.problems),
        calls=_calls(candidate.calls),
    )


def _proposed(proposal: Proposal) -> dict[str, object]:
    return {
        "language": proposal.language,
        "by": "model" if proposal.calls else "rules",
        "text": _wording(proposal.text),
        "problems": _problems(proposal.problems),
        "differences": [asdict(difference) for difference in proposal.differences],
        "calls": _calls(proposal.calls),
    }


def _wording(text: ArticleText | None) -> WordingOut | None:
    return WordingOut(question=text.question, answer=text.answer, variants=list(text.variants)) if text else None


def _problems(problems: Iterable[Problem]) -> list[ProblemOut]:
    return [ProblemOut(kind=problem.kind, detail=problem.detail) for problem in problems]


def _calls(calls: Iterable[ModelCall]) -> list[ModelCallOut]:
    return [
        ModelCallOut(model=call.model, prompt=call.prompt, problems=list(call.problems), duration_ms=call.duration_ms)
        for call in calls
    ]


def _source(source: Source) -> SourceOut:
    return SourceOut(
        number=source.number,
        article_id=source.hit.article_id or None,
        title=source.hit.title,
        language=source.language,
        text=source.text,
    )
