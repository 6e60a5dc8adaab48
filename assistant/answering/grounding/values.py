"""Is every number, date, sum, hour, telephone, link and form number in a passage that its sentence names?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answering.grounding.bounds import sides_of
from assistant.answering.grounding.counted import unknown_counts, unknown_rates, unknown_turns
from assistant.answering.grounding.gaps import tells_a_gap
from assistant.answering.grounding.known_values import KnownValues
from assistant.answering.grounding.reading import Reading, Told
from assistant.answering.grounding.worked_out import is_worked_out
from assistant.answering.written import Problem, ProblemKind
from assistant.facts.fact import Fact, FactKind
from assistant.facts.numbers import numbers_in
from assistant.facts.open_days import agree_on_open_days
from assistant.folding import fold_in_place

_UNITLESS = frozenset(
    (FactKind.FEE, FactKind.DURATION, FactKind.AGE, FactKind.UNIT, FactKind.PERCENT, FactKind.FORM_NUMBER, FactKind.LAW)
)
"""Kinds of which a table may hold the number alone."""
_OWN = frozenset((FactKind.AGE, FactKind.NUMBER, FactKind.UNIT))
_LISTED = re.compile(
    r"^[ -]?(?:main |different |simple |other |easy |possible |key |important |\w+ing )?"
    r"(?:ways?|steps?|options?|things?|methods?|kinds?|types?|points?|parts?|reasons?|conditions?|stages?|choices?|cases?"
    r"|situations?|requirements?|rules?|of (?:these|them|those|the))\b"
    r"|^ ?[个种项点类大]?(?:主要|不同|简单)?(?:方法|方式|途径|步骤|选择|情况|条件|类别?|种|点|项|部分"
    r"|方面|阶段|渠道|者|样)"
)
"""What an answer may count that it lists."""
_SEQUENCE = re.compile(r"^(?:[,:，、]|ly\b| step\b|步)")
_BETWEEN_ITEMS = re.compile(r",|、|\b(?:and|or)\b|和|或|及|与")
_BEFORE_MARKER = ("", ";", ",", ":", "。", ".")
"""What stands before the number of an item: 1) … 2) …"""
_NEXT = re.compile(r"第二(?:个)?[天日年月周]")
"""The day after."""
_ALWAYS = re.compile(
    r"\b24[ -]?hours?\b|\b24 ?/ ?7\b|\ba?round the clock\b|\bday and night\b|\b(?:at )?any ?time\b|\bat "
    r"any hour\b|\ball day\b"
    r"|24 ?小时|二十四小时|全天|全日(?!制)(?=24|开放|服务|运作)|日夜|随时|昼夜|24小時",
    re.IGNORECASE,
)
_EVERY_DAY = re.compile(
    r"\b(?:every|each|any) day\b|\bdaily\b|\b(?:7|seven) days\b|\ball week\b|\ball year\b"
    r"|每日|每天|全年|天天|任何一[日天]|任何日子",
    re.IGNORECASE,
)
_SPAN = re.compile(r"\b(?:within|after|for|in|lasts?|takes?|every) \Z", re.IGNORECASE)
_EVERY = re.compile(r"(?:every|each)\b|monthly|weekly|yearly|annual|quarterly|每(?![日天])", re.IGNORECASE)
_FREELY = re.compile(
    r"(?:feel|keep|kept|leave|left|stays?|set) free\b|free (?:to|up|from)\b|freely\b|\w-free\b", re.IGNORECASE
)
_COMPARES = re.compile(
    r"(?<![a-z])(?:below|under|over|above|less|more|limit|enough|least|most|exceeds?|within|between)(?![a-z])"
    r"|限|超过|低于|高于|不足|不到|少于|多于|最多|最少|以上|以下"
)
_LINK = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9-]{2,}\.)+(?:com|org|net|gov|edu|hk|cn|mo|tw|io|info|ly|me|co|uk|site|online|top|xyz|shop|club"
    r"|biz|cc|link|app|example|int)(?![\w@-])(?:\.[a-z]{2}\b)?(?:/[\w%~./?#=&+:@!$-]*)?",
    re.IGNORECASE | re.ASCII,
)


def find_unknown_values(reading: Reading) -> Iterator[Problem]:
    for place, said in enumerate(reading.sentences):
        if reading.is_copied(place):
            continue
        known = KnownValues(reading.cited(place))
        for written in unknown_values(said, known, asked=reading.question):
            yield Problem(ProblemKind.VALUE, f"“{written}” is in no source of the sentence", place)


def unknown_values(said: Told, known: KnownValues, *, asked: Told | None = None) -> Iterator[str]:
    """How each value of `said` is written that the passages do not hold, nor the citizen `asked` with."""
    days_agree = None
    own = own_numbers(asked) if asked else frozenset()
    for fact in said.facts:
        if is_own(fact, said, own) or _names_none(fact, said):
            continue
        if fact.kind is FactKind.WEEKDAY and not _is_day_said(fact, known) and not tells_a_gap(said.text):
            if days_agree is None:
                days_agree = agree_on_days(said, known)
            if not days_agree:
                yield fact.text
        elif fact.kind is not FactKind.WEEKDAY and not is_said(fact, said, known):
            is_found = is_worked_out(fact, said, known, asked) or (asked and _is_compared(fact, said, known, asked))
            if not is_found:
                yield fact.text
    yield from unknown_rates(said, known)
    yield from unknown_counts(said, known)
    yield from unknown_turns(said, known)
    yield from _unknown_links(said, known)
    always = _ALWAYS.search(said.folded)
    if always and not (_ALWAYS.search(known.folded)):
        yield always[0]


def own_numbers(asked: Told) -> frozenset[str]:
    """How old a citizen is, how many dogs they have and what these weigh, which no limit is: at 67 you may claim."""
    return frozenset(number for fact in asked.facts if fact.kind in _OWN for number in numbers_in(fact.text))


def _names_none(fact: Fact, said: Told) -> bool:
    """True in 哪一年 and of the two: which year, and the things that were named before."""
    before = said.folded[max(0, fact.start - 5) : fact.start]
    if fact.kind is FactKind.DURATION:
        return before.endswith(("哪", "某", "同"))
    is_small = fact.is_weak and not fact.text[:1].isdigit()
    return fact.kind is FactKind.NUMBER and is_small and before.endswith("of the ")


def is_own(fact: Fact, said: Told, own: frozenset[str]) -> bool:
    """True where a sentence only repeats one of the citizen's `own` numbers; as a limit it is the passage's."""
    return fact.kind in _OWN and bool(numbers_in(fact.text) & own) and not sides_of(said, fact)


def _is_compared(fact: Fact, said: Told, known: KnownValues, asked: Told) -> bool:
    """The citizen's own sum beside the one of the passages: $9,000 is below the limit of $15,000."""
    if fact.kind is not FactKind.FEE or sides_of(said, fact) or not _COMPARES.search(said.folded):
        return False
    asked_for = any(not fact.values.isdisjoint(other.values) for other in asked.facts)
    return asked_for and any(
        other.kind is FactKind.FEE and not other.values.isdisjoint(known.values) for other in said.facts
    )


