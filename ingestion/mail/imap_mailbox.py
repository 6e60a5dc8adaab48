"""How is mail taken in from an IMAP server?

Each mail is fetched without being marked, kept, and only then marked as read and with a keyword of our own.  The
keyword is the mailbox's own note of what has been taken: it outlives restarts and renumbering, several workers share
it, and a mail that somebody has read in the meantime is taken all the same.  A server without keywords is asked for
unread mail.
"""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
import threading
import time
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from assistant.errors import SettingsInvalid
from assistant.settings import LOOPBACK, PREFIX
from ingestion.mail.mailbox import Keep

KEYWORD = "CivicDeskTaken"
TIMEOUT_SECONDS = 30
POLL_SECONDS = 15.0
IDLE_SECONDS = 240.0
"""Connections that are silent for longer are cut by many a router."""
_SCHEMES = ("imaps", "imap+starttls", "imap")
logger = logging.getLogger(__name__)


class MailboxUnavailable(OSError):
    """The server cannot be reached, does not let us in, or has said something that it should not."""


@dataclass(frozen=True)
class ImapAddress:
    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str

    @property
    def name(self) -> str:
        return f"imap:{self.user}@{self.host}/{self.folder}"[:200]


def read_imap_urls(urls: str) -> list[ImapAddress]:
    """The mailboxes of the setting.  Raises SettingsInvalid, which repeats nothing of a password."""
    return [_read(url) for url in urls.split()]


class ImapMailbox:
    """One folder of one account; connects when it is needed, and again after whatever went wrong."""

    def __init__(self, address: ImapAddress, *, poll_seconds: float = POLL_SECONDS) -> None:
        self.name = address.name
        self._address = address
        self._poll_seconds = poll_seconds
        self._connected: BaseMailBox | None = None
        self._keeps_keywords = False

    def collect(self, keep: Keep, *, stop: threading.Event) -> int:
        count = 0
        try:
            box = self._connection()
            for uid in box.uids(f"UNKEYWORD {KEYWORD}" if self._keeps_keywords else "UNSEEN"):
                if stop.is_set():
                    break
                raw = _fetch(box, uid)
                if raw is not None:
                    keep(raw)
                    box.flag(uid, ["\\Seen", KEYWORD] if self._keeps_keywords else ["\\Seen"], value=True)
                    count += 1
        except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
            self.close()
            raise MailboxUnavailable(f"{self.name}: {type(error).__name__}: {error}") from error
        return count

    def wait(self, stop: threading.Event) -> None:
        box = self._connected
        if box is None or "IDLE" not in box.client.capabilities:
            stop.wait(self._poll_seconds)
            return
        try:
            until = time.monotonic() + IDLE_SECONDS
            with box.idle as idle:
                while not stop.is_set() and time.monotonic() < until and not _tells_news(idle.poll(timeout=1)):
                    pass
        except (OSError, imaplib.IMAP4.error, ImapToolsError) as error:
            logger.info("%s: idling ended: %s", self.name, type(error).__name__)
            self.close()

    def close(self) -> None:
        box, self._connected = self._connected, None
        if box is not None:
            try:
                box.client.shutdown()
            except OSError:
                logger.debug("%s: the connection was gone already", self.name)

    def _connection(self) -> BaseMailBox:
        if self._connected is None:
            box = _connect(self._address)
            try:
                box.login(self._address.user, self._address.password, initial_folder=None)
                box.folder.set(self._address.folder)
                flags = b" ".join(flag for flag in box.client.response("PERMANENTFLAGS")[1] if flag)
            except BaseException:
                box.client.shutdown()
                raise
            self._keeps_keywords = b"\\*" in flags or KEYWORD.encode() in flags
            self._connected = box
        return self._connected


def _connect(address: ImapAddress) -> BaseMailBox:
    context = ssl.create_default_context()
    if address.scheme == "imaps":
        return MailBox(address.host, address.port, timeout=TIMEOUT_SECONDS, ssl_context=context)
    if address.scheme == "imap+starttls":
        return MailBoxStartTls(address.host, address.port, timeout=TIMEOUT_SECONDS, ssl_context=context)
    return MailBoxUnencrypted(address.host, address.port, timeout=TIMEOUT_SECONDS)


def _fetch(box: BaseMailBox, uid: str) -> bytes | None:
    """The bytes as the server has them; None where somebody has just deleted the mail.  BODY.PEEK marks nothing."""
    status, data = box.client.uid("FETCH", uid, "(BODY.PEEK[])")
    if status != "OK":
        raise MailboxUnavailable(f"the server answered a fetch with {status}")
    return next((bytes(part[1]) for part in data if isinstance(part, tuple)), None)


def _tells_news(responses: list[bytes]) -> bool:
    return any(re.search(rb"\b(?:EXISTS|RECENT|BYE)\b", response) for response in responses)


def _read(url: str) -> ImapAddress:
    field = f"{PREFIX}IMAP_URL"
    try:
        parts = urlsplit(url)
        port = parts.port or (993 if parts.scheme == "imaps" else 143)
    except ValueError as error:
        raise SettingsInvalid(f"{field}: not an address", field=field) from error
    if parts.scheme not in _SCHEMES or not parts.hostname or not parts.username:
        raise SettingsInvalid(f"{field}: use imaps://user:password@host/INBOX", field=field)
    if parts.scheme == "imap" and parts.hostname not in LOOPBACK:
        raise SettingsInvalid(f"{field}: a password goes only over an encrypted connection", field=field)
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return ImapAddress(
        parts.scheme, parts.hostname, port, unquote(parts.username), unquote(parts.password or ""), folder
    )
