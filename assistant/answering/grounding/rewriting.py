"""Does a rewritten text say what the original says: nothing added, and, but for a summary, nothing lost?"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from assistant.answering.answer import Completeness
from assistant.answering.grounding.exceptions import exceptions_of, tells
from assistant.answering.grounding.finding import CHECKS
from assistant.answering.grounding.known_values import KnownValues
from assistant.answering.grounding.names import unknown_names
from assistant.answering.grounding.reading import Passage, Reading, Similarities, read_sentence, read_text
from assistant.answering.grounding.things import find_mentions, find_things
from assistant.answering.grounding.values import unknown_values
from assistant.answering.written import Problem, ProblemKind, WrittenAnswer, WrittenSentence
from assistant.sentences import split_sentences

logger = logging.getLogger(__name__)

_CHANGES = frozenset((ProblemKind.VALUE, ProblemKind.NAME, ProblemKind.CONTRADICTED, ProblemKind.UNSUPPORTED))


def find_changes(
    original: str,
    rewritten: str,
    *,
    language: str,
    may_lose: bool = False,
    similarities: Similarities | None = None,
) -> list[Problem]:
    """What `rewritten`, meant for a reader of `language`, says otherwise than `original`.  Never raises.

    A summary `may_lose` facts and exceptions, but never add one.
    """
    if not rewritten.strip():
        return [Problem(ProblemKind.FORM, "no sentence")]
    try:
        there = _read(original, rewritten, language, similarities)
        problems = list(_checked(there))
        if not may_lose:
            problems += _lost(_read(rewritten, original, language, None))
    except Exception as error:  # What cannot be checked has failed.
        logger.exception("a check of a rewritten text broke")
        return [Problem(ProblemKind.CHANGED, f"could not be checked: {type(error).__name__}")]
    return list(dict.fromkeys(problems))


def _read(source: str, text: str, language: str, similarities: Similarities | None) -> Reading:
    """`text` as an answer whose every sentence names `source`."""
    sentences = tuple(WrittenSentence(part, (1,)) for part in split_sentences(text))
    written = WrittenAnswer(language, sentences, Completeness.FULL)
    passage = Passage(1, language, "", read_text(source))
    told = tuple(read_sentence(sentence.text) for sentence in sentences)
    return Reading(written, told, {1: passage}, read_sentence(""), similarities)


def _checked(reading: Reading) -> Iterator[Problem]:
    for _, check in CHECKS:
        for problem in check(reading):
            kind = ProblemKind.CHANGED if problem.kind in _CHANGES else problem.kind
            yield Problem(kind, problem.detail, problem.sentence)


def _lost(reading: Reading) -> Iterator[Problem]:
    """The values, names, things and exceptions of the original that the rewritten text, as its passage, lacks."""
    (passage,) = reading.cited(0)
    known, things = KnownValues((passage,)), find_mentions(passage.folded)
    for said in reading.sentences:
        lost = [*unknown_values(said, known), *unknown_names(said, (passage,), "")]
        lost += sorted(find_things(said.folded) - things)
        if (exception := exceptions_of(said)) and not tells(passage.folded, exception):
            lost.append(exception.strip())
        for written in lost:
            yield Problem(ProblemKind.CHANGED, f"“{written}” was lost")
