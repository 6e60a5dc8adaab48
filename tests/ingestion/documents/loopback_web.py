"""A web in a test: names that resolve to public addresses, behind which one https server of this machine answers.

The fetcher's own checks see a public address; only its last step, the connection, is led here.
"""

from __future__ import annotations

import datetime
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpcore
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from ingestion.documents.fetching import Fetcher
from ingestion.documents.source_domains import read_domains

HOSTS = ("www.td.example", "news.td.example", "www.immd.example", "elsewhere.example")
PUBLIC = "93.184.215.14"


@dataclass
class Page:
    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    drip: Callable[[Any], None] | None = None
    """Answers by itself, as a server that means harm."""


@dataclass
class Web:
    """`pages` by `host/path`; what was asked for is in `asked`."""

    port: int
    trust: ssl.SSLContext
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    connected: list[tuple[str, int]] = field(default_factory=list)
    addresses: dict[str, Sequence[str]] = field(default_factory=lambda: {host: [PUBLIC] for host in HOSTS})

    def put(self, address: str, html: str, **headers: str) -> None:
        self.pages[address] = Page(html.encode(), headers={"Content-Type": "text/html; charset=utf-8", **headers})

    def forget(self) -> None:
        self.pages.clear()
        self.asked.clear()
        self.connected.clear()

    def resolve(self, host: str, _port: int) -> Sequence[str]:
        if host not in self.addresses:
            raise OSError("unknown host")
        return self.addresses[host]

    def connect(self, address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        self.connected.append((address, port))
        return httpcore.SyncBackend().connect_tcp("127.0.0.1", self.port, timeout=seconds)

    def fetcher(self, domains: str = "TD=td.example, IMMD=www.immd.example", **options: Any) -> Fetcher:
        options = {"pause_seconds": 0.0, **options}
        return Fetcher(read_domains(domains), resolve=self.resolve, connect=self.connect, trust=self.trust, **options)


@contextmanager
def run_web(folder: Path) -> Iterator[Web]:
    certificate, key = _write_certificate(folder)
    trust = ssl.create_default_context(cafile=str(certificate))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            address = f"{self.headers['Host']}{self.path}"
            web.asked.append(f"{self.command} {address}")
            page = web.pages.get(address) or Page(b"nothing here", 404)
            if page.drip:
                page.drip(self)
                return
            marks = [
                (self.headers.get("If-None-Match"), "ETag"),
                (self.headers.get("If-Modified-Since"), "Last-Modified"),
            ]
            status = 304 if any(mark and mark == page.headers.get(name) for mark, name in marks) else page.status
            self.send_response(status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            content = b"" if status == 304 else page.content
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(content)

        do_HEAD = do_GET  # The server's own name for it.

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # A client that leaves is what some tests want.
    web = Web(server.server_port, trust)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    with run_web(tmp_path_factory.mktemp("web")) as web:
        yield web


@dataclass
class Trap:
    """A listener on this machine that nobody should ever reach."""

    port: int
    reached: int = 0


@contextmanager
def set_trap(host: str = "127.0.0.1") -> Iterator[Trap]:
    listener = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.settimeout(0.05)
    trap, stop = Trap(listener.getsockname()[1]), threading.Event()

    def listen() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            trap.reached += 1
            connection.close()

    thread = threading.Thread(target=listen, daemon=True)
    thread.start()
    try:
        yield trap
    finally:
        stop.set()
        thread.join(5)
        listener.close()


def _write_certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback web")])
    now = datetime.datetime.now(datetime.UTC)
    names: list[x509.GeneralName] = [x509.DNSName(host) for host in HOSTS]
    names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "web.pem", folder / "web.key"
    paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    paths[1].write_bytes(key.private_bytes(*secret))
    return paths
