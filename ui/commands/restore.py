"""How is a backup brought back from the command line?"""

from __future__ import annotations

from pathlib import Path

import click

from assistant.settings import load_settings
from ui.backups import Manifest
from ui.restoring import restore


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Replace what is there without asking.")
@click.option("--old", is_flag=True, help="Take a backup that is older than backups are kept.")
def command(*, file: Path, yes: bool, old: bool) -> None:
    """Replace the database by the one of FILE.  Stop the service and its worker first.

    Whoever was erased since the backup was made is erased of it again, by the ledger beside the database, before
    anything can serve from it.
    """

    def confirm(manifest: Manifest) -> None:
        made = manifest.made_at.isoformat(timespec="minutes")
        if not yes:
            click.confirm(f"Replace the database by that of {made}? All that came later is lost.", abort=True)

    restored = restore(load_settings(), file, take_old=old, confirm=confirm)
    click.echo(f"restored what was there at {restored.manifest.made_at.isoformat(timespec='seconds')}")
    click.echo(f"{restored.erasures} erasures of the ledger done again: {restored.erased_rows} rows")
