"""As whom does the service write to citizens, and with which secret does it know their replies?"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path

from assistant.errors import SettingsInvalid
from assistant.outgoing.addresses import is_one_address, plain
from assistant.outgoing.reply_tokens import ReplyTokens
from assistant.settings import PREFIX, Settings

SECRET_FILE = "mail-secret"  # noqa: S105  # A file's name.


@dataclass(frozen=True)
class Identity:
    address: str
    """Empty where none is set: then nothing is sent."""
    name: str
    tokens: ReplyTokens

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def is_own(self, address: str) -> bool:
        return bool(self.address) and plain(address) == plain(self.address)

    def reply_address(self, case_id: str) -> str:
        """The address to which the case's citizen replies: our own with the case's token after a plus sign."""
        return f"{self.address.rpartition('@')[0]}+{self.tokens.make(case_id)}@{self.domain}"


def load_identity(settings: Settings) -> Identity:
    """Raises SettingsInvalid where the address is none."""
    name, address = parseaddr(settings.mail_address)
    if settings.mail_address and (not is_one_address(address) or len(address.partition("@")[0]) > 21):
        field = f"{PREFIX}MAIL_ADDRESS"
        raise SettingsInvalid(f"{field}: use one address with at most 21 characters before the @", field=field)
    secret = settings.mail_secret.get_secret_value() or _own_secret(settings.home / SECRET_FILE)
    return Identity(address, name, ReplyTokens(secret.encode()))


def _own_secret(path: Path) -> str:
    """The state folder's secret, made by whoever comes first; nobody but the service's account reads it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    if not path.exists():
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(32))
        try:
            os.link(made, path)  # Fails where somebody else was first: a written secret is never replaced.
        except FileExistsError:
            pass
        finally:
            made.unlink()
    return path.read_text("ascii").strip()
