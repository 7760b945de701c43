"""Where a login is kept, and how its token is renewed."""

from __future__ import annotations

import json
import os
import stat
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests
import responses

from ostsync.errors import ConfigError, LoginNeeded, RateLimited, StorageError, Unavailable
from ostsync.model import User
from ostsync.spotify.tokens import SCOPES, TokenFile

from .conftest import ACCOUNTS, API, CLIENT_ID, START, Connect, FakeClock, FakeLedger

TOKEN_URL = f"{ACCOUNTS}/api/token"
GRANT = {
    "access_token": "access-1", "token_type": "Bearer", "expires_in": 3600, "refresh_token": "refresh-1",
    "scope": " ".join(SCOPES),
}  # fmt: skip
ME = {"account_id": "acc-1", "id": "mina", "display_name": "Mina"}


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFile:
    return TokenFile.of(tmp_path / "data" / "tokens", ACCOUNTS, CLIENT_ID)


@pytest.fixture
def logged_in(tokens: TokenFile) -> TokenFile:
    tokens.save(GRANT, START, login=True)
    return tokens


# ---------------------------------------------------------------------------- the file


@pytest.mark.parametrize("refresh", [{}, {"refresh_token": ""}, {"refresh_token": None}])
def test_the_refresh_token_and_the_date_outlive_a_refresh(logged_in: TokenFile, refresh: dict[str, Any]) -> None:
    later = START + timedelta(days=40)
    logged_in.remember(User("acc-1", "mina", "Mina"))
    logged_in.save({"access_token": "access-2", "expires_in": 3600, **refresh}, later, login=False)
    token = logged_in.read()
    assert token is not None
    assert (token.access_token, token.refresh_token, token.authorized) == ("access-2", "refresh-1", START)
    assert token.scope == GRANT["scope"]
    assert logged_in.user() == User("acc-1", "mina", "Mina")


def test_a_new_refresh_token_is_kept(logged_in: TokenFile) -> None:
    logged_in.save({"access_token": "access-2", "expires_in": 3600, "refresh_token": "r2"}, START, login=False)
    token = logged_in.read()
    assert token is not None
    assert token.refresh_token == "r2"


def test_a_new_login_forgets_whose_the_old_one_was(logged_in: TokenFile) -> None:
    logged_in.remember(User("acc-1", "mina", "Mina"))
    logged_in.save({**GRANT, "refresh_token": None}, START + timedelta(days=1), login=True)
    token = logged_in.read()
    assert token is not None
    assert (token.refresh_token, token.authorized) == ("", START + timedelta(days=1))
    assert logged_in.user() is None


@pytest.mark.parametrize(
    ("days", "ending"), [(0, False), (149, False), (150, True), (400, True)],
)  # fmt: skip
def test_a_login_warns_from_its_fifth_month_on(logged_in: TokenFile, days: int, ending: bool) -> None:
    token = logged_in.read()
    assert token is not None
    assert token.ending(START + timedelta(days=days)) is ending


@pytest.mark.parametrize(
    ("life", "after", "fresh"),
    [(3600, 0, True), (3600, 3539, True), (3600, 3541, False), (5, 4, True), (5, 4.6, False), (5, 6, False)],
)
def test_a_token_is_used_until_shortly_before_its_end(tokens: TokenFile, life: int, after: float, fresh: bool) -> None:
    token = tokens.save({**GRANT, "expires_in": life}, START, login=True)
    assert token.fresh(START + timedelta(seconds=after)) is fresh


