"""Which statements does an article make: each sentence with its facts, what it allows and asks, and of what?"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import Stemmer

from assistant.facts.extract import extract_facts
from assistant.facts.fact import Fact, FactKind
from assistant.facts.numbers import read_value, write_value
from assistant.folding import fold_in_place
from assistant.languages import has_han
from assistant.sentences import split_sentences
from knowledge_base.article import ArticleText
from knowledge_base.keyword_search import han_tokens, is_han, is_stop_word, runs_of, stem_word


@dataclass(frozen=True)
class Statement:
    """`words` tell what it is about; `marks` name what the sentence is of: allowed, forbidden, a deposit, an adult."""

    sentence: str
    facts: tuple[Fact, ...]
    words: frozenset[str]
    title_words: frozenset[str]
    named: frozenset[tuple[str, str]]
    """English words with the one before them, of the sentence and its title: of which beach, of which clinic."""
    marks: frozenset[str]
    title_cases: frozenset[str]
    """Special cases that the title names."""
    cases: tuple[tuple[str, int], ...]
    """Special cases that the sentence names, each with its place."""
    counted: frozenset[tuple[str, str]]
    """Numbers with the noun that each counts: two, copi."""
    places: tuple[str, ...]
    """The offices and counters that it names."""


@cache
def _marks(*, chinese: bool, cases: bool) -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = tomllib.loads((files("knowledge_base") / "marks.toml").read_text("utf-8"))
    return tuple(
        (f"{group}:{name}", re.compile(words[1] if chinese else rf"\b(?:{words[0]})(?![a-z])"))
        for group, names in table.items()
        for name, words in names.items()
        if (group == "case") is cases
    )


@cache
def _any_case(*, chinese: bool) -> re.Pattern[str]:
    """Most sentences name no special case, and one search tells it."""
    return re.compile("|".join(pattern.pattern for _, pattern in _marks(chinese=chinese, cases=True)))


def read_statements(text: ArticleText) -> list[Statement]:
    """The sentences of an answer; a bare yes or no is read with the question that it answers."""
    title = fold_in_place(text.question).casefold()
    title_words, title_cases = content_words(title), frozenset(case for case, _ in _cases_in(title))
    sentences = split_sentences(text.answer.replace("**", ""))
    statements = []
    for place, sentence in enumerate(sentences):
        folded = fold_in_place(sentence).casefold()
        facts = extract_facts(sentence)
        marks = _marks_in(folded)
        if place == 0:
            marks = _answered(folded, title, marks)
        said = _without(folded, facts)
        named = neighbours(f"{title}. {said}")
        statements.append(
            Statement(
                sentence,
                facts,
                content_words(said),
                title_words,
                named,
                marks,
                title_cases,
                _cases_in(folded),
                _counted(folded, facts),
                _places(sentence),
            )
        )
    return statements


def _marks_in(folded: str) -> frozenset[str]:
    patterns = _marks(chinese=has_han(folded), cases=False)
    return frozenset(name for name, pattern in patterns if pattern.search(folded))


def _cases_in(folded: str) -> tuple[tuple[str, int], ...]:
    chinese = has_han(folded)
    if not _any_case(chinese=chinese).search(folded):
        return ()
    patterns = _marks(chinese=chinese, cases=True)
    return tuple((name, match.start()) for name, pattern in patterns for match in pattern.finditer(folded))


def _counted(folded: str, facts: tuple[Fact, ...]) -> frozenset[tuple[str, str]]:
    """Two copies, 近照一張: in Chinese the measure word stands for the noun."""
    said = _without(folded, tuple(fact for fact in facts if fact.kind is not FactKind.NUMBER))
    stemmer = Stemmer.Stemmer("english")
    found = set()
    for match in _COUNTED.finditer(said):
        number, noun = match["number"] or match["han"], match["noun"] or match["measure"]
        value = read_value(number)
        if value is not None and not is_stop_word(noun):
            found.add((write_value(value), noun if is_han(noun) else stem_word(noun, stemmer)))
    return frozenset(found)


def _places(sentence: str) -> tuple[str, ...]:
    return tuple((match["named"] or match["han"]).strip() for match in _PLACE.finditer(fold_in_place(sentence)))


def _answered(folded: str, asked: str, marks: frozenset[str]) -> frozenset[str]:
    """With the question 可以生營火嗎, the answer 可以 allows it."""
    said = re.match(r"\W*(yes|no|可以|不可以?|须要|需要|不需要?|无须|不用)", folded)
    if said is None:
        return marks
    asks_may = re.search(r"^(?:may|can|is it allowed|are)\b|可以|可否|能否|准许", asked) is not None
    asks_must = (
        re.search(r"^(?:must|do i (?:need|have)|should|is .* (?:needed|required))\b|须|要.*[吗嘛]", asked) is not None
    )
    denies = said[1] in ("no", "不可", "不可以", "不需", "不需要", "无须", "不用")
    if asks_may:
        return marks | {"rule:forbidden" if denies else "rule:allowed"}
    return marks | {"rule:not_needed" if denies else "rule:needed"} if asks_must else marks


def _without(folded: str, facts: tuple[Fact, ...]) -> str:
    for fact in facts:
        if fact.kind is not FactKind.EXCEPTION:
            folded = folded[: fact.start] + " " * (fact.end - fact.start) + folded[fact.end :]
    return folded


def content_words(folded: str) -> frozenset[str]:
    """Stems of English, pairs of Chinese characters, and what licence or office it is; no word of grammar."""
    words: set[str] = set()
    before = ""
    stemmer = Stemmer.Stemmer("english")
    for run in runs_of(folded):
        if is_han(run):
            words.update(token for _, token in han_tokens(run) if len(token) == 2)
        elif not is_stop_word(run) and not run[0].isdigit() and run not in _EMPTY:
            stem = stem_word(run, stemmer)
            words.add(stem)
            if before and stem in _NOUNS:
                words.add(f"{before} {stem}")
            before = stem
    return frozenset(words)


def neighbours(folded: str) -> frozenset[tuple[str, str]]:
    """Each English word that carries meaning, with the one right before it."""
    stemmer = Stemmer.Stemmer("english")
    words = (match[0] for match in _ENGLISH_RUN.finditer(folded))
    return frozenset(
        (stem_word(one, stemmer), stem_word(two, stemmer))
        for run in words
        for one, two in pairwise(run.split())
        if not (is_stop_word(one) or is_stop_word(two) or one in _EMPTY or two in _EMPTY)
    )


_PLACE = re.compile(
    r"\b(?:at|to|in) the (?P<named>(?:[a-z]+ )?(?:[A-Z][\w']*)(?: (?:(?:on|in|of) )?[A-Z][\w']*)*"
    r"(?: (?:box office|office|counter|desk|centre))?|[a-z]+ (?:on|in) [A-Z]\w+(?: [A-Z]\w+)*)"
    r"|[到在往于](?P<han>[\u4e00-\u9fff]{2,10}?(?:处|署|中心|局|大厦|大楼|柜台))"
)
_COUNTED = re.compile(
    r"\b(?P<number>one|two|three|four|five|six|seven|eight|nine|ten|[1-9]\d?)"
    r" (?:(?:recent|signed|certified|identical|colour|separate) )?(?P<noun>[a-z]{3,})"
    r"|(?P<han>[一二两三四五六七八九十]{1,2}|[1-9]\d?) ?(?P<measure>[份张名])"
)
_ENGLISH_RUN = re.compile(r"[a-z]+(?: [a-z]+)+")
_NOUNS = frozenset(
    "licenc permit card certif pass form fee deposit offic centr counter line hotlin test servic grant allow subsidi"
    " scheme plate desk class cours room hall".split()
)
_EMPTY = frozenset(
    "please also only any all each every other more most up out back off over under then than when where who "
    "which what "
    "how must need needs needed us me them its it's under per about within before after until between during "
    "into onto".split()
)
