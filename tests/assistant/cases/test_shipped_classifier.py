"""Is the shipped classifier what its command makes, small and quick?"""

from statistics import median
from time import perf_counter

import numpy as np
import pytest

from assistant.cases.shipped_classifier import PATH, load_shipped
from assistant.cases.training import train
from assistant.cases.training_lines import HEADS, read_training_lines


def test_it_is_smaller_than_eight_megabytes():
    assert PATH.stat().st_size < 8_000_000


def test_a_text_takes_less_than_ten_milliseconds():
    classifier = load_shipped()
    classifier.read("", "warm")
    times = []
    for line in read_training_lines()[:50]:
        start = perf_counter()
        classifier.confidences("category", classifier.read(line.example.subject, line.example.text))
        times.append(perf_counter() - start)
    assert median(times) < 0.01


@pytest.mark.slow
def test_training_with_the_shipped_lines_gives_it_again():
    fresh, shipped = train([line.example for line in read_training_lines()], HEADS).classifier, load_shipped()
    assert fresh.vocabulary == shipped.vocabulary
    assert fresh.heads == shipped.heads
    # Another machine's arithmetic may round a weight to the neighbouring byte.
    assert np.abs(fresh.weights.astype(int) - shipped.weights).max() <= 1
