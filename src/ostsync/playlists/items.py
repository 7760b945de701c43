"""Decides what is remembered about each position of a playlist, and when two of them are the same recording.

Pure. A position is `mine` when a push put it there and nobody touched it since; everything else belongs to the
person and is never moved or taken out, except by `--mirror`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ostsync.model import ItemKind, PlaylistItem, Track
from ostsync.titles.fold import fold

MOST_ITEMS = 10_000
"""Items that a playlist takes (Spotify Web API, playlist concepts; 500 or 403 above it)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One position of a playlist, or one track that should have one."""

    uri: str | None
    kind: ItemKind = ItemKind.TRACK
    mine: bool = False
    isrc: str | None = None
    stands_for: str | None = None
    """The wanted track that this one, under another id, fulfils; or the one behind a position that became null."""
    added_at: str | None = None
    """As Spotify last said it; None where it was not read since."""
    name: str | None = None
    artists: tuple[str, ...] = ()
    duration_ms: int | None = None

    @classmethod
    def read(
        cls, item: PlaylistItem, *, mine: bool = False, isrc: str | None = None, stands_for: str | None = None
    ) -> Item:
        """What stands on the account, with what was known about it before."""
        return cls(
            uri=item.uri if item.kind is not ItemKind.MISSING else None,
            kind=item.kind,
            mine=mine,
            isrc=item.isrc or isrc,
            stands_for=stands_for,
            added_at=item.added_at,
            name=item.name,
            artists=item.artists,
            duration_ms=item.duration_ms,
        )

    @classmethod
    def of(cls, track: Track) -> Item:
        """A track that should have a position."""
        return cls(
            uri=track.uri,
            mine=True,
            isrc=track.isrc,
            name=track.name,
            artists=track.artists,
            duration_ms=track.duration_ms,
        )

    @property
    def label(self) -> str:
        """How a person would call it."""
        if self.name:
            return f"{self.name} · {', '.join(self.artists)}" if self.artists else self.name
        if self.uri is None:
            return "an item that Spotify does not name"
        if self.uri.startswith("spotify:track:"):
            return f"https://open.spotify.com/track/{self.uri.rsplit(':', 1)[-1]}"
        return self.uri

    def bare(self) -> Item:
        """Without Spotify's words about it, which are not kept."""
        return replace(self, name=None, artists=(), duration_ms=None)


@dataclass(frozen=True, slots=True)
class State:
    """What is remembered about a playlist between two pushes."""

    items: tuple[Item, ...] = ()
    """As last read back, or as the steps since then left them."""
    taken_out: tuple[Item, ...] = ()
    """What the person took out by hand; it stays out until `--restore`."""
    dead: tuple[str, ...] = ()
    """URIs that Spotify refused to add."""
    snapshots: tuple[str, ...] = ()
    """Snapshots that are known to stand for exactly `items`."""
    name: str = ""
    """As last read."""
    public: bool | None = None
    """As last asked for; what Spotify reports back is not reliable (live reports, September 2026)."""
    description: str = ""
    """As last asked for, taken or refused."""
    description_read: str = ""
    """As last read, after that."""
    cover: str = ""
    """Digest of the cover last asked for, taken or refused."""

    def bare(self) -> State:
        """The part that is kept."""
        return replace(
            self, items=tuple(i.bare() for i in self.items), taken_out=tuple(i.bare() for i in self.taken_out)
        )


@dataclass(frozen=True, slots=True)
class _Words:
    """Title, artists and length, for recordings whose ISRC is not known on both sides."""

    title: str
    artists: frozenset[str]
    second: int


class Recordings:
    """Finds the positions that hold a given recording.

    Two items are the same recording when they share a URI or an ISRC. Where one of the ISRCs is not known, the
    same title by the same artists, as long to within a second, is the same recording too.
    """

    def __init__(self, items: Iterable[Item] = ()) -> None:
        self._items: list[Item] = []
        self._found: dict[str | _Words, list[int]] = {}
        for item in items:
            self.add(item)

    def add(self, item: Item) -> None:
        """Takes one more item in; its number is how many were there before."""
        number = len(self._items)
        self._items.append(item)
        for key in _exact_keys(item):
            self._found.setdefault(key, []).append(number)
        words = _words(item)
        if words:
            self._found.setdefault(words, []).append(number)

    def find(self, item: Item) -> list[int]:
        """Numbers of the items that hold the same recording, in order."""
        numbers: set[int] = set()
        for key in _exact_keys(item):
            numbers.update(self._found.get(key, ()))
        words = _words(item)
        if words:
            for nearby in (-1, 0, 1):
                for number in self._found.get(replace(words, second=words.second + nearby), ()):
                    other = self._items[number]
                    if not (item.isrc and other.isrc) and _as_long(item, other):
                        numbers.add(number)
        return sorted(numbers)

    def __contains__(self, item: Item) -> bool:
        return bool(self.find(item))


def unique(items: Iterable[Item]) -> list[Item]:
    """The items without those that repeat an earlier recording."""
    seen = Recordings()
    kept = []
    for item in items:
        if item not in seen:
            kept.append(item)
            seen.add(item)
    return kept


def tokens(items: Iterable[Item | PlaylistItem]) -> list[str | None]:
    """What is compared when a playlist is verified: the URIs in order, None where Spotify names nothing."""
    return [None if item.kind is ItemKind.MISSING else item.uri for item in items]


def common_ends(one: Sequence[object], other: Sequence[object]) -> tuple[int, int]:
    """How many elements two sequences share at their beginnings, and how many more at their ends."""
    shorter = min(len(one), len(other))
    head = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), shorter)
    tail = next((n for n in range(shorter - head) if one[-1 - n] != other[-1 - n]), shorter - head)
    return head, tail


def _exact_keys(item: Item) -> list[str]:
    keys = [item.uri] if item.uri else []
    if item.stands_for and item.stands_for != item.uri:
        keys.append(item.stands_for)
    if item.isrc:
        keys.append("isrc:" + item.isrc.upper().replace("-", ""))
    return keys


def _words(item: Item) -> _Words | None:
    if item.kind is not ItemKind.TRACK or not (item.name and item.artists and item.duration_ms):
        return None
    return _Words(fold(item.name), frozenset(map(fold, item.artists)), item.duration_ms // 1000)


def _as_long(one: Item, other: Item) -> bool:
    return abs((one.duration_ms or 0) - (other.duration_ms or 0)) <= 1000
