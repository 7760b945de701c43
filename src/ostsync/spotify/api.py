"""Typed calls on the Web API of 2026: which question or change goes to which endpoint, in which shape.

Only endpoints that an app in development mode still has (Spotify, February 2026 migration guide). spotipy
builds the requests, the cached session and the door behind it send them, `decode` reads the answers.
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from typing import Any

import spotipy

from ostsync.errors import NotFound, SpotifyRefused, Unavailable
from ostsync.model import Album, Playlist, PlaylistItem, SearchPage, Track, User
from ostsync.spotify import decode
from ostsync.spotify.cache import CatalogueSession
from ostsync.spotify.door import TIMEOUT_SECONDS, Door
from ostsync.spotify.failures import lost_write
from ostsync.spotify.tokens import TokenFile

SEARCH_LIMIT = 10
"""The most a search gives to an app in development mode; more is answered with 400."""
PAGE = 50
"""The most that /playlists/{id}/items, /me/playlists and /albums/{id}/tracks give."""
MOST_URIS = 100
LONGEST_QUERY = 100
"""Characters: longer ones have been refused."""
LARGEST_COVER = 190_000
"""Bytes of JPEG, so that its base64 stays under 256 kB."""


class SpotifyApi:
    """One account at one server. Fulfils `ports.Catalogue` and `ports.Account`; use it in one thread."""

    def __init__(
        self,
        session: CatalogueSession,
        door: Door,
        tokens: TokenFile,
        *,
        api_url: str,
        market: str,
        language: str,
    ) -> None:
        # no auth manager: the door puts the token on what leaves, so that cached answers need none
        self._client = spotipy.Spotify(requests_session=session, requests_timeout=TIMEOUT_SECONDS, language=language)
        self._client.prefix = api_url
        self._session = session
        self._door = door
        self._tokens = tokens
        self._market = market

    @property
    def requests(self) -> int:
        """HTTP requests that have left for the API so far, repetitions included."""
        return self._door.sent

    def close(self) -> None:
        """Closes connections and the cache."""
        close: Callable[[], None] = self._session.close
        close()

    # ------------------------------------------------------------------------ the catalogue

    def search(self, q: str, *, albums: bool = False) -> SearchPage:
        """The first 10 tracks for `q`, and the first 10 albums too where asked for."""
        return self._search(q, "track", "album") if albums else self._search(q, "track")

    def search_albums(self, q: str) -> SearchPage:
        """The first 10 albums for `q`."""
        return self._search(q, "album")

    def album_tracks(self, album: Album) -> tuple[Track, ...]:
        """Every track of the album, 50 a request, each carrying the album. They come without ISRC."""
        found: list[Track] = []
        path = f"albums/{self._id('album', album.id)}/tracks"  # spotipy's own calls here and in `me` end in a slash
        for page in self._pages(
            "the album", lambda at: self._client._get(path, limit=PAGE, offset=at, market=self._market)
        ):
            found += decode.album_tracks(page, album)
        return tuple(found)

    def track(self, track_id: str) -> Track | None:
        """One track, or None where it does not exist."""
        try:
            return decode.one_track(self._ask("the track", lambda: self._client.track(track_id, self._market)))
        except NotFound:
            return None

    def _search(self, q: str, *types: str) -> SearchPage:
        words = query(q)
        if not words:
            return SearchPage(cached=True)
        before, kinds = self._door.sent, ",".join(types)
        value = self._ask("the search", lambda: self._client.search(words, SEARCH_LIMIT, 0, kinds, self._market))
        return decode.search_page(value, *(f"{kind}s" for kind in types), cached=self._door.sent == before)

    # ------------------------------------------------------------------------ the account: reading

    def me(self) -> User:
        """Who the token speaks for. Asked once for each login, then remembered beside its token."""
        known = self._tokens.user()
        if known is None:
            known = decode.user(self._ask("the account", lambda: self._client._get("me")))
            self._tokens.remember(known)
        return known

    def playlists(self) -> Iterator[Playlist]:
        """Heads of the account's playlists (own and followed), 50 a request, read as they are consumed."""
        for page in self._pages(
            "your playlists", lambda offset: self._client.current_user_playlists(PAGE, offset), counted=False
        ):
            yield from decode.playlists(page)

    def playlist(self, playlist_id: str) -> Playlist:
        """One playlist. `items` holds the first ones where the account may read them, else None.

        No market is sent: with one, Spotify may name another track than the one that was added.
        """
        return decode.playlist(
            self._ask("the playlist", lambda: self._client.playlist(playlist_id, additional_types=("track", "episode")))
        )

    def playlist_items(self, playlist_id: str, *, offset: int = 0) -> Iterator[PlaylistItem]:
        """The items from `offset` on, 50 a request."""
        for page in self._pages(
            "the playlist", lambda at: self._client.playlist_items(playlist_id, limit=PAGE, offset=at), offset
        ):
            yield from decode.playlist_items(page)

    # ------------------------------------------------------------------------ the account: writing

    def create_playlist(self, name: str, *, public: bool) -> Playlist:
        """Creates an empty playlist. No description goes along: one that Spotify dislikes would spoil it all."""
        value = self._change(lambda: self._client._post("me/playlists", payload={"name": name, "public": public}))
        try:
            return decode.playlist(decode.answer(value, "the new playlist"))
        except Unavailable as problem:
            raise lost_write("its answer about the new playlist could not be read") from problem

    def add_items(self, playlist_id: str, uris: Sequence[str], *, position: int) -> str:
        """Inserts at most 100 URIs at `position`; answers the snapshot. (spotipy's own call sends a bare list.)"""
        path = f"playlists/{self._id('playlist', playlist_id)}/items"
        payload = {"uris": _at_most(uris), "position": position}
        return self._snapshot(lambda: self._client._post(path, payload=payload))

    def remove_items(self, playlist_id: str, uris: Sequence[str]) -> str:
        """Removes every copy of at most 100 URIs; answers the snapshot. None is sent along: it has caused 502s."""
        gone = _at_most(uris)
        return self._snapshot(lambda: self._client.playlist_remove_all_occurrences_of_items(playlist_id, gone))

    def move_items(self, playlist_id: str, *, range_start: int, range_length: int, insert_before: int) -> str:
        """Moves a block; `insert_before` counts positions before the move. Answers the snapshot."""
        return self._snapshot(
            lambda: self._client.playlist_reorder_items(playlist_id, range_start, insert_before, range_length)
        )

    def change_details(
        self, playlist_id: str, *, name: str | None = None, description: str | None = None, public: bool | None = None
    ) -> None:
        """Changes what is not None. A refused description raises SpotifyRefused with status 400."""
        self._change(
            lambda: self._client.playlist_change_details(playlist_id, name=name, public=public, description=description)
        )

    def upload_cover(self, playlist_id: str, jpeg: bytes) -> None:
        """Sets the cover: a JPEG of at most 190,000 bytes."""
        if len(jpeg) > LARGEST_COVER:
            raise SpotifyRefused(
                f"The cover has {len(jpeg):,} bytes; Spotify takes {LARGEST_COVER:,} at most.",
                "Use a smaller picture.",
                status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            )
        text = base64.b64encode(jpeg).decode("ascii")
        self._change(lambda: self._client.playlist_upload_cover_image(playlist_id, text))

    # ------------------------------------------------------------------------ how

    def _pages(
        self, what: str, ask: Callable[[int], Any], offset: int = 0, *, counted: bool = True
    ) -> Iterator[decode.Page]:
        """Page after page by offset: the address of the next page, which the answer names, is never followed."""
        while True:
            found = decode.page(self._ask(what, lambda at=offset: ask(at)), offset, what, counted=counted)  # type: ignore[misc]
            yield found
            if not found.more:
                return
            offset = found.end

    def _ask(self, what: str, call: Callable[[], Any]) -> decode.Json:
        return decode.answer(self._change(call), what)

    def _snapshot(self, call: Callable[[], Any]) -> str:
        snapshot = decode.snapshot(self._change(call))
        if snapshot is None:
            raise lost_write("its answer could not be read")
        return snapshot

    def _change(self, call: Callable[[], Any]) -> Any:
        """Everything Spotify can refuse comes through the door as an error of ours; spotipy itself refuses bad ids."""
        try:
            return call()
        except spotipy.SpotifyException as problem:
            raise NotFound(
                "That is no id, URI or address of Spotify's.", "Copy the link from Spotify again.", status=404
            ) from problem

    def _id(self, kind: str, ident: str) -> str:
        return str(self._change(lambda: self._client._get_id(kind, ident)))


def query(q: str) -> str:
    """A search text that Spotify takes: composed letters, single spaces, cut after a word to 100 characters."""
    words = " ".join(unicodedata.normalize("NFC", q).split())
    if len(words) <= LONGEST_QUERY:
        return words
    cut = words[: LONGEST_QUERY + 1].rsplit(" ", 1)[0]
    return cut if len(cut) <= LONGEST_QUERY else words[:LONGEST_QUERY]


def _at_most(uris: Sequence[str]) -> list[str]:
    if len(uris) > MOST_URIS:
        raise ValueError(f"{len(uris)} URIs in one call; Spotify takes {MOST_URIS}")
    return list(uris)
