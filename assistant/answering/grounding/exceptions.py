"""Does an answer leave out the exception of a rule that it states, or claim for everybody what its passage does not?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.grounding.denials import may_deny
from assistant.answering.grounding.reading import Reading, Told, read_sentence
from assistant.answering.grounding.words import content_words
from assistant.answering.written import Problem, ProblemKind
from assistant.facts.numbers import numbers_in

_EXCEPT = re.compile(
    r"(?<![a-z])(?:except(?:ing)?|unless|other than|apart from|save (?:for|that|where)|excluding"
    r"|not including|does not apply)(?![a-z])"
    r"|除非|除外|(?<!指)除了?(?![夕草虫湿去此下掉以])(?=[^。;,\n]{1,30}?(?:以?外|之外)(?!,?(?:还|亦|也|另|更|并|尚|都须|同时|须|要)))|不适用|不在此限|不包括"
)
_SAYS_EXCEPTION = re.compile(
    r"(?<![a-z])(?:except\w*|unless|other than|apart from|aside from|save for|excluding|exclud\w+|but"
    r"|however|only|not|no|if|clos(?:e|es|ed)|shut|exempt\w*|without|once|when|after|until"
    r"|must|as long as|provided|nobody|no one)(?![a-z])|n't"
    r"|除|但|惟|不|未|无|毋|只|仅|免|休|闭|如|若|豁免|例外|另|只要"
)
_UNIVERSAL = re.compile(
    r"(?<![a-z])(?:(?:any|every)(?:one|body)(?! (?:aged|under|over|who|else|from|with|in|below|above|of"
    r"|younger|older|\d|\w+ing\b))|^all (?!(?:of|you|the|these|this|in)\b)\w+(?= (?:are|is|can|may|must|need"
    r"|will))|always|in all cases|in every case|no matter|regardless|without exception|unlimited|no "
    r"limits?|instantly"
    r"|all (?:citizens|residents|people|applicants|persons|visitors))(?![a-z])"
    r"|任何人|人人|所有人(?=都|均|可|皆|也)|所有市民|所有居民|全部人|一律|永远|无论(?!.{0,8}是否)|不论|必定|必然|无限|不限(?:次数|数量|人数|名额|时间)|所有申请人"
)
_KNOWN_UNIVERSAL = re.compile(
    r"(?<![a-z])(?:any(?:one|body)|every(?:one|body)?|always|all|never|whatever|whichever|regardless|no "
    r"matter|without exception|unlimited)(?![a-z])"
    r"|任何|人人|所有|一律|均可|全部|不论|无论|不限|凡|一概"
)
_FEWEST, _MOST = 2, 0.6
"""A sentence states a rule when it holds this share of the words of its main clause."""


def find_lost_exceptions(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        passages = reading.cited(place)
        if not passages or reading.is_copied(place):
            continue
        pool = "\n".join(passage.folded for passage in passages)
        if (universal := _UNIVERSAL.search(said.folded)) and not _KNOWN_UNIVERSAL.search(pool):
            yield Problem(ProblemKind.CONTRADICTED, f"“{universal[0]}” is more than the source says", place)
        if _EXCEPT.search(said.folded):
            continue
        around = [other.folded for other in reading.sentences[max(0, place - 1) : place + 3]]
        if any(may_deny(other.folded) for other in reading.sentences):
            around.append(reading.question.folded)  # Who asks about the exception is told no.
        for passage in passages:
            for told in passage.sentences:
                if (lost := _lost_from(told, said)) and not any(tells(text, lost) for text in around):
                    yield Problem(ProblemKind.CONTRADICTED, f"leaves out “{lost.strip()}”", place)


def exceptions_of(told: Told) -> str:
    """The exception that a sentence makes; "" for none."""
    match = _EXCEPT.search(told.folded)
    return _parted(told.folded, match)[0] if match else ""


def _lost_from(told: Told, said: Told) -> str:
    """The exception of a passage's sentence whose rule `said` states; "" where it states none."""
    match = _EXCEPT.search(told.folded)
    if match is None:
        return ""
    lost, rule = _parted(told.folded, match)
    rule_words = _words_of(told, rule)
    if len(rule_words & said.words) < max(_FEWEST, _MOST * len(rule_words)):
        return ""
    return lost


def _parted(folded: str, match: re.Match[str]) -> tuple[str, str]:
    """The exception and the rule: what stands before it, or behind it where a sentence begins with it."""
    start, end = match.start(), len(folded)
    if re.fullmatch("除外|不适用|不在此限|does not apply", match[0]):
        start = max(folded.rfind(mark, 0, match.start()) for mark in ",;(（") + 1
    if folded[:start].strip(" -*•"):
        return folded[start:end], folded[:start]
    stop = re.search(r"[,，]|以?外(?=[^,，])|之外(?=[^,，])", folded[match.end() :])
    middle = match.end() + stop.end() if stop else end
    return folded[start:middle], folded[middle:]


def _words_of(told: Told, rule: str) -> frozenset[str]:
    return content_words(rule) & told.words


def tells(text: str, lost: str) -> bool:
    """True where a text tells the exception otherwise: with but, only, closed or the like, and its words."""
    words, heard = _tokens(lost), _tokens(text)
    return _SAYS_EXCEPTION.search(text) is not None and (not words or bool(words & heard))


def _tokens(text: str) -> frozenset[str]:
    """Words, values and bare numbers: over 80 is aged 80 or above."""
    facts = read_sentence(text).facts
    values = frozenset(value for fact in facts for value in fact.values)
    return content_words(text) | values | frozenset(number for fact in facts for number in numbers_in(fact.text))
