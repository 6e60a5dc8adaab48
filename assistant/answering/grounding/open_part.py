"""Is what an answer leaves open a part of the question, in the citizen's words and nothing else?"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering.grounding.forbidden import forbidden_terms
from assistant.answering.grounding.known_values import KnownValues
from assistant.answering.grounding.names import unknown_names
from assistant.answering.grounding.promises import promised
from assistant.answering.grounding.reading import Passage, Reading, read_sentence
from assistant.answering.grounding.scripts import wrong_language
from assistant.answering.grounding.values import unknown_values
from assistant.answering.written import Problem, ProblemKind

_LONGEST = 300
_HELD = 0.3
"""The share of its words that the question holds; a model may turn it from a question into a noun."""


def find_made_up_gaps(reading: Reading) -> Iterator[Problem]:
    missing, asked = read_sentence(reading.written.missing), reading.question
    if not missing.text.strip():
        return
    question = Passage(
        0, reading.written.language, "", (asked, *(t for p in reading.passages.values() for t in p.sentences))
    )
    for written in unknown_values(missing, KnownValues((question,))):
        yield Problem(ProblemKind.VALUE, f"“{written}” of what stays open was not asked")
    for name in unknown_names(missing, (question,), ""):
        yield Problem(ProblemKind.NAME, f"“{name}” of what stays open was not asked")
    held = len(missing.words & (asked.words | question.words))
    if missing.is_chinese == asked.is_chinese and held < _HELD * len(missing.words):
        yield Problem(ProblemKind.UNSUPPORTED, "what stays open was not asked")
    if detail := wrong_language(missing.text, reading.written.language, asked.text):
        yield Problem(ProblemKind.LANGUAGE, detail)
    if promise := promised(missing.folded, asked.folded):
        yield Problem(ProblemKind.PROMISE, f"“{promise}”")
    for term in forbidden_terms(missing.folded, asked.folded, ()):
        yield Problem(ProblemKind.FORBIDDEN, term)
    if len(missing.text) > _LONGEST:
        yield Problem(ProblemKind.LENGTH, f"what stays open has {len(missing.text)} characters")
