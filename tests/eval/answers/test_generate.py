"""Is each question asked as often as wanted, and how many of them?"""

from __future__ import annotations

from pathlib import Path

from assistant.answering.answer import Outcome, Status
from assistant.language_models.chosen import NO_MODELS, one_model
from assistant.language_models.openai_chat_model import OpenAIChatModel
from assistant.language_models.scripted_chat_model import ScriptedChatModel
from eval.answers.generate import ask_all, departments_of, spread
from eval.answers.judge import Opinions, ask_judge, find_judge
from eval.knowledge_sets import open_set
from knowledge_base.embeddings import HashEmbedding
from tests.chat_server import chat_server
from tests.chat_server.behaviours.faithful import faithful
from tests.eval.answers.city import CITY
from tests.eval.answers.one_article import ARTICLES, answered, asked, handed_over, known


def test_every_question_is_asked_as_often_as_wanted_with_a_model_that_says_nothing_too(tmp_path: Path):
    departments = departments_of(CITY)
    assert departments == {"q-1": "AFCD", "q-2": "AFCD", "q-3": "AFCD"}
    with open_set(CITY, HashEmbedding(), cache=tmp_path) as opened:
        for models in (NO_MODELS, one_model(ScriptedChatModel())):
            assistant = opened.assistant_with(models, 6)
            told = ask_all(assistant, CITY.questions, departments, runs=2, waits=models is not NO_MODELS)
            assert [len(one.answers) for one in told] == [2, 2, 2, 2]
            assert [one.answer.outcome is Outcome.ANSWERED for one in told] == [True, True, True, False]
            assert [one.department for one in told] == ["AFCD", "AFCD", "AFCD", ""]


def test_a_model_is_asked_anew_in_each_run_as_the_runs_are_compared(tmp_path: Path):
    with chat_server(faithful) as model, open_set(CITY, HashEmbedding(), cache=tmp_path) as opened:
        assistant = opened.assistant_with(one_model(OpenAIChatModel("small", base_url=model.url)), 6)
        for runs in (1, 2, 3):
            model.requests.clear()
            told = ask_all(assistant, CITY.questions[:1], {}, runs=runs, waits=True)
            assert [answer.status for answer in told[0].answers] == [Status.ANSWERED_COMPOSED] * runs
            assert len(model.requests) == runs


def test_fewer_questions_are_taken_evenly():
    assert [question.id for question in spread(CITY.questions, 2)] == ["q-1", "q-3"]
    assert spread(CITY.questions, None) == spread(CITY.questions, 9) == list(CITY.questions)


def test_a_judge_that_cannot_be_read_has_no_opinion():
    told = [asked(known(), answered()), asked(known(), answered()), asked(known(), handed_over())]
    judge = find_judge(one_model(ScriptedChatModel('{"answers": true, "is_true": false}', "I like it.")))
    assert judge is not None
    assert ask_judge(judge, told, ARTICLES) == Opinions(asked=2, given=1, answers=1.0, is_true=0.0)
    silent = find_judge(one_model(ScriptedChatModel()))
    assert silent is not None
    assert ask_judge(silent, told, ARTICLES) == Opinions(asked=2, given=0, answers=None, is_true=None)
    assert find_judge(NO_MODELS) is None
