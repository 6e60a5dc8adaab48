"""Does anything that identifies a person come to a model, or a word said to it or by it into a log?

Five hundred made texts with valid numbers, asked as questions, as earlier turns and written as mails, over real HTTP.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from assistant.answering.draft import Question, Role, Turn
from assistant.answering.improve import improve
from assistant.answering.knowledge import Query
from assistant.answering.pipeline import answer_first
from assistant.language_models.chosen import one_model
from assistant.language_models.openai_chat_model import OpenAIChatModel
from assistant.typed_text import make_plain
from eval.datasets.questions import Split
from eval.privacy.generate import KnownText, make_texts
from ingestion.mail.case_fields.extract import Extraction
from ingestion.mail.case_fields.extraction import extract
from tests.assistant.answering.licences import licence, tools_with
from tests.assistant.answering.scripted_knowledge import SURE, ScriptedKnowledge
from tests.assistant.licence_knowledge import TITLES
from tests.canaries import COUNT
from tests.chat_server import ChatServer, chat_server
from tests.chat_server.requests import data_of
from tests.ingestion.mail.case_fields.model_mails import make_mail

STEP = max(1, 60 // COUNT)
"""All five hundred in the long form."""
SHIBBOLETH = "quagga"


@pytest.fixture
def server() -> Iterator[ChatServer]:
    """Whatever of a number is not recognised is counted below, rather than refused at the end."""
    with chat_server(allow="the share that is recognised is what is measured here") as running:
        yield running


def ask(model: OpenAIChatModel, text: str, *, language: str, history: tuple[Turn, ...] = ()) -> list[Query]:
    """Returns what was looked for, of which vectors are made."""
    knowledge = ScriptedKnowledge(licence(language), features=SURE)
    (first,) = answer_first([Question(text, language, history)], tools_with(knowledge, one_model(model)))
    improve(first)
    return knowledge.asked


def is_told(known: KnownText, told: str) -> bool:
    return known.value in told or make_plain(known.value)[0] in make_plain(told)[0]


@pytest.mark.promise("T20")
@pytest.mark.promise("S30")
@pytest.mark.parametrize("role", [None, Role.CITIZEN, Role.AGENT, Role.ASSISTANT])
def test_no_number_of_a_question_or_of_a_turn_before_it_is_told(server: ChatServer, role: Role | None) -> None:
    texts = make_texts("personal", Split.TEST, count=500)[:: STEP if role is None else 2 * STEP]
    model, told = OpenAIChatModel("small", base_url=server.url), 0
    for known in texts:
        server.requests.clear()
        if role is None:
            asked = ask(model, f"{TITLES[known.language]} {known.text}", language=known.language)
        else:
            asked = ask(model, "And how much is it?", language="en", history=(Turn(role, known.text),))
        told += any(is_told(known, said) for said in [*map(data_of, server.requests), *map(str, asked)])
    assert told == 0


@pytest.mark.promise("T20")
@pytest.mark.promise("S30")
def test_no_number_of_a_mail_is_told(server: ChatServer) -> None:
    texts = make_texts("personal", Split.TEST, count=500)[::STEP]
    model, told = OpenAIChatModel("small", base_url=server.url), 0
    for known in texts:
        server.requests.clear()
        read: Extraction = extract(make_mail(f"The lamp is out.\n{known.text}", subject=known.text), model=model)
        assert read.fields
        told += any(is_told(known, data_of(request)) for request in server.requests)
    assert told == 0


@pytest.mark.promise("T21")
@pytest.mark.parametrize("way", ["", "server error", "garbage", "an answer that was cut short", "a cut answer"])
def test_no_word_said_to_a_model_or_by_it_is_logged(
    server: ChatServer, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    server.way = way
    server.reply = lambda _: f"{SHIBBOLETH} said"
    model = OpenAIChatModel("small", base_url=server.url)
    with caplog.at_level(logging.DEBUG):
        ask(model, f"How do I renew my driving licence for a {SHIBBOLETH}?", language="en")
        extract(make_mail(f"The {SHIBBOLETH} lamp is out."), model=model)
    assert server.requests
    assert [r.name for r in caplog.records if SHIBBOLETH in f"{r.getMessage()} {r.exc_text or ''}"] == []
