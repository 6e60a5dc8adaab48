"""Does a page come from where it may, and nothing ever from the own network (T09)?"""

from __future__ import annotations

import gzip
import socket
import time

import httpcore
import pytest

from assistant.errors import FetchFailed, InvalidInput
from assistant.outgoing.network_targets import is_public
from ingestion.documents import fetching
from ingestion.documents.fetching import Fetcher
from ingestion.documents.source_domains import SourceDomains
from tests.ingestion.documents.loopback_web import PUBLIC, Page, Web, served, set_trap

__all__ = ["served"]

PAGE = "https://www.td.example/licences"


@pytest.fixture
def web(served: Web) -> Web:
    served.forget()
    served.put("www.td.example/licences", "<p>The fee is $900.</p>", ETag='"one"')
    return served


def test_a_page_of_the_departments_domain_comes_over_https_from_a_public_address(web: Web):
    fetched = web.fetcher().fetch(PAGE, "TD")
    assert (fetched.content, fetched.media_type, fetched.charset) == (b"<p>The fee is $900.</p>", "text/html", "utf-8")
    assert web.connected == [(PUBLIC, 443)] * 2  # robots.txt before it.


def test_a_page_that_is_still_the_same_is_not_sent_again(web: Web):
    assert web.fetcher().fetch(PAGE, "TD", etag='"one"').status == 304


def test_a_domain_of_another_department_is_refused(web: Web):
    with pytest.raises(InvalidInput, match="not on the list"):
        web.fetcher().fetch("https://www.immd.example/", "TD")
    assert web.connected == []


def test_robots_txt_is_obeyed_and_a_host_that_cannot_tell_allows_nothing(web: Web):
    web.put("www.td.example/robots.txt", "User-agent: *\nDisallow: /licences")
    with pytest.raises(FetchFailed, match="robots"):
        web.fetcher().fetch(PAGE, "TD")
    web.pages["www.td.example/robots.txt"] = Page(b"", 503)
    with pytest.raises(FetchFailed, match="robots"):
        web.fetcher().fetch(PAGE, "TD")


def test_one_host_is_asked_once_a_second(web: Web):
    waited: list[float] = []
    fetcher = web.fetcher(pause_seconds=1.0, wait=waited.append)
    fetcher.fetch(PAGE, "TD")
    assert len(waited) == 1
    assert 0.0 < waited[0] <= 1.0


def test_redirects_are_followed_on_the_list_five_times(web: Web):
    for step in range(5):
        target = f"/step{step + 1}" if step < 4 else "https://news.td.example/end"
        web.pages[f"www.td.example/step{step}"] = Page(status=302, headers={"Location": target})
    web.put("news.td.example/end", "<p>Here.</p>")
    assert web.fetcher().fetch("https://www.td.example/step0", "TD").url == "https://news.td.example/end"
    web.pages["www.td.example/again"] = Page(status=302, headers={"Location": "/step0"})
    with pytest.raises(FetchFailed, match="redirects"):
        web.fetcher().fetch("https://www.td.example/again", "TD")


@pytest.mark.parametrize(
    "content",
    [b"x" * (fetching.MAX_BYTES + 1), gzip.compress(b"x" * (fetching.MAX_BYTES + 1))],
    ids=["plain", "packed"],
)
def test_what_is_larger_than_5_mb_is_refused(web: Web, content: bytes):
    packed = {"Content-Encoding": "gzip"} if content.startswith(b"\x1f\x8b") else {}
    web.pages["www.td.example/licences"] = Page(content, headers={"Content-Type": "text/html", **packed})
    with pytest.raises(FetchFailed, match="larger"):
        web.fetcher().fetch(PAGE, "TD")


def test_a_server_that_answers_a_drop_at_a_time_is_left_after_the_deadline(web: Web, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fetching, "SECONDS", 1.0)

    def drip(handler: object) -> None:
        for byte in b"HTTP/1.1 200 OK\r\nX: " + b"a" * 1_000:
            handler.wfile.write(bytes([byte]))  # type: ignore[attr-defined]  # The server's handler.
            time.sleep(0.1)

    web.pages["www.td.example/licences"] = Page(drip=drip)
    web.put("www.td.example/robots.txt", "")
    started = time.monotonic()
    with pytest.raises(FetchFailed):
        web.fetcher().fetch(PAGE, "TD")
    assert time.monotonic() - started < 5


def test_a_certificate_of_another_name_or_maker_is_refused(web: Web):
    web.addresses["other.td.example"] = [PUBLIC]
    with pytest.raises(FetchFailed):
        web.fetcher().fetch("https://other.td.example/", "TD")


def test_a_link_of_any_domain_is_looked_at_without_following_it(web: Web):
    web.pages["elsewhere.example/old"] = Page(status=301, headers={"Location": "/new"})
    looked = web.fetcher().look("https://elsewhere.example/old")
    assert (looked.status, looked.url) == (301, "https://elsewhere.example/new")
    assert web.asked == ["HEAD elsewhere.example/old"]


