"""For how many days is what kept?  Data: the shipped file, or an own one over it."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.errors import SettingsInvalid

SHIPPED = Path(__file__).with_name("retention.toml")
SETTING = "CIVICDESK_RETENTION"


@dataclass(frozen=True)
class Retention:
    hour: int
    days: Mapping[str, int]

    def before(self, name: str, now: datetime.datetime) -> datetime.datetime:
        """What is older than this is not kept."""
        return now - datetime.timedelta(days=self.days[name])


def load_retention(path: Path | None = None) -> Retention:
    """Raises SettingsInvalid, naming the field that cannot be used."""
    shipped = _parse(SHIPPED.read_text("utf-8"))
    own = _parse(path.read_text("utf-8")) if path else {"days": {}}
    days = {**shipped["days"], **_days(own.get("days", {}), known=shipped["days"])}
    hour = own.get("hour", shipped["hour"])
    if type(hour) is not int or not 0 <= hour <= 23:
        raise _refusal("hour: write an hour from 0 to 23")
    if unknown := own.keys() - {"hour", "days"}:
        raise _refusal(f"{min(unknown)}: no such field")
    return Retention(hour, days)


@lru_cache(maxsize=4)
def _parse(source: str) -> dict[str, Any]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise _refusal(f"not TOML: {error}") from error


def _days(own: Any, *, known: Mapping[str, int]) -> Mapping[str, int]:
    if not isinstance(own, dict):
        raise _refusal("days: not a table")
    if unknown := own.keys() - known.keys():
        raise _refusal(f"days.{min(unknown)}: nothing of this name is kept")
    for name, days in own.items():
        if type(days) is not int or days < 1:
            raise _refusal(f"days.{name}: write a number of days, at least 1")
    return own


def _refusal(reason: str) -> SettingsInvalid:
    return SettingsInvalid(f"{SETTING}: {reason}", field=SETTING)
