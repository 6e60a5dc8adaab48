"""Which phone numbers and e-mail addresses stand in the live public articles?  Nobody's secret, so never masked."""

from __future__ import annotations

from collections.abc import Collection, Sequence, Set

from sqlalchemy import select
from sqlalchemy.orm import Session

from assistant.privacy import find_contacts
from knowledge_base.article import ArticleContent, Audience
from knowledge_base.models import ArticleVersion, VersionText


class PublishedContacts:
    """Follows the live versions; what a version says never changes, so each is read once."""

    def __init__(self) -> None:
        self._of: dict[int, frozenset[str]] = {}
        self.all: frozenset[str] = frozenset()

    def follow(self, session: Session, live: Set[int]) -> None:
        """Take in the versions that came and forget those that went.  `live`: ids of the published versions."""
        of = {version: contacts for version, contacts in self._of.items() if version in live}
        of |= _read(session, sorted(live - of.keys()))
        self._of = of
        self.all = frozenset().union(*of.values())

    def without(self, versions: Collection[int]) -> frozenset[str]:
        """What the live versions name but for these."""
        return frozenset().union(*(contacts for version, contacts in self._of.items() if version not in versions))


def contacts_of(content: ArticleContent) -> set[str]:
    """What an article names; nothing where it is for staff only."""
    if content.audience is not Audience.PUBLIC:
        return set()
    texts = (part for text in content.text.values() for part in (text.question, text.answer))
    return {contact for text in texts for contact in find_contacts(text)}


def _read(session: Session, version_ids: Sequence[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {version: set() for version in version_ids}
    for start in range(0, len(version_ids), 500):
        rows = session.execute(
            select(VersionText.version_id, VersionText.question, VersionText.answer)
            .join(ArticleVersion, ArticleVersion.id == VersionText.version_id)
            .where(
                VersionText.version_id.in_(version_ids[start : start + 500]), ArticleVersion.audience == Audience.PUBLIC
            )
        )
        for version, question, answer in rows:
            found[version].update(find_contacts(question), find_contacts(answer))
    return {version: frozenset(contacts) for version, contacts in found.items()}
