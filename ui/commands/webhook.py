"""Which other systems are told of cases' events, from the command line?"""

from __future__ import annotations

import click

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import load_catalogue
from assistant.outgoing.webhook_register import add_webhook, list_webhooks, remove_webhook
from assistant.settings import load_settings
from ui.service import open_database


@click.group()
def command() -> None:
    """Add, list and remove the systems that are told of cases' events."""


@command.command("add")
@click.argument("name")
@click.argument("url")
@click.option("--event", "events", multiple=True, help="Kind of step, as `referred`; may be repeated; without it all.")
@click.option("--department", "departments", multiple=True, help="A code of the catalogue; without it all.")
def add(name: str, url: str, *, events: tuple[str, ...], departments: tuple[str, ...]) -> None:
    """Call URL for each event, and print the secret that signs the calls, this once."""
    settings = load_settings()
    catalogue = load_catalogue(settings.catalogue)
    with open_database(settings).write() as session:
        webhook = add_webhook(
            session, name, url=url, actor=operator(), catalogue=catalogue, events=events, departments=departments
        )
    click.echo(webhook.secret)


@command.command("list")
def list_all() -> None:
    """List the webhooks by name; their secrets are not shown."""
    with open_database(load_settings()).read() as session:
        webhooks = list_webhooks(session, actor=operator())
    for webhook in webhooks:
        events = ",".join(webhook.events) or "every event"
        departments = ",".join(webhook.departments) or "every department"
        click.echo("  ".join([webhook.name, webhook.url, events, departments]))
    if not webhooks:
        click.echo("there is no webhook")


@command.command("remove")
@click.argument("name")
def remove(name: str) -> None:
    """Call it no more; what it has not yet been told is dropped."""
    with open_database(load_settings()).write() as session:
        remove_webhook(session, name, actor=operator())
    click.echo(f"{name} removed")
