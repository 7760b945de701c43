"""Decides what a user can do to a playlist by hand in the app: more than the Web API can, and unseen by its log."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote_plus

from ostsync.sandbox.catalogue import sandbox_id
from ostsync.sandbox.playlists import Playlist
from ostsync.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Hand:
    """A user's hand on one playlist."""

    world: World
    playlist: Playlist

    @property
    def id(self) -> str:
        """The playlist's id."""
        return self.playlist.id

    @property
    def uris(self) -> list[str | None]:
        """What stands in it, in order."""
        return self.playlist.uris

    def add(self, *uris: str, position: int | None = None) -> None:
        """Adds tracks, at the end or before `position`."""
        self._insert(uris, position)

    def add_local(self, name: str, artist: str = "", album: str = "", position: int | None = None) -> str:
        """Adds a file from the user's own disk; answers its URI."""
        tags = (quote_plus(text) for text in (artist, album, name))
        uri = f"spotify:local:{':'.join(tags)}:180"
        self._insert([uri], position)
        return uri

    def add_episode(self, name: str, position: int | None = None) -> str:
        """Adds a podcast episode; answers its URI."""
        uri = f"spotify:episode:{sandbox_id('episode', name)}"
        self.world.episodes[uri] = name
        self._insert([uri], position)
        return uri

    def add_null(self, position: int | None = None) -> None:
        """Adds something that the API can only answer as null."""
        self._insert([None], position)

    def remove(self, position: int) -> None:
        """Takes out the one item at `position`; other copies stay."""
        with self.world.lock:
            self.playlist.take(position)

    def move(self, position: int, before: int) -> None:
        """Moves one item; `before` counts positions before the move."""
        with self.world.lock:
            self.playlist.move(position, 1, before)

    def rename(self, name: str) -> None:
        """Renames the playlist."""
        with self.world.lock:
            self.playlist.details(name=name)

    def describe(self, description: str) -> None:
        """Describes the playlist; the app takes what the API refuses."""
        with self.world.lock:
            self.playlist.details(description=description)

    def delete(self) -> None:
        """Takes the playlist out of its owner's library, which is all that deleting is."""
        with self.world.lock:
            self.world.forget(self.playlist.owner, [self.playlist.uri])

    def share_with(self, account: str) -> None:
        """Makes the playlist collaborative and the account a collaborator."""
        with self.world.lock:
            self.playlist.details(public=False, collaborative=True)
            self.playlist.collaborators.add(account)

    def _insert(self, uris: tuple[str, ...] | list[str] | list[None], position: int | None) -> None:
        with self.world.lock:
            self.playlist.add(uris, position)
