"""How does a question become an answer?  This list of steps, in this order.

    protect      what in it is nobody's business?
    screen       is it a question, or something that a fixed text answers?
    understand   what is asked, read with the turns before it?
    retrieve     which approved articles speak of it?
    decide       good enough to answer, to let choose, or to hand over?
    heed_topics  has somebody switched its topic off?
    compose      the approved text with its source
    check        is it what the source says?

An answer always comes back: an exception in any step becomes a handoff with its cause kept.  No language model is
asked here; what one may make of the answer afterwards is told in `improve`.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answering.answer import Answer, ChoiceKind, HandoffReason, Outcome, Status, StepTrace
from assistant.answering.check import check
from assistant.answering.compose import compose
from assistant.answering.decide import decide
from assistant.answering.draft import Draft, Question, Step, Tools
from assistant.answering.heed_switches import heed_topics, silence
from assistant.answering.knowledge import Query
from assistant.answering.protect import protect, tell_what_is_hidden
from assistant.answering.screen import screen
from assistant.answering.understand import understand

logger = logging.getLogger(__name__)

BEFORE_SEARCH: tuple[Step, ...] = (protect, screen, understand)
AFTER_SEARCH: tuple[Step, ...] = (decide, heed_topics, compose)
MAX_RETRIEVED = 10


@dataclass(frozen=True)
class First:
    """What rules, search and approved text answer, and the draft that it came from.

    `is_final` where the answer is a model's already, kept from the same question.
    """

    draft: Draft
    answer: Answer
    is_final: bool = False


def answer_questions(questions: Sequence[Question], tools: Tools) -> list[Answer]:
    """One answer a question, in order; the questions are searched together.  Never raises."""
    return [first.answer for first in answer_first(questions, tools)]


def answer_first(questions: Sequence[Question], tools: Tools) -> list[First]:
    """As `answer_questions`, with what a model needs to go on from there."""
    drafts = [Draft(question, tools) for question in questions]
    started = time.perf_counter()
    answers = [silence(draft, _run(BEFORE_SEARCH, draft)) for draft in drafts]
    failure = _retrieve([draft for draft, answer in zip(drafts, answers, strict=True) if answer is None])
    shared_ms = _milliseconds_since(started) / max(len(drafts), 1)
    return [
        First(draft, _finish(draft, answer or (_failed(draft, failure) if failure else None), shared_ms))
        for draft, answer in zip(drafts, answers, strict=True)
    ]


def answer_alarm(question: Question, tools: Tools) -> Answer | None:
    """The fixed text where `question` tells of danger to life, and else nothing; no article is searched."""
    draft, started = Draft(question, tools), time.perf_counter()
    answer = _run((screen,), draft)
    is_alarm = answer is not None and answer.outcome is Outcome.EMERGENCY
    return _finish(draft, answer, _milliseconds_since(started)) if is_alarm else None


def _retrieve(drafts: Sequence[Draft]) -> Exception | None:
    """Searches for all drafts at once; the error, if the search as a whole failed."""
    if not drafts:
        return None
    started = time.perf_counter()
    try:
        queries = [query for draft in drafts for query in list_queries(draft)]
        results = iter(drafts[0].tools.knowledge.search_many(queries, limit=MAX_RETRIEVED))
    except Exception as error:  # Whatever breaks here, every citizen still gets a person.
        logger.exception("search failed")
        return error
    each_ms = _milliseconds_since(started) / len(drafts)
    for draft in drafts:
        draft.result = result = next(results)
        for part in draft.parts:
            part.result = next(results)
        draft.trace.append(StepTrace("retrieve", each_ms, {"mode": result.mode, "hits": len(result.hits)}))
    return None


def list_queries(draft: Draft) -> list[Query]:
    """The whole message, read with the turns before it, and each of its parts by itself."""
    alone = draft.text if draft.standalone != draft.text else ""
    whole = Query(draft.standalone, draft.language, alone=alone, leans=draft.leans, earlier=draft.earlier)
    return [whole, *(Query(part.text, draft.language) for part in draft.parts)]


def _finish(draft: Draft, answer: Answer | None, shared_ms: float) -> Answer:
    started = time.perf_counter()
    answer = answer or _run(AFTER_SEARCH, draft)
    try:
        if answer is None:
            raise RuntimeError("no step gave an answer")
        check(draft, answer)
    except Exception as error:  # A check that fails or breaks must end with a person, not with its text.
        logger.exception("the check refused an answer")
        answer = _failed(draft, error)
    return replace(
        tell_what_is_hidden(draft, answer),
        retrieved=draft.retrieved(),
        mode=draft.mode,
        trace=tuple(draft.trace),
        duration_ms=round(shared_ms + _milliseconds_since(started), 3),
    )


def _run(steps: Sequence[Step], draft: Draft) -> Answer | None:
    for step in steps:
        started = time.perf_counter()
        draft.notes = {}
        try:
            answer = step(draft)
        except Exception as error:  # The house rule: an exception means handoff, never silence.
            logger.exception("step %s failed", step.__name__)
            answer = _failed(draft, error)
        draft.trace.append(StepTrace(step.__name__, round(_milliseconds_since(started), 3), dict(draft.notes)))
        if answer is not None:
            return answer
    return None


def _failed(draft: Draft, error: Exception) -> Answer:
    person = draft.choice(ChoiceKind.HANDOFF, "offer_person")
    answer = draft.fixed(Status.HANDOFF_FAILURE, choices=(person,), reason=HandoffReason.FAILURE)
    return replace(answer, error=f"{type(error).__name__}: {error}"[:500])


def _milliseconds_since(started: float) -> float:
    return (time.perf_counter() - started) * 1000
