"""Which problems has a written answer?  Every check in one list; one problem is enough for it not to be shown.

    sources      each sentence names a passage that was shown
    values       every number, date, sum, hour, telephone, link and form is in a passage that the sentence names
    matters      and is said of the same thing there
    near copies  a copied sentence keeps its values
    names        every name is in such a passage or in the question
    misplaced    and is said of what the passage says of it
    exchanged    and would not be truer of another
    things       and so is every document, way and step
    polarity     what a passage denies is not affirmed: must and need not, free and charged
    denials      nor in any other words
    order        what comes first does not come second
    bounds       at least is not at most, and before is not after
    rivals       nor part-time full-time
    exceptions   the rule is not told without its exception
    support      the passages say it, in these or other words
    language     in the citizen's language and script
    promises     and nothing is promised that no passage promises
    forbidden    no word that an answer of the department may not hold
    length       short enough to be read
    open part    what stays open was asked
    leaks        nothing of prompts, marks, code or markup
    orders       nor what a passage or the question orders its reader to say

What cannot be checked has failed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence

from assistant.answering.grounding.bounds import find_turned_bounds
from assistant.answering.grounding.denials import find_turned_denials
from assistant.answering.grounding.exceptions import find_lost_exceptions
from assistant.answering.grounding.exchanged_names import find_exchanged_names
from assistant.answering.grounding.forbidden import find_forbidden_terms
from assistant.answering.grounding.leaks import find_leaks
from assistant.answering.grounding.length import find_excess
from assistant.answering.grounding.matters import find_swapped_values
from assistant.answering.grounding.misplaced_names import find_misplaced_names
from assistant.answering.grounding.names import find_unknown_names
from assistant.answering.grounding.near_copies import find_misplaced_values
from assistant.answering.grounding.open_part import find_made_up_gaps
from assistant.answering.grounding.orders import find_obeyed
from assistant.answering.grounding.polarity import find_contradictions
from assistant.answering.grounding.promises import find_promises
from assistant.answering.grounding.reading import Reading, Similarities, read_all
from assistant.answering.grounding.rivals import find_rivals
from assistant.answering.grounding.scripts import find_wrong_language
from assistant.answering.grounding.sequence import find_turned_orders
from assistant.answering.grounding.source_numbers import find_unknown_sources
from assistant.answering.grounding.support import find_unsupported
from assistant.answering.grounding.things import find_unknown_things
from assistant.answering.grounding.values import find_unknown_values
from assistant.answering.written import Problem, ProblemKind, Source, WrittenAnswer

__all__ = ["Similarities", "find_problems"]

logger = logging.getLogger(__name__)

Check = Callable[[Reading], Iterator[Problem]]

CHECKS: tuple[tuple[ProblemKind, Check], ...] = (
    (ProblemKind.SOURCE, find_unknown_sources),
    (ProblemKind.VALUE, find_unknown_values),
    (ProblemKind.VALUE, find_swapped_values),
    (ProblemKind.VALUE, find_misplaced_values),
    (ProblemKind.NAME, find_unknown_names),
    (ProblemKind.NAME, find_misplaced_names),
    (ProblemKind.NAME, find_exchanged_names),
    (ProblemKind.UNSUPPORTED, find_unknown_things),
    (ProblemKind.CONTRADICTED, find_contradictions),
    (ProblemKind.CONTRADICTED, find_turned_denials),
    (ProblemKind.CONTRADICTED, find_turned_orders),
    (ProblemKind.CONTRADICTED, find_turned_bounds),
    (ProblemKind.CONTRADICTED, find_rivals),
    (ProblemKind.CONTRADICTED, find_lost_exceptions),
    (ProblemKind.UNSUPPORTED, find_unsupported),
    (ProblemKind.LANGUAGE, find_wrong_language),
    (ProblemKind.PROMISE, find_promises),
    (ProblemKind.FORBIDDEN, find_forbidden_terms),
    (ProblemKind.LENGTH, find_excess),
    (ProblemKind.UNSUPPORTED, find_made_up_gaps),
    (ProblemKind.LEAK, find_leaks),
    (ProblemKind.LEAK, find_obeyed),
)


def find_problems(
    written: WrittenAnswer, sources: Sequence[Source], *, question: str, similarities: Similarities | None = None
) -> list[Problem]:
    """What is wrong with `written` as an answer to `question`; empty where it may be shown.  Never raises."""
    if not any(sentence.text.strip() for sentence in written.sentences):
        return [Problem(ProblemKind.FORM, "no sentence")]
    try:
        reading = read_all(written, sources, question, similarities)
    except Exception as error:
        return [_cannot_check(ProblemKind.FORM, error)]
    problems: list[Problem] = []
    for kind, check in CHECKS:
        try:
            problems += check(reading)
        except Exception as error:
            problems.append(_cannot_check(kind, error))
    return list(dict.fromkeys(problems))


def _cannot_check(kind: ProblemKind, error: Exception) -> Problem:
    """What cannot be checked has failed; the text itself is never logged."""
    logger.exception("a check broke")
    return Problem(kind, f"could not be checked: {type(error).__name__}")
