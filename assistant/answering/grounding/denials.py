"""Does a sentence affirm the very thing that its passage denies, or deny what its passage affirms?

A denial is read with what it denies: *not for travel*, 無須已獲聘用.  Where the other text holds those words, of the
same matter and without any denial, and holds them nowhere with one, one of the two is turned around.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.answering.grounding.reading import Passage, Reading, Told
from assistant.answering.grounding.words import content_words
from assistant.answering.written import Problem, ProblemKind
from assistant.languages import has_han

_PART = re.compile(
    r"[;；。!?！？\n|]|[,，](?!\d{3})|\.(?=\s|$)|(?<![a-z])(?:but|although|though|however|whereas|while)(?![a-z])|但(?!是不)|惟"
)
_NOT = re.compile(
    r"(?<![a-z])(?:(?:can)?not(?! (?:only|just))|no(?! (?:more|less|later|fewer|earlier|one|matter|longer than))|never"
    r"|without)(?![a-z])|n't(?![a-z])"
    r"|(?:[不毋无]须|[不毋无]需要?|不用|不必|不得|不准|不可以?|不能够?|不会|不设|不获|不予|没有|切勿|请勿|[不没无毋勿])"
    r"(?!论|管|同|足|少|多|过|超|高|低|迟|早|久|妨|仅|但|只|止|满|限|断|时|良|便|适|幸|障|线|间|家|人机|误)"
)
_END = re.compile(
    r"[,，;；。.:：()（）!?]|(?<![a-z])(?:if|unless|until|when|because|except|so|than|before|after|as|which|who|or|and)(?![a-z])|除|如|若"
)
_SIGNS = re.compile(
    r"(?<![a-z])(?:not|no|never|cannot|without|nor|nothing|nobody|none|neither|unless|until|except|only|free|clos\w+|refus\w+|unable|waive\w*"
    r"|exempt\w*|prohibit\w*|forbid\w*|bann?\w*|illegal|instead|rather|avoid|stop\w*|lose|missing|lack\w*|fail\w*|before|otherwise|exclud\w+|out|offen[cs]e\w*|fine[sd]?|penalt\w+|against)(?![a-z])|n't"
    r"|不(?![同足少论管过超仅])|[没无毋勿未免禁拒停非闭]|除|只|仅|否|失效|犯法|违|罚"
)
"""A clause with one of these may deny what it names in other words."""
_CONDITION = re.compile(
    r"(?<![a-z])(?:if|when|once|where|whether|who|whose)(?![a-z])|如|若|倘|假如|一旦|的话|是否|者|的人|即使"
)
_RESTRICTS = re.compile(
    r"(?<![a-z])(?:until|before|only|except|free|out|against|instead|rather|otherwise|fine[sd]?)(?![a-z])|[只仅除免]"
)
"""What bounds that which a clause affirms: who may renew before 1 May may renew."""
_ASKS = re.compile(r"(?<![a-z])(?:how|what|why|asks?|wants? to know)(?![a-z])|如何|怎[么样]|[查询]问|查询|想知|想问")
"""Who asks how to renew affirms nothing."""
_MODAL = re.compile(r"^[得准可以能够会用必须需要获予再另被把将\s]+")
_GRAMMAR = frozenset("的了是在和与及或之其也都就而以所并各及将把被给向从为由于须可要会能得")
_FEES = frozenset("收费缴付钱款用")
"""That nothing is charged is said in too many ways to be heard here."""
_LIGHT = frozenset("take make give go come keep put use have".split())
"""Verbs that alone tell no matter: no cash is taken, and the bus may be."""
_LONGEST = 5
_LONGEST_HAN = 8


@dataclass(frozen=True, eq=False)
class Clause:
    """`words` in their order: stems, or characters."""

    folded: str
    words: tuple[str, ...]
    around: frozenset[str]
    """The words of its sentence."""
    denied: tuple[str, ...]
    """The words behind its denial, empty where it has none."""

    @property
    def affirms(self) -> bool:
        return not may_deny(self.folded)


def may_deny(folded: str) -> bool:
    """True for a clause with a word that denies or restricts, whatever it denies."""
    return _SIGNS.search(folded) is not None


def find_turned_denials(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        passages = [passage for passage in reading.cited(place) if passage.is_chinese == said.is_chinese]
        if passages and not reading.is_copied(place):
            for turned in turned_denials(said, passages):
                yield Problem(
                    ProblemKind.CONTRADICTED, f"“{turned}” is denied by the one and affirmed by the other", place
                )


def turned_denials(said: Told, passages: Sequence[Passage]) -> Iterator[str]:
    theirs = [part for passage in passages for told in passage.sentences if not told.asks for part in clauses(told)]
    for mine in clauses(said):
        if mine.affirms and not _CONDITION.search(mine.folded) and not _ASKS.search(mine.folded):
            for other in theirs:
                if any(_holds(third.words, other.denied) for third in clauses(said) if not third.affirms):
                    continue  # It is told of another case, beside the one that is denied.
                if _turns(other, mine) and not any(_affirms_as_much(third, other, mine) for third in theirs):
                    yield " ".join(other.denied)
        elif len(mine.denied) > 1 and not _FEES.issuperset(mine.denied):
            against = any(o.affirms and _turns(mine, o) and _shared(mine, o) for o in theirs)
            if against and not any(_denies_half(o, mine) for o in theirs if not o.affirms):
                yield " ".join(mine.denied)


def _denies_half(theirs: Clause, mine: Clause) -> bool:
    """True where a denial of the passages holds half of what is denied: no rent is no rental income."""
    shared = len(set(mine.denied) & set(theirs.words))
    return shared >= 2 and 2 * shared >= len(set(mine.denied))


def _turns(denying: Clause, affirming: Clause) -> bool:
    """True where the one denies what the other affirms, of the same matter."""
    if not denying.denied or _CONDITION.search(denying.folded) or not _holds(affirming.words, denying.denied):
        return False
    return bool(_shared(denying, affirming)) or 2 * len(denying.denied) >= len(set(affirming.words))


def _shared(denying: Clause, affirming: Clause) -> frozenset[str]:
    """What their sentences share beside what is denied."""
    return (denying.around & affirming.around) - frozenset(denying.denied)


def _affirms_as_much(third: Clause, denying: Clause, mine: Clause) -> bool:
    """True where another clause of the passages affirms it of a matter that is as like."""
    if may_deny(_RESTRICTS.sub(" ", third.folded)) or not _holds(third.words, denying.denied):
        return False
    return len(third.around & mine.around) >= len(denying.around & mine.around)


def _holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """True where `words` has those that are `wanted` in their order, whatever stands between."""
    rest = iter(words)
    return all(word in rest for word in wanted)


@lru_cache(maxsize=8192)
def clauses(told: Told) -> tuple[Clause, ...]:
    found, start = [], 0
    is_chinese = told.is_chinese
    around = frozenset(_words(told.folded, is_chinese=is_chinese))
    for match in [*_PART.finditer(told.folded), None]:
        end = match.start() if match else len(told.folded)
        folded = told.folded[start:end]
        if words := _words(folded, is_chinese=is_chinese):
            found.append(Clause(folded, words, around, _denied(folded, is_chinese=is_chinese)))
        start = match.end() if match else end
    return tuple(found)


def _denied(folded: str, *, is_chinese: bool) -> tuple[str, ...]:
    match = _NOT.search(folded)
    if match is None or (len(_SIGNS.findall(folded)) > 1 and not is_chinese):
        return ()
    stop = _END.search(folded, match.end())
    phrase = folded[match.end() : stop.start() if stop else len(folded)]
    if is_chinese:
        phrase = _MODAL.sub("", phrase)
        if "的" in phrase[:-1]:
            return ()
        words = _words(phrase, is_chinese=True)
        return words if 2 <= len(words) <= _LONGEST_HAN else ()
    words = _words(phrase, is_chinese=False)
    return words if 1 <= len(words) <= _LONGEST and not _LIGHT.issuperset(words) else ()


def _words(folded: str, *, is_chinese: bool) -> tuple[str, ...]:
    if is_chinese:
        return tuple(c for c in folded if has_han(c) and c not in _GRAMMAR)
    return tuple(stem for word in re.findall(r"[a-z][a-z'-]+", folded) for stem in content_words(word))
