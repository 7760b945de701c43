"""Decides the answers of the catalogue's endpoints: search, tracks, albums, artists."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from ostsync.sandbox.asking import answers, kept_query, legacy, paging, unknown, world
from ostsync.sandbox.catalogue import CatalogueAlbum
from ostsync.sandbox.refusal import bad_request, not_found

api = Blueprint("catalogue", __name__, url_prefix="/v1")

SEARCH_LIMIT, SEARCH_LIMIT_MOST, SEARCH_LAST_OFFSET = 5, 10, 1000
OLD_SEARCH_LIMIT, OLD_SEARCH_LIMIT_MOST = 20, 50
"""Those of apps from before February 2026."""
MAX_QUERY = 100
"""A longer query has been refused since 2022; no official limit is published."""
_TYPES = ("album", "artist", "playlist", "track", "show", "episode", "audiobook")


@api.get("/search")
def search() -> dict[str, Any]:
    """Tracks and albums; the other types answer empty pages."""
    q = request.args.get("q", "")
    kinds = [kind for kind in request.args.get("type", "").split(",") if kind]
    if not q.strip():
        raise bad_request("No search query")
    if not kinds:
        raise bad_request("Missing parameter type")
    for kind in kinds:
        if kind not in _TYPES:
            raise bad_request(f"Bad search type field {kind}")
    usual, most = (OLD_SEARCH_LIMIT, OLD_SEARCH_LIMIT_MOST) if legacy() else (SEARCH_LIMIT, SEARCH_LIMIT_MOST)
    limit, offset = paging(usual, most, SEARCH_LAST_OFFSET)
    if len(q) > MAX_QUERY:
        raise not_found()
    make, engine = answers(), world().engine
    answer = {}
    for kind in kinds:
        items: list[dict[str, Any]] = []
        total = 0
        if kind == "track":
            tracks, total = engine.tracks(q, limit, offset)
            items = [make.track(track) for track in tracks if track.uri not in world().dead]
        elif kind == "album":
            albums, total = engine.albums(q, limit, offset)
            items = [make.album(album) for album in albums]
        page = make.page("search", {**kept_query(), "type": kind}, items, total=total, limit=limit, offset=offset)
        if offset + limit > SEARCH_LAST_OFFSET:
            page["next"] = None
        answer[f"{kind}s"] = page
    return answer


@api.get("/tracks/<ident>")
def track(ident: str) -> dict[str, Any]:
    """One track."""
    held = world().catalogue.tracks.get(ident)
    if held is None or held.uri in world().dead:
        raise unknown(ident)
    return answers().track(held)


def _album(ident: str) -> CatalogueAlbum:
    album = world().catalogue.albums.get(ident)
    if album is None:
        raise unknown(ident)
    return album


@api.get("/albums/<ident>")
def album(ident: str) -> dict[str, Any]:
    """One album with its first 50 tracks."""
    return answers().full_album(_album(ident))


@api.get("/albums/<ident>/tracks")
def album_tracks(ident: str) -> dict[str, Any]:
    """The tracks of an album, simplified: without `external_ids`."""
    held = _album(ident)
    limit, offset = paging(20, 50)
    make = answers()
    items = [make.simple_track(track) for track in held.tracks[offset : offset + limit]]
    return make.page(f"albums/{ident}/tracks", kept_query(), items, total=len(held.tracks), limit=limit, offset=offset)


def _artist(ident: str) -> str:
    name = world().catalogue.artists.get(ident)
    if name is None:
        raise unknown(ident)
    return name


@api.get("/artists/<ident>")
def artist(ident: str) -> dict[str, Any]:
    """One artist."""
    return answers().artist(_artist(ident), full=True)


@api.get("/artists/<ident>/albums")
def artist_albums(ident: str) -> dict[str, Any]:
    """The albums credited to an artist, 10 at most a page."""
    credited = world().catalogue.albums_of.get(_artist(ident), [])
    limit, offset = paging(5, 10)
    groups = request.args.get("include_groups", "album,single,compilation,appears_on").split(",")
    held = [album for album in credited if album.album_type in groups]
    make = answers()
    items = [make.album(album) for album in held[offset : offset + limit]]
    return make.page(f"artists/{ident}/albums", kept_query(), items, total=len(held), limit=limit, offset=offset)
