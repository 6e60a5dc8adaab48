"""Which mails have become no case, and which of them should have?"""

from __future__ import annotations

import click

from assistant.accounts.permissions import operator
from assistant.settings import load_settings
from ingestion.mail import set_aside
from ui.service import open_database


@click.group()
def command() -> None:
    """List the mails that have become no case, and make a case of one after all."""


@command.command("list")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(1, 10_000))
def list_all(*, limit: int) -> None:
    """List what was set aside or could not be read, the newest first, with the reason."""
    with open_database(load_settings()).read() as session:
        mails = set_aside.list_unfiled(session, actor=operator(), limit=limit)
    for mail in mails:
        received = mail.received_at.isoformat(timespec="seconds")
        click.echo("  ".join([str(mail.id), mail.state, mail.kind or "-", received, mail.mailbox, mail.reason or "-"]))
    if not mails:
        click.echo("every mail has become a case, or part of one")


@command.command("rescue")
@click.argument("mail_id", type=int)
def rescue(mail_id: int) -> None:
    """Make a case of one after all, or try again to read it."""
    with open_database(load_settings()).write() as session:
        set_aside.rescue(session, mail_id, actor=operator())
    click.echo(f"mail {mail_id} will be filed as a citizen's by the worker")
