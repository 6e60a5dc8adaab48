"""Which texts mean the same?"""

from __future__ import annotations

import time

import numpy as np
import pytest

from knowledge_base.gaps.grouping import Array, Group, group_alike


def at(*degrees: float) -> Array:
    """Vectors of length one at these angles; the likeness of two is the cosine of what lies between."""
    angles = np.radians(degrees)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)


def alone(count: int) -> list[Group]:
    return [Group([place]) for place in range(count)]


def members(groups: list[Group]) -> list[list[int]]:
    return sorted(sorted(group.members) for group in groups)


def test_what_lies_near_comes_together() -> None:
    # cos 10° = .98, cos 80° = .17
    assert members(group_alike(at(0, 10, 90, 100), alone(4), threshold=0.9)) == [[0, 1], [2, 3]]


def test_the_mean_likeness_of_all_members_counts() -> None:
    # 0 and 20 join at .94; 40 is like them by (cos 40° + cos 20°) / 2 = .853.
    assert members(group_alike(at(0, 20, 41), alone(3), threshold=0.86)) == [[0, 1], [2]]
    assert members(group_alike(at(0, 20, 41), alone(3), threshold=0.84)) == [[0, 1, 2]]


def test_a_stored_group_goes_on_and_takes_in_what_is_new() -> None:
    (group,) = group_alike(at(0, 5, 10), [Group([0], id=7), Group([1]), Group([2])], threshold=0.9)
    assert (group.id, sorted(group.members), group.absorbed) == (7, [0, 1, 2], [])


def test_of_two_stored_groups_that_grow_together_the_older_goes_on() -> None:
    (group,) = group_alike(at(0, 4, 8), [Group([0], id=9), Group([1]), Group([2], id=3)], threshold=0.9)
    assert (group.id, group.absorbed) == (3, [9])


def test_a_decision_outlives_an_older_group() -> None:
    (group,) = group_alike(at(0, 4), [Group([0], id=9, decided=True), Group([1], id=3)], threshold=0.9)
    assert (group.id, group.decided, group.absorbed) == (9, True, [3])


def test_two_decided_groups_stay_two() -> None:
    groups = [Group([0], id=1, decided=True), Group([1], id=2, decided=True), Group([2])]
    assert members(group_alike(at(0, 4, 5), groups, threshold=0.9)) == [[0], [1, 2]]


def test_texts_about_nothing_stay_alone() -> None:
    assert members(group_alike(np.zeros((3, 2), np.float32), alone(3), threshold=0.3)) == [[0], [1], [2]]


def test_nothing_gives_nothing() -> None:
    assert group_alike(at(), [], threshold=0.5) == []


def test_equal_ones_all_come_together() -> None:
    assert members(group_alike(at(*[30] * 9), alone(9), threshold=0.9)) == [list(range(9))]


@pytest.mark.parametrize("seed", range(3))
def test_pairs_that_join_at_once_give_what_joining_the_nearest_two_each_time_gives(seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(60, 6)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    assert members(group_alike(vectors, alone(60), threshold=0.4)) == sorted(_one_by_one(vectors, 0.4))


def _one_by_one(vectors: Array, threshold: float) -> list[list[int]]:
    groups = [[place] for place in range(len(vectors))]
    while len(groups) > 1:
        means = np.stack([vectors[group].mean(axis=0) for group in groups])
        alike = means @ means.T - 9 * np.eye(len(groups))
        one, other = sorted(divmod(int(alike.argmax()), len(groups)))
        if alike[one, other] < threshold:
            break
        groups[one] += groups.pop(other)
    return [sorted(group) for group in groups]


def test_thousands_are_grouped_in_seconds() -> None:
    chance = np.random.default_rng(1)
    topics = chance.normal(size=(500, 384))
    vectors = np.repeat(topics, 8, axis=0) + 0.9 * chance.normal(size=(4000, 384))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    started = time.process_time()
    assert len(group_alike(vectors, alone(4000), threshold=0.32)) == 500
    assert time.process_time() - started < 20  # 1 s when measured; a busy machine is slower.
