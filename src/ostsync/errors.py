"""What can go wrong, as a person needs to hear it: one clear sentence, an advice, an exit code.

Every error that ostsync raises on purpose is an OstsyncError. The command line prints `message` and
`advice` and ends with `exit_code`; anything else that reaches it is a bug and ends with 1. The codes are
part of what the command line promises to scripts.
"""

from __future__ import annotations

from datetime import datetime


class OstsyncError(Exception):
    """The root. `message` says what happened, `advice` what to do next."""

    exit_code = 1
    advice = "This is a bug: please report what you ran."

    def __init__(self, message: str, advice: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if advice is not None:
            self.advice = advice


class UsageError(OstsyncError):
    """The command was called with words that do not fit together."""

    exit_code = 2
    advice = "See `ostsync --help`."


class ConfigError(OstsyncError):
    """A setting is wrong or missing."""

    exit_code = 3
    advice = "Compare your config file with config.example.toml."


class LoginNeeded(ConfigError):
    """There is no token that Spotify would accept."""

    advice = "Run `ostsync login`."


class StorageError(ConfigError):
    """The local files cannot be read or written (full disk, read-only home, damaged or newer database)."""

    advice = "Set OSTSYNC_HOME to a directory that you can write to, or free some space."


class DatabaseDamaged(StorageError):
    """The local database cannot be read. The next call saves what it can into a new one."""

    advice = "Run the same command again: it saves what can be read, your decisions first, and keeps the damaged file."


class Unavailable(OstsyncError):
    """Spotify or the network did not answer. What was found so far is kept."""

    exit_code = 4
    advice = "Progress is kept: run the same command again later."


class Damaged(Unavailable):
    """Spotify answered a question, and part of the answer cannot be read: nothing follows from it."""


class UnknownOutcome(Unavailable):
    """A write was sent and the answer was lost: it may or may not have been done. Read again before repeating it."""


class SpotifyRefused(Unavailable):
    """Spotify understood the request and said no. `status` is the HTTP status."""

    def __init__(self, message: str, advice: str | None = None, *, status: int = 0) -> None:
        super().__init__(message, advice)
        self.status = status


class NotFound(SpotifyRefused):
    """404: the track, album or playlist is gone, or cannot be seen with this app."""


class Forbidden(SpotifyRefused):
    """403: a removed endpoint, somebody else's playlist, a user outside the app's allowlist, or a missing scope."""


class RateLimited(OstsyncError):
    """Spotify asks to wait longer than a run may wait. What was found so far is kept."""

    exit_code = 5
    advice = "Progress is kept: run the same command again after that time."

    def __init__(self, message: str, advice: str | None = None, *, not_before: datetime, quota: bool = False) -> None:
        super().__init__(message, advice)
        self.not_before = not_before
        self.quota = quota


class SourceUnreadable(OstsyncError):
    """A source could not be read at all."""

    exit_code = 6
    advice = "Check the path or address; `--kind` and `--encoding` say how to read it."


class Unsettled(OstsyncError):
    """`--strict` was asked for and something stayed missed or ambiguous."""

    exit_code = 7
    advice = "See `ostsync review`."
