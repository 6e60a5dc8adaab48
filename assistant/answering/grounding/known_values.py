"""Which values do the passages hold, however each is written?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from assistant.answering.grounding.reading import Passage, compact
from assistant.facts.extract import extract_facts
from assistant.facts.fact import Fact, FactKind
from assistant.facts.numbers import numbers_in, write_value

FREE = re.compile(
    r"\bfree\b|\bno (?:[\w-]+ ){0,3}(?:fees?|charges?|costs?|payments?)\b|\bnot? (?:be )?charged?\b"
    r"|\b(?:no|not|n't) (?:need to |have to )?pay\b"
    r"|(?:costs?|pays?|charged?) nothing|without (?:any )?(?:charge|payment|paying|fee|cost)|waive|exempt"
    r"|nothing to pay|(?:hk)?\$ ?0\b|free of"
    r"|免费|全免|免收|豁免|免缴|免付|[无毋不]须(?:再|另外|另行)?(?:缴|付|支付|交|收)|[不未](?:需要?|用|必|会)?(?:另外|另行|再)?(?:收费?|收取|付费?|付款|缴费|交费|交钱|付钱|支付|缴付|缴交|花钱)"
    r"|不设(?:任何)?(?:收费|费用)|没有(?:任何)?(?:收费|费用)|零收费|分文不收|0元",
    re.IGNORECASE,
)
"""That something costs nothing, in more ways than a fact of it is written."""
_HYPHEN = re.compile(r"(?<=[a-z\d])-(?=[a-z])")


@dataclass(frozen=True)
class KnownValues:
    passages: Sequence[Passage]

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(fact for passage in self.passages for told in passage.sentences for fact in told.facts)

    @cached_property
    def values(self) -> frozenset[str]:
        values = {value for fact in self.facts for value in fact.values}
        values |= {v for passage in self.passages for fact in extract_facts(passage.url) for v in fact.values}
        for value in list(values):
            # 1 May names the month and the day of the month as well.
            if value.startswith("date:"):
                month, day = value.removeprefix("date:").split("-")
                values |= {f"month:{int(month)}", f"dom:{int(day)}"}
        return frozenset(values)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every number, whatever it measures."""
        return frozenset(number for fact in self.facts for number in numbers_in(fact.text))

    @cached_property
    def bare(self) -> frozenset[str]:
        """The numbers without a unit, as a table's."""
        return frozenset(
            value.removeprefix("number:")
            for fact in self.facts
            if fact.kind is FactKind.NUMBER
            for value in fact.values
        )

    @cached_property
    def folded(self) -> str:
        return "\n".join(passage.folded for passage in self.passages)

    @cached_property
    def compact(self) -> str:
        return "\n".join(passage.compact for passage in self.passages)

    @cached_property
    def unhyphened(self) -> str:
        """A one-week pack lasts one week."""
        return _HYPHEN.sub("", self.compact)

    @cached_property
    def is_free(self) -> bool:
        return FREE.search(self.folded) is not None

    @cached_property
    def has_half(self) -> bool:
        """True where one sum is half of another."""
        sums = {value.removeprefix("hkd:") for value in self.values if value.startswith("hkd:")}
        return any(write_value(Decimal(one) * 2) in sums for one in sums)

    def holds_written(self, written: str) -> bool:
        """True where the value stands there as it is written, and not as a part of another."""
        wanted = _HYPHEN.sub("", compact(written.casefold()))
        wanted = re.escape(wanted)
        return bool(wanted) and re.search(rf"(?<![\d.]){wanted}(?!\d|\.\d)", self.unhyphened) is not None
