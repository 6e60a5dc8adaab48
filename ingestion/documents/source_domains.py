"""From which domains may a department's knowledge be fetched?  `TD=td.example, immd.example`: the second for all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.errors import SettingsInvalid
from assistant.settings import PREFIX

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = re.compile(rf"(?=.{{4,253}}$)(?:{_LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9]")
"""A name in the public form, in ASCII.  Its last part begins with a letter, so that no number is one: neither
127.1 nor 0x7f.0x1 nor 017700000001."""
_EVERYONE = ""


@dataclass(frozen=True)
class SourceDomains:
    """Domains by department, those for every department under the empty name."""

    domains: Mapping[str, tuple[str, ...]]

    def allows(self, host: str, department: str) -> bool:
        """True for a listed domain of the department, and for every name below it."""
        named = (*self.domains.get(department, ()), *self.domains.get(_EVERYONE, ()))
        return any(host == domain or host.endswith(f".{domain}") for domain in named)


def read_domains(setting: str) -> SourceDomains:
    """Raises SettingsInvalid."""
    domains: dict[str, tuple[str, ...]] = {}
    for entry in filter(None, (part.strip() for part in setting.split(","))):
        department, _, domain = (part.strip() for part in entry.rpartition("="))
        domain = domain.lower()
        if not HOST.fullmatch(domain):
            field = f"{PREFIX}SOURCE_DOMAINS"
            raise SettingsInvalid(f"{field}: {domain[:60]!r} is not a domain like www.example.org", field=field)
        domains[department] = (*domains.get(department, ()), domain)
    return SourceDomains(domains)
