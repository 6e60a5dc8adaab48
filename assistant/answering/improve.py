"""What may a language model make of the answer that rules gave?  Never anything worse: whatever fails, theirs stands.

    rephrase   what is asked, standing alone, where the rules found no sure answer or earlier turns matter
    search     again, with that
    write      an answer in simple words, from the passages that were found and nothing else; or what is kept of it
    ground     does every sentence say what its sources say, and is a value that was asked for among it?
    doubt      what does a second model say of that?  Only where one is set
    repair     once, told what was wrong; then the approved text word for word, or a person

All of it together has the tools' `patience_seconds`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace

from assistant.answering.answer import Answer, Outcome, Status, StepTrace
from assistant.answering.asked_values import find_left_out
from assistant.answering.deadline import Deadline
from assistant.answering.draft import Draft, Question
from assistant.answering.grounding.finding import find_problems
from assistant.answering.pipeline import First, answer_first
from assistant.answering.protect import tell_what_is_hidden
from assistant.answering.recall import keep, key_of
from assistant.answering.rephrase import rephrase
from assistant.answering.second_opinion import ask_second_opinion
from assistant.answering.show_written import show_written
from assistant.answering.sources import list_sources
from assistant.answering.write import write
from assistant.answering.written import Problem, Source, WrittenAnswer
from assistant.language_models.chosen import ModelStep

logger = logging.getLogger(__name__)

_UNSURE = frozenset(
    {Status.CLARIFY_NEIGHBOURS, Status.CLARIFY_UNCLEAR, Status.HANDOFF_LOW_CONFIDENCE, Status.HANDOFF_MISSING_KNOWLEDGE}
)


def may_improve(first: First) -> bool:
    """True where a model is set that could help, and the answer is not one that is always a fixed text."""
    if first.is_final:
        return False
    models, answer = first.draft.tools.models, first.answer
    if answer.outcome is Outcome.ANSWERED:
        return models.find(ModelStep.COMPOSE) is not None
    return answer.status in _UNSURE and models.find(ModelStep.UNDERSTAND) is not None


def improve(first: First) -> Answer:
    """The checked words of a model, else the first answer; its trace tells which and why.  Never raises."""
    if not may_improve(first):
        return first.answer
    started, began, calls = time.perf_counter(), first.answer, first.draft.calls
    calls.clear()
    deadline = Deadline(first.draft.tools.patience_seconds)
    trace: list[StepTrace] = []
    try:
        own, first = first, _ask_again(first, deadline, trace)
        answer = _compose(first, deadline, trace, is_own=first is own) or first.answer
    except Exception as error:  # A model may only help: what breaks here leaves the citizen what there was before.
        logger.exception("the model's part failed")
        trace.append(StepTrace("model", 0.0, {"failed": f"{type(error).__name__}: {error}"[:200]}))
        answer = first.answer
    return replace(
        answer,
        model_calls=tuple(calls),
        trace=(*answer.trace, *trace),
        duration_ms=round(began.duration_ms + _milliseconds_since(started), 3),
    )


def leave_out(first: First, why: str) -> Answer:
    """The first answer where no model can be asked for a better one now."""
    left_out = StepTrace("model", 0.0, {"left_out": why})
    return replace(first.answer, trace=(*first.answer.trace, left_out))


def recall(first: First) -> First:
    """`first` with what a model has said to the very same question, where that is kept: nobody is asked again then."""
    draft, started, trace = first.draft, time.perf_counter(), list[StepTrace]()
    if first.answer.outcome is not Outcome.ANSWERED or not may_improve(first):
        return first
    try:
        sources = list_sources(draft)
        written = _find_kept(draft, key_of(draft, sources), trace)
        answer = show_written(draft, written, sources) if written else None
    except Exception:  # As in `improve`.
        logger.exception("what is kept of a model cannot be shown")
        answer = None
    if answer is None:
        return first
    duration_ms = round(first.answer.duration_ms + _milliseconds_since(started), 3)
    return First(draft, replace(answer, trace=(*answer.trace, *trace), duration_ms=duration_ms), is_final=True)


def _compose(first: First, deadline: Deadline, trace: list[StepTrace], *, is_own: bool) -> Answer | None:
    """The answer in a model's words, where every check finds nothing.

    `is_own` where the question is the citizen's own: what a model made of it may hold what was said before.
    """
    draft = first.draft
    if first.answer.outcome is not Outcome.ANSWERED or draft.tools.models.find(ModelStep.COMPOSE) is None:
        return None
    sources = list_sources(draft)
    key = key_of(draft, sources) if is_own else ""
    if not key:
        written = _write_checked(draft, sources, deadline, trace)
    else:
        with draft.tools.kept.alone(key, deadline.seconds_left) as is_first:
            written = _find_kept(draft, key, trace)
            if written is None and is_first:
                written = _write_checked(draft, sources, deadline, trace, key)
        if written is None and not is_first:
            trace.append(StepTrace("model", 0.0, {"left_out": "it was asked the same for another, in vain"}))
    return tell_what_is_hidden(draft, show_written(draft, written, sources)) if written else None


def _find_kept(draft: Draft, key: str, trace: list[StepTrace]) -> WrittenAnswer | None:
    kept = draft.tools.kept.find(key)
    if kept is None:
        return None
    trace.append(StepTrace("write", 0.0, {"kept": True, "model": kept.model, "prompt": kept.prompt, "problems": []}))
    return kept.written


def _write_checked(
    draft: Draft, sources: Sequence[Source], deadline: Deadline, trace: list[StepTrace], key: str = ""
) -> WrittenAnswer | None:
    """What passes every check at once or repaired; it is kept where it has a `key`."""
    written, problems = _write(draft, sources, deadline, trace, ())
    if problems and deadline.seconds_left > 0:
        written, problems = _write(draft, sources, deadline, trace, problems)
    if written is None or problems:
        return None
    if key:
        keep(draft, key, written)
    return written


def _ask_again(first: First, deadline: Deadline, trace: list[StepTrace]) -> First:
    """The answer to the question as a model read it, where that is a better one."""
    draft, started = first.draft, time.perf_counter()
    draft.notes = {}
    question = rephrase(first, deadline)
    again = _answer_again(draft, question) if question else None
    if draft.notes:
        trace.append(StepTrace("rephrase", _milliseconds_since(started), {**draft.notes, "taken": again is not None}))
    return again or first


def _answer_again(draft: Draft, question: Question) -> First | None:
    """What the rules answer to `question`, in the language of the citizen's own words; None where it is no answer."""
    (again,) = answer_first([question], draft.tools)
    if again.answer.outcome is not Outcome.ANSWERED or again.draft.language != draft.language:
        return None
    # What was hidden in the citizen's own words is told with this answer too.
    again.draft.calls, again.draft.hidden = draft.calls, draft.hidden
    again.draft.trace[:0] = draft.trace
    answer = tell_what_is_hidden(again.draft, again.answer)
    return First(again.draft, replace(answer, trace=tuple(again.draft.trace)))


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
        problems += find_left_out(draft.text, written, _chosen_texts(draft, sources))
    _note_problems(draft, problems)
    if written is not None and not problems:
        problems = ask_second_opinion(draft, written, sources, deadline)
        _note_problems(draft, problems)
    step = "repair" if earlier else "write"
    told = [str(problem) for problem in problems]
    trace.append(StepTrace(step, _milliseconds_since(started), {**draft.notes, "problems": told}))
    return written, problems


def _chosen_texts(draft: Draft, sources: Sequence[Source]) -> list[str]:
    """The approved texts of the rules' own answer; what a neighbour costs is nothing that must be said."""
    chosen = {hit.article_id for hit in draft.used}
    return [source.text for source in sources if source.hit.article_id in chosen]


def _note_problems(draft: Draft, problems: Sequence[Problem]) -> None:
    """Keep with the last call why its words are not used."""
    if draft.calls and problems:
        told = [str(problem) for problem in problems]
        draft.calls[-1] = replace(draft.calls[-1], problems=(*draft.calls[-1].problems, *told))


def _milliseconds_since(started: float) -> float:
    return round((time.perf_counter() - started) * 1000, 3)
