from __future__ import annotations

import pytest

from ingestion.mail.charsets import decode, find_decoder
from tests.ingestion.mail.odd_mails import CHARSETS, CODECS, TEXTS


@pytest.mark.parametrize("language", TEXTS)
def test_a_label_is_read_as_browsers_read_it(language: str) -> None:
    label = CHARSETS[language]
    assert decode(TEXTS[language].encode(CODECS[label]), label).text == TEXTS[language]


@pytest.mark.parametrize("label", [None, "us-ascii", "utf-8", "iso-8859-1", "big5", "gb2312", "no-such-charset"])
@pytest.mark.parametrize(("text", "codec"), [(TEXTS["zh-Hant"], "big5hkscs"), (TEXTS["zh-Hans"], "gb18030")])
def test_chinese_is_recovered_whatever_its_label_says(text: str, codec: str, label: str | None) -> None:
    assert decode(text.encode(codec), label).text == text


@pytest.mark.parametrize("label", [None, "us-ascii", "iso-8859-1", "big5", "gb2312"])
@pytest.mark.parametrize("language", TEXTS)
def test_utf8_is_recognised_under_every_label(language: str, label: str | None) -> None:
    assert decode(TEXTS[language].encode(), label).text == TEXTS[language]


def test_a_wrong_label_is_told() -> None:
    assert decode(TEXTS["zh-Hans"].encode("gb18030"), "big5").problem == "labelled big5, read as gb18030"


@pytest.mark.parametrize("text", ["café naïve – “x” €5", "Größe über Straße", "señor"])
def test_western_text_stays_western(text: str) -> None:
    assert decode(text.encode("cp1252"), "utf-8").text == text
    assert decode(text.encode("cp1252"), "iso-8859-1").text == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [("路灯坏了", "hz"), ("こんにちは", "iso2022_jp"), ("안녕하세요", "cp949"), ("水道のこと", "cp932")],
)
def test_charsets_that_need_no_label(text: str, codec: str) -> None:
    assert decode(text.encode(codec)).text == text


def test_utf7_is_shown_as_it_is() -> None:
    assert decode(b"+ADw-script+AD4-", "utf-7").text == "+ADw-script+AD4-"
    assert find_decoder("utf-7") is None


def test_a_codec_that_is_no_charset_is_not_called() -> None:
    assert [find_decoder(name) for name in ("base64", "zlib", "rot13", "unicode_escape", "idna")] == [None] * 5


def test_one_wrong_byte_costs_one_character() -> None:
    assert decode("路燈壞了，請".encode("big5hkscs") + b"\xff" + b" ok", "big5").text == "路燈壞了，請\ufffd ok"


def test_the_euro_sign_that_python_does_not_know() -> None:
    assert decode("價錢".encode("big5hkscs") + b"\xa3\xe1", "big5").text == "價錢€"
    assert decode("价格".encode("gb18030") + b"\x80", "gbk").text == "价格€"
