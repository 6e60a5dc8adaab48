"""Do members of staff come in, and nobody else?  (PROMISES T15, T16, part of T17.)"""

from __future__ import annotations

import datetime
import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from typing import Any

import pytest
from sqlalchemy import select, update
from starlette.testclient import TestClient

from assistant.accounts import credentials
from assistant.accounts.accounts import change_roles, disable_user
from assistant.accounts.api_keys import add_key
from assistant.accounts.models import StaffSession
from assistant.accounts.permissions import Permission, operator
from assistant.audit import AuditEvent
from assistant.cases.catalogue import load_catalogue
from assistant.database import Database, utc_now
from assistant.settings import Settings
from tests.staff import PASSWORD, add_staff, session_cookie, sign_in
from tests.ui.talk import assert_problem
from ui.app import create_app
from ui.staff_access import COOKIE, SECURE_COOKIE

HTML = {"Accept": "text/html"}
ME = "/api/v1/staff/me"
LANGUAGES = ("en", "zh-Hant", "zh-Hans")
WRONG = {
    "en": "The username or the password is not right.",
    "zh-Hant": "用戶名稱或密碼不正確。",
    "zh-Hans": "用户名或密码不正确。",
}


@pytest.fixture
def site(settings: Settings) -> Iterator[TestClient]:
    """A service without articles, each test its own, for tries are counted."""
    fresh = settings.model_copy(update={"embedding": "hash", "rate_limits": False})
    with TestClient(create_app(fresh), raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


@pytest.fixture
def database(site: TestClient) -> Database:
    opened: Database = site.app.state.service.database  # type: ignore[attr-defined]  # The client knows an ASGI app only.
    return opened


@pytest.fixture
def amy(database: Database) -> str:
    add_staff(database, "amy", name="Amy Chan", departments=["TD"], password=PASSWORD)
    return "amy"


def me(client: TestClient, **cookies: str) -> Any:
    client.cookies.update(cookies)
    return client.get(ME)


def move(database: Database, **columns: datetime.datetime) -> None:
    """Set the times of every session, as if the clock had moved."""
    with database.write() as session:
        session.execute(update(StaffSession).values(**columns))


# Nobody


def test_nobody_is_shown_the_way_from_a_page(site: TestClient) -> None:
    for page in ("/staff", "/staff/", "/staff/agent", "/staff/password", "/staff/agent?a=1&b=2"):
        response = site.get(page, headers=HTML)
        assert response.status_code == 303, page
        assert response.headers["location"].startswith("/staff/sign-in?next=%2Fstaff")
    assert response.headers["location"] == "/staff/sign-in?next=%2Fstaff%2Fagent%3Fa%3D1%26b%3D2"


def test_nobody_is_refused_by_whatever_else_is_under_staff(site: TestClient) -> None:
    assert_problem(site.get(ME), 401)
    assert_problem(site.get("/staff/agent/config"), 401)
    assert_problem(site.post("/staff/agent/queue/join", headers=HTML, json={}), 401)
    assert_problem(site.post("/staff/password", data={"password": "x", "new_password": "y"}), 401)
    assert_problem(site.get(ME, headers={"Cookie": f"{COOKIE}=forged"}), 401)
    assert_problem(site.get(ME, headers={"Authorization": "Bearer cdk_forged"}), 401)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_three_languages(site: TestClient, language: str) -> None:
    titles = {"en": "Sign in", "zh-Hant": "職員登入", "zh-Hans": "职员登录"}
    accepted = {"en": "fr, en-GB;q=0.5", "zh-Hant": "zh-HK, en;q=0.9", "zh-Hans": "en;q=0.1, zh-CN"}
    for response in (
        site.get("/staff/sign-in", params={"lang": language}),
        site.get("/staff/sign-in", headers={"Accept-Language": accepted[language]}),
    ):
        assert response.status_code == 200
        assert f'<html lang="{language}">' in response.text
        assert f"<h1>{titles[language]}</h1>" in response.text


def test_the_chosen_language_stays(site: TestClient) -> None:
    site.get("/staff/sign-in", params={"lang": "zh-Hant"})
    assert '<html lang="zh-Hant">' in site.get("/staff/sign-in", headers={"Accept-Language": "en"}).text
    assert '<html lang="zh-Hans">' in site.get("/staff/sign-in", params={"lang": "zh-Hans"}).text
    assert '<html lang="en">' in site.get("/staff/sign-in", params={"lang": "en"}).text


def test_the_page_holds_no_script_and_no_style_of_its_own(site: TestClient) -> None:
    text = site.get("/staff/sign-in").text
    assert not re.search(r"<script|<style|\sstyle=|\son\w+=|javascript:", text)
    for file in re.findall(r'(?:href|src)="(/web/[^"]+)"', text):
        assert site.get(file).status_code == 200, file


# In and out


def test_the_right_password_opens_a_session(site: TestClient, amy: str) -> None:
    response = sign_in(site, amy, next_page="/staff/agent")
    assert (response.status_code, response.headers["location"]) == (303, "/staff/agent")
    cookie = response.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Path=/" in cookie
    assert me(site).json() == {
        "username": "amy",
        "name": "Amy Chan",
        "public_name": "Amy",
        "roles": ["agent"],
        "departments": ["TD"],
        "languages": ["en", "zh-Hant", "zh-Hans"],
        "needs_approval": False,
        "permissions": [
            "case:case:handle",
            "case:case:open",
            "case:case:read",
            "conversation:handoff:claim",
            "conversation:handoff:read",
            "conversation:message:read",
            "conversation:message:reply",
            "knowledge:internal:read",
            "suggestion:draft:create",
        ],
    }


def test_over_https_the_cookie_is_for_this_host_only(settings: Settings) -> None:
    app = create_app(settings.model_copy(update={"embedding": "hash"}))
    with TestClient(app, base_url="https://desk.example", follow_redirects=False) as client:
        add_staff(app.state.service.database, "amy", password=PASSWORD)
        cookie = sign_in(client, "amy").headers["set-cookie"]
        assert cookie.startswith(f"{SECURE_COOKIE}=")
        assert "Secure" in cookie
        assert "Domain" not in cookie
        assert client.get(ME).status_code == 200
        token = client.cookies[SECURE_COOKIE]
        client.cookies.clear()
        assert client.get(ME, headers={"Cookie": f"{COOKIE}={token}"}).status_code == 401


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("username", ["amy", "nobody", "", "amy\x00", "<b>amy</b>"])
def test_what_was_wrong_is_not_told(site: TestClient, amy: str, username: str, language: str) -> None:
    form = {"username": username, "password": "wrong password"}
    response = site.post("/staff/sign-in", params={"lang": language}, data=form)
    assert response.status_code == 401
    assert WRONG[language] in response.text
    assert COOKIE not in site.cookies
    assert "<b>" not in response.text
    assert "wrong password" not in response.text


def test_an_account_without_a_password_or_disabled_stays_out(site: TestClient, database: Database, amy: str) -> None:
    add_staff(database, "ollie")
    with database.write() as session:
        disable_user(session, amy, actor=operator())
    for username in ("ollie", amy):
        for password in (PASSWORD, ""):
            response = sign_in(site, username, password)
            assert response.status_code == 401
            assert WRONG["en"] in response.text


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/staff",
        "//evil.example/staff",
        "/\\evil.example",
        "/staff//evil.example",
        "/staff\\@evil.example",
        "/staff/../admin",
        "/staff/%2e%2e/admin",
        "/staffroom",
        "/",
        "javascript:alert(1)",
        "/staff/agent\r\nX-Injected: 1",
        "/staff@evil.example",
    ],
)
def test_sign_in_leads_nowhere_else(site: TestClient, amy: str, wanted: str) -> None:
    assert 'name="next" value="/staff"' in site.get("/staff/sign-in", params={"next": wanted}).text
    assert sign_in(site, amy, next_page=wanted).headers["location"] == "/staff"


