"""How are two questions in one message answered, and long articles quoted?"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assistant.answering.answer import Answer, ChoiceKind, Completeness, Outcome, Status
from assistant.answering.check import CheckFailed, check
from assistant.answering.compose import cite
from assistant.answering.confidence import Confidence, Judge, Model, Thresholds
from assistant.answering.draft import Draft, Role, Turn
from assistant.answering.knowledge import Excerpt
from assistant.answering.pipeline import answer_questions
from assistant.languages import LANGUAGES, script_evidence
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

# Two questions in one message

RENEW, PAY = hit("td-renew"), hit("wsd-pay", department="WSD")
TWO = {
    "en": ("How do I renew my licence?", " And ", "where can I pay my water bill?"),
    "zh-Hant": ("點樣續領車牌？", "同埋", "邊度可以交水費？"),
    "zh-Hans": ("怎样续领驾照？", "另外", "水费在哪里交？"),
}
EVEN = Judge(Model(0.0, {"score": 1.0}), Thresholds(answer=0.9, clarify=0.6, department=0.4))
"""Takes a score of 0 for as likely as not: enough to name a department and not to answer."""


def _two(language: str, first: dict[str, float], second: dict[str, float], **others: Any) -> ScriptedKnowledge:
    one, _, other = TWO[language]
    results = {one: found(RENEW, features=first), other: found(PAY, features=second)}
    return ScriptedKnowledge(RENEW, PAY, results=results, **others)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_part_of_whose_matter_its_article_nowhere_speaks_stays_without_an_answer(language: str):
    other = TWO[language][-1]
    knowledge = _two(language, SURE, SURE, features=HOPELESS)
    knowledge.results = {**knowledge.results, other: replace(knowledge.results[other], unspoken=("money:instalments",))}
    answer = ask("".join(TWO[language]), knowledge)
    assert answer.completeness is Completeness.PARTIAL
    assert [citation.article_id for citation in answer.citations] == ["td-renew"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_questions_with_an_article_each_are_answered_one_under_the_other(language: str):
    one, _, other = TWO[language]
    knowledge = _two(language, SURE, SURE, features=HOPELESS)
    answer = ask("".join(TWO[language]), knowledge)
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
    answer = ask("".join(TWO[language]), _two(language, *evidence, features=SURE))
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
    answer = ask("".join(TWO["en"]), ScriptedKnowledge(RENEW, features=SURE))
    assert (answer.status, answer.text) == (Status.ANSWERED_APPROVED_TEXT, RENEW.answer)


def test_a_detail_that_finds_the_whole_s_article_too_is_one_matter_with_it():
    knowledge = _two("en", SURE, HOPELESS, features=SURE)
    knowledge.results = {**knowledge.results, TWO["en"][2]: found(PAY, RENEW, features=HOPELESS)}
    answer = ask("".join(TWO["en"]), knowledge)
    assert (answer.status, answer.text) == (Status.ANSWERED_APPROVED_TEXT, RENEW.answer)


def test_without_a_sure_part_the_whole_decides():
    answer = ask("".join(TWO["en"]), _two("en", HOPELESS, HOPELESS, features=HOPELESS))
    assert answer.outcome is Outcome.HANDOFF


def test_the_parts_are_searched_with_the_whole_and_stand_in_the_trace():
    knowledge = _two("en", SURE, SURE)
    answer = ask("".join(TWO["en"]), knowledge)
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
    answer = ask("How do I renew my licence, and how much is it?", knowledge)
    assert len(knowledge.asked) == 1
    assert all("parts" not in step.detail for step in answer.trace)


def test_two_questions_after_earlier_ones_are_each_read_alone():
    knowledge = _two("en", SURE, SURE)
    answer = ask("".join(TWO["en"]), knowledge, history=(Turn(Role.CITIZEN, "How do I adopt a cat?"),))
    assert knowledge.asked[0].alone == "".join(TWO["en"])
    assert [query.alone for query in knowledge.asked[1:]] == ["", ""]
    assert len(answer.citations) == 2


def test_a_citizen_s_words_make_no_link_in_the_answer():
    text = "How do I renew my [licence](http://x.example)? And where can I pay my water bill?"
    results = {"where can I pay my water bill?": found(PAY, features=SURE)}
    answer = ask(text, ScriptedKnowledge(RENEW, features=HOPELESS, results=results))
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
    answer = ask(text, ScriptedKnowledge(guide, features=SURE))
    assert answer.text.endswith("### Guide › Fees\n\nThe fee is $5. Children pay $2.\n\n…\n\n" + source)
    assert "More is said." not in answer.text
    assert answer.citations[0].article_id == "a"


@pytest.mark.parametrize(
    ("text", "source"),
    [("What is the fee?", "From: Guide"), ("點樣收費？", "節錄自：Guide"), ("怎么收费？", "节录自：Guide")],
)
def test_without_an_address_the_title_stands_alone(text: str, source: str):
    guide = hit("a", title="Guide", answer=LONG, excerpt=EXCERPT, url="")
    assert ask(text, ScriptedKnowledge(guide, features=SURE)).text.endswith("\n\n" + source)


def test_a_quoted_text_is_shown_in_the_asker_s_own_script():
    answer_text = "## 费用\n\n续期费用为900元。\n\n## 其他\n\n" + "请携带身份证办理。" * 100
    excerpt = Excerpt(("费用",), "续期费用为900元。")
    guide = hit(language="zh-Hans", title="续期指南", answer=answer_text, excerpt=excerpt)
    answer = ask("點樣續期駕駛執照？", ScriptedKnowledge(guide, features=SURE))
    assert answer.status is Status.ANSWERED_OTHER_LANGUAGE
    assert "### 費用\n\n續期費用為900元。\n\n節錄自：續期指南" in answer.text
    assert script_evidence(answer.text)[1] == 0


def _quoting(text: str) -> tuple[Draft, Answer]:
    guide = hit("a", answer=LONG, excerpt=Excerpt((), text))
    return draft_of(guide), Answer(Status.ANSWERED_APPROVED_TEXT, "en", text, citations=(cite(guide, "en"),))


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
        check(draft_of(hit("a"), hit("b")), answer)


@pytest.mark.parametrize(
    ("margin", "status"), [(0.05, Status.CLARIFY_NEIGHBOURS), (0.07, Status.ANSWERED_APPROVED_TEXT)]
)
def test_neighbours_that_tie_are_asked_back_however_sure_the_first_is(margin: float, status: Status):
    features = {**SURE, "relative_margin": margin, "dense": 4.0, "title_recall": 4.0, "residual_sentence": 4.0}
    knowledge = ScriptedKnowledge(hit("a"), hit("b", title="Replace a licence"), features=features)
    assert ask("renewal fee?", knowledge).status is status
