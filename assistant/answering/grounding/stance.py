"""What does a clause affirm, and what does it deny?"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

_NEGATION = re.compile(
    r"(?<![a-z])(?:(?:not|no)(?! (?:more|less|later|fewer|earlier|over|exceed))|never|cannot|nor|neither"
    r"|without|nobody|nothing|none|unless|until|hardly|non"
    r"|late|fail(?:s|ed|ing)? to|failure to)(?![a-z])|n't(?![a-z])"
    r"|不(?![超多少高低迟论管同足限])|未(?!满)|[没无毋勿莫]|非(?!常|繁忙)|免(?!费)|[禁拒]"
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
"""No more than is at most, and denies nothing."""
_CONDITION = re.compile(
    r"(?:^\W*|[,;] *)(?:even )?(?:if|when|once|where|while|in case)(?![a-z])[^,;]*(?:[,;]|$)"
    r"|(?<=[a-z]) (?:if|when|in case)(?![a-z])[^,;.]*"
    r"|(?:^\W*|[,;])(?:如果?|若|倘若?|假如|一旦|即使|只要)[^,;。]*(?:[,;]|$)"
)
"""A condition, with which a rule may begin or end."""
_NOBODY = re.compile(r"(?<![a-z])(?:nothing|nobody|no one|none|neither)(?![a-z])[^,;.]*\Z")
_WHETHER = re.compile(
    r"有没有|是不是|会不会|要不要|能不能|可不可以|[是能可会应须]否|有否|(?<![a-z])whether or not(?![a-z])"
)


@dataclass(frozen=True)
class Stance:
    """`plus` and `minus` name what a clause affirms and denies; `negations` counts the rest of its denials."""

    plus: frozenset[str]
    minus: frozenset[str]
    negations: int
    turns: frozenset[str]


@lru_cache(maxsize=8192)
def read_stance(folded: str) -> Stance:
    """What a folded clause affirms and denies."""
    plus: set[str] = set()
    minus: set[str] = set()
    text = _LIMIT.sub(" ", _WHETHER.sub(" ", _rule_of(_spelt_out(folded))))
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
