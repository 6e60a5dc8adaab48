"""What does a web page become: questions, or guidance under headings?"""

from __future__ import annotations

import pytest

from assistant.errors import UploadRefused
from ingestion.documents.page_reading import read_page
from ingestion.documents.read_text import tell_language
from tests.ingestion.documents.pages import GUIDANCE, guidance_page, linked_data, page


def read(html: str):
    return read_page(html.encode(), url="https://www.td.example/licences/renew")


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_guidance_keeps_its_headings_tables_and_lists_and_loses_what_stands_around(language: str):
    title, fees, fee, papers, form = GUIDANCE[language]
    found = read(guidance_page(language))
    assert found.title == title
    assert found.body == (
        f"# {title}\n\n## {fees}\n\n{fee}\n\n| Kind | Fee |\n| --- | --- |\n| Full | $900 |\n\n"
        f"## {papers}\n\n- {form}\n- ID 7"
    )
    assert found.left_out == ()


@pytest.mark.parametrize(
    ("declared", "language"),
    [("zh-HK", "zh-Hant"), ("zh-CN", "zh-Hans"), ("en", "en"), ("", "zh-Hant"), ("", "zh-Hans")],
)
def test_the_language_is_that_of_the_words_whatever_the_page_declares(declared: str, language: str):
    assert tell_language(read(guidance_page(language, lang=declared))) == language
    assert tell_language(read(guidance_page(language, lang="fr"))) == language


@pytest.mark.parametrize(("declared", "language"), [("zh-HK", "zh-Hant"), ("zh-CN", "zh-Hans")])
def test_the_declared_language_decides_where_the_characters_cannot(declared: str, language: str):
    assert tell_language(read(page("<h1>地址</h1><p>上海街一百二十四。</p>", lang=declared))) == language


def test_every_question_that_is_marked_up_is_taken_once():
    html = page(
        """<h1>FAQ</h1>
        <div itemscope itemtype="https://schema.org/Question"><h3 itemprop="name">How much is it?</h3>
          <div itemprop="acceptedAnswer" itemscope itemtype="https://schema.org/Answer">
          <div itemprop="text"><p>$900.</p></div></div></div>
        <details><summary>Where do I go?</summary><p>Counter <b>3</b>.</p></details>
        <h3><button aria-controls="p1" aria-expanded="false">When is it open?</button></h3>
        <div id="p1" hidden>9 am.</div>
        <dl><dt>Can I pay by card?</dt><dd>Yes.</dd><dt>Who can sign?</dt><dd>A parent.</dd></dl>
        <h2>How long does it take?</h2><p>Ten days.</p>""",
        head=linked_data(("How long does it take?", "<p>Ten days.</p>"), ("Where do I go?", "Counter 3.")),
    )
    found = read(html)
    assert sorted(found.pairs) == [
        ("Can I pay by card?", "Yes."),
        ("How long does it take?", "Ten days."),
        ("How much is it?", "$900."),
        ("When is it open?", "9 am."),
        ("Where do I go?", "Counter **3**."),
        ("Who can sign?", "A parent."),
    ]
    assert found.body == ""


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Q: What is the fee?", "A: $900."),
        ("問：費用是多少？", "答：$900."),
        ("问：费用是多少？", "答：$900."),
        ("Q1. What is the fee?", "A1. $900."),
    ],
)
def test_written_questions_and_answers_are_taken_apart(asked: str, answered: str):
    found = read(page(f"<p>{asked}</p><p>{answered}</p><p>Also by post.</p><p>{asked[:-4]} B?</p><p>{answered}</p>"))
    assert found.pairs[0][1] == "$900.\n\nAlso by post."
    assert len(found.pairs) == 2


def test_headings_that_ask_become_questions_and_a_part_that_asks_nothing_says_what_it_is_about():
    found = read(page("<h1>Licence</h1><h2>What is it?</h2><p>A card.</p><h2>Who needs it?</h2><p>Drivers.</p>"))
    assert found.pairs == (("What is it?", "A card."), ("Who needs it?", "Drivers."))
    found = read(page("<h1>Licence</h1><details><summary>Fees</summary><p>$900.</p></details>"))
    assert found.pairs == (("Licence: Fees", "$900."),)


def test_a_list_of_terms_that_asks_nothing_stays_guidance():
    assert read(page("<h1>Office</h1><dl><dt>Telephone</dt><dd>1234 5678</dd></dl>")).pairs == ()


def test_links_become_absolute_and_nothing_else_of_a_tag_stays():
    html = page("""<p onclick="x()">See <a href="../form.pdf" title="hidden words">the form</a>
    or <a href="javascript:alert(1)">this</a>.</p>""")
    assert read(html).body == "See [the form](https://www.td.example/form.pdf)\nor this."


def test_a_page_without_words_and_one_that_nests_beyond_reason_are_refused():
    with pytest.raises(UploadRefused, match="no text"):
        read(page("<script>draw()</script><div id=app></div>"))
    with pytest.raises(UploadRefused, match="nested"):
        read("<div>" * 50_000 + "x")
