"""Does every case have one owner, who takes it or says whose it is instead, and is nobody passed round?"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.accounts.permissions import Actor
from assistant.cases import referrals
from assistant.cases.models import Case, Referral
from assistant.cases.states import CaseState, ReferralState
from assistant.database import Database
from assistant.errors import CaseNotFound, InvalidInput, PermissionDenied, TransitionNotAllowed
from assistant.outgoing.models import Webhook, WebhookCall
from tests.assistant.cases.reports import TARGETS, audits, log, officer, open_case, read, send, supervisor

CATALOGUE = TARGETS.catalogue


def refer(database: Database, case_id: str, department: str, *, actor: Actor, reason: str = "Theirs.") -> Case:
    with database.write() as session:
        return referrals.refer(session, case_id, actor=actor, department=department, reason=reason, catalogue=CATALOGUE)


def give_back(
    database: Database, case_id: str, proposed: str, *, actor: Actor, reason: str = "A private road."
) -> Case:
    with database.write() as session:
        return referrals.return_case(
            session, case_id, actor=actor, reason=reason, proposed=proposed, catalogue=CATALOGUE
        )


def rule(database: Database, case_id: str, department: str, *, actor: Actor) -> Case:
    with database.write() as session:
        return referrals.rule(
            session, case_id, actor=actor, department=department, reason="By the ordinance.", catalogue=CATALOGUE
        )


def referred(database: Database, case_id: str) -> list[Referral]:
    with database.read() as session:
        return referrals.list_referrals(session, case_id)


def test_a_department_takes_what_it_is_sent(database: Database) -> None:
    opened, ada, hugo = open_case(database), officer(database), officer(database, "hugo", departments=("HYD",))
    case = refer(database, opened.case.id, "Highways Department", actor=ada)
    assert (case.state, case.department) == (CaseState.REFERRED, "HYD")
    with database.write() as session:
        assert referrals.acknowledge(session, opened.case.id, actor=hugo).state == CaseState.IN_PROGRESS
    [referral] = referred(database, opened.case.id)
    assert (referral.to_department, referral.state, referral.answered_by) == ("HYD", "acknowledged", "hugo")
    assert log(database, opened.case.id) == ["incoming", "opened", "referred", "acknowledged"]
    assert audits(database, opened.case.id) == ["case.refer", "case.acknowledge"]


def test_a_referral_restarts_no_clock(database: Database) -> None:
    opened, ada = open_case(database), officer(database)
    hugo = officer(database, "hugo", departments=("HYD",))
    before = opened.case
    refer(database, before.id, "HYD", actor=ada)
    case = give_back(database, before.id, "LCSD", actor=hugo)
    assert (case.clock_from, case.respond_by, case.resolve_by) == (
        before.clock_from,
        before.respond_by,
        before.resolve_by,
    )


def test_not_ours_goes_back_with_its_reason_and_an_owner_to_propose(database: Database) -> None:
    opened, ada = open_case(database), officer(database)
    hugo = officer(database, "hugo", departments=("HYD",))
    refer(database, opened.case.id, "HYD", actor=ada)
    case = give_back(database, opened.case.id, "Leisure and Cultural Services Department", actor=hugo)
    assert (case.state, case.department, case.returns) == (CaseState.TRIAGE, None, 1)
    assert case.review_reason == "A private road."
    [referral] = referred(database, opened.case.id)
    assert (referral.return_reason, referral.proposed_department) == ("A private road.", "LCSD")
    assert audits(database, opened.case.id)[-1] == "case.return"


@pytest.mark.parametrize(
    ("reason", "proposed", "field"),
    [
        (" ", "LCSD", "reason"),
        ("Not ours.", "", "proposed_department"),
        ("Not ours.", "moon", "proposed_department"),
        ("Not ours.", "HYD", "proposed_department"),
    ],
)
def test_not_ours_alone_is_refused(sqlite_database: Database, reason: str, proposed: str, field: str) -> None:
    opened = open_case(sqlite_database, department="HYD")
    hugo = officer(sqlite_database, "hugo", departments=("HYD",))
    with pytest.raises(InvalidInput) as refused:
        give_back(sqlite_database, opened.case.id, proposed, actor=hugo, reason=reason)
    assert refused.value.field == field
    assert read(sqlite_database, opened.case.id).state == CaseState.IN_PROGRESS


def test_after_two_returns_only_a_supervisor_says_whose_it_is(database: Database) -> None:
    opened, ada, sue = open_case(database), officer(database), supervisor(database)
    for code, other in (("HYD", "LCSD"), ("LCSD", "HYD")):
        refer(database, opened.case.id, code, actor=ada)
        give_back(database, opened.case.id, other, actor=officer(database, code.lower(), departments=(code,)))
    with pytest.raises(TransitionNotAllowed, match="a supervisor rules"):
        refer(database, opened.case.id, "HYD", actor=ada)
    with pytest.raises(PermissionDenied):
        rule(database, opened.case.id, "HYD", actor=ada)
    case = rule(database, opened.case.id, "HYD", actor=sue)
    assert (case.state, case.department, case.returns) == (CaseState.REFERRED, "HYD", 2)


def test_what_was_ruled_is_not_sent_back_but_ruled_anew(database: Database) -> None:
    opened, sue = open_case(database), supervisor(database)
    hugo = officer(database, "hugo", departments=("HYD",))
    rule(database, opened.case.id, "HYD", actor=sue)
    with pytest.raises(TransitionNotAllowed, match="ask them to rule anew"):
        give_back(database, opened.case.id, "LCSD", actor=hugo)
    assert rule(database, opened.case.id, "LCSD", actor=sue).department == "LCSD"
    assert [referral.state for referral in referred(database, opened.case.id)] == [
        ReferralState.SUPERSEDED,
        ReferralState.SENT,
    ]


def test_a_case_is_not_sent_to_where_it_is(sqlite_database: Database) -> None:
    opened, ada = open_case(sqlite_database, department="HYD"), officer(sqlite_database)
    with pytest.raises(InvalidInput, match="already there"):
        refer(sqlite_database, opened.case.id, "HYD", actor=ada)


def test_the_department_that_sent_it_on_no_longer_sees_it(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database, department="HYD")
    hugo = officer(sqlite_database, "hugo", departments=("HYD",))
    refer(sqlite_database, opened.case.id, "TREE", actor=hugo)
    with pytest.raises(CaseNotFound):
        refer(sqlite_database, opened.case.id, "HYD", actor=hugo)


def test_the_new_departments_systems_are_told(sqlite_database: Database) -> None:
    opened, ada = open_case(sqlite_database), officer(sqlite_database)
    with sqlite_database.write() as session:
        session.add(
            Webhook(
                id="w",
                name="hyd",
                url="https://hyd.example/",
                secret="s",
                events=["referred"],
                departments=["HYD"],
                is_active=True,
                created_at=opened.case.opened_at,
            )
        )
    refer(sqlite_database, opened.case.id, "HYD", actor=ada)
    with sqlite_database.read() as session:
        [call] = session.query(WebhookCall).all()
    assert (call.payload["event"], call.payload["department"]) == ("case.referred", "HYD")


@pytest.mark.promise("P15")
def test_of_two_officers_who_take_a_case_at_once_one_is_told_that_it_is_taken(database: Database) -> None:
    hugo, hana = (officer(database, name, departments=("HYD",)) for name in ("hugo", "hana"))

    def take(case_id: str, actor: Actor) -> str:
        try:
            with database.write() as session:
                referrals.acknowledge(session, case_id, actor=actor)
        except TransitionNotAllowed:
            return "refused"
        return "taken"

    for _ in range(10):
        opened = open_case(database)
        with database.write() as session:
            send(session, opened.case.id, "HYD")
        with ThreadPoolExecutor(2) as pool:
            outcomes = Counter(pool.map(take, [opened.case.id] * 2, (hugo, hana)))
        assert outcomes == {"taken": 1, "refused": 1}
        assert log(database, opened.case.id).count("acknowledged") == 1
