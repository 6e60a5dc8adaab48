"""How does a drafted reply read in simple words?  From the approved passages that the rules chose, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from assistant.answering.answer import Completeness
from assistant.answering.draft import Tools
from assistant.answering.grounding.finding import find_problems
from assistant.answering.introduced_names import hide_names
from assistant.answering.knowledge import Hit
from assistant.answering.written import Problem, Source, WrittenAnswer, WrittenSentence
from assistant.language_models.asking import ModelCall
from assistant.language_models.chosen import ModelStep
from assistant.suggestions.by_model.aimed import speaks_to_machine
from assistant.suggestions.by_model.attempt import LANGUAGE_NAMES, PATIENCE_SECONDS, Failure, Task, ask_checked
from assistant.suggestions.composing import approved_words
from assistant.suggestions.suggestion import Sentence, Suggestion

MAX_SENTENCES = 30


class DraftedSentence(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=2000)
    sources: list[int] = Field(min_length=1, max_length=10)


class DraftedReply(BaseModel):
    """What a model may say of a draft: its sentences, each with the numbers of its passages."""

    model_config = ConfigDict(extra="forbid")

    sentences: list[DraftedSentence] = Field(min_length=1, max_length=MAX_SENTENCES)


@dataclass(frozen=True)
class Phrased:
    """A draft in simple words; without a `failure` it has passed every check."""

    text: str = ""
    sentences: tuple[Sentence, ...] = ()
    failure: Failure | None = None
    problems: tuple[Problem, ...] = ()
    calls: tuple[ModelCall, ...] = ()


def phrase(suggestion: Suggestion, tools: Tools, *, seconds: float = PATIENCE_SECONDS) -> Phrased:
    """The draft of `suggestion` in a model's words, or why not.  Never raises for what the model does."""
    chosen = tools.models.find(ModelStep.AGENT)
    if chosen is None:
        return Phrased(failure=Failure.NO_MODEL)
    if tools.switches().suggestions_off:
        return Phrased(failure=Failure.SWITCHED_OFF)
    if suggestion.quiet is not None or not suggestion.used:
        return Phrased(failure=Failure.NOTHING_TO_PHRASE)
    if speaks_to_machine(suggestion.asked):
        return Phrased(failure=Failure.WITHHELD)
    sources = _list_sources(suggestion.used, suggestion.language)
    similarities = tools.knowledge.similarities

    def check(reply: DraftedReply) -> list[Problem]:
        written = _written(reply, suggestion)
        return find_problems(written, sources, question=suggestion.asked, similarities=similarities)

    task = Task(
        "agent_draft", DraftedReply, _show(suggestion, sources), {"language": LANGUAGE_NAMES[suggestion.language]}
    )
    attempt = ask_checked(chosen, task, check, seconds=seconds)
    if attempt.value is None:
        return Phrased(failure=attempt.failure, problems=attempt.problems, calls=attempt.calls)
    written = _written(attempt.value, suggestion)
    sentences = tuple(Sentence(one.text, one.sources) for one in written.sentences)
    return Phrased(written.text, sentences, calls=attempt.calls)


def _show(suggestion: Suggestion, sources: Sequence[Source]) -> list[tuple[str, str]]:
    passages = [(f"Passage {one.number}", f"{one.hit.title}\n{one.text}") for one in sources]
    return [("Question of the citizen", hide_names(suggestion.asked)), *passages]


def _list_sources(used: Sequence[Hit], language: str) -> list[Source]:
    return [Source(number, hit, approved_words(hit, language)) for number, hit in enumerate(used, start=1)]


def _written(reply: DraftedReply, suggestion: Suggestion) -> WrittenAnswer:
    sentences = tuple(WrittenSentence(one.text, tuple(sorted(set(one.sources)))) for one in reply.sentences)
    completeness = Completeness.PARTIAL if suggestion.unanswered else Completeness.FULL
    return WrittenAnswer(suggestion.language, sentences, completeness, suggestion.unanswered)
