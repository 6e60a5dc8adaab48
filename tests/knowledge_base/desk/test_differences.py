"""Which words were changed?"""

from __future__ import annotations

import random
import time

import pytest

from knowledge_base.article import ArticleText
from knowledge_base.desk.differences import Part, compare_texts, compare_versions
from tests.knowledge_base.desk.people import content


def marked(parts: tuple[Part, ...]) -> str:
    """`[-removed-]` and `{+added+}`, as the command line writes them."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(marks[part.op].format(part.text) for part in parts)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("The fee is $1,200.", "The fee is $1,500.", "The fee is $[-1,200-]{+1,500+}."),
        ("Bring the form.", "Bring the signed form.", "Bring the {+signed +}form."),
        ("費用為900元。", "費用為1000元。", "費用為[-900-]{+1000+}元。"),
        ("费用为900元。", "费用为1000元。", "费用为[-900-]{+1000+}元。"),
        ("星期一至五辦公。", "星期一至六辦公。", "星期一至[-五-]{+六+}辦公。"),
        ("Open 9:00-17:00", "Open 9:00-18:00", "Open 9:00-[-17:00-]{+18:00+}"),
        ("One. Two. Three.", "One. Three.", "One. [-Two. -]Three."),
        ("", "New.", "{+New.+}"),
        ("Old.", "", "[-Old.-]"),
        # The single "a" that both hold by chance tears nothing apart.
        ("pay a fee", "send a form", "[-pay a fee-]{+send a form+}"),
    ],
)
def test_words_and_characters_are_compared(before: str, after: str, expected: str):
    assert marked(compare_texts(before, after)) == expected


def test_what_is_the_same_gives_one_part():
    assert marked(compare_texts("One. 二。\n\nThree", "One. 二。\n\nThree")) == "One. 二。\n\nThree"
    assert compare_texts("", "") == ()


def test_nothing_is_lost_whatever_was_changed():
    chance = random.Random(6)  # noqa: S311  # Nothing secret; the same texts in every run.
    for _ in range(300):
        before, after = ("".join(chance.choices("ab 中文。\n.1", k=chance.randint(0, 40))) for _ in range(2))
        parts = compare_texts(before, after)
        assert "".join(part.text for part in parts if part.op != "added") == before
        assert "".join(part.text for part in parts if part.op != "removed") == after


@pytest.mark.parametrize("letters", ["ab 中。", "\n", "中文的"])
def test_the_longest_texts_are_compared_in_seconds(letters: str):
    chance = random.Random(7)  # noqa: S311  # As above.
    before, after = ("".join(chance.choices(letters, k=50_000)) + "x" * place for place in range(2))
    started = time.monotonic()
    compare_texts(before, after)
    assert time.monotonic() - started < 20


def test_fields_are_named_with_their_language():
    before = content(tags=("fee",))
    after = content(
        text={**before.text, "en": ArticleText("What is the fee?", "The fee is $6.", ("How much?",))},
        category="permits",
        tags=(),
    )
    assert [(field.language, field.field, marked(field.parts)) for field in compare_versions(before, after)] == [
        ("en", "answer", "The fee is $[-5-]{+6+}."),
        ("en", "variants", "{+How much?+}"),
        (None, "category", "{+permits+}"),
        (None, "tags", "[-fee-]"),
    ]
    assert compare_versions(before, before) == ()
