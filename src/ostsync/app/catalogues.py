"""Which catalogue a resolve asks: Spotify's, opened only when a question comes up and spared what it has answered with
nothing; or none, where looking is all."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from ostsync.errors import Unavailable
from ostsync.model import Album, SearchPage, Track
from ostsync.ports import Blanks, Catalogue


class WhenAsked:
    """A catalogue that is opened by the first question, since loading a client takes longer than reading the store."""

    def __init__(self, opened: Callable[[], Catalogue]) -> None:
        self._open = opened
        self._before = 0

    @cached_property
    def _catalogue(self) -> Catalogue:
        catalogue = self._open()
        self._before = catalogue.requests
        return catalogue

    @property
    def requests(self) -> int:
        """HTTP requests that have left since the first question."""
        return self._catalogue.requests - self._before if "_catalogue" in self.__dict__ else 0

    def search(self, q: str, *, albums: bool = False) -> SearchPage:
        """The first 10 tracks for `q`, and the first 10 albums too where asked for."""
        return self._catalogue.search(q, albums=albums)

    def search_albums(self, q: str) -> SearchPage:
        """The first 10 albums for `q`."""
        return self._catalogue.search_albums(q)

    def album_tracks(self, album: Album) -> tuple[Track, ...]:
        """Every track of the album."""
        return self._catalogue.album_tracks(album)

    def track(self, track_id: str) -> Track | None:
        """One track, or None where it does not exist."""
        return self._catalogue.track(track_id)


class Sparing:
    """A catalogue that is not asked again what found nothing lately. Fulfils `ports.Catalogue`."""

    def __init__(self, catalogue: Catalogue, blanks: Blanks) -> None:
        self._catalogue = catalogue
        self._blanks = blanks

    @property
    def requests(self) -> int:
        """HTTP requests that have left so far."""
        return self._catalogue.requests

    def search(self, q: str, *, albums: bool = False) -> SearchPage:
        """The first 10 tracks for `q`, and the first 10 albums too where asked for."""
        kind = "tracks and albums" if albums else "tracks"
        return self._spared(f"{kind}: {q}", lambda: self._catalogue.search(q, albums=albums))

    def search_albums(self, q: str) -> SearchPage:
        """The first 10 albums for `q`."""
        return self._spared(f"albums: {q}", lambda: self._catalogue.search_albums(q))

    def _spared(self, question: str, ask: Callable[[], SearchPage]) -> SearchPage:
        if self._blanks.drawn(question):
            return SearchPage(cached=True)
        page = ask()
        if not page.tracks and not page.albums:
            self._blanks.draw(question)
        return page

    def album_tracks(self, album: Album) -> tuple[Track, ...]:
        """Every track of the album."""
        return self._catalogue.album_tracks(album)

    def track(self, track_id: str) -> Track | None:
        """One track, or None where it does not exist."""
        return self._catalogue.track(track_id)


def refuse() -> Catalogue:
    """For `WhenAsked`, where nothing may be asked. Raises Unavailable."""
    raise Unavailable("Nothing is asked of Spotify here.")
