"""Decides which playlist requests the Web API of 2026 refuses, and with which words.

Where Spotify documents no words, the shortest plain ones stand. The rules that surprise: at most 100 URIs a call,
one dead URI fails the whole write with 502, a stale `snapshot_id` on an edit of items fails with 502, descriptions
take no newline, no address and, on a change, no emptiness; covers are base64 text of at most 256 KB.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from typing import Any, TypeGuard

from ostsync.sandbox.playlists import Playlist
from ostsync.sandbox.refusal import Refusal, bad_request

MAX_URIS = 100
MAX_ITEMS = 10_000
MAX_NAME = 100
MAX_DESCRIPTION = 300
MAX_COVER_BYTES = 256 * 1024
_PLAYABLE_URI = re.compile(r"spotify:(track|episode):[0-9A-Za-z]{22}$")
_ADDRESS = re.compile(r"https?://|www\.|\b[\w-]+\.(com|net|org|io|dev|app|me|co)(/|\b)", re.IGNORECASE)


def wanted_uris(given: Any, alive: Callable[[str], bool]) -> list[str]:
    """The URIs to write. 400 for what is no URI, 502 when one of them is dead."""
    if not isinstance(given, list) or not all(isinstance(uri, str) for uri in given):
        raise bad_request("No uris provided")
    if len(given) > MAX_URIS:
        raise bad_request(f"You can add a maximum of {MAX_URIS} tracks per request.")
    dead = [uri for uri in given if not alive(uri)]
    for uri in dead:
        if not _PLAYABLE_URI.match(uri):
            raise bad_request(f"Invalid track uri: {uri}")
    if dead:
        raise Refusal(502, "Bad gateway.")
    return given


def room_for(playlist: Playlist, more: int) -> None:
    """403 when the playlist would hold more than it can."""
    if len(playlist.items) + more > MAX_ITEMS:
        raise Refusal(403, f"Playlist size limit reached: {MAX_ITEMS}")


def position(given: Any, playlist: Playlist) -> int | None:
    """Where to insert, None for the end."""
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= len(playlist.items):
        raise bad_request("Index out of bounds")
    return given


def moved_range(body: dict[str, Any], playlist: Playlist) -> tuple[int, int, int]:
    """range_start, range_length, insert_before of a reorder."""
    start: Any = body.get("range_start")
    length: Any = body.get("range_length", 1)
    before: Any = body.get("insert_before")
    size = len(playlist.items)
    if not _whole(start) or not _whole(length) or not _whole(before):
        raise bad_request("range_start and insert_before are required")
    if start >= size or length < 1 or start + length > size or before > size:
        raise bad_request("Index out of bounds")
    return start, length, before


def _whole(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def removed_uris(body: dict[str, Any]) -> list[str]:
    """The URIs to remove. `positions` beside a URI is ignored; the old key `tracks` is unknown."""
    items = body.get("items")
    if not isinstance(items, list) or not items:
        raise bad_request("No items provided")
    if len(items) > MAX_URIS:
        raise bad_request(f"You can remove a maximum of {MAX_URIS} items per request.")
    uris = [item.get("uri") if isinstance(item, dict) else None for item in items]
    if not all(isinstance(uri, str) and uri.startswith("spotify:") for uri in uris):
        raise bad_request("Invalid item uri")
    return [uri for uri in uris if uri]


def snapshot(given: Any, playlist: Playlist) -> None:
    """502 for a snapshot that is not the newest: the live service fails so, and advises to leave it out."""
    if given is not None and given not in (playlist.snapshot, playlist.shown_snapshot):
        raise Refusal(502, "Bad version")


def name(given: Any) -> str:
    """A playlist's name."""
    if not isinstance(given, str) or not given.strip():
        raise bad_request("Missing required field: name")
    if len(given) > MAX_NAME:
        raise bad_request("Playlist name is too long")
    return given


def description(given: Any, *, empty: bool) -> str:
    """A playlist's description. `empty` says whether an empty one is taken: at creation, yes; in a change, no."""
    if not isinstance(given, str) or (not given and not empty):
        raise bad_request("Invalid description")
    if len(given) > MAX_DESCRIPTION or "\n" in given or "\r" in given or _ADDRESS.search(given):
        raise bad_request("Invalid description")
    return given


def visibility(body: dict[str, Any], playlist: Playlist | None = None) -> tuple[bool | None, bool | None]:
    """`public` and `collaborative` as asked for, None where not. A collaborative playlist cannot be public."""
    public, collaborative = body.get("public"), body.get("collaborative")
    for value in (public, collaborative):
        if value is not None and not isinstance(value, bool):
            raise bad_request("public and collaborative are true or false")
    will_be_public = public if public is not None else playlist.public if playlist else True
    if collaborative and will_be_public:
        raise bad_request("A collaborative playlist cannot be public")
    return public, collaborative


def cover(content_type: str, body: bytes) -> bytes:
    """The JPEG in a cover upload: base64 text on one line, without a `data:` prefix."""
    if len(body) > MAX_COVER_BYTES:
        raise Refusal(413, "Request entity too large")
    if content_type != "image/jpeg" or b"\n" in body or b"\r" in body:
        raise bad_request("Invalid image data")
    try:
        jpeg = base64.b64decode(body, validate=True)
    except binascii.Error as problem:
        raise bad_request("Invalid image data") from problem
    if not jpeg.startswith(b"\xff\xd8\xff"):
        raise bad_request("Invalid image data")
    return jpeg
