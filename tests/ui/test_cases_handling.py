"""Do staff change a case over HTTP as they looked at it, once, and only as its state allows?"""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.accounts.permissions import Role
from assistant.cases.models import Case
from tests.assistant.cases.mails import LAMP, open_mail
from tests.assistant.cases.reports import log, read
from tests.ui.desk import Desk, desk
from tests.ui.inside import database_of
from tests.ui.talk import assert_problem
from tests.ui.test_cases import change


@pytest.fixture
def case(client: TestClient) -> Case:
    return open_mail(database_of(client)).case


def do(agent: Desk, case: Case, path: str, **body: Any) -> Any:
    """Sent with the version that the case has now."""
    version = agent.read(f"cases/{case.id}")["version"]
    return agent.do(f"cases/{case.id}/{path}", {"version": version, **body})


def test_what_is_wrong_is_corrected_and_the_rest_confirmed_in_one_action(client: TestClient, case: Case) -> None:
    """A7: one action, recorded."""
    agent = desk(client)
    do(
        agent,
        case,
        "confirm",
        category="street_light",
        fields={"reporter_phone": "9876 5432", "incident_recurrence": None, "reporter_name": "Chan Tai Man"},
    )
    found = agent.read(f"cases/{case.id}")
    assert found["category"] == "street_light"
    assert found["review_reason"] is None
    assert found["fields"]["reporter_phone"] == {"value": "9876 5432", "confidence": 1.0, "evidence": None}
    assert found["fields"]["incident_recurrence"] is None
    assert found["fields"]["reporter_name"]["confidence"] == 1.0
    assert found["fields"]["reporter_name"]["evidence"]["text"] == "Chan Tai Man"
    assert found["triage"]["categories"][0]["code"] == "road_defect"  # What the machine said stays to be seen.


def test_who_looked_before_a_colleague_changed_it_is_told_so(client: TestClient, case: Case) -> None:
    agent, colleague = desk(client), desk(client)
    version = agent.read(f"cases/{case.id}")["version"]
    do(colleague, case, "confirm", priority="emergency")
    stale = agent.post(f"cases/{case.id}/confirm", {"version": version, "priority": "low"})
    assert_problem(stale, 409)
    assert read(database_of(client), case.id).priority == "emergency"
    assert_problem(agent.post(f"cases/{case.id}/confirm", {"priority": "low"}), 422)


def test_a_reply_sent_again_under_its_key_is_sent_once(client: TestClient, case: Case) -> None:
    agent = desk(client)
    version = agent.read(f"cases/{case.id}")["version"]
    body = {"version": version, "text": "We are on our way."}
    first = agent.do(f"cases/{case.id}/replies", body, Idempotency_Key="k1")
    again = agent.do(f"cases/{case.id}/replies", body, Idempotency_Key="k1")
    assert first["version"] == again["version"]
    assert log(database_of(client), case.id).count("replied") == 1
    assert_problem(agent.post(f"cases/{case.id}/replies", body, Idempotency_Key="k2"), 409)


def test_a_department_takes_a_case_or_sends_it_back_with_whose_it_is(client: TestClient, case: Case) -> None:
    """A8: reason and proposal are compulsory, and the clock does not restart."""
    agent, officer = desk(client), desk(client, departments=["HYD"])
    assert_problem(officer.get(f"cases/{case.id}"), 404)
    sent = do(agent, case, "refer", department="HYD", reason="Street lamps are theirs.")
    assert (sent["state"], sent["department_name"]) == ("referred", "Highways Department")
    version = officer.read(f"cases/{case.id}")["version"]
    for body in ({"reason": "", "proposed_department": "HD"}, {"reason": "No.", "proposed_department": "HYD"}):
        assert_problem(officer.post(f"cases/{case.id}/return", {"version": version, **body}), 422)
    back = do(officer, case, "return", reason="A private road.", proposed_department="HD")
    assert (back["state"], back["department"], back["returns"]) == ("triage", None, 1)
    assert back["resolve_by"] == sent["resolve_by"]
    assert_problem(officer.get(f"cases/{case.id}"), 404)
    do(agent, case, "refer", department="HD", reason="They own the road.")
    estate = desk(client, departments=["HD"])
    assert do(estate, case, "acknowledge")["state"] == "in_progress"


