"""Is a value said of what its passage says it of?  The fee of adults is none for children."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from assistant.answering.grounding.facets import find_marks
from assistant.answering.grounding.reading import Passage, Reading, Told
from assistant.answering.grounding.words import content_words
from assistant.answering.written import Problem, ProblemKind
from assistant.facts.fact import Fact, FactKind

_BOUND = (
    FactKind.FEE,
    FactKind.HOURS,
    FactKind.DATE,
    FactKind.DURATION,
    FactKind.PHONE,
    FactKind.EMAIL,
    FactKind.URL,
    FactKind.FORM_NUMBER,
    FactKind.AGE,
    FactKind.PERCENT,
    FactKind.UNIT,
    FactKind.NUMBER,
)
_TELLING = frozenset(
    (
        FactKind.WEEKDAY,
        FactKind.AGE,
        FactKind.DURATION,
        FactKind.UNIT,
        FactKind.NUMBER,
        FactKind.FEE,
        FactKind.PERCENT,
        FactKind.HOURS,
        FactKind.DATE,
    )
)
"""Kinds whose values say of what another value is: $250 for 3 years, 9am on Saturdays."""
_JOINED = re.compile(r"\s*(?:-|~|–|/|to|until|till|至|到|和|and|or|或)?\s*")
_BREAKS = (
    re.compile(r"[;；。|]|\.\s"),
    re.compile(r"[,，:：](?!\d)"),
    re.compile(
        r"\b(?:and|or|but|while|whereas)\b(?! (?:over|above|older|under|below|younger|more|less|longer"
        r"|earlier|later))|及(?!以)|和|而|或(?![以之更])|但|另"
    ),
    re.compile(r"、|[)）]"),
)
_COMMA = re.compile(r"[,，;；。](?!\d)")
_BEHIND = re.compile(r"[,，;；](?!\d)|\b(?:gets?|are|is|can|may|must|if|when|where)\b|[均皆]|可[以获在]|必?须")
"""Where, behind the last of several values, begins what is said of them all."""
_OTHERS = re.compile(r"\b(?:others?|the rest|everyone else|all else)\b|其他|其余|其它|别的|余者")
"""Words with which a value is that of what was not named before."""
_ADDRESS = re.compile(r" ?(?:[号楼座室层]|(?:st|nd|rd|th)? floor|/f\b)")
_NAMED = frozenset((FactKind.FEE, FactKind.PHONE, FactKind.EMAIL, FactKind.URL, FactKind.FORM_NUMBER, FactKind.PERCENT))
_ENOUGH = 1
"""What the words of another value must weigh: a mark or a value of another kind two, a word one."""
_GENERIC = frozenset(
    "fee cost charg pay paid price amount dollar hkd payment take day week month year time hour open "
    "close call phone hotlin "
    "number enquiri contact tel telephon form complet submit appli applic use fill date make valid "
    "period most least aged "
    "age person peopl first new normal usual offic servic total rate maximum minimum limit work line come send give "
    "收费 费用 缴付 港元 每年 时间 开放 办公 电话 致电 查询 热线 表格 填妥 递交 申请 日期 有效 年龄 年满 "
    "最多 最少 需时 "
    "工作 作日 作天 内完 完成 之前 或以 以上 以下 人士 办理 提交 交表 缴费 付费 价钱 票价 只需 需要 小时 "
    "上午 下午 中午 晚上".split()
)

_GROUPS = {
    mark: group
    for group, marks in {
        "age_of": "whom:adult whom:child whom:senior",
        "household": "whom:single whom:family whom:couple",
        "side_of_rent": "whom:tenant whom:owner",
        "side_of_work": "whom:employer whom:worker",
        "kind_of_body": "whom:individual whom:company",
        "residence": "whom:resident whom:visitor",
        "sum": "what:deposit what:fine what:surcharge what:refund",
        "act": "what:again what:renewal what:first what:transfer",
        "speed": "what:urgent what:standard",
        "vehicle": "what:private_car what:motor_cycle what:goods_vehicle what:taxi what:bus what:bicycle",
        "animal": "what:dog what:cat",
        "place": "what:indoor what:outdoor",
        "school": "what:kindergarten what:primary what:secondary",
        "use": "what:residential what:commercial",
        "study": "what:full_time what:part_time",
        "contact": "what:enquiry what:complaint what:emergency what:fax what:booking what:report",
        "days": "when:holiday when:weekend when:weekday",
        "daytime": "when:day when:night",
        "season": "when:summer when:winter",
        "rush": "when:peak when:off_peak",
        "turn": "when:opening when:closing when:result",
        "span": "when:valid when:takes",
        "office": "when:office_hours when:other_times",
    }.items()
    for mark in marks.split()
}
"""Marks of which a value has one or another: only within a group does one exclude another."""


@dataclass(frozen=True, eq=False)
class Region:
    """The part of a sentence that speaks of one value, or of a range of them."""

    facts: tuple[frozenset[str], ...]
    """The ways in which each value of it may be meant."""
    tokens: frozenset[str]
    above: frozenset[str]
    """What the heading above names."""
    start: int
    end: int
    nearby: frozenset[str]
    """The tokens between the commas around the value."""

    @cached_property
    def values(self) -> frozenset[str]:
        return frozenset(value for meant in self.facts for value in meant)

    def holds(self, other: Region) -> bool:
        """True where it has every value of `other`: both ends of a range."""
        return all(not self.values.isdisjoint(meant) for meant in other.facts)


def find_swapped_values(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        passages = reading.cited(place)
        if passages and not reading.is_copied(place):
            for detail in swapped_values(said, passages):
                yield Problem(ProblemKind.VALUE, detail, place)


def swapped_values(said: Told, passages: Sequence[Passage]) -> Iterator[str]:
    """The values of a sentence that their passages hold of something else."""
    is_translated = any(passage.is_chinese != said.is_chinese for passage in passages)
    for kind in _BOUND:
        mine = regions(said, kind)
        known = [region for told in _sentences(passages) for region in regions(told, kind)] if mine else []
        if len({region.values for region in known}) < 2:
            continue
        for region in mine:
            if kind in (FactKind.HOURS, FactKind.DATE) and _is_mixed_range(region, known):
                yield f"{', '.join(sorted(region.values))} is from two ranges of the source"
            if other := _taken_from(region, known, kind, by_words=not is_translated):
                yield f"{', '.join(sorted(region.values))} is said of {other} where the source does not"


def _sentences(passages: Sequence[Passage]) -> Iterator[Told]:
    for passage in passages:
        yield from passage.sentences


def _taken_from(region: Region, known: Sequence[Region], kind: FactKind, *, by_words: bool) -> str:
    """What the region names that only another value of its kind has in the passages; "" where it names its own."""
    own = [other for other in known if other.holds(region)]
    own = own or [other for other in known if not other.values.isdisjoint(region.values)]
    others = [other for other in known if other not in own]
    if not own or not others:
        return ""
    mine = frozenset(token for other in own for token in other.tokens | other.above)
    around = region.nearby
    if not any(map(_weigh, around)) and all(any(map(_weigh, other.tokens)) for other in own):
        around = region.tokens
    for other in others:
        foreign = (region.tokens & other.tokens) - mine
        near = foreign & around
        if any(_rivals(region, mine, token) for token in foreign if ":" in token):
            return " ".join(sorted(foreign))
        if by_words and sum(map(_weigh, near)) >= (_ENOUGH if kind in _NAMED else 2 * _ENOUGH):
            shared = region.tokens & mine
            if not any(":" in token and token not in _GENERIC for token in shared) and not any(
                map(_weigh, shared - other.tokens - other.above)
            ):
                return " ".join(sorted(foreign))
    return ""


def _is_mixed_range(region: Region, known: Sequence[Region]) -> bool:
    """True where each end is an end of another range: 9 am of Saturday and 5 pm of Sunday."""
    own = [other for other in known if any(not other.values.isdisjoint(meant) for meant in region.facts)]
    return (
        len(region.facts) == 2 and bool(own) and all(len(other.facts) > 1 and not other.holds(region) for other in own)
    )


def _rivals(region: Region, mine: frozenset[str], token: str) -> bool:
    """True where the passages have the value of one of a group, and the region names only another of it."""
    group = _group(token)
    own = {known for known in mine if _group(known) == group}
    return bool(own) and own.isdisjoint(region.tokens)


def _group(token: str) -> str:
    return _GROUPS.get(token, token.partition(":")[0] if ":" in token else "")


def _weigh(token: str) -> int:
    return 0 if token in _GENERIC else 2 if ":" in token else 1


@lru_cache(maxsize=8192)
def regions(told: Told, kind: FactKind) -> tuple[Region, ...]:
    """The regions of a sentence, one for each value of `kind` or run of them, in order."""
    groups: list[list[Fact]] = []
    for fact in told.facts:
        if fact.kind is not kind and not (kind is FactKind.FEE and fact.kind is FactKind.FREE):
            continue
        if fact.is_weak and kind not in (FactKind.NUMBER, FactKind.FEE):
            continue
        if kind is FactKind.NUMBER and _ADDRESS.match(told.folded, fact.end):
            continue
        if groups and _JOINED.fullmatch(told.folded, groups[-1][-1].end, max(fact.start, groups[-1][-1].end)):
            groups[-1].append(fact)
        else:
            groups.append([fact])
    if not groups:
        return ()
    cuts = [0, *(_cut(told, one[-1].end, two[0].start) for one, two in pairwise(groups))]
    ends = [*cuts[1:], len(told.folded)]
    above = _tokens(told.above)
    if len(groups) > 1:
        above |= _said_of_all(told, groups[0][0].start, groups[-1][-1].end)
    return tuple(
        _region(told, kind, group, (start, end), above) for group, start, end in zip(groups, cuts, ends, strict=True)
    )


def _region(told: Told, kind: FactKind, group: Sequence[Fact], span: tuple[int, int], above: frozenset[str]) -> Region:
    start, end = span
    tokens = _tokens(told.bare[start:end]) | _other_values(told, kind, start, end)
    first = max((match.end() for match in _COMMA.finditer(told.bare, start, group[0].start)), default=start)
    comma = _COMMA.search(told.bare, group[-1].end, end)
    last = comma.start() if comma else end
    nearby = _tokens(told.bare[first:last]) | _other_values(told, kind, first, last)
    return Region(
        tuple(fact.values for fact in group),
        tokens,
        frozenset() if start and _OTHERS.search(told.folded, start, end) else above,
        start,
        end,
        nearby,
    )


def _said_of_all(told: Told, start: int, end: int) -> frozenset[str]:
    """What stands before the first value and behind the last: the fee *of a swim* is $20 for adults and $10 for
    children *at every pool*."""
    if not content_words(told.bare[end:]):
        return frozenset()
    behind = _BEHIND.search(told.bare, end)
    return _tokens(told.bare[:start]) | (_tokens(told.bare[behind.end() :]) if behind else frozenset())


def _cut(told: Told, start: int, end: int) -> int:
    """Where what is said of one value ends and that of the next begins."""
    between = told.bare[start:end]
    for breaks in _BREAKS:
        if match := breaks.search(between):
            return start + match.start()
    return end if not told.words & content_words(told.bare[:start]) else start


def _tokens(bare: str) -> frozenset[str]:
    return content_words(bare) | find_marks(bare)


def _other_values(told: Told, kind: FactKind, start: int, end: int) -> frozenset[str]:
    return frozenset(
        value
        for fact in told.facts
        if fact.kind in _TELLING
        and fact.kind is not kind
        and start <= fact.start < end
        and (not fact.is_weak or fact.kind is FactKind.PERCENT)
        for value in fact.values
    )
