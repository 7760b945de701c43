"""Logging in: the browser's answer, the pasted answer, and everything that can knock at the port meanwhile."""

from __future__ import annotations

import base64
import hashlib
import http.client
import socket
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
import responses

from ostsync.errors import ConfigError, LoginNeeded, RateLimited, Unavailable
from ostsync.spotify.login import App, Desk, NotAnAnswer, log_in, open_browser, read_answer
from ostsync.spotify.loopback import Listener
from ostsync.spotify.tokens import SCOPES, TokenFile

from .conftest import ACCOUNTS, CLIENT_ID, START, FakeClock, FakeLedger

TOKEN_URL = f"{ACCOUNTS}/api/token"
ANY_PORT = "http://127.0.0.1/callback"
GRANT = {"access_token": "access-1", "expires_in": 3600, "refresh_token": "refresh-1", "scope": " ".join(SCOPES)}


def knock(address: str, method: str = "GET") -> tuple[int, str, dict[str, str]]:
    """What a browser would get at an address."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    try:
        connection.request(method, parts.path + (f"?{parts.query}" if parts.query else ""))
        response = connection.getresponse()
        return response.status, response.read().decode(), dict(response.getheaders())
    finally:
        connection.close()


@dataclass
class Browser:
    """A person in a browser: agrees at once, after whatever else `before` does at the redirect address."""

    answer: dict[str, str] = field(default_factory=lambda: {"code": "the-code"})
    before: Callable[[str, str], None] = lambda redirect, state: None
    asked: dict[str, str] = field(default_factory=dict)
    page: tuple[int, str, dict[str, str]] = (0, "", {})

    def __call__(self, address: str) -> bool:
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        redirect, state = self.asked["redirect_uri"], self.asked["state"]
        self.before(redirect, state)
        self.page = knock(f"{redirect}?{urlencode({'state': state, **self.answer})}")
        return True


@pytest.fixture
def tokens(tmp_path: Path) -> TokenFile:
    return TokenFile.of(tmp_path / "data" / "tokens", ACCOUNTS, CLIENT_ID)


Login = Callable[..., list[str]]


@pytest.fixture
def login(tokens: TokenFile, clock: FakeClock, ledger: FakeLedger) -> Login:
    """Logs in and answers what was said."""

    def run(
        *,
        browse: Callable[[str], bool] | None = None,
        ask: Callable[[str], str] | None = None,
        redirect_uri: str = ANY_PORT,
        client_id: str | None = CLIENT_ID,
        time_limit: float = 5,
        accounts_url: str = ACCOUNTS,
    ) -> list[str]:
        said: list[str] = []
        desk = Desk(said.append, (lambda question: ask(said[0])) if ask else None, browse)
        app = App(client_id, accounts_url, redirect_uri)
        log_in(app, tokens, desk, ledger=ledger, clock=clock, time_limit=time_limit)
        return said

    return run


# ---------------------------------------------------------------------------- by browser


def test_a_browser_login_is_pkce_from_end_to_end(
    login: Login, edge: responses.RequestsMock, tokens: TokenFile, ledger: FakeLedger
) -> None:
    edge.post(TOKEN_URL, json=GRANT)
    browser = Browser()

    said = login(browse=browser)

    asked = browser.asked
    assert asked["client_id"] == CLIENT_ID
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert set(asked["scope"].split()) == set(SCOPES)
    assert len(asked["state"]) >= 22
    sent = {name: values[0] for name, values in parse_qs(str(edge.calls[0].request.body)).items()}
    digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
    assert base64.urlsafe_b64encode(digest).decode().rstrip("=") == asked["code_challenge"]
    assert sent["redirect_uri"] == asked["redirect_uri"]
    assert sent["code"] == "the-code"
    assert sent["grant_type"] == "authorization_code"
    assert urlsplit(asked["redirect_uri"]).port  # any free one was taken
    token = tokens.read()
    assert token is not None
    assert (token.refresh_token, token.authorized) == ("refresh-1", START)
    assert ledger.kinds == ["token"]
    assert any(asked["state"] in line for line in said)  # the address is printed in any case
    status, page, headers = browser.page
    assert status == 200
    assert "go back to the terminal" in page
    assert "the-code" not in page
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_what_else_knocks_at_the_port_is_sent_away(login: Login, edge: responses.RequestsMock) -> None:
    edge.post(TOKEN_URL, json=GRANT)
    seen: list[int] = []

    def noise(redirect: str, state: str) -> None:
        root = redirect.removesuffix("/callback")
        silent = socket.create_connection((urlsplit(redirect).hostname, urlsplit(redirect).port))  # a preconnect
        seen.append(knock(f"{root}/favicon.ico")[0])
        seen.append(knock(redirect)[0])
        seen.append(knock(f"{redirect}?code=stolen&state=wrong")[0])
        seen.append(knock(f"{redirect}?code=stolen")[0])
        seen.append(knock(f"{redirect}?error=access_denied&state=ünknown".encode("ascii", "ignore").decode())[0])
        seen.append(knock(f"{redirect}?code=x&state={state}", method="POST")[0])
        silent.close()

    login(browse=Browser(before=noise))

    assert seen == [404, 404, 400, 400, 400, 405]
    assert "code=the-code" in str(edge.calls[0].request.body)


def test_who_does_not_agree_is_not_logged_in(login: Login, tokens: TokenFile, edge: responses.RequestsMock) -> None:
    tokens.save({**GRANT, "access_token": "older"}, START, login=True)
    browser = Browser(answer={"error": "access_denied"})
    with pytest.raises(LoginNeeded, match="did not agree"):
        login(browse=browser)
    assert "did not let ostsync in" in browser.page[1]
    token = tokens.read()
    assert token is not None
    assert token.access_token == "older"  # the old login stays


def test_a_fresh_code_is_used_though_a_dead_token_is_kept(
    login: Login, tokens: TokenFile, edge: responses.RequestsMock
) -> None:
    tokens.save({**GRANT, "expires_in": 1, "refresh_token": "dead"}, START.replace(year=2024), login=True)
    edge.post(TOKEN_URL, json=GRANT)
    login(browse=Browser())
    assert len(edge.calls) == 1
    assert "authorization_code" in str(edge.calls[0].request.body)
    token = tokens.read()
    assert token is not None
    assert (token.refresh_token, token.authorized) == ("refresh-1", START)


def test_no_answer_in_time_ends_the_login(login: Login, edge: responses.RequestsMock) -> None:
    with pytest.raises(LoginNeeded, match="in time") as caught:
        login(browse=lambda address: False, time_limit=0.01)
    assert "--no-browser" in caught.value.advice


def test_without_a_browser_and_without_a_terminal_the_address_is_printed_and_the_port_listened_at(
    login: Login, edge: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch
) -> None:
    edge.post(TOKEN_URL, json=GRANT)
    real = Listener.wait

    def wait(listener: Listener, seconds: float) -> dict[str, str] | None:
        listener.take({"code": "from elsewhere"})
        return real(listener, seconds)

    monkeypatch.setattr(Listener, "wait", wait)
    said = login()
    assert said[0].startswith("Open this address")


def test_a_port_that_is_taken_says_what_to_do(login: Login, edge: responses.RequestsMock) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match=str(port)) as caught:
            login(browse=Browser(), redirect_uri=f"http://127.0.0.1:{port}/callback")
    assert "--no-browser" in caught.value.advice


def test_the_port_is_free_again_afterwards(login: Login, edge: responses.RequestsMock) -> None:
    edge.post(TOKEN_URL, json=GRANT)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    for _ in range(2):
        browser = Browser()
        login(browse=browser, redirect_uri=f"http://127.0.0.1:{port}/callback")
        assert browser.asked["redirect_uri"] == f"http://127.0.0.1:{port}/callback"


def test_ipv6_works_where_the_machine_has_it(login: Login, edge: responses.RequestsMock) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("no IPv6 here")
    edge.post(TOKEN_URL, json=GRANT)
    browser = Browser()
    login(browse=browser, redirect_uri="http://[::1]/callback")
    assert browser.asked["redirect_uri"].startswith("http://[::1]:")


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        ({"status": 400, "json": {"error": "invalid_grant", "error_description": "Invalid authorization code"}},
         LoginNeeded, "Invalid authorization code"),
        ({"status": 400, "json": {"error": "invalid_client"}}, ConfigError, "client id"),
        ({"status": 503}, Unavailable, "does not answer"),
        ({"body": requests.ConnectionError("reset")}, Unavailable, "cannot be reached"),
        ({"body": "<html>"}, Unavailable, "not one of Spotify's"),
    ],
)  # fmt: skip
def test_an_exchange_that_fails_keeps_the_old_login(
    login: Login, tokens: TokenFile, edge: responses.RequestsMock,
    answer: dict[str, Any], error: type[Exception], words: str,
) -> None:  # fmt: skip
    tokens.save({**GRANT, "access_token": "older"}, START, login=True)
    edge.post(TOKEN_URL, **answer)
    with pytest.raises(error, match=words):
        login(browse=Browser())
    token = tokens.read()
    assert token is not None
    assert token.access_token == "older"


# ---------------------------------------------------------------------------- by hand


def pasting(*answers: str) -> Callable[[str], str]:
    """Pastes one after the other; `{state}` stands for the state of the address that was printed."""
    left = list(answers)

    def ask(printed: str) -> str:
        address = next(word for word in printed.split() if word.startswith("https://"))
        state = parse_qs(urlsplit(address).query)["state"][0]
        return left.pop(0).replace("{state}", state)

    return ask


@pytest.mark.parametrize(
    "answers",
    [
        ["http://127.0.0.1:8888/callback?code=AQD-the_code&state={state}"],
        ["  'http://127.0.0.1:8888/callback?state={state}&code=AQD-the_code'\n"],
        ["code=AQD-the_code&state={state}"],
        ["?code=AQD-the_code"],
        ["AQD-the_code"],
        ["", "http://127.0.0.1:8888/callback", "AQD-the_code"],
    ],
)
def test_an_answer_can_be_pasted_whole_or_in_part(
    login: Login, tokens: TokenFile, edge: responses.RequestsMock, answers: list[str]
) -> None:
    edge.post(TOKEN_URL, json=GRANT)
    login(ask=pasting(*answers), redirect_uri="http://127.0.0.1:8888/callback")
    sent = parse_qs(str(edge.calls[0].request.body))
    assert sent["code"] == ["AQD-the_code"]
    assert sent["redirect_uri"] == ["http://127.0.0.1:8888/callback"]
    assert tokens.read() is not None


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (["http://127.0.0.1:8888/callback?code=x&state=another"], "another login"),
        (["http://127.0.0.1:8888/callback?error=access_denied&state={state}"], "did not agree"),
        (["http://127.0.0.1:8888/callback?error=server_error&state={state}"], "server_error"),
        (["no", "", "https://accounts.spotify.com/authorize?client_id=1"], "No answer"),
    ],
)
def test_a_wrong_answer_is_not_used(login: Login, edge: responses.RequestsMock, answers: list[str], words: str) -> None:
    with pytest.raises(LoginNeeded, match=words):
        login(ask=pasting(*answers))
    assert len(edge.calls) == 0


@pytest.mark.parametrize("text", ["", "x", "two words here", "http://127.0.0.1/callback", "a" * 3000, "ünïcödé-code"])
def test_what_is_no_answer(text: str) -> None:
    with pytest.raises(NotAnAnswer):
        read_answer(text, "state")


def test_an_https_redirect_is_pasted_even_with_a_browser(login: Login, edge: responses.RequestsMock) -> None:
    edge.post(TOKEN_URL, json=GRANT)
    login(browse=Browser(), ask=pasting("AQD-the_code"), redirect_uri="https://example.org/callback")
    with pytest.raises(ConfigError, match="cannot listen"):
        login(browse=Browser(), redirect_uri="https://example.org/callback")


# ---------------------------------------------------------------------------- what is checked first


@pytest.mark.parametrize("client_id", [None, "", "  ", "abc", "g" * 32, "0" * 33, "my-client-secret"])
def test_a_wrong_client_id_is_refused_before_anything_is_asked(
    login: Login, edge: responses.RequestsMock, client_id: str | None
) -> None:
    with pytest.raises(ConfigError):
        login(browse=Browser(), client_id=client_id)
    assert len(edge.calls) == 0


@pytest.mark.parametrize(
    "redirect", ["http://localhost:8888/callback", "http://example.org/callback", "https://localhost/cb"]
)
def test_redirect_addresses_that_spotify_refuses(login: Login, redirect: str) -> None:
    with pytest.raises(ConfigError, match="redirect address"):
        login(browse=Browser(), redirect_uri=redirect)


def test_nobody_is_sent_to_the_browser_while_spotify_must_not_be_asked(login: Login, ledger: FakeLedger) -> None:
    ledger.hold(START + timedelta(hours=2), "quota")
    with pytest.raises(RateLimited):
        login(browse=Browser())


def test_a_browser_in_the_terminal_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webbrowser, "get", lambda: webbrowser.GenericBrowser("lynx"))
    assert not open_browser("https://x")

    def missing() -> None:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "get", missing)
    assert not open_browser("https://x")
