"""What is fetched, and what is refused: files, standard input and pages of a server on this machine."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest

from ostsync.errors import SourceUnreadable, UsageError
from ostsync.reading import fetch as fetching
from ostsync.reading.fetch import canonical, fetch


class Pages(BaseHTTPRequestHandler):
    """A page, a redirect, a loop, a picture, a big one, one that is gone; it remembers what it was sent."""

    seen: ClassVar[list[dict[str, str]]] = []

    def do_GET(self) -> None:
        self.seen.append(dict(self.headers))
        if self.path == "/moved":
            self.answer(302, b"", location="/page")
        elif self.path == "/loop":
            self.answer(302, b"", location="/loop")
        elif self.path == "/away":
            self.answer(302, b"", location="file:///etc/passwd")
        elif self.path == "/picture":
            self.answer(200, b"x", kind="image/png")
        elif self.path == "/big":
            self.answer(200, b"x" * 5000)
        elif self.path == "/gone":
            self.answer(404, b"no")
        else:
            self.answer(200, "<p>曲".encode("shift_jis"), kind="text/html; charset=Shift_JIS")

    def answer(self, status: int, body: bytes, *, kind: str = "text/html", location: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Set-Cookie", "a=b")
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    Pages.seen = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_a_page_with_its_kind_and_charset(server: str) -> None:
    got = fetch(f"{server}/page#part", allow_private=True)
    assert (got.name, got.kind, got.charset) == (f"{server}/page", "html", "Shift_JIS")
    assert got.data.decode("shift_jis") == "<p>曲"


def test_it_says_who_asks_and_sends_no_credentials(server: str) -> None:
    fetch(f"{server}/moved", allow_private=True)
    assert all(headers["User-Agent"].startswith("ostsync/") for headers in Pages.seen)
    assert not any("Authorization" in headers for headers in Pages.seen)


@pytest.mark.parametrize(
    ("path", "words"),
    [("/gone", "404"), ("/loop", "redirects more than"), ("/picture", "image/png"), ("/away", "file:// addresses")],
)
def test_answers_that_are_no_source(server: str, path: str, words: str) -> None:
    with pytest.raises(SourceUnreadable, match=words) as caught:
        fetch(server + path, allow_private=True)
    assert caught.value.exit_code == 6


def test_too_large(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 1000)
    with pytest.raises(SourceUnreadable, match="larger"):
        fetch(f"{server}/big", allow_private=True)


def test_too_slow(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", -1)
    with pytest.raises(SourceUnreadable, match="took longer"):
        fetch(f"{server}/page", allow_private=True)


def test_the_own_machine_is_refused_unless_asked_for(server: str) -> None:
    with pytest.raises(SourceUnreadable, match="your own machine"):
        fetch(f"{server}/page")
    assert Pages.seen == []


@pytest.mark.parametrize(
    "host",
    ["localhost", "127.0.0.1", "[::1]", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
     "[::ffff:127.0.0.1]", "printer.local"]
)  # fmt: skip
def test_private_addresses_are_refused_before_anything_is_sent(host: str) -> None:
    with pytest.raises(SourceUnreadable, match="your own machine"):
        fetch(f"http://{host}/")


def test_a_name_that_leads_to_the_own_machine_is_refused_too(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *a, **k: real("127.0.0.1", *a, **k))
    with pytest.raises(SourceUnreadable, match="your own machine"):
        fetch(server.replace("127.0.0.1", "innocent.example") + "/page")
    assert Pages.seen == []


@pytest.mark.parametrize("address", ["ftp://example.org/x", "file:///etc/passwd", "gopher://x", "http://"])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(SourceUnreadable):
        fetch(address)


def test_an_address_with_a_password_is_refused() -> None:
    with pytest.raises(UsageError):
        fetch("https://me:secret@example.org/")


def test_files_and_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"words")
    assert fetch(str(file)).data == b"words"
    assert fetch(str(file)).name == str(file.resolve())
    assert fetch("-", stdin=io.BytesIO(b"in")).data == b"in"
    assert canonical("https://x.org/a#b") == "https://x.org/a"


@pytest.mark.parametrize("name", ["missing.txt", "", "a\0b"])
def test_files_that_are_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(SourceUnreadable) as caught:
        fetch(str(tmp_path / name))
    assert caught.value.advice


@pytest.mark.parametrize(("platform", "one"), [("darwin", True), ("linux", False), ("win32", False)])
def test_two_spellings_of_a_letter_name_one_file_where_the_system_says_so(
    platform: str, one: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    composed, taken_apart = "/caf\u00e9.md", "/cafe\u0301.md"
    monkeypatch.setattr("ostsync.reading.fetch.sys.platform", platform)
    assert (canonical(composed) == canonical(taken_apart)) == one
