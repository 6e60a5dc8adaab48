"""By when is a case to be answered and settled?  Working hours and holidays are those of its department."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from sqlalchemy.orm import Session

from assistant.cases.catalogue import Catalogue
from assistant.cases.models import Case
from assistant.conversations.opening_hours import OpeningHours


@dataclass(frozen=True)
class Targets:
    """What deadlines are made of."""

    catalogue: Catalogue
    hours: OpeningHours

    def resolve_by(self, category: str, priority: str, at: datetime.datetime) -> datetime.datetime:
        """The end of the last working day that the category leaves for it."""
        day = at.astimezone(self.hours.time_zone).date()
        for _ in range(self.catalogue.categories[category].response_days):
            day = self.hours.next_working_day(day)
        return datetime.datetime.combine(day, datetime.time(18), self.hours.time_zone)


def restart_clock(session: Session, case: Case, *, at: datetime.datetime, targets: Targets) -> None:
    """Count the case's targets from `at`, and set the times at which somebody is to be told."""
    case.clock_from = at
    case.respond_by = case.resolve_by = targets.resolve_by(case.category, case.priority, at)
