"""Which texts mean the same?  Average linkage by reciprocal nearest neighbours: groups that stood before go on.

The likeness of two groups is the mean cosine of their members, which is the product of their mean vectors.  A group
whose nearest is too far never has a nearer one later, as the mean of two is no greater than the greater; so it is
set aside, and 20,000 questions take seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

_ROWS = 1024
"""Groups compared with all the others at once: 80 MB at 20,000 groups."""
_NEVER = np.float32(-2)


@dataclass
class Group:
    """`members` are places in the list of vectors; `id` is that of a stored group, None for a new one.

    Two that are `decided` never become one.
    """

    members: list[int]
    id: int | None = None
    decided: bool = False
    absorbed: list[int] = field(default_factory=list)
    """The ids of stored groups that became part of it."""


def group_alike(vectors: Array, groups: Sequence[Group], *, threshold: float) -> list[Group]:
    """`groups` merged as long as the likeness of two is at least `threshold`; each vector has length one, or zero."""
    active = list(groups)
    finished: list[Group] = []
    sums = np.stack([vectors[group.members].sum(axis=0) for group in active]) if active else vectors[:0]
    while active:
        counts = np.array([len(group.members) for group in active], dtype=np.float32)
        decided = np.array([group.decided for group in active])
        means: Array = (sums / counts[:, None]).astype(np.float32)
        nearest, likeness = _find_nearest(means, decided)
        near = likeness >= threshold
        taken = np.zeros(len(active), dtype=bool)
        for one, other in _pairs(nearest, likeness, near):
            active[one] = _merge(active[one], active[other])
            sums[one] += sums[other]
            taken[other] = True
        finished += [group for group, goes_on in zip(active, near.tolist(), strict=True) if not goes_on]
        keep = np.flatnonzero(near & ~taken)
        active, sums = [active[place] for place in keep.tolist()], sums[keep]
    return finished


def _find_nearest(means: Array, decided: NDArray[np.bool_]) -> tuple[NDArray[np.int64], Array]:
    """Of each group the place of the most like other one, and how like it is; the first of equals."""
    nearest = np.zeros(len(means), dtype=np.int64)
    likeness = np.full(len(means), _NEVER)
    for start in range(0, len(means), _ROWS):
        block = means[start : start + _ROWS] @ means.T
        rows = np.arange(len(block))
        block[rows, rows + start] = _NEVER
        block[np.ix_(decided[start : start + _ROWS], decided)] = _NEVER
        nearest[start : start + _ROWS] = block.argmax(axis=1)
        likeness[start : start + _ROWS] = block[rows, nearest[start : start + _ROWS]]
    return nearest, likeness


def _pairs(nearest: NDArray[np.int64], likeness: Array, near: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Groups that are each other's nearest; the most alike two where rounding leaves no such pair."""
    pairs = [(one, int(nearest[one])) for one in np.flatnonzero(near).tolist()]
    mutual = [(one, other) for one, other in pairs if one < other and nearest[other] == one]
    if pairs and not mutual:
        one = int(likeness.argmax())
        mutual = [(one, int(nearest[one]))]
    return mutual


def _merge(one: Group, other: Group) -> Group:
    """One group; what was decided goes on, else what is stored, else what is older."""
    first, second = sorted((one, other), key=lambda g: (not g.decided, g.id is None, g.id or 0))
    absorbed = [*first.absorbed, *second.absorbed, *([] if second.id is None else [second.id])]
    return Group([*one.members, *other.members], first.id, first.decided, absorbed)
