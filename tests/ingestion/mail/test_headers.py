"""Names, subjects, addresses and dates as mail programs really write them."""

from __future__ import annotations

import datetime

import pytest

from ingestion.mail.encoded_words import decode_words
from ingestion.mail.parameters import read_parameters
from ingestion.mail.parsing import parse_mail
from tests.ingestion.mail.odd_mails import CHARSETS, CODECS, SUBJECTS, word


@pytest.mark.parametrize("language", SUBJECTS)
def test_encoded_words_and_raw_bytes_give_the_same_subject(language: str) -> None:
    subject, label = SUBJECTS[language], CHARSETS[language]
    codec = CODECS[label]
    assert decode_words(word(subject, label, codec).encode()) == subject
    assert decode_words(subject.encode(codec)) == subject
    assert decode_words(subject.encode()) == subject


def test_a_character_cut_in_two_between_words_is_joined() -> None:
    first, second = "路燈".encode()[:4], "路燈".encode()[4:]
    quoted = [b"=?utf-8?Q?" + b"".join(b"=%02X" % b for b in half) + b"?=" for half in (first, second)]
    assert decode_words(b"\r\n ".join(quoted)) == "路燈"


def test_marks_that_turn_the_reading_direction_are_removed() -> None:
    assert decode_words("invoice\u202efdp.exe".encode()) == "invoicefdp.exe"


@pytest.mark.parametrize(
    ("header", "filename"),
    [
        ("attachment; filename*=big5''%B8%F4%BFO.pdf", "路燈.pdf"),
        ("attachment; filename*0*=utf-8''%E8%B7; filename*1*=%AF%E7%81%AF; filename*2=.pdf", "路灯.pdf"),
        ('attachment; filename="=?utf-8?B?6Lev54GvLnBkZg==?="', "路灯.pdf"),
        ("attachment; filename=plain name.pdf", "plain name.pdf"),
    ],
)
def test_file_names(header: str, filename: str) -> None:
    assert read_parameters(header)["filename"] == filename


@pytest.mark.parametrize(
    ("header", "name", "address"),
    [
        ("Chan Tai Man <chan@a.example>", "Chan Tai Man", "chan@a.example"),
        ('"Chan, T. M." <chan@a.example>', "Chan, T. M.", "chan@a.example"),
        ("陳大文 <chan@a.example>", "陳大文", "chan@a.example"),
        ("chan@a.example (陈大文)", "陈大文", "chan@a.example"),
        ("<chan@a.example>", "", "chan@a.example"),
        ("a@", "a@", ""),
        ('"', "", ""),
    ],
)
def test_senders(header: str, name: str, address: str) -> None:
    mail = parse_mail(f"From: {header}\n\nx".encode())
    assert (mail.from_name, mail.from_address) == (name, address)


def test_the_date_comes_from_the_first_received_header_where_there_is_no_other() -> None:
    mail = parse_mail(b"Received: from a by b; Thu, 27 Mar 2025 21:39:27 +0800\n\nx")
    assert mail.date == datetime.datetime(2025, 3, 27, 13, 39, 27, tzinfo=datetime.UTC)
    assert parse_mail(b"Date: yesterday\n\nx").date is None
    assert parse_mail(b"Date: Thu, 27 Mar 99999 21:39:27 +9900\n\nx").date is None


@pytest.mark.promise("T35")
def test_recipients_beyond_the_limit_are_left_out_and_told() -> None:
    mail = parse_mail(b"To: " + b",\n ".join(b"p%d@a.example" % n for n in range(300)) + b"\n\nx")
    assert len(mail.to) == 200
    assert "more than 200 recipients: the rest was left out" in mail.problems
