"""What has a check of a version found?  The last result is kept, with the reason that somebody gave."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from assistant.database import utc_now
from knowledge_base.models import ArticleVersion, CheckKind, VersionCheck

_FINDINGS = {CheckKind.PARITY: "differences", CheckKind.REPLAY: "lost"}


def keep_check(
    session: Session, version: ArticleVersion, kind: CheckKind, *, passed: bool, result: dict[str, Any]
) -> VersionCheck:
    """Store what a check has found; another finding than before needs a new reason."""
    check = session.get(VersionCheck, (version.id, kind.value))
    if check is None:
        check = VersionCheck(version_id=version.id, kind=kind.value)
        session.add(check)
    elif _finding(kind, check.result) != _finding(kind, result):
        check.reason = check.decided_by = None
    check.passed, check.result, check.checked_at = passed, result, utc_now()
    return check


def _finding(kind: CheckKind, result: dict[str, Any]) -> Any:
    """What somebody has to explain; beside it a result tells what it was made from, which turns with every question."""
    return result.get(_FINDINGS[kind], result)
