"""Turns a refusal of Spotify, or its silence, into the error that a person can act on.

Pure. Spotify answers 403 for several very different things (Spotify, February 2026 migration guide and quota
modes), so that message names each of them unless the answer says which it is.
"""

from __future__ import annotations

from datetime import datetime

from ostsync.errors import (
    Damaged,
    Forbidden,
    LoginNeeded,
    NotFound,
    OstsyncError,
    RateLimited,
    SpotifyRefused,
    Unavailable,
    UnknownOutcome,
)

DASHBOARD = "https://developer.spotify.com/dashboard"
ALLOWLIST = f"add the account's name and e-mail under Settings > User Management of the app at {DASHBOARD}"


def never_left(problem: str) -> Unavailable:
    """The request did not reach Spotify."""
    return Unavailable(
        f"Spotify cannot be reached ({problem}).",
        "Check the network connection; progress is kept, so run the same command again afterwards.",
    )


def lost_read(problem: str) -> Unavailable:
    """Spotify did not answer a question, though it was asked several times."""
    return Unavailable(
        f"Spotify does not answer ({problem}).",
        "Progress is kept: run the same command again later.",
    )


def lost_write(problem: str) -> UnknownOutcome:
    """A change was sent and nobody knows whether it was made."""
    return UnknownOutcome(
        f"Spotify did not confirm a change ({problem}): it may or may not have been made.",
        "Run the same command again: it reads the playlist first and repeats nothing that was done.",
    )


def unreadable(what: str) -> Unavailable:
    """The answer is no JSON, or not what was asked for."""
    return Unavailable(
        f"The answer about {what} is not one of Spotify's.",
        "A network that wants you to sign in first does this: open any page in a browser, then run it again.",
    )


def spoiled(what: str) -> Damaged:
    """The answer is Spotify's, and something in it is not what Spotify sends."""
    return Damaged(
        f"Part of Spotify's answer about {what} cannot be read, so nothing is concluded from it.",
        "Progress is kept: run the same command again later. If it happens again, please report what you ran.",
    )


def rate_limited(until: datetime, now: datetime, *, quota: bool) -> RateLimited:
    """Spotify must not be asked before `until`."""
    when = when_words(until, now)
    if quota:
        return RateLimited(
            f"The daily quota of your Spotify app is used up; Spotify answers again {when}.",
            "Progress is kept: run the same command again after that time. "
            "The quota belongs to the developer account, so another client id does not help.",
            not_before=until,
            quota=True,
        )
    return RateLimited(
        f"Spotify asks to be left alone for a while; it answers again {when}.", not_before=until, quota=False
    )


def when_words(until: datetime, now: datetime) -> str:
    """A time for people, in their own zone: "at 14:05", or with the day where that is not today."""
    there, here = until.astimezone(), now.astimezone()
    clock = f"{there:%H:%M}" if (until - now).total_seconds() > 90 else f"{there:%H:%M:%S}"
    return f"at {clock}" if there.date() == here.date() else f"on {there:%Y-%m-%d} at {clock}"


def refusal(method: str, path: str, status: int, message: str, reason: str = "") -> OstsyncError:
    """The error for a 4xx answer (429 is the policy's)."""
    said = f' ("{message}")' if message else ""
    if status == 401:
        needs = " Changing a cover needs the permission ugc-image-upload." if path.endswith("/images") else ""
        return LoginNeeded(f"Spotify does not accept the login any more{said}.{needs}", "Run `ostsync login` again.")
    if status == 403:
        return _forbidden(message, said, path)
    if status == 404:
        return NotFound(
            f"Spotify does not have {thing(path)}{said}.",
            "It may be gone, or be one of Spotify's own lists, which apps cannot read.",
            status=404,
        )
    if status == 413:
        return SpotifyRefused(f"Spotify finds the cover too large{said}.", "Use a JPEG under 190 kB.", status=413)
    verb = "question" if method == "GET" else "change"
    return SpotifyRefused(
        f"Spotify refused the {verb} about {thing(path)} with status {status}{said}.",
        "This is probably a bug in ostsync: please report what you ran.",
        status=status,
    )


def _forbidden(message: str, said: str, path: str) -> OstsyncError:
    words = message.lower()
    if "premium" in words:
        return Forbidden(
            "The owner of the Spotify app has no active Premium subscription, so Spotify has switched the app off.",
            f"Renew Premium for the account that owns the app at {DASHBOARD}, then run it again.",
            status=403,
        )
    if "scope" in words:
        return LoginNeeded(
            f"The login does not include a permission that this needs{said}.",
            "Run `ostsync login` again and agree to what it asks for.",
        )
    if "not registered" in words or "user management" in words:
        return Forbidden(
            f"The logged-in account is not on the allowlist of the Spotify app{said}.",
            f"To fix it, {ALLOWLIST}.",
            status=403,
        )
    owner = "the playlist belongs to somebody else; " if path.startswith("playlists/") else ""
    return Forbidden(
        f"Spotify does not allow this{said}.",
        f"Possible causes: {owner}the account is not on the app's allowlist ({ALLOWLIST}); the app's owner has no "
        "Premium; the login lacks a permission (run `ostsync login` again); Spotify has taken this call away from "
        "apps in development mode.",
        status=403,
    )


def thing(path: str) -> str:
    """What a request was about, in words."""
    if path == "me/playlists":
        return "your playlists"
    names = {
        "tracks": "that track", "albums": "that album", "playlists": "that playlist", "search": "this search",
        "me": "the account",
    }  # fmt: skip
    return names.get(path.split("/", 1)[0], "that")
