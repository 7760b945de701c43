"""Decides the shape of every object the sandbox answers: a 2026 development-mode app's, without the removed fields.

Gone since February 2026: popularity, available_markets, linked_from, label, genres, followers, country, product,
email, and `tracks`/`track` in playlists, which are `items`/`item` now. `external_ids` stayed (March 2026).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus, urlencode

from ostsync.sandbox.accounts import Account
from ostsync.sandbox.catalogue import FILLER_DATE, Catalogue, CatalogueAlbum, CatalogueTrack, artist_id
from ostsync.sandbox.playlists import Item, Playlist

Json = dict[str, Any]
_PRECISION = {4: "year", 7: "month", 10: "day"}
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;", "/": "&#x2F;"})


@dataclass(frozen=True, slots=True)
class Answers:
    """Makes the objects of one answer: `api` is the address of the Web API as the client called it."""

    api: str
    catalogue: Catalogue
    playable: Callable[[CatalogueTrack], bool]
    market: str | None = None

    def _thing(self, kind: str, ident: str) -> Json:
        return {
            "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{ident}"},
            "href": f"{self.api}{kind}s/{ident}",
            "id": ident,
            "type": kind,
            "uri": f"spotify:{kind}:{ident}",
        }

    # ------------------------------------------------------------------------------------------ catalogue

    def artist(self, name: str, *, full: bool = False) -> Json:
        """An artist, simplified or full."""
        return {**self._thing("artist", artist_id(name)), "name": name, **({"images": []} if full else {})}

    def album(self, album: CatalogueAlbum) -> Json:
        """A simplified album."""
        date = album.release_date if len(album.release_date) in _PRECISION else FILLER_DATE
        return {
            **self._thing("album", album.id),
            "album_type": album.album_type,
            "artists": [self.artist(name) for name in album.artists],
            "images": [],
            "name": album.name,
            "release_date": date,
            "release_date_precision": _PRECISION[len(date)],
            "total_tracks": len(album.tracks),
        }

    def full_album(self, album: CatalogueAlbum) -> Json:
        """An album with its first 50 tracks."""
        tracks = [self.simple_track(track) for track in album.tracks[:50]]
        return {
            **self.album(album),
            "copyrights": [],
            "external_ids": {},
            "tracks": self.page(f"albums/{album.id}/tracks", {}, tracks, total=len(album.tracks), limit=50, offset=0),
        }

    def simple_track(self, track: CatalogueTrack) -> Json:
        """A track as an album lists it: without album and external_ids."""
        answer = {
            **self._thing("track", track.id),
            "artists": [self.artist(name) for name in track.artists],
            "disc_number": track.disc_number,
            "duration_ms": track.duration_ms,
            "explicit": track.explicit,
            "is_local": False,
            "name": track.name,
            "preview_url": None,
            "track_number": track.track_number,
        }
        if self.market:
            answer["is_playable"] = self.playable(track)
            if not answer["is_playable"]:
                answer["restrictions"] = {"reason": "market"}
        return answer

    def track(self, track: CatalogueTrack) -> Json:
        """A full track."""
        return {
            **self.simple_track(track),
            "album": self.album(self.catalogue.albums[track.album_id]),
            "external_ids": {"isrc": track.isrc} if track.isrc else {},
        }

    # ------------------------------------------------------------------------------------------ people, playlists

    def user(self, account: Account) -> Json:
        """The current user; neither country nor product nor e-mail since February 2026."""
        return {
            **self.owner(account),
            "account_id": account.account_id,
            "images": [],
        }

    def owner(self, account: Account) -> Json:
        """A user as the owner of a playlist."""
        return {**self._thing("user", account.id), "display_name": account.display_name}

    def playlist(self, playlist: Playlist, owner: Account, page: Json) -> Json:
        """A playlist; `page` stands under `items`, where there may be one."""
        return {
            **self._thing("playlist", playlist.id),
            "collaborative": playlist.collaborative,
            "description": playlist.description.translate(_ESCAPES),
            "images": self.images(playlist),
            "name": playlist.name,
            "owner": self.owner(owner),
            "primary_color": None,
            "public": playlist.public,
            "snapshot_id": playlist.shown_snapshot,
            **({"items": page} if page else {}),
        }

    def images(self, playlist: Playlist) -> list[Json]:
        """The cover, under an address that changes with the picture."""
        if playlist.cover is None:
            return []
        address = f"{self.api.removesuffix('v1/')}image/{playlist.id}/{playlist.cover_version}"
        return [{"height": None, "url": address, "width": None}]

    def item(self, item: Item, content: Json | None) -> Json:
        """One position of a playlist."""
        if content is not None:
            kind = content["type"]
            content = {**content, "track": kind == "track", "episode": kind == "episode"}
        return {
            "added_at": item.added_at,
            "added_by": self._thing("user", item.added_by),
            "is_local": bool(item.uri and item.uri.startswith("spotify:local:")),
            "primary_color": None,
            "item": content,
            "video_thumbnail": {"url": None},
        }

    def local_file(self, uri: str) -> Json:
        """A local file as the service answers it: named after its own tags, with no id and no address."""
        artist, album, name, seconds = (unquote_plus(part) for part in uri.split(":")[2:6])
        nobody: Json = {"external_urls": {}, "href": None, "id": None, "type": "artist", "uri": None, "name": artist}
        release: Json = {
            "album_type": None, "artists": [], "external_urls": {}, "href": None, "id": None, "images": [],
            "name": album, "release_date": None, "release_date_precision": None, "type": "album", "uri": None,
        }  # fmt: skip
        return {
            "album": release, "artists": [nobody], "disc_number": 0, "duration_ms": int(seconds) * 1000,
            "explicit": False, "external_ids": {}, "external_urls": {}, "href": None, "id": None, "is_local": True,
            "name": name, "preview_url": None, "track_number": 0, "type": "track", "uri": uri,
        }  # fmt: skip

    def episode(self, uri: str, name: str) -> Json:
        """A podcast episode, enough of one to stand in a playlist."""
        ident = uri.rsplit(":", 1)[-1]
        text: Json = {"description": "", "html_description": "", "explicit": False, "images": [], "languages": ["en"]}
        show = {
            **self._thing("show", ident), **text, "copyrights": [], "is_externally_hosted": False,
            "media_type": "audio", "name": name, "total_episodes": 1,
        }  # fmt: skip
        return {
            **self._thing("episode", ident), **text, "duration_ms": 1_800_000, "is_externally_hosted": False,
            "is_playable": True, "name": name, "release_date": "2026-01-01", "release_date_precision": "day",
            "show": show, "audio_preview_url": None,
        }  # fmt: skip

    # ------------------------------------------------------------------------------------------ paging

    def page(self, path: str, query: Json, items: Sequence[Json], *, total: int, limit: int, offset: int) -> Json:
        """A page with the addresses of its neighbours. `items` are those of this page alone."""

        def address(start: int) -> str:
            return f"{self.api}{path}?{urlencode({'offset': start, 'limit': limit, **query})}"

        return {
            "href": address(offset),
            "items": list(items),
            "limit": limit,
            "next": address(offset + limit) if offset + limit < total else None,
            "offset": offset,
            "previous": address(max(0, offset - limit)) if offset else None,
            "total": total,
        }
