"""How does the operator find a person everywhere, and erase them?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing

import click

from assistant.accounts.permissions import operator
from assistant.database import Database
from assistant.personal_data import requests
from assistant.personal_data.erasing import erase as erase_everywhere
from assistant.personal_data.finding import Found, Wanted, find_person, identities_of
from assistant.personal_data.identifiers import Identifier, read_identifier
from assistant.personal_data.ledger import LedgerEntry, open_ledger
from assistant.settings import Settings, load_settings
from ui.personal_data import REGISTRY, list_file_stores, replay
from ui.service import open_database

_IDENTIFIERS = click.argument("identifiers", nargs=-1, required=True, metavar="IDENTIFIER...")
_CONTACT = click.option(
    "--contact", default="", help="The mail address or phone number that a case number's case knows."
)


@click.group()
def command() -> None:
    """Find a person by e-mail address, phone number, case number or conversation's id; and erase them.

    Give all that is known of them: each IDENTIFIER is looked for by itself.
    """


@command.command("find")
@_IDENTIFIERS
@_CONTACT
def find(*, identifiers: tuple[str, ...], contact: str) -> None:
    """Count by store what is theirs, and where others name them."""
    _look(identifiers, contact, erases=False)


@command.command("erase")
@_IDENTIFIERS
@_CONTACT
@click.option("--yes", is_flag=True, help="Erase; without it only what would be is counted.")
def erase(*, identifiers: tuple[str, ...], contact: str, yes: bool) -> None:
    """Erase all that is theirs, and mask their identifiers where others name them.  There is no way back.

    An open case of theirs is closed without a word to anybody.  What others wrote about them without such an
    identifier no program finds.
    """
    _look(identifiers, contact, erases=yes)
    if not yes:
        click.echo("nothing was erased; --yes does it")


@command.command("replay")
def replay_ledger() -> None:
    """Erase again whoever is in the ledger, after a database was brought back by other means than `restore`."""
    settings = load_settings()
    with closing(open_database(settings)) as database:
        erasures, counts = replay(settings, database, open_ledger(settings))
    click.echo(f"{erasures} erasures of the ledger done again")
    _show(counts)


@command.command("stores")
def stores() -> None:
    """List where citizens' words are kept, for how long, and what erasing does."""
    for store in REGISTRY.stores.values():
        effect = "rows deleted" if store.blank is None else "blanked: " + ", ".join(store.blank)
        click.echo(f"{store.name}: {store.holds} ({effect})")
    for file_store in list_file_stores(load_settings()):
        click.echo(f"{file_store.name}: {file_store.holds} (files deleted)")


def _look(typed: tuple[str, ...], contact: str, *, erases: bool) -> None:
    settings = load_settings()
    with closing(open_database(settings)) as database:
        _look_in(settings, database, [read_identifier(one) for one in typed], contact, erases=erases)


def _look_in(
    settings: Settings, database: Database, given: Sequence[Identifier], contact: str, *, erases: bool
) -> None:
    actor, ledger, files = operator(), open_ledger(settings), list_file_stores(settings)
    with database.read() as session:
        wanted_ones = requests.look_up_cases(session, given, contact=contact, actor=actor)
        prints = requests.prints_of(ledger.fingerprints, wanted_ones)
        found = find_person(session, REGISTRY, Wanted.of(ledger.fingerprints, [LedgerEntry(prints)]))
        own: list[Identifier] = list(identities_of(session, REGISTRY, found.rows))
    entry = LedgerEntry(tuple(sorted({*prints, *requests.prints_of(ledger.fingerprints, own)})))
    wanted = Wanted.of(ledger.fingerprints, [entry])
    counts = found.counts() | {store.name: n for store in files if (n := store.count(wanted.includes))}
    _show_found(found, counts)
    if not erases:
        with database.write() as session:
            requests.note_search(session, prints, actor=actor, counts=counts)
    else:
        ledger.append(entry)
        with database.write() as session:
            requests.ask_erasure(session, entry, actor=actor, counts=counts)
        erase_everywhere(database, REGISTRY, ledger, files, [entry])
        click.echo(f"erased, as number {entry.id} of the ledger")


def _show_found(found: Found, counts: Mapping[str, int]) -> None:
    _show(counts)
    for name, count in found.mention_counts().items():
        click.echo(f"{count:>8}  {name}, of others who name them")


def _show(counts: Mapping[str, int]) -> None:
    for name, count in counts.items():
        click.echo(f"{count:>8}  {name}")
    if not counts:
        click.echo("nothing was found")
