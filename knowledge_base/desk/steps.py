"""What may somebody do with a version now?  For the buttons; each step itself asks again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.accounts.permissions import Actor, Permission
from assistant.database import today_here
from knowledge_base.models import ArticleVersion, CheckKind, VersionCheck, VersionState
from knowledge_base.review import unseen_authors
from knowledge_base.versions import live_version

_ENDED = (VersionState.SUPERSEDED, VersionState.WITHDRAWN, VersionState.EXPIRED)


def allowed_steps(
    version: ArticleVersion, versions: list[ArticleVersion], checks: Sequence[VersionCheck], *, actor: Actor
) -> list[str]:
    """The names of the steps, of all the article's `versions` (newest first) for this one."""
    return [*_of_article(version, versions, actor), *_of_version(version, versions, checks, actor)]


def _of_article(version: ArticleVersion, versions: list[ArticleVersion], actor: Actor) -> Iterator[str]:
    if actor.may(Permission.KNOWLEDGE_EDIT, versions[0].department):
        yield from ("edit", "comment", "owner")
    live = live_version(versions)
    if live and actor.may(Permission.KNOWLEDGE_WITHDRAW, live.department):
        yield from ("withdraw", "expire")
    if version.published_at and actor.may(Permission.KNOWLEDGE_RECALL, version.department):
        yield "recall"


def _of_version(
    version: ArticleVersion, versions: list[ArticleVersion], checks: Sequence[VersionCheck], actor: Actor
) -> Iterator[str]:
    edits, approves, publishes = (
        actor.may(permission, version.department)
        for permission in (
            Permission.KNOWLEDGE_EDIT,
            Permission.KNOWLEDGE_APPROVE,
            Permission.KNOWLEDGE_PUBLISH,
        )
    )
    if version.state == VersionState.DRAFT and edits:
        yield "submit"
    waits = version.state == VersionState.IN_REVIEW
    if (waits or version.state == VersionState.APPROVED) and edits and (approves or actor.name == version.author):
        yield "send_back"
    if waits and approves and actor.user_id is not None and actor.name not in unseen_authors(versions, version):
        yield "approve"
    if version.state == VersionState.APPROVED and publishes:
        yield from ("publish", "schedule")
    if version.state in _ENDED and version.published_at and publishes and not _is_over(version):
        yield "restore"
    if any(not check.passed and (publishes if check.kind == CheckKind.REPLAY else edits) for check in checks):
        yield "explain"


def _is_over(version: ArticleVersion) -> bool:
    return version.effective_until is not None and version.effective_until < today_here()
