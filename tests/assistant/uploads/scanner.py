"""A scanner in a test: a server that speaks the protocol of ClamAV's daemon, on a socket file or a port."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + "STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The file that every scanner takes for malware and that does nothing; in two pieces, so that this file is none."""
MAX_STREAM = 1024 * 1024


class _Daemon(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = self.rfile.read(len(b"zINSTREAM\0"))
        if command != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if len(content) > MAX_STREAM:  # The real one hangs up as well, while more is on its way.
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        found = EICAR.encode() in content
        self.wfile.write(b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0")


@contextmanager
def run_scanner(address: Path | int) -> Iterator[str]:
    """A running daemon; what the setting must say to find it."""
    server = (
        socketserver.ThreadingUnixStreamServer(str(address), _Daemon)
        if isinstance(address, Path)
        else socketserver.ThreadingTCPServer(("127.0.0.1", address), _Daemon)
    )
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield str(address) if isinstance(address, Path) else f"127.0.0.1:{server.socket.getsockname()[1]}"
    finally:
        server.shutdown()
        server.server_close()
