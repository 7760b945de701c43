"""Decides what an older app gets: the fields and names that were taken from apps made since February 2026.

Apps from before still get them (Spotify postponed the change for them in March 2026), so a client must read both. A
recording of such an app has `tracks` beside `items` and `track` beside `item`; others were seen with the old names.
"""

from __future__ import annotations

import re
from typing import Any

LEGACY = "ostsync.legacy"
"""Where a request that is treated as an older app's says so, in its WSGI environment."""

_MOVED = (
    (re.compile(r"/v1/playlists/([^/]+)/tracks$"), r"/v1/playlists/\1/items"),
    (re.compile(r"/v1/users/[^/]+/playlists$"), "/v1/me/playlists"),
)
_MARKETS = ["DE", "FR", "GB", "JP", "US"]
_GONE: dict[str, dict[str, Any]] = {
    "track": {"available_markets": _MARKETS, "popularity": 42},
    "album": {"available_markets": _MARKETS, "popularity": 40, "label": "Sandbox Records", "genres": []},
    "artist": {"followers": {"href": None, "total": 1000}, "popularity": 50, "genres": ["soundtrack"]},
    "user": {"country": "DE", "product": "premium", "email": "sandbox@example.com", "followers": {"total": 0}},
}
"""What is missing from each type of object since (Spotify, February 2026 migration guide)."""


def path(asked: str) -> str:
    """The endpoint of 2026 that does what the asked one did."""
    for pattern, now in _MOVED:
        asked = pattern.sub(now, asked)
    return asked


def shaped(value: Any, *, old: bool) -> Any:
    """The answer as an older app gets it; with `old` the new names are left out."""
    if isinstance(value, list):
        return [shaped(entry, old=old) for entry in value]
    if not isinstance(value, dict):
        return value
    value = {key: shaped(inner, old=old) for key, inner in value.items()}
    kind = value.get("type")
    value |= _GONE.get(kind, {}) if isinstance(kind, str) else {}
    for new, former, fits in (("items", "tracks", kind == "playlist"), ("item", "track", "added_at" in value)):
        if fits and new in value:
            value[former] = value[new]
            if old:
                del value[new]
    return value
