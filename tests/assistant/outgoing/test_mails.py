"""Which mails are queued, with which headers, and which are kept back?"""

from __future__ import annotations

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database, utc_now
from assistant.outgoing.addresses import is_automatic, is_one_address, plain
from assistant.outgoing.caps import ACKNOWLEDGEMENTS_AN_HOUR
from assistant.outgoing.letters import write_letter
from assistant.outgoing.mails import Purpose, queue_mail
from assistant.outgoing.models import OutgoingMail
from assistant.switches import off_switches
from tests.assistant.outgoing.post import IDENTITY, queue, rows
from tests.smtp_server import read_letter

ACK = Purpose.ACKNOWLEDGEMENT
_ODD = st.text(
    st.one_of(st.sampled_from("\r\n\t\0:;,<>@ \"'\\\v\f\x1c\x85\u2028\u2029aß街"), st.characters()), max_size=60
)
_SMUGGLED = st.sampled_from(
    ["\r\nBcc: m@evil.example", "\nTo: m@evil.example", "\rX: y", "\u2028Bcc: m@evil.example", ""]
)


def test_an_acknowledgement_says_that_a_program_wrote_it(sqlite_database: Database) -> None:
    mail = queue(sqlite_database, purpose=ACK, in_reply_to="<1@mail.example>")
    assert mail.headers == {
        "Auto-Submitted": "auto-replied",
        "Precedence": "bulk",
        "X-Auto-Response-Suppress": "All",
        "In-Reply-To": "<1@mail.example>",
        "References": "<1@mail.example>",
    }


def test_what_a_person_writes_does_not(sqlite_database: Database) -> None:
    assert "Auto-Submitted" not in queue(sqlite_database, purpose=Purpose.REPLY).headers
    assert queue(sqlite_database, purpose=Purpose.UPDATE).headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.promise("T28")
def test_an_inbox_has_one_acknowledgement_an_hour_however_it_is_written(database: Database) -> None:
    for address in ("a@mail.example", "A@Mail.Example", "a+1@mail.example", "b@mail.example"):
        queue(database, address, purpose=ACK)
    assert [mail.state for mail in rows(database)] == ["waiting", "stopped", "stopped", "waiting"]
    assert "within the hour" in str(rows(database)[1].problem)


def test_an_hour_later_it_may_have_another(sqlite_database: Database) -> None:
    queue(sqlite_database, purpose=ACK)
    with sqlite_database.write() as session:
        mail = session.get_one(OutgoingMail, 1)
        mail.created_at = mail.due_at = utc_now() - datetime.timedelta(hours=1, seconds=1)
    assert queue(sqlite_database, purpose=ACK).state == "waiting"


@pytest.mark.promise("T28")
def test_many_at_once_get_no_more_than_the_cap_together(database: Database) -> None:
    def burst(start: int) -> None:
        for number in range(60):
            queue(database, f"c{start}-{number}@mail.example", purpose=ACK)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(burst, range(4)))
    states = [mail.state for mail in rows(database)]
    assert (states.count("waiting"), states.count("stopped")) == (ACKNOWLEDGEMENTS_AN_HOUR, 40)  # 4 × 60 - 200


def test_replies_by_people_are_not_counted(sqlite_database: Database) -> None:
    assert [queue(sqlite_database).state for _ in range(3)] == ["waiting"] * 3


def test_the_switch_keeps_acknowledgements_back(database: Database) -> None:
    actor = Actor("sue", ROLE_PERMISSIONS[Role.SUPERVISOR])
    with database.write() as session:
        off_switches.set_off(session, "mail", actor=actor, reason="a flood", catalogue=load_catalogue())
    assert queue(database, purpose=ACK).problem == "mails to citizens are switched off"
    assert queue(database, purpose=Purpose.REPLY).state == "waiting"


@pytest.mark.parametrize(
    "address",
    ["noreply@x.hk", "no-reply@x.hk", "do_not_reply@x.hk", "MAILER-DAEMON@x.hk", "postmaster@x.hk", "bounces+1@x.hk",
     "news-bounces@x.hk", "list-request@x.hk", "notifications@x.hk"],
)  # fmt: skip
def test_an_address_where_a_program_reads_is_known(address: str) -> None:
    assert is_automatic(address)


@pytest.mark.parametrize("address", ["chan@x.hk", "reply@x.hk", "norah.eply@x.hk", "shopowner@x.hk", "admin@x.hk"])
def test_a_persons_address_is_none_of_them(address: str) -> None:
    assert not is_automatic(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@",
        "@b",
        "a@b@c",
        "a@b,c@d",
        "a@b c@d",
        "A <a@b>",
        "a@b\r\nBcc: c@d",
        "a@b\n",
        "街@b",
        '"a b"@c',
        "a@b;",
    ],
)
def test_what_is_not_one_address_gets_no_mail(sqlite_database: Database, address: str) -> None:
    assert not is_one_address(address)
    assert queue(sqlite_database, address).state == "stopped"


def test_the_inbox_behind_an_address() -> None:
    assert plain("Tai.Man+x@Mail.Example") == "tai.man@mail.example"
    assert plain("+x@mail.example") == "+x@mail.example"


@pytest.mark.slow
@pytest.mark.promise("T29")
@settings(max_examples=2_500, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    subject=st.tuples(_ODD, _SMUGGLED, _ODD).map("".join),
    recipient=st.one_of(st.tuples(_ODD, _SMUGGLED).map("".join), st.just(""), _SMUGGLED).map("a@b.example".__add__),
    reply_to=st.one_of(st.tuples(_ODD, _SMUGGLED).map("".join), _ODD.map("<{}>".format)),
    body=_ODD,
)  # fmt: skip
def test_none_of_ten_thousand_values_makes_another_header_or_recipient(
    subject: str, recipient: str, reply_to: str, body: str
) -> None:
    mail = queued_without_database(subject=subject, recipient=recipient, in_reply_to=reply_to, body=body)
    if mail.state == "stopped":
        return
    letter = read_letter(write_letter(mail, IDENTITY).as_bytes())
    expected = {"From", "To", "Subject", "Date", "Message-ID", *mail.headers}
    expected |= {"MIME-Version", "Content-Type", "Content-Transfer-Encoding"}
    assert sorted(letter.keys()) == sorted(expected)
    assert [address.addr_spec for address in letter["To"].addresses] == [recipient]


class _NoSession:
    """Takes the row and asks nothing: what is tested is made of the values alone."""

    def add(self, _row: object) -> None: ...

    def flush(self) -> None: ...

    def get_bind(self) -> _NoSession:
        return self

    dialect = type("Dialect", (), {"name": "sqlite"})

    def execute(self, *_arguments: object) -> None: ...


def queued_without_database(**values: str) -> OutgoingMail:
    return queue_mail(_NoSession(), purpose=Purpose.REPLY, **values)  # type: ignore[arg-type]  # No session: the database is not reached.
