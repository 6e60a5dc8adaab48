"""Into which pieces does an article fall?"""

from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.passages import MAX_LENGTH, PassageKind, embedded_text, split_article


def _answers(answer: str, language: str = "en") -> list[tuple[tuple[str, ...], str]]:
    content = ArticleContent("a", "TD", {language: ArticleText("Q?", answer)})
    return [(p.heading_path, p.text) for p in split_article(content) if p.kind is PassageKind.ANSWER]


def test_a_short_article_is_a_question_its_variants_and_one_answer():
    content = ArticleContent("a", "TD", {"en": ArticleText("How?", "Like this.", ("How so?", "In what way?"))})
    assert [(p.kind, p.position, p.text) for p in split_article(content)] == [
        ("question", 0, "How?"),
        ("variant", 0, "How so?"),
        ("variant", 1, "In what way?"),
        ("answer", 0, "Like this."),
    ]


def test_every_language_is_split_by_itself():
    text = {"en": ArticleText("Q", "A"), "zh-Hant": ArticleText("問", "答"), "zh-Hans": ArticleText("问", "答")}
    assert [p.language for p in split_article(ArticleContent("a", "TD", text))] == [
        "en", "en", "zh-Hant", "zh-Hant", "zh-Hans", "zh-Hans",
    ]  # fmt: skip


def test_headings_become_the_path_of_what_stands_below_them():
    answer = "Intro.\n# Cost\nIt costs $5.\n## Children\nFree.\n# Where\nHere."
    assert _answers(answer) == [
        ((), "Intro."),
        (("Cost",), "It costs $5."),
        (("Cost", "Children"), "Free."),
        (("Where",), "Here."),
    ]


def test_a_heading_with_nothing_below_it_gives_no_passage():
    assert _answers("# Empty\n# Full\ntext") == [(("Full",), "text")]


def test_a_long_section_is_cut_between_sentences():
    sentence = "This sentence has exactly forty-nine characters. "
    passages = [text for _, text in _answers(sentence * 60)]
    assert len(passages) == 3  # 60 × 49 = 2,940 characters over pieces of at most 1,200.
    assert all(len(text) <= MAX_LENGTH and text.endswith("characters.") for text in passages)


def test_chinese_marks_end_sentences_and_a_chinese_character_counts_for_three():
    sentence = "申請人須年滿十八歲並持有有效身份證明文件。"  # 21 characters, so 19 sentences fill 1,200 / 3 = 400.
    passages = [text for _, text in _answers(sentence * 40, "zh-Hant")]
    assert [len(text) // 21 for text in passages] == [19, 19, 2]


def test_an_answer_is_embedded_under_its_question_and_headings_and_a_question_alone():
    assert embedded_text("answer", "How much?", ["Cost", "Children"], "Free.") == "How much?\nCost\nChildren\nFree."
    assert embedded_text("question", "How much?", [], "How much?") == "How much?"
    assert embedded_text("answer", "", [], "Free.") == "Free."


@given(st.text(alphabet="ab 。！?.\n#費用", max_size=6000))
def test_nothing_of_an_answer_is_lost_and_no_passage_is_too_long(answer: str):
    passages = _answers(answer)
    kept = "".join("".join((*path, text)) for path, text in passages)
    for character in set(answer) - set(" \n#"):
        body = "\n".join(line for line in answer.split("\n") if not line.startswith("#"))
        assert kept.count(character) >= body.count(character)
    assert all(sum(3 if c > "\u2e7f" else 1 for c in text) <= MAX_LENGTH for _, text in passages)
