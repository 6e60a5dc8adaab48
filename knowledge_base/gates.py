"""May this version go live?  Both checks are made, and made anew when what they were made from has changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.cases.catalogue import Catalogue, load_catalogue
from assistant.database import Database
from assistant.settings import Settings
from knowledge_base.article import ArticleContent
from knowledge_base.checks import keep_check
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.models import ArticleVersion, CheckKind, GoldenQuestion, VersionCheck, VersionState, content_of
from knowledge_base.parity import compare_languages
from knowledge_base.rehearsal import rehearse
from knowledge_base.replays.comparison import compare, judge
from knowledge_base.replays.questions import asked_about, golden_questions
from knowledge_base.snapshot import newest_change
from knowledge_base.versions import list_versions, pick

MARGIN: float = Settings.model_fields["replay_margin"].default
MOST_GOLDEN = 500
"""Those of the article and its department come first: a publisher waits for them."""
MOST_ASKED = 100
DAYS = 1


def run_gates(
    database: Database,
    knowledge: KnowledgeBase,
    article_id: str,
    number: int,
    *,
    margin: float = MARGIN,
    catalogue: Catalogue | None = None,
) -> None:
    """Keep a result of every check of the version; one that still stands is left alone.

    Raises ArticleNotFound.
    """
    with database.read() as session:
        version = pick(list_versions(session, article_id), number)
        stamp = _stamp(session)
        if _stands(session, version, stamp):
            return
        content = content_of(version)
    differences = [asdict(difference) for difference in compare_languages(content)]
    replayed = _replay(database, knowledge, content, margin=margin, catalogue=catalogue or load_catalogue())
    results = {
        CheckKind.PARITY: (not differences, {"differences": differences}),
        CheckKind.REPLAY: (replayed["passed"], {**replayed, "lost": replayed["golden"]["lost"], "made_from": stamp}),
    }
    with database.write() as session:
        version = pick(list_versions(session, article_id), number)
        for kind, (passed, result) in results.items():
            keep_check(session, version, kind, passed=passed, result=result)


def check_due(
    database: Database,
    knowledge: Callable[[], KnowledgeBase],
    *,
    margin: float = MARGIN,
    catalogue: Catalogue | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Make the checks of the versions in review or approved that lack one that stands; says how many were made."""
    with database.read() as session:
        stamp = _stamp(session)
        open_versions = session.scalars(
            select(ArticleVersion)
            .where(ArticleVersion.state.in_((VersionState.IN_REVIEW, VersionState.APPROVED)))
            .order_by(ArticleVersion.id)
        )
        due = [(v.article_id, v.number) for v in open_versions if not _stands(session, v, stamp)]
    count = 0
    for article_id, number in due:
        if stopping():
            break
        run_gates(database, knowledge(), article_id, number, margin=margin, catalogue=catalogue)
        count += 1
    return count


def _replay(
    database: Database, knowledge: KnowledgeBase, content: ArticleContent, *, margin: float, catalogue: Catalogue
) -> dict[str, Any]:
    published = knowledge.published_contacts()
    with database.read() as session:
        questions = golden_questions(session, limit=MOST_GOLDEN, first=(content.id, content.department))
        questions += asked_about(session, content.id, days=DAYS, published=published, limit=MOST_ASKED)
    if not questions:
        return judge([], margin=margin)
    rehearsal = rehearse(database, knowledge, [content])
    return judge(compare(questions, knowledge, rehearsal, catalogue=catalogue), margin=margin)


def _stamp(session: Session) -> list[Any]:
    """What a replay is made from: the live knowledge and the golden set, as they are now."""
    count, newest = session.execute(select(func.count(), func.max(GoldenQuestion.changed_at))).one()
    return [newest_change(session), count, str(newest)]


def _stands(session: Session, version: ArticleVersion, stamp: list[Any]) -> bool:
    rows = session.scalars(select(VersionCheck).where(VersionCheck.version_id == version.id))
    checks = {check.kind: check for check in rows}
    return set(checks) == set(CheckKind) and checks[CheckKind.REPLAY].result.get("made_from") == stamp
