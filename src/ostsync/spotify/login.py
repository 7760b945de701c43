"""Takes a person through the login: an address to agree at, and the answer that comes back from it.

Two ways: a browser on this machine, whose answer arrives at a listener; or an address that is printed, opened
anywhere, and whose answer is pasted. `state` ties the answer to this login in both.
"""

from __future__ import annotations

import re
import secrets
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from ostsync.errors import ConfigError, LoginNeeded
from ostsync.ports import Clock, Ledger
from ostsync.spotify.auth import HOW_TO_SET_UP, NO_CLIENT_ID, Keeper, Pkce
from ostsync.spotify.loopback import Listener
from ostsync.spotify.places import is_loopback
from ostsync.spotify.policy import RATE, held
from ostsync.spotify.tokens import TokenFile

TIME_LIMIT = 300.0
"""Seconds that the person has to agree in the browser."""
MOST_PASTES = 3
LONGEST_CODE = 2000


@dataclass(frozen=True, slots=True)
class Desk:
    """How a login speaks with the person: `say` prints, `ask` reads a line, `browse` opens an address if it can."""

    say: Callable[[str], None]
    ask: Callable[[str], str] | None
    browse: Callable[[str], bool] | None


@dataclass(frozen=True, slots=True)
class App:
    """The Spotify app that is logged in to."""

    client_id: str | None
    accounts_url: str
    redirect_uri: str


class NotAnAnswer(ValueError):
    """What was pasted holds no code."""


def log_in(
    app: App, tokens: TokenFile, desk: Desk, *, ledger: Ledger, clock: Clock, time_limit: float = TIME_LIMIT
) -> None:
    """Logs in and keeps the token. The old login stays until then.

    Raises ConfigError, LoginNeeded, Unavailable and RateLimited.
    """
    client_id = check_client_id(app)
    check_redirect(app.redirect_uri)
    until = ledger.not_before()
    if until is not None:  # before the person does anything
        raise held(until, clock.now(), ledger.hold_reason() or RATE)
    state = secrets.token_urlsafe(24)

    def manager(redirect_uri: str) -> Pkce:
        keeper = Keeper(tokens, clock, login=True)
        return Pkce(client_id, app.accounts_url, redirect_uri, keeper=keeper, ledger=ledger, clock=clock)

    listens = is_loopback(app.redirect_uri)
    if desk.ask is None and not listens:
        raise ConfigError(
            f"The answer of Spotify goes to {app.redirect_uri}, which ostsync cannot listen at.",
            "Run `ostsync login` in a terminal, where the answer can be pasted.",
        )
    if desk.ask is not None and (desk.browse is None or not listens):
        pkce = manager(app.redirect_uri)
        desk.say(f"Open this address in any browser and agree:\n\n  {pkce.address(state)}\n")
        desk.say(
            "The browser then goes to an address that begins with "
            f"{app.redirect_uri} (it may show an error page there: that is fine)."
        )
        pkce.exchange(_pasted(desk, state))
        return
    with Listener(app.redirect_uri, state) as listener:
        pkce = manager(listener.redirect_uri)
        address = pkce.address(state)
        opened = desk.browse is not None and desk.browse(address)
        lead = "If your browser does not show it, open" if opened else "Open"
        desk.say(f"{lead} this address on this machine and agree:\n\n  {address}\n")
        desk.say(f"Waiting for Spotify's answer, at most {time_limit / 60:.0f} minutes. Ctrl-C ends it.")
        answer = listener.wait(time_limit)
    if answer is None:
        raise LoginNeeded(
            "No answer came from the browser in time.",
            "Run `ostsync login` again; on a machine without a browser, `ostsync login --no-browser`.",
        )
    pkce.exchange(_code(answer))


def check_client_id(app: App) -> str:
    """The client id, where it looks like one: Spotify's have 32 hexadecimal digits. Raises ConfigError."""
    client_id = (app.client_id or "").strip()
    if not client_id:
        raise ConfigError(NO_CLIENT_ID, HOW_TO_SET_UP)
    if not is_loopback(app.accounts_url) and not re.fullmatch(r"[0-9a-fA-F]{32}", client_id):
        raise ConfigError(
            f"`{client_id}` is no client id of Spotify's: those have 32 characters, 0 to 9 and a to f.",
            "Copy the Client ID (not the client secret) from the app's page at https://developer.spotify.com/dashboard.",
        )
    return client_id


def check_redirect(redirect_uri: str) -> None:
    """Raises ConfigError for an address that Spotify would refuse (Spotify, redirect URIs, November 2025)."""
    parts = urlsplit(redirect_uri)
    if parts.hostname == "localhost" or (parts.scheme == "http" and not is_loopback(redirect_uri)):
        raise ConfigError(
            f"Spotify does not accept {redirect_uri} as a redirect address.",
            "Use http://127.0.0.1:8888/callback, in the settings and with the app, letter by letter.",
        )


def read_answer(text: str, state: str) -> dict[str, str]:
    """The answer in what a person pasted: the whole address, its query, or the code alone.

    Raises NotAnAnswer where it is none of these, and LoginNeeded where its `state` is another login's.
    """
    text = text.strip().strip("'\"<>")
    query = urlsplit(text).query if "://" in text else text.removeprefix("?") if "=" in text else ""
    said = {name: values[0] for name, values in parse_qs(query).items()}
    if "code" in said or "error" in said:
        if not secrets.compare_digest(said.get("state", state).encode(), state.encode()):
            raise LoginNeeded(
                "This answer belongs to another login.", "Run `ostsync login` again, and paste its answer."
            )
        return said
    if "://" in text or not re.fullmatch(r"[A-Za-z0-9._~=+/-]{8,}", text) or len(text) > LONGEST_CODE:
        raise NotAnAnswer(text)
    return {"code": text}


def open_browser(address: str) -> bool:
    """Opens the address in a browser with windows. False where there is none (or only one in the terminal)."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return False
    if type(browser) in (webbrowser.GenericBrowser, getattr(webbrowser, "Elinks", None)):
        return False
    try:
        return bool(browser.open(address))
    except (webbrowser.Error, OSError):
        return False


def _pasted(desk: Desk, state: str) -> str:
    assert desk.ask is not None
    for _ in range(MOST_PASTES):
        try:
            answer = read_answer(desk.ask("Paste that whole address here"), state)
        except NotAnAnswer:
            desk.say("That holds no answer of Spotify's: it is the address that the browser went to after you agreed.")
            continue
        return _code(answer)
    raise LoginNeeded("No answer of Spotify's was pasted.", "Run `ostsync login` again.")


def _code(answer: dict[str, str]) -> str:
    if "code" in answer:
        return answer["code"]
    if answer["error"] == "access_denied":
        raise LoginNeeded("You did not agree, so nobody is logged in.", "Run `ostsync login` again if you want to.")
    raise LoginNeeded(f"Spotify refused the login ({answer['error'][:200]}).", "Run `ostsync login` again.")
