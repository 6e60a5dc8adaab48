"""What is a citizen told of their request for a person?  True words, in their language, for every state."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from assistant.answering.wording import Wording
from assistant.cases.catalogue import Catalogue
from assistant.conversations.models import Handoff, HandoffStep
from assistant.conversations.states import HandoffState, StepKind
from assistant.conversations.waiting import Standing

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Telling:
    """Makes the sentences; `language` is what the citizen reads."""

    def __init__(self, wording: Wording, catalogue: Catalogue) -> None:
        self._wording = wording
        self._catalogue = catalogue

    def text(self, handoff: Handoff, last: HandoffStep | None, standing: Standing | None, *, language: str) -> str:
        """Where the handoff stands.  `last` is its newest step but notes; `standing` is there while it waits."""
        if standing is not None:
            return " ".join(self._waiting(handoff, last, standing, language))
        name = last.public_name if last else None
        values = {
            "name": name or self.department(None, language),
            "department": self.department(handoff.department, language),
            "reference": handoff.reference,
        }
        kind = {HandoffState.CLAIMED: "with_agent", HandoffState.RELEASED: "released"}.get(
            HandoffState(handoff.state), "closed"
        )
        return self._wording.text(f"handoff_{kind}", language, **values)

    def progress(self, handoff: Handoff, reply_by: datetime.date, *, language: str) -> str:
        """For who asks later, by the reference: whether it waits, is worked on, or was dealt with."""
        kind = {HandoffState.WAITING: "waiting", HandoffState.CLAIMED: "claimed"}.get(
            HandoffState(handoff.state), "ended"
        )
        return self._wording.text(
            f"progress_{kind}",
            language,
            reference=handoff.reference,
            department=self.department(handoff.department, language),
            date=tell_date(reply_by, language),
        )

    def department(self, code: str | None, language: str) -> str:
        return self._catalogue.department_name(code, language) or self._wording.text("contact_centre", language)

    def _waiting(self, handoff: Handoff, last: HandoffStep | None, standing: Standing, language: str) -> Iterator[str]:
        if last is not None and last.kind in (StepKind.PUT_BACK, StepKind.REASSIGNED):
            kind = "lost" if last.detail.get("why") == "lost" else "put_back"
            name = last.public_name or self.department(None, language)
            yield self._wording.text(f"handoff_{kind}", language, name=name)
        elif last is not None and last.kind == StepKind.TRANSFERRED:
            department = self.department(handoff.department, language)
            yield self._wording.text("handoff_transferred", language, department=department)
        if standing.wait_minutes is not None:
            place, minutes = str(standing.place), str(standing.wait_minutes)
            yield self._wording.text(
                "handoff_waiting", language, place=place, minutes=minutes, reference=handoff.reference
            )
            return
        if standing.reply_by is not None:
            date = tell_date(standing.reply_by, language)
            yield self._wording.text("handoff_nobody_there", language, reference=handoff.reference, date=date)
        if not has_address(handoff):
            yield self._wording.text("handoff_leave_contact", language)


def has_address(handoff: Handoff) -> bool:
    """True when there is a way to reach the citizen later, so that they are not asked again."""
    return any((handoff.contact or {}).get(name) for name in ("email", "phone"))


def tell_date(day: datetime.date, language: str) -> str:
    """`3 December 2026`, or 2026年12月3日."""
    if language == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return f"{day.year}年{day.month}月{day.day}日"
