"""Is the reporter's name and address theirs, and nobody else's?"""

import pytest

from assistant.cases.fields import FieldName
from tests.ingestion.mail.case_fields.writing import find, write_mail

COMPLAINT = "The lift has been broken since Friday."


def name_in(body: str, sender: str = "writer@mailbox.example") -> str | None:
    return find(FieldName.REPORTER_NAME, write_mail(body, sender=sender))


@pytest.mark.parametrize(
    ("body", "name"),
    [
        (f"{COMPLAINT}\n\nKind regards,\nMarigold Fung\n", "Marigold Fung"),
        ("升降機壞咗。\n\n馮美琪 謹上\n", "馮美琪"),
        ("电梯坏了。\n\n冯美琪\n", "冯美琪"),
        (f"My name is Marigold Fung. {COMPLAINT}", "Marigold Fung"),
        ("本人馮美琪，升降機壞咗三日。", "馮美琪"),
        ("我叫冯美琪，电梯坏了三天。", "冯美琪"),
        (f"Name: Marigold Fung\nTel: 9345 6712\nDetails: {COMPLAINT}\n", "Marigold Fung"),
        ("姓名：馮美琪\n電話：9345 6712\n詳情：升降機壞咗\n", "馮美琪"),
        ("姓名：冯美琪\n电话：9345 6712\n详情：电梯坏了\n", "冯美琪"),
        (f"{COMPLAINT} Ta, Marigold Fung", "Marigold Fung"),
    ],
)
def test_a_name_is_taken_from_where_people_write_theirs(body: str, name: str):
    assert name_in(body) == name


@pytest.mark.parametrize(
    ("sender", "name"),
    [
        ("Marigold Fung <m@mailbox.example>", "Marigold Fung"),
        ("馮美琪 <m@mailbox.example>", "馮美琪"),
        ("冯美琪 <m@mailbox.example>", "冯美琪"),
        ("Sunny88 <m@mailbox.example>", None),
        ("小熊 <m@mailbox.example>", None),
        ("Grand Harbour Management Ltd <m@mailbox.example>", None),
        ("匿名市民 <m@mailbox.example>", None),
    ],
)
def test_a_display_name_counts_where_it_is_a_persons(sender: str, name: str | None):
    assert name_in(COMPLAINT, sender) == name


def test_the_full_display_name_stands_for_a_signature_of_one_word():
    assert name_in(f"{COMPLAINT}\n\nMarigold\n", "Marigold Fung <m@mailbox.example>") == "Marigold Fung"


@pytest.mark.parametrize("text", ["Anonymous please.", "本人不願透露姓名。", "不方便透露姓名。"])
def test_who_wants_no_name_has_none(text: str):
    assert name_in(f"{text} {COMPLAINT}", "Marigold Fung <m@mailbox.example>") is None


def test_a_forms_own_sender_is_not_the_reporter():
    sender = "Online Forms <noreply@forms.example>"
    assert find(FieldName.REPORTER_EMAIL, write_mail(COMPLAINT, sender=sender)) is None
    filled = f"Name: Marigold Fung\nEmail: marigold@mailbox.example\nDetails: {COMPLAINT}\n"
    assert find(FieldName.REPORTER_EMAIL, write_mail(filled, sender=sender)) == "marigold@mailbox.example"


def test_the_reporter_of_a_forwarded_mail_is_its_writer():
    body = """Please help this resident. -- Orla, school office, 2345 6789

Begin forwarded message:

From: Bashir Qureshi <bashir@resident.example>
Date: 16 March 2026 at 9:41:06 PM
Subject: Broken wall
To: office@school.example

The wall behind 9 Argyle Street is falling down.

Bashir Qureshi
9345 6712
"""
    mail = write_mail(body, subject="Fwd: Broken wall", sender="School Office <office@school.example>")
    assert find(FieldName.REPORTER_NAME, mail) == "Bashir Qureshi"
    assert find(FieldName.REPORTER_EMAIL, mail) == "bashir@resident.example"
    assert find(FieldName.REPORTER_PHONE, mail) == "9345 6712"
