"""Which language is a text in, and when are two texts the same for matching?"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.languages import LANGUAGES, clean, detect, fold, has_han, is_readable, script_evidence, to_simplified


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I renew my driving licence?", "en"),
        ("如何續領駕駛執照？", "zh-Hant"),
        ("如何续领驾驶执照？", "zh-Hans"),
        ("Where can I get a birth certificate", "en"),
        ("出生證明書喺邊度攞", "zh-Hant"),
        ("怎样补领出生证明", "zh-Hans"),
        ("passport", "en"),
        ("護照", "zh-Hant"),
        ("护照", "zh-Hans"),
        # Hong Kong's own set of characters holds these Simplified ones too, and nobody there writes them so.
        ("头发", "zh-Hans"),
        ("国际机场", "zh-Hans"),
    ],
)
def test_the_script_tells_the_language(text: str, language: str) -> None:
    for fallback in LANGUAGES:
        assert detect(text, fallback=fallback).language == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("身份證唔見咗點算", "zh-Hant"),
        ("邊個可以申請", "zh-Hant"),
        ("唔該", "zh-Hant"),
        ("身份证唔见咗点算", "zh-Hans"),
    ],
)
def test_written_cantonese_is_recognised_in_either_script(text: str, language: str) -> None:
    detected = detect(text)
    assert (detected.language, detected.is_cantonese) == (language, True)


@pytest.mark.parametrize("text", ["如何續領駕駛執照？", "如何续领驾驶执照？", "How do I renew my licence?"])
def test_standard_writing_is_not_cantonese(text: str) -> None:
    assert not detect(text).is_cantonese


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("點 renew passport", "zh-Hant"),
        ("我想 apply for 公屋，點做？", "zh-Hant"),
        ("怎么 renew 护照", "zh-Hans"),
        ("How do I apply for 公屋 as a single person?", "en"),  # English grammar with one Chinese word in it.
    ],
)
def test_mixed_text_is_answered_in_the_language_that_carries_the_sentence(text: str, language: str) -> None:
    detected = detect(text)
    assert (detected.language, detected.is_mixed) == (language, True)


@pytest.mark.parametrize(
    ("fallback", "language"),
    [("en", "zh-Hant"), ("zh-Hant", "zh-Hant"), ("zh-Hans", "zh-Hans")],  # Han text is never answered in English.
)
def test_text_that_both_scripts_write_alike_follows_the_page(fallback: str, language: str) -> None:
    assert script_evidence("如何更改地址") == (0, 0)
    assert detect("如何更改地址", fallback=fallback).language == language


@pytest.mark.parametrize("fallback", LANGUAGES)
@pytest.mark.parametrize("text", ["", "   ", "12345", "?!", "😀"])
def test_text_without_letters_follows_the_page(text: str, fallback: str) -> None:
    assert detect(text, fallback=fallback).language == fallback


def test_evidence_counts_characters_that_only_one_script_has() -> None:
    assert script_evidence("駕駛執照") == (3, 0)  # 照 is written alike.
    assert script_evidence("驾驶执照") == (0, 3)
    assert script_evidence("皇后 里 户 温") == (0, 0)  # Both scripts, or Hong Kong and the mainland, write these.
    assert script_evidence("licence") == (0, 0)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  hello \n", "hello"),
        ("line one\r\nline two\rline three", "line one\nline two\nline three"),
        ("a\tb", "a\tb"),
        ("re\u200bnew", "renew"),  # A zero-width space.
        ("\ufeffrenew\u202e", "renew"),  # A byte-order mark and a right-to-left override.
        ("續\u2060領", "續領"),
        ("续\x00领", "续领"),
        ("tag\U000e0041\U000e0042", "tag"),  # Unicode tags can carry words that nobody sees.
        ("lone\ud800", "lone"),
        ("", ""),
        ("\u200b\u200d", ""),
    ],
)
def test_cleaning_takes_away_what_nobody_sees(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Passport", "PASSPORT"),
        ("ＡＢＣ１２３", "abc123"),  # Full-width letters.
        ("續領駕駛執照", "续领驾驶执照"),
        ("甚麼", "什么"),
        ("衞生署", "卫生署"),
        ("香港⾝份證", "香港身份證"),  # A Kangxi radical, which PDF files contain instead of the character.
        ("(a)", "（A）"),
    ],
)
def test_texts_that_mean_the_same_fold_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_folding_is_for_matching_only_and_keeps_different_words_apart() -> None:
    assert fold("駕駛執照") != fold("駕駛考試")


@given(st.text(max_size=60))
def test_any_text_can_be_cleaned_folded_and_answered_in_a_language(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)
    assert detect(text).language in LANGUAGES
    fold(text).encode("utf-8")


@pytest.mark.parametrize(("text", "expected"), [("renew", False), ("續領", True), ("续领", True), ("renew 證", True)])
def test_han_is_found_anywhere_in_a_text(text: str, *, expected: bool) -> None:
    assert has_han(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", True), ("證", True), ("证", True), ("7", True), ("😀", False), ("?!…", False), ("", False)],
)
def test_text_is_readable_when_it_has_a_letter_or_number(text: str, *, expected: bool) -> None:
    assert is_readable(text) is expected


def test_converting_keeps_what_is_simplified_already() -> None:
    assert to_simplified("續領 续领 renew") == "续领 续领 renew"


def test_a_word_that_only_one_script_spells_so_tells_the_script_of_neutral_characters():
    assert detect("救命！家里着火了").language == "zh-Hans"
    assert detect("如何更改地址").script_is_certain is False
