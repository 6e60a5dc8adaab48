"""Does each sentence name a passage, and only passages that the model was shown?"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering.grounding.lead_ins import only_leads_in
from assistant.answering.grounding.reading import Reading
from assistant.answering.written import Problem, ProblemKind


def find_unknown_sources(reading: Reading) -> Iterator[Problem]:
    for place, sentence in enumerate(reading.written.sentences):
        if not sentence.sources and not only_leads_in(sentence.text):
            yield Problem(ProblemKind.SOURCE, "names no source", place)
        for number in sentence.sources:
            if number not in reading.passages:
                yield Problem(ProblemKind.SOURCE, f"source {number} was not shown", place)
