"""Does a sentence affirm what its passage denies: must and need not, may and may not, free and charged?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.grounding.clauses import Likeness, clauses_of, nearest_clauses
from assistant.answering.grounding.denials import may_deny
from assistant.answering.grounding.reading import Passage, Reading, Told
from assistant.answering.grounding.stance import Stance, read_stance
from assistant.answering.written import Problem, ProblemKind

_TURNABLE = frozenset(("allowed", "needed", "open", "accepted", "eligible", "included", "valid", "paid"))
_HELD = 0.6
"""The share of a clause's words that the other one holds, where both say yes and no of the same: must, may, free."""
_NEARLY_SAME = 0.8
"""How like two clauses must be for a bare "not" in one of them to tell."""


def find_contradictions(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        passages = reading.cited(place)
        if passages and not reading.is_copied(place):
            for detail in contradictions(said, passages):
                yield Problem(ProblemKind.CONTRADICTED, detail, place)


def contradictions(said: Told, passages: Sequence[Passage]) -> Iterator[str]:
    """Of each clause of a sentence that turns around what the clauses of its passages that are most like it say."""
    entire = read_stance(said.folded)
    for clause in clauses_of(said):
        near = nearest_clauses(clause, passages)
        mine, heard = read_stance(clause.folded), [(like, read_stance(like.clause.folded)) for like in near]
        if any(like.both == 1 and theirs == mine for like, theirs in heard):
            continue
        agreed = frozenset().union(*(_agreed(mine, theirs) for _, theirs in heard))
        for like in near:
            signs_differ = may_deny(clause.folded) != may_deny(like.clause.folded)
            if signs_differ and _contradicts(mine, entire, like, agreed):
                yield f"“{clause.folded.strip()}” says the opposite of “{like.clause.folded.strip()}”"
                break


def _agreed(mine: Stance, theirs: Stance) -> frozenset[str]:
    return (mine.plus & theirs.plus) | (mine.minus & theirs.minus)


def _contradicts(mine: Stance, entire: Stance, like: Likeness, agreed: frozenset[str]) -> bool:
    """`entire` is the stance of the sentence of `mine`, and `agreed` what another clause as like says as well."""
    theirs, around = read_stance(like.clause.folded), read_stance(like.whole.folded)
    names = (mine.plus - mine.minus - entire.minus) & (theirs.minus - theirs.plus)
    names |= (mine.minus - mine.plus) & (theirs.plus - theirs.minus - around.minus)
    names -= agreed
    if like.translated and like.held < 1:
        return False
    if like.held >= _HELD and (names - _TURNABLE or (names and mine.turns == theirs.turns)):
        return True
    if like.translated or names or agreed or (mine.minus and theirs.minus):
        return False
    if mine.turns != theirs.turns or like.both < _NEARLY_SAME:
        return False
    return (_denies(mine) and not _denies(around)) or (_denies(theirs) and not _denies(entire))


def _denies(stance: Stance) -> bool:
    return stance.negations > 0 or bool(stance.minus - {"paid", "open", "together"})
