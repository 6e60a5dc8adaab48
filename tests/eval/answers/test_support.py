"""Does what is shown stand in what is cited?"""

from __future__ import annotations

from assistant.answering.wording import load_wording
from eval.answers.support import measure_support
from tests.eval.answers.one_article import ARTICLES, DOG, ENGLISH, answered, known, similarities


def test_approved_text_supports_itself_in_either_script():
    for language in ("en", "zh-Hant", "zh-Hans"):
        text = DOG.text[language].answer
        found = measure_support(known(), answered(text, language=language), ARTICLES, similarities)
        assert (found.sentences, found.supported, found.wrong_facts) == (3, 3, ())


def test_a_value_that_no_cited_article_holds_is_wrong():
    found = measure_support(known(), answered("A dog licence costs $90."), ARTICLES, similarities)
    assert found.wrong_facts == ("$90",)
    assert not found.is_whole


def test_the_citizens_own_values_are_not_wrong():
    question = known("I have 4 dogs and $500. What does a licence cost?")
    found = measure_support(question, answered("With $500 you can pay: it costs $80."), ARTICLES, similarities)
    assert found.wrong_facts == ()


def test_headings_and_fixed_texts_are_no_claims():
    missing = load_wording().text("answered_partial", "en", question="And a cat?", department="AFCD")
    shown = f"## What does a dog licence cost?\n\n{ENGLISH}\n\n{missing}"
    assert measure_support(known(), answered(shown), ARTICLES, similarities).sentences == 3
