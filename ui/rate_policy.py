"""Which limits does a request stand under?  One TOML file, checked when it is loaded."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from limits import RateLimitItem, parse

UNLIMITED = "unlimited"
MISSES = "misses"
_FIELDS = {"routes", "caller", "address", "overall", "alarm", "open_of_caller", "open_of_address"}


@dataclass(frozen=True)
class Kind:
    """The limits of one kind of request; None where there is none."""

    name: str
    routes: re.Pattern[str]
    """Matches a method and a path, parted by a space."""
    caller: RateLimitItem | None = None
    address: RateLimitItem | None = None
    overall: RateLimitItem | None = None
    alarm: RateLimitItem | None = None
    """How much of what is beyond the others may come from one address where it tells of danger to life."""
    open_of_caller: int | None = None
    open_of_address: int | None = None


class RatePolicy:
    """Every kind in its order.  Raises ValueError for a field or a limit that cannot be read, or a missing rest."""

    misses: tuple[RateLimitItem, RateLimitItem]
    """How often a wrong contact may be given for one case, and by one address."""

    def __init__(self, kinds: Mapping[str, Mapping[str, Any]]) -> None:
        kinds = dict(kinds)
        misses = kinds.pop(MISSES, {"number": "5 per hour", "address": "30 per hour"})
        self.misses = (parse(misses["number"]), parse(misses["address"]))
        self._kinds = tuple(_read_kind(name, fields) for name, fields in kinds.items())
        if not self._kinds or not self._kinds[-1].routes.fullmatch("GET /anything/at/all"):
            raise ValueError("rate limits: the last kind must take whatever is left")

    def find_kind(self, method: str, path: str) -> Kind:
        asked = f"{'GET' if method == 'HEAD' else method} {path}"
        return next((kind for kind in self._kinds if kind.routes.fullmatch(asked)), self._kinds[-1])


@lru_cache(maxsize=1)
def load_rate_policy() -> RatePolicy:
    return RatePolicy(tomllib.loads((files("ui") / "rate_limits.toml").read_text("utf-8")))


def _read_kind(name: str, fields: Mapping[str, Any]) -> Kind:
    if unknown := set(fields) - _FIELDS:
        raise ValueError(f"rate limits: {name} has unknown fields: {', '.join(sorted(unknown))}")
    routes = fields.get("routes") or ()
    if not routes:
        raise ValueError(f"rate limits: {name} names no route")
    limits: dict[str, Any] = {
        field: parse(fields[field]) for field in ("caller", "address", "overall", "alarm") if field in fields
    }
    held: dict[str, Any] = {field: fields[field] for field in ("open_of_caller", "open_of_address") if field in fields}
    if any(type(number) is not int or number < 1 for number in held.values()):
        raise ValueError(f"rate limits: {name} leaves no stream open")
    if not limits and name != UNLIMITED:
        raise ValueError(f"rate limits: {name} has no limit")
    return Kind(name, re.compile("|".join(_pattern(route) for route in routes)), **limits, **held)


def _pattern(route: str) -> str:
    return re.escape(route).replace(r"\{\}", "[^/]+").replace(r"\*", ".*")
