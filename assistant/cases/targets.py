"""By when is a case to be answered and settled?  Working hours and holidays are those of its category's department."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

from assistant.cases.catalogue import Catalogue, load_catalogue
from assistant.cases.target_policy import Target, TargetPolicy, load_target_policy
from assistant.cases.triage import Priority
from assistant.cases.working_time import WorkingTime
from assistant.conversations.opening_hours import OpeningHours, load_opening_hours


class TargetFiles(Protocol):
    """The settings that name other files than the shipped ones."""

    @property
    def catalogue(self) -> Path | None: ...
    @property
    def opening_hours(self) -> Path | None: ...
    @property
    def targets(self) -> Path | None: ...


@dataclass(frozen=True)
class Deadlines:
    """All in UTC; a warning is due when the policy's share of the working time until its target is used."""

    respond_by: datetime.datetime
    resolve_by: datetime.datetime
    warn_response_at: datetime.datetime
    warn_resolution_at: datetime.datetime


@dataclass(frozen=True)
class Targets:
    """What deadlines are made of."""

    catalogue: Catalogue
    hours: OpeningHours
    policy: TargetPolicy = field(default_factory=load_target_policy)
    _times: dict[str | None, WorkingTime] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def load(cls, files: TargetFiles) -> Self:
        """Raises SettingsInvalid where a file cannot be used."""
        targets = cls(
            load_catalogue(files.catalogue),
            load_opening_hours(files.opening_hours),
            load_target_policy(files.targets),
        )
        targets.policy.check(targets.catalogue)
        return targets

    def deadlines(self, category: str, priority: str, at: datetime.datetime) -> Deadlines:
        """Counted from `at`."""
        at = at.astimezone(datetime.UTC)
        time = self._time(self._department(category))
        resolve_by, resolve_always = self._latest(time, category, priority, at, is_reply=False)
        respond_by, respond_always = self._latest(time, category, priority, at, is_reply=True)
        if respond_by > resolve_by:
            respond_by, respond_always = resolve_by, resolve_always
        return Deadlines(
            respond_by,
            resolve_by,
            self._share(time, at, respond_by, always=respond_always),
            self._share(time, at, resolve_by, always=resolve_always),
        )

    def respond_by(self, category: str, priority: str, at: datetime.datetime) -> datetime.datetime:
        """When the citizen is to have had a first reply from a person."""
        return self.deadlines(category, priority, at).respond_by

    def resolve_by(self, category: str, priority: str, at: datetime.datetime) -> datetime.datetime:
        """When the case is to be closed."""
        return self.deadlines(category, priority, at).resolve_by

    def _latest(
        self, time: WorkingTime, category: str, priority: str, at: datetime.datetime, *, is_reply: bool
    ) -> tuple[datetime.datetime, bool]:
        """The deadline, and whether the hours of the night count towards it."""
        order = list(Priority)
        as_urgent_or_less = order[order.index(Priority(priority)) :]
        targets = [self._target(category, each, is_reply=is_reply) for each in as_urgent_or_less]
        return min((target.end(time, at), target.always) for target in targets)

    def _target(self, category: str, priority: Priority, *, is_reply: bool) -> Target:
        rule = self.policy.rule(category, priority)
        if is_reply:
            return rule.respond
        return rule.resolve or Target(days=self._days(category))

    def _share(
        self, time: WorkingTime, at: datetime.datetime, until: datetime.datetime, *, always: bool
    ) -> datetime.datetime:
        share = self.policy.warn_at
        return at + (until - at) * share if always else time.add(at, time.between(at, until) * share)

    def _time(self, department: str | None) -> WorkingTime:
        return self._times.setdefault(department, WorkingTime(self.hours, department))

    def _department(self, category: str) -> str | None:
        known = self.catalogue.categories.get(category)
        return known.department if known else None

    def _days(self, category: str) -> int:
        """A category that the catalogue no longer has is the contact centre's."""
        known = self.catalogue.categories.get(category)
        return known.response_days if known else self.hours.contact_centre.reply_working_days
