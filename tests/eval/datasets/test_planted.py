"""Are the planted articles as many as they are said to be, whole, and of two halves that share no text?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from assistant.cases.catalogue import load_catalogue
from eval.datasets.planted import PlantedArticle, read_contradictions, read_parity
from eval.datasets.questions import Split

LANGUAGES = {"en", "zh-Hant", "zh-Hans"}
KINDS = {"fee", "date", "duration", "phone", "form_number", "hours", "url", "exception", "unit"}


def articles(split: Split) -> Iterator[PlantedArticle]:
    yield from (row.article for row in read_parity(split))
    for pair in read_contradictions(split):
        yield from (pair.a, pair.b)


def texts(split: Split) -> list[str]:
    return [
        said for article in articles(split) for told in article.text.values() for said in (told.question, told.answer)
    ]


@pytest.mark.parametrize(("split", "planted", "harmless"), [(Split.TUNE, 24, 16), (Split.TEST, 60, 40)])
def test_parity_rows_are_three_planted_to_two_harmless(split: Split, planted: int, harmless: int) -> None:
    rows = read_parity(split)
    assert (sum(row.planted is not None for row in rows), sum(row.harmless is not None for row in rows)) == (
        planted,
        harmless,
    )
    assert len(rows) == planted + harmless


@pytest.mark.parametrize(("split", "each"), [(Split.TUNE, 12), (Split.TEST, 40)])
def test_half_of_the_pairs_contradict(split: Split, each: int) -> None:
    assert Counter(pair.contradiction for pair in read_contradictions(split)) == {True: each, False: each}


@pytest.mark.parametrize("split", Split)
def test_every_parity_row_speaks_three_languages_and_names_the_one_that_is_off(split: Split) -> None:
    for row in read_parity(split):
        assert set(row.article.text) == LANGUAGES
        if row.planted is not None:
            assert row.planted.kind in KINDS
            assert len(row.planted.languages) == 1
            assert set(row.planted.languages) < LANGUAGES


@pytest.mark.parametrize("split", Split)
def test_both_sides_of_a_pair_speak_the_same_known_languages(split: Split) -> None:
    for pair in read_contradictions(split):
        assert set(pair.a.text) == set(pair.b.text)
        assert set(pair.a.text) <= LANGUAGES


def test_every_fault_of_the_test_half_stands_in_each_language() -> None:
    planted = [row.planted for row in read_parity(Split.TEST) if row.planted is not None]
    assert min(Counter(fault.languages[0] for fault in planted)[language] for language in LANGUAGES) >= 18
    assert {fault.kind for fault in planted} == KINDS


def test_ids_are_unique_and_departments_of_the_catalogue() -> None:
    everything = [article for split in Split for article in articles(split)]
    assert [name for name, count in Counter(article.id for article in everything).items() if count > 1] == []
    assert {article.department for article in everything} <= set(load_catalogue().departments)


def test_no_text_is_told_twice_and_none_is_in_both_halves() -> None:
    tune, test = texts(Split.TUNE), texts(Split.TEST)
    assert set(tune) & set(test) == set()
    assert all(said.strip() for said in (*tune, *test))
