"""Where does a test get a real Chroma server from?  The program that comes with the library, on a loopback port."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.postgresql_server import free_port

START_SECONDS = 120.0


@dataclass
class ChromaServer:
    """A running server; `kill` lets nothing say goodbye, `restart` begins again on the same data and port."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        self.process = _start(self.folder, self.port)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()


def start_chroma(folder: Path) -> ChromaServer:
    port = free_port()
    return ChromaServer(folder, port, _start(folder, port))


def _start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    program = Path(sys.executable).with_name("chroma")
    with (folder / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [str(program), "run", "--path", str(folder / "data"), "--host", "127.0.0.1", "--port", str(port)],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            start_new_session=True,
        )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(f"http://127.0.0.1:{port}/api/v2/heartbeat", timeout=2).raise_for_status()
            return process
        except httpx.HTTPError:
            time.sleep(0.05)
    process.kill()
    process.wait()
    raise RuntimeError(f"Chroma did not start:\n{(folder / 'server.log').read_text('utf-8')[-2000:]}")
