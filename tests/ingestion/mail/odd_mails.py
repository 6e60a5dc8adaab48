"""Mails as they really come, written for these tests: in three languages, and broken in the ways of mail programs."""

from __future__ import annotations

import base64
from email.message import EmailMessage

TEXTS = {
    "en": "The street lamp outside 12 Harbour Road has been out for three days. Please repair it.",
    "zh-Hant": "深水埗海壇街嘅街燈壞咗三日，夜晚行過好危險，請盡快派人嚟維修。",
    "zh-Hans": "人民路小区门口的路灯坏了三天，晚上走路很危险，请尽快派人维修。",
}
"""The same matter in the three languages; the Traditional one has characters that only Hong Kong's Big5 knows."""
SUBJECTS = {"en": "Broken street lamp", "zh-Hant": "街燈壞咗", "zh-Hans": "路灯坏了"}
CHARSETS = {"en": "iso-8859-1", "zh-Hant": "big5", "zh-Hans": "gb2312"}
CODECS = {"iso-8859-1": "cp1252", "big5": "big5hkscs", "gb2312": "gb18030"}
"""What is really meant by each label."""


def plain_mail(text: str, *, label: str | None = "utf-8", codec: str = "utf-8", headers: str = "") -> bytes:
    """One text part of eight-bit bytes; `label` is what its header says of them."""
    content_type = f"Content-Type: text/plain; charset={label}\n" if label else ""
    head = f"From: Chan <chan@citizen.example>\nTo: 1823@desk.example\n{headers}{content_type}\n"
    return head.encode("ascii") + text.encode(codec)


def html_mail(html: str) -> bytes:
    return b"Subject: x\nContent-Type: text/html; charset=utf-8\n\n" + html.encode("utf-8")


def mail_with(
    filename: str, content: bytes, media_type: str = "application/octet-stream", text: str = "See file."
) -> bytes:
    message = EmailMessage()
    message["From"] = "Chan <chan@citizen.example>"
    message["Subject"] = "With a file"
    message.set_content(text)
    main, sub = media_type.split("/")
    message.add_attachment(content, maintype=main, subtype=sub, filename=filename)
    return message.as_bytes()


def nested(depth: int) -> bytes:
    """Multiparts inside each other."""
    opening = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth))
    return (opening + "\nthe innermost text").encode()


def word(text: str, charset: str, codec: str) -> str:
    """An encoded word of RFC 2047."""
    return f"=?{charset}?B?{base64.b64encode(text.encode(codec)).decode()}?="


def make_seeds() -> list[bytes]:
    """One mail of each kind that the parser has a branch for: where mutations start from."""
    seeds = [
        plain_mail(text, label=CHARSETS[language], codec=CODECS[CHARSETS[language]]) for language, text in TEXTS.items()
    ]
    seeds += [
        html_mail(f"<p style='color:#fff'>x</p><blockquote>{text}</blockquote><table><tr><td>a")
        for text in TEXTS.values()
    ]
    seeds += [mail_with("a.csv", "名,電話\n陳,9123 4567".encode("big5"), "text/csv")]
    seeds += [
        plain_mail(f"{text}\n\nOn 1 May 2025, A <a@b.example> wrote:\n> older\n-- \nChan") for text in TEXTS.values()
    ]
    seeds += [b'From: =?utf-8?q?=E9=99=B3?= <a@b.example>\nTo: a@\nCc: "\nSubject: =?hz-gb-2312?B?fntWUA==?=\n\nbody']
    seeds += [nested(5), b"Content-Type: message/rfc822\n\nFrom: b@c.example\nSubject: y\n\ninner"]
    seeds += [b"Content-Type: multipart/report; report-type=delivery-status; boundary=q\n\n--q\n\nx\n--q\n"
              b"Content-Type: message/delivery-status\n\nAction: failed\n\n--q--\n"]  # fmt: skip
    seeds += [b"Content-Type: text/plain; charset*0*=utf-8''%62; charset*1=ig5; name*=big5''%A4%A4\n"
              b"Content-Transfer-Encoding: quoted-printable\n\n=A7=DA=AA=BA=\n"]  # fmt: skip
    return seeds
