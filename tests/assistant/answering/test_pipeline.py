"""How does a question become an answer?"""

from dataclasses import replace

import pytest

from assistant.answering.answer import Answer, ChoiceKind, Completeness, HandoffReason, Outcome, Status
from assistant.answering.check import CheckFailed, check
from assistant.answering.compose import cite
from assistant.answering.confidence import Confidence, Judge, Model, Thresholds
from assistant.answering.draft import Draft, Role, Turn
from assistant.answering.knowledge import Excerpt, Query
from assistant.answering.pipeline import answer_questions
from assistant.languages import LANGUAGES, script_evidence
from tests.assistant.answering.scripted_knowledge import (
    HOPELESS,
    SURE,
    Question,
    ScriptedKnowledge,
    found,
    hit,
    tools,
)


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
    answer = _answer(text, knowledge, language=page)
    assert (answer.status, answer.outcome) == (Status.CLARIFY_UNSERVED_LANGUAGE, Outcome.CLARIFY)
    assert answer.language == page
    own, names, in_page_language = answer.text.split("\n\n")
    assert own_words in own
    assert names == "**English · 繁體中文 · 简体中文**"
    assert page_words in in_page_language
    assert [choice.kind for choice in answer.choices] == [ChoiceKind.HANDOFF]
    assert knowledge.asked == []


def test_letters_without_a_notice_of_their_own_are_told_in_the_page_s_language():
    answer = _answer("როგორ განვაახლო პასპორტი", ScriptedKnowledge(hit(), features=SURE), language="zh-Hant")
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
    answer = _answer(text, ScriptedKnowledge(hit(), features=SURE))
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
    draft.result = knowledge.search(Query("q", "en"))
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


# Two questions in one message

RENEW, PAY = hit("td-renew"), hit("wsd-pay", department="WSD")
TWO = {
    "en": ("How do I renew my licence?", " And ", "where can I pay my water bill?"),
    "zh-Hant": ("點樣續領車牌？", "同埋", "邊度可以交水費？"),
    "zh-Hans": ("怎样续领驾照？", "另外", "水费在哪里交？"),
}
EVEN = Judge(Model(0.0, {"score": 1.0}), Thresholds(answer=0.9, clarify=0.6, department=0.4))
"""Takes a score of 0 for as likely as not: enough to name a department and not to answer."""


def _two(language: str, first: dict[str, float], second: dict[str, float], **others: object) -> ScriptedKnowledge:
    one, _, other = TWO[language]
    results = {one: found(RENEW, features=first), other: found(PAY, features=second)}
    return ScriptedKnowledge(RENEW, PAY, results=results, **others)  # type: ignore[arg-type]  # Given by the test.


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_questions_with_an_article_each_are_answered_one_under_the_other(language: str):
    one, _, other = TWO[language]
    knowledge = _two(language, SURE, SURE, features=HOPELESS)
    answer = _answer("".join(TWO[language]), knowledge)
    headings = [line for line in answer.text.splitlines() if line.startswith("## ")]
    assert headings == [f"## {one}", f"## {other}"]
    assert answer.text.index("Approved text of td-renew.") < answer.text.index("Approved text of wsd-pay.")
    assert [citation.article_id for citation in answer.citations] == ["td-renew", "wsd-pay"]
    assert (answer.outcome, answer.completeness) == (Outcome.ANSWERED, Completeness.FULL)
    assert [(r.article_id, r.used) for r in answer.retrieved] == [("td-renew", True), ("wsd-pay", True)]


