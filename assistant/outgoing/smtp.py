"""Over which server does a mail leave, and what did that server say?"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from enum import StrEnum
from typing import Protocol
from urllib.parse import unquote, urlsplit

from assistant.errors import SettingsInvalid
from assistant.settings import LOOPBACK, PREFIX

TIMEOUT_SECONDS = 30
_PORTS = {"smtps": 465, "smtp+starttls": 587, "smtp": 25}


class Verdict(StrEnum):
    TAKEN = "taken"
    LATER = "later"
    """The server cannot take this mail, or any, at the moment."""
    NEVER = "never"


@dataclass(frozen=True)
class Reply:
    verdict: Verdict
    words: str = ""


class Connection(Protocol):
    def send(self, letter: EmailMessage) -> Reply:
        """Give one mail, whose only recipient is its To.  Never raises what a server or the network may do."""

    def close(self) -> None: ...


class MailServer(Protocol):
    def connect(self) -> Connection:
        """Raises OSError or SMTPException, which is an OSError."""


@dataclass(frozen=True)
class SmtpServer:
    """The server of a `smtps://`, `smtp+starttls://` or `smtp://` address."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    def connect(self) -> Connection:
        context = ssl.create_default_context()
        if self.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        try:
            if self.scheme == "smtp+starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return _SmtpConnection(server)


@dataclass(frozen=True)
class _SmtpConnection:
    server: smtplib.SMTP

    def send(self, letter: EmailMessage) -> Reply:
        sender, recipient = (letter[name].addresses[0].addr_spec for name in ("From", "To"))
        try:
            self.server.send_message(letter, sender, [recipient])
        except smtplib.SMTPRecipientsRefused as error:
            return _refusal(*error.recipients[recipient])
        except smtplib.SMTPResponseException as error:
            return _refusal(error.smtp_code, error.smtp_error)
        except (OSError, ValueError) as error:
            return Reply(Verdict.LATER, f"{type(error).__name__}: {error}")
        return Reply(Verdict.TAKEN)

    def close(self) -> None:
        try:
            self.server.quit()
        except OSError:
            self.server.close()


def read_smtp_url(url: str) -> SmtpServer | None:
    """None where there is no address.  Raises SettingsInvalid."""
    if not url:
        return None
    field = f"{PREFIX}SMTP_URL"
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS[parts.scheme]
    except (ValueError, KeyError) as error:
        raise SettingsInvalid(f"{field}: use smtps://, smtp+starttls:// or smtp://", field=field) from error
    if not parts.hostname:
        raise SettingsInvalid(f"{field}: names no host", field=field)
    if parts.username and parts.scheme == "smtp" and parts.hostname not in LOOPBACK:
        raise SettingsInvalid(f"{field}: a password goes only over an encrypted connection", field=field)
    return SmtpServer(parts.scheme, parts.hostname, port, unquote(parts.username or ""), unquote(parts.password or ""))


def _refusal(code: int, words: bytes | str) -> Reply:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return Reply(Verdict.NEVER if code >= 500 else Verdict.LATER, f"{code} {text}"[:500])
