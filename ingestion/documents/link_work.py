"""How does the worker try the links of live articles, slowly, and without ever calling the own network?"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import select, update

from assistant.database import Database, utc_now
from assistant.errors import FetchFailed, InvalidInput
from ingestion.documents.fetching import Fetcher
from ingestion.documents.links import collect_links, hash_url
from ingestion.documents.models import Link, LinkState
from knowledge_base.snapshot import newest_change

AGAIN = {
    LinkState.FINE: datetime.timedelta(days=14),
    LinkState.REDIRECTED: datetime.timedelta(days=14),
    LinkState.BROKEN: datetime.timedelta(days=1),
}
_FOR_GOOD = (301, 308)


@dataclass
class LinkChecker:
    database: Database
    fetcher: Fetcher
    _seen: int = field(default=-1)
    """The change of the knowledge that the list was made from."""

    def check_due(self, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Try the addresses that are due, and say how many."""
        with self.database.read() as session:
            change = newest_change(session)
        if change != self._seen:
            with self.database.write() as session:
                collect_links(session)
            self._seen = change
        count = 0
        while not stopping() and (url := self._next()) is not None:
            self._keep(url, *self._try(url))
            count += 1
        return count

    def _next(self) -> str | None:
        due = select(Link.url).where(Link.due_at <= utc_now()).order_by(Link.due_at, Link.id).limit(1)
        with self.database.read() as session:
            return session.scalar(due)

    def _try(self, url: str) -> tuple[LinkState, int | None, str, str]:
        try:
            found = self.fetcher.look(url)
        except (InvalidInput, FetchFailed) as error:
            return LinkState.BROKEN, None, str(error), ""
        if found.status in _FOR_GOOD:
            return LinkState.REDIRECTED, found.status, "", found.url[:2_000]
        if found.status >= 400:
            return LinkState.BROKEN, found.status, f"the server answered {found.status}", ""
        return LinkState.FINE, found.status, "", ""

    def _keep(self, url: str, state: LinkState, status: int | None, problem: str, moved_to: str) -> None:
        now = utc_now()
        values = {"state": state, "status": status, "problem": problem, "moved_to": moved_to}
        of_it = update(Link).where(Link.url_hash == hash_url(url))
        with self.database.write() as session:
            session.execute(of_it.values(**values, checked_at=now, due_at=now + AGAIN[state]))