@pytest.mark.parametrize(
    ("language", "beginning"),
    [("en", "This does not answer: “"), ("zh-Hant", "以上內容未有回答：「"), ("zh-Hans", "以上内容没有回答：“")],
)
@pytest.mark.parametrize("missing", [0, 2])
def test_a_part_without_an_answer_is_named_in_the_citizen_s_own_words(language: str, beginning: str, missing: int):
    evidence = (HOPELESS, SURE) if missing == 0 else (SURE, HOPELESS)
    answer = _answer("".join(TWO[language]), _two(language, *evidence, features=SURE))
    assert (answer.status, answer.outcome) == (Status.ANSWERED_PARTIAL, Outcome.ANSWERED)
    assert answer.completeness is Completeness.PARTIAL
    text, notice = answer.text.rsplit("\n\n", 1)
    assert ("wsd-pay" if missing == 0 else "td-renew") in text
    assert notice.startswith(beginning + TWO[language][missing])
    assert answer.choices[0].kind is ChoiceKind.HANDOFF
    assert answer.department is None


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Water Supplies Department"), ("zh-Hant", "水務署"), ("zh-Hans", "水务署")]
)
def test_the_department_that_the_missing_part_seems_to_be_for_is_named(language: str, name: str):
    used = replace(tools(_two(language, SURE, {"score": 0.0})), confidence=Confidence(EVEN, EVEN))
    answer = answer_questions([Question("".join(TWO[language]))], used)[0]
    assert answer.status is Status.ANSWERED_PARTIAL
    assert answer.department == "WSD"
    assert name in answer.text


def test_one_article_for_both_parts_answers_the_message_as_a_whole():
    answer = _answer("".join(TWO["en"]), ScriptedKnowledge(RENEW, features=SURE))
    assert (answer.status, answer.text) == (Status.ANSWERED_APPROVED_TEXT, RENEW.answer)


def test_a_detail_that_finds_the_whole_s_article_too_is_one_matter_with_it():
    knowledge = _two("en", SURE, HOPELESS, features=SURE)
    knowledge.results = {**knowledge.results, TWO["en"][2]: found(PAY, RENEW, features=HOPELESS)}
    answer = _answer("".join(TWO["en"]), knowledge)
    assert (answer.status, answer.text) == (Status.ANSWERED_APPROVED_TEXT, RENEW.answer)


def test_without_a_sure_part_the_whole_decides():
    answer = _answer("".join(TWO["en"]), _two("en", HOPELESS, HOPELESS, features=HOPELESS))
    assert answer.outcome is Outcome.HANDOFF


def test_the_parts_are_searched_with_the_whole_and_stand_in_the_trace():
    knowledge = _two("en", SURE, SURE)
    answer = _answer("".join(TWO["en"]), knowledge)
    one, _, other = TWO["en"]
    assert [query.text for query in knowledge.asked] == ["".join(TWO["en"]), one, other]
    details = {step.step: step.detail for step in answer.trace}
    assert details["understand"]["parts"] == [one, other]
    assert [part["best"] for part in details["decide"]["parts"]] == ["td-renew", "wsd-pay"]


def test_each_question_of_a_batch_keeps_its_own_results():
    knowledge = _two("en", SURE, SURE, features=SURE)
    texts = ["How do I renew my licence?", "".join(TWO["en"]), "How do I renew my licence?"]
    answers = answer_questions([Question(text) for text in texts], tools(knowledge))
    assert [len(answer.citations) for answer in answers] == [1, 2, 1]


def test_one_question_is_searched_once_and_leaves_no_parts():
    knowledge = ScriptedKnowledge(hit(), features=SURE)
    answer = _answer("How do I renew my licence, and how much is it?", knowledge)
    assert len(knowledge.asked) == 1
    assert all("parts" not in step.detail for step in answer.trace)


def test_two_questions_after_earlier_ones_are_each_read_alone():
    knowledge = _two("en", SURE, SURE)
    answer = _answer("".join(TWO["en"]), knowledge, history=(Turn(Role.CITIZEN, "How do I adopt a cat?"),))
    assert knowledge.asked[0].alone == "".join(TWO["en"])
    assert [query.alone for query in knowledge.asked[1:]] == ["", ""]
    assert len(answer.citations) == 2


def test_a_citizen_s_words_make_no_link_in_the_answer():
    text = "How do I renew my [licence](http://x.example)? And where can I pay my water bill?"
    results = {"where can I pay my water bill?": found(PAY, features=SURE)}
    answer = _answer(text, ScriptedKnowledge(RENEW, features=HOPELESS, results=results))
    assert "\\[licence\\](http://x.example)" in answer.text


