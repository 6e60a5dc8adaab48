"""How does an article read in another of the three languages?  Between the Chinese scripts by rule, else by a model."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assistant.answering.grounding.finding import Similarities
from assistant.answering.written import Problem, ProblemKind
from assistant.language_models.chosen import ChosenModel
from assistant.languages import clean, to_script
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.parity import compare_languages
from knowledge_base.proposals.asking import Asked, Form, ask_about, nothing_usable, require_model, require_short
from knowledge_base.proposals.checking import (
    distinct,
    find_instructions,
    find_new_facts,
    find_new_names,
    find_unsupported,
    find_wrong_language,
    find_wrong_length,
    name_language,
)
from knowledge_base.proposals.keeping import Kept
from knowledge_base.proposals.pieces import split_pieces
from knowledge_base.proposals.proposal import Proposal


class Translated(Form):
    question: str = Field(max_length=1_000)
    answer: str = Field(max_length=50_000)
    variants: list[Annotated[str, Field(max_length=1_000)]] = Field(max_length=50)


def translate(
    chosen: ChosenModel | None, text: ArticleText, *, source: str, target: str, similarities: Similarities | None = None
) -> Proposal:
    """`text` in `target`, with what differs; `similarities`, where given, compares sentences of two languages.

    Raises ModelUnavailable, InvalidInput for a text that is too long.
    """
    kept = Kept()
    given = ArticleText(
        kept.take_out(text.question), kept.take_out(text.answer), tuple(map(kept.take_out, text.variants))
    )
    if "en" not in (source, target):
        return Proposal(target, _put_back(kept, _convert(given, target)))
    require_short(text.question, text.answer, *text.variants)
    written, asked = _ask(require_model(chosen), given, source, target)
    calls = tuple(one.call for one in asked)
    if written is None:
        return Proposal(target, None, calls, (nothing_usable(calls[-1]),))
    made = _put_back(kept, written)
    content = ArticleContent("", "", {source: text, target: made})
    problems = distinct(
        [
            *(problem for one in asked for problem in one.problems),
            *_find_missing(text, made),
            *kept.find_problems([given.question, given.answer], [written.question, written.answer]),
            *_find_problems(text, made, target, similarities),
        ]
    )
    return Proposal(target, made, calls, problems, compare_languages(content))


def _ask(
    chosen: ChosenModel, given: ArticleText, source: str, target: str
) -> tuple[ArticleText | None, tuple[Asked, ...]]:
    """The whole text, piece by piece, or none."""
    question, variants = "", tuple[str, ...]()
    answers: list[str] = []
    asked: list[Asked] = []
    for place, piece in enumerate(split_pieces(given.answer)):
        is_first = place == 0
        parts = [("question", given.question if is_first else ""), ("answer", piece)]
        parts += [("variant", variant) for variant in given.variants if is_first]
        names = {"source": name_language(source), "target": name_language(target)}
        value, one = ask_about(chosen, "translate", parts, Translated, **names)
        asked.append(one)
        if value is None:
            return None, tuple(asked)
        if is_first:
            question, variants = clean(value.question), tuple(filter(None, map(clean, value.variants)))
        answers.append(clean(value.answer))
    return ArticleText(question, "\n\n".join(answers), variants), tuple(asked)


def _find_missing(given: ArticleText, made: ArticleText) -> list[Problem]:
    pairs = (("question", given.question, made.question), ("answer", given.answer, made.answer))
    missing = [Problem(ProblemKind.FORM, f"no {name}") for name, old, new in pairs if old.strip() and not new]
    if len(given.variants) != len(made.variants):
        missing.append(Problem(ProblemKind.LENGTH, f"variants: {len(given.variants)} → {len(made.variants)}"))
    return missing


def _find_problems(
    given: ArticleText, made: ArticleText, language: str, similarities: Similarities | None
) -> list[Problem]:
    before, after = ("\n".join([one.question, one.answer, *one.variants]) for one in (given, made))
    return [
        *find_wrong_language(after, language),
        *find_new_names(after, language, before, is_translation=True),
        *find_new_facts("\n".join(made.variants), before),
        *find_wrong_length(made.answer, given.answer),
        *find_wrong_length(made.question, given.question),
        *find_unsupported(after, before, similarities),
        *find_instructions(before),
    ]


def _convert(text: ArticleText, language: str) -> ArticleText:
    variants = tuple(to_script(variant, language) for variant in text.variants)
    return ArticleText(to_script(text.question, language), to_script(text.answer, language), variants)


def _put_back(kept: Kept, text: ArticleText) -> ArticleText:
    variants = tuple(map(kept.put_back, text.variants))
    return ArticleText(kept.put_back(text.question), kept.put_back(text.answer), variants)
