"""How much of an office's time lies between two moments?  Its hours are those of its own clock; all moments are UTC."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from assistant.conversations.opening_hours import OpeningHours, Span

Stretch = tuple[datetime.datetime, datetime.datetime]
"""From the first moment in which an office is open to the first in which it no longer is."""
_DAY = datetime.timedelta(days=1)
_ALWAYS = tuple(Span(weekday, 0, 24 * 60) for weekday in range(7))


@dataclass(frozen=True)
class WorkingTime:
    """The time of the department's office; None is the contact centre's, and an office without hours never closes."""

    hours: OpeningHours
    department: str | None
    _days: dict[datetime.date, list[Stretch]] = field(default_factory=dict, compare=False, repr=False)
    """Those already looked at: the cases of one day ask for the same weeks."""

    def add(self, at: datetime.datetime, duration: datetime.timedelta) -> datetime.datetime:
        """The moment by which the office has been open for `duration` since `at`."""
        for begins, ends in self._stretches(at):
            if duration <= ends - begins:
                return begins + duration
            duration -= ends - begins
        raise AssertionError("an office opens again and again")

    def between(self, at: datetime.datetime, until: datetime.datetime) -> datetime.timedelta:
        """How long the office is open from `at` to `until`."""
        used = datetime.timedelta()
        for begins, ends in self._stretches(at):
            if begins >= until:
                break
            used += min(ends, until) - begins
        return used

    def close_of_day(self, at: datetime.datetime, days: int) -> datetime.datetime:
        """When the office closes on the last of so many working days; the first is the day after that of `at`.

        A working day is one of the government's on which the office is open: it keeps the holidays or does not.
        """
        day = at.astimezone(self.hours.time_zone).date()
        open_days = {span.weekday for span in self._spans}
        weekdays = open_days & self.hours.working_days or open_days
        while days:
            day += _DAY
            stretches = self._stretches_on(day) if day.weekday() in weekdays else []
            days -= bool(stretches)
        return stretches[-1][1]

    def _stretches(self, at: datetime.datetime) -> Iterator[Stretch]:
        at = at.astimezone(datetime.UTC)
        day = at.astimezone(self.hours.time_zone).date()
        while True:
            for begins, ends in self._stretches_on(day):
                if ends > at:
                    yield max(begins, at), ends
            day += _DAY

    def _stretches_on(self, day: datetime.date) -> list[Stretch]:
        if day not in self._days:
            self._days[day] = self._find_stretches(day)
        return self._days[day]

    def _find_stretches(self, day: datetime.date) -> list[Stretch]:
        """Of the office's own day, in their order; what touches is one."""
        if self.hours.office(self.department).keeps_holidays and day in self.hours.holidays:
            return []
        found: list[Stretch] = []
        for begins, ends in sorted(self._pieces(day)):
            if found and begins <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], ends))
            else:
                found.append((begins, ends))
        return found

    def _pieces(self, day: datetime.date) -> Iterator[Stretch]:
        midnight = datetime.datetime.combine(day, datetime.time())
        spans = [span for span in self._spans if span.weekday == day.weekday()]
        for since, until in self._even_parts(day):
            # What the office's clock shows is UTC and one offset, for as long as nobody puts the clock forward or back.
            offset = since.astimezone(self.hours.time_zone).utcoffset() or datetime.timedelta()
            zero = midnight.replace(tzinfo=datetime.UTC) - offset
            for span in spans:
                begins = max(since, zero + datetime.timedelta(minutes=span.begins))
                ends = min(until, zero + datetime.timedelta(minutes=span.ends))
                if begins < ends:
                    yield begins, ends

    def _even_parts(self, day: datetime.date) -> Iterator[Stretch]:
        """The day, cut where its clock is changed."""
        zone = self.hours.time_zone
        since, until = (
            datetime.datetime.combine(each, datetime.time(), zone).astimezone(datetime.UTC)
            for each in (day, day + _DAY)
        )
        first, last = since, until - datetime.timedelta(seconds=1)
        before = first.astimezone(zone).utcoffset()
        if last.astimezone(zone).utcoffset() == before:
            yield since, until
            return
        while last - first > datetime.timedelta(seconds=1):
            middle = first + datetime.timedelta(seconds=(last - first) // datetime.timedelta(seconds=2))
            if middle.astimezone(zone).utcoffset() == before:
                first = middle
            else:
                last = middle
        yield since, last
        yield last, until

    @property
    def _spans(self) -> tuple[Span, ...]:
        return self.hours.office(self.department).spans or _ALWAYS
