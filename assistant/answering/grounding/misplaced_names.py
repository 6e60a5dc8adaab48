"""Is a name that the passages hold said of what they say of another?  Appeals go to the Panel, not to the Unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.answering.grounding.chinese_names import names_in
from assistant.answering.grounding.clauses import whole
from assistant.answering.grounding.reading import Passage, Reading, Told
from assistant.answering.grounding.words import content_words
from assistant.answering.written import Problem, ProblemKind
from assistant.folding import fold_in_place

_RUN = re.compile(r"(?<![A-Za-z])[A-Z][\w'&-]*(?:(?: (?:of|the|for))? [A-Z][\w'&-]*)+")
_BODIES = re.compile(
    r" (?:office|unit|panel|board|tribunal|department|bureau|committee|registry|archives?|team|council|court|branch"
    r"|desk|section|authority|agency|association|society|trust|commission|service|police|clinic|centre)s?\Z"
    r"|[署局处科组队会所庭]\Z"
)
SITES = re.compile(
    r" (?:street|road|avenue|lane|park|tower|plaza|estate|gardens?|beach|library|hospital|building|hall|station|quay"
    r"|house|market|school|pool|museum|theatre|valley|harbour|point|bay|cove|wharf|pier)\Z"
    r"|[道街路邨园馆院楼场站湾谷村学]\Z|营地\Z|广场\Z|中心\Z"
)
OTHERS = re.compile(r"(?<![a-z])(?:others?|the rest|elsewhere)(?![a-z])|其他|其余|其它|另外")
"""What is said of these is said of no name."""
_MOST = 1.5
_AHEAD = 1.5
"""So many more words must the other name's sentence share."""


def find_misplaced_names(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        passages = [passage for passage in reading.cited(place) if passage.is_chinese == said.is_chinese]
        if passages and not reading.is_copied(place):
            for name, other in misplaced_names(said, passages, reading.question):
                yield Problem(ProblemKind.NAME, f"“{name}” is said of what the source says of “{other}”", place)


def misplaced_names(said: Told, passages: Sequence[Passage], asked: Told) -> Iterator[tuple[str, str]]:
    """Each name with that in whose place it stands."""
    sentences = [told for passage in passages for told in passage.sentences if not told.asks]
    known = {name for told in sentences for name in names_of(told)}
    mine = sorted(name for name in known if name in said.folded)
    if not mine or len(known) == len(mine):
        return
    context = whole(said).tokens - frozenset().union(*map(content_words, mine))
    heard = (content_words(asked.folded) if asked.is_chinese == said.is_chinese else frozenset()) - context
    for name in mine:
        own = max(_shared(context, heard, told) for told in sentences if name in told.folded)
        best = max(sentences, key=lambda told: _shared(context, heard, told))
        if name in best.folded or OTHERS.search(best.folded) or not _shared(context, frozenset(), best):
            continue
        rivals = [other for other in names_of(best) if other not in mine and kind_of(other) == kind_of(name)]
        if rivals and own <= _MOST and _shared(context, heard, best) >= own + _AHEAD:
            yield name, min(rivals)


def kind_of(name: str) -> str:
    """The same for two bodies, for two places, and for two of whatever else they end in."""
    if _BODIES.search(name):
        return "body"
    return "place" if SITES.search(name) else (name.split()[-1] if name.isascii() else name[-1])


def _shared(context: frozenset[str], heard: frozenset[str], told: Told) -> float:
    tokens = whole(told).tokens
    return len(context & tokens) + 0.5 * len(heard & tokens)


@lru_cache(maxsize=8192)
def names_of(told: Told) -> frozenset[str]:
    """The names of a sentence, folded and in small letters."""
    if told.is_chinese:
        return frozenset(names_in(told.folded))
    text = fold_in_place(told.text)
    return frozenset(match[0].lower().removeprefix("the ").removesuffix("'s") for match in _RUN.finditer(text))
