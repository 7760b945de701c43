"""Sources are strangers': what they lead to, how large they unpack, how long they take and how deep they are nested."""

from __future__ import annotations

import gzip
import io
import socket
import threading
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from ostsync.errors import OstsyncError, SourceUnreadable
from ostsync.reading import fetch as fetching
from ostsync.reading import read_bytes, webpage
from ostsync.reading.fetch import fetch
from ostsync.reading.reach import Reach, is_private
from ostsync.titles import workimport

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
Answer = Callable[[socket.socket], None]


class Stranger:
    """A server that answers each connection with bytes of the test's own, one after the other."""

    def __init__(self) -> None:
        self.answers: list[bytes | Answer] = []
        self.heard: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            connection.settimeout(5)
            answer = self.answers.pop(0) if self.answers else b""
            with connection, suppress(OSError):
                self.heard.append(connection.recv(65536))
                answer(connection) if callable(answer) else connection.sendall(answer)

    def stop(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(10)

    def read(self, answer: bytes | Answer, *more: bytes) -> bytes:
        """What a fetch makes of an answer."""
        self.answers = [answer, *more]
        return fetch(f"http://127.0.0.1:{self.port}/", allow_private=True).data


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    server = Stranger()
    yield server
    server.stop()


# ---------------------------------------------------------------------------- sizes


def deflated(data: bytes) -> bytes:
    return zlib.compress(data, 9)


def zipped(data: bytes) -> bytes:
    return gzip.compress(data, 9)


@pytest.mark.parametrize(
    ("coding", "pack"), [("gzip", [zipped]), ("deflate", [deflated]), ("gzip, gzip", [zipped] * 2)]
)
def test_a_bomb_is_let_go_at_the_limit(
    stranger: Stranger, monkeypatch: pytest.MonkeyPatch, coding: str, pack: list[Callable[[bytes], bytes]]
) -> None:
    monkeypatch.setattr(fetching, "LARGEST", 1_000_000)
    body = bytes(60_000_000)
    for one in pack:
        body = one(body)
    answer = HEAD + f"Content-Encoding: {coding}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    tracemalloc.start()
    with pytest.raises(SourceUnreadable, match="larger than"):
        stranger.read(answer)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000, "60 MB were never unpacked"


def test_damaged_and_broken_off_bodies_say_so(stranger: Stranger) -> None:
    for answer in (
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 9\r\n\r\nno gzip!!",
        HEAD + b"Content-Length: 100\r\n\r\nshort",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nab",
        HEAD + b"Content-Encoding: " + b", ".join([b"gzip"] * 50) + b"\r\nContent-Length: 4\r\n\r\nabcd",
    ):
        with pytest.raises(SourceUnreadable, match=r"damaged or broken-off|cannot be reached"):
            stranger.read(answer)


def test_endless_heads_and_statuses_are_let_go(stranger: Stranger) -> None:
    for answer in (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 5000, b"HTTP/1.1 200 " + b"x" * 200_000, b"\0" * 200_000):
        with pytest.raises(SourceUnreadable):
            stranger.read(answer)


# ---------------------------------------------------------------------------- time


def trickle(connection: socket.socket, first: bytes) -> None:
    """A byte now and then: no single silence is long enough for a time limit of silences."""
    connection.sendall(first)
    for _ in range(400):
        connection.sendall(b"x")
        threading.Event().wait(0.01)


@pytest.mark.parametrize("head", [b"", HEAD + b"X: ", HEAD + b"\r\n", HEAD + b"Content-Length: 99999\r\n\r\n"])
def test_a_page_that_trickles_is_hung_up_on(stranger: Stranger, monkeypatch: pytest.MonkeyPatch, head: bytes) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.2)
    with pytest.raises(SourceUnreadable, match="took longer"):
        stranger.read(lambda connection: trickle(connection, head))


def test_a_look_up_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "SECONDS", 0.1)
    never = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: never.wait(30))
    with pytest.raises(SourceUnreadable, match="took longer"):
        fetch("http://slow.example/")
    never.set()


# ---------------------------------------------------------------------------- places


