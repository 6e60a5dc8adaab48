"""Are the sample city's known questions answered rightly and the same each time, whatever a model says, and without it?

Real knowledge and the service's own vectors, on the test questions; `make promises` asks three hundred of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from assistant.answering.answer import Answer, Outcome, Status
from assistant.assistant import Assistant
from assistant.language_models.chosen import NO_MODELS, Models, one_model
from assistant.language_models.openai_chat_model import OpenAIChatModel
from assistant.settings import Settings
from eval.answers.generate import Asked, ask_all, spread
from eval.answers.golden import read_cited
from eval.answers.scoring import Scored, score_all
from eval.answers.with_models import WithModels
from eval.datasets.questions import Kind, KnownQuestion, Split
from eval.datasets.sample import answerable_questions, in_split, unanswerable_questions
from eval.knowledge_sets import SAMPLE, OpenedSet, load_set, open_set
from eval.retrieval.generate import answer_all, found_articles
from knowledge_base.embeddings import open_embedding
from knowledge_base.exact_index import ExactIndex
from knowledge_base.knowledge_base import KnowledgeBase
from knowledge_base.models import ArticleVersion
from knowledge_base.re_embedding import NoEmbedding
from tests.chat_server import Behaviour, chat_server
from tests.chat_server.behaviours.faithful import faithful
from tests.chat_server.behaviours.inventing import inventing

GOLDEN = min(300, int(os.environ.get("CIVICDESK_TEST_QUESTIONS", "40")))
LANGUAGES = ("en", "zh-Hant", "zh-Hans")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(120 + 6 * GOLDEN)]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedSet]:
    folder = tmp_path_factory.mktemp("city")
    with open_set(load_set(SAMPLE, Path("nowhere")), open_embedding(Settings(home=folder)), cache=folder) as opened:
        yield opened


def golden_questions() -> list[KnownQuestion]:
    return spread(in_split(answerable_questions(), Split.TEST), GOLDEN)


def no_questions_of_ours() -> list[KnownQuestion]:
    """What no article comes near to: another service's, or nobody's."""
    return [one for one in unanswerable_questions() if one.kind in (Kind.OTHER_SERVICE, Kind.OFF_TOPIC)]


def ask(city: OpenedSet, questions: Sequence[KnownQuestion], models: Models = NO_MODELS) -> list[Asked]:
    assistant = city.assistant_with(models, WithModels().patience_seconds)
    return ask_all(assistant, questions, {}, runs=1, waits=models is not NO_MODELS)


def ask_model(city: OpenedSet, questions: Sequence[KnownQuestion], behaviour: Behaviour) -> list[Asked]:
    with chat_server(behaviour) as server:
        return ask(city, questions, one_model(OpenAIChatModel("small", base_url=server.url)))


def score(city: OpenedSet, asked: Sequence[Asked]) -> list[Scored]:
    return score_all(asked, read_cited(city.database, asked), city.knowledge.similarities)


@pytest.fixture(scope="module")
def rounds(city: OpenedSet) -> list[list[Asked]]:
    """The golden questions three times: by a good model, by one that makes things up, and by rules alone."""
    questions = golden_questions()
    return [ask_model(city, questions, faithful), ask_model(city, questions, inventing), ask(city, questions)]


@pytest.mark.promise("T31")
@pytest.mark.promise("S35")
def test_no_answer_holds_a_value_that_its_sources_do_not(city: OpenedSet, rounds: list[list[Asked]]) -> None:
    assert any(answer.status == Status.ANSWERED_COMPOSED for asked in rounds[0] for answer in asked.answers)
    for asked in rounds:
        wrong = [one.support.wrong_facts for one in score(city, asked) if one.support and one.support.wrong_facts]
        assert wrong == []


@pytest.mark.promise("T31")
@pytest.mark.promise("S35")
def test_whoever_asks_again_is_told_the_same(city: OpenedSet, rounds: list[list[Asked]]) -> None:
    together = [
        replace(runs[0], answers=tuple(answer for run in runs for answer in run.answers))
        for runs in zip(*rounds, strict=True)
    ]
    assert sum(one.contradicts for one in score(city, together)) <= len(together) * 0.01


@pytest.mark.promise("S35")
def test_nine_of_ten_answers_are_of_a_right_article(rounds: list[list[Asked]]) -> None:
    for asked in rounds:
        answered = [one for one in asked if one.is_answered]
        right = [
            one for one in answered if {c.article_id for c in one.answer.citations} & set(one.question.relevant_ids)
        ]
        assert len(answered) >= len(asked) * 0.4
        assert len(right) >= len(answered) * 0.9


@pytest.mark.promise("S34")
def test_every_answer_cites_a_version_that_is_published(city: OpenedSet, rounds: list[list[Asked]]) -> None:
    with city.database.read() as session:
        published = set(session.scalars(select(ArticleVersion.id).where(ArticleVersion.state == "published")))
    for answer in (answer for asked in rounds for one in asked for answer in one.answers):
        cited = {citation.version_id for citation in answer.citations}
        assert cited <= published
        assert cited or answer.outcome is not Outcome.ANSWERED


@pytest.mark.promise("S35")
@pytest.mark.parametrize("behaviour", [None, faithful, inventing])
def test_what_no_article_comes_near_to_is_not_answered(city: OpenedSet, behaviour: Behaviour | None) -> None:
    questions = no_questions_of_ours()
    assert len(questions) >= 60
    asked = ask_model(city, questions, behaviour) if behaviour else ask(city, questions)
    assert sum(one.is_answered for one in asked) <= len(questions) * 0.05


def share_found(answers: Sequence[Answer], questions: Sequence[KnownQuestion], language: str) -> float:
    """Recall@5: how many questions have a right article among the first five."""
    pairs = [(a, q) for a, q in zip(answers, questions, strict=True) if q.language == language]
    return sum(bool(set(found_articles(a)[:5]) & set(q.relevant_ids)) for a, q in pairs) / len(pairs)


@pytest.mark.promise("P4")
@pytest.mark.promise("S06")
def test_without_vectors_search_finds_four_fifths_of_what_it_found(city: OpenedSet) -> None:
    none = NoEmbedding()
    words = KnowledgeBase(city.database, none, make_index=lambda _: ExactIndex(none.dimensions))
    questions = in_split(answerable_questions(), Split.TEST)
    usual = answer_all(city.assistant, questions)
    by_words = answer_all(Assistant(words, city.database, city.assistant.catalogue), questions)
    assert {answer.mode for answer in by_words} & {answer.mode for answer in usual} <= {"rules"}
    for language in LANGUAGES:
        assert share_found(by_words, questions, language) >= 0.8 * share_found(usual, questions, language)
