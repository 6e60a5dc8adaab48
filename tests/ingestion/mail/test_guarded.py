from __future__ import annotations

import resource
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from assistant.errors import MailUnreadable
from ingestion.mail.guarded import Parser
from ingestion.mail.parsing import parse_mail
from tests.ingestion.mail.bombs import make_bombs
from tests.ingestion.mail.odd_mails import TEXTS, mail_with, make_seeds, plain_mail

GOOD = plain_mail(TEXTS["zh-Hant"], label="big5", codec="big5hkscs", headers="Subject: lamp\n")


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser() as opened:
        yield opened


def child_of(parser: Parser) -> psutil.Process:
    """The parser's child, which has no child of its own beside it in these tests."""
    parser.parse(GOOD)
    children = [c for c in psutil.Process().children() if "ingestion.mail.parsing_process" in c.cmdline()]
    return children[-1]


def test_the_child_reads_what_this_process_reads(parser: Parser) -> None:
    for raw in make_seeds():
        assert parser.parse(raw) == parse_mail(raw)


def test_attachments_come_out_by_the_index_that_they_have_in_the_mail(parser: Parser) -> None:
    raw = mail_with("a.csv", b"a,b\n1,2\n", "text/csv")
    assert [a.filename for a in parser.parse(raw).attachments] == ["a.csv"]
    assert [content.strip() for content in parser.extract_attachments(raw)] == [b"a,b\n1,2"]


def test_a_child_that_dies_is_replaced_at_the_next_mail() -> None:
    with Parser() as parser:
        child = child_of(parser)
        child.send_signal(signal.SIGKILL)
        child.wait(10)
        assert TEXTS["zh-Hant"] in parser.parse(GOOD).body


def test_a_mail_at_which_the_child_hangs_is_read_by_another_one_without_its_attachments() -> None:
    with Parser(seconds=2) as parser:
        child_of(parser).send_signal(signal.SIGSTOP)
        mail = parser.parse(mail_with("a.csv", b"a,b", "text/csv", text="the words stay"))
    assert mail.body.strip() == "the words stay"
    assert [(a.filename, a.text) for a in mail.attachments] == [("a.csv", "")]
    assert any("took too long" in problem for problem in mail.problems)


def test_what_hangs_is_refused_in_time_and_the_next_mail_is_read() -> None:
    with Parser(seconds=1) as parser:
        child_of(parser).send_signal(signal.SIGSTOP)
        with pytest.raises(MailUnreadable):
            parser.extract_attachments(GOOD)
        assert TEXTS["zh-Hant"] in parser.parse(GOOD).body


def test_several_threads_each_get_their_own_mail(parser: Parser) -> None:
    answers: dict[int, str] = {}

    def ask(number: int) -> None:
        for _ in range(5):
            answers[number] = parser.parse(f"Subject: {number}\n\nx".encode()).subject

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: str(number) for number in range(8)}


def test_the_child_may_take_half_a_gigabyte_and_sees_no_secret(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIVICDESK_OIDC_CLIENT_SECRET", "secret")
    with Parser() as fresh:
        child = child_of(fresh)
        assert child.rlimit(resource.RLIMIT_AS) == (512 * 1024 * 1024,) * 2
        assert b"CIVICDESK" not in Path(f"/proc/{child.pid}/environ").read_bytes()


@pytest.mark.slow
@pytest.mark.promise("T10")
@pytest.mark.promise("T35")
def test_twenty_bombs_leave_the_service_as_it_was(parser: Parser) -> None:
    parser.parse(GOOD)
    bombs = make_bombs()
    before = psutil.Process().memory_info().rss
    for name, bomb in bombs.items():
        started = time.monotonic()
        mail = parser.parse(bomb)
        assert time.monotonic() - started < 20, name
        assert mail.problems or mail.attachments or mail.body, name
        assert len(mail.attachment_text) < 1_000, name
        assert TEXTS["zh-Hant"] in parser.parse(GOOD).body, name
    assert psutil.Process().memory_info().rss - before < 50 * 1024 * 1024
