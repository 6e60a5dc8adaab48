"""How does a question become an answer?"""

from dataclasses import replace

import pytest

from assistant.answering.answer import Answer, ChoiceKind, HandoffReason, Outcome, Status
from assistant.answering.check import CheckFailed, check
from assistant.answering.compose import cite
from assistant.answering.draft import Role, Turn
from assistant.answering.pipeline import answer_questions
from assistant.languages import script_evidence
from tests.assistant.answering.asking import ask, draft_of
from tests.assistant.answering.scripted_knowledge import (
    HOPELESS,
    SURE,
    Question,
    ScriptedKnowledge,
    found,
    hit,
    tools,
)


def test_a_sure_hit_is_answered_with_the_approved_text_word_for_word_and_its_source():
    answer = ask("How do I renew my licence?", ScriptedKnowledge(hit(), hit("td-replace"), features=SURE))
    assert answer.status is Status.ANSWERED_APPROVED_TEXT
    assert answer.text == "Approved text of td-renew."
    citation = answer.citations[0]
    assert (citation.article_id, citation.version, citation.title) == ("td-renew", 1, "Title of td-renew")
    assert citation.last_reviewed.isoformat() == "2026-05-01"
    assert [(r.article_id, r.used) for r in answer.retrieved] == [("td-renew", True), ("td-replace", False)]


def test_every_step_leaves_its_trace_in_order():
    answer = ask("How do I renew my licence?", ScriptedKnowledge(hit(), features=SURE))
    assert [step.step for step in answer.trace] == [
        "protect",
        "screen",
        "understand",
        "retrieve",
        "decide",
        "heed_topics",
        "compose",
    ]
    assert all(step.duration_ms >= 0 for step in answer.trace)
    assert answer.mode == "rules+hybrid"


@pytest.mark.parametrize(
    ("text", "language"),
    [("Can I keep a tiger?", "en"), ("可否飼養老虎？", "zh-Hant"), ("可以饲养老虎吗？", "zh-Hans")],
)
def test_without_a_fitting_article_a_person_is_offered_and_nothing_invented(text: str, language: str):
    answer = ask(text, ScriptedKnowledge(hit(), features=HOPELESS))
    assert answer.status is Status.HANDOFF_MISSING_KNOWLEDGE
    assert answer.handoff_reason is HandoffReason.MISSING_KNOWLEDGE
    assert answer.language == language
    assert answer.citations == ()
    assert [choice.kind for choice in answer.choices] == [ChoiceKind.HANDOFF]


def test_with_no_knowledge_at_all_a_person_is_offered():
    assert ask("How do I renew my licence?", ScriptedKnowledge()).outcome is Outcome.HANDOFF


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Can I appeal about my licence?", "en"),
        ("續領駕駛執照可否上訴？", "zh-Hant"),
        ("续领驾驶执照可以上诉吗？", "zh-Hans"),
    ],
)
def test_a_sure_hit_that_nowhere_speaks_of_what_is_asked_is_only_offered(text: str, language: str):
    hits = (hit("td-renew"), hit("td-replace"))
    knowledge = ScriptedKnowledge(results={text: replace(found(*hits, features=SURE), unspoken=("action:appeal",))})
    answer = ask(text, knowledge)
    assert (answer.status, answer.language, answer.citations) == (Status.CLARIFY_NEIGHBOURS, language, ())
    assert [choice.text for choice in answer.choices] == ["Title of td-renew", "Title of td-replace", ""]
    (decided,) = [step for step in answer.trace if step.step == "decide"]
    assert decided.detail["unspoken"] == ("action:appeal",)


def test_pressing_an_offered_title_gives_that_article_whatever_the_scores():
    knowledge = ScriptedKnowledge(hit("a"), hit("b", title="Replace a licence"), features=HOPELESS)
    answer = ask("Replace a licence", knowledge)
    assert answer.citations[0].article_id == "b"
    assert answer.confidence == 1.0


