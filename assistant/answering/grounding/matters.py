"""Is a value said of what its passage says it of?  The fee of adults is none for children."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answering.grounding.mark_groups import group_of
from assistant.answering.grounding.reading import Passage, Reading, Told
from assistant.answering.grounding.regions import Region, regions
from assistant.answering.written import Problem, ProblemKind
from assistant.facts.fact import FactKind

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
    group = group_of(token)
    own = {known for known in mine if group_of(known) == group}
    return bool(own) and own.isdisjoint(region.tokens)


def _weigh(token: str) -> int:
    return 0 if token in _GENERIC else 2 if ":" in token else 1
