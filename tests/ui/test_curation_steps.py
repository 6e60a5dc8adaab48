"""Does a version go live only by two people, past every check, and come back, over HTTP?"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from assistant.accounts.api_keys import add_key
from assistant.accounts.permissions import FOR_KEYS, Permission, operator
from assistant.cases.catalogue import load_catalogue
from assistant.database import today_here, utc_now
from assistant.errors import InvalidInput
from tests.ui.curation_desk import ARTICLE, approved, draft, editor, fail_parity, gates, pass_checks, publisher
from tests.ui.desk import Desk
from tests.ui.inside import database_of
from tests.ui.talk import assert_problem


def is_live(client: TestClient, article: str) -> bool:
    return client.get(f"/api/v1/articles/{article}").status_code == 200


def test_a_draft_goes_live_by_two_people_and_every_step_is_told(client: TestClient) -> None:
    mei, wing = editor(client), publisher(client)
    article = approved(mei, wing)
    with gates(client, pass_checks):
        shown = wing.do(f"articles/{article}/publish", {"version": 1})
    assert (shown["version"]["state"], shown["live_number"], shown["version"]["approved_by"]) == (
        "published",
        1,
        wing.username,
    )
    assert [(event["action"], event["actor"], event["version"]) for event in shown["history"]] == [
        ("article.publish", wing.username, 1),
        ("article.approve", wing.username, 1),
        ("article.submit", mei.username, 1),
        ("article.version.save", mei.username, 1),
    ]
    assert shown["allowed"] == ["edit", "comment", "owner", "withdraw", "expire", "recall"]
    assert is_live(client, article)
    wing.do(f"articles/{article}/withdraw", {"reason": "a trial"})


# Nobody alone (T24)


@pytest.mark.promise("T24")
def test_nobody_approves_their_own_words(client: TestClient) -> None:
    wing = publisher(client)
    article = draft(wing)
    assert "approve" not in wing.do(f"articles/{article}/submit", {"version": 1})["allowed"]
    assert_problem(wing.post(f"articles/{article}/approve", {"version": 1}), 403)


@pytest.mark.promise("T24")
@pytest.mark.parametrize("step", ["approve", "publish", "withdraw", "restore", "expire", "schedule"])
def test_an_editor_cannot_do_what_a_publisher_does(client: TestClient, step: str) -> None:
    mei, wing = editor(client), publisher(client)
    article = approved(mei, wing)
    body = {"version": 1, "reason": "x", "after": None, "at": None}
    wanted = {"approve": ["version"], "publish": ["version"], "schedule": ["version", "at"], "expire": ["after"]}
    sent = {name: body[name] for name in wanted.get(step, ["version", "reason"])}
    assert_problem(mei.post(f"articles/{article}/{step}", sent), 403)


@pytest.mark.promise("T24")
def test_a_publisher_of_another_department_publishes_nothing(client: TestClient) -> None:
    article = approved(editor(client), publisher(client))
    with gates(client, pass_checks):
        assert_problem(publisher(client, "IMMD").post(f"articles/{article}/publish", {"version": 1}), 404)
    assert not is_live(client, article)


@pytest.mark.promise("T24")
def test_a_system_with_every_right_of_a_key_brings_nothing_live_alone(client: TestClient) -> None:
    robot = _key(client, sorted(FOR_KEYS))
    article = draft(robot)
    robot.do(f"articles/{article}/submit", {"version": 1})
    with gates(client, pass_checks):
        assert_problem(robot.post(f"articles/{article}/approve", {"version": 1}), 403)
        assert_problem(robot.post(f"articles/{article}/publish", {"version": 1}), 409)
    assert not is_live(client, article)


@pytest.mark.promise("T24")
def test_a_key_without_the_right_publishes_nothing_that_is_approved(client: TestClient) -> None:
    article = approved(editor(client), publisher(client))
    robot = _key(client, [Permission.KNOWLEDGE_EDIT, Permission.KNOWLEDGE_IMPORT])
    with gates(client, pass_checks):
        assert_problem(robot.post(f"articles/{article}/publish", {"version": 1}), 403)


@pytest.mark.promise("T24")
def test_no_key_is_given_the_right_to_publish_without_a_second_person(client: TestClient) -> None:
    with pytest.raises(InvalidInput):
        _key(client, [Permission.KNOWLEDGE_VOUCH])


@pytest.mark.promise("T24")
def test_an_edit_after_the_approval_needs_another_one(client: TestClient) -> None:
    mei, wing = editor(client), publisher(client)
    article = approved(mei, wing)
    body = {**ARTICLE, "category": "", "base": 1}
    client.put(f"/api/v1/articles/{article}", json=body, headers={"Cookie": mei.cookie})
    with gates(client, pass_checks):
        assert_problem(wing.post(f"articles/{article}/publish", {"version": 2}), 409)
    assert not is_live(client, article)


@pytest.mark.promise("T24")
def test_a_text_that_was_altered_past_the_desk_is_not_published(client: TestClient) -> None:
    mei, wing = editor(client), publisher(client)
    article = approved(mei, wing)
    with database_of(client).write() as session:
        session.execute(
            text(
                "UPDATE version_texts SET answer = 'The toll is $500.' WHERE language = 'en' AND version_id ="
                " (SELECT id FROM article_versions WHERE article_id = :id)"
            ),
            {"id": article},
        )
    with gates(client, pass_checks):
        assert "altered" in assert_problem(wing.post(f"articles/{article}/publish", {"version": 1}), 409)["detail"]
    assert not is_live(client, article)


def _key(client: TestClient, scopes: list[Permission]) -> Desk:
    with database_of(client).write() as session:
        name = f"robot {utc_now().timestamp()}"
        secret = add_key(session, name, actor=operator(), scopes=scopes, departments=["TD"], catalogue=load_catalogue())
    return _KeyDesk(client, name, secret)


class _KeyDesk(Desk):
    """Another system; its key stands where a person's cookie does."""

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.post(f"/api/v1/{path}", json=body, headers={"Authorization": f"Bearer {self.cookie}"})


