"""Gets tokens from Spotify's accounts service: for a fresh login, and again when one has run out.

Authorization code with PKCE, which needs no secret (Spotify, PKCE flow). spotipy makes the challenge and the
token requests; this module decides when, keeps what comes back, and never opens a browser: an API call without
a usable login raises LoginNeeded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import requests
from spotipy.cache_handler import CacheHandler
from spotipy.exceptions import SpotifyOauthError
from spotipy.oauth2 import SpotifyPKCE

from ostsync.errors import ConfigError, LoginNeeded, OstsyncError
from ostsync.ports import Clock, Ledger
from ostsync.spotify.door import TIMEOUT_SECONDS, Door, mounted
from ostsync.spotify.failures import unreadable
from ostsync.spotify.tokens import SCOPES, Token, TokenFile, check_answer

NO_CLIENT_ID = "No Spotify app is set up: there is no client id."
HOW_TO_SET_UP = "Run `ostsync login`: it says step by step how to make an app and where to put its client id."


UNUSED_REDIRECT = "http://127.0.0.1/callback"
"""spotipy wants one even where only a token is refreshed."""


class LoginOver(LoginNeeded):
    """Spotify has revoked the login, or it is more than six months old: keeping its token serves nothing."""


class Keeper(CacheHandler):  # type: ignore[misc]
    """spotipy's way of storing tokens, on our file: private, atomic, and it keeps the old refresh token."""

    def __init__(self, tokens: TokenFile, clock: Clock, *, login: bool) -> None:
        self._tokens = tokens
        self._clock = clock
        self._login = login

    def get_cached_token(self) -> None:
        """None: spotipy would refresh, or open a browser, on its own account."""

    def save_token_to_cache(self, token_info: dict[str, Any]) -> None:
        """Keeps an answer of the token service. Raises ValueError where it is none: the login that is kept stays."""
        check_answer(token_info)
        self._tokens.save(token_info, self._clock.now(), login=self._login)


class Pkce(SpotifyPKCE):  # type: ignore[misc]
    """spotipy's PKCE manager for a configured accounts service, with a time limit and without a browser."""

    def __init__(
        self, client_id: str, accounts_url: str, redirect_uri: str, *, keeper: Keeper, ledger: Ledger, clock: Clock
    ) -> None:
        base = accounts_url.rstrip("/")
        self.OAUTH_AUTHORIZE_URL = f"{base}/authorize"
        self.OAUTH_TOKEN_URL = f"{base}/api/token"
        session = requests.Session()
        mounted(session, Door(f"{base}/", ledger, clock, bearer=None))
        super().__init__(
            client_id=client_id,
            redirect_uri=redirect_uri,
            scope=" ".join(SCOPES),
            requests_session=session,
            requests_timeout=TIMEOUT_SECONDS,
            open_browser=False,
            cache_handler=keeper,
        )

    def get_authorization_code(self, response: str | None = None) -> str:
        """spotipy would ask a person here."""
        raise LoginNeeded("Nobody is logged in.")

    def address(self, state: str) -> str:
        """Where the person agrees."""
        return str(self.get_authorize_url(state))

    def exchange(self, code: str) -> None:
        """Turns the code of a login into a token, which the keeper keeps; a token kept before plays no part."""
        _asked(lambda: self.get_access_token(code=code, check_cache=False))

    def refresh(self, refresh_token: str) -> None:
        """Gets another access token, which the keeper keeps."""
        _asked(lambda: self.refresh_access_token(refresh_token))


