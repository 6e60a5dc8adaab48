"""How else may citizens ask what an article answers?  A model's wordings, each checked alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from assistant.answering.knowledge import Hit
from assistant.answering.written import Problem, ProblemKind
from assistant.language_models.asking import ModelCall
from assistant.language_models.chosen import ChosenModel
from assistant.languages import clean, fold
from assistant.privacy import mask
from knowledge_base.article import ArticleContent
from knowledge_base.gaps.deciding import with_variants
from knowledge_base.gaps.effect import Effect
from knowledge_base.proposals.asking import Asked, Form, ask_about, nothing_usable, require_model, require_short
from knowledge_base.proposals.checking import (
    distinct,
    find_instructions,
    find_new_facts,
    find_new_names,
    find_wrong_language,
    name_language,
)
from knowledge_base.proposals.keeping import Kept

MOST = 8
LONGEST_QUESTION = 200

FindOwners = Callable[[Sequence[str]], Sequence[Hit | None]]
"""Which article surely answers each wording now."""
TryEffect = Callable[[ArticleContent], Effect]
"""What would change hands if an article were live like this."""


class Variants(Form):
    variants: list[Annotated[str, Field(max_length=1_000)]] = Field(max_length=30)


@dataclass(frozen=True)
class Variant:
    """A way to ask; one with `problems` is not offered ready-chosen."""

    text: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class SuggestedVariants:
    language: str
    variants: tuple[Variant, ...]
    calls: tuple[ModelCall, ...]
    problems: tuple[Problem, ...]


def suggest_variants(
    chosen: ChosenModel | None,
    content: ArticleContent,
    *,
    language: str,
    questions: Sequence[str] = (),
    find_owners: FindOwners | None = None,
    try_effect: TryEffect | None = None,
) -> SuggestedVariants:
    """Further ways to ask `content` in `language`; `questions` are of citizens who asked the like.

    `content` has a text in `language`.  Raises ModelUnavailable, InvalidInput for a text that is too long.
    """
    text = content.text[language]
    require_short(text.question, text.answer)
    questions = [mask(question, language).text for question in questions]
    value, asked = _ask(require_model(chosen), content, language, questions)
    if value is None:
        return SuggestedVariants(language, (), (asked.call,), (nothing_usable(asked.call),))
    given = "\n".join([text.question, text.answer, *text.variants, *questions])
    known = {fold(one) for one in (text.question, *text.variants)}
    found = {fold(one): clean(one) for one in value.variants if clean(one)}
    variants = [Variant(one, _find_problems(one, language, given)) for key, one in found.items() if key not in known][
        :MOST
    ]
    if find_owners:
        variants = _find_owned(variants, content.id, find_owners)
    if try_effect:
        variants = _find_thefts(variants, content, language, try_effect)
    problems = distinct([*asked.problems, *find_instructions(given)])
    return SuggestedVariants(language, tuple(variants), (asked.call,), problems)


def _ask(
    chosen: ChosenModel, content: ArticleContent, language: str, questions: Sequence[str]
) -> tuple[Variants | None, Asked]:
    text, kept = content.text[language], Kept()
    parts = [("question", text.question), ("answer", text.answer)]
    parts += [("variant", variant) for variant in text.variants]
    parts += [("asked by citizens", question) for question in questions]
    hidden = [(name, kept.take_out(part)) for name, part in parts]
    filled = {"target": name_language(language), "most": str(MOST)}
    value, asked = ask_about(chosen, "variants", hidden, Variants, **filled)
    return (Variants(variants=[kept.put_back(one) for one in value.variants]) if value else None), asked


def _find_problems(text: str, language: str, given: str) -> tuple[Problem, ...]:
    problems = [
        *find_wrong_language(text, language, original=given),
        *find_new_names(text, language, given),
        *find_new_facts(text, given),
        *find_instructions(text),
    ]
    if len(text) > LONGEST_QUESTION or "\n" in text:
        problems.append(Problem(ProblemKind.LENGTH, f"{len(text)}"))
    return distinct(problems)


def _find_owned(variants: Sequence[Variant], article_id: str, find_owners: FindOwners) -> list[Variant]:
    """The variants, each told that another article surely answers it: of two, neither would be sure any more."""
    sound = [variant.text for variant in variants if not variant.problems]
    owners = dict(zip(sound, find_owners(sound) if sound else (), strict=True))
    return [_owned(variant, owners.get(variant.text), article_id) for variant in variants]


def _owned(variant: Variant, hit: Hit | None, article_id: str) -> Variant:
    if hit is None or hit.article_id == article_id:
        return variant
    return Variant(variant.text, (Problem(ProblemKind.SOURCE, f"answered by: {hit.title}"),))


def _find_thefts(
    variants: Sequence[Variant], content: ArticleContent, language: str, try_effect: TryEffect
) -> list[Variant]:
    """The variants, each with what it would take from other articles; all are tried together first."""
    sound = [variant.text for variant in variants if not variant.problems]
    if not sound or not try_effect(with_variants(content, language, sound)).steals:
        return list(variants)
    return [variant if variant.problems else _tried(variant, content, language, try_effect) for variant in variants]


def _tried(variant: Variant, content: ArticleContent, language: str, try_effect: TryEffect) -> Variant:
    steals = try_effect(with_variants(content, language, [variant.text])).steals
    stolen = [Problem(ProblemKind.SOURCE, f"steals: {won.question.text}") for won in steals[:3]]
    return Variant(variant.text, tuple(stolen))
