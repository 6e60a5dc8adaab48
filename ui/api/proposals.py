"""What does a language model propose to editors?  Words for a person to take; none of these routes saves anything.

A model may take its time: these routes wait beside the requests' threads, so that nobody stands behind them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends

from assistant.accounts.permissions import Actor, Permission
from assistant.answering.grounding.finding import Similarities
from assistant.answering.knowledge import Hit
from assistant.errors import InvalidInput
from assistant.language_models.chosen import ChosenModel, ModelStep
from knowledge_base.article import ArticleContent
from knowledge_base.gaps.drafting import replies_to
from knowledge_base.gaps.effect import AskedQuestion, Effect, find_answering, list_asked, measure_effect
from knowledge_base.gaps.models import GapKind
from knowledge_base.gaps.register import find_group, list_items
from knowledge_base.proposals.candidates import draft_candidate
from knowledge_base.proposals.simplifying import simplify
from knowledge_base.proposals.sources import list_sources
from knowledge_base.proposals.translating import translate
from knowledge_base.proposals.varying import suggest_variants
from knowledge_base.rehearsal import rehearse
from knowledge_base.trilingual_embedding import TrilingualEmbedding
from ui.api.gaps import GroupId, find_base
from ui.api.gaps_wire import text_of
from ui.api.proposals_wire import (
    CandidateIn,
    CandidateOut,
    ProposalOut,
    SimplifiedOut,
    SimplifyIn,
    SuggestedVariantsOut,
    SuggestVariantsIn,
    TranslateIn,
    candidate_out,
    proposal_out,
    simplified_out,
    variants_out,
)
from ui.dependencies import TheModelWaits, TheService
from ui.problems import PROBLEM_RESPONSES
from ui.service import Service
from ui.staff_access import Requires

EFFECT_DAYS = 30
router = APIRouter(prefix="/api/v1/knowledge", tags=["knowledge"], responses=PROBLEM_RESPONSES)

Editor = Annotated[Actor, Depends(Requires(Permission.KNOWLEDGE_EDIT))]


@router.post("/proposals/translation")
async def propose_translation(
    body: TranslateIn, actor: Editor, service: TheService, waits: TheModelWaits
) -> ProposalOut:
    """Translate a text in the editor: between the Chinese scripts by rule, with English by a model.

    503 where no model is set.  Facts, links, names and the language are checked; a person decides.
    """
    return await waits.help_staff(partial(_translate, body, actor, service))


@router.post("/proposals/plain-language")
async def propose_simpler_words(
    body: SimplifyIn, actor: Editor, service: TheService, waits: TheModelWaits
) -> SimplifiedOut:
    """Put an answer in the editor into simpler words, with the hints of before and after.

    503 where no model is set.
    """
    return await waits.help_staff(partial(_simplify, body, actor, service))


@router.post("/proposals/variants")
async def propose_variants(
    body: SuggestVariantsIn, actor: Editor, service: TheService, waits: TheModelWaits
) -> SuggestedVariantsOut:
    """Suggest further ways to ask an article, each with what it would take from others.  503 where no model is set."""
    return await waits.help_staff(partial(_suggest_variants, body, actor, service))


@router.post("/gaps/{group_id}/candidate")
async def propose_article(
    group_id: GroupId, body: CandidateIn, actor: Editor, service: TheService, waits: TheModelWaits
) -> CandidateOut:
    """Draft an article for a group of questions out of approved articles and sent replies alone.

    What no source holds is left out and named.  503 where no model is set.
    """
    return await waits.help_staff(partial(_draft_candidate, group_id, body, actor, service))


def _translate(body: TranslateIn, actor: Actor, service: Service) -> ProposalOut:
    actor.require(Permission.KNOWLEDGE_EDIT, body.department)
    if body.from_ == body.to:
        raise InvalidInput("this is the language that it is in", field="to")
    if not (body.text.question.strip() or body.text.answer.strip()):
        raise InvalidInput("there is nothing to translate", field="text")
    proposal = translate(
        _model(service), text_of(body.text), source=body.from_, target=body.to, similarities=_similarities(service)
    )
    return proposal_out(proposal)


def _simplify(body: SimplifyIn, actor: Actor, service: Service) -> SimplifiedOut:
    actor.require(Permission.KNOWLEDGE_EDIT, body.department)
    if not body.text.answer.strip():
        raise InvalidInput("there is no answer", field="text.answer")
    simplified = simplify(
        _model(service), text_of(body.text), language=body.language, similarities=_similarities(service)
    )
    return simplified_out(simplified)


def _suggest_variants(body: SuggestVariantsIn, actor: Actor, service: Service) -> SuggestedVariantsOut:
    actor.require(Permission.KNOWLEDGE_EDIT, body.department)
    content = _content(body, actor, service)
    if body.language not in content.text:
        raise InvalidInput(f"there is no text in {body.language} yet", field="language")
    questions: list[str] = []
    with service.database.read() as session:
        if body.group_id is not None:
            group = find_group(session, body.group_id, GapKind.QUESTION, actor=actor)
            questions = [item.text for item in list_items(session, group.id) if item.language == body.language][:12]
        asked = list_asked(session, days=EFFECT_DAYS)

    def try_effect(changed: ArticleContent) -> Effect:
        rehearsed = rehearse(service.database, service.knowledge, [changed])
        return measure_effect(changed.id, asked, live=service.knowledge, rehearsed=rehearsed)

    def find_owners(wordings: Sequence[str]) -> list[Hit | None]:
        return find_answering(service.knowledge, [AskedQuestion(wording, body.language) for wording in wordings])

    suggested = suggest_variants(
        _model(service),
        content,
        language=body.language,
        questions=questions,
        find_owners=find_owners,
        try_effect=try_effect,
    )
    return variants_out(suggested)


def _content(body: SuggestVariantsIn, actor: Actor, service: Service) -> ArticleContent:
    if not body.text:
        return find_base(service, body.article_id or "", actor)
    texts = {str(language): text_of(wording) for language, wording in body.text.items()}
    return ArticleContent(body.article_id or "an-article-that-is-new", body.department, texts)


def _draft_candidate(group_id: int, body: CandidateIn, actor: Actor, service: Service) -> CandidateOut:
    actor.require(Permission.KNOWLEDGE_EDIT, body.department)
    with service.database.read() as session:
        group = find_group(session, group_id, GapKind.QUESTION, actor=actor)
        language, title, items = body.language or group.language, group.title, list_items(session, group.id)
        replies = replies_to(session, items)
    mine = [item.text for item in items if item.language == language]
    questions = list(dict.fromkeys([title, *mine, *(item.text for item in items)]))
    said = [*replies.get(language, ()), *(text for other in replies if other != language for text in replies[other])]
    sources = list_sources(service.knowledge, questions[:4], said, language=language)
    candidate = draft_candidate(
        _model(service), questions, sources, language=language, similarities=_similarities(service)
    )
    return candidate_out(candidate)


def _model(service: Service) -> ChosenModel | None:
    return service.models.find(ModelStep.CURATOR)


def _similarities(service: Service) -> Similarities | None:
    """Of the model whose cosines the checks know; others tell nothing across languages."""
    knowledge = service.knowledge
    return knowledge.similarities if isinstance(knowledge.embedding, TrilingualEmbedding) else None
