"""May this answer be shown?  The last look before a citizen reads it; what cannot be proved counts as failed."""

from __future__ import annotations

from assistant.answering.answer import Answer, Outcome
from assistant.answering.draft import Draft
from assistant.languages import fold


class CheckFailed(Exception):
    """The composed answer is not what the approved source says."""


def check(draft: Draft, answer: Answer) -> None:
    """Each citation was retrieved for this question, its approved text stands in the answer.  Raises CheckFailed."""
    if answer.outcome is not Outcome.ANSWERED:
        return
    if not answer.citations:
        raise CheckFailed("an answer without a source")
    by_version = {hit.version_id: hit for hit in draft.hits}
    for citation in answer.citations:
        hit = by_version.get(citation.version_id)
        if hit is None:
            raise CheckFailed(f"{citation.article_id} was not retrieved for this question")
        if fold(hit.answer) not in fold(answer.text):
            raise CheckFailed(f"the text is not that of {citation.article_id}")
