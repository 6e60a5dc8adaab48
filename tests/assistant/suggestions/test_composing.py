"""Of which sentences is a draft made?"""

import pytest

from assistant.answering.check import CheckFailed
from assistant.answering.knowledge import Excerpt, Hit
from assistant.suggestions.composing import ComposedDraft, check_sources, compose_draft, is_readable_in
from assistant.suggestions.suggestion import Sentence
from tests.assistant.answering.scripted_knowledge import hit
from tests.assistant.licence_knowledge import APPROVED

LICENCES = [(language, hit("td-renew", language=language, answer=text)) for language, text in APPROVED.items()]


@pytest.mark.parametrize(("language", "licence"), LICENCES)
def test_every_sentence_of_the_approved_text_has_its_source(language: str, licence: Hit):
    draft = compose_draft([licence], language)
    assert draft.text == APPROVED[language]
    assert [sentence.sources for sentence in draft.sentences] == [(1,), (1,)]
    check_sources(draft, [licence])


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_two_articles_are_two_paragraphs_with_a_source_each(language: str):
    one, other = dict(LICENCES)[language], hit("td-lost", language=language, answer=APPROVED[language][:9])
    draft = compose_draft([one, other], language)
    assert draft.text == f"{one.answer}\n\n{other.answer}"
    assert [source.article_id for source in draft.sources] == ["td-renew", "td-lost"]
    assert draft.sentences[-1].sources == (2,)
    check_sources(draft, [one, other])


def test_who_writes_traditional_chinese_is_never_sent_simplified_and_the_other_way_round():
    hant, hans = dict(LICENCES)["zh-Hant"], dict(LICENCES)["zh-Hans"]
    assert "驶" not in compose_draft([hans], "zh-Hant").text
    assert compose_draft([hans], "zh-Hant").text.startswith("請帶表格TD 558")
    assert compose_draft([hant], "zh-Hans").text.startswith("请携同表格TD 558")
    check_sources(compose_draft([hans], "zh-Hant"), [hans])


def test_of_a_long_article_the_excerpt_is_sent_without_the_marks_of_what_was_left_out():
    long = hit(answer="First. Second. Third.", excerpt=Excerpt(("Fees",), "…\n\nSecond.\n\n…"))
    draft = compose_draft([long], "en")
    assert (draft.text, draft.sentences) == ("Second.", (Sentence("Second.", (1,)),))
    check_sources(draft, [long])


@pytest.mark.parametrize(
    "draft",
    [
        ComposedDraft("", (), ()),
        ComposedDraft("It is free.", (Sentence("It is free.", (1,)),), ()),
        ComposedDraft("Bring it.", (Sentence("Bring it.", ()),), ()),
        ComposedDraft("Bring it. Pay $1.", (Sentence("Bring it.", (1,)),), ()),
    ],
    ids=["empty", "not in the source", "without a source", "more than its sentences"],
)
def test_what_its_source_does_not_say_is_refused(draft: ComposedDraft):
    with pytest.raises(CheckFailed):
        check_sources(draft, [hit(answer="Bring it. The fee is $900.")])


def test_an_internal_article_makes_no_draft():
    internal = hit(answer="Ask for Mr Wong.", audience="internal")
    with pytest.raises(CheckFailed, match="internal"):
        check_sources(compose_draft([internal], "en"), [internal])


def test_the_other_script_can_be_read_and_another_language_cannot():
    assert is_readable_in(hit(language="zh-Hans"), "zh-Hant")
    assert not is_readable_in(hit(language="zh-Hans"), "en")
    assert not is_readable_in(hit(language="en"), "zh-Hant")