# Long answers

LONG = "Opening hours are long.\n\n## Fees\n\nThe fee is $5. Children pay $2.\n\n" + "More is said. " * 100
EXCERPT = Excerpt(("Guide", "Fees"), "The fee is $5. Children pay $2.\n\n…")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("What is the fee?", "From: Guide — full page: <https://www.chingwan.example/a>"),
        ("點樣收費？", "節錄自：Guide — 全文：<https://www.chingwan.example/a>"),
        ("怎么收费？", "节录自：Guide — 全文：<https://www.chingwan.example/a>"),
    ],
)
def test_a_long_answer_is_quoted_under_its_heading_with_its_source(text: str, source: str):
    guide = hit("a", title="Guide", answer=LONG, excerpt=EXCERPT)
    answer = _answer(text, ScriptedKnowledge(guide, features=SURE))
    assert answer.text.endswith("### Guide › Fees\n\nThe fee is $5. Children pay $2.\n\n…\n\n" + source)
    assert "More is said." not in answer.text
    assert answer.citations[0].article_id == "a"


@pytest.mark.parametrize(
    ("text", "source"),
    [("What is the fee?", "From: Guide"), ("點樣收費？", "節錄自：Guide"), ("怎么收费？", "节录自：Guide")],
)
def test_without_an_address_the_title_stands_alone(text: str, source: str):
    guide = hit("a", title="Guide", answer=LONG, excerpt=EXCERPT, url="")
    assert _answer(text, ScriptedKnowledge(guide, features=SURE)).text.endswith("\n\n" + source)


def test_a_quoted_text_is_shown_in_the_asker_s_own_script():
    answer_text = "## 费用\n\n续期费用为900元。\n\n## 其他\n\n" + "请携带身份证办理。" * 100
    excerpt = Excerpt(("费用",), "续期费用为900元。")
    guide = hit(language="zh-Hans", title="续期指南", answer=answer_text, excerpt=excerpt)
    answer = _answer("點樣續期駕駛執照？", ScriptedKnowledge(guide, features=SURE))
    assert answer.status is Status.ANSWERED_OTHER_LANGUAGE
    assert "### 費用\n\n續期費用為900元。\n\n節錄自：續期指南" in answer.text
    assert script_evidence(answer.text)[1] == 0


def _quoting(text: str) -> tuple[Draft, Answer]:
    guide = hit("a", answer=LONG, excerpt=Excerpt((), text))
    return _draft(guide), Answer(Status.ANSWERED_APPROVED_TEXT, "en", text, citations=(cite(guide, "en"),))


def test_the_check_lets_sentences_of_the_approved_text_pass():
    check(*_quoting("…\n\nThe fee is $5. Children pay $2.\n\n…"))


@pytest.mark.parametrize("text", ["The fee is $6.", "The fee is $5.\n\nDogs are free.", "…", ""])
def test_the_check_refuses_an_excerpt_with_a_sentence_that_its_source_does_not_hold(text: str):
    with pytest.raises(CheckFailed, match="not that of a"):
        check(*_quoting(text))


def test_the_check_looks_at_both_articles_of_an_answer():
    text = "Approved text of a."
    answer = Answer(Status.ANSWERED_APPROVED_TEXT, "en", text, citations=(cite(hit("a"), "en"), cite(hit("b"), "en")))
    with pytest.raises(CheckFailed, match="not that of b"):
        check(_draft(hit("a"), hit("b")), answer)


@pytest.mark.parametrize(
    ("margin", "status"), [(0.05, Status.CLARIFY_NEIGHBOURS), (0.07, Status.ANSWERED_APPROVED_TEXT)]
)
def test_neighbours_that_tie_are_asked_back_however_sure_the_first_is(margin: float, status: Status):
    features = {**SURE, "relative_margin": margin, "dense": 4.0, "title_recall": 4.0, "residual_sentence": 4.0}
    knowledge = ScriptedKnowledge(hit("a"), hit("b", title="Replace a licence"), features=features)
    assert _answer("renewal fee?", knowledge).status is status
