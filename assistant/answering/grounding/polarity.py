"""Does a sentence affirm what its passage denies: must and need not, may and may not, free and charged?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from assistant.answering.grounding.clauses import Likeness, clauses_of, nearest_clauses
from assistant.answering.grounding.reading import Passage, Reading, Told
from assistant.answering.written import Problem, ProblemKind

_NEGATION = re.compile(
    r"(?<![a-z])(?:(?:not|no)(?! (?:more|less|later|fewer|earlier|over|exceed))|never|cannot|nor|neither"
    r"|without|nobody|nothing|none|unless|until|hardly|non"
    r"|late|fail(?:s|ed|ing)? to|failure to)(?![a-z])|n't(?![a-z])"
    r"|不(?![超多少高低迟论同足限])|未(?!满)|[没无毋勿莫]|非(?!常|繁忙)|免(?!费)|[禁拒]"
)
_TURNS = re.compile(
    r"(?<![a-z])(?:unless|until|before|without|only|except|otherwise|if (?:\w+ ){0,4}(?:not|no)|other "
    r"than|after|beyond|(?:from)(?= \d))(?![a-z])"
    r"|除|前|否则|(?<![猫狗犬船两三])只|仅|方可|才|未|如[无没不]|若[无没不]|之后|以后|(?<=日)起"
)
"""What turns a denial into its opposite: not before 1 May is from 1 May; not without a ticket is with a ticket."""
_LIMIT = re.compile(
    r"(?:(?<![a-z])(?:may |can |must |should )?(?:not|no|cannot)(?![a-z])|n't)[^,.;]{0,40}?(?:more than"
    r"|over|exceed\w*|longer than|less than|later than)"
    r"|(?:不得|不可|不能|不会|不应|不|没有?|未)[^,。;]{0,10}?(?:超过|多于|少于|高于|低于|迟于|早于)"
)
_CONDITION = re.compile(
    r"(?:^\W*|[,;] *)(?:even )?(?:if|when|once|where|while|in case)(?![a-z])[^,;]*(?:[,;]|$)|(?<=[a-z]) (?:if|when|in case)(?![a-z])[^,;.]*"
    r"|(?:^\W*|[,;])(?:如果?|若|倘若?|假如|一旦|即使|只要)[^,;。]*(?:[,;]|$)"
)
"""A condition, with which a rule may begin or end."""
_NOBODY = re.compile(r"(?<![a-z])(?:nothing|nobody|no one|none|neither)(?![a-z])[^,;.]*\Z")
_WHETHER = re.compile(
    r"有没有|是不是|会不会|要不要|能不能|可不可以|[是能可会应须]否|有否|(?<![a-z])whether or not(?![a-z])"
)
"""No more than is at most, and denies nothing."""
_TURNABLE = frozenset(("allowed", "needed", "open", "accepted", "eligible", "included", "valid", "paid"))
_OF_ONE_THING = ("refundable", "transferable", "renewable")
_HELD = 0.6
"""The share of a clause's words that the other one holds, where both say yes and no of the same: must, may, free."""
_NEARLY_SAME = 0.8
"""How like two clauses must be for a bare "not" in one of them to tell."""


@dataclass(frozen=True)
class Stance:
    """`plus` and `minus` name what a clause affirms and denies; `negations` counts the rest of its denials."""

    plus: frozenset[str]
    minus: frozenset[str]
    negations: int
    turns: frozenset[str]


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
            if _contradicts(mine, entire, like, agreed):
                yield f"“{clause.folded.strip()}” says the opposite of “{like.clause.folded.strip()}”"
                break
    yield from _turned_everywhere(said, passages)
    yield from _turned_days(said, passages)


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
    if like.translated or names or agreed or (mine.minus and theirs.minus) or mine.turns != theirs.turns or like.both < _NEARLY_SAME:
        return False
    return (_denies(mine) and not _denies(around)) or (_denies(theirs) and not _denies(entire))


