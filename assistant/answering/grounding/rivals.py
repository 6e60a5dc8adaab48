"""Does a sentence speak of part-time where its passages speak of full-time, and of the one alone?"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answering.grounding.facets import find_marks
from assistant.answering.grounding.reading import Reading
from assistant.answering.written import Problem, ProblemKind

_RIVALS = tuple(
    frozenset(pair.split())
    for pair in (
        "what:full_time what:part_time",
        "what:indoor what:outdoor",
        "what:primary what:secondary",
        "what:kindergarten what:secondary",
        "what:residential what:commercial",
        "what:dog what:cat",
        "what:private_care what:public_care",
        "when:summer when:winter",
        "when:peak when:off_peak",
        "whom:tenant whom:owner",
        "whom:employer whom:worker",
        "what:private_car what:motor_cycle",
        "what:private_car what:goods_vehicle",
    )
)


def find_rivals(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        passages = reading.cited(place)
        if not passages or reading.is_copied(place):
            continue
        mine = find_marks(said.folded)
        known = find_marks("\n".join(passage.folded for passage in passages)) | find_marks(reading.question.folded)
        for pair in _RIVALS:
            named = mine & pair
            if len(named) == 1 and not named & known and pair & known:
                yield Problem(ProblemKind.CONTRADICTED, f"{min(named)} where the source has {min(pair & known)}", place)
