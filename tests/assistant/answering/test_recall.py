"""When is a model's answer given again, and when is the model asked anew?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.answering.answer import Answer, Status
from assistant.answering.draft import Role, Tools, Turn
from assistant.answering.improve import improve, may_improve, recall
from assistant.answering.kept_answers import KeptAnswers
from assistant.answering.knowledge import Hit
from assistant.answering.pipeline import answer_first
from assistant.language_models.chosen import ChosenModel, Models, ModelStep
from assistant.switches.off_switches import Switches
from tests.assistant.answering.licences import APPROVED, LANGUAGES, QUESTIONS, SHOWN, SIMPLE, licence, tools_with
from tests.assistant.answering.scripted_knowledge import SURE, Question, ScriptedKnowledge, hit
from tests.assistant.answering.scripted_model import ScriptedModel, composed, models_of
from tests.assistant.answering.test_rephrase import FOLLOW_UPS, STANDALONE


class WithdrawnSince(ScriptedKnowledge):
    """Its articles were withdrawn after they were found."""

    def reword(self, hit: Hit, language: str) -> Hit | None:
        return None


class Desk:
    """Answers with one model that can be asked as often as it is; the knowledge changes between questions."""

    def __init__(self, language: str = "en", **replies: Any) -> None:
        self.language, self.kept = language, KeptAnswers(100)
        self.model = ScriptedModel(**(replies or {"Composed": composed(*SIMPLE[language])}))
        self.models = models_of(self.model)
        self.changes: dict[str, Any] = {}

    def tools(self, *hits: Hit) -> Tools:
        tools = tools_with(ScriptedKnowledge(*(hits or (licence(self.language),)), features=SURE), self.models)
        return replace(tools, kept=self.kept, **self.changes)

    def ask(self, *hits: Hit, text: str = "", language: str = "", history: tuple[Turn, ...] = ()) -> Answer:
        language = language or self.language
        question = Question(text or QUESTIONS[language], language, history)
        return improve(recall(answer_first([question], self.tools(*hits))[0]))

    @property
    def compositions(self) -> int:
        return self.model.count("Composed")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_question_is_composed_once_and_the_trace_says_so(language):
    desk = Desk(language)
    first, again = desk.ask(), desk.ask()
    assert (first.status, first.text) == (Status.ANSWERED_COMPOSED, SHOWN[language])
    assert (again.status, again.text, again.citations) == (first.status, first.text, first.citations)
    assert (again.mode, again.choices, again.retrieved) == (first.mode, first.choices, first.retrieved)
    assert (desk.compositions, len(first.model_calls), again.model_calls) == (1, 1, ())
    assert again.trace[-1].step == "write"
    assert again.trace[-1].detail == {"kept": True, "model": "scripted", "prompt": "compose_1", "problems": []}


def test_nobody_waits_for_a_model_whose_words_are_kept():
    desk = Desk()
    desk.ask()
    assert not may_improve(recall(answer_first([Question(QUESTIONS["en"])], desk.tools())[0]))


def test_another_question_and_another_language_are_composed_anew():
    desk = Desk()
    desk.ask()
    desk.ask(text="How can I renew my driving licence?")
    for language in ("zh-Hant", "zh-Hans"):
        desk.ask(licence(language), language=language)
    assert desk.compositions >= 4


@pytest.mark.parametrize(
    "changed",
    [
        {"version_id": 7},
        {"version": 2},
        {"answer": APPROVED["en"].replace("900", "950")},
        {"department": "IMMD"},
    ],
    ids=str,
)
def test_another_version_text_or_department_is_composed_anew(changed):
    desk = Desk()
    desk.ask()
    answer = desk.ask(licence(**changed))
    assert (desk.compositions, len(answer.model_calls)) == (2, 1)
    assert answer.citations[0].version_id == licence(**changed).version_id


def test_a_new_version_is_never_answered_with_the_old_ones_fee():
    desk = Desk()
    assert "HK$900" in desk.ask().text
    assert "HK$950" in desk.ask(licence(version_id=8, version=2, answer=APPROVED["en"].replace("900", "950"))).text


def test_a_neighbour_that_is_found_beside_it_is_another_answer():
    desk = Desk()
    desk.ask()
    desk.ask(licence(), hit("td-near"))
    assert desk.compositions == 2


def test_an_article_that_is_withdrawn_after_it_was_found_is_not_shown():
    desk = Desk()
    desk.ask()
    withdrawn = WithdrawnSince(licence(), features=SURE)
    first = answer_first([Question(QUESTIONS["en"])], replace(desk.tools(), knowledge=withdrawn))[0]
    assert recall(first) == first


def test_a_topic_or_the_models_that_are_switched_off_take_it_back():
    desk = Desk()
    desk.ask()
    desk.changes = {"switches": lambda: Switches({f"topic:{licence().category}": "wrong fee"})}
    assert desk.ask().status is Status.HANDOFF_POLICY_RESTRICTION
    desk.changes = {}
    desk.models = Models(desk.models.chosen, is_off=lambda: True)
    assert desk.ask().status is Status.ANSWERED_APPROVED_TEXT


def other_name(model: ScriptedModel) -> Models:
    other = ScriptedModel(**{"Composed": composed(*SIMPLE["en"])})
    other.name, other.asked = "other", model.asked
    return models_of(other)


def other_prompt(model: ScriptedModel) -> Models:
    return Models(
        {ModelStep.COMPOSE: ChosenModel(ModelStep.COMPOSE, model, {"compose": "compose_1", "repair": "check_1"})}
    )


def second_opinion(model: ScriptedModel) -> Models:
    model.replies["SecondOpinion"] = [{"supported": [True, True], "contradictions": []}]
    return models_of(model, ModelStep.COMPOSE, ModelStep.CHECK)


@pytest.mark.parametrize("change", [other_name, other_prompt, second_opinion])
def test_another_model_prompt_or_second_opinion_is_asked_anew(change):
    desk = Desk()
    desk.ask()
    desk.models = change(desk.model)
    assert desk.ask().status is Status.ANSWERED_COMPOSED
    assert desk.compositions == 2


# Personal data


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My name is Chan Tai Man. How do I renew my driving licence?"),
        ("en", "How do I renew my driving licence? My ID is A123456(3)."),
        ("zh-Hant", "我叫陳大文，如何續領駕駛執照？"),
        ("zh-Hant", "如何續領駕駛執照？我的身份證是A123456(3)。"),
        ("zh-Hans", "我叫陈大文，怎样续领驾驶执照？"),
        ("zh-Hans", "怎样续领驾驶执照？我的身份证是A123456(3)。"),
    ],
)
def test_nothing_is_kept_of_who_tells_who_they_are(language, text):
    desk = Desk(language)
    for _ in range(2):
        desk.ask(text=text)
    assert desk.compositions >= 2
    assert not vars(desk.kept)["_kept"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_of_a_question_is_kept(language):
    desk = Desk(language)
    desk.ask()
    (kept,) = vars(desk.kept)["_kept"].items()
    assert QUESTIONS[language] not in str(kept)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_leans_on_earlier_turns_is_kept_neither_as_it_is_nor_as_a_model_reads_it(language):
    before = (Turn(Role.CITIZEN, QUESTIONS[language]), Turn(Role.ASSISTANT, "…"))
    rephrased = {"intent": "question", "language": language, "question": STANDALONE[language]}
    desk = Desk(language, Rephrased=rephrased, Composed=composed(*SIMPLE[language]))
    for _ in range(2):
        assert desk.ask(text=FOLLOW_UPS[language], history=before).status is Status.ANSWERED_COMPOSED
    assert desk.compositions == 2
    assert not vars(desk.kept)["_kept"]


def test_what_a_model_leaves_open_in_the_citizens_words_is_not_kept():
    text = "How do I renew my driving licence and where can I swim in winter?"
    desk = Desk(Composed=composed(*SIMPLE["en"], completeness="partial", missing="where can I swim in winter"))
    assert desk.ask(text=text).status is Status.ANSWERED_PARTIAL
    assert not vars(desk.kept)["_kept"]


def test_what_a_check_refuses_is_not_kept():
    desk = Desk(Composed=composed("Use https://evil.example."))
    assert [desk.ask().status for _ in range(2)] == [Status.ANSWERED_APPROVED_TEXT] * 2
    assert desk.compositions == 4


def test_what_was_repaired_is_kept_with_the_prompt_of_the_repair():
    desk = Desk(Composed=[composed("Use https://evil.example."), composed(*SIMPLE["en"])])
    assert desk.ask().text == desk.ask().text == SHOWN["en"]
    assert desk.ask().trace[-1].detail["prompt"] == "repair_1"


def test_where_nobody_wants_it_nothing_is_kept():
    desk = Desk()
    desk.kept = KeptAnswers()
    assert [desk.ask().text for _ in range(2)] == [SHOWN["en"]] * 2
    assert desk.compositions == 2
