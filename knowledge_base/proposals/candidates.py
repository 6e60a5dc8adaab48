"""What would an article say that a group of questions asks for, out of approved text alone?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from assistant.answering.answer import Completeness
from assistant.answering.grounding.finding import Similarities, find_problems
from assistant.answering.written import Problem, ProblemKind, Source, WrittenAnswer, WrittenSentence, join_sentences
from assistant.language_models.asking import ModelCall
from assistant.language_models.chosen import ChosenModel
from assistant.languages import clean
from assistant.privacy import mask
from knowledge_base.article import ArticleText
from knowledge_base.gaps.skeleton import name_unwritten
from knowledge_base.proposals.asking import Asked, Form, ask_about, nothing_usable, require_model
from knowledge_base.proposals.checking import (
    distinct,
    find_instructions,
    find_new_facts,
    find_new_names,
    find_wrong_language,
    name_language,
)

MOST_QUESTIONS = 12


class CandidateSentence(Form):
    text: str = Field(max_length=1_000)
    sources: list[int] = Field(max_length=12)


class CandidateArticle(Form):
    question: str = Field(max_length=500)
    sentences: list[CandidateSentence] = Field(max_length=40)
    to_be_written: list[Annotated[str, Field(max_length=300)]] = Field(max_length=12)


@dataclass(frozen=True)
class CheckedSentence:
    """One with `problems` is left out of the article, and told."""

    text: str
    sources: tuple[int, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Candidate:
    """`text` is the article as far as its sentences held; a line in it bars it from review while parts are missing."""

    language: str
    text: ArticleText | None
    sentences: tuple[CheckedSentence, ...]
    to_be_written: tuple[str, ...]
    sources: tuple[Source, ...]
    calls: tuple[ModelCall, ...]
    problems: tuple[Problem, ...]


def draft_candidate(
    chosen: ChosenModel | None,
    questions: Sequence[str],
    sources: Sequence[Source],
    *,
    language: str,
    similarities: Similarities | None = None,
) -> Candidate:
    """An article in `language` for the `questions`, the most central first.  Raises ModelUnavailable."""
    questions = [mask(question, language).text for question in questions[:MOST_QUESTIONS]]
    value, asked = _ask(require_model(chosen), questions, sources, language)
    if value is None:
        return Candidate(language, None, (), (), tuple(sources), (asked.call,), (nothing_usable(asked.call),))
    sentences, whole = _check(value.sentences, sources, questions[0], language, similarities)
    question, asking = _question(value.question, questions, language)
    given = "\n".join([*questions, *(source.text for source in sources)])
    missing = tuple(part for part in map(clean, value.to_be_written) if part and _is_plain(part, language, given))
    kept = [one.text for one in sentences if not one.problems]
    answer = join_sentences(kept)
    if value.to_be_written or len(kept) < len(sentences) or not kept:
        # What did not hold is not quoted: an editor finds it beside the draft, with the reason.
        answer = "\n\n".join(filter(None, [answer, name_unwritten(language, missing)]))
    problems = distinct([*asked.problems, *asking, *whole, *find_instructions(given)])
    text = ArticleText(question, answer)
    return Candidate(language, text, sentences, missing, tuple(sources), (asked.call,), problems)


def _ask(
    chosen: ChosenModel, questions: Sequence[str], sources: Sequence[Source], language: str
) -> tuple[CandidateArticle | None, Asked]:
    parts = [("asked by citizens", question) for question in questions]
    for source in sources:
        kind = f"article “{source.hit.title}”" if source.hit.article_id else "reply of an agent"
        # A title is data as much as the text below it.
        parts.append((f"passage {source.number} ({source.language})", f"{kind}\n{source.text}"))
    return ask_about(chosen, "candidate", parts, CandidateArticle, target=name_language(language))


def _check(
    sentences: Sequence[CandidateSentence],
    sources: Sequence[Source],
    question: str,
    language: str,
    similarities: Similarities | None,
) -> tuple[tuple[CheckedSentence, ...], list[Problem]]:
    """Each sentence with what is wrong with it, and what is wrong with all of them together."""
    given = [one for one in sentences if clean(one.text)]
    written = tuple(WrittenSentence(clean(one.text), tuple(one.sources)) for one in given)
    answer = WrittenAnswer(language, written, Completeness.PARTIAL)
    found = find_problems(answer, sources, question=question, similarities=similarities) if written else []
    checked = []
    for place, sentence in enumerate(written):
        own = [problem for problem in found if problem.sentence == place]
        problems = distinct([*own, *find_instructions(sentence.text)])
        checked.append(CheckedSentence(sentence.text, sentence.sources, problems))
    # How long an answer to a citizen may be is no matter of an article.
    return tuple(checked), [p for p in found if p.sentence is None and p.kind is not ProblemKind.LENGTH]


def _is_plain(part: str, language: str, given: str) -> bool:
    """True for a few words that name nothing new: they stand in the draft."""
    problems = [*find_new_names(part, language, given), *find_wrong_language(part, language, original=given)]
    return not problems and not find_new_facts(part, given) and not find_instructions(part)


def _question(text: str, questions: Sequence[str], language: str) -> tuple[str, list[Problem]]:
    """The model's question where it adds nothing, else the citizens' own, and why."""
    said = clean(text)
    given = "\n".join(questions)
    problems = [
        *find_new_facts(said, given),
        *find_new_names(said, language, given),
        *find_wrong_language(said, language, original=given),
    ]
    if said and not problems:
        return said, []
    return questions[0], [Problem(ProblemKind.CHANGED, f"question: {said}"[:200])]
