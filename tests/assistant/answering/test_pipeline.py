"""How does a question become an answer?"""

import pytest

from assistant.answering.answer import Answer, ChoiceKind, HandoffReason, Outcome, Status
from assistant.answering.check import CheckFailed, check
from assistant.answering.compose import cite
from assistant.answering.draft import Draft, Role, Turn
from assistant.answering.pipeline import answer_questions
from assistant.languages import script_evidence
from tests.assistant.answering.scripted_knowledge import HOPELESS, SURE, Question, ScriptedKnowledge, hit, tools


def _answer(text: str, knowledge: ScriptedKnowledge, *, language: str | None = None, history: tuple[Turn, ...] = ()):
    return answer_questions([Question(text, language, history)], tools(knowledge))[0]


def test_a_sure_hit_is_answered_with_the_approved_text_word_for_word_and_its_source():
    answer = _answer("How do I renew my licence?", ScriptedKnowledge(hit(), hit("td-replace"), features=SURE))
    assert answer.status is Status.ANSWERED_APPROVED_TEXT
    assert answer.text == "Approved text of td-renew."
    citation = answer.citations[0]
    assert (citation.article_id, citation.version, citation.title) == ("td-renew", 1, "Title of td-renew")
    assert citation.last_reviewed.isoformat() == "2026-05-01"
    assert [(r.article_id, r.used) for r in answer.retrieved] == [("td-renew", True), ("td-replace", False)]


def test_every_step_leaves_its_trace_in_order():
    answer = _answer("How do I renew my licence?", ScriptedKnowledge(hit(), features=SURE))
    assert [step.step for step in answer.trace] == ["screen", "understand", "retrieve", "decide", "compose"]
    assert all(step.duration_ms >= 0 for step in answer.trace)
    assert answer.mode == "rules+hybrid"


@pytest.mark.parametrize(
    ("text", "language"),
    [("Can I keep a tiger?", "en"), ("可否飼養老虎？", "zh-Hant"), ("可以饲养老虎吗？", "zh-Hans")],
)
def test_without_a_fitting_article_a_person_is_offered_and_nothing_invented(text: str, language: str):
    answer = _answer(text, ScriptedKnowledge(hit(), features=HOPELESS))
    assert answer.status is Status.HANDOFF_MISSING_KNOWLEDGE
    assert answer.handoff_reason is HandoffReason.MISSING_KNOWLEDGE
    assert answer.language == language
    assert answer.citations == ()
    assert [choice.kind for choice in answer.choices] == [ChoiceKind.HANDOFF]


def test_with_no_knowledge_at_all_a_person_is_offered():
    assert _answer("How do I renew my licence?", ScriptedKnowledge()).outcome is Outcome.HANDOFF


def test_pressing_an_offered_title_gives_that_article_whatever_the_scores():
    knowledge = ScriptedKnowledge(hit("a"), hit("b", title="Replace a licence"), features=HOPELESS)
    answer = _answer("Replace a licence", knowledge)
    assert answer.citations[0].article_id == "b"
    assert answer.confidence == 1.0


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "\u200b\U000e0041"])
def test_an_empty_message_is_told_so_and_never_searched(text: str):
    knowledge = ScriptedKnowledge(hit(), features=SURE)
    assert _answer(text, knowledge).status is Status.DECLINED_EMPTY
    assert knowledge.asked == []


def test_a_message_of_a_thousand_and_one_characters_is_told_the_limit():
    answer = _answer("a" * 1001, ScriptedKnowledge(hit(), features=SURE))
    assert answer.status is Status.DECLINED_TOO_LONG
    assert "1000" in answer.text.replace(",", "")


@pytest.mark.parametrize("text", ["🙂🙂", "?!…", "———"])
def test_a_message_without_a_letter_or_number_is_unreadable(text: str):
    assert _answer(text, ScriptedKnowledge(hit(), features=SURE)).status is Status.DECLINED_UNREADABLE


@pytest.mark.parametrize("text", ["کیا مجھے لائسنس مل سکتا ہے؟", "मुझे लाइसेंस कैसे मिलेगा", "ใบขับขี่ต่ออายุอย่างไร"])
def test_a_script_that_is_not_served_is_told_which_are_and_offered_a_person(text: str):
    answer = _answer(text, ScriptedKnowledge(hit(), features=SURE))
    assert answer.status is Status.HANDOFF_UNSERVED_LANGUAGE
    assert answer.choices[0].kind is ChoiceKind.HANDOFF


@pytest.mark.parametrize(
    ("text", "language"),
    [("I smell gas in my kitchen now", "en"), ("救命呀，屋企而家火燭", "zh-Hant"), ("救命！家里着火了", "zh-Hans")],
)
def test_danger_gets_the_fixed_text_first_and_nothing_is_searched(text: str, language: str):
    knowledge = ScriptedKnowledge(hit(), features=SURE)
    answer = _answer(text, knowledge)
    assert answer.outcome is Outcome.EMERGENCY
    assert answer.language == language
    assert "999" in answer.text
    assert knowledge.asked == []