def test_after_two_returns_a_supervisor_rules_and_nobody_sends_it_back(client: TestClient, case: Case) -> None:
    agent = desk(client)
    for department, other in (("HYD", "HD"), ("HD", "HYD")):
        do(agent, case, "refer", department=department, reason="Theirs.")
        do(desk(client, departments=[department]), case, "return", reason="No.", proposed_department=other)
    assert "refer" not in agent.read(f"cases/{case.id}")["allowed"]
    version = agent.read(f"cases/{case.id}")["version"]
    body = {"version": version, "department": "HYD", "reason": "The road is public."}
    assert_problem(agent.post(f"cases/{case.id}/rule", body), 403)
    assert desk(client, roles=[Role.SUPERVISOR]).do(f"cases/{case.id}/rule", body)["department"] == "HYD"
    assert "return" not in desk(client, departments=["HYD"]).read(f"cases/{case.id}")["allowed"]


def test_a_case_is_closed_with_all_three_answers_and_its_other_matter_taken_up(client: TestClient, case: Case) -> None:
    """A2: two linked cases exist."""
    agent = desk(client)
    closing = {"done": "Repaired.", "why": "A cut cable.", "next": "Nothing."}
    version = agent.read(f"cases/{case.id}")["version"]
    for missing in closing:
        body = {"version": version, **closing, missing: " "}
        assert_problem(agent.post(f"cases/{case.id}/close", body), 422)
    assert_problem(agent.post(f"cases/{case.id}/close", {"version": version, **closing}), 409)
    part = do(agent, case, "split", ordinal=1)
    assert part["category"] == "drain_blockage_flood"
    assert [r["number"] for r in agent.read(f"cases/{case.id}")["related"]] == [part["number"]]
    assert do(agent, case, "close", **closing)["state"] == "closed"
    assert do(agent, case, "reopen", reason="Dark again.")["reopenings"] == 1


def test_a_similar_case_is_merged_and_the_merge_undone(client: TestClient) -> None:
    """A11."""
    first, second = (open_mail(database_of(client), LAMP).case for _ in range(2))
    agent = desk(client)
    offered = {similar["number"] for similar in agent.read(f"cases/{second.id}")["similar"]}
    assert first.number in offered
    assert do(agent, second, "merge", into=first.number)["state"] == "merged"
    assert agent.read(f"cases/{second.id}")["allowed"] == ["unmerge"]
    assert do(agent, second, "unmerge")["state"] == "triage"


def test_a_case_is_given_only_to_who_handles_its_department(client: TestClient, case: Case) -> None:
    change(client, case.id, department="HYD", state="in_progress")
    officer, stranger = desk(client, departments=["HYD"]), desk(client, departments=["HD"])
    assert do(officer, case, "assign", username=officer.username)["owner"] == officer.username
    version = officer.read(f"cases/{case.id}")["version"]
    assert_problem(officer.post(f"cases/{case.id}/assign", {"version": version, "username": stranger.username}), 422)
    assert do(officer, case, "assign", username=None)["owner"] is None


def test_a_draft_covers_each_matter_in_the_citizens_language_or_says_why_not(client: TestClient) -> None:
    """A3, A4."""
    body = {
        "text": "How do I get a passport for a child?",
        "contact": {"name": "Chan Tai Man"},
        "category": "identity_document",
        "language": "en",
    }
    agent = desk(client)
    opened = agent.do("cases", body)["case"]
    draft = agent.read(f"cases/{opened['id']}/draft")
    assert draft["greeting"] == "Dear Chan Tai Man,"
    assert opened["number"] in draft["closing"]
    [part] = draft["parts"]
    assert "form IM 1" in draft["text"]
    assert all(sentence["sources"] for sentence in part["sentences"])
    quiet = agent.do("cases", body | {"text": "多謝你們昨天的幫忙！", "language": "zh-Hant", "contact": {}})
    nothing = agent.read(f"cases/{quiet['case']['id']}/draft?language=zh-Hant")
    assert nothing["text"] == ""
    assert nothing["greeting"] == "先生／女士："
    assert nothing["parts"][0]["why_quiet"]
