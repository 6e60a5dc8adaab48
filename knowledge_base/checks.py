"""What has a check of a version found?  The last result is kept, with the reason that somebody gave."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from assistant.database import utc_now
from knowledge_base.models import ArticleVersion, CheckKind, VersionCheck


def keep_check(
    session: Session, version: ArticleVersion, kind: CheckKind, *, passed: bool, result: dict[str, Any]
) -> VersionCheck:
    """Store what a check has found; another result than before needs a new reason."""
    check = session.get(VersionCheck, (version.id, kind.value))
    if check is None:
        check = VersionCheck(version_id=version.id, kind=kind.value)
        session.add(check)
    elif check.result != result:
        check.reason = check.decided_by = None
    check.passed, check.result, check.checked_at = passed, result, utc_now()
    return check
