"""When an answer is opened for an audit, is everything there that it came from, and nothing that was hidden?"""

from __future__ import annotations

import json

import pytest

from assistant.answering.answer import Status
from assistant.assistant import Assistant
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database
from tests.assistant.answering.licences import LANGUAGES, SIMPLE, licence
from tests.assistant.answering.scripted_knowledge import SURE, ScriptedKnowledge
from tests.assistant.answering.scripted_model import ScriptedModel, composed, models_of

ASKED = {
    "en": "How do I renew my driving licence? My HKID is A123456(3)",
    "zh-Hant": "如何續領駕駛執照？我的身份證是A123456(3)",
    "zh-Hans": "怎样续领驾驶执照？我的身份证是A123456(3)",
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.promise("M12")
def test_a_composed_answer_is_kept_with_its_steps_sources_model_prompt_and_raw_words(
    sqlite_database: Database, language: str
) -> None:
    said = composed(*SIMPLE[language])
    model = ScriptedModel(Composed=[composed("Use https://evil.example."), said])
    knowledge = ScriptedKnowledge(licence(language), features=SURE)
    assistant = Assistant(knowledge, sqlite_database, load_catalogue(), models=models_of(model))
    started = assistant.start_conversation(language=language)
    question = assistant.receive(started.id, started.token, ASKED[language])
    assistant.reply(question)

    asked, answered = assistant.messages(started.id, started.token)
    record = answered.answer
    assert record is not None
    assert (record.status, record.mode) == (Status.ANSWERED_COMPOSED, "model+hybrid")
    assert [(c.article_id, c.version, c.version_id) for c in record.citations] == [
        ("td-renew", 1, licence().version_id)
    ]
    assert [found["score"] for found in record.retrieved] == [0.9]
    steps = [step["step"] for step in record.trace]
    assert steps == [
        "protect",
        "screen",
        "understand",
        "retrieve",
        "decide",
        "heed_topics",
        "compose",
        "write",
        "repair",
    ]
    wrong, right = record.model_calls or []
    assert (wrong["model"], wrong["prompt"], wrong["problems"]) == (
        "scripted",
        "compose_1",
        ["token: https://evil.example"],
    )
    assert (right["prompt"], json.loads(right["raw_output"]), right["problems"]) == ("repair_1", said, [])
    kept = json.dumps([asked.text, answered.text, record.trace, record.model_calls], ensure_ascii=False)
    assert "A123456" not in kept + str(model.asked)