def _denies(stance: Stance) -> bool:
    return stance.negations > 0 or bool(stance.minus - {"paid", "open", "together"})


def _turned_everywhere(said: Told, passages: Sequence[Passage]) -> Iterator[str]:
    """What can be said of one thing only: that it is returned, transferred, renewed."""
    mine = read_stance(said.folded)
    theirs = [read_stance(told.folded) for passage in passages for told in passage.sentences if not told.asks]
    for name in _OF_ONE_THING:
        if name in mine.plus - mine.minus:
            turned = any(name in one.minus for one in theirs) and not any(name in one.plus for one in theirs)
        elif name in mine.minus - mine.plus:
            turned = any(name in one.plus for one in theirs) and not any(name in one.minus for one in theirs)
        else:
            continue
        if turned:
            yield f"{name}: the source says the opposite"


def _turned_days(said: Told, passages: Sequence[Passage]) -> Iterator[str]:
    """Open on a day on which every clause of the passages that names it says closed, or the other way round."""
    mine = _days_of(said)
    theirs = [_days_of(told) for passage in passages for told in passage.sentences if not told.asks]
    for day, is_open in mine.items():
        known = [days[day] for days in theirs if day in days]
        if is_open is not None and known and all(other is (not is_open) for other in known):
            yield f"{day}: the source says the opposite"


@lru_cache(maxsize=8192)
def _days_of(told: Told) -> dict[str, bool | None]:
    """For each day that stands in a clause of opening: True for open, False for closed, None where both are told."""
    found: dict[str, bool | None] = {}
    for clause in clauses_of(told):
        stance = read_stance(clause.folded)
        if not ({"open"} & (stance.plus | stance.minus)) or stance.turns or stance.negations:
            continue
        for day in (token for token in clause.tokens if token.startswith("day:")):
            is_open = "open" in stance.plus if ("open" in stance.plus) != ("open" in stance.minus) else None
            found[day] = is_open if found.get(day, is_open) is is_open else None
    return found


def _spelt_out(folded: str) -> str:
    """Isn't, can't and cannot as two words each."""
    return re.sub(r"(?<![a-z])(?:can't|cannot)", "can not", folded).replace("won't", "will not").replace("n't", " not")


def _rule_of(folded: str) -> str:
    """A clause without the condition under which it holds: who *cannot* pay may ask for a waiver."""
    rule = _CONDITION.sub(" ", folded)
    return rule if re.search(r"[a-z\u3400-\u9fff]", rule) else folded


@cache
def _table() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    """Each pair of opposites.  Raises ValueError for one that is no pair of pairs."""
    table = tomllib.loads((files(__package__) / "polarity.toml").read_text("utf-8"))
    found = []
    for name, signs in table.items():
        if set(signs) != {"plus", "minus"} or any(len(pair) != 2 for pair in signs.values()):
            raise ValueError(f"polarity.toml: {name} needs plus and minus, each in English and in Chinese")
        found.append((name, _compile(signs["minus"]), _compile(signs["plus"])))
    return tuple(found)


def _compile(pair: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{pair[0]})(?![a-z])|{pair[1]}")


@lru_cache(maxsize=8192)
def read_stance(folded: str) -> Stance:
    """What a folded clause affirms and denies."""
    plus, minus, text = set(), set(), _LIMIT.sub(" ", _WHETHER.sub(" ", _rule_of(_spelt_out(folded))))
    turns = frozenset(_TURNS.findall(folded))
    for name, denied, _ in _table():
        if denied.search(text):
            minus.add(name)
            text = denied.sub(" ", text)
    negations = len(_NEGATION.findall(text))
    for name, _, affirmed in _table():
        if name not in minus and (match := affirmed.search(text)):
            (minus if _NOBODY.search(text, 0, match.start()) else plus).add(name)
    return Stance(frozenset(plus), frozenset(minus), negations, turns)
