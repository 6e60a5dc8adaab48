"""Is every mail of a real IMAP server taken once, whatever happens to the server, the worker or the mail?"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from assistant.errors import SettingsInvalid
from ingestion.mail.imap_mailbox import KEYWORD, ImapMailbox, MailboxUnavailable, read_imap_urls
from tests.imap_server import ImapServer
from tests.ingestion.mail.letters import letter

RUNS = threading.Event()
"""Never set: nobody asks these mailboxes to stop."""


@pytest.fixture
def mailbox(imap_server: ImapServer) -> Iterator[ImapMailbox]:
    (address,) = read_imap_urls(imap_server.url)
    box = ImapMailbox(address)
    yield box
    box.close()


def collect(mailbox: ImapMailbox) -> list[bytes]:
    kept: list[bytes] = []
    mailbox.collect(kept.append, stop=RUNS)
    return kept


def test_a_mail_is_given_byte_for_byte_once_and_marked_afterwards(
    imap_server: ImapServer, mailbox: ImapMailbox
) -> None:
    raw = letter("A line.\n\nFrom here on: ümläut 街燈", Authentication_Results="mx; dmarc=pass").replace(
        b"\n", b"\r\n"
    )
    imap_server.deliver(raw)
    assert collect(mailbox) == [raw]
    assert collect(mailbox) == []
    assert "\\Seen" in imap_server.flags()[0]
    assert KEYWORD in imap_server.flags()[0]


@pytest.mark.promise("P9")
def test_a_mail_that_could_not_be_kept_stays_unmarked_and_comes_again(
    imap_server: ImapServer, mailbox: ImapMailbox
) -> None:
    imap_server.deliver(letter())

    def fail(_raw: bytes) -> None:
        raise ValueError("nothing can be kept at the moment")

    with pytest.raises(ValueError, match="kept"):
        mailbox.collect(fail, stop=RUNS)
    assert "Seen" not in imap_server.flags()[0]
    assert len(collect(mailbox)) == 1


def test_a_mail_that_somebody_has_read_in_the_meantime_is_taken_all_the_same(
    imap_server: ImapServer, mailbox: ImapMailbox
) -> None:
    imap_server.deliver(letter())
    with imap_server.signed_in() as client:
        client.select("INBOX")
        client.store("1", "+FLAGS", "\\Seen")
    assert len(collect(mailbox)) == 1


def test_a_server_that_was_away_is_found_again(imap_server: ImapServer, mailbox: ImapMailbox) -> None:
    assert collect(mailbox) == []
    imap_server.end()
    with pytest.raises(MailboxUnavailable):
        collect(mailbox)
    imap_server.restart()
    imap_server.deliver(letter())
    assert len(collect(mailbox)) == 1


def test_new_mail_ends_the_waiting_and_so_does_stopping(imap_server: ImapServer, mailbox: ImapMailbox) -> None:
    collect(mailbox)
    started = time.monotonic()
    threading.Timer(0.5, imap_server.deliver, (letter(),)).start()
    mailbox.wait(RUNS)
    assert len(collect(mailbox)) == 1
    stopped = threading.Event()
    threading.Timer(0.2, stopped.set).start()
    mailbox.wait(stopped)
    assert time.monotonic() - started < 20


def test_a_wrong_password_is_told_without_the_password(imap_server: ImapServer) -> None:
    (address,) = read_imap_urls(imap_server.url.replace("pass%2Fword", "secret-word"))
    with pytest.raises(MailboxUnavailable) as refused:
        collect(ImapMailbox(address))
    assert "secret-word" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    ["http://u:p@mail.example", "imaps://mail.example", "imaps://u:p@", "imap://u:p@mail.example", "imaps://u:p@m:x/"],
    ids=["scheme", "no user", "no host", "password in clear", "port"],
)
def test_a_setting_that_cannot_be_used_is_named(url: str) -> None:
    with pytest.raises(SettingsInvalid, match="CIVICDESK_IMAP_URL"):
        read_imap_urls(url)


def test_several_mailboxes_are_separated_by_spaces_and_named_without_their_passwords() -> None:
    first, second = read_imap_urls(
        "imaps://a%40city.example:p%2Fw@mail.example/City/Reports imaps://b:x@m.example:9993"
    )
    assert (first.name, first.password, first.port) == ("imap:a@city.example@mail.example/City/Reports", "p/w", 993)
    assert (second.folder, second.port) == ("INBOX", 9993)
