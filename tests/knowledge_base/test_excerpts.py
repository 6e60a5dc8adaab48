"""Which sentences of a long answer speak of the question most?"""

import time

import pytest

from knowledge_base.excerpts import LONG_ANSWER, MAX_SENTENCES, Asked, ask, is_long, make_excerpt
from knowledge_base.keyword_search import KeywordIndex, tokenise
from knowledge_base.passages import split_answer
from knowledge_base.question_terms import question_terms

GUIDE = """This guide tells how to marry.

## Before the day

### Papers

Bring these papers:

- your passport;
- two photographs.

A clerk reads them. Copies are kept for a year. Nobody else sees them. They are burnt later. Ask for a receipt.

## Fees

| Place | Fee |
|---|---|
| City hall | $305 |
| Garden | $1,930 |

Cash is not taken.
"""
ANSWERS = {
    "en": GUIDE,
    "zh-Hant": "本指南說明結婚手續。\n\n## 所需文件\n\n請攜帶以下文件：\n- 護照；\n- 相片兩張。"
    "\n\n## 費用\n\n大會堂收305元。",
    "zh-Hans": "本指南说明结婚手续。\n\n## 所需文件\n\n请携带以下文件：\n- 护照；\n- 相片两张。"
    "\n\n## 费用\n\n大会堂收305元。",
}


def _asked(question: str, answer: str, *, title: str = "", keyword_weight: float = 1.0) -> Asked:
    keywords = KeywordIndex({i: tokenise(text) for i, (_, text) in enumerate(split_answer(answer))})
    return ask(question_terms(question, keywords), title, keywords, keyword_weight=keyword_weight)


def _excerpt(question: str, answer: str = GUIDE, *, title: str = ""):
    return make_excerpt(answer, _asked(question, answer, title=title))


def test_a_long_answer_is_one_of_more_than_twelve_hundred_latin_letters_or_a_third_of_that_in_chinese():
    assert not is_long("a" * LONG_ANSWER)
    assert is_long("a" * (LONG_ANSWER + 1))
    assert not is_long("字" * 400)  # 400 * 3 = 1200
    assert is_long("字" * 401)


@pytest.mark.parametrize(
    ("language", "question", "heading", "text"),
    [
        ("en", "passport", ("Before the day", "Papers"), "Bring these papers:\n\n- your passport;\n- two photographs."),
        ("zh-Hant", "護照", ("所需文件",), "請攜帶以下文件：\n- 護照；\n- 相片兩張。"),
        ("zh-Hans", "护照", ("所需文件",), "请携带以下文件：\n- 护照；\n- 相片两张。"),
    ],
)
def test_a_list_is_quoted_whole_with_what_leads_in_to_it(language: str, question: str, heading: object, text: str):
    excerpt = _excerpt(question, ANSWERS[language])
    assert excerpt
    assert excerpt.heading_path == heading
    assert excerpt.text.startswith(text)


def test_a_table_is_quoted_whole():
    excerpt = _excerpt("What does the garden cost?")
    assert excerpt
    assert excerpt.heading_path == ("Fees",)
    rows = "| Place | Fee |\n|---|---|\n| City hall | $305 |\n| Garden | $1,930 |"
    assert excerpt.text == f"{rows}\n\nCash is not taken."


def test_a_run_of_four_sentences_holds_what_is_asked_and_says_where_text_is_left_out():
    excerpt = _excerpt("copies receipt")
    assert excerpt
    # The list counts as one sentence, so it and the clerk are left out of "papers, clerk, copies, nobody, burnt, ask".
    assert excerpt.text == (
        "…\n\nCopies are kept for a year. Nobody else sees them. They are burnt later. Ask for a receipt."
    )
    assert excerpt.text.count(". ") + 1 == MAX_SENTENCES


def test_of_equal_runs_the_one_that_begins_with_what_is_asked_is_quoted():
    answer = "One is here. Two is here. A zebra is here. Four is here. Five is here. Six is here. Seven is here."
    excerpt = _excerpt("zebra", answer)
    assert excerpt
    assert excerpt.text == "…\n\nA zebra is here. Four is here. Five is here. Six is here.\n\n…"


@pytest.mark.parametrize(
    ("language", "question", "title", "beginning"),
    [
        ("en", "How do I marry?", "How to marry", "This guide tells how to marry."),
        ("zh-Hant", "如何結婚？", "結婚", "本指南說明結婚手續。"),
        ("zh-Hans", "如何结婚？", "结婚", "本指南说明结婚手续。"),
    ],
)
def test_a_question_that_asks_no_more_than_the_title_gets_the_beginning(
    language: str, question: str, title: str, beginning: str
):
    excerpt = _excerpt(question, ANSWERS[language], title=title)
    assert excerpt
    assert (excerpt.heading_path, excerpt.text) == ((), beginning)


def test_where_no_word_is_shared_the_nearest_passage_is_quoted():
    asked = _asked("費用", GUIDE, keyword_weight=0.5)
    excerpt = make_excerpt(GUIDE, asked, cosines=[0.1, 0.2, 0.9])  # The introduction, the papers, the fees.
    assert excerpt
    assert excerpt.heading_path == ("Fees",)


def test_cosines_of_other_passages_do_not_count():
    asked = _asked("passport", GUIDE, keyword_weight=0.1)
    excerpt = make_excerpt(GUIDE, asked, cosines=[0.9, 0.1])
    assert excerpt
    assert excerpt.heading_path == ("Before the day", "Papers")


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
@pytest.mark.parametrize("question", ["passport receipt", "費用幾多", "费用多少", "", "anything else"])
def test_every_line_of_an_excerpt_stands_in_the_answer(language: str, question: str):
    excerpt = _excerpt(question, ANSWERS[language])
    assert excerpt
    lines = [line for line in excerpt.text.splitlines() if line.strip() not in ("", "…")]
    assert lines
    assert all(line in ANSWERS[language] for line in lines)


@pytest.mark.parametrize("answer", ["", "\n\n", "## Only a heading"])
def test_an_answer_without_text_has_no_excerpt(answer: str):
    assert _excerpt("passport", answer) is None


def test_a_passage_that_its_section_goes_on_before_and_after_is_marked():
    sentence = "Sentence {} of a section that is far too long for one passage of the index. "
    answer = "".join(sentence.format(i) for i in range(45))
    excerpt = _excerpt("sentence 20", answer)
    assert excerpt
    assert excerpt.text.startswith("…\n\nSentence 20 of")
    assert excerpt.text.endswith("\n\n…")


def test_an_excerpt_takes_about_a_millisecond():
    answer = "\n\n".join(f"## Part {i}\n\n" + "The papers are read by a clerk. " * 20 for i in range(20))
    pieces = split_answer(answer)
    words, asked = [tokenise(text) for _, text in pieces], _asked("papers clerk", answer)
    spent = []
    for _ in range(20):
        started = time.perf_counter()
        make_excerpt(answer, asked, words=words)
        spent.append(time.perf_counter() - started)
    assert min(spent) < 0.01  # Ten times what it takes, for a machine that is busy.
