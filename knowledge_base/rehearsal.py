"""What would be answered if these drafts were live?  Nobody who asks the served knowledge notices."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.database import Database, utc_now
from assistant.errors import EmbeddingUnavailable
from knowledge_base.article import ArticleContent
from knowledge_base.exact_index import ExactIndex
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.layout import Place
from knowledge_base.live_content import LiveVersion
from knowledge_base.models import ArticleVersion, last_day
from knowledge_base.overlay import OverlaidIndex, OverlaidVersions
from knowledge_base.passage_index import Neighbours
from knowledge_base.passages import ArticlePassage, PassageKind, embedded_text, split_article
from knowledge_base.published_contacts import contacts_of
from knowledge_base.searcher import Searcher
from knowledge_base.snapshot import Piece, Snapshot, exchange, said_of
from knowledge_base.vectors import stored_vectors, text_hash
from knowledge_base.versions import hash_content, list_versions

logger = logging.getLogger(__name__)

FIRST_ID = 1 << 40
"""Passages and unsaved versions are numbered from here: behind all that a database holds, as what is published next
would be, so that equal scores come in the same order."""


def rehearse(
    database: Database,
    knowledge: KnowledgeBase,
    contents: Sequence[ArticleContent],
    *,
    without: Collection[str] = (),
) -> Rehearsal:
    """The knowledge as it would be with `contents` live in place of the live versions of the same articles.

    `without` names articles that would be withdrawn.  What is published afterwards is not followed.  Costs as much as
    following one publication: the live passages' places and words are weighed anew, their vectors are not copied.
    """
    knowledge.refresh()
    with database.read() as session:
        drafts = _number(session, {content.id: content for content in contents})
        leaving = {*without, *(content.id for content in contents)}
        gone = set(session.scalars(select(ArticleVersion.id).where(ArticleVersion.article_id.in_(leaving))))
    return Rehearsal(database, knowledge, drafts, gone=gone)


class Rehearsal(Searcher):
    """Fulfils `Knowledge` for one moment and some drafts; safe for many threads.  Made by `rehearse`."""

    def __init__(
        self, database: Database, live: KnowledgeBase, drafts: Mapping[int, LiveVersion], *, gone: Collection[int]
    ) -> None:
        """`drafts` by version id; `gone` are ids of versions, live or not, that are not found."""
        super().__init__(
            database,
            OverlaidVersions(live._versions, drafts),
            recent=live._recent,
            policy=live._policy,
            today=live._today,
        )
        snapshot, index = live.held()
        hidden = [version for version in gone if version in snapshot.passages_of]
        passages = dict(enumerate(_passages(drafts), start=FIRST_ID))
        pieces = [_piece(passage, version, drafts[version].content, of) for passage, (version, of) in passages.items()]
        self._snapshot, difference = exchange(snapshot, snapshot.change, gone=hidden, come=pieces)
        texts = {passage: _embedded(drafts[version].content, of) for passage, (version, of) in passages.items()}
        self._extra = self._vectors(live, texts)
        self._index = OverlaidIndex(index, self._extra, hidden=difference.removed)
        named = (contact for draft in drafts.values() for contact in contacts_of(draft.content))
        self._published = live._contacts.without(gone).union(named)
        self._live, self._hidden = live, difference.removed

    def published_contacts(self) -> frozenset[str]:
        return self._published

    def _catch_news(self) -> None:
        """A rehearsal stays with its moment."""

    def _heal(self, snapshot: Snapshot) -> Neighbours:
        """The live knowledge replaces its index, and this one looks there."""
        index = self._live._heal(self._live.held()[0])
        self._index = OverlaidIndex(index, self._extra, hidden=self._hidden)
        return self._index

    def _vectors(self, live: KnowledgeBase, texts: Mapping[int, str]) -> ExactIndex:
        """An index of the passages' vectors; of none while no vector can be made for those that have none yet."""
        index = ExactIndex(live._embedding.dimensions)
        hashes = {passage: text_hash(text) for passage, text in texts.items()}
        with self._database.read() as session:
            vectors = stored_vectors(session, live._embedding.name, set(hashes.values()))
        missing = {digest: texts[passage] for passage, digest in hashes.items() if digest not in vectors}
        try:
            if missing:
                vectors.update(zip(missing, self._recent.embed(list(missing.values())), strict=True))
        except EmbeddingUnavailable:
            logger.warning("no vector can be made for drafts; they are found by their words")
        ready = [passage for passage in texts if hashes[passage] in vectors]
        if ready:
            index.upsert(ready, np.stack([vectors[hashes[passage]] for passage in ready]))
        return index


def _number(session: Session, contents: Mapping[str, ArticleContent]) -> dict[int, LiveVersion]:
    """Each content under its version's own id and number where it is saved, else under those of the one to come."""
    drafts: dict[int, LiveVersion] = {}
    for position, content in enumerate(contents.values()):
        versions, digest = list_versions(session, content.id), hash_content(content)
        saved = next((version for version in versions if version.content_hash == digest), None)
        following = versions[0].number + 1 if versions else 1
        drafts[saved.id if saved else FIRST_ID + position] = LiveVersion(
            content,
            saved.number if saved else following,
            is_published=True,
            reviewed=utc_now().date(),
            last_day=last_day(content.effective_until, None),
        )
    return drafts


def _passages(drafts: Mapping[int, LiveVersion]) -> Iterator[tuple[int, ArticlePassage]]:
    return ((version, passage) for version, draft in drafts.items() for passage in split_article(draft.content))


def _piece(passage_id: int, version: int, content: ArticleContent, passage: ArticlePassage) -> Piece:
    is_answer = passage.kind is PassageKind.ANSWER
    text = content.text[passage.language]
    said = said_of((text.question, *text.variants), passage.heading_path, passage.text) if is_answer else ""
    return Piece(passage_id, Place(version, passage.language, is_answer), said)


def _embedded(content: ArticleContent, passage: ArticlePassage) -> str:
    return embedded_text(passage.kind, content.text[passage.language].question, passage.heading_path, passage.text)
