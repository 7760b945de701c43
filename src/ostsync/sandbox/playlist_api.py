"""Decides the answers of the playlist endpoints: who may do what, in the order in which the rules are asked."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from ostsync.sandbox import playlist_rules as rules
from ostsync.sandbox.asking import answers, json_object, kept_query, number, paging, token, unknown, world
from ostsync.sandbox.fields import only
from ostsync.sandbox.playlists import Item, Playlist
from ostsync.sandbox.refusal import Refusal, bad_request, forbidden

api = Blueprint("playlists", __name__, url_prefix="/v1")

EMBEDDED_ITEMS = 100
"""How many items GET /playlists/{id} embeds."""
ITEMS_LIMIT, ITEMS_LIMIT_MOST = 20, 50


def _playlist(ident: str) -> Playlist:
    playlist = world().playlists.get(ident)
    if playlist is None:
        raise unknown(ident)
    return playlist


def _own(ident: str) -> Playlist:
    """The playlist, where the token may change its items."""
    playlist = _playlist(ident)
    if not playlist.editable_by(token().account.id):
        raise forbidden()
    token().need("playlist-modify-public" if playlist.public else "playlist-modify-private")
    return playlist


def _answer(playlist: Playlist, page: dict[str, Any]) -> dict[str, Any]:
    answer = answers().playlist(playlist, world().accounts.user(playlist.owner), page)
    return {**answer, "public": True} if world().forgets_private else answer


def _content(item: Item) -> dict[str, Any] | None:
    make, uri = answers(), item.uri
    if uri is None or uri in world().dead:
        return None
    if uri.startswith("spotify:local:"):
        return make.local_file(uri)
    if uri in world().episodes:
        return make.episode(uri, world().episodes[uri])
    held = world().catalogue.tracks.get(uri.rsplit(":", 1)[-1])
    return make.track(held) if held else None


def _items(playlist: Playlist, limit: int, offset: int, next_limit: int) -> dict[str, Any]:
    make = answers()
    items = [make.item(item, _content(item)) for item in playlist.items[offset : offset + limit]]
    total = len(playlist.items)
    page = make.page(f"playlists/{playlist.id}/items", kept_query(), items, total=total, limit=limit, offset=offset)
    if page["next"]:
        page["next"] = page["next"].replace(f"limit={limit}", f"limit={next_limit}", 1)
    return page


# ---------------------------------------------------------------------------------------------- lists of playlists


@api.get("/me/playlists")
def listed() -> dict[str, Any]:
    """The playlists that the user owns or follows."""
    token().need("playlist-read-private")
    limit, offset = paging(20, 50, 100_000)
    playlists = world().listed(token().account.id)
    make = answers()
    items = []
    for playlist in playlists[offset : offset + limit]:
        href = f"{make.api}playlists/{playlist.id}/items"
        items.append(_answer(playlist, {"href": href, "total": len(playlist.items)}))
    return make.page("me/playlists", {}, items, total=len(playlists), limit=limit, offset=offset)


@api.post("/me/playlists")
def create() -> tuple[dict[str, Any], int]:
    """Makes an empty playlist. `public` is true unless it is said to be false; names need not be unique."""
    body = json_object()
    name = rules.name(body.get("name"))
    description = rules.description(body.get("description") or "", empty=True)
    public, collaborative = rules.visibility(body)
    token().need("playlist-modify-private" if public is False else "playlist-modify-public")
    playlist = world().create(token().account.id, name)
    playlist.description, playlist.collaborative = description, bool(collaborative)
    playlist.public = public is not False
    return _answer(playlist, _items(playlist, EMBEDDED_ITEMS, 0, ITEMS_LIMIT_MOST)), 201


# ---------------------------------------------------------------------------------------------- one playlist


@api.get("/playlists/<ident>")
def read(ident: str) -> Any:
    """Any playlist whose id is known; `items` for those who may edit it."""
    playlist = _playlist(ident)
    may = playlist.editable_by(token().account.id)
    page = _items(playlist, EMBEDDED_ITEMS, 0, ITEMS_LIMIT_MOST) if may else {}
    return only(_answer(playlist, page), request.args.get("fields"))


@api.put("/playlists/<ident>")
def change(ident: str) -> Response:
    """Changes name, description, visibility."""
    playlist = _playlist(ident)
    if playlist.owner != token().account.id:
        raise forbidden()
    body = json_object()
    public, collaborative = rules.visibility(body, playlist)
    token().need("playlist-modify-public" if playlist.public else "playlist-modify-private")
    name = rules.name(body["name"]) if "name" in body else None
    description = rules.description(body["description"], empty=False) if "description" in body else None
    playlist.details(name=name, description=description, public=public, collaborative=collaborative)
    return Response(status=200)


@api.get("/playlists/<ident>/images")
def images(ident: str) -> list[dict[str, Any]]:
    """The cover."""
    return answers().images(_playlist(ident))


@api.put("/playlists/<ident>/images")
def paint(ident: str) -> Response:
    """Sets the cover. Without its scope the live service answers 401, not 403."""
    playlist = _playlist(ident)
    if "ugc-image-upload" not in token().scopes:
        raise Refusal(401, "Unauthorized.")
    if playlist.owner != token().account.id:
        raise forbidden()
    playlist.paint(rules.cover(request.mimetype, request.get_data()))
    return Response(status=202)


# ---------------------------------------------------------------------------------------------- its items


@api.get("/playlists/<ident>/items")
def items(ident: str) -> Any:
    """The items, for the owner and collaborators alone."""
    playlist = _playlist(ident)
    if not playlist.editable_by(token().account.id):
        raise forbidden()
    token().need("playlist-read-private")
    limit, offset = paging(ITEMS_LIMIT, ITEMS_LIMIT_MOST)
    return only(_items(playlist, limit, offset, limit), request.args.get("fields"))


def _given_uris(body: dict[str, Any]) -> Any:
    """URIs in the address win over those in the body, as documented."""
    return request.args["uris"].split(",") if "uris" in request.args else body.get("uris")


@api.post("/playlists/<ident>/items")
def add(ident: str) -> tuple[dict[str, str], int]:
    """Inserts up to 100 URIs; the same URI may stand more than once."""
    playlist = _own(ident)
    body = json_object() if request.get_data() else {}
    position = rules.position(number("position") if "position" in request.args else body.get("position"), playlist)
    uris = rules.wanted_uris(_given_uris(body), world().alive)
    if not uris:
        raise bad_request("No uris provided")
    rules.room_for(playlist, len(uris))
    return {"snapshot_id": playlist.add(uris, position, token().account.id)}, 201


@api.put("/playlists/<ident>/items")
def replace_or_move(ident: str) -> dict[str, str]:
    """Throws everything out and puts up to 100 URIs in, or moves a block; never both."""
    playlist = _own(ident)
    body = json_object() if request.get_data() else {}
    replaces = "uris" in request.args or "uris" in body
    if not replaces:
        rules.snapshot(body.get("snapshot_id"), playlist)
        return {"snapshot_id": playlist.move(*rules.moved_range(body, playlist))}
    if body.keys() & {"range_start", "range_length", "insert_before"}:
        raise bad_request("Replace and reorder cannot be combined")
    uris = rules.wanted_uris(_given_uris(body), world().alive)
    return {"snapshot_id": playlist.replace(uris, token().account.id)}


@api.delete("/playlists/<ident>/items")
def remove(ident: str) -> dict[str, str]:
    """Removes every copy of up to 100 URIs."""
    playlist = _own(ident)
    body = json_object()
    uris = rules.removed_uris(body)
    rules.snapshot(body.get("snapshot_id"), playlist)
    return {"snapshot_id": playlist.remove(uris)}