def test_sign_in_leads_back_to_the_page_that_was_wanted(site: TestClient, amy: str) -> None:
    assert (
        sign_in(site, amy, next_page="/staff/board?queue=TD&x=%41").headers["location"] == "/staff/board?queue=TD&x=%41"
    )


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


# One-time passwords


@pytest.fixture
def newcomer(site: TestClient, database: Database) -> str:
    add_staff(database, "nora", password=PASSWORD, must_change_password=True)
    assert sign_in(site, "nora").status_code == 303
    return "nora"


def test_a_one_time_password_opens_nothing_but_its_own_change(site: TestClient, newcomer: str) -> None:
    assert_problem(site.get(ME), 403)
    assert_problem(site.get("/staff/agent/config"), 403)
    assert site.get("/staff/agent", headers=HTML).headers["location"] == "/staff/password?next=%2Fstaff%2Fagent"
    assert site.get("/staff/password", headers=HTML).status_code == 200


def test_the_own_password_replaces_it_and_the_session(site: TestClient, newcomer: str) -> None:
    before = site.cookies[COOKIE]
    form = {"password": PASSWORD, "new_password": "nine blue ferries", "next": "/staff/agent"}
    response = site.post("/staff/password", data=form)
    assert (response.status_code, response.headers["location"]) == (303, "/staff/agent")
    assert site.get(ME).json()["username"] == newcomer
    assert before != site.cookies[COOKIE]
    site.cookies.clear()
    assert_problem(site.get(ME, headers={"Cookie": f"{COOKIE}={before}"}), 401)
    assert sign_in(site, newcomer, PASSWORD).status_code == 401
    assert sign_in(site, newcomer, "nine blue ferries").status_code == 303