class LoginToken:
    """The token of the last login, refreshed when it has run out."""

    def __init__(
        self,
        client_id: str | None,
        accounts_url: str,
        tokens: TokenFile,
        *,
        ledger: Ledger,
        clock: Clock,
        tell: Callable[[str], None],
    ) -> None:
        self._client_id = client_id
        self._accounts_url = accounts_url
        self._tokens = tokens
        self._ledger = ledger
        self._clock = clock
        self._tell = tell

    def access(self) -> str:
        """A token that should work now. Raises LoginNeeded, and ConfigError where no app is set up."""
        token = self._stored()
        return token.access_token if token.fresh(self._clock.now()) else self._renew(token.access_token)

    def renew(self, rejected: str) -> str:
        """Another token than the one that Spotify has just refused."""
        return self._renew(rejected)

    def _renew(self, rejected: str) -> str:
        with self._tokens.locked():
            token = self._stored()
            if token.access_token != rejected and token.fresh(self._clock.now()):
                return token.access_token  # another ostsync was faster
            if not token.refresh_token:
                raise LoginNeeded("The login has run out.")
            if token.ending(self._clock.now()):
                self._tell(f"This login ends about {token.ends:%Y-%m-%d}: run `ostsync login` before that.")
            keeper = Keeper(self._tokens, self._clock, login=False)
            manager = Pkce(
                str(self._client_id),
                self._accounts_url,
                UNUSED_REDIRECT,
                keeper=keeper,
                ledger=self._ledger,
                clock=self._clock,
            )
            try:
                manager.refresh(token.refresh_token)
            except LoginOver:
                self._tokens.wipe()
                raise
            return self._stored().access_token

    def _stored(self) -> Token:
        if not self._client_id:
            raise ConfigError(NO_CLIENT_ID, HOW_TO_SET_UP)
        token = self._tokens.read()
        if token is None:
            raise LoginNeeded("Nobody is logged in to Spotify.")
        missing = token.missing_scopes()
        if missing:
            raise LoginNeeded(f"The login does not include the permission {', '.join(missing)}.")
        return token


class ReadyToken:
    """A token from the settings: used as it is, never refreshed, never stored."""

    def __init__(self, access_token: str) -> None:
        self._access_token = access_token

    def access(self) -> str:
        """The token. Raises ConfigError for what can be none."""
        if not self._access_token.isascii() or not self._access_token.isprintable():
            raise ConfigError(
                "The access token of the settings holds characters that no token has.",
                "Set OSTSYNC_SPOTIFY__ACCESS_TOKEN to a token alone, without quotes or line ends.",
            )
        return self._access_token

    def renew(self, rejected: str) -> str:
        """There is no other one. Raises LoginNeeded."""
        raise LoginNeeded(
            "Spotify does not accept the access token of the settings: it has run out, or is a wrong one.",
            "Set OSTSYNC_SPOTIFY__ACCESS_TOKEN to a new one, or unset it and run `ostsync login`.",
        )


def _asked(call: Callable[[], object]) -> None:
    """Runs one request to the token service. Raises LoginNeeded where it refuses the code or the refresh token."""
    try:
        call()
    except SpotifyOauthError as problem:
        raise (_refused(problem) if _is_oauth(problem) else unreadable("the login")) from problem
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise unreadable("the login") from problem


def _is_oauth(problem: SpotifyOauthError) -> bool:
    """Whether the token service said it in OAuth's words; a page of HTML is somebody else's."""
    return isinstance(problem.error, str) and re.fullmatch(r"[a-z_]{1,60}", problem.error) is not None


def _refused(problem: SpotifyOauthError) -> OstsyncError:
    error, said = str(problem.error or ""), str(problem.error_description or problem.error or "no reason given")
    if error == "invalid_client":
        return ConfigError(
            f"Spotify does not know this client id ({said}).",
            "Compare OSTSYNC_SPOTIFY__CLIENT_ID (or `client_id` in config.toml) with the app's page in the dashboard.",
        )
    if error == "invalid_grant":
        return LoginOver(
            f"The login is no longer valid ({said}).", "Run `ostsync login` again: a login lasts six months at most."
        )
    return LoginNeeded(f"Spotify refused the login ({said[:200]}).", "Run `ostsync login` again.")
