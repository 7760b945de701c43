"""Turns Spotify's JSON into the nouns of the model; nothing of its shape is known anywhere else.

Pure. Takes the answers of 2026 (`items`, `item`, no popularity, no markets) and those that older apps still get
(`tracks`, `track`), null for what cannot be shown, local files and episodes.

What is read must be what Spotify sends, or the answer is none: an object or a list that was asked for and is not
there, a field of another type, a page that does not hold as much as it says. Such an answer raises Unavailable, so
that nothing is concluded from what it lacks: no miss, no shorter playlist. Fields that not every track has may be
absent or null.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard, TypeVar

from ostsync.errors import Unavailable
from ostsync.model import Album, ItemKind, Playlist, PlaylistItem, SearchPage, Track, User
from ostsync.spotify.failures import spoiled, unreadable
from ostsync.text import unescaped

IMAGE_WIDTH = 300
"""Pixels: the cover nearest to this width is the one a list of candidates needs."""
LARGEST_NUMBER = 2**53
"""Beyond it JSON's numbers are not exact; nothing of Spotify's is near."""

Json = Mapping[str, Any]
T = TypeVar("T")
_ID = re.compile(r"[0-9A-Za-z]{1,64}")
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Damaged(ValueError):
    """A field is not what Spotify sends."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list that is read in order. An entry that is no object stands as None."""

    entries: tuple[Json | None, ...]
    end: int
    """Where the next page begins."""
    more: bool


def answer(value: object, what: str) -> Json:
    """The answer as an object. Raises Unavailable for anything else."""
    if not isinstance(value, dict):
        raise unreadable(what)
    return value


def page(value: Json, offset: int, what: str, *, counted: bool = True) -> Page:
    """A page that was asked for at `offset`. Raises Unavailable where it is not what it says itself.

    A list that is `counted` ends where its total says; the account's playlists also end where Spotify gives no more.
    """
    entries, total, limit = value.get("items"), value.get("total"), value.get("limit")
    if not isinstance(entries, list) or not _whole(total) or value.get("offset", offset) != offset:
        raise unreadable(what)
    end = offset + len(entries)
    due = max(total - offset, 0)
    if "limit" in value and not (_whole(limit) and (not counted or len(entries) == min(limit, due))):
        raise unreadable(what)
    if counted and (len(entries) > due or (due and not entries)):
        raise unreadable(what)
    more = end < total and bool(entries)
    return Page(tuple(entry if isinstance(entry, dict) else None for entry in entries), end, more)


# ---------------------------------------------------------------------------- the catalogue


def search_page(value: Json, *kinds: str, cached: bool) -> SearchPage:
    """The `tracks` and `albums` of a search, in Spotify's order.

    Raises Unavailable where one of them is not there, and Damaged where an entry cannot be read.
    """
    found = {kind: value.get(kind) for kind in kinds}
    lists = {kind: page.get("items") for kind, page in found.items() if isinstance(page, dict)}
    if any(not isinstance(lists.get(kind), list) for kind in kinds):
        raise unreadable("the search")
    tracks = tuple(_whole_ones(track, lists.get("tracks", ()), "the search"))
    albums = tuple(_whole_ones(album, lists.get("albums", ()), "the search"))
    return SearchPage(tracks, albums, cached)


def album_tracks(found: Page, on: Album) -> tuple[Track, ...]:
    """The tracks of one page of an album; they come without it."""
    return tuple(_whole_ones(lambda entry: track(entry, on), found.entries, "the album"))


def one_track(value: Json) -> Track:
    """A track that was asked for by its id."""
    found = _whole_ones(track, [value], "the track")
    if not found:
        raise unreadable("the track")
    return found[0]


def keepable(value: object, kinds: Sequence[str]) -> bool:
    """Whether an answer is whole and names something: only then may it be kept.

    `kinds` are the lists that a search asked for; without any, it is a page of an album's tracks.
    """
    if not isinstance(value, dict):
        return False
    try:
        if kinds:
            found = search_page(value, *kinds, cached=False)
            return bool(found.tracks or found.albums)
        offset = value.get("offset")
        return bool(album_tracks(page(value, offset if _whole(offset) else 0, "the album"), Album("0", "")))
    except Unavailable:
        return False


