"""How is a backup made from the command line?"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from assistant.settings import load_settings
from ui.backups import write_backup
from ui.service import open_database


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(*, file: Path) -> None:
    """Write the database and the service's secrets into FILE, while the service runs.

    The file holds citizens' words and secrets: keep it where nobody else reads it, and no longer than the days of
    `backups` in the retention file.  The ledger of erasures is not in it; copy that folder by itself.
    """
    settings = load_settings()
    with closing(open_database(settings)) as database:
        manifest = write_backup(settings, database, file)
    size = file.stat().st_size / 1_000_000
    click.echo(f"{file}: {manifest.kind}, {size:.1f} MB, {manifest.made_at.isoformat(timespec='seconds')}")
