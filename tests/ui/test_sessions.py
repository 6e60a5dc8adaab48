"""Does a session belong to one person, and end when it should?  (PROMISES T16.)"""

from __future__ import annotations

import datetime
import re

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from assistant.accounts.accounts import change_roles, disable_user
from assistant.accounts.api_keys import add_key
from assistant.accounts.models import StaffSession
from assistant.accounts.permissions import Permission, operator
from assistant.audit import AuditEvent
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database, utc_now
from tests.staff import add_staff, session_cookie, sign_in
from tests.ui.door import ME, amy, database, me, move, site
from tests.ui.talk import assert_problem
from ui.staff_access import COOKIE

__all__ = ["amy", "database", "site"]


@pytest.mark.promise("T16")
def test_every_sign_in_has_a_session_of_its_own_and_ends_the_one_before(site: TestClient, amy: str) -> None:
    """T16: old id after login → 401, and an id that somebody planted is never taken on."""
    planted = "a" * 43
    site.cookies.set(COOKIE, planted, domain="testserver.local")
    sign_in(site, amy)
    first = site.cookies[COOKIE]
    sign_in(site, amy)
    second = site.cookies[COOKIE]
    assert len({planted, first, second}) == 3
    site.cookies.clear()
    assert [site.get(ME, headers={"Cookie": f"{COOKIE}={t}"}).status_code for t in (planted, first, second)] == [
        401,
        401,
        200,
    ]


@pytest.mark.promise("T16")
def test_after_sign_out_the_session_is_nobodys(site: TestClient, amy: str) -> None:
    """T16: after logout → 401."""
    sign_in(site, amy)
    token = site.cookies[COOKIE]
    response = site.post("/staff/sign-out")
    assert (response.status_code, response.headers["location"]) == (303, "/staff/sign-in")
    assert COOKIE not in site.cookies
    assert_problem(site.get(ME, headers={"Cookie": f"{COOKIE}={token}"}), 401)
    assert site.post("/staff/sign-out").status_code == 303


@pytest.mark.promise("T16")
def test_a_changed_role_or_a_disabled_account_ends_the_session_at_once(
    site: TestClient, database: Database, amy: str
) -> None:
    """T16: after a role change → 401 in < 5 s: the very next call is refused."""
    ben = add_staff(database, "ben")
    sign_in(site, amy)
    bens = session_cookie(database, ben)[COOKIE]
    with database.write() as session:
        change_roles(session, amy, actor=operator(), roles=["editor"])
        disable_user(session, "ben", actor=operator())
    assert_problem(site.get(ME), 401)
    site.cookies.clear()
    assert_problem(site.get(ME, headers={"Cookie": f"{COOKIE}={bens}"}), 401)


def test_a_session_ends_after_half_an_hour_without_use_and_after_twelve_hours_anyway(
    site: TestClient, database: Database
) -> None:
    minute = datetime.timedelta(minutes=1)
    site.cookies.update(session_cookie(database, add_staff(database, "amy")))
    assert me(site).status_code == 200
    move(database, seen_at=utc_now() - 29 * minute)
    assert me(site).status_code == 200  # And the use is noted, so that the half hour begins anew.
    with database.read() as session:
        [seen_at] = session.scalars(select(StaffSession.seen_at))
    assert utc_now() - seen_at < minute
    move(database, seen_at=utc_now() - 31 * minute)
    assert_problem(me(site), 401)
    move(database, seen_at=utc_now(), created_at=utc_now() - 719 * minute)
    assert me(site).status_code == 200
    move(database, seen_at=utc_now(), created_at=utc_now() - 721 * minute)
    assert_problem(me(site), 401)


def test_only_a_hash_of_the_session_is_kept(site: TestClient, database: Database, amy: str) -> None:
    sign_in(site, amy)
    with database.read() as session:
        [kept] = session.scalars(select(StaffSession.token_hash))
        events = session.scalars(select(AuditEvent)).all()
    assert kept != site.cookies[COOKIE]
    assert [(e.actor, e.action, e.detail) for e in events][-1] == ("amy", "staff.sign_in", {"by": "password"})


def test_a_key_is_no_person(site: TestClient, database: Database) -> None:
    with database.write() as session:
        key = add_key(
            session,
            "crm",
            actor=operator(),
            scopes=[Permission.SUGGESTION_CREATE],
            departments=["TD"],
            catalogue=load_catalogue(),
        )
    bearer = {"Authorization": f"Bearer {key}"}
    told = site.get(ME, headers=bearer).json()
    assert (told["username"], told["roles"], told["departments"]) == ("key:crm", [], ["TD"])
    assert told["permissions"] == ["suggestion:draft:create"]
    form = {"password": "", "new_password": "nine blue ferries"}
    assert site.post("/staff/password", headers=bearer, data=form).status_code == 401


@pytest.mark.parametrize(
    ("roles", "shown"),
    [
        (["agent"], ["/staff/agent", "/staff/cases"]),
        (["supervisor"], ["/staff/agent", "/staff/cases", "/staff/board"]),
        (["editor"], ["/staff/knowledge"]),
    ],
)
def test_home_leads_where_the_person_may_go(
    site: TestClient, database: Database, roles: list[str], shown: list[str]
) -> None:
    site.cookies.update(session_cookie(database, add_staff(database, "amy", roles=roles)))
    assert re.findall(r'<li ><a class="button wide" href="(/staff/[a-z]+)"', site.get("/staff").text) == shown
