"""Is the database's schema the newest?"""

from __future__ import annotations

import click

from assistant.settings import load_settings
from ui.service import open_database


@click.group()
def command() -> None:
    """Bring the database to the newest schema."""


@command.command("upgrade")
def upgrade() -> None:
    """Run the migrations that are missing."""
    database = open_database(load_settings())
    click.echo(f"the schema is the newest ({database.url.render_as_string(hide_password=True)})")
