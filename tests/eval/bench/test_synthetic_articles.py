"""What a larger city's knowledge says: the sample's sentences at numbered places."""

from __future__ import annotations

import pytest

from assistant.cases.catalogue import load_catalogue
from assistant.sentences import split_sentences
from eval.bench.synthetic_articles import origin_of, synthetic_article, synthetic_articles, take_passages
from eval.knowledge_sets import sample_articles
from ingestion.documents.departments import decide_departments
from ingestion.documents.exporting import write_articles
from ingestion.documents.sheet_checking import check_sheets
from ingestion.documents.sheet_reading import read_sheet
from knowledge_base.article import ArticleContent
from knowledge_base.passages import split_article


@pytest.fixture(scope="module")
def sample() -> list[ArticleContent]:
    return sample_articles()


def count_passages(articles: list[ArticleContent]) -> int:
    return sum(len(split_article(article)) for article in articles)


def test_the_same_number_gives_the_same_article(sample: list[ArticleContent]) -> None:
    assert synthetic_article(sample, 5) == synthetic_article(sample, 5)
    assert synthetic_article(sample, 5) != synthetic_article(sample, 5 + len(sample))


def test_more_passages_only_add_articles(sample: list[ArticleContent]) -> None:
    few = synthetic_articles(sample, 100)
    assert synthetic_articles(sample, 300)[: len(few)] == few


def test_as_many_articles_are_made_as_fit(sample: list[ArticleContent]) -> None:
    made = synthetic_articles(sample, 500)
    assert count_passages(made) <= 500 < count_passages([*made, synthetic_article(sample, len(made))])


def test_no_article_is_made_for_no_passages(sample: list[ArticleContent]) -> None:
    assert synthetic_articles(sample, 0) == []


def test_a_larger_part_of_the_sample_holds_the_smaller_one(sample: list[ArticleContent]) -> None:
    small = take_passages(sample, 200)
    assert take_passages(sample, 600)[: len(small)] == small


def test_the_whole_sample_is_taken_when_it_is_too_small(sample: list[ArticleContent]) -> None:
    assert sorted(a.id for a in take_passages(sample, 10**9)) == sorted(a.id for a in sample)


def test_a_synthetic_article_names_its_origin_and_a_real_one_has_none(sample: list[ArticleContent]) -> None:
    made = synthetic_article(sample, 3)
    assert (origin_of(made.id), origin_of(sample[3].id)) == (sample[3].id, None)


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_each_language_asks_the_same_question_at_its_place(sample: list[ArticleContent], language: str) -> None:
    made = synthetic_article(sample, 17)
    assert made.text[language].question.startswith(sample[17].text[language].question)
    assert "17" in made.text[language].question.removeprefix(sample[17].text[language].question)


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_every_sentence_but_that_of_the_place_stands_in_the_sample(sample: list[ArticleContent], language: str) -> None:
    known = {s for article in sample for s in split_sentences(article.text[language].answer)}
    made = synthetic_article(sample, 2)
    assert [s for s in made.text[language].answer.split("\n")[:-1] if s not in known] == []


def test_an_import_refuses_none_of_them(sample: list[ArticleContent], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("made") / "made.jsonl"
    count = write_articles(synthetic_articles(sample, 3_000), path)
    sheets, catalogue = [read_sheet(path)], load_catalogue()
    rule = decide_departments(sheets, catalogue, known=set(catalogue.departments), new_departments=False)
    checked = check_sheets(sheets, catalogue, departments=rule)
    assert (checked.refusals, len(checked.articles)) == ((), count)