def is_said(fact: Fact, said: Told, known: KnownValues) -> bool:
    """True where the passages hold one of the meanings of `fact`."""
    if fact.kind in (FactKind.EXCEPTION, FactKind.ANSWER) or not fact.values.isdisjoint(known.values):
        return True
    if fact.kind is FactKind.FREE:
        return known.is_free or any(m.start() <= fact.start < m.end() for m in _FREELY.finditer(said.folded))
    if fact.kind is FactKind.RATE:
        return _EVERY.match(fact.text) is None and _SPAN.search(said.folded, 0, fact.start) is None
    if fact.kind is FactKind.URL:
        host = next(iter(fact.values)).removeprefix("url:")
        return "/" not in host and any(value.startswith(f"url:{host}/") for value in known.values)
    numbers = numbers_in(fact.text)
    if fact.kind is FactKind.NUMBER:
        return _is_number_said(fact, said, known, numbers)
    if fact.kind in (FactKind.DURATION, FactKind.AGE) and fact.is_weak and re.match("an? ", fact.text, re.IGNORECASE):
        return _SPAN.search(said.folded, 0, fact.start) is None
    if fact.kind in _UNITLESS and numbers and numbers <= known.bare:
        return True
    if fact.kind is FactKind.YEAR and numbers and numbers <= known.numbers:
        return True
    if fact.kind is FactKind.PERCENT and fact.is_weak and "percent:50" in fact.values:
        return known.has_half
    if fact.kind is FactKind.DURATION and "minutes:1440" in fact.values:
        return _ALWAYS.search(known.folded) is not None  # 24 hours of a hotline are no length of time.
    return known.holds_written(fold_in_place(fact.text))


