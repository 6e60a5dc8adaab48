"""Which people may work here, from the command line?"""

from __future__ import annotations

import click

from assistant.accounts import accounts
from assistant.accounts.accounts import Profile
from assistant.accounts.credentials import hash_password, one_time_password
from assistant.accounts.permissions import EVERY_DEPARTMENT, Role, operator
from assistant.cases.catalogue import load_catalogue
from assistant.languages import LANGUAGES
from assistant.settings import load_settings
from ui.service import open_database


@click.group()
def command() -> None:
    """Add, list, disable and enable members of staff, and give them one-time passwords."""


@command.command("add")
@click.argument("username")
@click.option("--role", "roles", multiple=True, required=True, help=f"{', '.join(Role)}; may be repeated.")
@click.option(
    "--department", "departments", multiple=True, required=True, help="A code of the catalogue, or '*' for all."
)
@click.option(
    "--language",
    "languages",
    multiple=True,
    default=("en",),
    help=f"{', '.join(LANGUAGES)}; the first is the screen's.",
)
@click.option("--name", default="", help="The person's full name.")
@click.option("--public-name", default="", help="What citizens read; the first word of the name unless given.")
@click.option("--needs-approval", is_flag=True, help="A supervisor reads every reply before it is sent.")
@click.option("--no-password", is_flag=True, help="Let only the identity provider let the person in.")
def add(
    username: str,
    *,
    roles: tuple[str, ...],
    departments: tuple[str, ...],
    languages: tuple[str, ...],
    name: str,
    public_name: str,
    needs_approval: bool,
    no_password: bool,
) -> None:
    """Add a member of staff and print a one-time password."""
    settings = load_settings()
    profile = Profile(username, roles, departments, languages, name, public_name, needs_approval)
    password = "" if no_password else one_time_password()
    password_hash = hash_password(password, username=username) if password else None
    catalogue = load_catalogue(settings.catalogue)
    with open_database(settings).write() as session:
        user = accounts.add_user(session, profile, actor=operator(), catalogue=catalogue, password_hash=password_hash)
    click.echo(f"{user.username} added")
    if password:
        click.echo(f"one-time password: {password}")


@command.command("disable")
@click.argument("username")
def disable(username: str) -> None:
    """Let somebody in no more and end their sessions at once."""
    with open_database(load_settings()).write() as session:
        accounts.disable_user(session, username, actor=operator())
    click.echo(f"{username} disabled")


@command.command("enable")
@click.argument("username")
def enable(username: str) -> None:
    """Let somebody in again."""
    with open_database(load_settings()).write() as session:
        accounts.enable_user(session, username, actor=operator())
    click.echo(f"{username} enabled")


@command.command("change")
@click.argument("username")
@click.option("--role", "roles", multiple=True, help="The roles from now on; may be repeated.")
@click.option("--department", "departments", multiple=True, help="The departments from now on; may be repeated.")
def change(username: str, *, roles: tuple[str, ...], departments: tuple[str, ...]) -> None:
    """Give somebody other roles or departments; they sign in anew."""
    if not roles and not departments:
        raise click.UsageError("name at least one --role or --department")
    settings = load_settings()
    catalogue = load_catalogue(settings.catalogue)
    with open_database(settings).write() as session:
        if roles:
            accounts.change_roles(session, username, actor=operator(), roles=roles)
        if departments:
            accounts.change_departments(
                session, username, actor=operator(), departments=departments, catalogue=catalogue
            )
    click.echo(f"{username} changed")


@command.command("password")
@click.argument("username")
def password(username: str) -> None:
    """Print a new one-time password; the old one and every session end."""
    chosen = one_time_password()
    password_hash = hash_password(chosen, username=username)
    with open_database(load_settings()).write() as session:
        accounts.set_password(session, username, actor=operator(), password_hash=password_hash)
    click.echo(f"one-time password: {chosen}")


@command.command("list")
def list_all() -> None:
    """List the members of staff with their roles, departments and languages."""
    with open_database(load_settings()).read() as session:
        users = accounts.list_users(session, actor=operator())
    for user in users:
        departments = "every department" if EVERY_DEPARTMENT in user.departments else ",".join(user.departments)
        state = "disabled" if user.disabled_at else "needs approval" if user.needs_approval else ""
        parts = (user.username, user.name, ",".join(user.roles), departments, ",".join(user.languages), state)
        click.echo("  ".join(part for part in parts if part))
    if not users:
        click.echo("nobody has an account")
