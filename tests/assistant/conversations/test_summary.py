"""Does an agent learn in three lines who asks, what, and what was tried, in the agent's own language?"""

from __future__ import annotations

import pytest

from assistant.answering.answer import HandoffReason
from assistant.assistant import Assistant
from assistant.cases.catalogue import load_catalogue
from assistant.conversations.history import StartedConversation
from assistant.conversations.summary import Summary, summarise
from assistant.database import Database
from assistant.languages import LANGUAGES
from tests.assistant.licence_knowledge import TITLES, new_assistant

THANKS = {"en": "Thank you", "zh-Hant": "唔該晒", "zh-Hans": "谢谢"}
WANTED = {"en": "I want to talk to a person", "zh-Hant": "我想同真人傾", "zh-Hans": "我要转人工客服"}


def read(database: Database, started: StartedConversation, language: str) -> Summary:
    with database.read() as session:
        return summarise(session, started.id, language=language, catalogue=load_catalogue())


def talk(assistant: Assistant, *texts: str, language: str = "en") -> StartedConversation:
    started = assistant.start_conversation(language=language)
    for text in texts:
        assistant.reply(assistant.receive(started.id, started.token, text))
    return started


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_is_the_last_of_substance_in_the_citizen_s_own_words(database: Database, language: str) -> None:
    started = talk(new_assistant(database), TITLES[language], THANKS[language], WANTED[language], language=language)
    assert TITLES[language] in read(database, started, language).what


@pytest.mark.parametrize(
    ("language", "who", "tried"),
    [
        ("en", "Chan, Traditional Chinese, on the web page", "got “如何續領駕駛執照？”; did not help"),
        ("zh-Hant", "Chan，繁體中文，經網頁", "已獲提供「如何續領駕駛執照？」，市民表示沒有幫助"),
        ("zh-Hans", "Chan，繁体中文，经网页", "已获提供“如何續領駕駛執照？”，市民表示没有帮助"),
    ],
)
def test_the_agent_reads_it_in_their_own_language(database: Database, language: str, who: str, tried: str) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language="zh-Hant")
    record = assistant.reply(assistant.receive(started.id, started.token, TITLES["zh-Hant"]))
    assert record is not None
    assistant.feedback(started.id, started.token, record.id, helpful=False)
    assistant.hand_off(started.id, started.token, contact={"name": "Chan"})
    summary = read(database, started, language)
    assert (summary.who, summary.tried) == (who, (tried,))


def test_the_newest_word_on_an_answer_counts(database: Database) -> None:
    assistant = new_assistant(database)
    started = assistant.start_conversation(language="en")
    record = assistant.reply(assistant.receive(started.id, started.token, TITLES["en"]))
    assert record is not None
    for helpful in (False, True):
        assistant.feedback(started.id, started.token, record.id, helpful=helpful)
    assert read(database, started, "en").tried == (f"got “{TITLES['en']}”",)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", HandoffReason)
def test_every_reason_has_its_words(sqlite_database: Database, reason: HandoffReason, language: str) -> None:
    assistant = new_assistant(sqlite_database)
    started = assistant.start_conversation(language="en")
    assistant.hand_off(started.id, started.token, reason=reason)
    summary = read(sqlite_database, started, language)
    assert "{" not in summary.asked


def test_a_conversation_without_a_question_says_so_or_gives_the_note(database: Database) -> None:
    assistant = new_assistant(database)
    started = talk(assistant, "hello")
    assert read(database, started, "en").what == "Nothing asked yet."
    assistant.hand_off(started.id, started.token, note="about my licence")
    assert read(database, started, "en").what == "about my licence"


def test_a_very_long_question_is_cut(database: Database) -> None:
    started = talk(new_assistant(database), "How do I renew? " + "x" * 5000)
    assert len(read(database, started, "en").what) <= 302  # 300 and the quotation marks.
