from __future__ import annotations

import pytest

from ingestion.mail.parsed_mail import MessageKind
from ingestion.mail.parsing import parse_mail
from tests.ingestion.mail.odd_mails import SUBJECTS, TEXTS, plain_mail


def kind_of(subject: str, text: str, headers: str = "") -> MessageKind:
    raw = plain_mail(text, headers=headers).replace(b"\n", f"\nSubject: {subject}\n".encode(), 1)
    mail = parse_mail(raw)
    assert mail.kind_reason
    return mail.kind


@pytest.mark.parametrize("language", TEXTS)
def test_a_report_is_a_citizens(language: str) -> None:
    assert kind_of(SUBJECTS[language], TEXTS[language]) is MessageKind.CITIZEN


@pytest.mark.parametrize(
    "headers",
    [
        "Auto-Submitted: auto-replied\n",
        "X-Autoreply: yes\n",
        "Precedence: auto_reply\n",
        "Return-Path: <>\n",
        "List-Id: <news.example>\n",
        "Precedence: list\n",
    ],
)
def test_headers_tell_automatic_mail_and_lists(headers: str) -> None:
    assert kind_of("Hello", "Text", headers) is MessageKind.AUTO_REPLY


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Automatic reply: Your case", "I will be back on Monday."),
        ("自動回覆：關於閣下的查詢", "本人現正休假。"),
        ("自动回复：您的来信", "您好，我正在休假。"),
        ("Hello", "I am out of the office until 3 May and will reply on my return."),
        ("你好", "您好，本人現正放假，將於五月三日返回辦公室。"),
        ("你好", "您好，我目前正在休假，五月三日回来后回复。"),
        ("Read: Your case", "Your message was read on 3 May."),
        ("已讀取: 個案", "您的郵件已於五月三日讀取。"),
        ("已读: 个案", "您的邮件已于五月三日读取。"),
    ],
)
def test_wording_tells_vacation_replies_and_receipts(subject: str, text: str) -> None:
    assert kind_of(subject, text) is MessageKind.AUTO_REPLY


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Undeliverable: Your case", "This message could not be delivered to one or more recipients."),
        ("退信通知", "很抱歉，您的郵件無法投遞。退信原因：收件人不存在"),
        ("系统退信", "您的邮件无法投递，收件人不存在"),
    ],
)
def test_wording_tells_bounces(subject: str, text: str) -> None:
    assert kind_of(subject, text, "Return-Path: <>\n") is MessageKind.BOUNCE
    assert kind_of(subject, text) is MessageKind.BOUNCE


def test_a_delivery_report_is_a_bounce_and_what_it_returns_is_quoted() -> None:
    mail = parse_mail(
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=q\n\n--q\n\nfailed\n--q\n"
        b"Content-Type: message/delivery-status\n\nAction: failed\n--q\nContent-Type: message/rfc822\n\n"
        b"From: us@desk.example\n\nwhat we wrote\n--q--\n"
    )
    assert mail.kind is MessageKind.BOUNCE
    assert "what we wrote" in mail.body
    assert "what we wrote" not in mail.own_text


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "Re: Automatic reply: Your case",
            "I got this automatic reply but nobody has called me. The lamp is still broken.",
        ),
        ("Re: 自動回覆", "收到你哋嘅自動回覆，但係三日都冇人覆我，街燈仲係壞。"),
        ("Re: 自动回复", "收到你们的自动回复，可是三天没人联系我，路灯还是坏的。"),
        ("Scam SMS", "I want to report an SMS that says I have won a prize and asks me to click a link."),
        ("舉報詐騙", "我收到短訊話我中獎，叫我加佢 WhatsApp，想舉報。"),
        ("举报诈骗", "我收到短信说我中奖了，让我加微信，想举报。"),
        ("Officer never there", "Every time I write I am told the officer is out of the office. Please call me."),
    ],
)
def test_a_citizen_who_writes_about_such_mail_is_a_citizen(subject: str, text: str) -> None:
    assert kind_of(subject, text) is MessageKind.CITIZEN


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        (
            "First page of Google",
            "Dear business owner, our SEO services bring backlinks. Buy now, risk-free. Click here.",
        ),
        ("代開發票", "本公司代開各類正規發票，稅點優惠，請加微信 fp88888，歡迎來電。"),
        ("代开发票", "本公司代开各类正规发票，税点优惠，请加微信 fp88888，欢迎来电洽谈。"),
    ],
)
def test_advertisements_are_spam(subject: str, text: str) -> None:
    assert kind_of(subject, text) is MessageKind.SPAM


def test_the_gateways_verdict_alone_takes_no_citizens_mail() -> None:
    assert kind_of("Lamp", TEXTS["en"], "X-Spam-Flag: YES\n") is MessageKind.CITIZEN
