"""Does the table allow what an office does with a case, and nothing else?"""

from __future__ import annotations

from itertools import product

import pytest

from assistant.cases.states import OPEN, TRANSITIONS, CaseState, CaseStepKind, check_case_transition
from assistant.errors import TransitionNotAllowed


def test_every_state_but_the_merged_one_can_be_left_and_reached() -> None:
    assert {before for before, _, _ in TRANSITIONS} == set(CaseState)
    assert {after for _, _, after in TRANSITIONS} == set(CaseState)


def test_a_closed_case_is_only_reopened() -> None:
    assert {kind for before, kind, _ in TRANSITIONS if before is CaseState.CLOSED} == {CaseStepKind.REOPENED}


def test_a_merged_case_goes_back_to_whatever_it_was() -> None:
    assert {after for before, _, after in TRANSITIONS if before is CaseState.MERGED} == set(OPEN)


def test_a_supervisor_can_rule_anew_while_a_department_has_the_case() -> None:
    for state in (CaseState.TRIAGE, CaseState.REFERRED, CaseState.IN_PROGRESS):
        check_case_transition(state, CaseStepKind.RULED, CaseState.REFERRED)


def test_what_the_table_does_not_name_is_refused() -> None:
    every = set(product(CaseState, CaseStepKind, CaseState))
    for state, kind, to in every - TRANSITIONS:
        with pytest.raises(TransitionNotAllowed, match="cannot be"):
            check_case_transition(state.value, kind, to)
