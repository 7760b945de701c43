"""Decides what becomes of a playlist: the rules of Spotify's 2026 playlist endpoints, without HTTP.

Every change of anything (items, name, description, cover, visibility) makes a new snapshot. The same methods serve
the API and the hand of a user in the app; what only the API refuses is refused in `playlist_rules`.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ostsync.sandbox.catalogue import sandbox_id


@dataclass(frozen=True, slots=True)
class Item:
    """One position of a playlist. `uri` is None for something that exists but can no longer be named."""

    uri: str | None
    added_at: str
    added_by: str


@dataclass(slots=True)
class Playlist:
    """One playlist, with its history of snapshots."""

    id: str
    owner: str
    name: str
    clock: Callable[[], float]
    snapshot_lag: float = 0.0
    """Seconds for which reads still show an intermediate snapshot after a change (seen live, September 2026)."""
    description: str = ""
    public: bool = True
    collaborative: bool = False
    collaborators: set[str] = field(default_factory=set)
    items: list[Item] = field(default_factory=list)
    cover: bytes | None = None
    revision: int = 1
    changed_at: float = 0.0

    @property
    def uri(self) -> str:
        """The playlist's Spotify URI."""
        return f"spotify:playlist:{self.id}"

    @property
    def uris(self) -> list[str | None]:
        """What stands in it, in order."""
        return [item.uri for item in self.items]

    @property
    def cover_version(self) -> str:
        """A word that changes with the cover; empty where there is none."""
        return hashlib.sha256(self.cover).hexdigest()[:16] if self.cover else ""

    def editable_by(self, user: str) -> bool:
        """Whether the user may read and change its items: the owner and the collaborators."""
        return user == self.owner or (self.collaborative and user in self.collaborators)

    # ------------------------------------------------------------------------------------------ snapshots

    @property
    def snapshot(self) -> str:
        """The snapshot of the newest revision, as a write answers it."""
        return self._snapshot("now")

    @property
    def shown_snapshot(self) -> str:
        """The snapshot that a read shows."""
        lagging = self.revision > 1 and self.clock() < self.changed_at + self.snapshot_lag
        return self._snapshot("soon") if lagging else self.snapshot

    def _snapshot(self, when: str) -> str:
        mark = sandbox_id(self.id, str(self.revision), when)
        return base64.b64encode(self.revision.to_bytes(4, "big") + mark[:20].encode()).decode()

    def _changed(self) -> str:
        self.revision += 1
        self.changed_at = self.clock()
        return self.snapshot

    # ------------------------------------------------------------------------------------------ changes

    def add(self, uris: Iterable[str | None], position: int | None = None, by: str | None = None) -> str:
        """Inserts before `position`, or at the end."""
        at = datetime.fromtimestamp(self.clock(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        new = [Item(uri, at, by or self.owner) for uri in uris]
        position = len(self.items) if position is None else position
        self.items[position:position] = new
        return self._changed()

    def replace(self, uris: Sequence[str], by: str | None = None) -> str:
        """Throws everything out and puts `uris` in."""
        self.items.clear()
        return self.add(uris, 0, by)

    def remove(self, uris: Iterable[str]) -> str:
        """Removes every copy of each URI: positions are not looked at since 2026."""
        gone = set(uris)
        left = [item for item in self.items if item.uri not in gone]
        if len(left) == len(self.items):
            return self.snapshot
        self.items = left
        return self._changed()

    def take(self, position: int) -> str:
        """Removes the one item at `position`, as only a user in the app can."""
        del self.items[position]
        return self._changed()

    def move(self, range_start: int, range_length: int, insert_before: int) -> str:
        """Moves a block; `insert_before` counts positions before the move."""
        end = range_start + range_length
        if range_start <= insert_before <= end:
            return self.snapshot
        block = self.items[range_start:end]
        rest = self.items[:range_start] + self.items[end:]
        target = insert_before if insert_before < range_start else insert_before - len(block)
        self.items = rest[:target] + block + rest[target:]
        return self._changed()

    def details(
        self,
        *,
        name: str | None = None,
        description: str | None = None,
        public: bool | None = None,
        collaborative: bool | None = None,
    ) -> str:
        """Changes what is not None."""
        self.name = self.name if name is None else name
        self.description = self.description if description is None else description
        self.public = self.public if public is None else public
        self.collaborative = self.collaborative if collaborative is None else collaborative
        return self._changed()

    def paint(self, jpeg: bytes) -> str:
        """Sets the cover."""
        self.cover = jpeg
        return self._changed()
