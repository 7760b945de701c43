"""The three servers on this machine speak with its user alone: no other site, no other name, no other method.

The review page, the login's listener and the sandbox are asked over real sockets, with the headers that browsers
send when a stranger's page, or a stranger's name server, makes them ask.
"""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest

from ostsync.decisions import Decision
from ostsync.model import Candidate, Recommendation, Resolved, Status, Track, Verdict
from ostsync.review.desk import Desk
from ostsync.review.page import Bench, Look, served
from ostsync.sandbox.catalogue import build
from ostsync.sandbox.server import running
from ostsync.spotify.loopback import Listener

STATE = "the-state-of-this-login"


@dataclass
class Server:
    """A server under attack: where it is, a question that it answers, and one that changes something."""

    address: str
    reads: str
    writes: tuple[str, str, dict[str, str], bytes] | None
    changed: Callable[[], int]
    """How much was changed so far."""
    methods: frozenset[str]

    @property
    def port(self) -> int:
        return urlsplit(self.address).port or 0

    def ask(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b"") -> tuple[int, Any]:
        """Status and headers of the answer, to exactly these headers and a Host (ours, unless they say another)."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        sent = {"Host": f"127.0.0.1:{self.port}", "Content-Length": str(len(body)), **(headers or {})}
        for name, value in sent.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.headers


class Office:
    """Counts what is decided."""

    kept = 0

    def keep(self, decision: Decision) -> None:
        self.kept += 1

    def take_back(self, decision: Decision) -> None:
        self.kept -= 1

    def look_up(self, uri: str) -> Track | None:
        return None

    def settle(self, result: Resolved, chosen: Track | None = None) -> Resolved:
        return result

    def search(self, result: Resolved, words: str) -> tuple[Candidate, ...]:
        return ()


class Now:
    """The time does not matter here."""

    def now(self) -> datetime:
        return datetime(2026, 11, 25, tzinfo=UTC)

    def wait(self, seconds: float, why: str) -> None: ...


def review(stack: ExitStack) -> Server:
    bench, office = Bench(), Office()
    desk = Desk([Resolved(1, "a", Recommendation("T", "W", text="T"), Verdict(Status.MISSED))], office, Now())
    worker = threading.Thread(target=bench.work, daemon=True)
    worker.start()
    stack.callback(bench.close)
    address = stack.enter_context(served(desk, Look(), bench=bench))
    parts = urlsplit(address)
    headers = {"Origin": f"http://{parts.netloc}", "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
    writes = ("POST", f"{parts.path}skip", headers, json.dumps({"order": 1}).encode())
    return Server(address, parts.path, writes, lambda: office.kept, frozenset({"GET", "HEAD"}))


def login(stack: ExitStack) -> Server:
    listener = stack.enter_context(Listener("http://127.0.0.1/callback", STATE))
    good = f"/callback?code=stolen-code&state={STATE}"
    writes = ("GET", good, {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, b"")
    return Server(
        listener.redirect_uri, "/callback", writes, lambda: int(listener.wait(0.1) is not None), frozenset({"GET"})
    )


def sandbox(stack: ExitStack) -> Server:
    server = stack.enter_context(running(catalogue=build([])))
    headers = {"Authorization": "Bearer sandbox", "Content-Type": "application/json"}
    writes = ("POST", "/v1/me/playlists", headers, b'{"name": "x"}')
    return Server(server.url, "/", writes, lambda: len(server.world.playlists), frozenset({"GET", "HEAD", "OPTIONS"}))


@pytest.fixture(params=[review, login, sandbox], ids=lambda make: make.__name__)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with ExitStack() as stack:
        yield request.param(stack)


FOREIGN_HOSTS = ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "10.0.0.1:{port}",
                 "127.0.0.1:1", "[::1]:{port}", "", "127.0.0.1:{port}, evil.example"]  # fmt: skip


def test_another_name_is_refused(server: Server) -> None:
    assert server.writes is not None
    method, path, headers, body = server.writes
    for host in (foreign.format(port=server.port) for foreign in FOREIGN_HOSTS):
        assert server.ask("GET", server.reads, {"Host": host})[0] in (400, 403, 421), host
        assert server.ask(method, path, {**headers, "Host": host}, body)[0] in (400, 403, 421), host
    assert server.changed() == 0


def test_another_site_changes_nothing(server: Server) -> None:
    assert server.writes is not None
    method, path, headers, body = server.writes
    foreign: list[dict[str, str]] = [
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "cors"},  # another port of this machine
    ]
    if method == "POST":
        foreign += [
            {"Origin": "http://evil.example"},
            {"Origin": "null"},
            {"Origin": f"https://127.0.0.1:{server.port}"},
            {"Origin": f"http://127.0.0.1:{server.port}.evil.example"},
            {"Origin": "http://127.0.0.1:1", "Sec-Fetch-Site": "same-site"},
            {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},  # a form that sends itself
        ]
    for more in foreign:
        status, answer = server.ask(method, path, {**headers, **more}, body)
        assert status == 403, more
        assert "Access-Control-Allow-Origin" not in answer
    assert server.changed() == 0
    assert server.ask(method, path, headers, body)[0] in (200, 201), "the person's own"
    assert server.changed() == 1


def test_what_is_not_served_is_405(server: Server) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"):
        status, _ = server.ask(method, server.reads, {"Origin": f"http://127.0.0.1:{server.port}"})
        if method not in server.methods:
            assert status in (403, 405), method
    assert server.changed() == 0


def test_answers_are_sealed(server: Server) -> None:
    for path in (server.reads, "/nothing-here"):
        _, headers = server.ask("GET", path)
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "Access-Control-Allow-Origin" not in headers


def test_it_listens_on_this_machine_alone(server: Server) -> None:
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)} - {"127.0.0.1"}
    for address in others | {"127.0.0.2"}:
        with pytest.raises(OSError, match=r"refused|unreachable|timed out|assign"):
            socket.create_connection((str(address), server.port), timeout=1).close()


def test_an_oversized_request_is_refused_unread(server: Server) -> None:
    assert server.writes is not None
    method, path, headers, _ = server.writes
    if method != "POST":
        path = f"{path}{'x' * 70_000}"
    status, _ = server.ask(method, path, {**headers, **({"Content-Length": str(10**9)} if method == "POST" else {})})
    assert status in (403, 413, 414)
    assert server.changed() == 0


def test_stalled_connections_block_nobody(server: Server) -> None:
    """Slowloris: fifty connections that begin a request and never end it."""
    stalled = [socket.create_connection(("127.0.0.1", server.port), timeout=5) for _ in range(50)]
    for one in stalled:
        one.sendall(b"GET / HTTP/1.1\r\nHost: ")
    assert server.writes is not None
    method, path, headers, body = server.writes
    assert server.ask(method, path, headers, body)[0] in (200, 201)
    assert server.changed() == 1
    for one in stalled:
        one.close()


def test_a_login_takes_one_answer_and_only_its_own() -> None:
    with ExitStack() as stack:
        listener = stack.enter_context(Listener("http://127.0.0.1/callback", STATE))
        server = Server(listener.redirect_uri, "/callback", None, lambda: 0, frozenset())
        wrong = ("code=x", "code=x&state=", "code=x&state=other", "error=access_denied", "error=x&state=other",
                 f"code=x&state={STATE}x", f"state={STATE}", f"code=x&state=other&state={STATE}", f"code=&state={STATE}"
                 )  # fmt: skip
        assert [server.ask("GET", f"/callback?{query}")[0] for query in wrong] == [400] * 6 + [404, 400, 404]
        assert server.ask("GET", f"/other?code=x&state={STATE}")[0] == 404
        assert listener.wait(0) is None, "a stranger neither ends the wait nor answers it"
        for code in ("right", "second"):
            server.ask("GET", f"/callback?code={code}&state={STATE}")
            assert listener.wait(5) is not None
        assert listener.wait(0) == {"code": "right", "state": STATE}
