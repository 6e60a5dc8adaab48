"""What lies nearest, and what do versions say, when some drafts stand in for what is live?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from knowledge_base.exact_index import ExactIndex
from knowledge_base.live_content import LiveVersion
from knowledge_base.passage_index import Neighbours
from knowledge_base.searcher import Versions


class OverlaidIndex:
    """The live index without the passages that are hidden, and a small one beside it; changes neither."""

    def __init__(self, live: Neighbours, extra: ExactIndex, *, hidden: Collection[int]) -> None:
        self._live, self._extra, self._hidden = live, extra, frozenset(hidden)

    def search(self, vector: NDArray[np.float32], *, limit: int) -> list[tuple[int, float]]:
        live = self._live.search(vector, limit=limit + len(self._hidden))
        near = [found for found in live if found[0] not in self._hidden] + self._extra.search(vector, limit=limit)
        return sorted(near, key=lambda found: (-found[1], found[0]))[:limit]

    def scores(self, vector: NDArray[np.float32], ids: Iterable[int]) -> dict[int, float]:
        wanted = [passage for passage in ids if passage not in self._hidden]
        return self._live.scores(vector, wanted) | self._extra.scores(vector, wanted)


class OverlaidVersions:
    """Drafts by version id as if they were live; every other version as it stands in SQL."""

    def __init__(self, live: Versions, drafts: Mapping[int, LiveVersion]) -> None:
        self._live, self._drafts = live, drafts

    def read(self, session: Session, version_ids: Sequence[int]) -> Mapping[int, LiveVersion]:
        drafts = {version: self._drafts[version] for version in version_ids if version in self._drafts}
        return {**self._live.read(session, [version for version in version_ids if version not in drafts]), **drafts}