def _is_number_said(fact: Fact, said: Told, known: KnownValues, numbers: set[str]) -> bool:
    bare = {value.removeprefix("number:") for value in fact.values}
    if not bare.isdisjoint(known.numbers) or not bare.isdisjoint(known.bare) or (numbers and numbers <= known.numbers):
        return True
    if any(value.partition(":")[2] in bare for value in known.values if value.startswith(("phone:", "form:", "dom:"))):
        return True
    after = said.folded[fact.end : fact.end + 24]
    small = all(number.isdigit() and int(number) <= 12 for number in bare)
    if small and _LISTED.match(after):
        return True
    if _NEXT.match(fact.text) or (small and fact.is_weak and _counts_its_list(fact, said, bare)):
        return True
    if small and after.startswith(")") and said.folded[: fact.start].rstrip(" (")[-1:] in _BEFORE_MARKER:
        return True
    is_ordinal = re.match(r"第|\w+(?:st|nd|rd|th|first|second|third)\b", fact.text, re.IGNORECASE) is not None
    if fact.is_weak and (is_ordinal or not fact.text[:1].isdigit()) and _SEQUENCE.match(after):
        return True
    return known.holds_written(fold_in_place(fact.text))


def _counts_its_list(fact: Fact, said: Told, numbers: set[str]) -> bool:
    """The two parks of a sentence that names both; unknown_counts still hears what the passages count."""
    if fact.text[:1].isdigit():
        return False
    items = len(_BETWEEN_ITEMS.findall(said.folded)) + 1
    return any(2 <= int(number) <= items for number in numbers)


def _is_day_said(fact: Fact, known: KnownValues) -> bool:
    if not fact.values.isdisjoint(known.values) or _EVERY_DAY.search(known.folded):
        return True
    return "day:holiday" in fact.values and re.search(r"holiday|假期|假日", known.folded) is not None


def agree_on_days(said: Told, known: KnownValues) -> bool:
    """Open from Tuesday to Sunday is closed on Mondays."""
    return any(
        agree_on_open_days((said.folded, list(said.facts)), (told.folded, list(told.facts)))
        for passage in known.passages
        for told in passage.sentences
        if any(fact.kind is FactKind.WEEKDAY for fact in told.facts)
    )


def _unknown_links(said: Told, known: KnownValues) -> Iterator[str]:
    """An address that no reader of facts takes for one."""
    if "." not in said.text:
        return
    urls = "\n".join(passage.url.casefold() for passage in known.passages)
    for match in _LINK.finditer(said.folded):
        address = match[0].rstrip(".,;:!?)/").removeprefix("www.")
        is_read = any(fact.start <= match.start() and match.end() - 1 <= fact.end for fact in said.facts)
        if not is_read and address not in known.folded and address not in urls:
            yield address
