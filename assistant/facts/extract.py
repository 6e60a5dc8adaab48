"""Which facts does a text state?  Each reader takes its own and leaves a blank, so that no word is read twice."""

from __future__ import annotations

from functools import lru_cache

from assistant.facts.conditions import read_exceptions
from assistant.facts.counts import read_counts, read_list_marks, read_ordinals
from assistant.facts.dates import read_dates
from assistant.facts.fact import Fact, Page
from assistant.facts.money import read_money
from assistant.facts.quantities import read_ages, read_halves, read_quantities, read_rates
from assistant.facts.references import read_addresses, read_forms, read_laws, read_phones
from assistant.facts.shares import read_shares
from assistant.facts.times import read_hours, skip_always
from assistant.facts.weekdays import read_weekdays

_READERS = (
    read_list_marks,
    read_addresses,
    skip_always,
    read_phones,
    read_laws,
    read_exceptions,
    read_money,
    read_dates,
    read_weekdays,
    read_hours,
    read_forms,
    read_ordinals,
    read_halves,
    read_shares,
    read_ages,
    read_rates,
    read_quantities,
    read_counts,
)


@lru_cache(maxsize=4096)
def extract_facts(text: str) -> tuple[Fact, ...]:
    """The facts of `text` in the order in which they stand; languages need not be told."""
    page = Page(text)
    for read in _READERS:
        read(page)
    return tuple(sorted(page.facts, key=lambda fact: (fact.start, fact.end)))
