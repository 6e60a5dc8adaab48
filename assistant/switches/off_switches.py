"""What is switched off, and who may switch it?

A switch takes effect in every process within seconds: each looks at most once a second (see `switch_watch.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor, Permission
from assistant.audit import record_event
from assistant.cases.catalogue import Catalogue
from assistant.database import utc_now
from assistant.errors import InvalidInput
from assistant.signals import SWITCHES, send_signal
from assistant.switches.models import OffSwitch

ASSISTANT = "assistant"
SUGGESTIONS = "suggestions"
MAIL = "mail"
"""Mails to citizens: acknowledgements are not made, and what people write waits."""
MODELS = "models"
"""Language models: everything works by rules and approved text."""
MAX_REASON_LENGTH = 500
_CHANNEL = "channel:"
_TOPIC = "topic:"


class Channel(StrEnum):
    """By which way a citizen comes."""

    WEB = "web"
    API = "api"


@dataclass(frozen=True)
class Switches:
    """What is off at one moment: each target with its reason."""

    off: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def assistant_off(self) -> bool:
        return ASSISTANT in self.off

    @property
    def suggestions_off(self) -> bool:
        return SUGGESTIONS in self.off

    @property
    def mail_off(self) -> bool:
        return MAIL in self.off

    @property
    def models_off(self) -> bool:
        return MODELS in self.off

    def is_channel_off(self, channel: str) -> bool:
        return _CHANNEL + channel in self.off

    def is_topic_off(self, category: str) -> bool:
        return _TOPIC + category in self.off


NOTHING_OFF = Switches()


def list_targets(catalogue: Catalogue) -> list[str]:
    """Everything that can be switched off."""
    channels = [_CHANNEL + channel for channel in Channel]
    return [ASSISTANT, SUGGESTIONS, MAIL, MODELS, *channels, *(_TOPIC + code for code in sorted(catalogue.categories))]


def list_off(session: Session) -> list[OffSwitch]:
    """Everything that is off, in the order in which it was switched."""
    return list(session.scalars(select(OffSwitch).order_by(OffSwitch.set_at, OffSwitch.target)))


def read_switches(session: Session) -> Switches:
    found = session.execute(select(OffSwitch.target, OffSwitch.reason)).all()
    return Switches(MappingProxyType({row.target: row.reason for row in found})) if found else NOTHING_OFF


def set_off(session: Session, target: str, *, actor: Actor, reason: str, catalogue: Catalogue) -> OffSwitch:
    """Switch `target` off; one that is off already takes the new reason.  Raises PermissionDenied, InvalidInput."""
    actor.require(Permission.SWITCH_SET)
    _check(target, reason, catalogue)
    _take_turns(session)
    switch = session.merge(
        OffSwitch(target=target, reason=reason.strip(), set_by=actor.name, set_at=utc_now()), load=True
    )
    record_event(session, actor, action="switch.off", subject=target, reason=reason.strip())
    send_signal(session, SWITCHES, target=target, is_off=True)
    session.flush()
    return switch


def set_on(session: Session, target: str, *, actor: Actor, reason: str, catalogue: Catalogue) -> bool:
    """Switch `target` on again; False when it was not off.  Raises PermissionDenied, InvalidInput."""
    actor.require(Permission.SWITCH_SET)
    _check(target, reason, catalogue)
    _take_turns(session)
    switch = session.get(OffSwitch, target)
    if switch is None:
        return False
    session.delete(switch)
    record_event(session, actor, action="switch.on", subject=target, reason=reason.strip())
    send_signal(session, SWITCHES, target=target, is_off=False)
    session.flush()
    return True


def _check(target: str, reason: str, catalogue: Catalogue) -> None:
    if target not in list_targets(catalogue):
        raise InvalidInput(f"nothing is called {target!r} that could be switched", field="target")
    if not 0 < len(reason.strip()) <= MAX_REASON_LENGTH:
        raise InvalidInput(f"say why, in at most {MAX_REASON_LENGTH} letters", field="reason")


def _take_turns(session: Session) -> None:
    """Two who throw the same switch at once do it one after the other.  On SQLite every writer does."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE off_switches IN SHARE ROW EXCLUSIVE MODE"))
