"""What contradicts what was saved or published since the last look?"""

from __future__ import annotations

from collections.abc import Callable

from assistant.database import Database
from knowledge_base.consistency.current import current_ids, read_versions
from knowledge_base.consistency.keeping import keep_found
from knowledge_base.contradictions import Contradictions
from knowledge_base.models import content_of

_ALL_ANEW = 50
"""So many changed articles are compared no faster one by one than all together."""


class ConflictCheck:
    """Follows the current wording of every article; each is compared when it is new."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._seen: dict[str, int] | None = None

    def check(self, *, stopping: Callable[[], bool] = lambda: False) -> int:
        """Compare what changed with everything, and keep what was found; returns how many contradictions are new."""
        with self._database.read() as session:
            current = current_ids(session)
            if current == self._seen:
                return 0
            before = self._seen or {}
            versions = {version.article_id: version for version in read_versions(session, list(current.values()))}
            contents = {article: content_of(version) for article, version in versions.items()}
        changed = [article for article, version in current.items() if before.get(article) != version]
        gone = before.keys() - current.keys()
        comparing = Contradictions(contents.values())
        if self._seen is None or len(changed) > _ALL_ANEW:
            found, checked = comparing.find_all(), {*current, *gone}
        else:
            pairs = {
                frozenset((c.a.article_id, c.b.article_id)): c
                for article in changed
                if not stopping()
                for c in comparing.find_for(contents[article])
            }
            found, checked = list(pairs.values()), {*changed, *gone}
        if stopping():
            return 0
        with self._database.write() as session:
            new = keep_found(session, found, versions, checked=checked)
        self._seen = current
        return new
