"""Who has done what with an article?  The audit's own words."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.audit import AuditEvent

NEWEST = 200


def list_history(session: Session, article_id: str, *, limit: int = NEWEST) -> list[AuditEvent]:
    """The newest `limit` events of an article, newest first."""
    query = select(AuditEvent).where(AuditEvent.subject == article_id, AuditEvent.action.startswith("article."))
    return list(session.scalars(query.order_by(AuditEvent.id.desc()).limit(limit)))
