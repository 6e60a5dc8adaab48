"""Can the questions about the sample city measure what they are meant to?"""

import datetime
import hashlib
from collections import Counter

from eval.datasets.questions import Kind, Split, split_by
from eval.datasets.sample import (
    answerable_questions,
    in_split,
    messages_with_intents,
    unanswerable_questions,
)
from eval.knowledge_sets import sample_articles
from knowledge_base.article import Audience

WRITTEN = datetime.date(2026, 11, 21)
"""The day on which the questions were written: what was public and in force then is what they are about."""


def _public_ids() -> set[str]:
    return {
        article.id
        for article in sample_articles()
        if article.audience is Audience.PUBLIC
        and (article.effective_until or WRITTEN) >= WRITTEN >= (article.effective_from or WRITTEN)
    }


def test_the_city_has_at_least_eighty_articles_of_fifteen_departments_in_three_languages():
    articles = sample_articles()
    assert len(articles) >= 80
    assert len({article.department for article in articles}) >= 15
    assert all(set(article.text) == {"en", "zh-Hant", "zh-Hans"} for article in articles)
    assert any(article.audience is Audience.INTERNAL for article in articles)
    assert any(article.effective_until and article.effective_until < WRITTEN for article in articles)


def test_there_are_enough_questions_of_every_kind():
    unanswerable = unanswerable_questions()
    assert len(answerable_questions()) >= 400
    assert len(unanswerable) >= 160
    assert sum(question.kind is Kind.NEAR_MISS for question in unanswerable) >= 80
    assert len(messages_with_intents()) >= 400


def test_every_language_and_style_is_asked_in_both_splits():
    styles = {"formal", "colloquial", "misspelt", "cantonese", "mixed", "situation", "follow_up", "two_part"}
    for split in Split:
        questions = in_split(answerable_questions(), split)
        assert {question.style for question in questions} == styles
        assert set(Counter(question.language for question in questions)) == {"en", "zh-Hant", "zh-Hans"}


def test_every_answer_exists_and_may_be_shown():
    public = _public_ids()
    for question in answerable_questions():
        assert question.relevant_ids, question.id
        assert set(question.relevant_ids) <= public, question.id
    known = {article.id for article in sample_articles()}
    for question in unanswerable_questions():
        assert question.relevant_ids == ()
        assert set(question.near_ids) <= known, question.id


def test_no_article_is_tuned_on_and_tested_with():
    every = [*answerable_questions(), *unanswerable_questions()]
    about = [(question.split, (*question.relevant_ids, *question.near_ids)) for question in every]
    first = {split: {articles[0] for owner, articles in about if owner is split and articles} for split in Split}
    assert first[Split.TUNE] & first[Split.TEST] == set()
    assert 0.3 < len(in_split(every, Split.TUNE)) / len(every) < 0.75  # What was written later is for tuning only.


def test_a_split_is_the_same_on_every_machine():
    # The first eight hexadecimal digits of sha1("td-fee") over 2^32; below the tune share means tune.
    share = int(hashlib.sha1(b"td-fee").hexdigest()[:8], 16) / 2**32  # noqa: S324  # Not for secrecy.
    assert split_by("td-fee", tune_share=share + 0.001) is Split.TUNE
    assert split_by("td-fee", tune_share=share - 0.001) is Split.TEST


def test_ids_are_told_once():
    ids = [question.id for question in [*answerable_questions(), *unanswerable_questions()]]
    assert len(ids) == len(set(ids))
