"""Who is waiting for a person, or is with one?"""

from __future__ import annotations

import json

import click

from assistant.accounts.permissions import operator
from assistant.conversations.queues import list_open
from assistant.settings import load_settings
from ui.service import open_database


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, with note and contact.")
def command(*, as_json: bool) -> None:
    """List the conversations that wait for a person, the longest waiting first, and those that are with one."""
    with open_database(load_settings()).read() as session:
        listed = list_open(session, actor=operator())
    for handoff in listed:
        line = {
            "reference": handoff.reference,
            "state": handoff.state,
            "agent": handoff.agent.username if handoff.agent else None,
            "created_at": handoff.created_at.isoformat(timespec="seconds"),
            "language": handoff.language,
            "reason": handoff.reason,
            "department": handoff.department,
            "conversation_id": handoff.conversation_id,
        }
        if as_json:
            click.echo(json.dumps(line | {"note": handoff.note, "contact": handoff.contact}, ensure_ascii=False))
        else:
            click.echo("  ".join(str(value or "-") for value in line.values()))
    if not listed and not as_json:
        click.echo("nobody is waiting")