def test_danger_in_a_message_that_is_too_long_is_still_danger():
    text = "There is a fire in my building now, please help! " + "a " * 1000
    assert _answer(text, ScriptedKnowledge()).outcome is Outcome.EMERGENCY


@pytest.mark.parametrize("text", ["I want to talk to a person", "我想搵真人傾", "请帮我转人工"])
def test_a_wish_for_a_person_is_granted_at_once(text: str):
    answer = _answer(text, ScriptedKnowledge(hit(), features=SURE))
    assert answer.status is Status.HANDOFF_CUSTOMER_REQUEST
    assert answer.handoff_reason is HandoffReason.CUSTOMER_REQUEST


def test_a_broken_search_ends_with_a_person_and_keeps_its_cause():
    answer = _answer("How do I renew my licence?", ScriptedKnowledge(error=RuntimeError("index on fire")))
    assert answer.status is Status.HANDOFF_FAILURE
    assert answer.error == "RuntimeError: index on fire"
    assert "fire" not in answer.text


def test_one_broken_question_does_not_touch_its_neighbours(monkeypatch: pytest.MonkeyPatch):
    knowledge = ScriptedKnowledge(hit(), features=SURE)
    questions = [Question("How do I renew my licence?"), Question(None), Question("Where is the office?")]  # type: ignore[arg-type]  # Broken on purpose.
    statuses = [answer.status for answer in answer_questions(questions, tools(knowledge))]
    assert statuses == [Status.ANSWERED_APPROVED_TEXT, Status.HANDOFF_FAILURE, Status.ANSWERED_APPROVED_TEXT]


def test_a_follow_up_is_read_with_the_turns_before_it_and_nothing_else():
    knowledge = ScriptedKnowledge(hit(), features=SURE)
    history = (Turn(Role.CITIZEN, "How do I renew my passport?"), Turn(Role.ASSISTANT, "Bring form 1."))
    _answer("and for my wife?", knowledge, history=history)
    words = set(knowledge.asked[0].text.split())
    assert words <= set("How do I renew my passport? Bring form 1. and for my wife?".split())
    assert {"passport?", "wife?"} <= words


def test_simplified_text_is_never_shown_to_someone_who_writes_traditional():
    simplified = hit(language="zh-Hans", title="续期驾驶执照", answer="请携带身份证办理续期。")
    answer = _answer("點樣續期駕駛執照？", ScriptedKnowledge(simplified, features=SURE))
    assert answer.status is Status.ANSWERED_OTHER_LANGUAGE
    assert "請攜帶身份證辦理續期。" in answer.text
    assert script_evidence(answer.text)[1] == 0
    assert script_evidence(answer.citations[0].title)[1] == 0


def test_neutral_characters_take_the_script_of_the_article():
    simplified = hit(language="zh-Hans", title="更改地址", answer="请填写表格。")
    answer = _answer("如何更改地址", ScriptedKnowledge(simplified, features=SURE))
    assert (answer.status, answer.text) == (Status.ANSWERED_APPROVED_TEXT, "请填写表格。")


def test_text_that_exists_in_english_only_is_shown_with_a_word_about_it():
    answer = _answer("點樣續期駕駛執照？", ScriptedKnowledge(hit(), features=SURE))
    assert answer.status is Status.ANSWERED_OTHER_LANGUAGE
    assert answer.text.endswith("Approved text of td-renew.")
    assert "英文" in answer.text


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("I want to complain about the rude officer at the counter", Status.CASE_COMPLAINT),
        ("There is a big pothole outside 12 Pearl Street, please fix it", Status.CASE_SERVICE_REQUEST),
    ],
)
def test_complaints_and_reports_are_offered_to_be_passed_on(text: str, status: Status):
    answer = _answer(text, ScriptedKnowledge(hit("hyd-pothole", department="HYD"), features=SURE))
    assert answer.status is status
    assert answer.choices[0].kind is ChoiceKind.CASE
    assert answer.department == "HYD"
    assert "Highways Department" in answer.text


def _draft(*hits: object) -> Draft:
    knowledge = ScriptedKnowledge(*hits)  # type: ignore[arg-type]
    draft = Draft(Question("q"), tools(knowledge))
    draft.result = knowledge.search_many([None])[0]  # type: ignore[list-item]
    return draft


def test_the_check_refuses_a_source_that_was_not_retrieved():
    answer = Answer(Status.ANSWERED_APPROVED_TEXT, "en", "Approved text of b.", citations=(cite(hit("b"), "en"),))
    with pytest.raises(CheckFailed, match="not retrieved"):
        check(_draft(hit("a")), answer)


def test_the_check_refuses_a_text_that_its_source_does_not_hold():
    answer = Answer(Status.ANSWERED_APPROVED_TEXT, "en", "The fee is $5.", citations=(cite(hit("a"), "en"),))
    with pytest.raises(CheckFailed, match="not that of a"):
        check(_draft(hit("a")), answer)


def test_the_check_refuses_an_answer_without_a_source():
    with pytest.raises(CheckFailed, match="without a source"):
        check(_draft(hit("a")), Answer(Status.ANSWERED_APPROVED_TEXT, "en", "Approved text of a."))
