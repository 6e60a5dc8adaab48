"""Do the migrations make what the models describe, on both databases, and can each step be taken back?"""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from assistant.database import Database, Row

ROOT = Path(__file__).parents[2]
MODEL_MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for package in ("assistant", "knowledge_base", "ingestion", "ui")
    for path in (ROOT / package).rglob("*.py")
    if path.name in ("models.py", "audit.py", "signals.py")
)

NewDatabase = Callable[[], Database]


def differences(database: Database) -> list[object]:
    """What a migration would still have to change so that the tables match the models; empty when they do."""
    for module in MODEL_MODULES:
        importlib.import_module(module)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Row.metadata))


def table_names(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def test_the_models_of_every_package_are_known_to_this_test() -> None:
    assert {"assistant.audit", "assistant.conversations.models", "knowledge_base.models"} <= set(MODEL_MODULES)


def test_the_migrations_make_exactly_what_the_models_describe(database: Database) -> None:
    assert differences(database) == []


def test_migrations_are_numbered_in_their_order_and_say_why(sqlite_database: Database) -> None:
    script = ScriptDirectory.from_config(sqlite_database.alembic_config())
    steps = list(reversed(list(script.walk_revisions())))
    assert [step.revision for step in steps] == [f"{number:04d}" for number in range(1, len(steps) + 1)]
    for step in steps:
        assert Path(step.path).name.startswith(f"{step.revision}_")
        assert "\n\nWhy: " in step.longdoc


def test_the_schema_goes_up_down_and_up_again(new_empty_database: NewDatabase) -> None:
    database = new_empty_database()
    database.upgrade()
    tables = table_names(database)
    assert "messages" in tables
    database.downgrade("base")
    assert table_names(database) == set()
    database.upgrade()
    assert table_names(database) == tables
    assert differences(database) == []


def test_each_step_alone_can_be_taken_back(new_empty_database: NewDatabase) -> None:
    database = new_empty_database()
    database.upgrade()
    script = ScriptDirectory.from_config(database.alembic_config())
    for step in script.walk_revisions():
        database.downgrade(step.down_revision or "base")  # type: ignore[arg-type]  # Our history has no merges.
        database.upgrade()
        assert differences(database) == []


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    before = table_names(database)
    database.upgrade()
    assert table_names(database) == before


def test_a_schema_behind_the_code_is_not_current(new_empty_database: NewDatabase) -> None:
    database = new_empty_database()
    assert not database.schema_is_current()
    assert not database.ping()
    database.upgrade()
    assert database.schema_is_current()
    assert database.ping()


def test_two_servers_that_start_together_migrate_once(new_empty_database: NewDatabase) -> None:
    database = new_empty_database()
    program = "import sys; from assistant.database import Database; Database(sys.argv[1]).upgrade()"
    address = database.url.render_as_string(hide_password=False)
    starting = [subprocess.Popen([sys.executable, "-c", program, address], cwd=ROOT) for _ in range(2)]
    assert [process.wait(timeout=120) for process in starting] == [0, 0]
    assert database.schema_is_current()
