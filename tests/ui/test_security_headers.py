"""Which headers does each kind of page carry?"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from assistant.errors import SettingsInvalid
from ui.security_headers import SIDEBAR, SecurityHeaders, read_origins

PARENTS = "https://desk.example, http://10.0.0.5:8080"


def headers_of(path: str, *, parents: str = "", scheme: str = "http", own: tuple[tuple[str, str], ...] = ()) -> Any:
    told: list[Any] = []

    async def page(_scope: Any, _receive: Any, send: Any) -> None:
        headers = [(name.encode(), value.encode()) for name, value in own]
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def send(message: Any) -> None:
        told.append(message)

    scope = {"type": "http", "path": path, "scheme": scheme}
    asyncio.run(SecurityHeaders(page, read_origins(parents))(scope, None, send))  # type: ignore[arg-type]  # A request is never read.
    return {name.decode(): value.decode() for name, value in told[0]["headers"]}


def ancestors(headers: dict[str, str]) -> str:
    [directive] = [part for part in headers["content-security-policy"].split("; ") if part.startswith("frame-anc")]
    return directive.partition(" ")[2]


def test_every_page_is_kept_from_guessing_telling_and_spying() -> None:
    headers = headers_of("/")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert {"camera=()", "microphone=()", "geolocation=()"} <= set(headers["permissions-policy"].split(", "))


def test_only_the_page_for_reports_may_ask_where_somebody_is() -> None:
    assert "geolocation=(self)" in headers_of("/report")["permissions-policy"].split(", ")
    assert "camera=()" in headers_of("/report")["permissions-policy"].split(", ")


def test_a_browser_that_came_by_https_comes_back_by_https_only() -> None:
    assert headers_of("/", scheme="https")["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in headers_of("/")


@pytest.mark.parametrize("path", ["/staff/sign-in", "/staff/agent", "/staff/sidebar/other", "/staff"])
def test_staff_pages_stand_in_no_frame(path: str) -> None:
    headers = headers_of(path, parents=PARENTS)
    assert (ancestors(headers), headers["x-frame-options"]) == ("'none'", "DENY")


def test_the_sidebar_stands_in_the_frames_of_the_named_parents_alone() -> None:
    headers = headers_of(SIDEBAR, parents=PARENTS)
    assert ancestors(headers) == "https://desk.example http://10.0.0.5:8080"
    assert "x-frame-options" not in headers
    assert ancestors(headers_of(SIDEBAR)) == "'none'"


def test_a_policy_that_a_page_has_set_itself_stays() -> None:
    own = (("content-security-policy", "default-src 'self'"),)
    assert headers_of("/staff/agent", own=own)["content-security-policy"] == "default-src 'self'"


@pytest.mark.parametrize(
    "setting",
    ["*", "https://*.example", "desk.example", "https://desk.example/path", "https://a.example; script-src *"],
)
def test_only_exact_origins_can_be_named(setting: str) -> None:
    with pytest.raises(SettingsInvalid, match="CIVICDESK_SIDEBAR_PARENTS"):
        read_origins(setting)
