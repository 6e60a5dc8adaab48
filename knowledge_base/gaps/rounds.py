"""How do stored conversations become groups?  In rounds, each of which begins where the one before ended.

What takes long is computed outside a transaction; a round whose number has changed meanwhile is another worker's, and
is thrown away.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.cases.catalogue import Catalogue
from assistant.cases.classification import classify
from assistant.cases.serving_classifier import ServingClassifier
from assistant.database import Database, utc_now
from knowledge_base.embeddings import Embedding
from knowledge_base.gaps.joining import join_groups
from knowledge_base.gaps.meaning import Meaning
from knowledge_base.gaps.models import GapItem, GapKind, GapRound
from knowledge_base.gaps.policy import Policy, load_policy
from knowledge_base.gaps.questions import Found, find_questions
from knowledge_base.gaps.replies import find_replies, has_replies, read_known, read_suggested
from knowledge_base.gaps.settling import settle_groups
from knowledge_base.gaps.talks import Talk, batches, list_touched, read_talks
from knowledge_base.models import ArticleVersion, VersionState, VersionText

ONLY = 1
"""The id of the one GapRound."""


@dataclass
class GapRounds:
    """One a process; the embedding is opened when there is something to group.  Not for several threads."""

    database: Database
    open_embedding: Callable[[], Embedding]
    catalogue: Catalogue
    policy: Policy = field(default_factory=load_policy)
    clock: Callable[[], datetime.datetime] = utc_now
    _serving: ServingClassifier = field(default_factory=ServingClassifier)
    _embedding: Embedding | None = None
    _meaning: Meaning | None = None
    _known: tuple[int, frozenset[str]] = (-1, frozenset())

    def follow(self) -> None:
        """Look through what was said since the last round, and group what is new.  Raises EmbeddingUnavailable."""
        self.look()
        for kind in GapKind:
            self._group(kind)
        with self.database.write() as session:
            settle_groups(session)

    def look(self) -> int:
        """Keep what of the newest conversations is a gap; how many conversations were read."""
        now = self.clock()
        with self.database.read() as session:
            number, until = _read_round(session)
            since = until - self.policy.again if until else now - self.policy.first
            touched = list_touched(session, since)
        for ids in batches(touched):
            with self.database.read() as session:
                found = self._find(session, ids)
            with self.database.write() as session:
                if not _take_round(session, number):
                    return 0
                number += 1
                _keep(session, ids, found)
        with self.database.write() as session:
            if _take_round(session, number):
                session.get_one(GapRound, ONLY).looked_until = now
        return len(touched)

    def _find(self, session: Session, conversation_ids: list[str]) -> list[Found]:
        talks = list(read_talks(session, conversation_ids))
        departments = _departments_of(session, talks)
        guess = self._guesser(session)
        found = [
            found for talk in talks for found in find_questions(talk, departments=departments, guess_department=guess)
        ]
        if has_replies(talks):
            everywhere, suggested = self._known_sentences(session), read_suggested(session, conversation_ids)
            for talk in talks:
                found += find_replies(talk, everywhere=everywhere, suggested=suggested.get(talk.id, ()))
        return found

    def _guesser(self, session: Session) -> Callable[[str], str | None]:
        model = self._serving.current(session)

        def guess(text: str) -> str | None:
            departments = classify("", text, catalogue=self.catalogue, model=model).departments
            return departments[0].code if departments else None

        return guess

    def _known_sentences(self, session: Session) -> frozenset[str]:
        newest = session.scalar(select(func.max(VersionText.version_id))) or 0
        if newest != self._known[0]:
            self._known = (newest, read_known(session))
        return self._known[1]

    def _group(self, kind: GapKind) -> None:
        with self.database.read() as session:
            number, _ = _read_round(session)
            waiting = select(GapItem.message_id).where(GapItem.kind == kind.value, GapItem.group_id.is_(None))
            if session.scalar(waiting.limit(1)) is None:
                return
        embedding = self._embedding = self._embedding or self.open_embedding()
        self._meaning = self._meaning or Meaning(embedding)
        joined = join_groups(self.database, embedding, self._meaning, kind, threshold=self.policy.threshold[kind])
        with self.database.write() as session:
            if _take_round(session, number):
                joined.store(session)


def _read_round(session: Session) -> tuple[int, datetime.datetime | None]:
    row = session.get(GapRound, ONLY)
    return (row.number, row.looked_until) if row else (0, None)


def _take_round(session: Session, number: int) -> bool:
    """True when no other worker has written since the round was `number`; others wait until this transaction ends."""
    row = session.get(GapRound, ONLY, with_for_update=True)
    if row is None:
        row = GapRound(id=ONLY, number=0)
        session.add(row)
        session.flush()  # Of two first rounds only one gets past this.
    if row.number != number:
        return False
    row.number += 1
    return True


def _keep(session: Session, conversation_ids: list[str], found: list[Found]) -> None:
    """Make the items of these conversations what was found in them; one that stays keeps its group."""
    kept = {
        item.message_id: item
        for item in session.scalars(select(GapItem).where(GapItem.conversation_id.in_(conversation_ids)))
    }
    wanted = {one.message_id for one in found}
    for gone in kept.keys() - wanted:
        session.delete(kept[gone])
    for one in found:
        item = kept.get(one.message_id)
        if item is None:
            item = GapItem(message_id=one.message_id, conversation_id=one.conversation_id, kind=one.kind.value)
            session.add(item)
        item.text, item.text_hash, item.language = one.text, one.text_hash, one.language
        item.question, item.department = one.question, one.department
        item.reason = one.reason.value if one.reason else None
        item.author, item.at = one.author, one.at


def _departments_of(session: Session, talks: list[Talk]) -> dict[str, str]:
    """The departments of the live articles that lay nearest to what was asked."""
    nearest = {said.answer.nearest for talk in talks for said in talk.turns if said.answer and said.answer.nearest}
    live = select(ArticleVersion.article_id, ArticleVersion.department).where(
        ArticleVersion.state == VersionState.PUBLISHED
    )
    rows = session.execute(live.where(ArticleVersion.article_id.in_(nearest)))
    return {row.article_id: row.department for row in rows}
