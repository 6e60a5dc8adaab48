"""Where does a test get a real PostgreSQL from?  The machine's own programs, started in a folder thrown away later."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

START_SECONDS = 60.0
END_SECONDS = 10.0
MEMORY = Path("/dev/shm")  # noqa: S108  # Only where the server's folder lies, which gets a name of its own there.
MEMORY_BYTES = 4 * 2**30
"""As much must be free; what one server of a test run has ever held is about a quarter of it."""


class PostgresqlMissing(Exception):
    """The machine has no PostgreSQL server programs."""


def find_programs() -> Path:
    """The folder of the newest installed `postgres` and `initdb`.  Raises PostgresqlMissing when there is none."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    on_path = shutil.which("initdb")
    candidates = [*reversed(installed), *([Path(on_path).resolve().parent] if on_path else [])]
    for folder in candidates:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise PostgresqlMissing("no PostgreSQL server programs here; on Debian: apt-get install postgresql-15")


@dataclass
class PostgresqlServer:
    """A running server on a loopback port.  `stop` ends it and removes its folder."""

    programs: Path
    folder: Path
    port: int
    process: subprocess.Popen[bytes]
    made: int = 0

    def url(self, name: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def create_database(self, *, template: str | None = None) -> str:
        """Make a database, empty or as a copy of `template`, and return its name.  Nobody may be using the template."""
        self.made += 1
        name = f"test_{self.made}"
        self._execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}"), name, template or "template0")
        return name

    def drop_database(self, name: str) -> None:
        """Remove the database `name`, ending whatever still uses it."""
        self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)"), name)

    def crash(self) -> None:
        """Kill every server process at once; nothing gets to say goodbye."""
        postmaster = psutil.Process(self.process.pid)
        processes = [postmaster, *postmaster.children(recursive=True)]
        for process in processes:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.process.wait()
        psutil.wait_procs(processes[1:], timeout=END_SECONDS)  # As long as one is left, no server starts on its data.

    def restart(self) -> None:
        """Start again on the same data and the same port after `crash`."""
        self.process = _start(self.programs, self.folder, port=self.port)

    def stop(self) -> None:
        self.crash()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _execute(self, statement: sql.SQL, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.format(*map(sql.Identifier, names)))


def start_postgresql() -> PostgresqlServer:
    """Start a server in a fresh folder on a free port.  Raises PostgresqlMissing when the machine has no programs."""
    programs = find_programs()
    # A socket's path may hold about 100 characters, so the folder lies directly in the machine's temporary one.
    folder = Path(tempfile.mkdtemp(prefix="civicdesk-pg-", dir=_roomy_memory()))
    user = _server_user()
    if user:
        shutil.chown(folder, user, user)
    initdb = [str(programs / "initdb"), "-D", str(folder / "data"), "-A", "trust", "-U", "postgres"]
    subprocess.run(
        [*initdb, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        check=True,
        capture_output=True,
        cwd=folder,
        user=user,
        group=user,
    )
    port = free_port()
    return PostgresqlServer(programs, folder, port, _start(programs, folder, port=port))


def free_port() -> int:
    """A loopback port that nothing used a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _roomy_memory() -> Path | None:
    """A file system in memory, where a database of 600 files is made in a fraction of the time; None without room.

    Nothing is proved by a disk here: what the server has written outlives its death on either, and neither is flushed.
    """
    if not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return None
    free = min(shutil.disk_usage(MEMORY).free, psutil.virtual_memory().available)
    return MEMORY if free >= MEMORY_BYTES else None


def _server_user() -> str | None:
    """Who the server runs as: PostgreSQL refuses to run as root, so its own user then, and nobody else otherwise."""
    return "postgres" if os.geteuid() == 0 else None


def _start(programs: Path, folder: Path, *, port: int) -> subprocess.Popen[bytes]:
    # -F leaves out waiting for the disk, which only a power cut would need; the log is kept short for want of memory.
    options = f"-D {folder}/data -k {folder} -h 127.0.0.1 -p {port} -c max_connections=200 -c max_wal_size=256MB -F"
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [str(programs / "postgres"), *options.split()],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            start_new_session=True,
            user=_server_user(),
            group=_server_user(),
        )
    _wait_until_ready(process, folder, port=port)
    return process


def _wait_until_ready(process: subprocess.Popen[bytes], folder: Path, *, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            psycopg.connect(f"postgresql://postgres@127.0.0.1:{port}/postgres", connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'server.log').read_text('utf-8')[-2000:]}")