# Checks


def test_what_nobody_has_checked_is_not_published(client: TestClient) -> None:
    mei, wing = editor(client), publisher(client)
    article = approved(mei, wing)
    with gates(client, lambda *_: None):
        blocked = assert_problem(wing.post(f"articles/{article}/publish", {"version": 1}), 409)
    assert (blocked["type"], blocked["checks"]) == ("urn:civicdesk:publish-blocked", ["parity", "replay"])


def test_a_check_that_failed_stops_until_somebody_explains(client: TestClient) -> None:
    mei, wing = editor(client), publisher(client)
    article = approved(mei, wing)
    with gates(client, fail_parity):
        blocked = assert_problem(wing.post(f"articles/{article}/publish", {"version": 1}), 409)
        assert blocked["checks"] == ["parity"]
        assert "explain" in mei.read(f"articles/{article}/desk")["allowed"]
        problem = {"version": 1, "kind": "parity", "reason": " "}
        assert_problem(mei.post(f"articles/{article}/explain", problem), 422)
        shown = mei.do(f"articles/{article}/explain", {**problem, "reason": "the form has another number in Chinese"})
        assert {check["kind"]: check["decided_by"] for check in shown["checks"]}["parity"] == mei.username
        wing.do(f"articles/{article}/publish", {"version": 1})
    wing.do(f"articles/{article}/withdraw", {"reason": "a trial"})


def test_the_gates_run_for_nobody_who_may_not_publish(client: TestClient) -> None:
    asked: list[str] = []
    article = draft(editor(client))
    with gates(client, lambda _database, _knowledge, article_id, _number: asked.append(article_id)):
        publisher(client).post(f"articles/{article}/publish", {"version": 1})
        publisher(client, "IMMD").post(f"articles/{article}/publish", {"version": 1})
    assert asked == []


# Dates, ends and returns


