from __future__ import annotations

import pytest

from ingestion.mail.parsed_mail import Segment, SegmentKind
from ingestion.mail.parsing import parse_mail
from ingestion.mail.reply_text import find_segments, read_reply
from tests.ingestion.mail.odd_mails import TEXTS, html_mail

REPLY_HEADERS = {
    "en": "On Mon, 5 May 2025 at 09:12, Contact Centre <1823@desk.example> wrote:",
    "zh-Hant": "Contact Centre <1823@desk.example> 於 2025年5月5日 週一 上午9:12 寫道：",
    "zh-Hans": "在 2025年5月5日，上午9:12，Contact Centre <1823@desk.example> 写道：",
}
HEADER_BLOCKS = {
    "en": "From: Ms Lee <lee@a.example>\nSent: Monday, 5 May 2025 09:12\nTo: 1823\nSubject: Lamp",
    "zh-Hant": "寄件者: 李女士 <lee@a.example>\n寄件日期: 2025年5月5日 上午 9:12\n收件者: 1823\n主旨: 街燈",
    "zh-Hans": "发件人: 李女士 <lee@a.example>\n发送时间: 2025年5月5日 9:12\n收件人: 1823\n主题: 路灯",
}
FORWARD_MARKS = {
    "en": "---------- Forwarded message ---------",
    "zh-Hant": "---------- 轉寄的郵件 ----------",
    "zh-Hans": "-------- 转发的邮件 --------",
}
FOOTERS = {"en": "Sent from my iPhone", "zh-Hant": "從我的 iPhone 傳送", "zh-Hans": "发自我的iPhone"}
DISCLAIMERS = {
    "en": "This e-mail and any attachments are confidential and intended solely for the addressee.",
    "zh-Hant": "本電郵及其附件可能含有機密資料，僅供指定收件人使用。",
    "zh-Hans": "本邮件及其附件含有保密信息，仅限于收件人使用。",
}


def parts_of(body: str, *, subject: str = "") -> dict[SegmentKind, str]:
    segments = find_segments(body, subject=subject)
    assert "".join(body[s.start : s.end] for s in segments) == body
    found: dict[SegmentKind, str] = {}
    for segment in segments:
        found[segment.kind] = found.get(segment.kind, "") + body[segment.start : segment.end]
    return {kind: text.strip() for kind, text in found.items()}


@pytest.mark.parametrize("language", TEXTS)
def test_what_stands_below_a_reply_header_is_quoted(language: str) -> None:
    body = f"{TEXTS[language]}\n\n{REPLY_HEADERS[language]}\n\nearlier words\nof the officer\n"
    parts = parts_of(body)
    assert parts[SegmentKind.OWN] == TEXTS[language]
    assert "earlier words" in parts[SegmentKind.QUOTED]


@pytest.mark.parametrize("language", TEXTS)
def test_an_answer_below_the_quotation_is_own(language: str) -> None:
    parts = parts_of(f"{REPLY_HEADERS[language]}\n> earlier words\n> more\n\n{TEXTS[language]}\n")
    assert parts[SegmentKind.OWN] == TEXTS[language]


@pytest.mark.parametrize("language", TEXTS)
def test_a_block_of_headers_below_own_words_is_quoted(language: str) -> None:
    parts = parts_of(f"{TEXTS[language]}\n\n{HEADER_BLOCKS[language]}\n\nearlier words\n", subject="Re: x")
    assert parts[SegmentKind.OWN] == TEXTS[language]


@pytest.mark.parametrize("language", TEXTS)
def test_a_mail_that_is_nothing_but_a_forward_is_read_where_it_is(language: str) -> None:
    body = f"{FORWARD_MARKS[language]}\n{HEADER_BLOCKS[language]}\n\n{TEXTS[language]}\n"
    parts = parts_of(body)
    assert parts[SegmentKind.OWN] == TEXTS[language]
    assert "lee@a.example" in parts[SegmentKind.FORWARDED_HEADER]


@pytest.mark.parametrize("language", TEXTS)
def test_a_note_above_a_forward_and_the_report_below_are_both_own(language: str) -> None:
    parts = parts_of(f"FYI\n\n{HEADER_BLOCKS[language]}\n\n{TEXTS[language]}\n", subject="FW: x")
    assert parts[SegmentKind.OWN].split() == ["FYI", *TEXTS[language].split()]


@pytest.mark.parametrize("language", TEXTS)
def test_footers_disclaimers_and_signatures_are_set_aside(language: str) -> None:
    body = f"{TEXTS[language]}\n\n{FOOTERS[language]}\n\n{DISCLAIMERS[language]}\n\n-- \nChan\nTel 9123 4567\n"
    parts = parts_of(body)
    assert parts == {
        SegmentKind.OWN: TEXTS[language],
        SegmentKind.FOOTER: FOOTERS[language],
        SegmentKind.DISCLAIMER: DISCLAIMERS[language],
        SegmentKind.SIGNATURE: "-- \nChan\nTel 9123 4567",
    }


@pytest.mark.parametrize(
    "line",
    [
        "On 5 May I wrote: nobody came.",
        "From: Nathan Road, the noise goes on",
        "如果你不是住在這裡，就不知道有多吵。",
        "从我的窗口看出去，路灯全坏了。",
        "Sent from Kowloon City to Sha Tin and back again by your hotline",
    ],
)
def test_prose_that_looks_alike_is_own(line: str) -> None:
    assert parts_of(f"Dear Sir\n{line}\nPlease help.\n") == {SegmentKind.OWN: f"Dear Sir\n{line}\nPlease help."}


def test_a_reply_keeps_the_quotations_that_it_answers_point_by_point() -> None:
    body = "> which street?\nHoi Tan Street\n> since when?\nMonday\n> --\n> Officer\n"
    assert read_reply(body, find_segments(body)) == "> which street?\nHoi Tan Street\n> since when?\nMonday"


def test_a_block_quotation_of_html_is_quoted() -> None:
    mail = parse_mail(html_mail("<p>new words</p><blockquote><p>old words</p></blockquote>"))
    assert mail.own_text.strip() == "new words"
    assert mail.text_of(SegmentKind.QUOTED).strip() == "old words"


def test_an_empty_body_has_no_segment() -> None:
    assert find_segments("") == ()
    assert find_segments("x") == (Segment(SegmentKind.OWN, 0, 1),)
