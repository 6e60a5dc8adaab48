"""Which statements does an article make: each sentence with its facts, what it allows and asks, and of what?"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import Stemmer

from assistant.folding import fold_in_place
from assistant.sentences import split_sentences
from knowledge_base.article import ArticleText
from knowledge_base.facts.extract import extract_facts
from knowledge_base.facts.fact import Fact, FactKind
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


@cache
def _marks() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = tomllib.loads((files(__package__) / "marks.toml").read_text("utf-8"))
    return tuple(
        (f"{group}:{name}", re.compile("|".join((rf"(?<![a-z])(?:{english})(?![a-z])", chinese))))
        for group, names in table.items()
        for name, (english, chinese) in names.items()
    )


def read_statements(text: ArticleText) -> list[Statement]:
    """The sentences of an answer; a bare yes or no is read with the question that it answers."""
    title = fold_in_place(text.question).casefold()
    title_words = content_words(title)
    sentences = split_sentences(text.answer.replace("**", ""))
    statements = []
    for place, sentence in enumerate(sentences):
        folded = fold_in_place(sentence).casefold()
        facts = extract_facts(sentence)
        marks = frozenset(name for name, pattern in _marks() if pattern.search(folded))
        if place == 0:
            marks = _answered(folded, title, marks)
        said = _without(folded, facts)
        named = neighbours(f"{title}. {said}")
        statements.append(Statement(sentence, facts, content_words(said), title_words, named, marks))
    return statements


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