def test_a_token_of_the_future_is_renewed_and_a_long_life_is_not_believed(tokens: TokenFile) -> None:
    """It came while the clock was ahead; when it ends, nobody knows."""
    token = tokens.save({**GRANT, "expires_in": 1e300}, START + timedelta(days=365), login=True)
    assert (token.expires_in, token.fresh(START)) == (86_400, False)
    tokens.path.write_text(tokens.path.read_text().replace('"authorized_at": ', '"authorized_at": 1e99'))
    assert tokens.read() is None, "a time that no calendar has"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_the_file_is_private_from_its_first_byte(tokens: TokenFile, monkeypatch: pytest.MonkeyPatch) -> None:
    modes: list[int] = []
    real = os.replace

    def watched(source: Path, target: Path) -> None:
        modes.append(stat.S_IMODE(source.stat().st_mode))
        real(source, target)

    monkeypatch.setattr(os, "replace", watched)
    old = os.umask(0)
    try:
        tokens.save(GRANT, START, login=True)
    finally:
        os.umask(old)
    assert modes == [0o600]
    assert stat.S_IMODE(tokens.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(tokens.path.parent.stat().st_mode) == 0o700
    lock = tokens.path.with_suffix(".lock")
    assert not lock.exists() or stat.S_IMODE(lock.stat().st_mode) == 0o600


def test_a_full_disk_leaves_the_old_token_and_no_litter(logged_in: TokenFile, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    before = logged_in.path.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="No space left"):
        logged_in.save({**GRANT, "access_token": "new"}, START, login=True)
    assert logged_in.path.read_bytes() == before
    assert {file.suffix for file in logged_in.path.parent.iterdir()} <= {".json", ".lock"}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        '{"token": 7}',
        '{"token": {"access_token": "a"}}',
        '{"token": {}, "user": {"x": 1}}',
        "\0",
    ],
)
def test_a_damaged_file_means_to_log_in_again(tokens: TokenFile, content: str) -> None:
    tokens.path.parent.mkdir(parents=True)
    tokens.path.write_text(content)
    assert tokens.read() is None
    assert tokens.user() is None
    tokens.save(GRANT, START, login=True)
    assert tokens.read() is not None


def test_worlds_do_not_share_a_file(tmp_path: Path) -> None:
    files = {
        TokenFile.of(tmp_path, "https://accounts.spotify.com", "a" * 32).path,
        TokenFile.of(tmp_path, "https://accounts.spotify.com", "b" * 32).path,
        TokenFile.of(tmp_path, "http://127.0.0.1:5000", "a" * 32).path,
        TokenFile.of(tmp_path, "http://127.0.0.1:5001", "a" * 32).path,
        TokenFile.of_ready_token(tmp_path, "http://127.0.0.1:5000/v1/", "sandbox").path,
        TokenFile.of_ready_token(tmp_path, "http://127.0.0.1:5000/v1/", "other").path,
        TokenFile.of_ready_token(tmp_path, "http://127.0.0.1:5001/v1/", "sandbox").path,
    }
    assert len(files) == 7
    assert TokenFile.of(tmp_path, "https://Accounts.Spotify.com:443/", "a" * 32).path in files
    assert {file.parent for file in files} == {tmp_path}
    assert TokenFile.of(tmp_path, ACCOUNTS, "../../evil").path.parent == tmp_path


def test_wiping(logged_in: TokenFile) -> None:
    assert logged_in.wipe()
    assert not logged_in.wipe()
    assert logged_in.read() is None


# ---------------------------------------------------------------------------- renewing


def connected(client: Connect) -> Any:
    return client(access_token=None)


def test_a_fresh_token_is_used_without_asking_for_another(
    client: Connect, edge: responses.RequestsMock, logged_in: TokenFile, ledger: FakeLedger
) -> None:
    edge.get(f"{API}me", json=ME)
    assert connected(client).me().display_name == "Mina"
    assert edge.calls[0].request.headers["Authorization"] == "Bearer access-1"
    assert ledger.kinds == ["me"]


