"""Is every place with citizens' words known to what erases them?"""

from __future__ import annotations

import importlib

import pytest
from sqlalchemy import JSON, Column, Float, LargeBinary, String

from assistant.database import Row
from assistant.personal_data.retention import load_retention
from assistant.personal_data.stores import Registry, Store
from tests.assistant.test_migrations import MODEL_MODULES
from ui.personal_data import REGISTRY

for _module in MODEL_MODULES:
    importlib.import_module(_module)

HINT = (
    "add a Store for it, or a line of NOTHING_PERSONAL with the reason, to assistant/personal_data/own_stores.py, "
    "ingestion/mail/personal_data.py or knowledge_base/personal_data.py"
)


def tells_something(column: Column[object]) -> bool:
    return isinstance(column.type, String | JSON | LargeBinary | Float)


def test_every_table_is_a_store_or_holds_nothing_personal() -> None:
    known = REGISTRY.stores.keys() | REGISTRY.nothing_personal.keys()
    missing = sorted(set(Row.metadata.tables) - known)
    assert not missing, f"{', '.join(missing)}: {HINT}"
    assert known <= set(Row.metadata.tables)
    assert REGISTRY.stores.keys() & REGISTRY.nothing_personal.keys() == set()


@pytest.mark.parametrize("store", [one for one in REGISTRY.stores.values() if one.blank is not None], ids=str)
def test_every_column_of_a_row_that_stays_is_blanked_or_kept_on_purpose(store: Store) -> None:
    assert store.blank is not None
    decided = {*store.blank, *store.kept}
    undecided = [
        column.name
        for column in store.table.columns
        if tells_something(column) and column.name not in decided and not column.foreign_keys and not column.primary_key
    ]
    assert undecided == [], f"{store.name}: name each in `blank` or in `kept`"
    assert decided <= set(store.table.columns.keys())


def test_nothing_that_is_not_registered_keeps_a_row_from_being_deleted() -> None:
    deleted = {name for name, store in REGISTRY.stores.items() if store.blank is None}
    holding = {
        f"{table.name}.{column.name}"
        for table in Row.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in deleted and key.ondelete is None and table.name not in deleted
    }
    assert holding == set(), f"{holding} refer to rows that are deleted: {HINT}"


def test_every_period_has_its_days() -> None:
    named = {store.period.name for store in REGISTRY.stores.values() if store.period}
    assert named | {"conversations", "cases", "backups"} == set(load_retention().days)


def test_what_belongs_to_no_store_is_refused() -> None:
    with pytest.raises(ValueError, match="which is no store"):
        Registry([store for store in REGISTRY.stores.values() if store.name != "conversations"], {})
