"""Decides what the sandbox remembers while it runs: catalogue, accounts, playlists, libraries, and what died."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ostsync.sandbox.accounts import Accounts
from ostsync.sandbox.catalogue import Catalogue, CatalogueTrack, sandbox_id
from ostsync.sandbox.limits import Limits
from ostsync.sandbox.playlists import Playlist
from ostsync.sandbox.search import Engine

WORLD = "ostsync.world"
"""Where a request carries the world of its server, in its WSGI environment."""


_LAST_SECOND = 32_503_680_000.0
"""The year 3000: no clock jumps beyond it, or before 1970."""


@dataclass(slots=True)
class ServerClock:
    """The server's time in seconds since 1970, which a fault can set forward or back."""

    read: Callable[[], float]
    ahead: float = 0.0

    def __call__(self) -> float:
        """The present."""
        return min(max(self.read() + self.ahead, 0.0), _LAST_SECOND)

    def jump(self, seconds: float) -> None:
        """From now on it is so much later, or earlier."""
        self.ahead += seconds


@dataclass(slots=True)
class World:
    """Everything behind the HTTP surface."""

    catalogue: Catalogue
    engine: Engine
    accounts: Accounts
    limits: Limits
    clock: ServerClock
    snapshot_lag: float = 0.0
    forgets_private: bool = False
    """Answers `public: true` whatever was asked for, as was seen live in September 2026."""
    playlists: dict[str, Playlist] = field(default_factory=dict)
    libraries: dict[str, list[str]] = field(default_factory=dict)
    """What each account has saved, playlists included, the newest first."""
    dead: set[str] = field(default_factory=set)
    """URIs of tracks that are gone from Spotify."""
    unplayable: set[str] = field(default_factory=set)
    """URIs of tracks that cannot be played in any market."""
    episodes: dict[str, str] = field(default_factory=dict)
    """Episode URI to name."""
    lock: threading.RLock = field(default_factory=threading.RLock)

    def alive(self, uri: str) -> bool:
        """Whether a track or episode URI can be written into a playlist."""
        return uri not in self.dead and (
            uri.removeprefix("spotify:track:") in self.catalogue.tracks or uri in self.episodes
        )

    def playable(self, track: CatalogueTrack) -> bool:
        """Whether the track can be played."""
        return track.playable and track.uri not in self.unplayable

    def library(self, user: str) -> list[str]:
        """What the user has saved."""
        return self.libraries.setdefault(user, [])

    def save(self, user: str, uris: Iterable[str]) -> None:
        """Saves to the user's library; what is there stays where it is."""
        library = self.library(user)
        for uri in uris:
            if uri not in library:
                library.insert(0, uri)

    def forget(self, user: str, uris: Iterable[str]) -> None:
        """Removes from the user's library. A playlist taken out still answers by id: there is no delete."""
        gone = set(uris)
        library = self.library(user)
        library[:] = [uri for uri in library if uri not in gone]

    def create(self, owner: str, name: str) -> Playlist:
        """A new empty playlist on top of the owner's list."""
        ident = sandbox_id("playlist", owner, str(len(self.playlists)))
        playlist = Playlist(ident, owner, name, self.clock, self.snapshot_lag, changed_at=self.clock())
        self.playlists[ident] = playlist
        self.save(owner, [playlist.uri])
        return playlist

    def listed(self, user: str) -> list[Playlist]:
        """The playlists that the user owns or follows, the newest first."""
        idents = (uri.rsplit(":", 1)[-1] for uri in self.library(user) if uri.startswith("spotify:playlist:"))
        return [self.playlists[ident] for ident in idents if ident in self.playlists]
