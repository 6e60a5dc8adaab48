"""Which texts hold which personal data?"""

import random
from collections import Counter
from pathlib import Path

import pytest

from assistant.check_digits import hong_kong_check, luhn_check
from assistant.languages import LANGUAGES
from assistant.privacy import PersonalDataKind
from eval.datasets.questions import Split
from eval.privacy.generate import has_outside, make_texts, read_outside, write_value


def test_the_same_texts_are_made_every_time_and_others_by_another_seed():
    made = make_texts("personal", Split.TEST, count=50)
    assert make_texts("personal", Split.TEST, count=50) == made
    assert make_texts("personal", Split.TEST, count=50, seed=1) != made


@pytest.mark.parametrize("split", Split)
def test_every_kind_and_language_is_there(split: Split):
    made = make_texts("personal", split, count=500)
    assert {text.kind for text in made} == set(PersonalDataKind)
    assert all(count >= 166 for count in Counter(text.language for text in made).values())
    assert all(text.is_personal and text.value for text in made)


def test_the_test_holds_forty_sentences_a_language_and_twenty_five_kinds_of_look_alikes():
    made = make_texts("personal", Split.TEST, count=500)
    for language in LANGUAGES:
        sentences = {text.text[: text.start] + text.text[text.end :] for text in made if text.language == language}
        assert len(sentences) >= 40
    harmless = make_texts("harmless", Split.TEST, count=500)
    assert len({text.kind for text in harmless}) >= 25
    assert not any(text.is_personal for text in harmless)


def test_no_sentence_is_in_both_splits():
    tune, test = (
        {t.text[: t.start] + t.text[t.end :] for t in make_texts("personal", split, count=500)} for split in Split
    )
    assert tune & test == set()


def test_the_place_of_a_value_is_told():
    for known in make_texts("harmless", Split.TEST, count=200):
        assert known.text[known.start : known.end] == known.value
        assert "{}" not in known.text


def test_numbers_are_valid():
    chance = random.Random(1)  # noqa: S311  # Nothing here is secret.
    number = write_value("X XXXXXX X", PersonalDataKind.HONG_KONG_ID, chance)
    letters, six, check = number.split()
    assert hong_kong_check(letters, six) == check
    card = write_value("XXXX XXXX XXXX XXXX", PersonalDataKind.PAYMENT_CARD, chance).replace(" ", "")
    assert luhn_check(card[:-1]) == card[-1]


@pytest.mark.parametrize(
    ("notation", "expected"),
    [("full:AB-1", "ＡＢ－１"), ("han:60 1", "六零 一"), ("small:AB1", "ab1"), ("9[3-3]", "93"), ("8:30", "8:30")],
)
def test_a_value_is_written_in_its_notation(notation: str, expected: str):
    assert write_value(notation, "time", random.Random(1)) == expected  # noqa: S311  # Nothing here is secret.


def test_others_sentences_are_read_where_they_lie(tmp_path: Path):
    assert not has_outside(tmp_path)
    folder = tmp_path / "pii_presidio"
    folder.mkdir()
    (folder / "pii.jsonl").write_text(
        '{"id": "pii-0", "lang": "en", "text": "I am Ho, ho@a.hk", "spans": ['
        '{"type": "PERSON", "start": 5, "end": 7}, {"type": "EMAIL_ADDRESS", "start": 9, "end": 16}]}\n',
        "utf-8",
    )
    assert has_outside(tmp_path)
    assert [(known.kind, known.value) for known in read_outside(tmp_path)] == [("email", "ho@a.hk")]
