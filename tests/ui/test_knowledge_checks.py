"""What does an editor read of the checks, on the page and on the command line?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from assistant.accounts.permissions import ROLE_PERMISSIONS, Actor, Role, operator
from knowledge_base import editing, release
from knowledge_base.article import ArticleContent, ArticleText
from knowledge_base.consistency.checking import ConflictCheck
from tests.staff import add_staff, session_cookie
from tests.ui.conftest import install
from tests.ui.inside import database_of
from tests.ui.talk import assert_problem
from ui.app import create_app
from ui.cli import cli

DANCE = ArticleContent(
    "fehd-dance",
    "FEHD",
    {
        "en": ArticleText("What does a dance licence cost?", "A dance licence costs $380. Apply prior to the event."),
        "zh-Hant": ArticleText("舞會牌照收費多少？", "舞會牌照收費830元。請在活動前申請。"),
    },
)
PARTY = ArticleContent(
    "hkpf-party", "HKPF", {"en": ArticleText("What does a dance party need?", "A dance licence, which costs $830.")}
)
TWIN = replace(DANCE, id="had-dance", department="HAD")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "installation"


@pytest.fixture
def desk(home: Path, clean_environment: None) -> Iterator[TestClient]:
    """Two live articles that contradict each other, a twin of one, and an editor of FEHD who has signed in."""
    with TestClient(create_app(install(home)), raise_server_exceptions=False) as client:
        database = database_of(client)
        with database.write() as session:
            for content in (DANCE, PARTY, TWIN):
                author = Actor("mei", ROLE_PERMISSIONS[Role.EDITOR], frozenset({content.department}))
                editing.save_version(session, content, actor=author, base=0)
                release.publish(session, content.id, actor=operator())
        ConflictCheck(database).check()
        user = add_staff(database, "mei", roles=[Role.EDITOR], departments=["FEHD"])
        client.cookies.update(session_cookie(database, user))
        yield client


def test_an_article_shows_all_that_its_check_finds(desk: TestClient):
    checks = desk.get("/api/v1/articles/fehd-dance/checks").json()
    (difference,) = checks["parity"]
    assert (difference["kind"], difference["fact"], difference["other_fact"]) == ("fee", "830元", "$380")
    assert {(hint["kind"], hint["text"], hint["instead"]) for hint in checks["plain_language"]} == {
        ("jargon", "prior to", "before")
    }
    assert [near["article_id"] for near in checks["duplicates"]] == ["had-dance"]
    assert {found["b"]["article_id"] for found in checks["contradictions"]} == {"hkpf-party"}


def test_a_contradiction_names_both_owners_and_goes_when_one_says_why(desk: TestClient):
    (found,) = desk.get("/api/v1/knowledge/contradictions").json()["contradictions"]
    assert {found[side]["department"] for side in "ab"} == {"FEHD", "HKPF"}
    assert {found[side]["owner"] for side in "ab"} == {"mei"}
    address = f"/api/v1/knowledge/contradictions/{found['id']}/settle"
    assert desk.post(address, json={"reason": "Another kind of dance."}).json()["settled_by"]
    assert desk.get("/api/v1/knowledge/contradictions").json()["contradictions"] == []
    (settled,) = desk.get("/api/v1/knowledge/contradictions?state=settled").json()["contradictions"]
    assert settled["reason"] == "Another kind of dance."


def test_near_duplicates_are_listed_a_page_at_a_time(desk: TestClient):
    page = desk.get("/api/v1/knowledge/duplicates?limit=1").json()
    assert [page["pairs"][0][side]["article_id"] for side in "ab"] == ["fehd-dance", "had-dance"]
    assert page["next"] is None


def test_an_article_that_is_not_there_has_no_checks(desk: TestClient):
    assert_problem(desk.get("/api/v1/articles/nowhere/checks"), 404)


def test_a_draft_of_another_department_is_not_shown(desk: TestClient):
    database = database_of(desk)
    with database.write() as session:
        editing.save_version(session, replace(PARTY, tags=("new",)), actor=operator(), base=1)
    assert_problem(desk.get("/api/v1/articles/hkpf-party/checks"), 404)
    assert desk.get("/api/v1/articles/hkpf-party/checks?version=1").status_code == 200


def test_the_command_tells_everything_and_fails_when_something_is_found(desk: TestClient, home: Path):
    runner = CliRunner(env={"CIVICDESK_HOME": str(home), "CIVICDESK_EMBEDDING": "hash"})
    result = runner.invoke(cli, ["kb", "check", "fehd-dance", "--json"])
    assert result.exit_code == 1, result.output
    found = {finding["check"] for finding in json.loads(result.output)["fehd-dance"]}
    assert found == {"parity", "contradiction", "duplicate", "plain_language"}
    assert runner.invoke(cli, ["kb", "check", "nowhere"]).exit_code != 0
