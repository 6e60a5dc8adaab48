"""How does what was found become what is known?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from assistant.database import utc_now
from knowledge_base.consistency.models import Conflict
from knowledge_base.contradictions import Contradiction
from knowledge_base.models import ArticleVersion


def keep_found(
    session: Session,
    found: Iterable[Contradiction],
    versions: Mapping[str, ArticleVersion],
    *,
    checked: Collection[str],
) -> int:
    """Store what was found of the `checked` articles and forget what no longer holds; returns how many are new.

    A pair that was settled stays so until one of its texts changes.
    """
    known = _known(session, sorted(checked))
    new = 0
    for one in found:
        a, b = sorted((one.a, one.b), key=lambda side: side.article_id)
        if (a.article_id, b.article_id) in known and _is_same(known[a.article_id, b.article_id], versions):
            del known[a.article_id, b.article_id]
            continue
        old = known.pop((a.article_id, b.article_id), None)
        if old is not None:
            session.delete(old)
            session.flush()
        session.add(_conflict(one, versions[a.article_id], versions[b.article_id]))
        new += 1
    for gone in known.values():
        session.delete(gone)
    return new


def _known(session: Session, articles: Sequence[str]) -> dict[tuple[str, str], Conflict]:
    known: dict[tuple[str, str], Conflict] = {}
    for start in range(0, len(articles), 400):
        batch = articles[start : start + 400]
        for conflict in session.scalars(
            select(Conflict).where(or_(Conflict.article_a.in_(batch), Conflict.article_b.in_(batch)))
        ):
            known[conflict.article_a, conflict.article_b] = conflict
    return known


def _is_same(conflict: Conflict, versions: Mapping[str, ArticleVersion]) -> bool:
    texts = versions[conflict.article_a].content_hash, versions[conflict.article_b].content_hash
    return (conflict.text_a, conflict.text_b) == texts


def _conflict(found: Contradiction, one: ArticleVersion, two: ArticleVersion) -> Conflict:
    a, b = sorted((found.a, found.b), key=lambda side: side.article_id)
    return Conflict(
        article_a=a.article_id,
        article_b=b.article_id,
        version_a=one.number,
        version_b=two.number,
        text_a=one.content_hash,
        text_b=two.content_hash,
        department_a=one.department,
        department_b=two.department,
        kind=found.kind,
        language=found.language,
        sentence_a=a.sentence,
        sentence_b=b.sentence,
        fact_a=a.fact,
        fact_b=b.fact,
        score=found.score,
        found_at=utc_now(),
    )
