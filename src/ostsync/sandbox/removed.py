"""Decides which endpoints are gone for a development-mode app since February 2026, and how they say so.

They answer 403, not 404; creating a playlist under /users says the misleading thing that the live service says.
Source: Spotify's February 2026 migration guide and the `deprecated` marks of its OpenAPI file.
"""

from __future__ import annotations

_ALL = ("GET", "POST", "PUT", "DELETE")

REMOVED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("tracks", ("GET",)),
    ("albums", ("GET",)),
    ("artists", ("GET",)),
    ("episodes", ("GET",)),
    ("shows", ("GET",)),
    ("audiobooks", ("GET",)),
    ("chapters", ("GET",)),
    ("artists/<ident>/top-tracks", ("GET",)),
    ("artists/<ident>/related-artists", ("GET",)),
    ("audio-features", ("GET",)),
    ("audio-features/<ident>", ("GET",)),
    ("audio-analysis/<ident>", ("GET",)),
    ("recommendations", ("GET",)),
    ("recommendations/available-genre-seeds", ("GET",)),
    ("browse/<path:rest>", ("GET",)),
    ("markets", ("GET",)),
    ("users/<ident>", ("GET",)),
    ("users/<ident>/playlists", ("GET", "POST")),
    ("playlists/<ident>/tracks", _ALL),
    ("playlists/<ident>/followers", ("PUT", "DELETE")),
    ("playlists/<ident>/followers/contains", ("GET",)),
    ("me/tracks", ("PUT", "DELETE")),
    ("me/albums", ("PUT", "DELETE")),
    ("me/episodes", ("PUT", "DELETE")),
    ("me/shows", ("PUT", "DELETE")),
    ("me/audiobooks", ("PUT", "DELETE")),
    ("me/following", ("PUT", "DELETE")),
    ("me/tracks/contains", ("GET",)),
    ("me/albums/contains", ("GET",)),
    ("me/episodes/contains", ("GET",)),
    ("me/shows/contains", ("GET",)),
    ("me/audiobooks/contains", ("GET",)),
    ("me/following/contains", ("GET",)),
)
"""Path below /v1/ and the methods that are gone."""


def words(method: str, path: str) -> str:
    """What the refusal says."""
    if method == "POST" and path.startswith("users/"):
        return "You cannot create a playlist for another user"
    return "Forbidden"