@pytest.mark.parametrize("text", ["", "   ", "\x00\x07", "\u200b\U000e0041"])
def test_an_empty_message_is_told_so_and_never_searched(text: str):
    knowledge = ScriptedKnowledge(hit(), features=SURE)
    assert ask(text, knowledge).status is Status.DECLINED_EMPTY
    assert knowledge.asked == []


def test_a_message_of_a_thousand_and_one_characters_is_told_the_limit():
    answer = ask("a" * 1001, ScriptedKnowledge(hit(), features=SURE))
    assert answer.status is Status.DECLINED_TOO_LONG
    assert "1000" in answer.text.replace(",", "")


@pytest.mark.parametrize("text", ["🙂🙂", "?!…", "———"])
def test_a_message_without_a_letter_or_number_is_unreadable(text: str):
    assert ask(text, ScriptedKnowledge(hit(), features=SURE)).status is Status.DECLINED_UNREADABLE


@pytest.mark.promise("T33")
@pytest.mark.parametrize(
    ("text", "own_words"),
    [
        ("Comment renouveler mon passeport ?", "en chinois traditionnel"),
        ("Paano mag-renew ng passport?", "Tradisyonal na Tsino"),
        ("کیا مجھے لائسنس مل سکتا ہے؟", "روایتی چینی"),
        ("मुझे लाइसेंस कैसे मिलेगा", "पारंपरिक चीनी"),
        ("ใบขับขี่ต่ออายุอย่างไร", "ภาษาจีนตัวเต็ม"),
    ],
)
@pytest.mark.parametrize(
    ("page", "page_words"),
    [("en", "Traditional Chinese and"), ("zh-Hant", "要求聯絡職員"), ("zh-Hans", "要求联络职员")],
)
def test_another_language_is_told_which_are_served_and_offered_a_person(
    text: str, own_words: str, page: str, page_words: str
):
    knowledge = ScriptedKnowledge(hit(), features=SURE)
    answer = ask(text, knowledge, language=page)
    assert (answer.status, answer.outcome) == (Status.CLARIFY_UNSERVED_LANGUAGE, Outcome.CLARIFY)
    assert answer.language == page
    own, names, in_page_language = answer.text.split("\n\n")
    assert own_words in own
    assert names == "**English · 繁體中文 · 简体中文**"
    assert page_words in in_page_language
    assert [choice.kind for choice in answer.choices] == [ChoiceKind.HANDOFF]
    assert knowledge.asked == []


def test_letters_without_a_notice_of_their_own_are_told_in_the_page_s_language():
    answer = ask("როგორ განვაახლო პასპორტი", ScriptedKnowledge(hit(), features=SURE), language="zh-Hant")
    assert answer.status is Status.CLARIFY_UNSERVED_LANGUAGE
    assert answer.text.startswith("**English · 繁體中文 · 简体中文**")


@pytest.mark.parametrize(
    ("text", "status", "call"),
    [
        ("Au secours !", Status.EMERGENCY_DANGER, "appelez immédiatement le 999"),
        ("Saklolo! May sunog sa bahay", Status.EMERGENCY_DANGER, "tumawag agad sa 999"),
        ("میرے گھر میں آگ لگ گئی ہے", Status.EMERGENCY_DANGER, "فوراً 999"),
        ("Quiero morir", Status.EMERGENCY_CRISIS, "llame de inmediato al 999"),
        ("mayday mayday", Status.EMERGENCY_DANGER, "call 999"),
        ("Au secours ! " * 200, Status.EMERGENCY_DANGER, "appelez immédiatement le 999"),
    ],
)
def test_a_call_for_help_in_another_language_gets_the_emergency_text(text: str, status: Status, call: str):
    answer = ask(text, ScriptedKnowledge(hit(), features=SURE))
    assert answer.status is status
    assert answer.handoff_reason is HandoffReason.EMERGENCY
    assert call in answer.text
    assert "call 999 at once" in answer.text
    assert answer.choices[0].kind is ChoiceKind.HANDOFF