def track(value: Json, on: Album | None = None) -> Track | None:
    """A track, on the album it names or on `on`; None where its name is empty. Raises ValueError for a damaged one."""
    own = value.get("album")
    home = on if own is None and on is not None else album(_object(value, "album"))
    name = _text(value, "name")
    playable = _maybe(value, "is_playable", bool)
    if _maybe(value, "restrictions", dict) and playable is None:
        playable = False
    found = Track(
        id=_id(value),
        name=name,
        artists=_artists(value),
        album=home,
        duration_ms=_number(value, "duration_ms"),
        isrc=_isrc(value),
        track_number=_number(value, "track_number"),
        disc_number=_number(value, "disc_number"),
        is_playable=playable,
    )
    return found if name else None


def album(value: Json) -> Album | None:
    """An album; None where its name is empty. Raises ValueError for a damaged one."""
    name = _text(value, "name")
    found = Album(
        id=_id(value),
        name=name,
        artists=_artists(value) if "artists" in value else (),  # a track's own album lacked them in old recordings
        album_type=_maybe_text(value, "album_type") or "album",
        release_date=_maybe_text(value, "release_date"),
        total_tracks=_number(value, "total_tracks"),
        image_url=_image(value),
    )
    return found if name else None


# ---------------------------------------------------------------------------- the account


def user(value: Json) -> User:
    """The account. `account_id` came in May 2026; where it is missing the older id stands in."""
    try:
        account, name, shown = (_maybe_text(value, key) for key in ("account_id", "id", "display_name"))
    except _Damaged as problem:
        raise unreadable("the account") from problem
    if not (account or name) or ("account_id" in value and not account):
        raise unreadable("the account")
    return User(account or name or "", name or account or "", shown)


def playlist(value: Json) -> Playlist:
    """A playlist. Its items are None where the answer holds only their number, or not even that."""
    try:
        return _playlist(value)
    except _Damaged as problem:
        raise unreadable("the playlist") from problem


def _playlist(value: Json) -> Playlist:
    holder = next((name for name in ("items", "tracks") if name in value), None)
    within = _object(value, holder) if holder else {}
    items: tuple[PlaylistItem, ...] | None = None
    total = _number(within, "total")
    if "items" in within:
        first = page(within, 0, "the playlist")
        items = playlist_items(first)
    elif within and total is None:
        raise _Damaged("total")
    return Playlist(
        id=_text(value, "id") or _damaged("id"),
        name=_text(value, "name"),
        owner_id=_text(_object(value, "owner"), "id"),
        description=unescaped(_maybe_text(value, "description") or ""),
        public=_maybe(value, "public", bool),
        collaborative=_maybe(value, "collaborative", bool) is True,
        snapshot_id=_maybe_text(value, "snapshot_id") or "",
        total=total or 0,
        items=items,
        images=tuple(_text(image, "url") for image in _objects(value, "images") if image.get("url") is not None),
    )


def playlists(found: Page) -> tuple[Playlist, ...]:
    """One page of the account's playlists; Spotify answers null for one it cannot show, but not for all of them."""
    if found.entries and not any(found.entries):
        raise unreadable("your playlists")
    return tuple(playlist(entry) for entry in found.entries if entry is not None)


def playlist_items(found: Page) -> tuple[PlaylistItem, ...]:
    """One page of a playlist. Every position counts: Spotify says null for a thing, never for a position."""
    try:
        return tuple(playlist_item(entry or {}) for entry in found.entries)
    except _Damaged as problem:
        raise unreadable("the playlist") from problem


