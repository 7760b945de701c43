"""A playlist account in memory that behaves as Spotify's of 2026 does, with every write able to fail.

Each position carries who put or moved it there, which the code under test cannot see.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from ostsync.errors import NotFound, SpotifyRefused, UnknownOutcome
from ostsync.model import ItemKind, Playlist, PlaylistItem, User

FIRST = 100
PAGE = 50


@dataclass(slots=True)
class Held:
    """One position."""

    uri: str | None
    by: str
    kind: ItemKind = ItemKind.TRACK
    isrc: str | None = None
    name: str | None = None
    artists: tuple[str, ...] = ()
    duration_ms: int | None = None
    added_at: str = ""
    serial: int = 0

    def shown(self) -> PlaylistItem:
        """As the API answers it."""
        return PlaylistItem(
            self.uri, self.kind, self.name, self.isrc, self.added_at, "me", self.artists, self.duration_ms
        )


@dataclass(slots=True)
class Kept:
    """One playlist."""

    id: str
    name: str
    public: bool
    owner: str = "me"
    description: str = ""
    cover: bytes | None = None
    snapshot: int = 0
    items: list[Held] = field(default_factory=list)


T = TypeVar("T")
Fault = Callable[[str, bool], None]
"""Called with the kind of a write, before and after it is applied; raises to make it fail."""


class FakeAccount:
    """Fulfils `ports.Account`."""

    def __init__(self) -> None:
        self.lists: dict[str, Kept] = {}
        self.requests = 0
        self.writes: list[tuple[str, object]] = []
        self.fault: Fault = lambda kind, applied: None
        self.dead: set[str] = set()
        self.isrcs: dict[str, str] = {}
        self.twice: list[str] = []
        """What was added by the code under test although it was there."""
        self.lost: list[Held] = []
        """What was removed by the code under test."""
        self._serial = itertools.count(1)

    # -- ports.Account

    def me(self) -> User:
        """Asks once."""
        self.requests += 1
        return User("account-me", "me")

    def playlists(self) -> Iterator[Playlist]:
        """Newest first."""
        every = list(self.lists.values())[::-1]
        for start in range(0, max(len(every), 1), PAGE):
            self.requests += 1
            yield from (self._head(kept, items=False) for kept in every[start : start + PAGE])

    def playlist(self, playlist_id: str) -> Playlist:
        """The head with the first items."""
        self.requests += 1
        return self._head(self._get(playlist_id), items=True)

    def playlist_items(self, playlist_id: str, *, offset: int = 0) -> Iterable[PlaylistItem]:
        """Page after page."""
        items = self._get(playlist_id).items
        while True:
            self.requests += 1
            yield from (held.shown() for held in items[offset : offset + PAGE])
            offset += PAGE
            if offset >= len(items):
                return

    def create_playlist(self, name: str, *, public: bool) -> Playlist:
        """An empty one."""

        def make() -> Kept:
            kept = Kept(f"list{len(self.lists) + 1}", name, public)
            self.lists[kept.id] = kept
            return kept

        return self._head(self._write("create", name, make), items=True)

    def add_items(self, playlist_id: str, uris: Sequence[str], *, position: int) -> str:
        """At most 100, all or nothing."""
        kept = self._get(playlist_id)
        if not 0 < len(uris) <= 100 or position > len(kept.items):
            raise AssertionError(f"add {len(uris)} at {position} of {len(kept.items)}")

        def add() -> str:
            if self.dead.intersection(uris):
                raise UnknownOutcome("502")
            here = {held.uri for held in kept.items} | {held.isrc for held in kept.items if held.isrc}
            self.twice += [uri for uri in uris if uri in here or self.isrcs.get(uri) in here - {None}]
            return self._changed(kept, [*kept.items[:position], *map(self._new, uris), *kept.items[position:]])

        return self._write("add", (position, tuple(uris)), add)

    def remove_items(self, playlist_id: str, uris: Sequence[str]) -> str:
        """Every copy."""
        kept = self._get(playlist_id)
        if not 0 < len(uris) <= 100:
            raise AssertionError(f"remove {len(uris)}")

        def remove() -> str:
            self.lost += [held for held in kept.items if held.uri in uris]
            return self._changed(kept, [held for held in kept.items if held.uri not in uris])

        return self._write("remove", tuple(uris), remove)

    def move_items(self, playlist_id: str, *, range_start: int, range_length: int, insert_before: int) -> str:
        """One block."""
        kept = self._get(playlist_id)
        if range_length < 1 or range_start + range_length > len(kept.items) or insert_before > len(kept.items):
            raise AssertionError(f"move {range_start} {range_length} {insert_before} of {len(kept.items)}")

        def move() -> str:
            return self._changed(kept, moved(kept.items, range_start, range_length, insert_before))

        return self._write("move", (range_start, range_length, insert_before), move)

    def change_details(
        self, playlist_id: str, *, name: str | None = None, description: str | None = None, public: bool | None = None
    ) -> None:
        """Refuses what Spotify refuses."""
        kept = self._get(playlist_id)
        if description is not None and ("http" in description or "\n" in description or not description):
            raise SpotifyRefused("Invalid description", status=400)

        def change() -> None:
            kept.name = name or kept.name
            kept.description = description or kept.description
            kept.snapshot += 1

        self._write("details", (name, description, public), change)

    def upload_cover(self, playlist_id: str, jpeg: bytes) -> None:
        """Any bytes."""
        kept = self._get(playlist_id)

        def change() -> None:
            kept.cover = jpeg
            kept.snapshot += 1

        self._write("cover", len(jpeg), change)

    # -- what the person does by hand

    def by_hand(self, playlist_id: str, items: list[Held]) -> None:
        """The person edits the list in a client."""
        self._changed(self._get(playlist_id), items)

    def new(self, uri: str | None, *, by: str = "user", kind: ItemKind = ItemKind.TRACK) -> Held:
        """A position that is not in a list yet."""
        serial = next(self._serial)
        at = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=serial)).isoformat()
        return Held(uri, by, kind, isrc=self.isrcs.get(uri or ""), added_at=at, serial=serial)

    def uris(self, playlist_id: str) -> list[str | None]:
        """What stands there, in order."""
        return [held.uri for held in self.lists[playlist_id].items]

    # -- how

    def _new(self, uri: str) -> Held:
        return self.new(uri, by="tool")

    def _get(self, playlist_id: str) -> Kept:
        if playlist_id not in self.lists:
            self.requests += 1
            raise NotFound("no such playlist", status=404)
        return self.lists[playlist_id]

    def _changed(self, kept: Kept, items: list[Held]) -> str:
        kept.items = items
        kept.snapshot += 1
        return f"s{kept.snapshot}"

    def _write(self, kind: str, what: object, change: Callable[[], T]) -> T:
        self.requests += 1
        self.fault(kind, False)
        answer = change()
        self.writes.append((kind, what))
        self.fault(kind, True)
        return answer

    def _head(self, kept: Kept, *, items: bool) -> Playlist:
        return Playlist(
            id=kept.id,
            name=kept.name,
            owner_id=kept.owner,
            description=kept.description,
            public=kept.public,
            snapshot_id=f"s{kept.snapshot}",
            total=len(kept.items),
            items=tuple(held.shown() for held in kept.items[:FIRST]) if items and kept.owner == "me" else None,
            images=("https://example.com/cover.jpg",) if kept.cover else (),
        )


def moved(items: Sequence[T], start: int, length: int, before: int) -> list[T]:
    """The items after a move, by Spotify's rule."""
    block = list(items[start : start + length])
    front = [item for n, item in enumerate(items) if n < before and not start <= n < start + length]
    back = [item for n, item in enumerate(items) if n >= before and not start <= n < start + length]
    return [*front, *block, *back]


class FakeClock:
    """Time that passes only by waiting."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, tzinfo=UTC)
        self.waits: list[float] = []

    def now(self) -> datetime:
        """Each look is a moment later."""
        self.time += timedelta(milliseconds=1)
        return self.time

    def wait(self, seconds: float, why: str) -> None:
        """At once."""
        self.waits.append(seconds)
        self.time += timedelta(seconds=seconds)
