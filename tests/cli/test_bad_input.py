"""What goes wrong in daily life ends with one clear sentence, an advice and the documented code, and loses nothing."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from click.testing import CliRunner, Result

from ostsync.app.context import App, SystemClock
from ostsync.cli import main
from ostsync.sandbox.server import Sandbox, running
from ostsync.store import database, decisions

ARTICLE = """# Sad OST

- Gate of Steiner - Steins;Gate
- Fear Not This Night - Guild Wars 2
- Qwfpgj - Guild Wars 2
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(server: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    server.requests.clear()
    server.faults.rules.clear()
    monkeypatch.setenv("OSTSYNC_SPOTIFY__API_URL", server.api_url)
    monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCOUNTS_URL", server.accounts_url)
    monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCESS_TOKEN", "sandbox")
    return server


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(SystemClock, "wait", lambda self, seconds, why: None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "article.md").write_text(ARTICLE, encoding="utf-8")
    return tmp_path / "home"


def run(*words: str, **kwargs: object) -> Result:
    return CliRunner().invoke(main, words, **kwargs)  # type: ignore[arg-type]


def complaint(result: Result) -> str:
    """The one sentence and the advice; asserts that there is no more to it."""
    assert "Traceback" not in result.output
    lines = [line for line in result.stderr.splitlines() if line.startswith(("Error:", "       "))]
    assert len(lines) == 2, result.stderr
    return " ".join(line.strip() for line in lines)


def summary(result: Result) -> dict[str, int]:
    found: dict[str, int] = json.loads(result.stdout)["summary"]
    return found


# ---------------------------------------------------------------------------- sources


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("blank.md", b" \n\n\t\n"),
        ("image.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8),
        ("archive.txt", b"PK\x03\x04" + bytes(range(256)) * 8),
        ("folder", None),
        ("missing.txt", None),
    ],
)
def test_a_source_that_cannot_be_read_is_code_6(sandbox: Sandbox, name: str, content: bytes | None) -> None:
    if name == "folder":
        Path(name).mkdir()
    elif content is not None:
        Path(name).write_bytes(content)
    result = run("resolve", name)
    assert result.exit_code == 6
    assert name in complaint(result)
    assert sandbox.requests == [], "nothing was asked for it"


def test_a_source_without_a_track_is_code_6_and_leaves_the_last_resolve(sandbox: Sandbox) -> None:
    Path("letter.txt").write_text("Dear friend,\n\nit rains. I have nothing to say today.\n", encoding="utf-8")
    assert run("resolve", "article.md").exit_code == 0
    sandbox.requests.clear()
    result = run("resolve", "letter.txt")
    assert result.exit_code == 6
    assert "letter.txt" in complaint(result)
    assert "Gate of Steiner" in run("review", "--all").stdout
    assert sandbox.requests == []


@pytest.fixture
def web() -> Iterator[str]:
    """A web site on which nothing is found."""

    class Nothing(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, format: str, *args: object) -> None:
            pass

    site = HTTPServer(("127.0.0.1", 0), Nothing)
    thread = Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{site.server_port}"
    site.shutdown()
    thread.join()
    site.server_close()


def test_an_address_with_nothing_behind_it_is_code_6(sandbox: Sandbox, web: str) -> None:
    result = run("resolve", f"{web}/article.html", "--allow-private")
    assert result.exit_code == 6
    assert "404" in complaint(result)


def test_one_bad_source_of_two_costs_only_itself(sandbox: Sandbox) -> None:
    result = run("resolve", "missing.txt", "article.md", "--format", "json")
    assert result.exit_code == 0
    assert summary(result)["total"] == 3
    assert "missing.txt" in result.stderr
    assert run("resolve", "missing.txt", "article.md", "--strict").exit_code == 6
    assert run("resolve", "article.md", "--strict").exit_code == 7


def test_standard_input_needs_a_name(sandbox: Sandbox) -> None:
    result = run("resolve", "-", input=ARTICLE)
    assert result.exit_code == 2
    assert "--as" in complaint(result)
    assert run("resolve", "-", "--as", "pasted", input=ARTICLE).exit_code == 0


# ---------------------------------------------------------------------------- settings and login


def test_a_wrong_config_key_names_the_right_one(home: Path) -> None:
    home.mkdir()
    (home / "config.toml").write_text('[spotify]\nclientid = "x"\n', encoding="utf-8")
    result = run("resolve", "article.md")
    assert result.exit_code == 3
    assert "`client_id`" in complaint(result)


def test_without_a_client_id_the_way_to_one_is_told() -> None:
    result = run("resolve", "article.md")
    assert result.exit_code == 3
    assert "developer.spotify.com" in complaint(result)


def test_a_token_that_spotify_does_not_take_is_code_3_and_keeps_what_was_found(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("resolve", "article.md").exit_code == 0
    monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCESS_TOKEN", "revoked")
    result = run("resolve", "article.md")
    assert result.exit_code == 3
    assert "revoked" not in result.output
    monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCESS_TOKEN", "sandbox")
    sandbox.requests.clear()
    assert summary(run("resolve", "article.md", "--format", "json"))["requests"] == 0


# ---------------------------------------------------------------------------- the network and the quota


def test_without_a_network_what_is_known_is_answered_and_the_rest_waits(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("resolve", "article.md", "--max-requests", "1").exit_code == 5
    monkeypatch.setenv("OSTSYNC_SPOTIFY__API_URL", "http://127.0.0.1:9/v1/")
    result = run("resolve", "article.md", "--format", "json")
    assert result.exit_code == 4
    assert "progress is kept" in complaint(result)


def test_a_spent_quota_is_code_5_and_says_when_to_go_on(sandbox: Sandbox) -> None:
    assert run("resolve", "article.md", "--max-requests", "0").exit_code == 5  # who is logged in is known now
    sandbox.world.limits.per_day = len(sandbox.world.limits._times) + 2
    try:
        result = run("resolve", "article.md", "--format", "json")
    finally:
        sandbox.world.limits.per_day = None
    assert result.exit_code == 5
    assert "again" in complaint(result)
    found = summary(result)
    assert found["postponed"] > 0
    assert found["missed"] == 0
    assert found["total"] == found["matched"] + found["ambiguous"] + found["missed"] + found["postponed"]


# ---------------------------------------------------------------------------- the disk


def test_a_home_that_cannot_be_written_is_code_3(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path / "file" / "home"))
    result = run("resolve", "article.md")
    assert result.exit_code == 3
    assert "OSTSYNC_HOME" in complaint(result)


def test_a_full_disk_is_code_3_and_loses_nothing(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("resolve", "article.md", "--max-requests", "2").exit_code in (0, 5)
    app = App.open()
    before = app.db.execute("SELECT count(*) FROM verdicts").fetchone()[0]
    app.close()
    whole = database.open_database

    def full(path: Path, tell: Callable[[str], None]) -> sqlite3.Connection:
        connection = whole(path, tell)
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        return connection

    monkeypatch.setattr(database, "open_database", full)
    Path("long.csv").write_text("title,work\n" + "".join(f"Piece {n},Naruto\n" for n in range(400)), encoding="utf-8")
    result = run("resolve", "long.csv")
    assert result.exit_code == 3
    assert "full" in complaint(result)
    monkeypatch.setattr(database, "open_database", whole)
    app = App.open()
    assert app.db.execute("SELECT count(*) FROM verdicts").fetchone()[0] >= before
    assert app.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert decisions.listed(app.db, app.origin) == []
    app.close()
