"""Does a program built with LangChain get approved articles and the assistant's answers, as the README shows?"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.langchain_runnable import as_runnable
from knowledge_base.langchain_retriever import KnowledgeRetriever
from tests.tracked_files import ROOT
from tests.ui.conftest import install
from ui.service import Service, open_service

EXAMPLE = re.compile(r"<!-- langchain -->\n```python\n(.*?)```", re.DOTALL)
QUESTIONS = {
    "en": "How do I renew my driving licence?",
    "zh-Hant": "如何續領駕駛執照？",
    "zh-Hans": "如何续领驾驶执照？",
}


@pytest.fixture
def service(tmp_path: Path, clean_environment: None) -> Iterator[Service]:
    opened = open_service(install(tmp_path))
    yield opened
    opened.close()


def test_the_example_of_the_readme_works_word_for_word(
    tmp_path: Path, clean_environment: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(tmp_path)
    monkeypatch.setenv("CIVICDESK_HOME", str(tmp_path))
    monkeypatch.setenv("CIVICDESK_EMBEDDING", "hash")
    (example,) = EXAMPLE.findall((ROOT / "README.md").read_text("utf-8"))
    names: dict[str, Any] = {}
    exec(example, names)  # noqa: S102  # What the README shows is what is tested.
    names["service"].close()
    first, *_, answer = capsys.readouterr().out.splitlines()
    assert first.startswith("td-renew-driving-licence 1 http")
    assert "TD 558" in answer


@pytest.mark.parametrize("language", QUESTIONS)
def test_passages_come_in_the_language_of_the_question_with_their_source(service: Service, language: str) -> None:
    retriever = KnowledgeRetriever(knowledge=service.knowledge, limit=2)
    passages = retriever.invoke(QUESTIONS[language])
    assert len(passages) <= 2
    metadata = passages[0].metadata
    assert (metadata["article_id"], metadata["language"]) == ("td-renew-driving-licence", language)
    assert (metadata["version"], metadata["department"]) == (1, "TD")
    assert metadata["url"].startswith("http")
    assert passages[0].page_content


def test_what_the_public_may_not_see_is_not_found(service: Service) -> None:
    retriever = KnowledgeRetriever(knowledge=service.knowledge)
    for question in ("Which counter takes complaints about examiners?", "What was the tunnel toll last year?"):
        found = {passage.metadata["article_id"] for passage in retriever.invoke(question)}
        assert not found & {"td-internal", "td-expired"}
    assert retriever.invoke("") == []


@pytest.mark.parametrize("language", QUESTIONS)
def test_the_assistant_answers_a_text_or_a_question_with_its_language(service: Service, language: str) -> None:
    runnable = as_runnable(service.assistant)
    asked = {"question": QUESTIONS[language], "language": language}
    answer = runnable.invoke(asked)
    assert answer == asyncio.run(runnable.ainvoke(asked)) == runnable.invoke(QUESTIONS[language])
    assert (answer["outcome"], answer["language"]) == ("answered", language)
    assert [citation["article_id"] for citation in answer["citations"]] == ["td-renew-driving-licence"]


def test_whoever_asks_for_a_person_is_given_one(service: Service) -> None:
    answer = as_runnable(service.assistant).invoke("I want to talk to a person")
    assert (answer["outcome"], answer["citations"]) == ("handoff", [])
