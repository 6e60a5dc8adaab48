"""Which commands are there?  Each command's module is imported only when it runs, so that `--help` stays quick."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from assistant.errors import CivicDeskError
from ui.quick_loading import without_collecting

COMMANDS = {
    "ask": ("ui.commands.ask", "Answer a question, or a file of questions."),
    "audit": ("ui.commands.audit", "Check that nobody has altered the audit."),
    "backup": ("ui.commands.backup", "Write the database and the service's secrets into one file."),
    "bench": ("ui.commands.bench", "Measure speed and memory beside plain baselines."),
    "cases": ("ui.commands.cases", "List and export cases, and teach their classifier."),
    "db": ("ui.commands.db", "Bring the database to the newest schema."),
    "demo": ("ui.commands.demo", "Serve the sample city: import it on the first start, then serve."),
    "email": ("ui.commands.email", "Read mails into fields, category and priority; store nothing."),
    "eval": ("ui.commands.evaluate", "Measure finding, knowing and routing on data sets."),
    "handoffs": ("ui.commands.handoffs", "List the conversations that wait for a person."),
    "kb": ("ui.commands.kb", "Import, export, compare, withdraw and reindex articles."),
    "load": ("ui.commands.load", "Measure live conversations while many talk at once."),
    "key": ("ui.commands.key", "Add, revoke and list the keys of other systems."),
    "mail": ("ui.commands.mail", "List the mails that have become no case, and rescue one."),
    "person": ("ui.commands.person", "Find a person everywhere, and erase them."),
    "restore": ("ui.commands.restore", "Bring a backup back, erased of whoever was erased since."),
    "models": ("ui.commands.models", "Show which language model has each step, and how much it was used."),
    "serve": ("ui.commands.serve", "Serve the citizen page and the API."),
    "user": ("ui.commands.user", "Add, change, disable and list members of staff."),
    "switch": ("ui.commands.switch", "Switch the assistant, a channel or a topic off, and on again."),
    "webhook": ("ui.commands.webhook", "Add, list and remove the systems that are told of cases' events."),
    "worker": ("ui.commands.worker", "Fetch and file mail, send, call and tell of deadlines."),
}
"""Command name: its module, which has a function `command`, and its one-line help."""


class LazyCommands(click.Group):
    """A group whose commands are listed without being imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        with without_collecting():
            command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in sorted(COMMANDS.items())])


@click.group(cls=LazyCommands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """CivicDesk: citizens ask about public services and get an approved answer with its source, or a person."""


def main() -> None:
    """Run a command; an error that the service foresees is one clear line and exit status 1, never a traceback."""
    try:
        cli(standalone_mode=True)
    except CivicDeskError as error:
        click.echo(f"civicdesk: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
