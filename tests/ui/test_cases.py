"""Can staff find, read and open cases over HTTP, and only those that are theirs?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from assistant.accounts.permissions import Role
from assistant.cases.models import Case
from assistant.cases.register import Opened
from assistant.database import utc_now
from tests.assistant.cases.mails import BY_LANGUAGE, open_mail
from tests.assistant.cases.reports import open_case
from tests.ui.desk import Desk, ask_for_a_person, desk
from tests.ui.inside import database_of
from tests.ui.talk import assert_problem


def change(client: TestClient, opened: Opened | str, **values: Any) -> None:
    with database_of(client).write() as session:
        case = session.get_one(Case, opened if isinstance(opened, str) else opened.case.id)
        for name, value in values.items():
            setattr(case, name, value)


def shown(agent: Desk, query: str) -> list[str]:
    return [case["id"] for case in agent.read(f"cases?limit=200&{query}")["cases"]]


def test_who_has_not_signed_in_sees_no_case(client: TestClient) -> None:
    assert_problem(client.get("/api/v1/cases"), 401)


def test_an_emergency_comes_first_and_then_the_next_deadline(client: TestClient) -> None:
    late = open_case(database_of(client))
    emergency = open_case(database_of(client))
    soon = open_case(database_of(client))
    now = utc_now()
    change(client, late, resolve_by=now - datetime.timedelta(days=30))
    change(client, emergency, priority="emergency")
    change(client, soon, resolve_by=now - datetime.timedelta(days=29))
    order = [
        id_ for id_ in shown(desk(client), "view=triage") if id_ in {late.case.id, emergency.case.id, soon.case.id}
    ]
    assert order == [emergency.case.id, late.case.id, soon.case.id]


def test_each_view_holds_what_its_name_says_and_is_counted(client: TestClient) -> None:
    agent = desk(client)
    before = agent.read("cases")["counts"]
    waiting, referred, ended = (open_case(database_of(client)) for _ in range(3))
    change(client, referred, state="referred", department="HYD", owner=agent.username)
    change(client, ended, state="closed", closed_at=utc_now())
    change(client, waiting, resolve_by=utc_now() - datetime.timedelta(minutes=1))
    after = agent.read("cases")["counts"]
    assert {view: after[view] - before[view] for view in after} == {
        "triage": 1,
        "mine": 1,
        "department": 1,
        "late": 1,
        "closed": 1,
        "all": 3,
    }
    assert waiting.case.id in shown(agent, "view=triage")
    assert shown(agent, "view=mine") == [referred.case.id]
    assert ended.case.id in shown(agent, "view=closed")
    assert waiting.case.id in shown(agent, "view=late")


@pytest.mark.parametrize("words", ["陳大文", "GARDEN STREET", "tai.man@mail.example"])
def test_a_case_is_found_by_name_address_or_words(client: TestClient, words: str) -> None:
    language = "zh-Hant" if words == "陳大文" else "en"
    opened = open_mail(database_of(client), BY_LANGUAGE[language])
    assert opened.case.id in shown(desk(client), f"q={words}")
    assert opened.case.id not in shown(desk(client), "q=%25_nothing")
    assert shown(desk(client), f"q={opened.case.number}") == [opened.case.id]


def test_a_long_list_goes_on_after_its_last_one(client: TestClient) -> None:
    for _ in range(5):
        open_case(database_of(client))
    agent = desk(client)
    whole = shown(agent, "view=triage")
    found, after = [], ""
    while True:
        page = agent.read(f"cases?view=triage&limit=2{after}")
        found += [case["id"] for case in page["cases"]]
        if page["after"] is None:
            break
        after = f"&after={page['after']}"
    assert found == whole


def test_a_department_sees_its_own_cases_alone(client: TestClient) -> None:
    theirs, other, centre = (open_case(database_of(client)) for _ in range(3))
    change(client, theirs, state="referred", department="RVD")
    change(client, other, state="referred", department="HD")
    officer = desk(client, departments=["RVD"])
    assert shown(officer, "view=all") == [theirs.case.id]
    assert officer.read("cases")["counts"]["all"] == 1
    assert_problem(officer.get(f"cases/{other.case.id}"), 404)
    assert_problem(officer.get(f"cases/{centre.case.number}"), 404)
    assert officer.read(f"cases/{theirs.case.number}")["id"] == theirs.case.id


@pytest.mark.parametrize("language", BY_LANGUAGE)
def test_a_case_shows_each_value_with_the_words_it_came_from(client: TestClient, language: str) -> None:
    """A1: the words are exactly those of the mail, and what the mail does not say is blank."""
    opened = open_mail(database_of(client), BY_LANGUAGE[language])
    case = desk(client).read(f"cases/{opened.case.id}?language={language}")
    [message] = case["messages"]
    filled = {name: value for name, value in case["fields"].items() if value}
    assert len(filled) == 7
    for value in filled.values():
        part = message["body"] if value["evidence"]["part"] == "body" else message["from_header"]
        assert part[value["evidence"]["start"] : value["evidence"]["end"]] == value["evidence"]["text"]
    assert case["fields"]["case_reference"] is None
    assert [choice["code"] for choice in case["triage"]["categories"]] == [
        "road_defect",
        "street_light",
        "traffic_signal",
    ]
    assert all(choice["name"] and choice["reason"] for choice in case["triage"]["departments"])
    assert [issue["case_number"] for issue in case["issues"]] == [None, None]


def test_only_what_is_possible_now_is_offered(client: TestClient) -> None:
    opened = open_mail(database_of(client))
    agent, supervisor = desk(client), desk(client, roles=[Role.SUPERVISOR])
    allowed = agent.read(f"cases/{opened.case.id}")["allowed"]
    assert {"confirm", "refer", "close", "split", "ask", "reply", "merge"} <= set(allowed)
    assert not {"acknowledge", "return", "reopen", "rule", "unmerge"} & set(allowed)
    assert "rule" in supervisor.read(f"cases/{opened.case.id}")["allowed"]
    change(client, opened, state="closed", closed_at=utc_now())
    assert desk(client).read(f"cases/{opened.case.id}")["allowed"] == ["assign", "note", "reopen"]


def test_an_agent_opens_a_case_for_a_caller(client: TestClient) -> None:
    body = {"text": "The lift is stuck.", "category": "lift_escalator", "contact": {"name": "Li"}, "language": "en"}
    agent = desk(client)
    opened = agent.do("cases", body)
    assert opened["case"]["number"].startswith("C-")
    assert opened["token"]
    case = agent.read(f"cases/{opened['case']['id']}")
    assert case["channel"] == "phone"
    assert case["fields"]["reporter_name"] == {"value": "Li", "confidence": 1.0, "evidence": None}
    assert case["triage"]["departments"][0]["code"] == "EMSD"
    assert_problem(agent.post("cases", body | {"category": "nonsense"}), 422)


def test_a_case_from_a_conversation_is_named_in_it_for_staff_alone(client: TestClient) -> None:
    talk, handoff = ask_for_a_person(client)
    agent = desk(client)
    agent.do(f"handoffs/{handoff}/claim")
    body = {"text": "The lift is stuck.", "language": "en", "conversation_id": talk.id}
    opened = agent.do("cases", body)
    log = agent.read(f"handoffs/{handoff}")["log"]
    assert [e["step"]["detail"] for e in log if e["step"] and e["step"]["kind"] == "note"] == [
        {"text": opened["case"]["number"]}
    ]
    assert opened["case"]["number"] not in str(talk.messages())
    stranger = desk(client, departments=["RVD"])
    assert_problem(stranger.post("cases", body), 404)
    agent.do(f"handoffs/{handoff}/close", {"reason": "passed_on"})
