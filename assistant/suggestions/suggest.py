"""How does a citizen's question become a suggestion?  By the answering pipeline's own steps, and for a person to send.

    screen, understand    is it a question, and what is asked?  (as for an answer)
    search                public articles for the draft, internal ones beside it
    decide                sure enough for a draft, or quiet?  (as for an answer, with the same thresholds)
    compose               the approved sentences, each with its source
    check                 does each source say so?

A language model may phrase the draft afterwards, from the same passages: see `by_model`.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace

from assistant.answering.answer import Answer, Status
from assistant.answering.decide import decide
from assistant.answering.draft import Draft, Question, Role, Tools, Turn
from assistant.answering.intents import Intent
from assistant.answering.knowledge import SearchResult
from assistant.answering.pipeline import MAX_RETRIEVED, list_queries
from assistant.answering.screen import screen
from assistant.answering.understand import understand
from assistant.privacy import mask
from assistant.suggestions.composing import PUBLIC, check_sources, compose_draft, is_readable_in
from assistant.suggestions.found import cut_short, list_alternatives, list_passages
from assistant.suggestions.next_actions import list_actions
from assistant.suggestions.open_question import join_turn
from assistant.suggestions.reader import Reader
from assistant.suggestions.suggestion import OwnLanguage, Quiet, Suggestion
from assistant.suggestions.wording import load_agent_wording

logger = logging.getLogger(__name__)

_QUIET = {
    Status.EMERGENCY_DANGER: Quiet.EMERGENCY,
    Status.EMERGENCY_CRISIS: Quiet.EMERGENCY,
    Status.CLARIFY_UNSERVED_LANGUAGE: Quiet.UNSERVED_LANGUAGE,
    Status.DECLINED_UNREADABLE: Quiet.UNREADABLE,
    Status.DECLINED_EMPTY: Quiet.UNREADABLE,
    Status.DECLINED_TOO_LONG: Quiet.UNREADABLE,
    Status.CLARIFY_NEIGHBOURS: Quiet.SEVERAL_FIT,
    Status.HANDOFF_LOW_CONFIDENCE: Quiet.LOW_CONFIDENCE,
    Status.HANDOFF_MISSING_KNOWLEDGE: Quiet.NOTHING_FOUND,
}


def suggest(question: Question, tools: Tools, reader: Reader) -> Suggestion:
    """A suggestion for `question`.  Never raises; nothing is stored."""
    started = time.perf_counter()
    draft = Draft(_to_be_read(question), tools)
    try:
        suggestion = _suggest(draft, reader)
    except Exception:  # An agent must be able to work on without a suggestion.
        logger.exception("no suggestion could be made")
        suggestion = _quiet(draft, Quiet.FAILURE, reader)
    took = round((time.perf_counter() - started) * 1000, 3)
    return replace(suggestion, trace=dict(draft.notes), duration_ms=took)


def quieten(suggestion: Suggestion, reason: Quiet, language: str) -> Suggestion:
    """The same without its draft, with the reason in the agent's `language`."""
    why = load_agent_wording().text(reason.value, language)
    return replace(suggestion, draft="", sentences=(), sources=(), used=(), unanswered="", quiet=reason, why_quiet=why)


def _suggest(draft: Draft, reader: Reader) -> Suggestion:
    stopped = screen(draft)
    if stopped is not None and draft.intent is not Intent.HUMAN_REQUEST:
        return _quiet(draft, _reason(stopped), reader)
    # A complaint may hold a question, and who asks for a person mostly asks for something else as well.
    intent, draft.intent = draft.intent, None
    understand(draft)
    staff = _search(draft, reader)
    undecided = decide(draft)
    if undecided is None:
        suggestion = _compose(draft, reader)
    else:
        suggestion = _quiet(draft, _reason_by_staff(undecided, draft, staff), reader)
    return replace(
        suggestion,
        passages=tuple(list_passages(staff)),
        alternatives=tuple(list_alternatives(draft)),
        own_language=_read_own(draft, staff, reader),
        next_actions=tuple(list_actions(draft, intent, reader, is_quiet=suggestion.quiet is not None)),
    )


def _search(draft: Draft, reader: Reader) -> SearchResult:
    """Finds public articles for the draft, and returns what the agent may read.

    Where no internal article comes up both are the same, and it is searched once.
    """
    knowledge, (whole, *parts) = draft.tools.knowledge, list_queries(draft)
    staff, *results = knowledge.search_many([replace(whole, audience=reader.audience), *parts], limit=MAX_RETRIEVED)
    is_public = all(hit.audience == PUBLIC for hit in staff.hits)
    draft.result = staff if is_public else knowledge.search(whole, limit=MAX_RETRIEVED)
    for part, result in zip(draft.parts, results, strict=True):
        part.result = result
    return staff


def _read_own(draft: Draft, staff: SearchResult, reader: Reader) -> OwnLanguage | None:
    """The article behind the draft, or the nearest one, in the agent's language where that is another."""
    best = draft.used[0] if draft.used else next(iter(staff.hits), None)
    if best is None or best.language == reader.language:
        return None
    own = draft.tools.knowledge.reword(best, reader.language)
    return OwnLanguage(reader.language, own.title, cut_short(own.answer)) if own else None


def _compose(draft: Draft, reader: Reader) -> Suggestion:
    if not all(is_readable_in(hit, draft.language) for hit in draft.used):
        return _quiet(draft, Quiet.OTHER_LANGUAGE, reader)
    composed = compose_draft(draft.used, draft.language)
    check_sources(composed, draft.used)
    return Suggestion(
        draft.language,
        draft=composed.text,
        sentences=composed.sentences,
        sources=composed.sources,
        asked=draft.standalone,
        used=draft.used,
        unanswered=draft.missing.text if draft.missing else "",
        confidence=draft.confidence,
        mode=draft.mode,
    )


def _quiet(draft: Draft, reason: Quiet, reader: Reader) -> Suggestion:
    plain = Suggestion(draft.language, confidence=draft.confidence, mode=draft.mode)
    return quieten(plain, reason, reader.language)


def _reason(stopped: Answer) -> Quiet:
    return _QUIET.get(stopped.status, Quiet.NOT_A_QUESTION)


def _reason_by_staff(undecided: Answer, draft: Draft, staff: SearchResult) -> Quiet:
    """Quiet for the citizen's sake, although an internal article may well answer."""
    confidence = draft.tools.confidence
    is_sure = confidence.estimate(staff.features) >= confidence.thresholds(staff.features).answer
    if is_sure and staff.hits and staff.hits[0].audience != PUBLIC:
        return Quiet.INTERNAL_ONLY
    return _reason(undecided)


def _to_be_read(question: Question) -> Question:
    """What is read of `question`: no personal data, and no more than the pipeline reads."""
    language = question.language or "en"

    def words(text: str) -> str:
        return mask(text, language).words

    history: tuple[Turn, ...] = tuple(
        replace(turn, text=words(turn.text)) if turn.role is Role.CITIZEN else turn for turn in question.history
    )
    return Question(join_turn([words(question.text)]), question.language, history)
