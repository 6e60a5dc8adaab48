"""Who runs the replays that wait?  A claimed row and a lease: a worker that is killed loses none."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from assistant.cases.catalogue import Catalogue
from assistant.database import Database, utc_now
from assistant.errors import DatabaseUnavailable
from knowledge_base.gates import run_gates
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.models import content_of
from knowledge_base.rehearsal import rehearse
from knowledge_base.replays.comparison import compare, judge
from knowledge_base.replays.models import Replay
from knowledge_base.replays.questions import MOST, list_questions
from knowledge_base.replays.register import LEASE, DraftOf, ReplayState, claim_replay, hold_replay
from knowledge_base.versions import list_versions, pick

logger = logging.getLogger(__name__)


class _Lost(Exception):
    """Another worker has this replay now, or this one is to end."""


@dataclass(frozen=True)
class Replayer:
    """`knowledge` gives what serves when a replay begins; it is not asked before there is one."""

    database: Database
    knowledge: Callable[[], KnowledgeBase]
    catalogue: Catalogue
    margin: float

    def run_due(self, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Run the replays that wait, and say how many ended."""
        count = 0
        while not stopping() and (claimed := self._claim()):
            count += self._run(claimed, stopping)
        return count

    def check(self, article_id: str, number: int) -> None:
        """Make the checks of a version that stand before it is published.  Raises ArticleNotFound."""
        run_gates(self.database, self.knowledge(), article_id, number, margin=self.margin, catalogue=self.catalogue)

    def replay(
        self,
        drafts: Sequence[DraftOf],
        *,
        days: int,
        department: str | None = None,
        limit: int = MOST,
        progress: Callable[[int, int], None] = lambda _done, _of: None,
    ) -> dict[str, Any]:
        """What `judge` says of the drafts.  Raises ArticleNotFound."""
        live = self.knowledge()
        published = live.published_contacts()
        with self.database.read() as session:
            contents = [content_of(pick(list_versions(session, d.article_id), d.version)) for d in drafts]
            questions = list_questions(session, days=days, published=published, department=department, limit=limit)
        draft = rehearse(self.database, live, contents) if contents else live
        pairs = compare(questions, live, draft, catalogue=self.catalogue, progress=progress)
        progress(len(questions), len(questions))
        return judge(pairs, margin=self.margin)

    def _claim(self) -> Replay | None:
        with self.database.write() as session:
            return claim_replay(session)

    def _run(self, claimed: Replay, stopping: Callable[[], bool]) -> bool:
        def tell(done: int, of: int) -> None:
            with self.database.write() as session:
                row = None if stopping() else hold_replay(session, claimed)
                if row is None:
                    raise _Lost
                row.done, row.total, row.due_at = done, of, utc_now() + LEASE

        try:
            drafts = [DraftOf(draft["article_id"], draft["version"]) for draft in claimed.drafts]
            result = self.replay(drafts, days=claimed.days, department=claimed.department, progress=tell)
        except _Lost:
            return False
        except DatabaseUnavailable:
            raise
        except Exception as error:
            logger.exception("replay %d failed", claimed.id)
            return self._end(claimed, problem=type(error).__name__)
        return self._end(claimed, result=result)

    def _end(self, claimed: Replay, *, result: dict[str, Any] | None = None, problem: str | None = None) -> bool:
        with self.database.write() as session:
            row = hold_replay(session, claimed)
            if row is not None:
                _close(session, row, result, problem)
        return row is not None


def _close(session: Session, row: Replay, result: dict[str, Any] | None, problem: str | None) -> None:
    row.state = ReplayState.DONE if result is not None else ReplayState.FAILED
    row.result, row.problem, row.ended_at = result, problem, utc_now()
