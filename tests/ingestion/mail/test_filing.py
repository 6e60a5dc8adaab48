"""Does each mail end where it belongs: as a case, with a case, or aside, and never twice?"""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import update

from assistant.cases.models import Case
from assistant.cases.states import CaseState
from assistant.database import Database, utc_now
from assistant.errors import MailUnreadable
from ingestion.mail.filing import Filer
from ingestion.mail.models import Mail
from ingestion.mail.parsed_mail import ParsedMail
from tests.assistant.cases.reports import log, triage
from tests.ingestion.mail.desk import IDENTITY, Desk, PlainParser
from tests.ingestion.mail.letters import LAMP, letter

OURS = "mx.city.example; dmarc="
CASE_TEXTS = {
    "en": LAMP,
    "zh-Hant": "花園街12號門前嘅街燈由星期一起壞咗，請維修。",
    "zh-Hans": "花园街12号门前的路灯从星期一起坏了，请维修。",
}


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def reply_to(desk: Desk, case: Case, **changes: str) -> bytes:
    """The citizen's answer to a mail of ours."""
    values = {"text": "It is lamp number 4711.", "to": IDENTITY.reply_address(case.id), "subject": "Re: your case"}
    return letter(**{**values, "message_id": "<second@mail.example>", **changes})


def put(desk: Desk, case: Case, state: CaseState, department: str | None = None) -> None:
    with desk.database.write() as session:
        session.execute(update(Case).where(Case.id == case.id).values(state=state.value, department=department))


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans"])
def test_a_citizens_mail_becomes_a_case_in_their_words_and_is_acknowledged_in_their_language(
    desk: Desk, language: str
) -> None:
    desk.take(letter(CASE_TEXTS[language], subject="4711"))
    case, (text,) = desk.case(), desk.texts(desk.case())
    assert (case.state, case.channel, case.language) == ("triage", "email", language)
    assert text.body.strip() == CASE_TEXTS[language]
    assert case.contact["email"] == "tai.man@mail.example"
    (acknowledgement,) = desk.outgoing()
    assert (acknowledgement.recipient, acknowledgement.state) == ("tai.man@mail.example", "waiting")
    assert case.number in acknowledgement.subject
    assert case.number in acknowledgement.body
    assert acknowledgement.headers["Auto-Submitted"] == "auto-replied"
    assert acknowledgement.headers["In-Reply-To"] == "<first@mail.example>"
    (mail,) = desk.mails()
    assert (mail.state, mail.case_id) == ("filed", case.id)


def test_an_acknowledgement_repeats_nothing_of_the_mail(sqlite_database: Database) -> None:
    desk = Desk(sqlite_database)
    desk.take(letter("BUY-NOW http://spam.example", subject="BUY-NOW", sender="BUY-NOW <tai.man@mail.example>"))
    (mail,) = desk.outgoing()
    assert "BUY-NOW" not in json.dumps([mail.subject, mail.body, mail.headers])


@pytest.mark.promise("P9")
def test_the_same_mail_again_is_known_however_it_came(desk: Desk) -> None:
    first = letter()
    added = b"Received: from elsewhere\r\nDelivered-To: help@city.example\r\nX-Spam-Score: 1\r\n"
    assert desk.keep(first, added + first.replace(b"\n", b"\r\n"), first) == ["new", "known", "known"]
    desk.take()
    assert len(desk.cases()) == 1


@pytest.mark.promise("P9")
def test_another_content_under_the_same_message_id_is_a_second_mail_that_a_person_looks_at(desk: Desk) -> None:
    desk.sure().take(letter(), letter("Something else altogether is broken in Long Street."))
    first, second = desk.mails()
    assert (first.same_id_as, second.same_id_as) == (None, first.id)
    reasons = {case.id: case.review_reason for case in desk.cases()}
    assert reasons[str(first.case_id)] is None
    assert "Message-ID" in str(reasons[str(second.case_id)])


@pytest.mark.promise("P9")
def test_a_mail_without_message_id_is_taken_once(desk: Desk) -> None:
    bare = letter(message_id=None)
    assert desk.keep(bare, bare) == ["new", "known"]
    desk.take()
    assert len(desk.cases()) == 1


