"""Which names does a sentence write in Latin letters that nothing before it held?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.answering.grounding.facets import known_names
from assistant.answering.grounding.name_parts import (
    of_another_kind,
    put_together_otherwise,
    starts_otherwise,
    wrong_titles,
)
from assistant.answering.grounding.reading import Passage, Told
from assistant.answering.grounding.words import content_words
from assistant.facts.fact import FactKind
from assistant.folding import fold_in_place

_WORD = r"(?:[A-Z]|[a-z]-?(?=[A-Z]))[\w'&-]*"
_RUN = re.compile(rf"(?<![A-Za-z]){_WORD}(?:(?: (?:of|the|and|for|on|in|&))* {_WORD})*")
_LATIN = re.compile(r"[A-Za-z][A-Za-z&'-]+")
_SHORT_FOR = re.compile(rf"(?P<long>{_RUN.pattern}) \((?P<short>[A-Z]{{2,8}})\)")
_WRITTEN_OUT = {
    "Rd": "Road",
    "St": "Street",
    "Ave": "Avenue",
    "Bldg": "Building",
    "Dept": "Department",
    "Ctr": "Centre",
}
_SHORTENED = re.compile(rf"(?<=[a-z] )({'|'.join(_WRITTEN_OUT)})(?![A-Za-z'])\.?")
_STARTS = re.compile(r"(?:^|[.!?:;。！？：；\n\"“'(（「《]|[-*+•|]|\d[.)])\s*\Z")
_FREE = frozenset(
    "am pm a.m p.m hk hkd id ids ok pdf faq monday tuesday wednesday thursday friday saturday sunday mon "
    "tue tues wed thu "
    "thur fri sat sun january february march april may june july august september october november "
    "december jan feb mar apr "
    "jun jul aug sep sept oct nov dec christmas new year lunar chinese english government form department office city "
    "service services section bureau centre center authority council hotline part note yes no i i'll you "
    "your the this it if "
    "website counter scheme mr mrs ms dr public holiday holidays day days url link step hours fee fees "
    "tel cantonese putonghua "
    "mandarin no. nos st internet online qr sms app apps police government".split()
)
_COMMON_ENDS = frozenset(
    "office scheme allowance form department card licence license permit certificate service services "
    "system centre center "
    "programme program fund application unit division team counter subsidy assistance grant test register".split()
)
"""What a translated name may end in: social security office, with or without capitals."""


def list_english_names(
    said: Told, remaining: str, pool: str, passages: Sequence[Passage], *, is_translated: bool
) -> Iterator[str]:
    """Capitalised runs and, within Chinese, Latin words.  `remaining` is the folded sentence without known names."""
    text = _without_facts(said, _blank_known(fold_in_place(said.text), remaining))
    pattern = _LATIN if said.is_chinese else _RUN
    short = {
        m["short"] for m in _SHORT_FOR.finditer(fold_in_place(said.text)) if _initials(m["long"]).endswith(m["short"])
    }
    words = _pool_words(pool)
    if not said.is_chinese and not is_translated:
        yield from _put_otherwise(_without_facts(said, fold_in_place(said.text)), tuple(passages), pool)
        yield from wrong_titles(said.text, passages)
        yield from of_another_kind(remaining, pool)
    for match in pattern.finditer(text):
        name = _named(text, match, is_chinese=said.is_chinese)
        if not name or name in short or name.lower() in pool:
            continue
        missing = [word for word in name.split() if _is_unknown(word, words, pool)]
        if missing and not (is_translated and name.split()[-1].lower() in _COMMON_ENDS):
            yield name


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word[0].isupper())


def _without_facts(said: Told, text: str) -> str:
    """With what stands behind a name written out: Concord Rd is Concord Road."""
    for fact in said.facts:
        if fact.kind not in (FactKind.EXCEPTION, FactKind.FREE, FactKind.ANSWER):
            text = text[: fact.start] + " " * (fact.end - fact.start) + text[fact.end :]
    return _SHORTENED.sub(lambda match: _WRITTEN_OUT[match[1]], text)


def _put_otherwise(text: str, passages: tuple[Passage, ...], pool: str) -> Iterator[str]:
    """The runs of capitals whose words no passage, nor the question, puts together."""
    for match in _RUN.finditer(text):
        start = match.start()
        if _STARTS.search(text, 0, start):
            first, _, rest = match[0].partition(" ")
            if starts_otherwise(first, rest, passages):
                yield match[0]
            start += len(match[0]) - len(rest)
        if name := put_together_otherwise(text, start, match.end(), passages, pool):
            yield name


def _named(text: str, match: re.Match[str], *, is_chinese: bool) -> str:
    """The run without the word that has its capital from where it stands."""
    name = match[0].strip(" &'-")
    if not is_chinese and _STARTS.search(text, 0, match.start()):
        first, _, rest = name.partition(" ")
        if not (first.isupper() and len(first) > 1):
            name = re.sub(r"^(?:(?:of|the|and|for|on|in|&) )+", "", rest)
    return name


def _is_unknown(word: str, words: frozenset[str], pool: str) -> bool:
    small = word.lower().removesuffix("'s")
    if small in _FREE or len(small) < 2 or small in ("of", "the", "and", "for", "on", "in", "&"):
        return False
    if word.isupper():
        return re.search(rf"(?<![a-z]){re.escape(small)}(?![a-z])", pool) is None
    return not content_words(small) <= words and re.search(rf"(?<![a-z]){re.escape(small)}", pool) is None


@lru_cache(maxsize=256)
def _pool_words(pool: str) -> frozenset[str]:
    return content_words(pool)


def _blank_known(text: str, remaining: str) -> str:
    """`text` without the names that were looked up in both languages already."""
    kept = "".join(c if r != " " else " " for c, r in zip(text, remaining, strict=False))
    return known_names().sub(lambda match: " " * len(match[0]), kept)
