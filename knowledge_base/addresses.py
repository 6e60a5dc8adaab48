"""Can a service be called at this address?"""

from __future__ import annotations

from urllib.parse import urlsplit

from assistant.errors import SettingsInvalid
from assistant.settings import PREFIX


def check_address(address: str, *, setting: str) -> None:
    """Raises SettingsInvalid with the environment name of `setting` unless `address` is http://HOST[:PORT] or https."""
    try:
        parts = urlsplit(address)
        # Reading the port is what checks it.
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or any(character.isspace() for character in address):
        field = PREFIX + setting
        raise SettingsInvalid(f"{field}: not an address of the form http://HOST:PORT", field=field)
