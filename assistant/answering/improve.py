"""What may a language model make of the answer that rules gave?  Never anything worse: whatever fails, theirs stands.

    rephrase   what is asked, standing alone, where the rules found no sure answer or earlier turns matter
    search     again, with that
    write      an answer in simple words, from the passages that were found and nothing else
    ground     does every sentence say what its sources say?
    repair     once, told what was wrong; then the approved text word for word, or a person

All of it together has `PATIENCE_SECONDS`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.answer import Answer, Outcome, Status, StepTrace
from assistant.answering.draft import Draft
from assistant.answering.grounding.finding import find_problems
from assistant.answering.pipeline import First, answer_first
from assistant.answering.protect import tell_what_is_hidden
from assistant.answering.rephrase import rephrase
from assistant.answering.write import list_sources, show_written, write
from assistant.answering.written import Problem, Source, WrittenAnswer
from assistant.language_models.chosen import ModelStep

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 6.0
"""Of the citizen, who has the approved card already; the model's own limits are longer."""
_UNSURE = frozenset(
    {Status.CLARIFY_NEIGHBOURS, Status.CLARIFY_UNCLEAR, Status.HANDOFF_LOW_CONFIDENCE, Status.HANDOFF_MISSING_KNOWLEDGE}
)


class Deadline:
    """How much of the citizen's patience is left."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._until - time.monotonic())


def may_improve(first: First) -> bool:
    """True where a model is set that could help, and the answer is not one that is always a fixed text."""
    models, answer = first.draft.tools.models, first.answer
    if answer.outcome is Outcome.ANSWERED:
        return models.find(ModelStep.COMPOSE) is not None
    return answer.status in _UNSURE and models.find(ModelStep.UNDERSTAND) is not None


def improve(first: First) -> Answer:
    """The checked words of a model, else the first answer; its trace tells which and why.  Never raises."""
    if not may_improve(first):
        return first.answer
    started, draft = time.perf_counter(), first.draft
    draft.calls.clear()
    trace: list[StepTrace] = []
    try:
        answer = _improve(first, Deadline(PATIENCE_SECONDS), trace)
    except Exception as error:  # A model may only help: what breaks here leaves the citizen the first answer.
        logger.exception("the model's part failed")
        trace.append(StepTrace("model", 0.0, {"failed": f"{type(error).__name__}: {error}"[:200]}))
        answer = first.answer
    took = (time.perf_counter() - started) * 1000
    return replace(
        answer,
        model_calls=tuple(draft.calls),
        trace=(*answer.trace, *trace),
        duration_ms=round(first.answer.duration_ms + took, 3),
    )


def _improve(first: First, deadline: Deadline, trace: list[StepTrace]) -> Answer:
    first = _ask_again(first, deadline, trace)
    if first.answer.outcome is not Outcome.ANSWERED or first.draft.tools.models.find(ModelStep.COMPOSE) is None:
        return first.answer
    sources = list_sources(first.draft)
    written, problems = _write(first.draft, sources, deadline, trace, ())
    if problems and deadline.seconds_left > 0:
        written, problems = _write(first.draft, sources, deadline, trace, problems)
    if written is None or problems:
        return first.answer
    return tell_what_is_hidden(first.draft, show_written(first.draft, written, sources))


def _ask_again(first: First, deadline: Deadline, trace: list[StepTrace]) -> First:
    """The answer to the question as a model read it, where that is a better one."""
    draft, started = first.draft, time.perf_counter()
    draft.notes = {}
    question = rephrase(first, deadline)
    again = first
    if question is not None:
        (found,) = answer_first([question], replace(draft.tools))
        found.draft.calls, found.draft.hidden = draft.calls, draft.hidden
        if found.answer.outcome is Outcome.ANSWERED:
            again = found
    if draft.notes:
        trace.append(StepTrace("rephrase", _milliseconds_since(started), dict(draft.notes)))
    return again


def _write(
    draft: Draft,
    sources: Sequence[Source],
    deadline: Deadline,
    trace: list[StepTrace],
    earlier: Sequence[Problem],
) -> tuple[WrittenAnswer | None, list[Problem]]:
    """What the model writes, told of the `earlier` problems, and what is wrong with it."""
    started, draft.notes = time.perf_counter(), {}
    written, problems = write(draft, sources, deadline, earlier)
    if written is not None:
        similarities = draft.tools.knowledge.similarities
        problems = [*problems, *find_problems(written, sources, question=draft.text, similarities=similarities)]
    told = [str(problem) for problem in problems]
    if draft.calls and told:
        draft.calls[-1] = replace(draft.calls[-1], problems=(*draft.calls[-1].problems, *told))
    step = "repair" if earlier else "write"
    trace.append(StepTrace(step, _milliseconds_since(started), {**draft.notes, "problems": told}))
    return written, problems


def _milliseconds_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)