def test_a_version_is_scheduled_and_taken_off_again(client: TestClient) -> None:
    mei, wing = editor(client), publisher(client)
    article = approved(mei, wing)
    at = (utc_now() + datetime.timedelta(days=1)).replace(microsecond=0)
    with gates(client, pass_checks):
        shown = wing.do(f"articles/{article}/schedule", {"version": 1, "at": at.isoformat()})
        assert datetime.datetime.fromisoformat(shown["version"]["publish_on"]) == at
        assert wing.do(f"articles/{article}/schedule", {"version": 1, "at": None})["version"]["publish_on"] is None


@pytest.mark.parametrize("at", ["2020-01-01T00:00:00+08:00", "2030-01-01T00:00:00", "tomorrow"])
def test_a_time_that_cannot_be_used_is_named(client: TestClient, at: str) -> None:
    mei, wing = editor(client), publisher(client)
    article = approved(mei, wing)
    with gates(client, pass_checks):
        problem = assert_problem(wing.post(f"articles/{article}/schedule", {"version": 1, "at": at}), 422)
    assert [error["field"] for error in problem["errors"]] == ["at"]


def test_what_is_live_is_withdrawn_restored_and_expired(client: TestClient) -> None:
    mei, wing = editor(client), publisher(client)
    article = approved(mei, wing)
    with gates(client, pass_checks):
        wing.do(f"articles/{article}/publish", {"version": 1})
    assert_problem(wing.post(f"articles/{article}/withdraw", {"reason": " "}), 422)
    shown = wing.do(f"articles/{article}/withdraw", {"reason": "wrong fee"})
    assert (shown["version"]["state"], "restore" in shown["allowed"], is_live(client, article)) == (
        "withdrawn",
        True,
        False,
    )
    shown = wing.do(f"articles/{article}/restore", {"version": 1, "reason": "it was right"})
    assert (shown["live_number"], is_live(client, article)) == (1, True)
    yesterday = today_here() - datetime.timedelta(days=1)
    shown = wing.do(f"articles/{article}/expire", {"after": str(yesterday), "reason": "over"})
    assert (shown["version"]["state"], is_live(client, article)) == ("expired", False)
    assert_problem(wing.post(f"articles/{article}/withdraw", {"reason": "again"}), 404)


def test_an_approver_sends_back_with_a_reason_and_the_author_submits_again(client: TestClient) -> None:
    mei, wing = editor(client), publisher(client)
    article = approved(mei, wing)
    assert_problem(wing.post(f"articles/{article}/send-back", {"version": 1, "reason": ""}), 422)
    shown = wing.do(f"articles/{article}/send-back", {"version": 1, "reason": "Which year?"})
    assert (shown["version"]["state"], shown["history"][0]["detail"]) == ("draft", {"reason": "Which year?"})
    assert mei.do(f"articles/{article}/submit", {"version": 1})["version"]["state"] == "in_review"


# Owners and comments


def test_an_owner_is_somebody_who_edits_for_the_department(client: TestClient) -> None:
    mei, wing, other = editor(client), publisher(client), editor(client, "IMMD")
    article = draft(mei)
    assert mei.do(f"articles/{article}/owner", {"owner": wing.username})["owner"] == wing.username
    for nobody in (other.username, "no.such.person"):
        problem = assert_problem(mei.post(f"articles/{article}/owner", {"owner": nobody}), 422)
        assert [error["field"] for error in problem["errors"]] == ["owner"]
    assert mei.do(f"articles/{article}/owner", {"owner": None})["owner"] is None


def test_a_comment_is_made_and_settled(client: TestClient) -> None:
    mei, wing = editor(client), publisher(client)
    article = draft(mei)
    said = {"text": "Which year?", "version": 1, "language": "zh-Hant"}
    [comment] = wing.do(f"articles/{article}/comments", said)["comments"]
    assert (comment["author"], comment["text"], comment["language"], comment["settled_at"]) == (
        wing.username,
        "Which year?",
        "zh-Hant",
        None,
    )
    [settled] = mei.do(f"articles/{article}/comments/{comment['id']}/settle")["comments"]
    assert settled["settled_by"] == mei.username
    assert_problem(mei.post(f"articles/{article}/comments/999999/settle"), 404)
