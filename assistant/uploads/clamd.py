"""Is there malware in these bytes?  Asked of ClamAV's daemon, over its INSTREAM protocol."""

from __future__ import annotations

import re
import socket
import struct
from dataclasses import dataclass

from assistant.errors import ScannerUnavailable, SettingsInvalid, UploadRefused
from assistant.settings import PREFIX

CONNECT_SECONDS = 3.0
SCAN_SECONDS = 30.0
_PIECE = 64 * 1024
_MAX_ANSWER = 4096
_FOUND = re.compile(r"stream: (?P<name>.+) FOUND")


@dataclass(frozen=True)
class Clamd:
    """A daemon's address: a path of a socket file, or a host with its port."""

    address: str | tuple[str, int]

    def find_malware(self, content: bytes) -> str | None:
        """The name of what was found; None where nothing was.

        Raises ScannerUnavailable when it cannot be asked, UploadRefused when it cannot look into this file.
        """
        try:
            with self._connect() as connection:
                connection.settimeout(SCAN_SECONDS)
                answer = _ask(connection, content)
        except OSError as error:
            raise ScannerUnavailable(f"the malware scanner cannot be asked: {error}") from error
        if answer == "stream: OK":
            return None
        found = _FOUND.fullmatch(answer)
        if not answer:
            raise ScannerUnavailable("the malware scanner hung up")
        if found is None:  # Which is not the same as clean.
            raise UploadRefused(answer[:200])
        return found["name"]

    def _connect(self) -> socket.socket:
        if isinstance(self.address, tuple):
            return socket.create_connection(self.address, CONNECT_SECONDS)
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.settimeout(CONNECT_SECONDS)
            connection.connect(self.address)
        except OSError:
            connection.close()
            raise
        return connection


def open_clamd(setting: str) -> Clamd | None:
    """The daemon that the setting names; None where it is empty.  Raises SettingsInvalid."""
    if not setting:
        return None
    if setting.startswith("/"):
        return Clamd(setting)
    host, _, port = setting.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        variable = f"{PREFIX}CLAMD"
        raise SettingsInvalid(f"{variable}: name a socket's path or HOST:PORT", field=variable)
    return Clamd((host.strip("[]"), int(port)))


def _ask(connection: socket.socket, content: bytes) -> str:
    try:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), _PIECE):
            piece = content[start : start + _PIECE]
            connection.sendall(struct.pack("!I", len(piece)) + piece)
        connection.sendall(struct.pack("!I", 0))
    except (BrokenPipeError, ConnectionResetError):
        pass  # It stops reading what is too long for it, and has said so.
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _MAX_ANSWER:
        received = connection.recv(_MAX_ANSWER)
        if not received:
            break
        answer += received
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
