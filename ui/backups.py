"""How is all that must not be lost written into one file, while the service runs?

The file holds the database, files of citizens included, and the few files of the state folder that cannot be made
again.  The ledger of erasures is not in it, on purpose (`assistant/personal_data/ledger.py`).
"""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from assistant.database import NEWEST_MIGRATION, Database, utc_now
from assistant.errors import DatabaseUnavailable, InvalidInput
from assistant.outgoing.identity import SECRET_FILE
from assistant.settings import Settings
from knowledge_base.known_models import FILE as KNOWN_MODELS

FORMAT = 1
MANIFEST = "manifest.json"
DATABASE = "database"
HOME_FILES = (SECRET_FILE, "sidebar-secret", KNOWN_MODELS)
_SECONDS = 6 * 3600


@dataclass(frozen=True)
class Manifest:
    made_at: datetime.datetime
    kind: str
    """sqlite or postgresql."""
    schema: str
    digests: Mapping[str, str]
    """SHA-256 of each file."""

    @property
    def age(self) -> datetime.timedelta:
        return utc_now() - self.made_at


def write_backup(settings: Settings, database: Database, file: Path) -> Manifest:
    """Replaces `file` only when the new one is whole.  Raises DatabaseUnavailable."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=file.parent) as folder:
        made_at, copy = utc_now(), Path(folder) / DATABASE
        (_copy_sqlite if database.is_sqlite else _dump_postgresql)(database, copy)
        parts = {DATABASE: copy} | {n: path for n in HOME_FILES if (path := settings.home / n).is_file()}
        digests = {name: digest(path) for name, path in parts.items()}
        manifest = Manifest(made_at, database.url.get_backend_name(), NEWEST_MIGRATION, digests)
        _pack(Path(folder) / "backup.tar", manifest, parts).replace(file)
    return manifest


def read_backup(file: Path, folder: Path) -> Manifest:
    """Unpack `file` into `folder`.  Raises InvalidInput for what is no backup, or a damaged one."""
    try:
        with tarfile.open(file) as archive:
            told = json.loads(_read(archive, MANIFEST))
            if told["format"] != FORMAT:
                raise InvalidInput(f"{file}: made by another version of CivicDesk", field="file")
            names = set(told["digests"])
            if names - {DATABASE, *HOME_FILES} or DATABASE not in names:
                raise InvalidInput(f"{file}: holds what no backup holds", field="file")
            for name in names:
                with (folder / name).open("wb") as target:
                    shutil.copyfileobj(_open(archive, name), target)
    except (OSError, tarfile.TarError, ValueError, KeyError, TypeError) as error:
        raise InvalidInput(f"{file}: not a backup, or a damaged one", field="file") from error
    if wrong := sorted(name for name, known in told["digests"].items() if digest(folder / name) != known):
        raise InvalidInput(f"{file}: damaged: {', '.join(wrong)}", field="file")
    made_at = datetime.datetime.fromisoformat(told["made_at"])
    return Manifest(made_at, told["kind"], told["schema"], told["digests"])


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run_postgresql(program: str, url: URL, *arguments: str) -> None:
    """Run a program of PostgreSQL's on the database; its password goes by the environment.

    Raises DatabaseUnavailable with the first line of what it says.
    """
    path = shutil.which(program)
    if path is None:
        raise DatabaseUnavailable(f"{program} is not here: install PostgreSQL's client programs")
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    environment = {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}
    command = [path, *arguments, f"--dbname={address}"]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603  # Fixed words.
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise DatabaseUnavailable(f"{program}: {said}")


def _copy_sqlite(database: Database, copy: Path) -> None:
    """One snapshot, taken while others write; checked before anybody relies on it."""
    with closing(sqlite3.connect(str(database.url.database))) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode=DELETE")
        check_sqlite(target)


def check_sqlite(connection: sqlite3.Connection) -> None:
    """Raises DatabaseUnavailable where pages are damaged or rows refer to what is not there."""
    [told] = connection.execute("PRAGMA integrity_check(1)").fetchone()
    if told != "ok" or connection.execute("PRAGMA foreign_key_check").fetchone():
        raise DatabaseUnavailable(f"the copy of the database is damaged: {told}")


def _dump_postgresql(database: Database, copy: Path) -> None:
    options = ("--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")
    run_postgresql("pg_dump", database.url, *options)


def _pack(path: Path, manifest: Manifest, parts: Mapping[str, Path]) -> Path:
    told = json.dumps(
        {
            "format": FORMAT,
            "made_at": manifest.made_at.isoformat(),
            "kind": manifest.kind,
            "schema": manifest.schema,
            "digests": dict(manifest.digests),
        }
    ).encode()
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
            member = tarfile.TarInfo(MANIFEST)
            member.size = len(told)
            archive.addfile(member, io.BytesIO(told))
            for name, part in parts.items():
                archive.add(part, name)
        file.flush()
        os.fsync(file.fileno())
    return path


def _open(archive: tarfile.TarFile, name: str) -> io.BufferedReader:
    opened = archive.extractfile(name)
    if opened is None:
        raise KeyError(name)
    return opened  # type: ignore[return-value]  # typeshed calls it IO[bytes].


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    return _open(archive, name).read()
