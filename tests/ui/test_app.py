"""Does the page come whole, from this service alone, and under a policy that keeps everything else out?"""

from __future__ import annotations

import mimetypes
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.settings import load_settings
from ui.app import create_app

WEB = Path(__file__).parents[2] / "ui" / "web"
NAMESPACES = ("http://www.w3.org/2000/svg",)
ADDRESS = re.compile(r"(?:https?:)?//[\w.-]+\.[a-z]{2,}[^\s\"'`)<]*")
REFERENCE = re.compile(r"""(?:src|href)="(web/[^"]+)"|from "\./([^"]+)\"""")


def policy_of(client: TestClient, path: str) -> dict[str, str]:
    directives = client.get(path).headers["content-security-policy"].split("; ")
    return {name: values for name, _, values in (directive.partition(" ") for directive in directives)}


def test_anybody_may_open_the_page(client: TestClient) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert "<title>CivicDesk" in response.text


def test_every_file_that_the_page_names_is_served(client: TestClient) -> None:
    named = set()
    for file in [WEB / "index.html", *WEB.glob("*.js")]:
        found = (one or f"web/{other}" for one, other in REFERENCE.findall(file.read_text("utf-8")))
        named |= set(found)
    assert {"web/citizen.js", "web/citizen.css", "web/icon.svg", "web/stream.js"} <= named
    assert {path: client.get(f"/{path}").status_code for path in named} == dict.fromkeys(named, 200)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("web/citizen.js", "text/javascript"), ("web/citizen.css", "text/css"), ("web/icon.svg", "image/svg+xml")],
)
def test_files_have_the_type_that_browsers_ask_for(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str, kind: str
) -> None:
    # What the library of the staff pages does to the table of the whole process.
    monkeypatch.setitem(mimetypes.types_map, ".js", "application/javascript")
    assert client.get(f"/{path}").headers["content-type"].split(";")[0] == kind


@pytest.mark.parametrize("file", sorted(f for f in WEB.rglob("*") if f.is_file()), ids=lambda file: file.name)
def test_no_file_of_the_page_names_an_external_address(file: Path) -> None:
    found = [address for address in ADDRESS.findall(file.read_text("utf-8")) if not address.startswith(NAMESPACES)]
    assert found == []


@pytest.mark.parametrize("path", ["/", "/web/citizen.js", "/live", "/openapi.json", "/docs", "/nothing"])
def test_every_response_carries_the_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["x-frame-options"] == "SAMEORIGIN"
    assert headers["content-security-policy"]


def test_the_policy_lets_only_the_pages_own_files_in(client: TestClient) -> None:
    policy = policy_of(client, "/")
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == "'self'"
    assert "unsafe" not in str(policy)


def test_no_other_site_is_allowed_to_read_answers(client: TestClient) -> None:
    response = client.get("/live", headers={"Origin": "https://other.example"})
    assert "access-control-allow-origin" not in response.headers


def test_only_the_allowed_hosts_are_answered(tmp_path: Path, clean_environment: None) -> None:
    settings = load_settings(home=tmp_path, embedding="hash", allowed_hosts="desk.chingwan.example, localhost")
    with TestClient(create_app(settings)) as client:
        for host, status in (("desk.chingwan.example", 200), ("localhost", 200), ("evil.example", 400)):
            assert client.get("/live", headers={"Host": host}).status_code == status
