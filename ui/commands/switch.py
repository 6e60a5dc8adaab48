"""How does an operator switch a part of the service off?"""

from __future__ import annotations

import click

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import load_catalogue
from assistant.settings import load_settings
from assistant.switches import off_switches
from ui.service import open_database


@click.group()
def command() -> None:
    """Switch the assistant, a channel or a topic off, and on again; effective within seconds."""


@command.command("list")
@click.option("--targets", is_flag=True, help="Everything that can be switched, instead.")
def list_command(*, targets: bool) -> None:
    """What is off, since when, by whom and why."""
    settings = load_settings()
    if targets:
        click.echo("\n".join(off_switches.list_targets(load_catalogue(settings.catalogue))))
        return
    with open_database(settings).read() as session:
        off = off_switches.list_off(session)
    for switch in off:
        click.echo(f"{switch.target}  {switch.set_at.isoformat(timespec='seconds')}  {switch.set_by}  {switch.reason}")
    if not off:
        click.echo("everything is on")


@command.command("off")
@click.argument("target")
@click.option("--reason", required=True, help="Kept with the switch and in the audit.")
def off_command(target: str, *, reason: str) -> None:
    """Switch TARGET off: assistant, suggestions, mail, models, channel:web, channel:api, or topic:CATEGORY."""
    settings = load_settings()
    with open_database(settings).write() as session:
        catalogue = load_catalogue(settings.catalogue)
        off_switches.set_off(session, target, actor=operator(), reason=reason, catalogue=catalogue)
    click.echo(f"{target} is off")


@command.command("on")
@click.argument("target")
@click.option("--reason", required=True, help="Kept in the audit.")
def on_command(target: str, *, reason: str) -> None:
    """Switch TARGET on again."""
    settings = load_settings()
    with open_database(settings).write() as session:
        catalogue = load_catalogue(settings.catalogue)
        was_off = off_switches.set_on(session, target, actor=operator(), reason=reason, catalogue=catalogue)
    click.echo(f"{target} is on" if was_off else f"{target} was not off")
