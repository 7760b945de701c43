"""Decides who a token speaks for: accounts, consent, codes, access and refresh tokens.

Follows Spotify's rules of 2026: PKCE with S256, loopback redirects by IP literal alone, access tokens that live an
hour, refresh tokens that are not rotated and end six months after the authorization. Holds no HTTP.
"""

from __future__ import annotations

import base64
import hashlib
import ipaddress
import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from ostsync.sandbox.catalogue import sandbox_id
from ostsync.sandbox.refusal import AuthorizeRefusal, Refusal, TokenRefusal

FIXED_TOKEN = "sandbox"  # noqa: S105 - a public word, good in the sandbox alone
TOKEN_TTL_S = 3600
_NAME = "[a-z0-9-]+"
_CODE_TTL_S = 600
_PLAIN_ADDRESS = re.compile(r"[\x21-\x7e]+")
_FIXED = re.compile(rf"{FIXED_TOKEN}(?:-({_NAME}))?")
_REFRESH_TTL_S = 182 * 86_400
SCOPES = frozenset(
    {
        "playlist-modify-private", "playlist-modify-public", "playlist-read-collaborative", "playlist-read-private",
        "ugc-image-upload", "user-follow-modify", "user-follow-read", "user-library-modify", "user-library-read",
        "user-read-email", "user-read-private",
    }
)  # fmt: skip


@dataclass(slots=True)
class Account:
    """One Spotify user of the sandbox."""

    id: str
    allowed: bool = True
    """Whether the app's owner has put the user on the allowlist; without it every call answers 403."""

    @property
    def account_id(self) -> str:
        """The immutable id, which differs from the user id (Spotify, May 2026)."""
        return sandbox_id("account", self.id)

    @property
    def display_name(self) -> str:
        """What a person reads."""
        return self.id.replace("-", " ").title()


@dataclass(frozen=True, slots=True)
class Token:
    """What an access token allows."""

    account: Account
    scopes: frozenset[str]
    expires_at: float | None

    def need(self, *any_of: str) -> None:
        """Raises 403 unless one of the scopes was granted."""
        if not self.scopes.intersection(any_of):
            raise Refusal(403, "Insufficient client scope")


@dataclass(slots=True)
class Grant:
    """What a person agreed to; a refresh token names it."""

    account: Account
    client_id: str
    scopes: frozenset[str]
    authorized_at: float
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """A well-formed request for consent."""

    client_id: str
    redirect_uri: str
    scopes: frozenset[str]
    challenge: str
    state: str | None

    def answer(self, **given: str) -> str:
        """The address that the browser is sent back to."""
        given = given if self.state is None else {**given, "state": self.state}
        return f"{self.redirect_uri}{'&' if '?' in self.redirect_uri else '?'}{urlencode(given)}"


