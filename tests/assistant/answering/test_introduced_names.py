"""Which names does no model see, and what that only looks like one stays?"""

from __future__ import annotations

import random

import pytest

from assistant.answering.draft import Question, Role, Turn
from assistant.answering.improve import improve
from assistant.answering.introduced_names import hide_names
from assistant.answering.pipeline import answer_first
from assistant.language_models.chosen import one_model
from assistant.language_models.openai_chat_model import OpenAIChatModel
from assistant.privacy import find_contacts
from eval.datasets.sample import answerable_questions, unanswerable_questions
from tests.assistant.answering.licences import APPROVED, LANGUAGES, QUESTIONS, licence, tools_with
from tests.assistant.answering.scripted_knowledge import SURE, ScriptedKnowledge
from tests.chat_server import chat_server
from tests.chat_server.behaviours.faithful import faithful
from tests.chat_server.requests import data_of

SENTENCES = {
    "en": (
        "My name is {}. {q}",
        "Hello, I am {}, {q}",
        "hi, this is {} from Flat 12. {q}",
        "{q} My name's {} and I live in Tai Po.",
        "{q}\nRegards,\n{}",
        "{q} Mr {} from your office told me to ask.",
        "Name: {}\n{q}",
        "my name is {small}, {q}",
        "My domestic helper {} has left. {q}",
        "{q} It is for my son, {}, who is abroad.",
        "I write on behalf of {}. {q}",
    ),
    "zh-Hant": (
        "我叫{}，{q}",
        "你好，我係{}，{q}",
        "本人{}想問{q}",
        "我個名叫{}。{q}",
        "姓名：{}\n{q}",
        "{}先生叫我問：{q}",
        "我的名字是{}，{q}",
        "{q} 我是{}。",
        "我媽媽叫{}，{q}",
        "外傭個名叫{}，{q}",
    ),
    "zh-Hans": (
        "我叫{}，{q}",
        "你好，我是{}，{q}",
        "本人{}想问{q}",
        "我名叫{}。{q}",
        "姓名：{}\n{q}",
        "{}女士叫我问：{q}",
        "我的名字是{}，{q}",
        "{q} 我是{}。",
        "我儿子叫{}，{q}",
        "邻居的名字叫{}，{q}",
    ),
}
FAMILY = {"en": "Chan Leung Kwok Fung Tsui Ho Mak Smith Kaur Pereira", "zh-Hant": "陳 梁 郭 馮 徐 何 麥 歐陽 鄺 葉"}
GIVEN = {"en": "Tai Man|Ka Yan|Mei Ling|Peter|Grace|Siu Fong", "zh-Hant": "大文|嘉欣|美玲|家輝|小芳|明|穎|志強"}
FAMILY["zh-Hans"], GIVEN["zh-Hans"] = "陈 梁 郭 冯 徐 何 麦 欧阳 邝 叶", "大文|嘉欣|美玲|家辉|小芳|明|颖|志强"
LEAST_HIDDEN = 0.9


def made_texts(language: str, count: int = 120) -> list[tuple[str, str]]:
    """A name, and what its bearer or somebody else writes."""
    chance = random.Random(language)  # noqa: S311  # Nothing here is secret.
    texts = []
    for number in range(count):
        family = chance.choice(FAMILY[language].split())
        given = chance.choice(GIVEN[language].split("|"))
        is_western = language == "en" and given in ("Peter", "Grace")
        name = f"{given} {family}" if is_western else f"{family} {given}" if language == "en" else family + given
        sentence = SENTENCES[language][number % len(SENTENCES[language])]
        small = name.lower()
        texts.append(
            (small if "{small}" in sentence else name, sentence.format(name, q=QUESTIONS[language], small=small))
        )
    return texts


@pytest.mark.promise("T20")
@pytest.mark.promise("S30")
@pytest.mark.parametrize("language", LANGUAGES)
def test_nine_of_ten_names_are_hidden(language: str) -> None:
    texts = made_texts(language)
    told = [text for name, text in texts if name in hide_names(text)]
    assert len(told) <= len(texts) * (1 - LEAST_HIDDEN), told
    assert all(hide_names(hide_names(text)) == hide_names(text) for _, text in texts)


@pytest.mark.promise("T20")
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_name_in_a_question_or_before_it_comes_to_a_model(language: str) -> None:
    knowledge = ScriptedKnowledge(licence(language), features=SURE)
    name, text = made_texts(language)[0]
    with chat_server(faithful, published=frozenset(find_contacts(APPROVED[language]))) as server:
        tools = tools_with(knowledge, one_model(OpenAIChatModel("small", base_url=server.url)))
        history = (Turn(Role.CITIZEN, text), Turn(Role.ASSISTANT, "…"))
        for first in answer_first([Question(text, language), Question("?!" + text, language, history)], tools):
            improve(first)
        assert len(server.requests) >= 2
        assert [told for told in map(data_of, server.requests) if name in told] == []


@pytest.mark.parametrize(
    "text",
    [
        "My name is spelt wrong on my licence.",
        "My name changed. I am a Hong Kong resident.",
        "I am British National (Overseas), may I apply?",
        "When does the Dr Sun Yat-sen Museum open?",
        "This is Urgent. I'm Happy.",
        "My mother lives in Tai Po and my friend is Chinese.",
        "May my son Primary 1 pupil apply? My wife Hong Kong born may.",
        "我媽媽高血壓，業主向我加租，點算？",
        "我妈妈高血压，业主向我加租，怎么办？",
        "我是高中生，可以申請嗎？",
        "我係何文田居民，可以申請嗎？",
        "我是高中生，可以申请吗？",
        "先生，請問幾點開門？",
    ],
)
def test_what_only_looks_like_a_name_stays(text: str) -> None:
    assert hide_names(text) == text


def test_of_a_thousand_questions_hardly_one_loses_a_word() -> None:
    questions = [question.text for question in (*answerable_questions(), *unanswerable_questions())]
    assert len(questions) > 1000
    assert [text for text in questions if hide_names(text) != text] == []
