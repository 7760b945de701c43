"""A catalogue and a memory for benchmarks: the sandbox's own search engine, called in this process."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from ostsync.model import Album, Recommendation, SearchPage, Track, Verdict
from ostsync.ports import Remembered
from ostsync.sandbox.catalogue import Catalogue as Shelf
from ostsync.sandbox.catalogue import CatalogueTrack
from ostsync.sandbox.search import Engine, Ranker

ROOT = Path(__file__).resolve().parent.parent


def bench() -> Path:
    """Where the real inputs lie; ends the benchmark where they are not."""
    place = Path(os.environ.get("OSTSYNC_BENCH", ROOT.parent / "shared")) / "bench"
    if not place.is_dir():
        sys.exit(f"needs the real inputs, and {place} is not there (set OSTSYNC_BENCH)")
    return place


class Local:
    """The sandbox's engine as a `ports.Catalogue`: the same answers as over HTTP, counted the same way."""

    def __init__(self, shelf: Shelf, engine: Engine) -> None:
        self.requests = 0
        self.hidden: set[str] = set()
        self._shelf = shelf
        self._engine = engine
        self._albums = {label: _album(shelf, label) for label in shelf.albums}
        self._cache: dict[tuple[str, str], SearchPage] = {}

    @property
    def shelf(self) -> Shelf:
        """What the catalogue holds."""
        return self._shelf

    def search(self, q: str, *, albums: bool = False) -> SearchPage:
        """The first 10 tracks, and albums."""
        return self._ask(q, "both" if albums else "tracks")

    def search_albums(self, q: str) -> SearchPage:
        """The first 10 albums."""
        return self._ask(q, "albums")

    def _ask(self, q: str, kind: str) -> SearchPage:
        assert 0 < len(q) <= 100, q
        if not self.hidden and (q, kind) in self._cache:
            return replace(self._cache[q, kind], cached=True)
        self.requests += 1
        tracks: tuple[Track, ...] = ()
        albums: tuple[Album, ...] = ()
        if kind != "albums":
            found, _ = self._engine.tracks(q, 10)
            tracks = tuple(self.model(t) for t in found if t.id not in self.hidden)
        if kind != "tracks":
            releases, _ = self._engine.albums(q, 10)
            albums = tuple(self._albums[a.id] for a in releases)
        page = SearchPage(tracks, albums)
        if not self.hidden and (tracks or albums):
            self._cache[q, kind] = page
        return page

    def album_tracks(self, album: Album) -> tuple[Track, ...]:
        """A track list, 50 a request, without ISRCs as in the Web API."""
        tracks = [t for t in self._shelf.albums[album.id].tracks if t.id not in self.hidden]
        self.requests += max(1, -(-len(tracks) // 50))
        return tuple(replace(self.model(t), isrc=None) for t in tracks)

    def track(self, track_id: str) -> Track | None:
        """One track."""
        self.requests += 1
        found = self._shelf.tracks.get(track_id)
        return self.model(found) if found else None

    def model(self, track: CatalogueTrack) -> Track:
        """A track of the sandbox as the Web API would show it."""
        return Track(
            track.id,
            track.name,
            track.artists,
            self._albums[track.album_id],
            track.duration_ms,
            track.isrc,
            track.track_number,
            track.disc_number,
            track.playable,
        )


def _album(shelf: Shelf, label: str) -> Album:
    album = shelf.albums[label]
    return Album(album.id, album.name, tuple(album.artists), album.album_type, album.release_date, len(album.tracks))


class Memory:
    """A memory of verdicts for as long as the process lives."""

    def __init__(self, key: Callable[[Recommendation], str]) -> None:
        self._key = key
        self._known: dict[str, Remembered] = {}

    def recall(self, recommendation: Recommendation) -> Remembered | None:
        """What was last decided."""
        return self._known.get(self._key(recommendation))

    def remember(
        self, recommendation: Recommendation, verdict: Verdict, *, tries: int, next_try: datetime | None
    ) -> None:
        """Keeps a verdict."""
        self._known[self._key(recommendation)] = Remembered(verdict, datetime.now(UTC), tries, next_try)


class Clock:
    """The machine's clock; nothing waits."""

    def now(self) -> datetime:
        """The present."""
        return datetime.now(UTC)

    def wait(self, seconds: float, why: str) -> None:
        """Does not wait."""


RANKERS = tuple(Ranker)