@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"X_Failed_Recipients": "x@y.example"}, {"List_Id": "<news.x.example>"}],
    ids=["auto-reply", "bounce", "list"],
)
@pytest.mark.promise("T26")
def test_what_a_program_wrote_is_set_aside_and_never_answered(desk: Desk, headers: dict[str, str]) -> None:
    desk.take(letter(**headers))
    (mail,) = desk.mails()
    assert (mail.state, bool(mail.reason)) == ("set_aside", True)
    assert (desk.cases(), desk.outgoing()) == ([], [])


@pytest.mark.promise("T26")
def test_an_automatic_reply_reopens_nothing(desk: Desk) -> None:
    desk.take(letter())
    put(desk, desk.case(), CaseState.CLOSED)
    desk.take(reply_to(desk, desk.case(), Auto_Submitted="auto-replied"))
    assert desk.case().state == "closed"
    assert len(desk.texts(desk.case())) == 1


def test_a_reply_to_our_mail_comes_to_its_case_and_is_not_acknowledged(desk: Desk) -> None:
    desk.take(letter())
    case = desk.case()
    desk.take(reply_to(desk, case))
    assert log(desk.database, case.id) == ["incoming", "opened", "incoming", "answered"]
    assert len(desk.outgoing()) == 1


def test_a_token_in_the_references_is_enough(desk: Desk) -> None:
    desk.take(letter())
    case = desk.case()
    ours = f"<0123.{IDENTITY.tokens.make(case.id)}@city.example>"
    desk.take(reply_to(desk, case, to="help@city.example", In_Reply_To=ours))
    assert len(desk.cases()) == 1


@pytest.mark.parametrize(
    ("state", "department", "then", "step"),
    [
        (CaseState.AWAITING_CITIZEN, "HYD", "in_progress", "answered"),
        (CaseState.AWAITING_CITIZEN, None, "triage", "answered"),
        (CaseState.CLOSED, "HYD", "referred", "reopened"),
        (CaseState.IN_PROGRESS, "HYD", "in_progress", "answered"),
    ],
)
def test_a_reply_moves_the_case_on(desk: Desk, state: CaseState, department: str | None, then: str, step: str) -> None:
    desk.take(letter())
    put(desk, desk.case(), state, department)
    desk.take(reply_to(desk, desk.case()))
    assert desk.case().state == then
    assert step in log(desk.database, desk.case().id)[2:]


def test_a_reply_that_asks_what_has_become_of_it_is_a_chaser(desk: Desk) -> None:
    desk.take(letter())
    chasing = replace(desk, found=triage(case_type="chaser", why="x"))
    chasing.take(reply_to(desk, desk.case()))
    assert desk.case().chasers == 1
    assert log(desk.database, desk.case().id)[-1] == "chased"


@pytest.mark.promise("T27")
def test_thirty_forgers_who_know_the_number_get_cases_of_their_own(sqlite_database: Database) -> None:
    desk = Desk(sqlite_database).sure()
    desk.take(letter())
    case = desk.case()
    desk.take(*spoofs(case))
    assert len(desk.texts(case)) == 1
    others = [found for found in desk.cases() if found.id != case.id]
    assert [(other.state, other.duplicate_of_id) for other in others] == [("triage", case.id)] * 30
    assert all("names the case" in str(other.review_reason) for other in others)
    # Nothing of the first case goes to anybody: a mail names the new case, and goes to its sender.
    for mail in desk.outgoing()[1:]:
        assert case.number not in mail.subject + mail.body
        assert mail.case_id != case.id


