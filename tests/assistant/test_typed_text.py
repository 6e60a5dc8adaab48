"""Which plain characters did a citizen mean, and where does each one stand?"""

import pytest

from assistant.typed_text import make_plain


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("A123456(3)", "A123456(3)"),
        ("Ａ１２３４５６（３）", "A123456(3)"),
        ("91\u200b23\u00ad45\ufeff67", "91234567"),
        ("9️⃣1️⃣", "91"),
        ("6123—4567", "6123-4567"),
        ("٩١٢٣", "9123"),
        ("電話九一二三 四五六七", "電話9123 4567"),
        ("二零二六年", "二零二六年"),
    ],
)
def test_what_is_typed_is_read_in_plain_characters(typed: str, plain: str):
    assert make_plain(typed)[0] == plain


def test_each_plain_character_knows_its_place():
    plain, places = make_plain("號９\u200b1⑴")
    assert plain == "號91(1)"
    assert list(places) == [0, 1, 3, 4, 4, 4]
