"""What did agents answer in their own words?  Nothing of the assistant's is ever learned (M5)."""

from __future__ import annotations

import pytest

from assistant.accounts.permissions import operator
from assistant.answering.answer import Status
from assistant.database import Database, utc_now
from assistant.suggestions.canned_replies import load_canned_replies
from assistant.suggestions.models import SuggestionRecord
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.editing import save_version
from tests.knowledge_base.gaps.talking import SAID, Asked, ask, items, new_agent, reply, rounds

OWN = {
    "en": "Camper vans may stay at the Pier Road car park for two nights, $80 each.",
    "zh-Hant": "露營車可以喺碼頭道停車場停兩晚，每晚80元。",
    "zh-Hans": "房车可以在码头道停车场停两晚，每晚80元。",
}
ASKED = {"en": "Where may I park a camper van?", "zh-Hant": "露營車可以泊喺邊度？", "zh-Hans": "房车可以停在哪里？"}


def learn(database: Database) -> list[str]:
    rounds(database).look()
    return [item.text for item in items(database) if item.kind == "reply"]


def suggest(database: Database, asked: Asked | None, draft: str) -> None:
    with database.write() as session:
        session.add(
            SuggestionRecord(
                id=draft[:30],
                conversation_id=asked.conversation_id if asked else None,
                made_for="ada",
                created_at=utc_now(),
                language="en",
                draft=draft,
                is_quiet=False,
                confidence=0.5,
                sources=[],
                trace=[],
                mode="rules",
                duration_ms=1.0,
            )
        )


@pytest.mark.promise("M5")
@pytest.mark.parametrize("language", OWN)
def test_an_agents_own_words_are_learned_with_what_was_asked(database: Database, language: str) -> None:
    asked = ask(database, ASKED[language], language=language)
    reply(database, asked, OWN[language], agent=new_agent(database), language=language)
    assert learn(database) == [OWN[language]]
    kept = items(database)[-1]
    assert (kept.question, kept.department, kept.language) == (ASKED[language], "TD", language)


@pytest.mark.promise("M5")
def test_what_the_assistant_said_is_not_learned_from_itself_or_from_who_pastes_it(database: Database) -> None:
    asked = ask(database, ASKED["en"])
    reply(database, asked, SAID[Status.HANDOFF_MISSING_KNOWLEDGE] + " " + OWN["en"], agent=new_agent(database))
    assert learn(database) == [OWN["en"]]


@pytest.mark.promise("M5")
@pytest.mark.parametrize("language", OWN)
def test_a_suggestion_is_not_learned_pasted_whole_or_touched_up(database: Database, language: str) -> None:
    agent = new_agent(database)
    touched_up = {"en": OWN["en"].replace("$80", "$90"), "zh-Hant": OWN["zh-Hant"].replace("80", "90")}
    touched_up["zh-Hans"] = OWN["zh-Hant"]  # The same in the other script.
    for number, sent in enumerate((OWN[language], touched_up[language])):
        asked = ask(database, ASKED[language], language=language)
        draft = OWN["zh-Hans"] if language == "zh-Hans" and number else OWN[language]
        suggest_for(database, asked, draft, number)
        reply(database, asked, sent, agent=agent, language=language)
    assert learn(database) == []


def suggest_for(database: Database, asked: Asked, draft: str, number: int) -> None:
    suggest(database, asked, f"{number}. {draft}" if number else draft)


@pytest.mark.promise("M5")
def test_a_suggestion_made_for_a_question_from_elsewhere_is_not_learned(database: Database) -> None:
    suggest(database, None, OWN["en"])
    reply(database, ask(database, ASKED["en"]), OWN["en"], agent=new_agent(database))
    assert learn(database) == []


@pytest.mark.promise("M5")
def test_what_an_article_says_or_said_is_not_learned(database: Database) -> None:
    content = ArticleContent("td-vans", "TD", {"en": ArticleText("Where?", f"**Parking.**\n\n{OWN['en']}")})
    with database.write() as session:
        save_version(session, content, actor=operator())
    reply(database, ask(database, ASKED["en"]), OWN["en"].upper(), agent=new_agent(database))
    assert learn(database) == []


@pytest.mark.promise("M5")
@pytest.mark.parametrize("language", OWN)
def test_a_ready_made_reply_is_not_learned_whatever_it_was_filled_with(database: Database, language: str) -> None:
    agent = new_agent(database)
    for canned in load_canned_replies():
        values = dict.fromkeys(canned.placeholders, "AB12")
        asked = ask(database, ASKED[language], language=language)
        reply(database, asked, canned.texts[language].format(**values), agent=agent, language=language)
    assert learn(database) == []


def test_a_word_or_two_is_no_answer(database: Database) -> None:
    reply(database, ask(database, ASKED["en"]), "One moment please.", agent=new_agent(database))
    assert learn(database) == []


def test_personal_data_of_both_is_masked(database: Database) -> None:
    asked = ask(database, "I am A123456(3), where may I park a camper van?")
    reply(database, asked, f"Dear a.chan@example.org, we call 9123 4567. {OWN['en']}", agent=new_agent(database))
    learn(database)
    kept = items(database)[-1]
    assert OWN["en"] in kept.text
    assert not any(secret in kept.text + kept.question for secret in ("A123456", "a.chan", "9123 4567"))
