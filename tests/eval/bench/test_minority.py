"""Topics that have few articles, and keep them while the knowledge grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.languages import has_han
from eval.bench.minority import minority_departments, minority_questions
from eval.bench.synthetic_articles import take_passages
from eval.knowledge_sets import sample_articles
from knowledge_base.article import ArticleContent
from knowledge_base.passages import split_article


@pytest.fixture(scope="module")
def sample() -> list[ArticleContent]:
    return sample_articles()


def of_departments(article: ArticleContent, departments: Sequence[str]) -> list[ArticleContent]:
    return [replace(article, id=f"a-{number}", department=name) for number, name in enumerate(departments)]


def test_the_smallest_departments_make_a_twentieth_at_most(sample: list[ArticleContent]) -> None:
    # 1 + 1 of 40 equal articles are a twentieth; the next department would make it 4 of 40.
    articles = of_departments(sample[0], ["TD"] * 36 + ["HD"] * 2 + ["BD", "WSD"])
    assert minority_departments(articles) == {"BD", "WSD"}


def test_the_smallest_department_is_a_minority_even_where_it_is_more_than_a_twentieth(
    sample: list[ArticleContent],
) -> None:
    assert minority_departments(of_departments(sample[0], ["TD", "TD", "BD"])) == {"BD"}


def test_the_minority_of_the_sample_keeps_to_its_share(sample: list[ArticleContent]) -> None:
    few = minority_departments(sample)
    held = sum(len(split_article(article)) for article in sample if article.department in few)
    assert 0 < held <= 0.05 * sum(len(split_article(article)) for article in sample)


def test_questions_about_the_minority_have_their_article_there_in_every_script(sample: list[ArticleContent]) -> None:
    small = take_passages(sample, 1_000)
    few = minority_departments(small)
    asked = minority_questions(small, few)
    assert asked.passages <= 50  # A twentieth of 1,000.
    assert {has_han(text) for text in asked.questions} == {True, False}
    assert set(asked.questions) < set(minority_questions(sample, few).questions)


def test_without_an_article_of_the_minority_nothing_is_asked_about_it(sample: list[ArticleContent]) -> None:
    assert minority_questions(sample, {"XX"}).questions == ()
