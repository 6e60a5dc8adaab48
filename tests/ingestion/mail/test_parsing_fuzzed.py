"""Is there any mail that the parser cannot take?  Mutated mails, seconds long here and as long as a variable says."""

from __future__ import annotations

import os
import random
import time

import pytest

from ingestion.mail.parsed_mail import ParsedMail
from ingestion.mail.parsing import parse_mail
from tests.ingestion.mail.odd_mails import make_seeds

SECONDS = float(os.environ.get("CIVICDESK_TEST_FUZZ_SECONDS", "15"))
LONGEST_SECONDS = 5.0
PIECES = [
    b"\n", b"\r\n", b"\r", b"--b1", b"--b1--", b"=?", b"?=", b"=?utf-8?B?", b"\x00", b"\xff\xfe", b"~{", b"\x1b$B",
    b"(" * 300,
    b'"', b"<", b">", b"@", b",", b":", b";", b"boundary=b1", b"Content-Type: ", b"message/rfc822", b"multipart/mixed",
    b"Content-Transfer-Encoding: base64\n", b"charset=big5", b"charset=utf-7", b"=" * 40, b"\xa4\xa4", b"%PDF-1.4",
    b"PK\x03\x04",
    b"<div>" * 50, b"<!--", b"From: ", b"> ", b"On 1 May A wrote:", b"-- \n", b"*0*=", b"format=flowed", b"Date: ",
    b"9" * 400,
]  # fmt: skip


def mutate(mail: bytes, chance: random.Random) -> bytes:
    changed = bytearray(mail)
    for _ in range(chance.randint(1, 8)):
        place = chance.randint(0, len(changed))
        length = chance.choice((0, 1, 1, 4, 40))
        change = chance.random()
        if change < 0.3:
            changed[place : place + length] = chance.randbytes(chance.randint(0, 4))
        elif change < 0.8:
            changed[place:place] = chance.choice(PIECES)
        elif change < 0.9:
            changed[place:place] = changed[place : place + 200] * chance.randint(1, 20)
        else:
            del changed[place : place + 60]
    return bytes(changed[:200_000])


def faults(mail: ParsedMail) -> list[str]:
    """What a mail must never be, whatever its bytes."""
    found = [problem for problem in mail.problems if problem.startswith("could not be parsed")]
    ends = [0, *(segment.end for segment in mail.segments)]
    if [segment.start for segment in mail.segments] != ends[:-1] or ends[-1] != len(mail.body):
        found.append("a character of the body is in no segment, or in two")
    texts = [mail.body, mail.subject, mail.from_header, mail.html, mail.attachment_text, *mail.to]
    if any("\0" in text or "\r" in text or any("\ud800" <= c <= "\udfff" for c in text) for text in texts):
        found.append("a character that cannot be stored")
    return found


@pytest.mark.slow
@pytest.mark.promise("S12")
@pytest.mark.timeout(SECONDS * 2 + 60)
def test_no_mutated_mail_raises_hangs_or_loses_a_character() -> None:
    chance = random.Random(20250301)  # noqa: S311  # The same mails at every run.
    seeds = make_seeds()
    until = time.monotonic() + SECONDS
    count = 0
    while time.monotonic() < until:
        raw = mutate(chance.choice(seeds), chance)
        if count % 50 == 0:
            seeds.append(raw[:5_000])
        started = time.monotonic()
        assert faults(parse_mail(raw)) == [], raw
        assert time.monotonic() - started < LONGEST_SECONDS, raw
        count += 1
    assert count > SECONDS * 10
