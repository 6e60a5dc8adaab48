from dataclasses import replace

import pytest

from assistant.answering.knowledge import Excerpt
from assistant.answering.sources import MAX_LENGTH, MAX_SOURCES, list_sources
from assistant.switches.off_switches import Switches
from tests.assistant.answering.licences import LANGUAGES, QUESTIONS, draft_for, licence
from tests.assistant.answering.scripted_knowledge import SURE, found, hit


def ids(draft):
    return [(source.number, source.hit.article_id) for source in list_sources(draft)]


def test_the_chosen_article_comes_first_and_then_those_that_fit_nearly_as_well():
    # 0.85 of the best score, 1.0, is asked for.
    draft = draft_for(licence(score=1.0), hit("near", score=0.9), hit("far", score=0.8))
    assert ids(draft) == [(1, "td-renew"), (2, "near")]


def test_there_are_four_at_most():
    draft = draft_for(licence(), *(hit(f"near-{number}") for number in range(6)))
    assert len(list_sources(draft)) == MAX_SOURCES == 4


def test_the_articles_of_both_parts_of_a_message_are_sources():
    draft = draft_for(licence(), text="How do I renew my driving licence? Where can I swim in winter?")
    assert len(draft.parts) == 2
    for part, chosen in zip(draft.parts, (licence(), hit("swim")), strict=True):
        part.result, part.chosen = found(chosen, features=SURE), chosen
    assert ids(draft) == [(1, "td-renew"), (2, "swim")]


def test_what_is_for_staff_or_whose_topic_is_off_is_no_source():
    draft = draft_for(licence(), hit("staff", audience="internal"), hit("off", category="closed"))
    draft.tools = replace(draft.tools, switches=lambda: Switches({"topic:closed": "a test"}))
    assert ids(draft) == [(1, "td-renew")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_article_is_read_in_the_citizens_language_where_it_has_it(language):
    other = "en" if language != "en" else "zh-Hant"
    draft = draft_for(licence(language), hit("near", language=other), hit("near", language=language), language=language)
    assert [source.language for source in list_sources(draft)] == [language, language]


def test_an_article_of_another_language_stays_in_that():
    (only,) = list_sources(draft_for(licence("zh-Hans"), text=QUESTIONS["en"]))
    assert only.language == "zh-Hans"


def test_a_traditional_reader_gets_it_in_traditional_characters():
    (only,) = list_sources(draft_for(licence("zh-Hans"), language="zh-Hant"))
    assert only.text.startswith("請填寫表格")


def test_a_long_article_is_what_is_quoted_of_it_under_its_headings():
    long = licence(excerpt=Excerpt(("Licences", "Renewal"), "…\n\nThe fee is HK$900."))
    (only,) = list_sources(draft_for(long))
    assert only.text == "Licences › Renewal\n…\n\nThe fee is HK$900."


def test_a_passage_is_cut_after_a_sentence():
    (only,) = list_sources(draft_for(licence(answer="This is one sentence. " * 200)))
    assert MAX_LENGTH - 30 < len(only.text) <= MAX_LENGTH
    assert only.text.endswith("sentence.")
