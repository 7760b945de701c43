"""Decides what a person sees of the sandbox in a browser, where open.spotify.com would show the real thing."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, url_for

from ostsync.sandbox.asking import world
from ostsync.sandbox.playlists import Item, Playlist

api = Blueprint("pages", __name__)


def _playlist(ident: str) -> Playlist:
    return world().playlists.get(ident) or abort(404)


def _row(item: Item) -> tuple[str, str, str]:
    """Name, artists and album of one position."""
    track = world().catalogue.tracks.get((item.uri or "").removeprefix("spotify:track:"))
    if item.uri is None or item.uri in world().dead:
        return "no longer available", "", ""
    if track is None:
        return world().episodes.get(item.uri, item.uri), "", ""
    return track.name, ", ".join(track.artists), world().catalogue.albums[track.album_id].name


@api.get("/")
def home() -> str:
    """Every account that has playlists, with them."""
    held = [(user, world().listed(user)) for user in sorted(world().libraries)]
    tracks = f"{len(world().catalogue.tracks):,}"
    return render_template("home.html", held=[(user, lists) for user, lists in held if lists], tracks=tracks)


@api.get("/playlist/<ident>")
def playlist(ident: str) -> str:
    """One playlist."""
    held = _playlist(ident)
    cover = url_for("pages.image", ident=ident, version=held.cover_version) if held.cover else None
    return render_template("playlist.html", playlist=held, rows=[_row(item) for item in held.items], cover=cover)


@api.get("/image/<ident>/<version>")
def image(ident: str, version: str) -> Response:
    """A playlist's cover. An older version is gone: addresses of covers are not for ever."""
    held = _playlist(ident)
    if held.cover is None or version != held.cover_version:
        abort(404)
    return Response(held.cover, mimetype="image/jpeg")