def test_an_expired_token_is_renewed_before_asking_and_counted(
    client: Connect, edge: responses.RequestsMock, logged_in: TokenFile, clock: FakeClock, ledger: FakeLedger
) -> None:
    clock.time += timedelta(hours=2)
    edge.post(TOKEN_URL, json={"access_token": "access-2", "token_type": "Bearer", "expires_in": 3600})
    edge.get(f"{API}me", json=ME)

    api = connected(client)
    api.me()

    body = edge.calls[0].request.body
    assert parse_qs(str(body)) == {
        "grant_type": ["refresh_token"], "refresh_token": ["refresh-1"], "client_id": [CLIENT_ID],
    }  # fmt: skip
    assert edge.calls[1].request.headers["Authorization"] == "Bearer access-2"
    assert ledger.kinds == ["token", "me"]
    assert api.requests == 1  # of the API
    token = logged_in.read()
    assert token is not None
    assert (token.access_token, token.refresh_token) == ("access-2", "refresh-1")


def test_a_rejected_token_is_renewed_once_and_the_request_repeated(
    client: Connect, edge: responses.RequestsMock, logged_in: TokenFile, ledger: FakeLedger
) -> None:
    url = f"{API}playlists/37list/items"
    edge.post(url, status=401, json={"error": {"status": 401, "message": "The access token expired"}})
    edge.post(url, json={"snapshot_id": "s1"})
    edge.post(TOKEN_URL, json={"access_token": "access-2", "expires_in": 3600})
    assert connected(client).add_items("37list", ["spotify:track:1"], position=0) == "s1"
    assert ledger.kinds == ["playlist-write", "token", "playlist-write"]


def test_a_token_that_is_rejected_again_means_to_log_in(
    client: Connect, edge: responses.RequestsMock, logged_in: TokenFile
) -> None:
    edge.get(f"{API}me", status=401)
    edge.post(TOKEN_URL, json={"access_token": "access-2", "expires_in": 3600})
    with pytest.raises(LoginNeeded):
        connected(client).me()
    assert len(edge.calls) == 3


@pytest.mark.parametrize("said", ["Refresh token expired", "Refresh token revoked"])
def test_a_dead_login_is_wiped_and_not_tried_again(
    client: Connect, edge: responses.RequestsMock, logged_in: TokenFile, clock: FakeClock, said: str
) -> None:
    clock.time += timedelta(days=190)
    edge.post(TOKEN_URL, status=400, json={"error": "invalid_grant", "error_description": said})
    with pytest.raises(LoginNeeded, match=said) as caught:
        connected(client).me()
    assert "ostsync login" in caught.value.advice
    assert logged_in.read() is None
    with pytest.raises(LoginNeeded):
        connected(client).me()
    assert len(edge.calls) == 1


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        ({"status": 503}, Unavailable),
        ({"body": requests.ConnectTimeout()}, Unavailable),
        ({"body": "<html>sign in</html>"}, Unavailable),
        ({"json": {"expires_in": 3600}}, Unavailable),
        ({"json": {"access_token": "x"}}, Unavailable),
        ({"json": []}, Unavailable),
        ({"status": 400, "json": {"error": "invalid_client", "error_description": "Invalid client"}}, ConfigError),
        ({"status": 400, "json": {"error": "invalid_scope"}}, LoginNeeded),
        ({"status": 400, "json": {"error": {"message": "odd"}}}, Unavailable),
        ({"status": 400, "body": "<html>Bad request</html>"}, Unavailable),
        ({"json": {"access_token": None, "expires_in": 3600}}, Unavailable),
        ({"json": {"access_token": "two\nlines", "expires_in": 3600}}, Unavailable),
        ({"json": {"access_token": "x", "expires_in": 3600, "refresh_token": 7}}, Unavailable),
        ({"json": {"access_token": "x", "expires_in": 3600, "scope": ["playlist-read-private"]}}, Unavailable),
        ({"status": 302, "headers": {"Location": "https://login.example/"}}, Unavailable),
        ({"status": 429, "headers": {"Retry-After": "3600"}}, RateLimited),
    ],
)
def test_a_token_service_in_trouble_costs_no_login(
    client: Connect, edge: responses.RequestsMock, logged_in: TokenFile, clock: FakeClock,
    answer: dict[str, Any], error: type[Exception],
) -> None:  # fmt: skip
    clock.time += timedelta(hours=2)
    edge.post(TOKEN_URL, **answer)
    with pytest.raises(error):
        connected(client).me()
    assert logged_in.read() is not None
    assert len(edge.calls) == 1


