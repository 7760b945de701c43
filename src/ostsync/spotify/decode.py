"""Turns Spotify's JSON into the nouns of the model; nothing of its shape is known anywhere else.

Pure. Takes the answers of 2026 (`items`, `item`, no popularity, no markets) and those that older apps still
get (`tracks`, `track`), null entries, absent fields, local files and episodes. What cannot be named is left
out; an answer that is none raises Unavailable.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from typing import Any

from ostsync.model import Album, ItemKind, Playlist, PlaylistItem, SearchPage, Track, User
from ostsync.spotify.failures import unreadable

IMAGE_WIDTH = 300
"""Pixels: the cover nearest to this width is the one a list of candidates needs."""

Json = Mapping[str, Any]


def answer(value: object, what: str) -> Json:
    """The answer as an object. Raises Unavailable for anything else."""
    if not isinstance(value, dict):
        raise unreadable(what)
    return value


def user(value: Json) -> User:
    """The account. `account_id` came in May 2026; where it is missing the older id stands in."""
    account_id = _text(value.get("account_id")) or _text(value.get("id"))
    if not account_id:
        raise unreadable("the account")
    return User(account_id, _text(value.get("id")) or account_id, _text(value.get("display_name")))


def search_page(value: Json, *, cached: bool) -> SearchPage:
    """Tracks and albums of a search, in Spotify's order."""
    tracks = [track(entry) for entry in _items(value.get("tracks"))]
    albums = [album(entry) for entry in _items(value.get("albums"))]
    return SearchPage(tuple(t for t in tracks if t), tuple(a for a in albums if a), cached)


def track(value: Json, on: Album | None = None) -> Track | None:
    """A track, on the album it names or on `on`; None where it has no id or no name (a local file, a stub)."""
    ident, name = _text(value.get("id")), _text(value.get("name"))
    if not ident or not name:
        return None
    playable = value.get("is_playable")
    if not isinstance(playable, bool):
        playable = False if value.get("restrictions") else None
    own = value.get("album")
    return Track(
        id=ident,
        name=name,
        artists=_names(value.get("artists")),
        album=(album(own) if isinstance(own, dict) else None) or on,
        duration_ms=_number(value.get("duration_ms")),
        isrc=_isrc(value),
        track_number=_number(value.get("track_number")),
        disc_number=_number(value.get("disc_number")),
        is_playable=playable,
    )


def album(value: Json) -> Album | None:
    """An album, or None where it has no id or no name."""
    ident, name = _text(value.get("id")), _text(value.get("name"))
    if not ident or not name:
        return None
    return Album(
        id=ident,
        name=name,
        artists=_names(value.get("artists")),
        album_type=_text(value.get("album_type")) or "album",
        release_date=_text(value.get("release_date")),
        total_tracks=_number(value.get("total_tracks")),
        image_url=_image(value.get("images")),
    )


def album_tracks(value: Json, on: Album) -> tuple[Track, ...]:
    """One page of an album's tracks; they come without their album."""
    return tuple(found for entry in _items(value) if (found := track(entry, on)))


def playlist(value: Json) -> Playlist:
    """A playlist. Its items are None where the answer holds only their number, or not even that."""
    ident = _text(value.get("id"))
    if not ident:
        raise unreadable("the playlist")
    page = first_object(value, "items", "tracks") or {}
    owner = value.get("owner")
    public = value.get("public")
    return Playlist(
        id=ident,
        name=_text(value.get("name")) or "",
        owner_id=(_text(owner.get("id")) if isinstance(owner, dict) else None) or "",
        description=html.unescape(_text(value.get("description")) or ""),
        public=public if isinstance(public, bool) else None,
        collaborative=value.get("collaborative") is True,
        snapshot_id=_text(value.get("snapshot_id")) or "",
        total=_number(page.get("total")) or 0,
        items=tuple(playlist_items(page)) if isinstance(page.get("items"), list) else None,
        images=tuple(url for image in _objects(value.get("images")) if (url := _text(image.get("url")))),
    )


def playlists(value: Json) -> tuple[Playlist, ...]:
    """One page of the account's playlists; Spotify answers null for one it cannot show."""
    return tuple(playlist(entry) for entry in _items(value) if _text(entry.get("id")))


def playlist_items(page: Json) -> Iterator[PlaylistItem]:
    """One page of a playlist. Every position counts, so what cannot be named is handed on as MISSING."""
    entries = page.get("items")
    for entry in entries if isinstance(entries, list) else ():
        yield playlist_item(entry if isinstance(entry, dict) else {})


def playlist_item(entry: Json) -> PlaylistItem:
    """One position. Its thing stands under `item`, or `track` for older apps; inside it, `track` is a boolean."""
    thing = first_object(entry, "item", "track") or {}
    adder = entry.get("added_by")
    uri = _text(thing.get("uri"))
    return PlaylistItem(
        uri=uri,
        kind=_kind(entry, thing, uri),
        name=_text(thing.get("name")),
        isrc=_isrc(thing),
        added_at=_text(entry.get("added_at")),
        added_by=_text(adder.get("id")) if isinstance(adder, dict) else None,
        artists=_names(thing.get("artists")),
        duration_ms=_number(thing.get("duration_ms")),
    )


def snapshot(value: Json) -> str:
    """The snapshot that a write answered, or an empty string."""
    return _text(value.get("snapshot_id")) or ""


def count(page: Json) -> int:
    """How many entries a page has, null ones included: where the next page begins."""
    entries = page.get("items")
    return len(entries) if isinstance(entries, list) else 0


def first_object(value: Json, *names: str) -> Json | None:
    """The first of the fields that holds an object."""
    return next((value[name] for name in names if isinstance(value.get(name), dict)), None)


def _kind(entry: Json, thing: Json, uri: str | None) -> ItemKind:
    if entry.get("is_local") is True or thing.get("is_local") is True or (uri or "").startswith("spotify:local:"):
        return ItemKind.LOCAL
    if thing.get("type") == "episode" or (uri or "").startswith("spotify:episode:"):
        return ItemKind.EPISODE
    return ItemKind.TRACK if uri else ItemKind.MISSING


def _items(page: object) -> tuple[Json, ...]:
    return _objects(page.get("items")) if isinstance(page, dict) else ()


def _objects(value: object) -> tuple[Json, ...]:
    return tuple(entry for entry in value if isinstance(entry, dict)) if isinstance(value, list) else ()


def _names(value: object) -> tuple[str, ...]:
    return tuple(name for entry in _objects(value) if (name := _text(entry.get("name"))))


def _isrc(value: Json) -> str | None:
    ids = value.get("external_ids")
    isrc = _text(ids.get("isrc")) if isinstance(ids, dict) else None
    return isrc.replace("-", "").upper() if isrc else None


def _image(value: object) -> str | None:
    images = [image for image in _objects(value) if _text(image.get("url"))]
    best = min(images, key=lambda image: abs((_number(image.get("width")) or 0) - IMAGE_WIDTH), default=None)
    return _text(best.get("url")) if best else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _number(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
