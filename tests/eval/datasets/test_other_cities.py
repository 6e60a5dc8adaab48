"""Are the questions about other cities labelled soundly?"""

from collections import Counter

from eval.datasets.other_cities import read_other_cities
from eval.datasets.questions import Kind, Split


def test_every_article_has_questions_of_both_kinds():
    articles, questions = read_other_cities()
    kinds = Counter((*q.relevant_ids, *q.near_ids, q.kind) for q in questions)
    assert len(articles) == len({article.id for article in articles}) == 240
    assert all(kinds[article.id, Kind.ANSWERABLE] >= 6 for article in articles)
    assert all(kinds[article.id, Kind.NEAR_MISS] >= 5 for article in articles)


def test_every_language_is_there_and_every_id_once():
    _, questions = read_other_cities()
    assert {q.language for q in questions} == {"en", "zh-Hant", "zh-Hans"}
    assert len({q.id for q in questions}) == len(questions)


def test_an_articles_questions_are_in_one_split():
    _, questions = read_other_cities()
    splits = {(*q.relevant_ids, *q.near_ids, q.split) for q in questions}
    assert len(splits) == 240
    assert {split for *_, split in splits} == {Split.TUNE, Split.TEST}