@pytest.mark.parametrize(
    ("text", "language"),
    [("I smell gas in my kitchen now", "en"), ("救命呀，屋企而家火燭", "zh-Hant"), ("救命！家里着火了", "zh-Hans")],
)
def test_danger_gets_the_fixed_text_first_and_nothing_is_searched(text: str, language: str):
    knowledge = ScriptedKnowledge(hit(), features=SURE)
    answer = ask(text, knowledge)
    assert answer.outcome is Outcome.EMERGENCY
    assert answer.language == language
    assert "999" in answer.text
    assert knowledge.asked == []


def test_danger_in_a_message_that_is_too_long_is_still_danger():
    text = "There is a fire in my building now, please help! " + "a " * 1000
    assert ask(text, ScriptedKnowledge()).outcome is Outcome.EMERGENCY


@pytest.mark.parametrize("text", ["I want to talk to a person", "我想搵真人傾", "请帮我转人工"])
def test_a_wish_for_a_person_is_granted_at_once(text: str):
    answer = ask(text, ScriptedKnowledge(hit(), features=SURE))
    assert answer.status is Status.HANDOFF_CUSTOMER_REQUEST
    assert answer.handoff_reason is HandoffReason.CUSTOMER_REQUEST


def test_a_broken_search_ends_with_a_person_and_keeps_its_cause():
    answer = ask("How do I renew my licence?", ScriptedKnowledge(error=RuntimeError("index on fire")))
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
    ask("and for my wife?", knowledge, history=history)
    words = set(knowledge.asked[0].text.split())
    assert words <= set("How do I renew my passport? Bring form 1. and for my wife?".split())
    assert {"passport?", "wife?"} <= words


def test_simplified_text_is_never_shown_to_someone_who_writes_traditional():
    simplified = hit(language="zh-Hans", title="续期驾驶执照", answer="请携带身份证办理续期。")
    answer = ask("點樣續期駕駛執照？", ScriptedKnowledge(simplified, features=SURE))
    assert answer.status is Status.ANSWERED_OTHER_LANGUAGE
    assert "請攜帶身份證辦理續期。" in answer.text
    assert script_evidence(answer.text)[1] == 0
    assert script_evidence(answer.citations[0].title)[1] == 0


def test_neutral_characters_are_no_reason_to_answer_in_english():
    answer = ask("公共泳池", ScriptedKnowledge(hit(), features=SURE), language="zh-Hant")
    assert (answer.status, answer.language) == (Status.ANSWERED_OTHER_LANGUAGE, "zh-Hant")
    assert answer.text.startswith("核准內容只有英文版本：")


def test_neutral_characters_take_the_script_of_the_article():
    simplified = hit(language="zh-Hans", title="更改地址", answer="请填写表格。")
    answer = ask("如何更改地址", ScriptedKnowledge(simplified, features=SURE))
    assert (answer.status, answer.text) == (Status.ANSWERED_APPROVED_TEXT, "请填写表格。")


def test_text_that_exists_in_english_only_is_shown_with_a_word_about_it():
    answer = ask("點樣續期駕駛執照？", ScriptedKnowledge(hit(), features=SURE))
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
    answer = ask(text, ScriptedKnowledge(hit("hyd-pothole", department="HYD"), features=SURE))
    assert answer.status is status
    assert answer.choices[0].kind is ChoiceKind.CASE
    assert answer.department == "HYD"
    assert "Highways Department" in answer.text


def test_the_check_refuses_a_source_that_was_not_retrieved():
    answer = Answer(Status.ANSWERED_APPROVED_TEXT, "en", "Approved text of b.", citations=(cite(hit("b"), "en"),))
    with pytest.raises(CheckFailed, match="not retrieved"):
        check(draft_of(hit("a")), answer)


def test_the_check_refuses_a_text_that_its_source_does_not_hold():
    answer = Answer(Status.ANSWERED_APPROVED_TEXT, "en", "The fee is $5.", citations=(cite(hit("a"), "en"),))
    with pytest.raises(CheckFailed, match="not that of a"):
        check(draft_of(hit("a")), answer)


def test_the_check_refuses_an_answer_without_a_source():
    with pytest.raises(CheckFailed, match="without a source"):
        check(draft_of(hit("a")), Answer(Status.ANSWERED_APPROVED_TEXT, "en", "Approved text of a."))