# 60 forms of an address that would lead a careless fetcher into the own network, with {port} a listener that waits.
FORMS = """
http://127.0.0.1:{port}/ | https://127.0.0.1:{port}/ | https://127.0.0.1/ | https://localhost/ | https://localhost:{port}/
https://LOCALHOST/ | https://localhost.localdomain/ | https://127.1/ | https://127.0.1/ | https://2130706433/
https://0x7f000001/ | https://0x7f.0x0.0x0.0x1/ | https://0177.0.0.1/ | https://017700000001/ | https://0/
https://0.0.0.0:{port}/ | https://[::1]:{port}/ | https://[::]/ | https://[::ffff:127.0.0.1]:{port}/ | https://[::127.0.0.1]/
https://[0:0:0:0:0:0:0:1]/ | https://[64:ff9b::7f00:1]/ | https://[2002:7f00:1::]/ | https://[fe80::1%25lo]/ | https://[fc00::1]/
https://169.254.169.254/latest/meta-data/ | https://[fd00:ec2::254]/ | https://10.0.0.1/ | https://172.16.0.1/ | https://192.168.1.1/
https://100.64.0.1/ | https://224.0.0.1/ | https://255.255.255.255/ | https://１２７.０.０.１/ | https://127。0。0。1/
https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/ | https://www.td.example@127.0.0.1:{port}/ | https://www.td.example:443@127.0.0.1/ | https://127.0.0.1:{port}#@www.td.example/
https://127.0.0.1:{port}\\@www.td.example/ | https://user:secret@www.td.example/ | https://www.td.example:{port}/ | https://www.td.example.:{port}/
https://www.td.example%00.127.0.0.1/ | https://www.td.example%2f@127.0.0.1/ | https://127.0.0.1%2f.td.example/ | file:///etc/passwd
file://www.td.example/etc/passwd | gopher://127.0.0.1:{port}/_x | ftp://127.0.0.1:{port}/ | dict://127.0.0.1:{port}/ | ldap://127.0.0.1:{port}/
//127.0.0.1:{port}/ | https:127.0.0.1:{port}/ | https:///127.0.0.1:{port}/
jar:https://127.0.0.1:{port}!/ | data:text/html,x
https://127.0.0.1.td.example.evil.example/ | https://td.example.evil.example/ | https://eviltd.example/
https://resolves-to-loopback.td.example/ | https://resolves-to-metadata.td.example/ | https://resolves-to-both.td.example/
"""
INSIDE = {
    "resolves-to-loopback.td.example": ["127.0.0.1"],
    "resolves-to-metadata.td.example": ["169.254.169.254"],
    "resolves-to-both.td.example": [PUBLIC, "10.0.0.1"],
    "localhost.localdomain": ["127.0.0.1"],
}


@pytest.mark.promise("T09")
def test_no_form_of_an_address_reaches_the_own_network(web: Web):
    forms = [form.strip() for line in FORMS.strip().splitlines() for form in line.split(" | ")]
    assert len(forms) >= 60
    connected: list[str] = []

    def connect(address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        connected.append(address)
        raise httpcore.ConnectError("a test goes no further")

    def resolve(host: str, _port: int) -> list[str]:
        try:  # As the system does for whatever it takes for a number.
            return INSIDE.get(host) or [socket.inet_ntoa(socket.inet_aton(host))]
        except OSError:
            raise OSError("unknown host") from None

    # Also the names of the own machine are on the list: the list is not what keeps a fetch outside.
    everything = SourceDomains({"": ("td.example", "localhost.localdomain")})
    fetcher = Fetcher(everything, resolve=resolve, connect=connect, pause_seconds=0)
    with set_trap() as trap, set_trap("::1") as other:
        for form in forms:
            for port in (trap.port, other.port):
                for ask in (lambda url: fetcher.fetch(url, "TD"), fetcher.look):
                    with pytest.raises((InvalidInput, FetchFailed)):
                        ask(form.format(port=port))
        # A link may name any domain, so `look` resolves those outside the list; nothing private among what it reaches.
        assert all(is_public(address) for address in connected), connected
        assert (trap.reached, other.reached) == (0, 0)


@pytest.mark.promise("T09")
@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/",
        "https://127.0.0.1:{port}/",
        "https://elsewhere.example/",
        "http://www.td.example/licences",
        "https://[::1]:{port}/",
        "//127.0.0.1:{port}/",
        "file:///etc/passwd",
        "https://www.td.example@127.0.0.1:{port}/",
    ],
)
def test_a_redirect_is_looked_at_as_if_somebody_had_typed_it(web: Web, target: str):
    with set_trap() as trap:
        web.pages["www.td.example/hop"] = Page(status=302, headers={"Location": target.format(port=trap.port)})
        with pytest.raises(InvalidInput):
            web.fetcher().fetch("https://www.td.example/hop", "TD")
        assert trap.reached == 0
    assert all(address == PUBLIC for address, _ in web.connected)


@pytest.mark.promise("T09")
def test_a_name_that_leads_elsewhere_a_moment_later_is_caught_where_the_connection_is_made(web: Web):
    answers = iter([[PUBLIC], ["127.0.0.1"], ["::ffff:127.0.0.1"], ["fd00::1"]])
    fetcher = web.fetcher()
    fetcher.resolve = lambda _host, _port: next(answers)
    for _ in range(3):  # The first answer serves robots.txt; each later connection resolves and looks again.
        with pytest.raises(FetchFailed, match="own network"):
            fetcher.fetch(PAGE, "TD")
    assert web.connected == [(PUBLIC, 443)]


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 10.1.2.3 172.31.0.1 192.168.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 255.255.255.255 "
    "192.88.99.1 "
    "::1 :: fe80::1 fc00::1 fd00:ec2::254 fec0::1 ff02::1 ::ffff:10.0.0.1 ::127.0.0.1 64:ff9b::a00:1 64:ff9b:1::a00:1 "
    "2002:a00:1:: 2001:db8::1".split(),
)
def test_an_address_that_leads_to_nobody_outside_is_not_public(address: str):
    assert not is_public(address)


def test_the_environments_proxies_are_not_asked(web: Web, monkeypatch: pytest.MonkeyPatch):
    with set_trap() as trap:
        for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{trap.port}")
        assert web.fetcher().fetch(PAGE, "TD").status == 200
        assert trap.reached == 0
