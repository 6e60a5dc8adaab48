"""What does a curator make of a group: a draft, variants of an article that is there, or nothing?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.answering.knowledge import Hit
from assistant.audit import record_event
from assistant.database import utc_now
from assistant.errors import InvalidInput, TransitionNotAllowed
from assistant.languages import clean, fold
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.editing import save_version
from knowledge_base.gaps.drafting import texts_of_questions, texts_of_replies
from knowledge_base.gaps.models import GapGroup, GapKind, GapState
from knowledge_base.gaps.register import find_group, list_items
from knowledge_base.models import Article, ArticleVersion, Origin, content_of
from knowledge_base.proposals.model_help import ModelHelp
from knowledge_base.versions import lock_versions


def draft_article(
    session: Session,
    group_id: int,
    *,
    actor: Actor,
    department: str,
    category: str = "",
    nearest: Mapping[str, Hit] | None = None,
    worded: Mapping[str, ArticleText] | None = None,
    model_help: Sequence[ModelHelp] = (),
) -> ArticleVersion:
    """A new draft that asks what the group asks, with material for its answer: `nearest`, by language, and replies.

    `worded` are questions and answers that somebody has taken already, by language.
    Raises GapNotFound, TransitionNotAllowed when something was made of the group before.
    """
    actor.require(Permission.KNOWLEDGE_EDIT, department)
    group = find_group(session, group_id, GapKind.QUESTION, actor=actor, for_update=True)
    texts = texts_of_questions(session, group.title, list_items(session, group.id), nearest or {})
    for language, text in (worded or {}).items():
        asked = texts.get(language, text)
        texts[language] = replace(text, variants=_further((asked.question, *asked.variants), text.question))
    content = _new_content(session, group, texts, department, category)
    version = _save(session, group, content, Origin.GAP, actor, base=0, model_help=model_help)
    record_event(session, actor, action="gap.draft", subject=f"gap:{group.id}", article=version.article_id)
    return version


def draft_from_replies(
    session: Session, group_id: int, *, actor: Actor, department: str, category: str = ""
) -> ArticleVersion:
    """A new draft that says what agents wrote again and again.  Raises GapNotFound, TransitionNotAllowed."""
    actor.require(Permission.KNOWLEDGE_EDIT, department)
    group = find_group(session, group_id, GapKind.REPLY, actor=actor, for_update=True)
    texts = texts_of_replies(group.title, list_items(session, group.id))
    content = _new_content(session, group, texts, department, category)
    version = _save(session, group, content, Origin.REPLIES, actor, base=0)
    record_event(session, actor, action="reply_group.draft", subject=f"gap:{group.id}", article=version.article_id)
    return version


def add_variants(
    session: Session,
    group_id: int,
    article_id: str,
    *,
    actor: Actor,
    language: str,
    variants: Sequence[str],
    model_help: Sequence[ModelHelp] = (),
) -> ArticleVersion:
    """A new draft version of an article that also asks what the group asks.

    Raises GapNotFound, ArticleNotFound, InvalidInput for an article without this language and for nothing new.
    """
    actor.require(Permission.KNOWLEDGE_EDIT)
    group = find_group(session, group_id, GapKind.QUESTION, actor=actor, for_update=True)
    newest = lock_versions(session, article_id)[0]
    actor.require(Permission.KNOWLEDGE_EDIT, newest.department)
    content = with_variants(content_of(newest), language, variants)
    version = _save(session, group, content, Origin.GAP, actor, base=newest.number, model_help=model_help)
    record_event(session, actor, action="gap.variants", subject=f"gap:{group.id}", article=article_id)
    return version


def dismiss(session: Session, group_id: int, kind: GapKind, *, actor: Actor, reason: str) -> GapGroup:
    """Nothing is to be written about this; it stays so for whatever joins the group.

    Raises GapNotFound, InvalidInput without a reason.
    """
    actor.require(Permission.KNOWLEDGE_EDIT)
    group = find_group(session, group_id, kind, actor=actor, for_update=True)
    actor.require(Permission.KNOWLEDGE_EDIT, group.department)
    if not reason.strip():
        raise InvalidInput("say why nothing is to be written", field="reason")
    group.state, group.decision = GapState.DISMISSED.value, reason.strip()
    group.decided_by, group.decided_at = actor.name, utc_now()
    record_event(session, actor, action="gap.dismiss", subject=f"gap:{group.id}", kind=kind.value)
    return group


def with_variants(content: ArticleContent, language: str, variants: Sequence[str]) -> ArticleContent:
    """`content` that is also asked so in `language`.

    Raises InvalidInput where it has no text in it, or nothing is new.
    """
    text = content.text.get(language)
    if text is None:
        raise InvalidInput(f"{content.id} has no text in {language} yet", field="language")
    known = {fold(one) for one in (text.question, *text.variants)}
    new = {fold(one): clean(one) for one in variants if clean(one) and fold(one) not in known}
    if not new:
        raise InvalidInput("the article is asked so already", field="variants")
    worded = ArticleText(text.question, text.answer, (*text.variants, *new.values()))
    return replace(content, text={**content.text, language: worded})


def _new_content(
    session: Session, group: GapGroup, texts: dict[str, ArticleText], department: str, category: str
) -> ArticleContent:
    if group.article_id is not None:
        raise TransitionNotAllowed(f"this has become {group.article_id}; give that article another version")
    article_id, number = f"gap-{group.id}", 1
    while session.scalar(select(Article.id).where(Article.id == article_id)):  # Numbers may come again after a restore.
        number += 1
        article_id = f"gap-{group.id}-{number}"
    return ArticleContent(article_id, department, texts, category=category)


def _further(asked: Sequence[str], question: str) -> tuple[str, ...]:
    return tuple(one for one in asked if fold(one) != fold(question))


def _save(
    session: Session,
    group: GapGroup,
    content: ArticleContent,
    origin: Origin,
    actor: Actor,
    *,
    base: int,
    model_help: Sequence[ModelHelp] = (),
) -> ArticleVersion:
    version = save_version(
        session, content, actor=actor, base=base, origin=origin, origin_ref=f"gap:{group.id}", model_help=model_help
    )
    if version is None:
        raise TransitionNotAllowed(f"{content.id} says exactly this already")
    group.state, group.article_id, group.article_version = GapState.OPEN.value, version.article_id, version.number
    group.live_at, group.decision = None, None
    group.decided_by, group.decided_at = actor.name, utc_now()
    return version