def playlist_item(entry: Json) -> PlaylistItem:
    """One position. Its thing stands under `item`, or `track` for older apps; inside it, `track` is a boolean.

    The thing is null where it cannot be shown. Raises ValueError for a damaged position.
    """
    holder = next((name for name in ("item", "track") if name in entry), "") or _damaged("item")
    thing: Json = _maybe(entry, holder, dict) or {}
    adder: Json = _maybe(entry, "added_by", dict) or {}
    uri = _text(thing, "uri") if thing else None
    return PlaylistItem(
        uri=uri,
        kind=_kind(entry, thing, uri),
        name=_maybe_text(thing, "name") or None,
        isrc=_isrc(thing),
        added_at=_maybe_text(entry, "added_at"),
        added_by=_maybe_text(adder, "id"),
        artists=_artists(thing) if thing.get("artists") is not None else (),
        duration_ms=_number(thing, "duration_ms"),
    )


def snapshot(value: object) -> str | None:
    """The snapshot that a write answered; None where it is none."""
    found = value.get("snapshot_id") if isinstance(value, dict) else None
    return found if isinstance(found, str) and found else None


def _kind(entry: Json, thing: Json, uri: str | None) -> ItemKind:
    local = _maybe(entry, "is_local", bool) or _maybe(thing, "is_local", bool)
    if local or (uri or "").startswith("spotify:local:"):
        return ItemKind.LOCAL
    if _maybe_text(thing, "type") == "episode" or (uri or "").startswith("spotify:episode:"):
        return ItemKind.EPISODE
    return ItemKind.TRACK if uri else ItemKind.MISSING


# ---------------------------------------------------------------------------- fields


def _whole_ones(read: Callable[[Json], T | None], entries: Any, what: str) -> list[T]:
    """Every entry read; those with an empty name are left out. Raises Damaged where one cannot be read."""
    try:
        read_ones = [read(entry) if isinstance(entry, dict) else _damaged("entry") for entry in entries]
    except _Damaged as problem:
        raise spoiled(what) from problem
    return [one for one in read_ones if one is not None]


def _damaged(what: str) -> Any:
    raise _Damaged(what)


def _maybe(value: Json, key: str, kind: type[T]) -> T | None:
    """A field that may be absent or null."""
    found = value.get(key)
    if found is not None and not isinstance(found, kind):
        raise _Damaged(key)
    return found


def _maybe_text(value: Json, key: str) -> str | None:
    found = _maybe(value, key, str)
    if found is not None and _SURROGATE.search(found):
        raise _Damaged(key)  # half a letter, which no file takes
    return found


def _text(value: Json, key: str) -> str:
    found = _maybe_text(value, key)
    return _damaged(key) if found is None else found


def _object(value: Json, key: str) -> Json:
    return _maybe(value, key, dict) or _damaged(key)


def _objects(value: Json, key: str) -> list[Json]:
    """A list of objects that may be absent or null."""
    entries = _maybe(value, key, list) or []
    return entries if all(isinstance(entry, dict) for entry in entries) else _damaged(key)


def _id(value: Json) -> str:
    found = _text(value, "id")
    return found if _ID.fullmatch(found) else _damaged("id")


def _number(value: Json, key: str) -> int | None:
    found = value.get(key)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise _Damaged(key)
    if not (math.isfinite(found) and 0 <= found < LARGEST_NUMBER):
        raise _Damaged(key)
    return int(found)


def _whole(value: object) -> TypeGuard[int]:
    return type(value) is int and 0 <= value < LARGEST_NUMBER


def _artists(value: Json) -> tuple[str, ...]:
    if not isinstance(value.get("artists"), list):
        raise _Damaged("artists")
    return tuple(name for artist in _objects(value, "artists") if (name := _text(artist, "name")))


def _isrc(value: Json) -> str | None:
    isrc = _maybe_text(_maybe(value, "external_ids", dict) or {}, "isrc")
    return isrc.replace("-", "").upper() if isrc else None


def _image(value: Json) -> str | None:
    images = [image for image in _objects(value, "images") if _maybe_text(image, "url")]
    best = min(images, key=lambda image: abs((_number(image, "width") or 0) - IMAGE_WIDTH), default=None)
    return _maybe_text(best, "url") if best else None