@dataclass(slots=True)
class Accounts:
    """The accounts service's memory."""

    clock: Callable[[], float]
    token_ttl: int = TOKEN_TTL_S
    users: dict[str, Account] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    _tokens: dict[str, Token] = field(default_factory=dict)
    _codes: dict[str, tuple[Ask, Account, float]] = field(default_factory=dict)

    def user(self, name: str) -> Account:
        """The account of that name; it comes into being when it is first named."""
        return self.users.setdefault(name, Account(name))

    # ------------------------------------------------------------------------------------------ access

    def speaks_for(self, header: str | None) -> Token:
        """What the Authorization header allows. `sandbox` and `sandbox-NAME` always hold, with every scope."""
        if not header:
            raise Refusal(401, "No token provided")
        kind, _, text = header.partition(" ")
        if kind != "Bearer" or not text:
            raise Refusal(400, "Only valid bearer authentication supported")
        if fixed := _FIXED.fullmatch(text):
            return Token(self.user(fixed[1] or FIXED_TOKEN), SCOPES, None)
        token = self._tokens.get(text)
        if token is None:
            raise Refusal(401, "Invalid access token")
        if token.expires_at is not None and self.clock() >= token.expires_at:
            raise Refusal(401, "The access token expired")
        return token

    def issue(self, account: str, scopes: frozenset[str] = SCOPES, ttl: int | None = None) -> str:
        """A new access token that lives `ttl` seconds."""
        text = "BQ" + secrets.token_urlsafe(48)
        self._tokens[text] = Token(self.user(account), scopes, self.clock() + (self.token_ttl if ttl is None else ttl))
        return text

    def expire_all(self) -> None:
        """Ends every access token now; refresh tokens go on."""
        self._tokens = {text: Token(token.account, token.scopes, 0.0) for text, token in self._tokens.items()}

    def revoke(self, account: str) -> None:
        """The user takes back their consent: refresh tokens are dead, access tokens too."""
        for grant in self.grants.values():
            grant.revoked |= grant.account.id == account
        self._tokens = {text: token for text, token in self._tokens.items() if token.account.id != account}

    # ------------------------------------------------------------------------------------------ consent

    def ask(self, given: Mapping[str, str]) -> Ask:
        """Checks an authorize request; raises AuthorizeRefusal with the words for the person."""
        scopes = frozenset(given.get("scope", "").split())
        for wrong, words in (
            (not given.get("client_id"), "INVALID_CLIENT: Invalid client"),
            (given.get("response_type") != "code", "response_type must be code"),
            (not given.get("redirect_uri"), "Missing required parameter: redirect_uri"),
            (not _registered(given.get("redirect_uri", "")), "INVALID_CLIENT: Insecure redirect URI"),
            (not given.get("code_challenge"), "code_challenge must be provided: the sandbox serves PKCE alone"),
            (given.get("code_challenge_method") != "S256", "code_challenge_method must be S256"),
            (not scopes <= SCOPES, f"INVALID_SCOPE: Invalid scope {' '.join(sorted(scopes - SCOPES))}"),
        ):
            if wrong:
                raise AuthorizeRefusal(words)
        return Ask(given["client_id"], given["redirect_uri"], scopes, given["code_challenge"], given.get("state"))

    def approve(self, ask: Ask, account: str) -> str:
        """The person agrees; answers the address to send the browser to."""
        if not re.fullmatch(_NAME, account):
            raise AuthorizeRefusal("An account's name has lower-case letters, digits and hyphens alone.")
        code = "AQ" + secrets.token_urlsafe(48)
        self._codes[code] = (ask, self.user(account), self.clock())
        return ask.answer(code=code)

    # ------------------------------------------------------------------------------------------ tokens

    def exchange(self, form: Mapping[str, str]) -> dict[str, str | int]:
        """POST /api/token: an authorization code or a refresh token becomes an access token."""
        kind = form.get("grant_type")
        if not form.get("client_id"):
            raise TokenRefusal("invalid_client", "Invalid client")
        if kind == "authorization_code":
            return self._first_token(form)
        if kind == "refresh_token":
            return self._refreshed(form)
        raise TokenRefusal("unsupported_grant_type", "grant_type must be authorization_code or refresh_token")

    def _first_token(self, form: Mapping[str, str]) -> dict[str, str | int]:
        ask, account, given_at = self._codes.pop(form.get("code", ""), (None, None, 0.0))
        if ask is None or account is None:
            raise TokenRefusal("invalid_grant", "Invalid authorization code")
        if self.clock() - given_at > _CODE_TTL_S:
            raise TokenRefusal("invalid_grant", "Authorization code expired")
        if form["client_id"] != ask.client_id:
            raise TokenRefusal("invalid_client", "Invalid client")
        if form.get("redirect_uri") != ask.redirect_uri:
            raise TokenRefusal("invalid_grant", "Invalid redirect URI")
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != ask.challenge:
            raise TokenRefusal("invalid_grant", "code_verifier was incorrect")
        refresh = "AQ" + secrets.token_urlsafe(64)
        self.grants[refresh] = grant = Grant(account, ask.client_id, ask.scopes, self.clock())
        return {**self._access(grant), "refresh_token": refresh}

    def _refreshed(self, form: Mapping[str, str]) -> dict[str, str | int]:
        grant = self.grants.get(form.get("refresh_token", ""))
        if grant is None:
            raise TokenRefusal("invalid_grant", "Invalid refresh token")
        if form["client_id"] != grant.client_id:
            raise TokenRefusal("invalid_client", "Invalid client")
        if grant.revoked:
            raise TokenRefusal("invalid_grant", "Refresh token revoked")
        if self.clock() - grant.authorized_at > _REFRESH_TTL_S:
            raise TokenRefusal("invalid_grant", "Refresh token expired")
        return self._access(grant)  # without a refresh_token: they are no longer rotated (Spotify, June 2026)

    def _access(self, grant: Grant) -> dict[str, str | int]:
        return {
            "access_token": self.issue(grant.account.id, grant.scopes),
            "token_type": "Bearer",
            "expires_in": self.token_ttl,
            "scope": " ".join(sorted(grant.scopes)),
        }


def _registered(address: str) -> bool:
    """Whether Spotify takes the redirect URI: https, or plain http to a loopback IP literal, on any port."""
    if not _PLAIN_ADDRESS.fullmatch(address):
        return False
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port  # an impossible port raises
        loopback = ipaddress.ip_address(host).is_loopback if host and parts.scheme == "http" else False
    except ValueError:
        return False
    return loopback or (parts.scheme == "https" and bool(host) and host != "localhost")
