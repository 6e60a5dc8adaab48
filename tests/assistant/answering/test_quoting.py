import pytest

from assistant.answering.quoting import find_words


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("how LONG it takes?", "What is the fee and how long it takes", "how long it takes"),
        ("“how long”", "And how long?", "how long"),
        ("要多久", "費用多少？要多久？", "要多久"),
        ("费用多少", "費用多少？要多久？", "費用多少"),
        ("需时多久", "费用多少？需时多久？", "需时多久"),
        ("ＦＥＥ", "the fee", "fee"),
        ("the price", "What is the fee", ""),
        ("", "What is the fee", ""),
        ("?!", "What is the fee?!", ""),
    ],
)
def test_the_words_are_given_back_as_they_stand_in_the_text(words, text, found):
    assert find_words(words, text) == found
