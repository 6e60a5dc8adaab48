"""What a growing city's knowledge is made of."""

from __future__ import annotations

import pytest

from eval.bench.growth import found_city
from eval.bench.synthetic_articles import synthetic_articles
from eval.knowledge_sets import sample_articles
from knowledge_base.article import ArticleContent, Audience


@pytest.fixture(scope="module")
def sample() -> list[ArticleContent]:
    return sample_articles()


def test_no_synthetic_article_is_made_of_the_minority(sample: list[ArticleContent]) -> None:
    city = found_city(sample, passages=1_000)
    made = synthetic_articles(city.majority, 5_000)
    assert city.minority
    assert city.minority.isdisjoint(article.department for article in made)


def test_the_smaller_city_s_questions_about_a_minority_are_among_the_larger_one_s(sample: list[ArticleContent]) -> None:
    city = found_city(sample, passages=1_000)
    small, large = city.minority_questions(1_000), city.minority_questions(10_000)
    assert set(small.questions) < set(large.questions)
    assert small.passages < large.passages


@pytest.mark.parametrize("number", range(3))
def test_news_can_be_found_on_every_day_by_everybody(sample: list[ArticleContent], number: int) -> None:
    news = found_city(sample, passages=1_000).news(number)
    assert news.audience is Audience.PUBLIC
    assert (news.effective_from, news.effective_until) == (None, None)
