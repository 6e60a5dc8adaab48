"""Do all tables hold what their modules ask for?"""

from pathlib import Path

import pytest

from assistant.folding import fold_in_place
from ingestion.mail.case_fields import chinese_places, english_places, parties, reporters
from ingestion.mail.case_fields.numerals import read_number
from ingestion.mail.case_fields.rules import Rules, read_rules

FOLDER = Path(parties.__file__).parent
FILLED = {
    module.__name__.rpartition(".")[2]: module._RULES for module in (chinese_places, english_places, parties, reporters)
}
WITH_OWN_PARTS = {"festivals", "forms"}
TABLES = sorted(
    path.stem
    for path in FOLDER.glob("*.toml")
    if "any_of" in path.read_text("utf-8") and path.stem not in WITH_OWN_PARTS
)


@pytest.mark.parametrize("table", TABLES)
def test_every_rule_compiles_and_is_used(table: str):
    rules: Rules = FILLED[table] if table in FILLED else read_rules(table)
    code = (FOLDER / f"{table}.py").read_text("utf-8")
    named = {name for name in rules if f'"{name}"' in code}
    assert named == set(rules)
    assert all(rules[name].pattern for name in rules)


@pytest.mark.parametrize("text", ["", "plain", "電話：９１２３ 𠮷é", "ﬀ İ \t\r\n", "冇水，係咁"])
def test_folding_moves_no_character(text: str):
    assert len(fold_in_place(text)) == len(text)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("15", 15),
        ("十五", 15),
        ("廿三", 23),
        ("三十", 30),
        ("二〇二六", 2026),
        ("three", 3),
        ("a", 1),
        ("兩", None),
        ("", None),
        ("百", None),
    ],
)
def test_numbers_are_read_from_folded_words(words: str, number: int | None):
    assert read_number(words) == number
