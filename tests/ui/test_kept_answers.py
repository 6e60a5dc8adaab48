"""What does a flood of one question cost, and what do citizens read once an article has changed?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from assistant.accounts.permissions import operator
from assistant.cases.catalogue import load_catalogue
from assistant.conversations.models import AnswerRecord
from assistant.database import Database
from assistant.language_models.models import ModelUse
from ingestion.documents.importing import import_articles
from knowledge_base.release import withdraw
from tests.assistant.licence_knowledge import TITLES
from tests.chat_server import ChatServer, chat_server
from tests.chat_server.behaviours.faithful import faithful
from tests.ingestion.documents.example import ARTICLE, article, write_jsonl
from tests.journeys.many_chats import chat_all
from tests.live_site import LiveSite, run_site
from tests.ui.conftest import NO_DATES, install

FLOOD = max(100, int(os.environ.get("CIVICDESK_TEST_CROWD", "100")))
"""`make promises` sends five hundred."""
OTHERS = 20
"""In each of the other languages, at the same time."""


@contextmanager
def asked_site(home: Path, database: Database, **settings: Any) -> Iterator[tuple[LiveSite, ChatServer]]:
    """A service with a good model that is at hand."""
    with chat_server(faithful) as model:
        address = database.url.render_as_string(hide_password=False)
        asked = {"model": "small", "model_base_url": model.url, **settings}
        with run_site(install(home, database_url=address, **asked), database) as site:
            yield site, model


def publish_fee(database: Database, folder: Path, fee: str) -> None:
    """A new version of the licence's article, in every language."""
    text = {
        language: {**words, "answer": words["answer"].replace("900", fee)}
        for language, words in ARTICLE["text"].items()
    }
    path = write_jsonl(folder / f"{fee}.jsonl", article(text=text, **NO_DATES))
    import_articles(database, [path], actor=operator(), catalogue=load_catalogue(), publish=True)


@pytest.mark.promise("T19")
def test_a_flood_of_one_question_costs_one_composition(
    sqlite_database: Database, tmp_path: Path, clean_environment: None
) -> None:
    crowd = [
        (language, title) for language, title in TITLES.items() for _ in range(FLOOD if language == "en" else OTHERS)
    ]
    with asked_site(tmp_path, sqlite_database) as (site, model):
        model.seconds = 1.0
        chats = chat_all(site.address, crowd)
        assert [chat.error for chat in chats if not chat.is_useful] == []
        assert len(model.requests) == len(TITLES)
        # Who found no place beside those who waited for it has the approved text; now it is there for everybody.
        model.way = "silence"
        for language, title in TITLES.items():
            assert site.citizen(language=language).ask(title)["status"] == "answered_composed"
        assert len(model.requests) == len(TITLES)


@pytest.mark.promise("T19")
def test_an_answer_that_was_kept_counts_no_tokens_and_its_trace_names_the_model(
    database: Database, tmp_path: Path, clean_environment: None
) -> None:
    with asked_site(tmp_path, database) as (site, model):
        answers = [site.citizen(language=language).ask(TITLES[language]) for language in TITLES for _ in range(2)]
        assert {answer["status"] for answer in answers} == {"answered_composed"}
        assert [answer["answer"] for answer in answers[::2]] == [answer["answer"] for answer in answers[1::2]]
        with database.read() as session:
            assert len(session.scalars(select(ModelUse)).all()) == len(model.requests) == len(TITLES)
            for answer in answers[1::2]:
                kept = session.get_one(AnswerRecord, answer["answer_id"])
                assert kept.model_calls is None
                detail = {"kept": True, "model": "small", "prompt": "compose_1", "problems": []}
                assert kept.trace[-1]["detail"] == detail


@pytest.mark.promise("T19")
def test_a_replaced_or_withdrawn_article_is_never_answered_with_what_was_kept_of_it(
    database: Database, tmp_path: Path, clean_environment: None
) -> None:
    with asked_site(tmp_path, database) as (site, _model):

        def ask(language: str) -> dict[str, Any]:
            return site.citizen(language=language).ask(TITLES[language])

        before = {language: [ask(language), ask(language)] for language in TITLES}
        assert all("900" in answer["answer"] for answers in before.values() for answer in answers)
        publish_fee(database, tmp_path, "950")
        for language in TITLES:
            answer = ask(language)
            assert answer["status"] == "answered_composed"
            assert "950" in answer["answer"]
            assert "900" not in answer["answer"]
            assert answer["citations"][0]["version"] == before[language][0]["citations"][0]["version"] + 1
        with database.write() as session:
            withdraw(session, ARTICLE["id"], actor=operator(), reason="the fee is disputed")
        for language in TITLES:
            answer = ask(language)
            assert "$9" not in answer["answer"]
            assert ARTICLE["id"] not in {citation["article_id"] for citation in answer["citations"]}
