from typing import Any

import pytest

from assistant.answering.answer import Completeness
from assistant.answering.deadline import Deadline
from assistant.answering.second_opinion import ask_second_opinion
from assistant.answering.sources import list_sources
from assistant.answering.written import ProblemKind, WrittenAnswer, WrittenSentence
from assistant.language_models.chosen import ModelStep
from tests.assistant.answering.licences import LANGUAGES, draft_for, licence
from tests.assistant.answering.scripted_model import ScriptedModel, models_of

SENTENCES = {
    "en": ("The fee is HK$900.", "Bring your card."),
    "zh-Hant": ("費用為900元。", "請帶備身份證。"),
    "zh-Hans": ("费用为900元。", "请带备身份证。"),
}


def doubts_of(opinion: Any, language: str = "en", seconds: float = 5):
    model = ScriptedModel(**({"SecondOpinion": opinion} if opinion else {}))
    draft = draft_for(licence(language), language=language, models=models_of(model, ModelStep.CHECK))
    sentences = tuple(WrittenSentence(text, (1,)) for text in SENTENCES[language])
    written = WrittenAnswer(language, sentences, Completeness.FULL)
    return ask_second_opinion(draft, written, list_sources(draft), Deadline(seconds)), model, draft


def test_nobody_is_asked_where_no_model_is_set_for_it():
    draft = draft_for(licence(), models=models_of(ScriptedModel()))
    written = WrittenAnswer("en", (WrittenSentence("The fee is HK$900.", (1,)),), Completeness.FULL)
    assert ask_second_opinion(draft, written, list_sources(draft), Deadline(5)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_that_it_finds_in_their_passages_have_no_problem(language):
    problems, model, draft = doubts_of({"supported": [True, True], "contradictions": []}, language)
    assert problems == []
    assert [(call.step, call.prompt) for call in draft.calls] == [("check", "check_1")]
    data = model.asked[0][2]
    assert all(text in data for text in SENTENCES[language])
    assert "sentence 2, from passage 1:" in data


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "opinion",
    [{"supported": [True, False], "contradictions": []}, {"supported": [True, True], "contradictions": [2]}],
)
def test_a_sentence_that_it_doubts_is_a_problem(opinion, language):
    problems, _, _ = doubts_of(opinion, language)
    assert [(problem.kind, problem.sentence) for problem in problems] == [(ProblemKind.SECOND_OPINION, 1)]


@pytest.mark.parametrize(
    "opinion",
    [
        None,
        "yes, all of them",
        {"supported": "yes", "contradictions": []},
        {"supported": [True], "contradictions": []},
        {"supported": [True, True, True], "contradictions": []},
        {"supported": [True, True], "contradictions": [3]},
        {"supported": [True, True], "contradictions": [0]},
        {"supported": ["true", "true"], "contradictions": []},
        {"supported": [True, True]},
    ],
)
def test_an_opinion_that_cannot_be_had_or_read_is_no_consent(opinion):
    (problem,) = doubts_of(opinion)[0]
    assert problem.kind is ProblemKind.SECOND_OPINION


def test_without_time_left_there_is_no_consent():
    (problem,) = doubts_of({"supported": [True, True], "contradictions": []}, seconds=0)[0]
    assert problem.kind is ProblemKind.SECOND_OPINION
