"""Whatever staff, citizens and the clock do in whatever order: is each case always in a state that the table knows?"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from assistant.accounts.permissions import operator
from assistant.audit import AuditEvent
from assistant.cases import alerts, citizens, handling, merging, referrals, register, splitting
from assistant.cases.models import Case, CaseAlert, CaseStep
from assistant.cases.report import CitizenText
from assistant.cases.states import OPEN, TRANSITIONS, CaseState, CaseStepKind, Relation
from assistant.database import Database
from assistant.errors import InvalidInput, TransitionNotAllowed
from tests.assistant.cases.reports import TARGETS, open_case

DEPARTMENTS = ("HYD", "TREE", "LCSD")
CONTACT = {"name": "Chan Tai Man", "email": "tai.man@mail.example"}

cases = st.integers(0, 5)
departments = st.sampled_from(DEPARTMENTS)


class Lives(RuleBasedStateMachine):
    """A handful of cases; every rule is an action that is refused, and then changes nothing, or is done and audited."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "civicdesk.db"
        shutil.copyfile(self.template, path)
        self.database = Database(f"sqlite:///{path}")
        self.ids: list[str] = []
        self.actor = operator()
        self.audited = 0

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    @initialize(departments=st.lists(st.none() | departments, min_size=3, max_size=3))
    def begin(self, departments: list[str | None]) -> None:
        self.ids = [open_case(self.database, department=code, contact=CONTACT).case.id for code in departments]
        self.audited = self._count_audits()

    def act(self, action: Callable[[Session, str], object], which: int) -> None:
        """As staff: done with one audit event, or refused without one."""
        try:
            with self.database.write() as session:
                action(session, self._id(which))
            self.audited += 1
        except (TransitionNotAllowed, InvalidInput):
            pass
        assert self._count_audits() == self.audited

    def say(self, action: Callable[[Session, Case], object], which: int) -> None:
        """As a citizen, or the service itself: nothing is audited."""
        with self.database.write() as session:
            case = session.get_one(Case, self._id(which))
            if case.relation != Relation.SUB_CASE:
                action(session, case)
        assert self._count_audits() == self.audited

    @rule(which=cases, department=departments)
    def refer(self, which: int, department: str) -> None:
        with self.database.read() as session:
            returns = session.get_one(Case, self._id(which)).returns
        before = self.audited
        self.act(
            lambda session, case: referrals.refer(
                session, case, actor=self.actor, department=department, reason="Theirs.", catalogue=TARGETS.catalogue
            ),
            which,
        )
        assert returns < 2 or self.audited == before

    @rule(which=cases, department=departments)
    def rule_whose(self, which: int, department: str) -> None:
        self.act(
            lambda session, case: referrals.rule(
                session, case, actor=self.actor, department=department, reason="So.", catalogue=TARGETS.catalogue
            ),
            which,
        )

    @rule(which=cases, department=departments)
    def give_back(self, which: int, department: str) -> None:
        self.act(
            lambda session, case: referrals.return_case(
                session, case, actor=self.actor, reason="Not ours.", proposed=department, catalogue=TARGETS.catalogue
            ),
            which,
        )

    @rule(which=cases)
    def acknowledge(self, which: int) -> None:
        self.act(lambda session, case: referrals.acknowledge(session, case, actor=self.actor), which)

    @rule(which=cases)
    def ask(self, which: int) -> None:
        self.act(lambda session, case: handling.ask(session, case, actor=self.actor, text="Which side?"), which)

    @rule(which=cases)
    def reply(self, which: int) -> None:
        self.act(lambda session, case: handling.reply(session, case, actor=self.actor, text="Soon."), which)

    @rule(which=cases, category=st.sampled_from(["street_light", "tree_hazard"]))
    def correct(self, which: int, category: str) -> None:
        changes = handling.Corrections(category=category)
        self.act(
            lambda session, case: handling.confirm(
                session, case, actor=self.actor, corrections=changes, targets=TARGETS
            ),
            which,
        )

    @rule(which=cases)
    def close(self, which: int) -> None:
        self.act(
            lambda session, case: handling.close(
                session, case, actor=self.actor, done="Done.", why="So.", next_step="Nothing."
            ),
            which,
        )

    @rule(which=cases)
    def reopen(self, which: int) -> None:
        self.act(
            lambda session, case: handling.reopen(session, case, actor=self.actor, reason="Again.", targets=TARGETS),
            which,
        )

    @rule(which=cases, other=cases)
    def merge(self, which: int, other: int) -> None:
        self.act(lambda session, case: merging.merge(session, case, actor=self.actor, into=self._id(other)), which)

    @rule(which=cases)
    def unmerge(self, which: int) -> None:
        self.act(lambda session, case: merging.unmerge(session, case, actor=self.actor), which)

    @rule(which=cases, other=cases)
    def link(self, which: int, other: int) -> None:
        self.act(
            lambda session, case: merging.link_incident(session, case, actor=self.actor, parent=self._id(other)), which
        )

    @rule(which=cases)
    def unlink(self, which: int) -> None:
        self.act(lambda session, case: merging.unlink(session, case, actor=self.actor), which)

    @rule(which=cases, department=departments)
    def join(self, which: int, department: str) -> None:
        if len(self.ids) < 6:
            self.act(lambda session, case: self._open_part(session, case, department), which)

    @rule(which=cases)
    def write(self, which: int) -> None:
        self.say(
            lambda session, case: citizens.add_citizen_text(session, case, CitizenText("Dark again."), targets=TARGETS),
            which,
        )

    @rule(which=cases)
    def say_not_fixed(self, which: int) -> None:
        self.say(
            lambda session, case: citizens.not_fixed(
                session, case.number, CONTACT["email"], "Dark again.", targets=TARGETS
            ),
            which,
        )

    @rule(which=cases)
    def let_time_pass(self, which: int) -> None:
        self.say(lambda session, case: alerts.fire_due(session, now=case.resolve_by), which)

    @invariant()
    def every_step_is_one_of_the_table(self) -> None:
        for case, steps in self._lives():
            state = CaseState.TRIAGE.value
            for step in steps:
                if "to" in step.detail:
                    assert step.detail["from"] == state
                    assert (state, step.kind, step.detail["to"]) in TRANSITIONS
                    state = step.detail["to"]
            assert case.state == state

    @invariant()
    def no_log_has_a_gap(self) -> None:
        with self.database.read() as session:
            for case in session.scalars(select(Case)):
                entries = [entry.sequence for entry in register.read_log(session, case.id)]
                assert entries == list(range(1, case.entry_count + 1))

    @invariant()
    def a_third_return_needs_a_ruling(self) -> None:
        for _, steps in self._lives():
            kinds = [step.kind for step in steps]
            returned = [place for place, kind in enumerate(kinds) if kind == CaseStepKind.RETURNED]
            if len(returned) > 2:
                assert CaseStepKind.RULED in kinds[: returned[2]]

    @invariant()
    def a_joint_case_has_one_clock_and_ends_with_its_parts(self) -> None:
        with self.database.read() as session:
            for part in session.scalars(select(Case).where(Case.relation == Relation.SUB_CASE)):
                lead = session.get_one(Case, part.parent_id)
                assert (part.clock_from, part.respond_by, part.resolve_by) == (
                    lead.clock_from,
                    lead.respond_by,
                    lead.resolve_by,
                )
                assert lead.state in OPEN or part.state not in OPEN
                assert session.scalar(select(func.count()).where(CaseAlert.case_id == part.id)) == 0

    @invariant()
    def a_merged_case_has_a_lead_and_no_other_has(self) -> None:
        for case, _ in self._lives():
            assert (case.state == CaseState.MERGED) == (case.merged_into_id is not None)
            assert (case.state == CaseState.CLOSED) == (case.closed_at is not None)

    def _lives(self) -> list[tuple[Case, list[CaseStep]]]:
        with self.database.read() as session:
            steps: dict[str, list[CaseStep]] = {}
            for step in session.scalars(select(CaseStep).order_by(CaseStep.sequence)):
                steps.setdefault(step.case_id, []).append(step)
            return [(case, steps[case.id]) for case in session.scalars(select(Case))]

    def _open_part(self, session: Session, case_id: str, department: str) -> None:
        part = splitting.open_sub_case(
            session,
            case_id,
            actor=self.actor,
            department=department,
            reason="Their part.",
            catalogue=TARGETS.catalogue,
            targets=TARGETS,
        )
        self.ids.append(part.id)

    def _id(self, which: int) -> str:
        return self.ids[which % len(self.ids)]

    def _count_audits(self) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(AuditEvent)) or 0


@pytest.mark.slow
def test_no_life_of_a_case_leaves_the_table(sqlite_template: Path) -> None:
    machine = type("Lived", (Lives,), {"template": sqlite_template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
