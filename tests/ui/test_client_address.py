"""Who is believed about where a request comes from?"""

from __future__ import annotations

import asyncio
from ipaddress import ip_address
from typing import Any

import pytest

from assistant.errors import SettingsInvalid
from assistant.language_models.networks import asking_network
from ui.client_address import ClientAddress, network_of, parse_address, rate_key, read_proxies

PROXIES = read_proxies("10.0.0.1, 10.0.0.2, fd00::1")


def pass_through(peer: str | None, kind: str = "http", **headers: str) -> dict[str, Any]:
    """What the service sees of a request that comes from `peer`; `_` in a header's name stands for `-`."""
    seen: dict[str, Any] = {}

    async def service(scope: Any, _receive: Any, _send: Any) -> None:
        seen.update(scope)

    raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {"type": kind, "client": (peer, 5000) if peer else None, "scheme": "http", "headers": raw}
    asyncio.run(ClientAddress(service, PROXIES)(scope, None, None))  # type: ignore[arg-type]  # Nothing is sent.
    return seen


def client_of(peer: str, forwarded: str) -> str:
    return str(pass_through(peer, x_forwarded_for=forwarded)["client"][0])


# A stranger


def test_a_stranger_says_nothing_about_itself() -> None:
    seen = pass_through(
        "203.0.113.9",
        host="desk.example",
        x_forwarded_for="1.2.3.4",
        x_forwarded_proto="https",
        x_forwarded_host="evil.example",
        forwarded="for=1.2.3.4",
        x_real_ip="1.2.3.4",
    )
    assert seen["client"] == ("203.0.113.9", 5000)
    assert seen["scheme"] == "http"
    assert seen["headers"] == [(b"host", b"desk.example")]


def test_where_no_proxy_is_named_loopback_is_a_stranger_too() -> None:
    assert client_of("127.0.0.1", "1.2.3.4") == "127.0.0.1"


# A proxy


@pytest.mark.parametrize(
    ("forwarded", "client"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("1.2.3.4, 203.0.113.9", "203.0.113.9"),
        ("1.2.3.4, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        ("203.0.113.9:4711", "203.0.113.9"),
        ("2001:db8::7", "2001:db8::7"),
        ("[2001:db8::7]:4711", "2001:db8::7"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("1.2.3.4, unknown", "10.0.0.1"),
        ("1.2.3.4, ", "10.0.0.1"),
        ("", "10.0.0.1"),
        ("10.0.0.2", "10.0.0.1"),
        (", ".join(["10.0.0.2"] * 50), "10.0.0.1"),
        ("9" * 4000, "10.0.0.1"),
    ],
)
def test_the_right_most_hop_that_is_no_proxy_is_the_client(forwarded: str, client: str) -> None:
    assert client_of("10.0.0.1", forwarded) == client


def test_a_proxy_over_ipv6_is_known_too() -> None:
    assert client_of("fd00::1", "203.0.113.9") == "203.0.113.9"
    assert client_of("::ffff:10.0.0.1", "203.0.113.9") == "203.0.113.9"


def test_a_proxy_tells_scheme_and_host_and_nothing_of_it_is_handed_on() -> None:
    seen = pass_through("10.0.0.1", host="inner", x_forwarded_proto="https", x_forwarded_host="desk.example")
    assert (seen["scheme"], seen["headers"]) == ("https", [(b"host", b"desk.example")])
    assert pass_through("10.0.0.1", "websocket", x_forwarded_proto="https")["scheme"] == "wss"


def test_a_scheme_that_is_none_is_ignored() -> None:
    assert pass_through("10.0.0.1", x_forwarded_proto="javascript")["scheme"] == "http"


def test_a_request_without_a_peer_is_left_alone() -> None:
    assert pass_through(None, x_forwarded_for="1.2.3.4")["client"] is None


# Settings and names


def test_nobody_is_trusted_by_default() -> None:
    assert read_proxies("") == frozenset()


@pytest.mark.parametrize("setting", ["10.0.0.0/8", "proxy.example", "*", "10.0.0.1 10.0.0.2"])
def test_only_exact_addresses_can_be_named(setting: str) -> None:
    with pytest.raises(SettingsInvalid, match="CIVICDESK_TRUSTED_PROXIES"):
        read_proxies(setting)


@pytest.mark.parametrize("hop", ["", "unknown", "1.2.3", "_hidden", "[::1", "1.2.3.4.5", "a:b:c"])
def test_junk_is_no_address(hop: str) -> None:
    assert parse_address(hop) in (None, ip_address("::1"))


def test_a_whole_ipv6_subscriber_counts_as_one() -> None:
    assert rate_key("2001:db8:1:2:3::4") == rate_key("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert rate_key("2001:db8:1:3::4") != rate_key("2001:db8:1:2::4")
    assert rate_key("203.0.113.9") == "203.0.113.9"
    assert rate_key("testclient") == "testclient"


@pytest.mark.parametrize(
    ("client", "network"),
    [
        ("1.2.3.4", "1.2.3.0/24"),
        ("::ffff:1.2.3.250", "1.2.3.0/24"),
        ("2600:1f18:1:2:3::4", "2600:1f18:1::/48"),
        ("10.0.0.1", ""),
        ("127.0.0.1", ""),
        ("fd00::1", ""),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_a_network_is_some_hundreds_of_subscribers_of_the_internet(client: str, network: str) -> None:
    assert network_of(client) == network


def test_a_request_is_answered_for_its_clients_network() -> None:
    networks: list[str] = []

    async def service(_scope: Any, _receive: Any, _send: Any) -> None:
        networks.append(asking_network())

    for forwarded in (b"1.2.3.4", b"9.9.9.9, 5.6.7.8"):
        scope = {"type": "http", "client": ("10.0.0.1", 5000), "headers": [(b"x-forwarded-for", forwarded)]}
        asyncio.run(ClientAddress(service, PROXIES)(scope, None, None))  # type: ignore[arg-type]  # Nothing is sent.
    assert networks == ["1.2.3.0/24", "5.6.7.0/24"]
    assert asking_network() == ""
