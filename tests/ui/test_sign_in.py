"""Do members of staff come in, and nobody else?  (PROMISES T15, T16, part of T17.)"""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from assistant.accounts.accounts import disable_user
from assistant.accounts.permissions import operator
from assistant.database import Database
from assistant.settings import Settings
from tests.staff import PASSWORD, add_staff, sign_in
from tests.ui.door import HTML, LANGUAGES, ME, WRONG, amy, database, me, site
from tests.ui.talk import assert_problem
from ui.app import create_app
from ui.staff_access import COOKIE, SECURE_COOKIE

__all__ = ["amy", "database", "site"]


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
        "has_model": False,
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
