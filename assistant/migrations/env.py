"""How does a migration reach the database?  Over the connection that `Database.upgrade` hands in; nothing else is read.

Migrations are written by hand and import no model: a model tells what is true today, a migration what was true then.
"""

from __future__ import annotations

from alembic import context
from sqlalchemy import Connection, text

from assistant.database import Row

# Two servers that start together must not migrate together.  Any fixed number does; PostgreSQL frees it at the commit.
MIGRATION_LOCK = 2_026_112_101


def run(connection: Connection) -> None:
    """Run the wanted steps inside the caller's transaction."""
    if connection.dialect.name == "postgresql":
        # A long step may take its time, but it may not keep citizens waiting behind a table it cannot lock.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        connection.execute(text("SET LOCAL lock_timeout = '2s'"))
    # The metadata lends its naming of constraints; which tables it knows does not matter here.
    context.configure(connection=connection, target_metadata=Row.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
