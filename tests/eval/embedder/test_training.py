"""Do words get vectors whose sum lies where the teacher puts the translation, and is the folder usable?"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from eval.embedder.__main__ import main
from eval.embedder.export import fold_characters, to_eight_bits
from eval.embedder.pairs import Pair
from eval.embedder.train import Training, make_examples, train, word_parts
from eval.embedder.vocabulary import Vocabulary, make_vocabulary
from knowledge_base.trilingual_embedding import TrilingualEmbedding, check_trilingual_folder

PAIRS = [
    Pair("护照", "passport", "cedict"),
    Pair("水费", "water charge", "cedict"),
    Pair("换领护照", "renew a passport", "tw-law"),
    Pair("缴交水费", "pay the water charge", "tw-law"),
]
TARGETS = np.eye(4, dtype=np.float16)


def silent(_line: str) -> None:
    """Nobody reads along."""


@pytest.fixture
def vocabulary() -> Vocabulary:
    return make_vocabulary(PAIRS, size=200)


def test_dictionary_words_and_every_character_are_in_the_vocabulary(vocabulary: Vocabulary) -> None:
    assert {"护照", "水费", "护", "照", "换", "领", "a", "9"} <= set(vocabulary.tokens)
    assert vocabulary.tokenizer().encode("换领护照").tokens == ["换", "领", "护照"]


def test_a_small_vocabulary_keeps_the_characters() -> None:
    assert len(make_vocabulary(PAIRS, size=60).tokens) <= 60


def test_a_word_is_made_of_itself_and_its_characters(vocabulary: Vocabulary) -> None:
    number = {token: place for place, token in enumerate(vocabulary.tokens)}
    assert word_parts(vocabulary)[number["护照"]] == [number["护照"], number["护"], number["照"]]
    assert word_parts(vocabulary)[number["护"]] == [number["护"]]


def test_the_sum_of_the_words_lands_on_the_target(vocabulary: Vocabulary) -> None:
    examples = make_examples([pair.chinese for pair in PAIRS], TARGETS, vocabulary)
    rows = train(examples, len(vocabulary.tokens), Training(epochs=80, batch=4), device="cpu", say=silent)
    folded = fold_characters(rows, vocabulary)
    tokenizer = vocabulary.tokenizer()
    sums = np.stack([folded[tokenizer.encode(pair.chinese).ids].sum(axis=0) for pair in PAIRS])
    assert (sums @ TARGETS.T.astype(np.float32)).argmax(axis=1).tolist() == [0, 1, 2, 3]


def test_a_second_training_gives_the_same(vocabulary: Vocabulary) -> None:
    examples = make_examples([pair.chinese for pair in PAIRS], TARGETS, vocabulary)
    plan = Training(epochs=3, batch=2, seed=5)
    first, second = (train(examples, len(vocabulary.tokens), plan, device="cpu", say=silent) for _ in range(2))
    assert np.array_equal(first, second)


def test_eight_bits_and_a_scale_give_a_row_back() -> None:
    rows = np.array([[1.27, -0.635, 0.0], [0.0, 0.0, 0.0]], dtype=np.float32)
    eight_bits, scales = to_eight_bits(rows)
    assert eight_bits.tolist() == [[127, -64, 0], [0, 0, 0]]  # -63.5 is rounded to the even neighbour
    assert eight_bits * scales.astype(np.float32)[:, np.newaxis] == pytest.approx(rows, abs=0.01)


@pytest.mark.slow
def test_one_command_makes_a_folder_that_the_service_can_read(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    words = [
        "--data",
        str(data),
        "--out",
        str(out),
        "--cache",
        str(tmp_path / "cache"),
        "--epochs",
        "2",
        "--words",
        "300",
    ]
    done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    embedding = TrilingualEmbedding(check_trilingual_folder(out))
    assert embedding.embed(["護照", "passport"]).shape == (2, 384)
    assert "$" not in (out / "MODEL_CARD.md").read_text("utf-8")
    origin = json.loads((out / "manifest.json").read_text("utf-8"))["origin"]
    assert origin["share_alike"] is True