INSIDE = [
    "127.0.0.1", "127.9.9.9", "10.1.2.3", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%lo",
    "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1",
    "2001:0:7f00:1:0:0:80ff:fffe", "2001:db8::1",
]  # fmt: skip
OUTSIDE = [
    "93.184.216.34",
    "1.1.1.1",
    "2606:2800:220:1:248:1893:25c8:1946",
    "64:ff9b::5db8:d822",
    "example.org",
    "dead",
]


@pytest.mark.parametrize("address", INSIDE)
def test_every_wrapping_of_an_inside_address_is_seen_through(address: str) -> None:
    assert is_private(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_outside_is_let_through(address: str) -> None:
    assert not is_private(address)


@pytest.mark.parametrize(
    "host",
    ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0", "[::ffff:7f00:1]", "LOCALHOST", "localhost.",
     "a.localhost", "①②⑦.0.0.1", "127。0。0。1", "[::127.0.0.1]", "[0:0:0:0:0:0:0:1]", "db.internal"]
)  # fmt: skip
def test_no_spelling_of_this_machine_is_connected_to(stranger: Stranger, host: str) -> None:
    with pytest.raises(SourceUnreadable):
        fetch(f"http://{host}:{stranger.port}/")
    assert stranger.heard == []


def test_a_name_server_that_changes_its_mind_gains_nothing(stranger: Stranger, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: the first answer is judged, and the second, which leads inside, is never asked for."""
    asked: list[str] = []
    connected: list[Any] = []
    real = socket.getaddrinfo

    def look_up(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        return real("93.184.216.34" if len(asked) == 1 else "127.0.0.1", port, *args, **kwargs)

    def connect(self: socket.socket, address: Any) -> None:
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(socket.socket, "connect", connect)
    with pytest.raises(SourceUnreadable, match="cannot be reached"):
        fetch(f"http://rebind.example:{stranger.port}/")
    assert asked == ["rebind.example"]
    assert connected == [("93.184.216.34", stranger.port)]


def test_of_a_name_with_addresses_inside_and_outside_only_the_outer_ones_are_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connected: list[str] = []
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("10.0.0.1", "1.1.1.1", "127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: found)

    def connect(self: socket.socket, address: Any) -> None:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    with Reach(5, allow_private=False) as reach, pytest.raises(ConnectionRefusedError):
        reach.connect("mixed.example", 80, 1, direct=True)
    assert connected == ["1.1.1.1"]


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "http://[::1]/", "http://2130706433/", "file:///etc/passwd", "ftp://x/", "gopher://x/",
     "http://me:secret@example.org/", "//localhost/", "http://printer.local/", "javascript:alert(1)", "http://[::1"]
)  # fmt: skip
def test_a_redirect_leads_nowhere_that_the_person_could_not_go(stranger: Stranger, target: str) -> None:
    moved = f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()
    stranger.answers = [moved]
    real, public = fetching._check, f"http://127.0.0.1:{stranger.port}/"

    def check(address: str, **kwargs: Any) -> None:
        if address != public:  # only the first address, which stands for a public one, is let through
            real(address, allow_private=False, given=public)

    patch = pytest.MonkeyPatch()
    patch.setattr(fetching, "_check", check)
    try:
        with pytest.raises(SourceUnreadable):
            fetch(public, allow_private=True)
    finally:
        patch.undo()
    assert len(stranger.heard) == 1, "the second address was never asked"


def test_nothing_of_the_persons_is_sent_on(stranger: Stranger, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password hunter2\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    moved = b"HTTP/1.1 302 Found\r\nLocation: /next?secret=1\r\nContent-Length: 0\r\n\r\n"
    assert stranger.read(moved, HEAD + b"Content-Length: 2\r\n\r\nok") == b"ok"
    sent = b"".join(stranger.heard).lower()
    assert b"authorization" not in sent
    assert b"hunter2" not in sent
    assert b"referer" not in sent


# ---------------------------------------------------------------------------- what is no text


def office(*names: str, first: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        if first:
            archive.writestr("mimetype", first)
        for name in names:
            archive.writestr(name, "x" * 100)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (office("[Content_Types].xml", "word/document.xml"), "a Word document"),
        (office("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook"),
        (office("OEBPS/a.xhtml", first=b"application/epub+zip"), "an EPUB book"),
        (office("content.xml", first=b"application/vnd.oasis.opendocument.text"), "an OpenDocument file"),
        (office("list.csv"), "a ZIP archive"),
        (gzip.compress(b"title\nx\n"), "a gzip archive"),
        (b"%PDF-1.7\n1 0 obj", "a PDF"),
        (b"{\\rtf1\\ansi songs}", "a rich text file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Office file"),
        (b"x" * 257 + b"ustar\x0000" + bytes(600), "a tar archive"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "a 7-Zip archive"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        (b"\0\0\0\x20ftypM4A ", "an audio or video file"),
        (b"SQLite format 3\0" + bytes(80), "an SQLite database"),
    ],
)
@pytest.mark.parametrize("kind", [None, "csv"])
def test_what_is_no_text_is_named_with_what_to_do(data: bytes, what: str, kind: str | None) -> None:
    with pytest.raises(SourceUnreadable, match=what) as caught:
        read_bytes(data, name="given.txt", kind=kind)
    assert caught.value.advice


def test_a_packed_names_file_is_unpacked_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workimport, "LARGEST", 1_000_000)
    bomb = gzip.compress(bytes(60_000_000))
    tracemalloc.start()
    with pytest.raises(SourceUnreadable, match="more than"):
        workimport.read(bomb, "titles.gz")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


# ---------------------------------------------------------------------------- XML and nesting


LAUGHS = "<!DOCTYPE l [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
ENTITIES = [
    f"{LAUGHS}]><playlist><title>&i;</title></playlist>",
    '<!DOCTYPE l SYSTEM "file:///etc/hostname"><playlist/>',
    '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/hostname">]><playlist><title>&x;</title></playlist>',
    '<!DOCTYPE l [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]><playlist/>',
    f"<!--{'x' * 6000}-->{LAUGHS}]><playlist><title>&i;</title></playlist>",
]


@pytest.mark.parametrize("document", ENTITIES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_entity_is_declared_or_fetched(document: str, encoding: str) -> None:
    head = f'<?xml version="1.0" encoding="{encoding}"?>'
    with pytest.raises(SourceUnreadable):
        read_bytes((head + document).encode(encoding), name="list.xspf")
    page = read_bytes(f"<html><body><p>The song “&i;&x;” {document}".encode(encoding), name="page.html", kind="html")
    assert "haha" not in "".join(one.title + one.text for one in page.recommendations)


DEEP = 100_000
NESTED = [
    ("json", "[" * DEEP), ("json", "[" * DEEP + "]" * DEEP), ("json", '{"a":' * DEEP + "1" + "}" * DEEP),
    ("json", '[{"title":' + "[" * 450 + '"x"' + "]" * 450 + "}]"), ("json", '{"tracks":[' * 400 + "]}" * 400),
    ("markdown", "> " * DEEP + "x"), ("markdown", "- " * DEEP + "x"), ("markdown", "[" * 20_000 + "]" * 20_000),
    ("html", "<b>" * DEEP + "x"), ("html", "<table><tr><td>" * DEEP + "x"), ("html", "<!--" * DEEP),
    ("rst", "\n\n".join("  " * depth + "* x" for depth in range(400))), ("rst", "`" * DEEP), ("rst", "a_\n" * 5_000),
    ("xspf", "<playlist>" + "<a>" * DEEP + "</a>" * DEEP + "</playlist>"), ("text", "“" * DEEP), ("csv", "a," * DEEP),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), NESTED, ids=[f"{k} {t[:6]!r}" for k, t in NESTED])
def test_deep_nesting_ends_in_a_source_or_a_sentence(kind: str, text: str) -> None:
    with suppress(OstsyncError):
        read_bytes(text.encode(), name="deep", kind=kind)


@pytest.mark.parametrize("text", ["<ul><li>" * DEEP, "<p " + " ".join(f"a{n}=1" for n in range(DEEP)) + ">x"])
def test_a_page_that_the_parser_never_gets_through_is_left_behind(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(webpage, "PARSE_SECONDS", 0.05)
    with pytest.raises(SourceUnreadable, match="nested without end"):
        read_bytes(text.encode(), name="page.html")


def test_a_reference_to_nothing_keeps_its_words() -> None:
    source = read_bytes(b"Songs\n=====\n\n- `Gate of Steiner`_ by Takeshi Abo\n- Believe_ by X\n", name="a.rst")
    assert [one.title for one in source.recommendations] == ["Gate of Steiner", "Believe"]
