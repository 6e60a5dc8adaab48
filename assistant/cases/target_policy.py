"""How much time does a case have?  Data: by priority and category, until its first reply and until its last."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assistant.cases.catalogue import Catalogue
from assistant.cases.triage import Priority
from assistant.cases.working_time import WorkingTime
from assistant.errors import SettingsInvalid

SHIPPED = Path(__file__).with_name("targets.toml")
SETTING = "CIVICDESK_TARGETS"
_TARGET = re.compile(r"(?P<count>[1-9]\d{0,3}) (?P<unit>days|hours)(?P<always> always)?")


@dataclass(frozen=True)
class Target:
    """So many working days, or so many hours of working time or, `always`, of any time."""

    days: int = 0
    hours: int = 0
    always: bool = False

    def end(self, time: WorkingTime, at: datetime.datetime) -> datetime.datetime:
        """When the time that begins at `at` is over."""
        if self.days:
            return time.close_of_day(at, self.days)
        duration = datetime.timedelta(hours=self.hours)
        return at + duration if self.always else time.add(at, duration)


@dataclass(frozen=True)
class Rule:
    """`resolve` is None where the category's own days are meant."""

    respond: Target
    resolve: Target | None


@dataclass(frozen=True)
class TargetPolicy:
    warn_at: float
    priorities: Mapping[Priority, Rule]
    categories: Mapping[str, Mapping[Priority, Rule]]

    def rule(self, category: str, priority: Priority) -> Rule:
        return self.categories.get(category, {}).get(priority) or self.priorities[priority]

    def check(self, catalogue: Catalogue) -> None:
        """Raises SettingsInvalid where the catalogue lacks a category that has targets of its own."""
        if unknown := self.categories.keys() - catalogue.categories.keys():
            raise _refusal(f"categories.{min(unknown)}: the catalogue has no such category")


def load_target_policy(path: Path | None = None) -> TargetPolicy:
    """The targets at `path`, or the shipped ones.  Raises SettingsInvalid, naming the field that cannot be used."""
    return _parse((path or SHIPPED).read_text("utf-8"))


@lru_cache(maxsize=4)
def _parse(source: str) -> TargetPolicy:
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        raise _refusal(f"not TOML: {error}") from error
    warn_at = data.get("warn_at")
    if type(warn_at) is not float or not 0 < warn_at < 1:
        raise _refusal("warn_at: write a share such as 0.75")
    priorities = _rules(_table(data, "priorities"), "priorities")
    if missing := [priority.value for priority in Priority if priority not in priorities]:
        raise _refusal(f"priorities.{missing[0]}: missing")
    categories = _table(data, "categories")
    own = {code: _rules(_table(categories, code, "categories."), f"categories.{code}") for code in categories}
    return TargetPolicy(warn_at, priorities, own)


def _rules(data: Mapping[str, Any], place: str) -> Mapping[Priority, Rule]:
    if unknown := data.keys() - set(Priority):
        raise _refusal(f"{place}.{min(unknown)}: no such priority")
    return {Priority(name): _rule(_table(data, name, f"{place}."), f"{place}.{name}") for name in data}


def _rule(data: Mapping[str, Any], place: str) -> Rule:
    if unknown := data.keys() - {"respond", "resolve"}:
        raise _refusal(f"{place}.{min(unknown)}: no such field")
    resolve = data.get("resolve")
    return Rule(
        _target(data.get("respond"), f"{place}.respond"),
        None if resolve is None else _target(resolve, f"{place}.resolve"),
    )


def _target(text: Any, place: str) -> Target:
    found = _TARGET.fullmatch(text) if isinstance(text, str) else None
    if found is None or (found["unit"] == "days" and found["always"]):
        raise _refusal(f"{place}: write a target as `2 days`, `4 hours` or `4 hours always`")
    count = int(found["count"])
    return Target(days=count) if found["unit"] == "days" else Target(hours=count, always=bool(found["always"]))


def _table(data: Mapping[str, Any], name: str, within: str = "") -> Mapping[str, Any]:
    table: Any = data.get(name, {})
    if not isinstance(table, dict):
        raise _refusal(f"{within}{name}: not a table")
    return table


def _refusal(reason: str) -> SettingsInvalid:
    return SettingsInvalid(f"{SETTING}: {reason}", field=SETTING)
