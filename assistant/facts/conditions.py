"""Which exceptions does a text make, and does it begin with yes or no?"""

from __future__ import annotations

import re

from assistant.facts.fact import FactKind, Page, first

_EXCEPTION = re.compile(
    r"\b(?:except(?:ing|ed|ions?)?(?: (?:for|that|where|when|if|in))?|unless|(?:do|does|did|will"
    r"|shall)(?: not|n't) apply|not applicable|(?:is|are)(?: not|n't) (?:included|covered|counted)|waive(?:s"
    r"|d|rs?)?|no[tr]? cover(?:ed)?"
    r"|exempt(?:ed|ions?|s)?|exclud(?:e|es|ed|ing)|exclusions?|other than|apart from|aside from|save (?:for"
    r"|that|in|where)|with the exception of|but not|not including|barring|let off|left out|excused"
    r")\b"
    r"|除非|除外|(?:不|并不|概不)适用|豁免|(?<![不无])例外|不在此限|不受(?:此|这|上述|该)?(?:项|条|规定|限制?)?(?:所?限|约束)|(?<!包括但)不包括|不计|不算在内|(?<!指)除了?(?![夕草虫湿去此下掉以])(?=[^。;,\n]{1,30}?(?:以?外|之外)(?!,?(?:还|亦|也|另|更|并|尚|都须|同时)))|以外的(?!地|范围|时间|日子)|惟(?![一独])|不属此列|不在其列|另当别论",
    re.IGNORECASE,
)
_SOFT = re.compile(
    r"\b(?:but|however|only|otherwise|without|although|though|if (?:\w+ ){1,6}?(?:not|no|n't)|need not"
    r"|no need|not|never|no|cannot|can't|nothing|nobody|neither|nor)\b|n't\b"
    r"|但|惟|不过|只[有可限能须要]|仅|否则|如非|若非|如无|若无|[如若](?:果|你|有关)?[^,。;]{0,8}[未没不]|[不未没无毋勿]|免",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"\b(?:but|however|although|though|while|yet|provided|only|unless|except|still|as long as|so long as"
    r"|instead|otherwise"
    r"|even|if|other than|apart|exempt\w*|exclu\w+|rather|whereas|waive[ds]?)\b",
    re.IGNORECASE,
)
_CHINESE_CONTRAST = re.compile(r"(?<!不)但(?!是不)|(?<!唯)惟(?!一)|然而")
_CLOSING = re.compile(r"\b(?:closed|closes|shut)\b|休|[关闭停]|不开放", re.IGNORECASE)
_YES = re.compile(
    r"^\W*(?:yes\b|是的|是[,。]|可以|可[,。]|能[,。]|会[,。]|有[,。]|需要[,。]|须要?[,。]|要[,。])", re.IGNORECASE
)
_NO = re.compile(
    r"^\W*(?:no\b|not?[,.]|不是|不可以?|不能|不会|不用|不需要?|不须|毋须|无须|没有|不准|不得)", re.IGNORECASE
)

_EXCEPTION_FIRST = first(
    "except excepting excepted exception exceptions unless do does did will shall not is are no nor exempt "
    "exempted exempts "
    "exemption exemptions exclude excludes excluded excluding exclusion exclusions other apart aside save "
    "with but barring "
    "let left excused waive waives waived waiver waivers",
    "除不并概豁例惟另以",
)


def read_exceptions(page: Page) -> None:
    """What does not hold for everybody.  `soft_marks` counts the words with which an exception may be put otherwise."""
    for match in page.scan(_EXCEPTION, _EXCEPTION_FIRST):
        page.add(FactKind.EXCEPTION, "exception", *match.span())


def count_soft_marks(folded: str) -> tuple[int, int]:
    """How often does a folded text say no, but or only, and how often that something is closed?

    An exception may be put so too: closed on Mondays, daily except Mondays.
    """
    return sum(1 for _ in _SOFT.finditer(folded)), sum(1 for _ in _CLOSING.finditer(folded))


def lacks_contrast(english: str, chinese: str) -> bool:
    """True where the folded `chinese` text says but, and the `english` one nowhere but, only, if or the like."""
    return _CHINESE_CONTRAST.search(chinese) is not None and _CONTRAST.search(english) is None


def read_answer(folded: str) -> str:
    """yes or no where an answer begins with it, else nothing."""
    return "no" if _NO.match(folded) else "yes" if _YES.match(folded) else ""
