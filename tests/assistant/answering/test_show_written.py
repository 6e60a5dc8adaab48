from dataclasses import replace

import pytest

from assistant.answering.answer import Completeness, Status
from assistant.answering.check import CheckFailed
from assistant.answering.draft import Part
from assistant.answering.show_written import show_written
from assistant.answering.sources import list_sources
from assistant.answering.written import WrittenAnswer, WrittenSentence
from assistant.switches.off_switches import Switches
from tests.assistant.answering.licences import LANGUAGES, draft_for, licence
from tests.assistant.answering.scripted_knowledge import ScriptedKnowledge, hit

TEXTS = {"en": "The fee is HK$900.", "zh-Hant": "費用為900元。", "zh-Hans": "费用为900元。"}


def written_from(*numbers: int, language: str = "en", missing: str = "") -> WrittenAnswer:
    sentences = tuple(WrittenSentence(TEXTS[language], (number,)) for number in numbers)
    return WrittenAnswer(language, sentences, Completeness.PARTIAL if missing else Completeness.FULL, missing)


@pytest.mark.parametrize("language", LANGUAGES)
def test_checked_words_are_an_answer_of_their_own_status_with_their_source(language):
    draft = draft_for(licence(language), language=language)
    answer = show_written(draft, written_from(1, language=language), list_sources(draft))
    assert (answer.status, answer.language, answer.text) == (Status.ANSWERED_COMPOSED, language, TEXTS[language])
    assert (answer.completeness, answer.mode) == (Completeness.FULL, "model+hybrid")
    (citation,) = answer.citations
    assert (citation.article_id, citation.version_id) == ("td-renew", licence().version_id)
    assert answer.department == "TD"


def test_only_what_is_used_is_cited_in_the_order_of_its_first_use():
    draft = draft_for(licence(), hit("a"), hit("b"))
    answer = show_written(draft, written_from(3, 1, 3), list_sources(draft))
    assert [citation.article_id for citation in answer.citations] == ["b", "td-renew"]
    assert {found.article_id: found.used for found in answer.retrieved} == {"td-renew": True, "a": False, "b": True}


OTHER_LANGUAGE = {
    "en": "This is taken from approved text that is available in Traditional Chinese only.\n\nThe fee is HK$900.",
    "zh-Hant": "以下內容取自核准資料，該資料只有英文版本。\n\n費用為900元。",
    "zh-Hans": "以下内容取自核准资料，该资料只有英文版本。\n\n费用为900元。",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_from_another_language_says_so(language):
    other = "zh-Hant" if language == "en" else "en"
    draft = draft_for(licence(other), language=language)
    answer = show_written(draft, written_from(1, language=language), list_sources(draft))
    assert answer.status is Status.ANSWERED_OTHER_LANGUAGE
    assert answer.text == OTHER_LANGUAGE[language]


MISSING = {
    "en": ("how long?", "This does not answer: “how long?”. A person can help with that."),
    "zh-Hant": ("要多久", "以上內容未有回答：「要多久」。這個問題可由職員協助你。"),
    "zh-Hans": ("要多久", "以上内容没有回答：“要多久”。这个问题可由职员协助您。"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_partial_answer_names_what_it_leaves_open(language):
    draft = draft_for(licence(language), language=language)
    words, said = MISSING[language]
    answer = show_written(draft, written_from(1, language=language, missing=words), list_sources(draft))
    assert (answer.status, answer.completeness) == (Status.ANSWERED_PARTIAL, Completeness.PARTIAL)
    assert answer.text == f"{TEXTS[language]}\n\n{said}"


def test_the_department_of_a_part_that_the_rules_leave_open_is_asked_for_it():
    draft = draft_for(licence())
    draft.parts = (Part("renew?", chosen=licence()), Part("swim?", department="LCSD"))
    answer = show_written(draft, written_from(1, missing="swim?"), list_sources(draft))
    assert answer.department == "LCSD"
    assert "Leisure" in answer.text


@pytest.mark.promise("S34")
def test_an_article_that_was_withdrawn_while_the_model_wrote_is_not_shown():
    draft = draft_for(licence())
    sources = list_sources(draft)
    draft.tools = replace(draft.tools, knowledge=ScriptedKnowledge())
    with pytest.raises(CheckFailed, match="published no more"):
        show_written(draft, written_from(1), sources)


@pytest.mark.promise("S34")
def test_an_article_that_was_not_retrieved_for_this_question_is_not_shown():
    draft = draft_for(licence())
    (only,) = list_sources(draft)
    with pytest.raises(CheckFailed, match="not retrieved"):
        show_written(draft, written_from(1), [replace(only, hit=hit("never-found"))])


@pytest.mark.promise("S34")
def test_words_without_a_source_are_not_shown():
    draft = draft_for(licence())
    with pytest.raises(CheckFailed, match="without a source"):
        show_written(draft, written_from(), list_sources(draft))


@pytest.mark.parametrize("target", ["assistant", "topic:licence_permit_enquiry"])
def test_what_was_switched_off_while_the_model_wrote_is_not_shown(target):
    draft = draft_for(licence())
    sources = list_sources(draft)
    draft.tools = replace(draft.tools, switches=lambda: Switches({target: "a test"}))
    with pytest.raises(CheckFailed, match="switched off"):
        show_written(draft, written_from(1), sources)
