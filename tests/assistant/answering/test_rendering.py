import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answering.rendering import render
from assistant.answering.values import link_values, token_passage
from tests.assistant.answering.licences import APPROVED, LANGUAGES, SHOWN, SIMPLE, source

LINK = "the online form (https://www.chingwan.example/en/renew)"


def passages_of(*texts: str, language: str = "en"):
    sources = [source(text, number=number, language=language) for number, text in enumerate(texts, start=1)]
    return {each.number: token_passage(each, language) for each in sources}


def lines_of(text: str, *texts: str, numbers: tuple[int, ...] = (1,), language: str = "en"):
    return list(render(text, numbers, passages_of(*(texts or (APPROVED[language],)), language=language)))


def only_line(text: str, *texts: str, language: str = "en"):
    (line,) = lines_of(text, *texts, language=language)
    return line


@pytest.mark.parametrize("language", LANGUAGES)
def test_tokens_become_the_words_of_the_passage(language):
    shown = [only_line(text, language=language) for text in SIMPLE[language]]
    values = passages_of(APPROVED[language], language=language)[1].values
    text = (" " if language == "en" else "").join(line.text for line in shown)
    assert link_values(text, values) == SHOWN[language]
    assert not any(line.refused for line in shown)


@pytest.mark.parametrize("token", ["{ p1v3 }", "{{p1v3}}", "{P1V3}", "p1v3", "｛p1v3｝"])
def test_a_token_may_be_written_a_little_differently(token):
    assert only_line(f"The fee is {token}.").text == "The fee is HK$900."


def test_the_currency_is_not_said_twice():
    assert only_line("The fee is HK${p1v3}.").text == "The fee is HK$900."


@pytest.mark.parametrize("token", ["{p1v99}", "{p7v1}", "{p0v0}", "{p1}", "{link}", "{{}}"])
def test_a_token_that_is_not_known_is_refused(token):
    assert only_line(f"Use {token} now.").refused


def test_a_token_of_another_passage_makes_it_a_source():
    line = only_line("It costs {p2v1}.", "Bring the form.", "The fee is $20.")
    assert (line.text, line.sources) == ("It costs $20.", (1, 2))


@pytest.mark.parametrize("written", ["2345 6789", "23456789", "+852 2345 6789", "２３４５６７８９"])
def test_a_number_written_out_is_shown_as_its_passage_writes_it(written):
    line = only_line(f"Call {written} now.")
    assert (line.text, line.refused) == ("Call 2345 6789 now.", ())


@pytest.mark.parametrize(
    "written",
    [
        "https://www.chingwan.example/en/renew",
        "[here](https://www.chingwan.example/en/renew)",
        "www.chingwan.example/en/renew",
    ],
)
def test_an_address_written_out_is_shown_as_its_passage_writes_it(written):
    line = only_line(f"Use {written} now.")
    assert LINK in line.text
    assert line.refused == ()


@pytest.mark.parametrize(
    "written",
    [
        "https://evil.example/renew",
        "[renew](https://evil.example)",
        "<https://evil.example>",
        "evil.ru/renew",
        "bit.ly/abc",
        "www。evil。com",
        "hxxp://evil.example",
        "h&#116;tps&#58;//evil.example",
        "ｅｖｉｌ．ｃｏｍ",
        "help@evil.example",
        "help @ evil.example",
        "3999 1234",
        "+44 20 7946 0958",
        "javascript://alert",
        "<script>alert(1)</script>",
        "<img src=x>",
        "<!-- x",
    ],
)
@pytest.mark.promise("T05")
def test_an_address_that_no_passage_holds_is_refused(written):
    assert only_line(f"Use {written} now.").refused


def test_an_address_of_a_passage_that_the_sentence_does_not_name_is_refused():
    line = only_line("Call 2345 6789.", "Bring the form.", APPROVED["en"])
    assert line.refused == ("2345 6789",)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("## The fee", "The fee"),
        ("**The** `fee` is ~~not~~ __known__.", "The fee is not known."),
        ("> quoted", "quoted"),
        ("| a | b |", "a b"),
        ("![the fee](x)", "the fee (x)"),
        ("See [this].", "See this."),
        ("It is so [1].", "It is so."),
        ("It is so【1】.", "It is so."),
        ("It is so (passage 1, 2).", "It is so."),
        ("Use [this one]({p1v2}).", f"Use this one ({LINK})."),
        ("a \\* b", "a b"),
        ("Under < 18 or > 65", "Under < 18 or > 65"),
    ],
)
def test_a_models_own_markdown_is_taken_away(written, shown):
    line = only_line(written)
    assert (line.text, line.refused) == (shown, ())


def test_lines_and_items_of_a_list_are_sentences_of_their_own():
    lines = lines_of("Bring:\n* your card\n• {p1v1}\n\n2) a photo\n---\n")
    assert [line.text for line in lines] == ["Bring:", "- your card", "- TD 558", "2) a photo"]


# What nobody has approved, made of what may look like it

_WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789-", min_size=3, max_size=12)
_TOPS = st.sampled_from(["com", "gov.hk", "example", "ru", "xyz", "香港"])
_INVENTED = st.one_of(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda at: f"{{p{at[0]}v{at[1]}}}"),
    st.tuples(st.sampled_from(["https://", "http://", "ftp://", "www."]), _WORDS, _TOPS).map(
        lambda made: f"{made[0]}{made[1]}.{made[2]}"
    ),
    st.tuples(_WORDS, _WORDS, st.sampled_from(["com", "org.hk", "example"])).map(
        lambda made: f"{made[0]}@{made[1]}.{made[2]}"
    ),
    st.tuples(_WORDS, _WORDS).map(lambda made: f"[{made[0]}](https://{made[1]}.example/{made[0]})"),
    st.integers(20000000, 99999999).map(str),
)
_SHOWN_LINK = re.compile(r"(?:https?|ftp)://[^\s)>]+|www\.\S+|\S+@\S+")


@given(st.lists(st.one_of(_INVENTED, st.sampled_from(["The fee is", "請致電", "请使用", "{p1v2}"])), max_size=4))
@settings(max_examples=1000, deadline=None)
@pytest.mark.promise("T05")
def test_nothing_that_no_passage_holds_is_shown_as_if_it_were_approved(parts):
    approved = {"https://www.chingwan.example/en/renew"}
    for line in lines_of(" ".join(parts)):
        if not line.refused:
            assert set(_SHOWN_LINK.findall(line.text)) <= approved
            assert not re.search(r"[{}]|p\d+v\d+", line.text)
            assert set(re.findall(r"\d{8}", line.text)) <= {"23456789"}
