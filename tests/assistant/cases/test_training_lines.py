"""Do the shipped lines teach every category in every language, with codes that the catalogue knows?"""

from collections import Counter

from assistant.cases.catalogue import load_catalogue
from assistant.cases.training_lines import HEADS, read_training_lines
from assistant.cases.triage import CaseType, Priority

LINES = read_training_lines()


def test_every_label_is_known():
    catalogue = load_catalogue()
    labels = {head: {line.example.labels[head] for line in LINES} for head in HEADS}
    assert labels["category"] == set(catalogue.categories)
    assert labels["department"] <= set(catalogue.departments)
    assert labels["case_type"] == set(CaseType)
    assert labels["priority"] == set(Priority)


def test_every_category_is_there_in_every_language():
    counts = Counter((line.example.labels["category"], line.language) for line in LINES)
    codes = load_catalogue().categories
    assert [(c, n) for c in codes for n in ("en", "zh-Hant", "zh-Hans") if counts[c, n] < 5] == []


def test_no_line_is_there_twice():
    assert max(Counter((line.example.subject, line.example.text) for line in LINES).values()) == 1


def test_advertisements_are_left_out():
    assert all(set(line.example.labels) == set(HEADS) for line in LINES)
