"""`ostsync login`, `logout` and `status`, as a person and a script meet them."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

from ostsync.app.account import set_client_id
from ostsync.app.context import App
from ostsync.cli import main
from ostsync.errors import ConfigError
from ostsync.sandbox.catalogue import Catalogue, load
from ostsync.sandbox.server import Sandbox, running
from ostsync.spotify import login as way
from ostsync.store import runs

CLIENT_ID = "0123456789abcdef0123456789abcdef"
Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in list(os.environ):
        if name.startswith("OSTSYNC_SPOTIFY"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def run() -> Run:
    def invoke(*words: str, **kwargs: Any) -> Result:
        return CliRunner().invoke(main, words, **kwargs)

    return invoke


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(None)


@pytest.fixture
def sandbox(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    """A sandbox that the settings point at."""
    with running(catalogue=catalogue) as server:
        monkeypatch.setenv("OSTSYNC_SPOTIFY__API_URL", server.api_url)
        monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCOUNTS_URL", server.accounts_url)
        yield server


@pytest.fixture
def logged_in(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, run: Run) -> Result:
    monkeypatch.setenv("OSTSYNC_SPOTIFY__CLIENT_ID", CLIENT_ID)
    monkeypatch.setenv("OSTSYNC_SPOTIFY__REDIRECT_URI", "http://127.0.0.1/callback")
    monkeypatch.setattr(way, "open_browser", _agree)
    return run("login")


def _agree(address: str) -> bool:
    for _ in range(2):
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        connection.request("GET", f"{parts.path}?{parts.query}")
        response = connection.getresponse()
        response.read()
        address = response.headers.get("Location", "")
        connection.close()
    return True


def data(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    value = json.loads(result.stdout)
    assert isinstance(value, dict)
    return value


# ---------------------------------------------------------------------------- login


def test_who_has_no_app_is_told_step_by_step_how_to_make_one(run: Run, home: Path) -> None:
    result = run("login")
    assert result.exit_code == 3
    text = result.stderr
    for words in (
        "developer.spotify.com/dashboard", "Premium", "http://127.0.0.1:8888/callback", "User Management", "Client ID",
        "ostsync login --client-id", str(home / "config.toml"),
    ):  # fmt: skip
        assert words in text
    assert result.stdout == ""


@pytest.mark.parametrize("client_id", ["123", "not-a-client-id", "g" * 32])
def test_a_wrong_client_id_is_refused_and_not_kept(run: Run, home: Path, client_id: str) -> None:
    result = run("login", "--client-id", client_id)
    assert result.exit_code == 3
    assert "32 characters" in result.stderr
    assert not (home / "config.toml").exists()


def test_a_login_by_browser(logged_in: Result, run: Run, sandbox: Sandbox) -> None:
    assert logged_in.exit_code == 0, logged_in.output
    assert logged_in.stdout == "Logged in as Sandbox.\n"
    account = data(run("status", "--format", "json"))["account"]
    assert account["connected"] is True
    assert account["by"] == "login"
    assert account["display_name"] == "Sandbox"


def test_a_given_client_id_is_kept(run: Run, sandbox: Sandbox, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSTSYNC_SPOTIFY__REDIRECT_URI", "http://127.0.0.1/callback")
    monkeypatch.setattr(way, "open_browser", _agree)
    result = run("login", "--client-id", CLIENT_ID)
    assert result.exit_code == 0, result.output
    assert f'client_id = "{CLIENT_ID}"' in (home / "config.toml").read_text(encoding="utf-8")
    assert run("login").exit_code == 0


def test_a_client_id_of_the_environment_is_not_overruled_in_silence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSTSYNC_SPOTIFY__CLIENT_ID", "f" * 32)
    result = run("login", "--client-id", CLIENT_ID)
    assert result.exit_code == 3
    assert "OSTSYNC_SPOTIFY__CLIENT_ID" in result.stderr


def test_a_ready_token_needs_no_login(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCESS_TOKEN", "sandbox")
    result = run("login")
    assert result.exit_code == 3
    assert "access token" in result.stderr
    assert "developer.spotify.com" not in result.stderr


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, f'[spotify]\nclient_id = "{CLIENT_ID}"\n'),
        ("", f'[spotify]\nclient_id = "{CLIENT_ID}"\n'),
        ("# mine\n[push]\npublic = true\n", f'# mine\n[push]\npublic = true\n\n[spotify]\nclient_id = "{CLIENT_ID}"\n'),
        (
            '[spotify] # me\nmarket = "JP"\n\n[push]\npublic = true\n',
            f'[spotify] # me\nclient_id = "{CLIENT_ID}"\nmarket = "JP"\n\n[push]\npublic = true\n',
        ),
        ('[spotify]\n  client_id = "old" # x\n', f'[spotify]\nclient_id = "{CLIENT_ID}"\n'),
        (
            '# [spotify]\n# client_id = "x"\n',
            f'# [spotify]\n# client_id = "x"\n\n[spotify]\nclient_id = "{CLIENT_ID}"\n',
        ),
    ],
)
def test_the_config_file_keeps_everything_else(tmp_path: Path, before: str | None, after: str) -> None:
    file = tmp_path / "config" / "config.toml"
    if before is not None:
        file.parent.mkdir()
        file.write_text(before, encoding="utf-8")
    set_client_id(file, CLIENT_ID)
    assert file.read_text(encoding="utf-8") == after


@pytest.mark.parametrize(
    "text",
    [
        "[spotify\n",
        'spotify = {market = "JP"}\n',
        'spotify.market = "JP"\n',
        '[push]\nx = """\n[spotify]\n"""\n',
        "\xff",
    ],
)
def test_a_config_file_that_is_too_clever_is_left_alone(tmp_path: Path, text: str) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes(text.encode("latin-1"))
    with pytest.raises(ConfigError) as caught:
        set_client_id(file, CLIENT_ID)
    assert CLIENT_ID in caught.value.advice
    assert file.read_bytes() == text.encode("latin-1")


# ---------------------------------------------------------------------------- logout


def test_logout_wipes_what_came_from_spotify_and_nothing_else(
    logged_in: Result, run: Run, home: Path, sandbox: Sandbox
) -> None:
    app = App.open()
    app.spotify().search("gate of steiner")
    app.close()
    kept = [file for file in home.rglob("*") if file.is_file()]
    assert any("cache" in file.parts for file in kept)

    result = run("logout")

    assert result.exit_code == 0, result.output
    assert result.stdout == "Logged out.\n"
    left = [file for file in home.rglob("*") if file.is_file()]
    assert not [file for file in left if "cache" in file.parts]
    assert not [file for file in left if file.suffix == ".json"]
    assert (home / "data" / "ostsync.db").exists()
    assert data(run("status", "--format", "json"))["account"]["connected"] is False
    assert "Nobody was logged in" in run("logout").stdout


# ---------------------------------------------------------------------------- status


def test_status_of_a_fresh_home(run: Run, sandbox: Sandbox) -> None:
    result = run("status")
    assert result.exit_code == 0
    assert "nobody is logged in" in result.stdout
    assert "0 of 500" in result.stdout
    assert "ostsync" in result.stderr  # what to do next
    assert sandbox.requests == []


def test_status_counts_and_asks_nothing(logged_in: Result, run: Run, sandbox: Sandbox) -> None:
    app = App.open()
    app.spotify().search("gate of steiner")
    app.spotify().search("gate of steiner")
    app.close()
    received = len(sandbox.requests)

    found = data(run("status", "--format", "json"))

    assert found["requests"]["by_kind"] == {"me": 1, "search": 1, "token": 1}
    assert (found["requests"]["spent"], found["requests"]["left"]) == (3, 497)
    assert found["requests"]["not_before"] is None
    assert found["cache"]["answers"] == 1
    assert found["cache"]["bytes"] > 0
    ends = datetime.fromisoformat(found["account"]["login_ends"])
    assert ends - datetime.fromisoformat(found["account"]["logged_in_at"]) == timedelta(days=180)
    text = run("status").stdout
    assert "3 of 500" in text
    assert "497 left" in text
    assert "Sandbox" in text
    assert len(sandbox.requests) == received


def test_status_shows_the_last_runs_of_this_account(logged_in: Result, run: Run) -> None:
    app = App.open()
    now = datetime.now(UTC)
    for world, source in ((app.world, "mine.md"), ("https://api.spotify.com other", "theirs.md")):
        number = runs.begin(app.db, world, [source], now=now)
        summary = {"total": 4, "matched": 2, "ambiguous": 1, "missed": 1, "postponed": 0}
        runs.end(app.db, number, now=now, requests=5, summary=summary, stopped=None)
    app.close()
    (only,) = data(run("status", "--format", "json"))["runs"]
    assert (only["sources"], only["requests"], only["summary"]["matched"]) == (["mine.md"], 5, 2)
    text = run("status").stdout
    assert "mine.md" in text
    assert "theirs.md" not in text


def test_status_of_a_quota_that_is_used_up(run: Run) -> None:
    app = App.open()
    app.ledger.hold(datetime.now(UTC) + timedelta(hours=9), "quota")
    app.close()
    found = data(run("status", "--format", "json"))
    assert found["requests"]["left"] == 0
    assert found["requests"]["reason"] == "quota"
    assert "the quota is used up" in run("status").stdout


def test_status_stays_quick() -> None:
    """None of the heavy libraries of HTTP is needed to say how things stand."""
    code = (
        "import sys; from ostsync.cli import main\n"
        "try: main(['status', '--format', 'json'])\n"
        "except SystemExit: pass\n"
        "print(*(m for m in ('spotipy', 'requests', 'requests_cache', 'rapidfuzz', 'flask') if m in sys.modules))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == ""
