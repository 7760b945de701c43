"""How a run treats what is known, and how much it may ask: apart from the matching, which takes a while to load."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """How a run treats what is known, and how much it may ask."""

    refresh: bool = False
    """Ask again for everything."""
    retry_misses: bool = False
    """Ask again for misses before their time."""
    rejudge: bool = False
    """Judge stored candidates anew, without a single request."""
    max_requests: int | None = None
    """Requests of this run at most; what would need more is postponed."""
    albums: bool = False
    """Put the tracks of a recommended album in its place."""
