"""What does one console hear of the conversations that it follows?"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from sqlalchemy.orm import Session

from assistant.accounts.permissions import Actor
from assistant.conversations.handoffs import find_newest, list_mine
from assistant.conversations.log import read_log
from assistant.conversations.news import last_kind, list_grown, may_listen
from assistant.conversations.replies import list_proposed
from ui.api.staff_wire import entry_out, pending_out
from ui.event_stream import write_event
from ui.service import Service

_CURSOR = re.compile(r"([\w-]{1,36}):(\d{1,9})")


class ConsoleNews:
    """The agent's own conversations, from their first entry on, and one to which somebody listens in.

    `cursor` is the last event's id: how far each conversation was told.
    """

    def __init__(self, service: Service, actor: Actor, *, cursor: str, watched: str | None, language: str) -> None:
        self._service, self._actor, self._language, self._watched = service, actor, language, watched
        self._told_before = {id_: int(place) for id_, place in _CURSOR.findall(cursor)}
        self._told: dict[str, int] = {}
        self._handoffs: dict[str, str] = {}
        self._proposed: list[str] | None = None

    @property
    def followed(self) -> frozenset[str]:
        """Ids of the conversations."""
        return frozenset(self._told)

    def is_watched_only(self, conversation_id: str) -> bool:
        return conversation_id == self._watched and conversation_id not in self._handoffs

    def read(self, actor: Actor) -> list[bytes]:
        """The events that are due: the log of what has become the actor's, what is new, and what has `ended`.

        Whoever needs approval also hears of their own `replies` whenever anything has become of one.
        """
        self._actor = actor
        with self._service.database.read() as session:
            mine = {handoff.conversation_id: handoff.id for handoff in list_mine(session, actor=actor)}
            gone = {id_: handoff for id_, handoff in self._handoffs.items() if mine.get(id_) != handoff}
            self._follow(mine)
            self._handoffs |= mine
            events = self._read_logs(session, list_grown(session, self._told))
            for conversation_id, handoff_id in gone.items():
                events.append(_ended(session, handoff_id))
                if conversation_id not in mine:
                    del self._handoffs[conversation_id]
            self._drop(session)
            return events + (self._read_proposed(session) if actor.needs_approval else [])

    def read_new(self) -> list[bytes]:
        """What is new in the conversations that are followed."""
        with self._service.database.read() as session:
            return self._read_logs(session, list_grown(session, self._told))

    def _follow(self, conversation_ids: Iterable[str]) -> None:
        for conversation_id in (*conversation_ids, *filter(None, [self._watched])):
            self._told.setdefault(conversation_id, self._told_before.get(conversation_id, 0))

    def _drop(self, session: Session) -> None:
        if self._watched and not may_listen(session, self._watched, actor=self._actor):
            self._watched = None  # It has gone to a department that the actor does not serve.
        for conversation_id in self._told.keys() - self._handoffs.keys() - {self._watched}:
            del self._told[conversation_id]

    def _read_logs(self, session: Session, conversation_ids: Iterable[str]) -> list[bytes]:
        return [event for id_ in conversation_ids for event in self._read_log(session, id_)]

    def _read_log(self, session: Session, conversation_id: str) -> list[bytes]:
        newest = self._handoffs.get(conversation_id) or _newest_handoff(session, conversation_id)
        events = []
        for entry in read_log(session, conversation_id, after=self._told[conversation_id]):
            self._told[conversation_id] = entry.sequence
            shown = entry_out(entry, self._service.assistant, language=self._language)
            about = f'"conversation_id":"{conversation_id}","handoff_id":{json.dumps(newest)}'
            name, content = ("message", shown.message) if shown.message else ("step", shown.step)
            data = f'{{{about},"{name}":{content.model_dump_json() if content else "null"}}}'
            events.append(write_event(name, data, event_id=self._cursor()))
        return events

    def _read_proposed(self, session: Session) -> list[bytes]:
        proposed = [pending_out(reply).model_dump_json() for reply in list_proposed(session, actor=self._actor)]
        if proposed == self._proposed:
            return []
        self._proposed = proposed
        return [write_event("replies", f'{{"mine":[{",".join(proposed)}]}}')]

    def _cursor(self) -> str:
        return ",".join(f"{id_}:{place}" for id_, place in self._told.items())


def _newest_handoff(session: Session, conversation_id: str) -> str | None:
    handoff = find_newest(session, conversation_id)
    return handoff.id if handoff else None


def _ended(session: Session, handoff_id: str) -> bytes:
    return write_event("ended", json.dumps({"handoff_id": handoff_id, "why": last_kind(session, handoff_id)}))
