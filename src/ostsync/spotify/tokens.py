"""Keeps the token of one login in a private file, and remembers whose it is.

One file for each accounts service and client id, so that a rehearsal's token never reaches the real service.
A refresh answer rarely brings a new refresh token since mid-2026 (Spotify, refresh token expiration,
June 2026): the old one is kept when it is absent, null or empty. The date of the login is kept because a
refresh token dies six months after it, and Spotify does not say so before.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from ostsync.errors import StorageError
from ostsync.model import User
from ostsync.private import private_directory, write_private
from ostsync.spotify.places import file_name, origin

SCOPES = (
    "playlist-read-private",
    "playlist-read-collaborative",
    "playlist-modify-private",
    "playlist-modify-public",
    "ugc-image-upload",
)
"""What ostsync asks for: to read and change playlists, and to set a cover. Searching needs none."""
LIFETIME = timedelta(days=180)
"""How long a login lasts (six months, reckoned short)."""
WARN_AFTER = timedelta(days=150)
"""From month 5 on, the person is told."""
LOCK_SECONDS = 20.0
LONGEST_LIFE = 86_400.0
"""Seconds for which an access token is believed to last; Spotify's last 3,600."""


@dataclass(frozen=True, slots=True)
class Token:
    """One login. Times are in seconds since 1970, UTC."""

    access_token: str
    refresh_token: str = ""
    expires_at: float = 0.0
    expires_in: float = 3600.0
    scope: str = ""
    authorized_at: float = 0.0

    def fresh(self, now: datetime) -> bool:
        """Whether it can still be used for a request: a minute (or a tenth of its life) of it is left.

        More than its whole life cannot be left: then the clock was ahead when it came, and nobody knows.
        """
        left = self.expires_at - now.timestamp()
        return min(60.0, self.expires_in / 10) < left <= self.expires_in

    def missing_scopes(self) -> tuple[str, ...]:
        """What ostsync needs and this login does not include."""
        have = set(self.scope.split())
        return tuple(scope for scope in SCOPES if scope not in have)

    @property
    def authorized(self) -> datetime:
        """When the person logged in."""
        return datetime.fromtimestamp(self.authorized_at, UTC)

    @property
    def ends(self) -> datetime:
        """When the login stops working, whatever is refreshed."""
        return self.authorized + LIFETIME

    def ending(self, now: datetime) -> bool:
        """Whether it is time to tell the person to log in again."""
        return now >= self.authorized + WARN_AFTER


class TokenFile:
    """The file of one login. A damaged file counts as none: the person logs in again."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of(cls, directory: Path, accounts_url: str, client_id: str) -> Self:
        """The file for the login to an app at an accounts service."""
        return cls(directory / f"{file_name(origin(accounts_url), client_id)}.json")

    @classmethod
    def of_ready_token(cls, directory: Path, api_url: str, access_token: str) -> Self:
        """The file for a ready token, which remembers whose it is and never the token itself."""
        mark = hashlib.sha256(access_token.encode()).hexdigest()[:24]
        return cls(directory / f"{file_name(origin(api_url), mark)}.json")

    def read(self) -> Token | None:
        """The token, or None where nobody is logged in."""
        stored = self._load().get("token")
        if not isinstance(stored, dict) or not stored.get("access_token"):
            return None
        try:
            token = Token(
                access_token=str(stored["access_token"]),
                refresh_token=str(stored["refresh_token"]),
                expires_at=float(stored["expires_at"]),
                expires_in=float(stored["expires_in"]),
                scope=str(stored["scope"]),
                authorized_at=float(stored["authorized_at"]),
            )
            _ = token.ends  # a time that no calendar has
        except (KeyError, TypeError, ValueError, OverflowError, OSError):
            return None
        return token

    def user(self) -> User | None:
        """Whose login it is, as far as it was ever asked."""
        stored = self._load().get("user")
        try:
            return User(**stored) if isinstance(stored, dict) else None
        except TypeError:
            return None

    def save(self, answer: Mapping[str, Any], now: datetime, *, login: bool) -> Token:
        """Keeps an answer of the token service; `login` says that a person has just agreed. Raises StorageError."""
        with self.locked():
            old = None if login else self.read()
            life = _seconds(answer.get("expires_in"))
            token = Token(
                access_token=str(answer["access_token"]),
                refresh_token=str(answer.get("refresh_token") or (old.refresh_token if old else "")),
                expires_at=now.timestamp() + life,
                expires_in=life,
                scope=str(answer.get("scope") or (old.scope if old else " ".join(SCOPES))),
                authorized_at=old.authorized_at if old else now.timestamp(),
            )
            user = None if login else self._load().get("user")
            self._store({"token": asdict(token), "user": user})
        return token

    def expire(self) -> None:
        """Marks the access token as one that Spotify does not take any more."""
        with self.locked():
            token = self.read()
            if token is not None:
                self._store({**self._load(), "token": asdict(replace(token, expires_at=0.0))})

    def remember(self, user: User) -> None:
        """Keeps whose login it is, so that it costs a request only once."""
        with self.locked():
            self._store({**self._load(), "user": asdict(user)})

    def wipe(self) -> bool:
        """Forgets the login; whether there was one."""
        try:
            self.path.unlink()
        except FileNotFoundError:
            return False
        except OSError as problem:
            raise StorageError(f"{self.path} cannot be removed: {problem.strerror or problem}.") from problem
        return True

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Only one ostsync renews or writes this login at a time. Raises StorageError where another never ends."""
        from filelock import FileLock, Timeout

        private_directory(self.path.parent)
        lock = FileLock(self.path.with_suffix(".lock"), timeout=LOCK_SECONDS, mode=0o600, is_singleton=True)
        try:
            with lock:
                yield
        except Timeout as problem:
            raise StorageError(
                f"Another ostsync is holding {self.path}.", "Wait for it to end, or end it, and run this again."
            ) from problem
        except OSError as problem:
            raise StorageError(f"{self.path} cannot be locked: {problem.strerror or problem}.") from problem

    def _load(self) -> dict[str, Any]:
        try:
            value = json.loads(self.path.read_bytes())
        except FileNotFoundError:
            return {}
        except OSError as problem:
            raise StorageError(f"{self.path} cannot be read: {problem.strerror or problem}.") from problem
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def _store(self, value: Mapping[str, Any]) -> None:
        private_directory(self.path.parent)
        write_private(self.path, json.dumps(value).encode())


def check_answer(answer: Mapping[str, Any]) -> None:
    """Raises ValueError where an answer of the token service is not what it must be (RFC 6749, 5.1)."""
    if not isinstance(answer, dict) or not _is_token(answer.get("access_token")):
        raise ValueError("no access token")
    if answer.get("refresh_token") not in (None, "") and not _is_token(answer["refresh_token"]):
        raise ValueError("no refresh token")
    if not isinstance(answer.get("scope") or "", str):
        raise ValueError("no scope")


def _is_token(value: object) -> bool:
    """Whether it can stand in a header."""
    return isinstance(value, str) and re.fullmatch(r"[\x21-\x7e]+", value) is not None


def _seconds(value: object) -> float:
    known = isinstance(value, int | float) and not isinstance(value, bool) and value > 0
    return min(float(value), LONGEST_LIFE) if known else 3600.0  # type: ignore[arg-type]
