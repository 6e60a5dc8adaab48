"""Which other systems may call, from the command line?"""

from __future__ import annotations

import click

from assistant.accounts.api_keys import add_key, list_keys, revoke_key
from assistant.accounts.permissions import EVERY_DEPARTMENT, Permission, operator
from assistant.cases.catalogue import load_catalogue
from assistant.settings import load_settings
from ui.service import open_database


@click.group()
def command() -> None:
    """Add, revoke and list the keys with which other systems call."""


@command.command("add")
@click.argument("name")
@click.option("--scope", "scopes", multiple=True, required=True, help=f"{', '.join(Permission)}; may be repeated.")
@click.option(
    "--department", "departments", multiple=True, default=(EVERY_DEPARTMENT,), help="A code of the catalogue."
)
def add(name: str, *, scopes: tuple[str, ...], departments: tuple[str, ...]) -> None:
    """Make a key and print it, this once."""
    settings = load_settings()
    catalogue = load_catalogue(settings.catalogue)
    with open_database(settings).write() as session:
        secret = add_key(session, name, actor=operator(), scopes=scopes, departments=departments, catalogue=catalogue)
    click.echo(secret)


@command.command("revoke")
@click.argument("name")
def revoke(name: str) -> None:
    """Let a key in no more, at once."""
    with open_database(load_settings()).write() as session:
        revoke_key(session, name, actor=operator())
    click.echo(f"{name} revoked")


@command.command("list")
def list_all() -> None:
    """List the keys by name with their scopes and departments; the keys themselves are not kept."""
    with open_database(load_settings()).read() as session:
        keys = list_keys(session, actor=operator())
    for key in keys:
        parts = [key.name, ",".join(key.scopes), ",".join(key.departments), f"made by {key.created_by}"]
        click.echo("  ".join(parts + (["revoked"] if key.revoked_at else [])))
    if not keys:
        click.echo("there is no key")
