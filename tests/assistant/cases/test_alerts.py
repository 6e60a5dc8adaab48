"""Is everybody whom it concerns told that a case's time runs out, once, and nobody of what was done in time?"""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections import Counter

import pytest
import time_machine
from sqlalchemy import select

from assistant.accounts.permissions import Actor, operator
from assistant.cases import alert_list, alerts, handling, merging
from assistant.cases.clock import AlertRule
from assistant.cases.models import Case, CaseAlert, CaseStep
from assistant.cases.triage import Priority
from assistant.database import Database
from assistant.errors import CaseNotFound
from tests.assistant.cases.reports import (
    TARGETS,
    audits,
    close,
    log,
    mails,
    officer,
    open_case,
    open_part,
    supervisor,
    triage,
)

MINUTE = datetime.timedelta(minutes=1)
YEAR = datetime.timedelta(days=365)


def fire(database: Database, now: datetime.datetime) -> int:
    with database.write() as session:
        return alerts.fire_due(session, now=now)


def rows(database: Database, case_id: str) -> dict[str, CaseAlert]:
    with database.read() as session:
        return {row.rule: row for row in session.scalars(select(CaseAlert).where(CaseAlert.case_id == case_id))}


def told(database: Database, actor: Actor) -> list[str]:
    with database.read() as session:
        return [alert.rule for alert, _ in alert_list.list_alerts(session, actor=actor)]


def warned(database: Database, case_id: str) -> list[str]:
    with database.read() as session:
        steps = select(CaseStep).where(CaseStep.case_id == case_id, CaseStep.kind.in_(("warned", "breached")))
        return [step.detail["rule"] for step in session.scalars(steps.order_by(CaseStep.sequence))]


def test_a_case_has_four_times_at_which_somebody_is_told(database: Database) -> None:
    opened = open_case(database)
    due = {rule: row.due_at for rule, row in rows(database, opened.case.id).items()}
    found = TARGETS.deadlines("street_light", "normal", opened.case.clock_from)
    assert due == {
        "response_warning": found.warn_response_at,
        "response_breach": found.respond_by,
        "resolution_warning": found.warn_resolution_at,
        "resolution_breach": found.resolve_by,
    }


def test_each_is_told_when_it_is_due_and_not_again(database: Database) -> None:
    opened = open_case(database)
    due = sorted(row.due_at for row in rows(database, opened.case.id).values())
    assert [fire(database, at - MINUTE) for at in due[:1]] == [0]
    assert [fire(database, at) for at in due] == [1, 1, 1, 1]
    assert fire(database, due[-1] + YEAR) == 0
    assert Counter(warned(database, opened.case.id)) == Counter([rule.value for rule in AlertRule][:4])
    assert log(database, opened.case.id)[-1] == "breached"


def test_a_warning_is_for_the_owner_and_a_breach_for_the_supervisor(database: Database) -> None:
    opened = open_case(database, department="HYD")
    hugo, hana = (officer(database, name, departments=("HYD",)) for name in ("hugo", "hana"))
    sue, tess = supervisor(database), supervisor(database, "tess", departments=("TREE",))
    with database.write() as session:
        handling.assign(session, opened.case.id, actor=operator(), username="hugo")
    fire(database, opened.case.resolve_by - MINUTE)
    assert Counter(told(database, hugo)) == Counter(["resolution_warning", "response_warning"])
    assert told(database, hana) == told(database, tess) == []
    assert told(database, sue) == ["response_breach"]
    fire(database, opened.case.resolve_by)
    assert Counter(told(database, sue)) == Counter(["response_breach", "resolution_breach"])


def test_a_case_without_an_owner_warns_everybody_of_its_department(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database, department="HYD")
    hugo, tara = (officer(sqlite_database, code, departments=(code,)) for code in ("HYD", "TREE"))
    fire(sqlite_database, opened.case.respond_by - MINUTE)
    assert told(sqlite_database, hugo) == ["response_warning"]
    assert told(sqlite_database, tara) == []


def test_who_signs_in_with_an_address_has_a_mail_in_their_language(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database)
    for name, language in (("e", "en"), ("t", "zh-Hant"), ("s", "zh-Hans")):
        officer(sqlite_database, f"{name}@city.example", languages=(language,))
    officer(sqlite_database, "plain")
    fire(sqlite_database, opened.case.respond_by - MINUTE)
    number = opened.case.number
    assert {mail.recipient: mail.subject for mail in mails(sqlite_database)} == {
        "e@city.example": f"Case {number}: a first reply is due soon",
        "t@city.example": f"個案 {number}：首次回覆期限將至",
        "s@city.example": f"个案 {number}：首次回复期限将至",
    }


def test_a_reply_in_time_ends_what_would_have_been_told_of_it(database: Database) -> None:
    opened, ada = open_case(database), officer(database)
    with database.write() as session:
        handling.reply(session, opened.case.id, actor=ada, text="We are on our way.")
    assert fire(database, opened.case.respond_by) == 0
    assert fire(database, opened.case.resolve_by) == 2  # The last reply's warning and breach.


def test_a_closed_case_tells_nothing(database: Database) -> None:
    opened = open_case(database)
    close(database, opened.case.id)
    assert fire(database, opened.case.resolve_by + YEAR) == 0
    assert all(row.cancelled_at for row in rows(database, opened.case.id).values())


