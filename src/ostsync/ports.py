"""The small protocols through which the rooms meet. `app/` hands in what fulfils them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ostsync.model import Album, Playlist, PlaylistItem, Recommendation, SearchPage, Track, User, Verdict


class Clock(Protocol):
    """Time, and waiting in a way that the person sees."""

    def now(self) -> datetime:
        """The present, aware, in UTC."""
        ...

    def wait(self, seconds: float, why: str) -> None:
        """Waits, telling the person for how long and why; an empty `why` means a moment not worth telling."""
        ...


class Ledger(Protocol):
    """What was spent of the rolling 24-hour quota, and until when Spotify must not be asked."""

    def record(self, kind: str) -> None:
        """Counts one HTTP request that leaves, retries, `/me` and token calls included, by kind."""
        ...

    def spent(self) -> int:
        """Requests in the last 24 hours."""
        ...

    def not_before(self) -> datetime | None:
        """When Spotify may be asked again, or None for now."""
        ...

    def hold_reason(self) -> str | None:
        """Why Spotify must not be asked now: "quota" or "rate"; None where it may."""
        ...

    def hold(self, until: datetime, reason: str) -> None:
        """Remembers across runs that Spotify must not be asked before `until`."""
        ...

    def gap(self) -> float | None:
        """Seconds to keep between two requests, as learned from refusals; None where nothing was learned."""
        ...

    def keep_gap(self, seconds: float) -> None:
        """Remembers across runs what was learned."""
        ...


class Catalogue(Protocol):
    """The catalogue that is searched. Raises Unavailable or RateLimited when it cannot be asked."""

    @property
    def requests(self) -> int:
        """HTTP requests that have left so far, retries included; cached answers do not count."""
        ...

    def search(self, q: str, *, albums: bool = False) -> SearchPage:
        """The first 10 tracks for `q` (at most 100 characters), and the first 10 albums too where asked for."""
        ...

    def search_albums(self, q: str) -> SearchPage:
        """The first 10 albums for `q`."""
        ...

    def album_tracks(self, album: Album) -> tuple[Track, ...]:
        """Every track of the album, 50 a request, each carrying the album."""
        ...

    def track(self, track_id: str) -> Track | None:
        """One track, or None where it does not exist."""
        ...


class Account(Protocol):
    """The playlists of one account.

    Writes raise UnknownOutcome when the answer was lost (timeout, dropped connection, 5xx): they are never
    repeated here. Reads are retried within the session's own policy.
    """

    @property
    def requests(self) -> int:
        """HTTP requests that have left so far."""
        ...

    def me(self) -> User:
        """Who the token speaks for."""
        ...

    def playlists(self) -> Iterable[Playlist]:
        """Heads of the account's playlists (own and followed), 50 a request, read as they are consumed."""
        ...

    def playlist(self, playlist_id: str) -> Playlist:
        """One playlist. `items` holds the first 100 where the account may read them, else None."""
        ...

    def playlist_items(self, playlist_id: str, *, offset: int = 0) -> Iterable[PlaylistItem]:
        """The items from `offset` on, 50 a request."""
        ...

    def create_playlist(self, name: str, *, public: bool) -> Playlist:
        """Creates an empty playlist."""
        ...

    def add_items(self, playlist_id: str, uris: Sequence[str], *, position: int) -> str:
        """Inserts at most 100 URIs at `position`; answers the snapshot."""
        ...

    def remove_items(self, playlist_id: str, uris: Sequence[str]) -> str:
        """Removes every copy of at most 100 URIs; answers the snapshot."""
        ...

    def move_items(self, playlist_id: str, *, range_start: int, range_length: int, insert_before: int) -> str:
        """Moves a block; `insert_before` counts positions before the move. Answers the snapshot."""
        ...

    def change_details(
        self, playlist_id: str, *, name: str | None = None, description: str | None = None, public: bool | None = None
    ) -> None:
        """Changes what is not None."""
        ...

    def upload_cover(self, playlist_id: str, jpeg: bytes) -> None:
        """Sets the cover: a JPEG of at most 190,000 bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Remembered:
    """A verdict of an earlier run."""

    verdict: Verdict
    judged_at: datetime
    tries: int
    """How often it has been missed in a row; 0 for anything but a miss."""
    next_try: datetime | None
    """For a miss: when asking again is worth a request."""


class Memory(Protocol):
    """The verdicts of earlier runs, of one API origin and account."""

    def recall(self, recommendation: Recommendation) -> Remembered | None:
        """What was last decided about the same words, or None."""
        ...

    def remember(
        self, recommendation: Recommendation, verdict: Verdict, *, tries: int, next_try: datetime | None
    ) -> None:
        """Keeps a verdict. Postponed ones are never handed in."""
        ...


class Blanks(Protocol):
    """Searches that found nothing lately: asking them again before other words were tried is a request wasted."""

    def drawn(self, question: str) -> bool:
        """Whether this very question found nothing in the last days."""
        ...

    def draw(self, question: str) -> None:
        """Remembers that it has found nothing."""
        ...
