"""May this answer be shown?  The last look before a citizen reads it; what cannot be proved counts as failed."""

from __future__ import annotations

from assistant.answering.answer import Answer, Outcome
from assistant.answering.draft import Draft
from assistant.answering.knowledge import ELLIPSIS, Hit
from assistant.languages import fold


class CheckFailed(Exception):
    """The composed answer is not what the approved source says."""


def check(draft: Draft, answer: Answer) -> None:
    """Each citation was retrieved for this question and its approved text is shown.  Raises CheckFailed."""
    if answer.outcome is not Outcome.ANSWERED:
        return
    if not answer.citations:
        raise CheckFailed("an answer without a source")
    shown = fold(answer.text)
    for citation in answer.citations:
        hits = [hit for hit in draft.found if hit.version_id == citation.version_id]
        if not hits:
            raise CheckFailed(f"{citation.article_id} was not retrieved for this question")
        if not any(_stands_in(shown, hit) for hit in hits):
            raise CheckFailed(f"the text is not that of {citation.article_id}")


def check_composed(draft: Draft, answer: Answer) -> None:
    """Each citation of a model's words was retrieved for this question and may still be shown.  Raises CheckFailed."""
    if not answer.citations or not answer.text.strip():
        raise CheckFailed("an answer without a source or without words")
    switches = draft.tools.switches()
    if switches.assistant_off:
        raise CheckFailed("the assistant was switched off meanwhile")
    for citation in answer.citations:
        hit = next((hit for hit in draft.found if hit.version_id == citation.version_id), None)
        if hit is None:
            raise CheckFailed(f"{citation.article_id} was not retrieved for this question")
        if switches.is_topic_off(hit.category):
            raise CheckFailed(f"the topic of {citation.article_id} was switched off meanwhile")
        # A model may take seconds, in which an article is withdrawn.
        if draft.tools.knowledge.reword(hit, hit.language) is None:
            raise CheckFailed(f"{citation.article_id} is published no more")


def _stands_in(shown: str, hit: Hit) -> bool:
    """True when the approved text, or an excerpt that is made of its lines and sentences only, is shown."""
    approved = fold(hit.answer)
    if hit.excerpt is None:
        return approved in shown
    quoted = [line.strip() for line in hit.excerpt.text.splitlines() if line.strip() not in ("", ELLIPSIS)]
    return bool(quoted) and fold(hit.excerpt.text) in shown and all(fold(line) in approved for line in quoted)