def test_what_was_done_too_late_while_nobody_looked_is_still_told(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database)
    with time_machine.travel(opened.case.resolve_by + MINUTE, tick=False):
        close(sqlite_database, opened.case.id)
    assert fire(sqlite_database, opened.case.resolve_by + 2 * MINUTE) == 2
    assert warned(sqlite_database, opened.case.id) == ["response_breach", "resolution_breach"]


def test_a_reopened_case_has_a_round_of_its_own(database: Database) -> None:
    opened, ada = open_case(database), officer(database)
    fire(database, opened.case.resolve_by)
    with time_machine.travel(opened.case.resolve_by + MINUTE, tick=False):
        close(database, opened.case.id)
        with database.write() as session:
            case = handling.reopen(session, opened.case.id, actor=ada, reason="Dark again.", targets=TARGETS)
    assert fire(database, case.resolve_by) == 4
    assert len(warned(database, opened.case.id)) == 8


def test_another_priority_moves_what_has_not_been_told(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database)
    with sqlite_database.write() as session:
        case = handling.confirm(
            session,
            opened.case.id,
            actor=operator(),
            corrections=handling.Corrections(priority=Priority.EMERGENCY),
            targets=TARGETS,
        )
    assert rows(sqlite_database, case.id)["resolution_breach"].due_at == case.resolve_by < opened.case.resolve_by
    assert fire(sqlite_database, case.resolve_by) == 4
    assert fire(sqlite_database, opened.case.resolve_by) == 0


def test_an_emergency_is_told_at_once_and_once(database: Database) -> None:
    opened = open_case(database, triage=triage(priority="emergency"))
    ada, sue = officer(database), supervisor(database)
    for _ in range(2):
        with database.write() as session:
            alerts.raise_emergency(session, session.get_one(Case, opened.case.id))
    assert told(database, ada) == told(database, sue) == ["emergency"]
    assert log(database, opened.case.id).count("emergency") == 1


def test_what_somebody_has_seen_is_no_longer_shown(database: Database) -> None:
    opened, ada = open_case(database), officer(database)
    fire(database, opened.case.respond_by - MINUTE)
    row = rows(database, opened.case.id)["response_warning"]
    with database.write() as session:
        assert alert_list.see_alert(session, row.id, actor=ada).seen_by == "ada"
    assert told(database, ada) == []
    assert audits(database, opened.case.id) == ["case.alert.see"]


def test_an_alert_of_another_department_does_not_exist(sqlite_database: Database) -> None:
    opened = open_case(sqlite_database, department="HYD")
    row = rows(sqlite_database, opened.case.id)["response_warning"]
    tara = officer(sqlite_database, "tara", departments=("TREE",))
    for unknown in (row.id, 999_999):
        with sqlite_database.write() as session, pytest.raises(CaseNotFound):
            alert_list.see_alert(session, unknown, actor=tara)


def test_a_merged_case_is_silent_and_undone_is_told_again(database: Database) -> None:
    opened, lead, ada = open_case(database), open_case(database), officer(database)
    with database.write() as session:
        merging.merge(session, opened.case.id, actor=ada, into=lead.case.id)
    assert fire(database, opened.case.respond_by - MINUTE) == 1  # The lead's own.
    with database.write() as session:
        merging.unmerge(session, opened.case.id, actor=ada)
    assert fire(database, opened.case.respond_by - MINUTE) == 1
    assert warned(database, opened.case.id) == ["response_warning"]


def test_a_part_of_a_joint_case_has_no_alerts_of_its_own(database: Database) -> None:
    opened, ada = open_case(database, department="HYD"), officer(database)
    part = open_part(database, opened.case, actor=ada)
    assert rows(database, part.id) == {}
    assert fire(database, opened.case.resolve_by) == 4


@pytest.mark.parametrize("jump", [-60, 60])
@pytest.mark.promise("P8")
def test_a_clock_that_jumps_tells_nothing_twice(sqlite_database: Database, jump: int) -> None:
    opened = open_case(sqlite_database)
    with time_machine.travel(opened.case.respond_by, tick=False) as clock:
        with sqlite_database.write() as session:
            assert alerts.fire_due(session) == 2
        clock.shift(jump * MINUTE)
        with sqlite_database.write() as session:
            assert alerts.fire_due(session) == 0
        clock.shift(-jump * MINUTE)
        with sqlite_database.write() as session:
            assert alerts.fire_due(session) == 0


@pytest.mark.promise("P16")
def test_after_two_hours_without_a_scheduler_two_of_them_tell_everything_once(database: Database) -> None:
    for name in ("ada", "bea"):
        officer(database, name)
    supervisor(database)
    opened = [open_case(database).case for _ in range(60)]
    answered = [case.id for case in opened[:10]]
    for case_id in answered:
        with database.write() as session:
            handling.reply(session, case_id, actor=operator(), text="We are on our way.")
    # The first replies are due one hour into the two; 50 cases have had none, and are warned of and late.
    now = max(case.respond_by for case in opened) + 60 * MINUTE
    url = database.url.render_as_string(hide_password=False)
    command = [sys.executable, "-m", "tests.assistant.cases.schedulers", url, now.isoformat()]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    counts = [int(process.communicate(timeout=120)[0]) for process in running]
    assert sum(counts) == 100
    with database.read() as session:
        steps = session.execute(select(CaseStep.case_id, CaseStep.kind, CaseStep.detail["rule"].as_string())).all()
    told_of = Counter((case_id, rule) for case_id, kind, rule in steps if kind in ("warned", "breached"))
    expected = {case.id for case in opened} - set(answered)
    assert told_of == Counter(
        (case_id, rule) for case_id in expected for rule in ("response_warning", "response_breach")
    )