@pytest.mark.parametrize(
    ("present", "new", "status"),
    [
        ("wrong password", "nine blue ferries", 401),
        (PASSWORD, "short", 422),
        (PASSWORD, PASSWORD, 422),
        (PASSWORD, "", 422),
    ],
)
def test_a_password_that_cannot_be_used_changes_nothing(
    site: TestClient, newcomer: str, present: str, new: str, status: int
) -> None:
    response = site.post("/staff/password", data={"password": present, "new_password": new})
    assert response.status_code == status
    assert 'role="alert"' in response.text
    assert_problem(site.get(ME), 403)


# Limits


@pytest.mark.promise("T15")
def test_of_a_thousand_tries_five_are_verified(site: TestClient, amy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """T15: 1,000 tries → ≤ 5 verified."""
    verified: list[str] = []
    verify = credentials._HASHER.verify

    def counted(password: str, password_hash: str) -> bool:
        verified.append(password)
        return verify(password, password_hash)

    monkeypatch.setattr(credentials._HASHER, "verify", counted)
    with ThreadPoolExecutor(8) as pool:
        tries = pool.map(lambda number: sign_in(site, amy, f"guess number {number}"), range(1000))
        statuses = [response.status_code for response in tries]
    assert len(verified) == 5
    assert (statuses.count(401), statuses.count(429)) == (5, 995)
    refused = sign_in(site, amy, PASSWORD)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 900
    assert "Too many tries" in refused.text


def test_the_right_password_forgives_the_tries_before(site: TestClient, amy: str) -> None:
    for _ in range(3):
        assert [sign_in(site, amy, "wrong password").status_code for _ in range(4)] == [401] * 4
        assert sign_in(site, amy).status_code == 303


def test_an_address_has_twenty_failed_tries_whichever_the_account(site: TestClient, amy: str) -> None:
    statuses = [sign_in(site, f"user{number}", "wrong password").status_code for number in range(22)]
    assert statuses == [401] * 20 + [429] * 2
    assert sign_in(site, amy).status_code == 429


@pytest.fixture
def slow_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Passwords are compared only when the event is set."""
    go_on = threading.Event()

    def wait(password: str, password_hash: str) -> bool:
        go_on.wait(60)
        return False

    monkeypatch.setattr(credentials._HASHER, "verify", wait)
    yield go_on
    go_on.set()


@pytest.mark.promise("T15")
def test_citizens_are_served_however_many_sign_in(site: TestClient, slow_hashes: threading.Event) -> None:
    """T15: tries wait on threads of their own, of which there are two; a request for a citizen never stands behind."""
    with ThreadPoolExecutor(20) as pool:
        tries = [pool.submit(sign_in, site, f"user{number}", "wrong password") for number in range(15)]
        for _ in range(20):
            assert site.post("/api/v1/conversations", json={"language": "en"}).status_code == 201
        assert not any(attempt.done() for attempt in tries)
        slow_hashes.set()
        assert [attempt.result().status_code for attempt in tries] == [401] * 15


def test_a_crowd_before_the_door_is_asked_to_come_back(
    site: TestClient, slow_hashes: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.staff.door.MOST_WAITING", 4)
    with ThreadPoolExecutor(12) as pool:
        tries = [pool.submit(sign_in, site, f"user{number}", "wrong password") for number in range(12)]
        refused = [attempt.result().status_code for attempt in islice(as_completed(tries, timeout=60), 6)]
        slow_hashes.set()
        statuses = [attempt.result().status_code for attempt in tries]
    assert refused == [429] * 6  # Two are at work and four wait.
    assert statuses.count(401) == 6