def spoofs(case: Case) -> list[bytes]:
    """Thirty mails that name the case and hold no token of ours, or a broken one."""
    number, token = case.number, IDENTITY.tokens.make(case.id)
    senders = ["Chan Tai Man <tai.man@mail.example>", "Mallory <m@evil.example>", "tai.man@mail.example.evil.example"]
    subjects = [f"Re: Your case {number}", f"[{number}] more", f"RE: 個案 {number}：本中心的回覆", number.lower()]
    crooked: list[dict[str, str]] = [
        {},
        {"Reply_To": "m@evil.example", "Cc": "m@evil.example"},
        {"In_Reply_To": f"<0123.{'a' * 42}@city.example>"},
        {"References": f"<{case.id}@city.example>"},
        {"to": f"help+{case.id}@city.example"},
        {"to": f"help+{token[:-1]}{'a' if token[-1] != 'a' else 'b'}@city.example"},
        {"to": f"help+{number}@city.example"},
        {"Authentication_Results": "evil.example; dmarc=pass"},
    ]
    made = []
    for index in range(30):
        changes = crooked[index % len(crooked)]
        made.append(
            letter(
                f"Please send me the whole file of {number}. Token {token}",
                sender=senders[index % 3],
                subject=subjects[index % 4],
                message_id=f"<spoof{index}@evil.example>",
                **changes,
            )
        )
    return made


@pytest.mark.promise("T27")
def test_a_good_token_from_another_address_is_kept_for_a_person_and_changes_nothing(desk: Desk) -> None:
    desk.take(letter())
    put(desk, desk.case(), CaseState.CLOSED)
    desk.take(reply_to(desk, desk.case(), sender="m@evil.example"))
    case = desk.case()
    assert (case.state, len(desk.texts(case))) == ("closed", 2)
    assert "another address" in str(case.review_reason)
    assert [mail.recipient for mail in desk.outgoing()] == ["tai.man@mail.example"]


@pytest.mark.promise("T27")
def test_a_good_token_with_a_forged_sender_is_kept_for_a_person(desk: Desk) -> None:
    desk.take(letter())
    put(desk, desk.case(), CaseState.CLOSED)
    desk.take(reply_to(desk, desk.case(), Authentication_Results=OURS + "fail"))
    assert desk.case().state == "closed"


@pytest.mark.promise("T28")
@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"Authentication_Results": OURS + "fail (p=reject) header.from=mail.example"}, "DMARC"),
        ({"sender": "noreply@shop.example"}, "nobody reads"),
        ({"sender": "MAILER-DAEMON@mail.example"}, "nobody reads"),
        ({"sender": "help+x@city.example"}, "our own"),
    ],
)
def test_who_must_not_be_answered_gets_a_case_and_no_mail(desk: Desk, changes: dict[str, str], reason: str) -> None:
    desk.take(letter(**changes))
    assert len(desk.cases()) == 1
    (mail,) = desk.outgoing()
    assert mail.state == "stopped"
    assert reason in str(mail.problem)


def test_a_verdict_of_another_server_is_not_believed(desk: Desk) -> None:
    desk.take(letter(Authentication_Results="evil.example; dmarc=fail"))
    assert desk.outgoing()[0].state == "waiting"


def test_a_sure_triage_is_referred_at_once(desk: Desk) -> None:
    desk.sure().take(letter())
    assert (desk.case().state, desk.case().department) == ("referred", "HYD")


def test_an_unsure_one_waits_with_its_reason(desk: Desk) -> None:
    desk.take(letter())
    assert (desk.case().state, desk.case().review_reason) == ("triage", "a person decides in this test")


def test_an_emergency_alerts_in_the_same_moment(desk: Desk) -> None:
    replace(desk, found=triage(priority="emergency", why="danger")).take(letter())
    assert desk.alerts() == ["emergency"]
    assert "emergency" in log(desk.database, desk.case().id)
    assert desk.outgoing()[0].body.startswith("If anyone is in danger now, call 999")


class DyingParser(PlainParser):
    def parse(self, raw: bytes) -> ParsedMail:
        raise MailUnreadable("took longer than 20 s")


def test_a_mail_that_cannot_be_read_is_kept_and_listed_after_three_tries(desk: Desk) -> None:
    desk.keep(letter())
    filer: Filer = replace(desk.filer(), parser=DyingParser())
    for _ in range(3):
        assert filer.file_due() == 1
        make_due(desk)
    assert filer.file_due() == 0
    (mail,) = desk.mails()
    assert (mail.state, mail.attempts, mail.reason) == ("failed", 3, "took longer than 20 s")


def make_due(desk: Desk) -> None:
    with desk.database.write() as session:
        session.execute(update(Mail).values(due_at=utc_now()))