def test_a_login_without_all_permissions_is_none(
    client: Connect, edge: responses.RequestsMock, tokens: TokenFile
) -> None:
    tokens.save({**GRANT, "scope": "playlist-read-private"}, START, login=True)
    with pytest.raises(LoginNeeded, match="playlist-modify-private"):
        connected(client).me()
    assert len(edge.calls) == 0


def test_no_app_at_all_says_how_to_make_one(client: Connect, edge: responses.RequestsMock) -> None:
    with pytest.raises(ConfigError) as caught:
        client(access_token=None, client_id=None).me()
    assert "ostsync login" in caught.value.advice


def test_a_ready_token_is_neither_refreshed_nor_stored(
    client: Connect, edge: responses.RequestsMock, tmp_path: Path
) -> None:
    edge.get(f"{API}me", status=401)
    with pytest.raises(LoginNeeded, match="access token of the settings"):
        client(access_token="ready-secret").me()
    assert len(edge.calls) == 1
    assert [f for f in tmp_path.rglob("*") if f.is_file() and b"ready-secret" in f.read_bytes()] == []


@pytest.mark.parametrize("token", ["  spaced \n", "ok"])
def test_a_ready_token_may_stand_in_white_space(client: Connect, edge: responses.RequestsMock, token: str) -> None:
    edge.get(f"{API}me", json=ME)
    client(access_token=token).me()
    assert edge.calls[0].request.headers["Authorization"] == f"Bearer {token.strip()}"


@pytest.mark.parametrize("token", ["two\nlines", "tökén", "tab\tbed"])
def test_a_ready_token_that_can_be_none(client: Connect, edge: responses.RequestsMock, token: str) -> None:
    with pytest.raises(ConfigError, match="no token has"):
        client(access_token=token).me()
    assert len(edge.calls) == 0


def test_the_end_of_a_login_is_told_in_time(
    client: Connect, edge: responses.RequestsMock, logged_in: TokenFile, clock: FakeClock, told: list[str]
) -> None:
    edge.post(TOKEN_URL, json={"access_token": "a2", "expires_in": 3600})
    edge.get(f"{API}me", json=ME)
    clock.time += timedelta(days=160)
    connected(client).me()
    assert len(told) == 1
    assert "ostsync login" in told[0]


def test_two_at_once_renew_only_once(
    client: Connect, edge: responses.RequestsMock, logged_in: TokenFile, clock: FakeClock
) -> None:
    clock.time += timedelta(hours=2)
    started = threading.Event()

    def slowly(request: Any) -> tuple[int, dict[str, str], str]:
        started.set()
        return 200, {}, json.dumps({"access_token": "access-2", "expires_in": 3600})

    edge.add_callback("POST", TOKEN_URL, callback=slowly)
    bearers = [connected(client)._door._bearer for _ in range(4)]
    got: list[str] = []
    threads = [threading.Thread(target=lambda b=b: got.append(b.access())) for b in bearers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert got == ["access-2"] * 4
    assert len(edge.calls) == 1


def test_no_browser_is_ever_opened_by_a_call(
    client: Connect, edge: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*args: object) -> bool:
        raise AssertionError("a browser was opened")

    monkeypatch.setattr("webbrowser.open", opened)
    monkeypatch.setattr("builtins.input", opened)
    calls: list[Callable[[], object]] = [lambda: connected(client).me(), lambda: connected(client).search("x")]
    for call in calls:
        with pytest.raises(LoginNeeded):
            call()
