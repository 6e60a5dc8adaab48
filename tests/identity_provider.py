"""How does a test start an identity provider: a process of its own, spoken to over HTTP?"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx

from tests.postgresql_server import free_port
from tests.ui.talk import Client

START_SECONDS = 60.0


@contextmanager
def start_identity_provider(*people: dict[str, object], token_seconds: int = 3600) -> Iterator[str]:
    """The issuer of a provider that knows `people` by their claims; `sub` names each."""
    port = free_port()
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    command += ["--token-max-age", str(token_seconds)]
    for claims in people:
        command += ["--user-claims", json.dumps(claims)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        issuer = f"http://127.0.0.1:{port}"
        _wait_until_ready(issuer, process)
        yield issuer
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_ready(issuer: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            urllib.request.urlopen(f"{issuer}/.well-known/openid-configuration", timeout=5).close()  # noqa: S310  # Loopback.
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def ask_provider(site: Client, *, next_page: str = "/staff/agent") -> str:
    """Begin a sign-in: the address at the provider to which the service sends the browser."""
    response = site.get("/staff/oidc/start", params={"next": next_page}, follow_redirects=False)
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


def agree(address: str, subject: str) -> str:
    """Sign in at the provider as `subject`: the path at the service to which it sends the browser back."""
    response = httpx.post(address, data={"sub": subject}, follow_redirects=False)
    assert response.status_code == 302, response.text
    back = urlsplit(response.headers["location"])
    return f"{back.path}?{back.query}"
