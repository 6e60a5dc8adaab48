"""Where does a test get a real mailbox from?  The machine's Dovecot, started in a folder thrown away later."""

from __future__ import annotations

import contextlib
import imaplib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.postgresql_server import free_port

START_SECONDS = 30.0
USER, PASSWORD = "citizens", "pass/word"
_CONFIGURATION = """\
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {group}
log_path = {folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class DovecotMissing(Exception):
    """The machine has no Dovecot."""


@dataclass
class ImapServer:
    """A running server with one account on a loopback port."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"imap://{USER}:{PASSWORD.replace('/', '%2F')}@127.0.0.1:{self.port}/INBOX"

    def deliver(self, *raws: bytes) -> None:
        with self.signed_in() as client:
            for raw in raws:
                status, _ = client.append("INBOX", "", "", raw)
                assert status == "OK"

    def flags(self) -> list[str]:
        """Of each mail of the inbox, in their order."""
        with self.signed_in() as client:
            client.select("INBOX", readonly=True)
            _, found = client.fetch("1:*", "(FLAGS)")
            return [line.decode() for line in found if isinstance(line, bytes)]

    @contextlib.contextmanager
    def signed_in(self):
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        try:
            client.login(USER, PASSWORD)
            yield client
        finally:
            client.logout()

    def stop(self) -> None:
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def restart(self) -> None:
        """Start again with the same mail at the same port after `end`."""
        self.process = _start(self.folder, self.port)


def start_imap_server() -> ImapServer:
    """Raises DovecotMissing."""
    if _program() is None:
        raise DovecotMissing("no Dovecot here; on Debian: apt-get install dovecot-imapd")
    folder, port = Path(tempfile.mkdtemp(prefix="civicdesk-imap-")), free_port()
    user, group = _server_user()
    places = {"folder": folder, "user": user, "group": group, "port": port}
    (folder / "dovecot.conf").write_text(_CONFIGURATION.format(**places))
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\n")
    for name in ("run", "mail"):
        (folder / name).mkdir()
    if os.geteuid() == 0:
        for path in (folder, *folder.iterdir()):
            shutil.chown(path, user, group)
    return ImapServer(folder, port, _start(folder, port))


def _program() -> str | None:
    return shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def _server_user() -> tuple[str, str]:
    """Everything of it runs as one user who is not root."""
    return ("nobody", "nogroup") if os.geteuid() == 0 else (pwd.getpwuid(os.geteuid()).pw_name,) * 2


def _start(folder: Path, port: int) -> subprocess.Popen[bytes]:
    user, group = _server_user()
    is_root = os.geteuid() == 0
    process: subprocess.Popen[bytes] = subprocess.Popen(
        [str(_program()), "-F", "-c", str(folder / "dovecot.conf")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        start_new_session=True,
        user=user if is_root else None,
        group=group if is_root else None,
        extra_groups=[] if is_root else None,
    )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            imaplib.IMAP4("127.0.0.1", port, timeout=2).logout()
            return process
        except (OSError, imaplib.IMAP4.error):
            time.sleep(0.05)
    log = folder / "dovecot.log"
    raise RuntimeError(f"Dovecot did not start:\n{log.read_text('utf-8')[-2000:] if log.exists() else ''}")
