"""Is a Gradio page closed to strangers, and does it offer staff nothing but itself?"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from assistant.accounts.permissions import Role
from assistant.settings import load_settings
from tests.ui.inside import database_of
from tests.ui.staff_page import PAGE, mount_page, sign_in
from ui.app import create_app
from ui.staff_access import COOKIE

PAGES_NEEDS = ["/", "/config", "/theme.css", "/gradio_api/app_id", "/gradio_api/startup-events"]
OFFERED_BY_GRADIO = [
    ("GET", "/gradio_api/info"),
    ("GET", "/gradio_api/openapi.json"),
    ("GET", "/gradio_api/file=/etc/passwd"),
    ("GET", "/gradio_api/file=../../assistant/settings.py"),
    ("GET", "/gradio_api/file/etc/passwd"),
    ("GET", "/file=/etc/passwd"),
    ("GET", "/static/../../../../../../etc/passwd"),
    ("GET", "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd"),
    ("GET", "/gradio_api/proxy=http://127.0.0.1:1/"),
    ("POST", "/gradio_api/upload"),
    ("POST", "/gradio_api/run/predict"),
    ("POST", "/gradio_api/run/fail"),
    ("POST", "/gradio_api/api/fail"),
    ("POST", "/gradio_api/call/fail"),
    ("POST", "/gradio_api/call/v2/fail"),
    ("GET", "/gradio_api/call/fail/1"),
    ("POST", "/gradio_api/component_server"),
    ("GET", "/gradio_api/runs"),
    ("GET", "/gradio_api/token"),
    ("GET", "/gradio_api/user"),
    ("GET", "/gradio_api/deep_link"),
    ("GET", "/gradio_api/dev/reload"),
    ("GET", "/monitoring"),
    ("GET", "/monitoring/summary"),
    ("POST", "/login"),
    ("GET", "/logout"),
]


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Speaks to a service with the trial page."""
    app = create_app(load_settings(_env_file=None, home=tmp_path_factory.mktemp("staff"), embedding="hash"))
    mount_page(app)
    with TestClient(app, follow_redirects=False, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def agent(staff: TestClient) -> dict[str, str]:
    """The headers of an agent's browser."""
    return {"Cookie": f"{COOKIE}={sign_in(database_of(staff))}"}


def assert_silent(text: str) -> None:
    assert not any(word in text for word in ("Traceback", "s3cret", 'File "', "root:"))


# Nobody


def test_a_stranger_who_opens_the_page_is_sent_to_sign_in(staff: TestClient) -> None:
    response = staff.get(f"{PAGE}/", headers={"Accept": "text/html"})
    assert (response.status_code, response.headers["location"]) == (303, f"/staff/sign-in?next={quote(f'{PAGE}/', '')}")


@pytest.mark.promise("T38")
@pytest.mark.parametrize(
    ("method", "route"),
    [
        *[("GET", route) for route in PAGES_NEEDS[1:]],
        ("POST", "/gradio_api/queue/join"),
        ("GET", "/gradio_api/queue/data?session_hash=x"),
        ("GET", "/gradio_api/heartbeat/x"),
        ("GET", "/assets/index.js"),
        *OFFERED_BY_GRADIO,
    ],
)
def test_a_stranger_gets_nothing_of_it(staff: TestClient, method: str, route: str) -> None:
    response = staff.request(method, PAGE + route, json={"fn_index": 0, "data": []} if method == "POST" else None)
    assert response.status_code in (401, 403, 404)
    assert_silent(response.text)


def test_an_ended_session_is_a_strangers(staff: TestClient) -> None:
    assert staff.get(f"{PAGE}/config", headers={"Cookie": f"{COOKIE}=unknown"}).status_code == 401


def test_who_lacks_the_permission_is_refused(staff: TestClient) -> None:
    editor = sign_in(database_of(staff), Role.EDITOR)
    assert staff.get(f"{PAGE}/", headers={"Cookie": f"{COOKIE}={editor}"}).status_code == 403


# Staff


@pytest.mark.parametrize("route", PAGES_NEEDS[:4])
def test_an_agent_gets_the_page(staff: TestClient, agent: dict[str, str], route: str) -> None:
    assert staff.get(PAGE + route, headers=agent).status_code == 200


@pytest.mark.promise("T38")
@pytest.mark.parametrize(("method", "route"), OFFERED_BY_GRADIO)
def test_an_agent_gets_no_file_and_no_call_beside_the_page(
    staff: TestClient, agent: dict[str, str], method: str, route: str
) -> None:
    body = {"fn_index": 0, "data": []} if method == "POST" else None
    response = staff.request(method, PAGE + route, json=body, headers=agent)
    assert response.status_code in (403, 404)
    assert_silent(response.text)


def test_every_script_of_the_page_carries_the_number_that_the_policy_names(
    staff: TestClient, agent: dict[str, str]
) -> None:
    first, second = (staff.get(f"{PAGE}/", headers=agent) for _ in range(2))
    policies = [page.headers["content-security-policy"] for page in (first, second)]
    nonce = policies[0].partition("'nonce-")[2].partition("'")[0]
    assert len(nonce) >= 16
    assert nonce not in policies[1]
    assert first.text.count("<script") == first.text.count(f'<script nonce="{nonce}"') > 1
    assert "unsafe-eval" not in policies[0]
    assert "frame-ancestors 'none'" in policies[0]
    assert first.headers["x-frame-options"] == "DENY"


def test_the_page_believes_no_forwarded_host(staff: TestClient, agent: dict[str, str]) -> None:
    response = staff.get(f"{PAGE}/", headers=agent | {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"})
    assert "evil.example" not in response.text


def test_nothing_of_a_page_is_kept_in_the_browser_or_told_to_its_makers(
    staff: TestClient, agent: dict[str, str]
) -> None:
    config = staff.get(f"{PAGE}/config", headers=agent).json()
    assert not config.get("run_history")
    assert config["footer_links"] == []
    assert config["analytics_enabled"] is False
    assert {event["api_visibility"] for event in config["dependencies"]} == {"private"}


def test_gradio_and_what_else_a_start_would_wait_for_is_not_loaded_before_somebody_opens_a_page(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from fastapi import FastAPI\n"
        "import ui.commands.serve, ui.app\n"
        "early = {'gradio', 'openpyxl', 'psycopg'} & sys.modules.keys()\n"
        "from tests.ui.staff_page import mount_page\n"
        "mount_page(FastAPI())\n"
        "print(early, 'gradio' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "set() False"
