from __future__ import annotations

from ingestion.mail.content_hash import content_hash
from tests.ingestion.mail.odd_mails import TEXTS, plain_mail

MAIL = plain_mail(TEXTS["zh-Hant"])


def test_headers_of_delivery_and_line_ends_change_nothing() -> None:
    delivered = b"Received: from a by b; Thu, 27 Mar 2025 21:39:27 +0800\nDelivered-To: x@y.example\n" + MAIL
    assert content_hash(delivered) == content_hash(MAIL)
    assert content_hash(MAIL.replace(b"\n", b"\r\n")) == content_hash(MAIL)


def test_another_text_sender_or_subject_is_another_mail() -> None:
    others = [MAIL + b"!", MAIL.replace(b"Chan", b"Lee"), b"Subject: x\n" + MAIL]
    assert len({content_hash(mail) for mail in [MAIL, *others]}) == 4
