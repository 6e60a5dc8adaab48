"""What do the staff's consoles show of the queues?  Read once for all of a process, and shown to each their own."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass

from assistant.accounts.permissions import Actor, Permission
from assistant.conversations.news import Undecided, list_open, list_undecided
from assistant.conversations.states import HandoffState
from ui.api.staff_wire import StaffHandoffOut, handoffs_out
from ui.live import Live
from ui.service import Service

READS_EVERY_SECONDS = 1.0
MAX_SHOWN = 50
"""Of those who wait.  Nobody looks through more, and each change is sent to every console."""


@dataclass(frozen=True)
class Shown:
    """One handoff: how the consoles are told of it, and what must change before they are told again."""

    handoff: StaffHandoffOut
    json: str
    gist: str


@dataclass(frozen=True)
class QueueView:
    """Everything that waits or is with an agent, at one moment and in one language."""

    read_at: float
    """On the clock `time.monotonic`."""
    shown: tuple[Shown, ...]
    undecided: tuple[Undecided, ...]

    def of(self, actor: Actor) -> tuple[str, str]:
        """JSON of what concerns the actor, with the gist that tells whether it is news.

        `waiting`, the actor's own languages first, how many wait in `total`, `mine`, and how many replies are `pending`
        a decision.
        """
        served = [
            s for s in self.shown if s.handoff.state == HandoffState.WAITING and actor.serves(s.handoff.department)
        ]
        served.sort(key=lambda s: s.handoff.language not in actor.languages)  # Keeps the order among equals.
        waiting = served[:MAX_SHOWN]
        mine = [s for s in self.shown if s.handoff.agent and s.handoff.agent.username == actor.name]
        pending = sum(_concerns(reply, actor) for reply in self.undecided)
        gist = "".join([s.gist for s in (*waiting, *mine)]) + f"{len(served)} {pending}"
        lists = [",".join(s.json for s in part) for part in (waiting, mine)]
        return gist, f'{{"waiting":[{lists[0]}],"total":{len(served)},"mine":[{lists[1]}],"pending":{pending}}}'


class QueueViews:
    """Gives every console of the process the same view, read at most once a second for each language."""

    def __init__(self, service: Service, live: Live) -> None:
        self._service, self._live = service, live
        self._newest: dict[str, QueueView] = {}
        self._reading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def read(self, language: str, *, since: float) -> QueueView | None:
        """A view that was read after `since`; None while it is too early to read another."""
        async with self._reading[language]:
            newest = self._newest.get(language)
            if newest is not None and newest.read_at > since:
                return newest
            if newest is not None and time.monotonic() < newest.read_at + READS_EVERY_SECONDS:
                return None
            self._newest[language] = view = await self._live.run(lambda: self._read(language))
            return view

    def _read(self, language: str) -> QueueView:
        read_at = time.monotonic()
        with self._service.database.read() as session:
            handoffs = handoffs_out(session, list_open(session), self._service.catalogue, language=language)
            undecided = tuple(list_undecided(session))
        return QueueView(read_at, tuple(map(show, handoffs)), undecided)


def show(handoff: StaffHandoffOut) -> Shown:
    """Write the handoff once for everybody; how long it has waited is no news."""
    return Shown(handoff, handoff.model_dump_json(), handoff.model_dump_json(exclude={"waiting_seconds"}))


def _concerns(reply: Undecided, actor: Actor) -> bool:
    return reply.author_id == actor.user_id or actor.may(Permission.REPLY_APPROVE, reply.department)
