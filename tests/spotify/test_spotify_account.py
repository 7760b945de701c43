"""The playlists of an account: what is read in either shape, and what is written, once."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest
import requests
import responses

from ostsync.errors import Forbidden, NotFound, SpotifyRefused, Unavailable, UnknownOutcome
from ostsync.model import ItemKind, Playlist, PlaylistItem, User
from ostsync.spotify.api import SpotifyApi

from .conftest import API, Connect, FakeLedger

PLAYLISTS = f"{API}me/playlists"
ITEMS = f"{API}playlists/37list/items"
URIS = ["spotify:track:1a", "spotify:track:2b"]


def place(thing: object, **more: object) -> dict[str, Any]:
    """A playlist position as an app of 2026 gets it."""
    return {"added_at": "2026-11-01T10:00:00Z", "added_by": {"id": "mina"}, "is_local": False, "item": thing, **more}


TRACK = {
    "type": "track", "uri": "spotify:track:1a", "id": "1a", "name": "Aerith's Theme", "track": True, "episode": False,
    "external_ids": {"isrc": "JPZ929701234"},
}  # fmt: skip
EPISODE = {"type": "episode", "uri": "spotify:episode:9z", "name": "A talk", "track": False, "episode": True}
LOCAL = {"type": "track", "uri": "spotify:local:::Mine:200", "id": None, "name": "Mine", "is_local": True}


@pytest.mark.parametrize(
    ("answer", "user"),
    [
        ({"account_id": "acc-1", "id": "mina", "display_name": "Mina"}, User("acc-1", "mina", "Mina")),
        ({"id": "old-app", "country": "DE"}, User("old-app", "old-app", None)),  # before May 2026
        ({"account_id": "acc-1", "display_name": None}, User("acc-1", "acc-1", None)),
    ],
)
def test_who_one_is_costs_one_request_for_ever(
    client: Connect, edge: responses.RequestsMock, ledger: FakeLedger, answer: dict[str, Any], user: User
) -> None:
    edge.get(f"{API}me", json=answer)
    assert client().me() == user
    assert client().me() == user
    assert ledger.kinds == ["me"]


def test_an_account_without_an_id_is_no_answer(client: Connect, edge: responses.RequestsMock) -> None:
    edge.get(f"{API}me", json={"display_name": "x"})
    with pytest.raises(Unavailable):
        client().me()


def test_heads_are_read_as_they_are_consumed(client: Connect, edge: responses.RequestsMock) -> None:
    heads = [{"id": f"p{n}", "name": f"List {n}", "owner": {"id": "mina"}, "items": {"total": n}} for n in range(50)]
    last = {"id": "p50", "name": "Last", "owner": {"id": "mina"}, "tracks": {"total": 7}}
    edge.get(PLAYLISTS, json={"items": heads, "next": "https://evil.example/", "total": 52})
    edge.get(PLAYLISTS, json={"items": [None, last], "next": None, "total": 52})
    api = client()

    stream = iter(api.playlists())
    assert next(stream).total == 0
    assert api.requests == 1
    rest = list(stream)

    assert [p.id for p in rest[-2:]] == ["p49", "p50"]
    assert (rest[-1].total, rest[-1].items) == (7, None)
    assert [c.request.params for c in edge.calls] == [  # type: ignore[attr-defined]
        {"limit": "50", "offset": "0"}, {"limit": "50", "offset": "50"},
    ]  # fmt: skip


@pytest.mark.parametrize(("outer", "inner"), [("items", "item"), ("tracks", "track")])
def test_a_playlist_is_read_in_the_shape_of_new_and_old_apps(
    client: Connect, edge: responses.RequestsMock, outer: str, inner: str
) -> None:
    positions = [
        {"is_local": False, inner: TRACK, "added_by": {"id": "mina"}}, {"is_local": True, inner: LOCAL},
        {inner: EPISODE}, {inner: None},
    ]  # fmt: skip
    body = {
        "id": "37list", "name": "Sad OST", "owner": {"id": "mina"}, "public": False, "snapshot_id": "s1",
        "description": "Tears &amp; rain &#x27;21&#x27; &lt;3 &#x2F;",
        "images": [{"url": "https://i/1"}, {"url": None}], outer: {"total": 107, "items": positions, "next": None},
    }  # fmt: skip
    edge.get(f"{API}playlists/37list", json=body)

    playlist = client().playlist("37list")

    assert playlist.items is not None
    assert [i.kind for i in playlist.items] == [
        ItemKind.TRACK, ItemKind.LOCAL, ItemKind.EPISODE, ItemKind.MISSING,
    ]  # fmt: skip
    assert playlist.items[0] == PlaylistItem(
        "spotify:track:1a", ItemKind.TRACK, "Aerith's Theme", "JPZ929701234", None, "mina"
    )
    assert playlist.description == "Tears & rain '21' <3 /"
    assert (playlist.total, playlist.public, playlist.snapshot_id, playlist.images) == (
        107,
        False,
        "s1",
        ("https://i/1",),
    )
    request = edge.calls[0].request
    assert "market" not in request.params  # type: ignore[attr-defined]


def test_a_playlist_of_somebody_else_has_no_items(client: Connect, edge: responses.RequestsMock) -> None:
    edge.get(f"{API}playlists/37list", json={"id": "37list", "name": "x", "owner": {"id": "other"}, "public": None})
    assert client().playlist("https://open.spotify.com/playlist/37list?si=1").items is None


def test_both_names_at_once_are_read_once(client: Connect, edge: responses.RequestsMock) -> None:
    both = {"track": TRACK, "item": TRACK}
    edge.get(ITEMS, json={"items": [both], "next": None, "total": 1})
    (item,) = client().playlist_items("37list")
    assert item.uri == "spotify:track:1a"


def test_items_are_read_from_an_offset_50_at_a_time(
    client: Connect, edge: responses.RequestsMock, ledger: FakeLedger
) -> None:
    edge.get(ITEMS, json={"items": [place(TRACK)] * 49 + [place(None)], "next": "https://evil.example/", "total": 151})
    edge.get(ITEMS, json={"items": [place(EPISODE)], "next": None, "total": 151})
    items = list(client().playlist_items("37list", offset=100))
    assert len(items) == 51
    assert [c.request.params for c in edge.calls] == [  # type: ignore[attr-defined]
        {"limit": "50", "offset": offset, "additional_types": "track,episode"} for offset in ("100", "150")
    ]
    assert ledger.kinds == ["playlist-read"] * 2


def test_reading_what_was_just_written_is_never_answered_from_a_cache(
    client: Connect, edge: responses.RequestsMock
) -> None:
    edge.get(ITEMS, json={"items": [place(TRACK)], "next": None, "total": 1})
    api = client()
    list(api.playlist_items("37list"))
    edge.replace("GET", ITEMS, json={"items": [], "next": None, "total": 0})
    assert list(api.playlist_items("37list")) == []


# ---------------------------------------------------------------------------- writing

WRITES: list[tuple[str, Callable[[SpotifyApi], object], str, str, object]] = [
    (
        "create", lambda api: api.create_playlist("Sad OST", public=False),
        "POST", PLAYLISTS, {"name": "Sad OST", "public": False},
    ),
    ("add", lambda api: api.add_items("37list", URIS, position=3), "POST", ITEMS, {"uris": URIS, "position": 3}),
    ("remove", lambda api: api.remove_items("37list", URIS), "DELETE", ITEMS, {"items": [{"uri": u} for u in URIS]}),
    (
        "move", lambda api: api.move_items("37list", range_start=4, range_length=2, insert_before=0),
        "PUT", ITEMS, {"range_start": 4, "range_length": 2, "insert_before": 0},
    ),
    (
        "describe", lambda api: api.change_details("37list", description="One line"),
        "PUT", f"{API}playlists/37list", {"description": "One line"},
    ),
    (
        "rename", lambda api: api.change_details("37list", name="New", public=True),
        "PUT", f"{API}playlists/37list", {"name": "New", "public": True},
    ),
]  # fmt: skip
NAMES = [write[0] for write in WRITES]


@pytest.mark.parametrize(("call", "method", "url", "body"), [write[1:] for write in WRITES], ids=NAMES)
def test_a_write_goes_to_the_endpoint_of_2026_with_exactly_this_body(
    client: Connect, edge: responses.RequestsMock, ledger: FakeLedger,
    call: Callable[[SpotifyApi], object], method: str, url: str, body: object,
) -> None:  # fmt: skip
    edge.add(method, url, json={"id": "37list", "name": "Sad OST", "owner": {"id": "mina"}, "snapshot_id": "s2"})
    result = call(client())
    request = edge.calls[0].request
    assert json.loads(request.body or b"") == body
    assert "?" not in str(request.url)
    assert ledger.kinds == ["playlist-write"]
    if isinstance(result, Playlist):
        assert result.id == "37list"
    else:
        assert result in ("s2", None)


@pytest.mark.parametrize("fault", [500, 502, 503, 504, requests.ReadTimeout(), requests.ConnectionError("reset")])
@pytest.mark.parametrize(("call", "method", "url", "body"), [write[1:] for write in WRITES], ids=NAMES)
def test_a_write_whose_answer_is_lost_leaves_once_and_says_so(
    client: Connect, edge: responses.RequestsMock, fault: Any,
    call: Callable[[SpotifyApi], object], method: str, url: str, body: object,
) -> None:  # fmt: skip
    edge.add(method, url, **({"status": fault} if isinstance(fault, int) else {"body": fault}))
    with pytest.raises(UnknownOutcome):
        call(client())
    assert len(edge.calls) == 1


@pytest.mark.parametrize("name", ["create", "add", "remove", "move"])
def test_a_write_with_an_unreadable_answer_has_an_unknown_outcome(
    client: Connect, edge: responses.RequestsMock, name: str
) -> None:
    _, call, method, url, _ = WRITES[NAMES.index(name)]
    edge.add(method, url, body="<html>")
    with pytest.raises(UnknownOutcome):
        call(client())


def test_a_write_that_met_the_rate_limit_is_sent_again_since_nothing_was_done(
    client: Connect, edge: responses.RequestsMock, ledger: FakeLedger
) -> None:
    edge.post(ITEMS, status=429, headers={"Retry-After": "2"})
    edge.post(ITEMS, json={"snapshot_id": "s3"})
    assert client().add_items("37list", URIS, position=0) == "s3"
    assert ledger.kinds == ["playlist-write"] * 2


def test_a_refused_description_can_be_told_apart(client: Connect, edge: responses.RequestsMock) -> None:
    edge.put(f"{API}playlists/37list", status=400, json={"error": {"status": 400, "message": "Invalid description"}})
    with pytest.raises(SpotifyRefused) as caught:
        client().change_details("37list", description="https://x")
    assert caught.value.status == 400
    assert "Invalid description" in caught.value.message


def test_an_empty_answer_to_details_is_fine(client: Connect, edge: responses.RequestsMock) -> None:
    edge.put(f"{API}playlists/37list", body="")
    client().change_details("37list", name="x")


def test_a_cover_goes_out_as_one_line_of_base64(client: Connect, edge: responses.RequestsMock) -> None:
    edge.put(f"{API}playlists/37list/images", status=202)
    jpeg = b"\xff\xd8" + bytes(range(256)) * 40
    client().upload_cover("37list", jpeg)
    request = edge.calls[0].request
    assert request.headers["Content-Type"] == "image/jpeg"
    body = request.body.encode() if isinstance(request.body, str) else bytes(request.body or b"")
    assert b"\n" not in body
    assert base64.b64decode(body, validate=True) == jpeg


def test_a_cover_that_is_too_large_never_leaves(client: Connect, edge: responses.RequestsMock) -> None:
    with pytest.raises(SpotifyRefused) as caught:
        client().upload_cover("37list", b"\xff" * 190_001)
    assert caught.value.status == 413
    assert len(edge.calls) == 0


def test_one_call_takes_100_uris_and_no_more(client: Connect, edge: responses.RequestsMock) -> None:
    many = [f"spotify:track:{n}" for n in range(101)]
    with pytest.raises(ValueError, match="101"):
        client().add_items("37list", many, position=0)
    with pytest.raises(ValueError, match="101"):
        client().remove_items("37list", many)
    assert len(edge.calls) == 0


def test_somebody_elses_playlist_and_one_that_is_gone(client: Connect, edge: responses.RequestsMock) -> None:
    edge.post(ITEMS, status=403, json={"error": {"status": 403, "message": "Forbidden"}})
    edge.get(f"{API}playlists/gone", status=404, json={"error": {"status": 404, "message": "Resource not found"}})
    with pytest.raises(Forbidden, match="does not allow"):
        client().add_items("37list", URIS, position=0)
    with pytest.raises(NotFound):
        client().playlist("gone")
    with pytest.raises(NotFound):
        client().playlist("spotify:track:1a")


@pytest.mark.bench
@pytest.mark.parametrize(
    ("sample", "url", "read"),
    [
        ("spotifyaio_2026_playlist_1", "playlists/37list", lambda api: api.playlist("37list")),
        ("spotifyaio_2026_playlist_items", "playlists/37list/items", lambda api: list(api.playlist_items("37list"))),
        ("spotifyaio_2026_current_user_playlist_1", "me/playlists", lambda api: list(api.playlists())),
        ("spotifyaio_2026_search", "search", lambda api: api.search("a").tracks),
        ("beets_search_japanese_track_request", "search", lambda api: api.search("a").tracks),
        ("beets_search_track_request", "search", lambda api: api.search("a").tracks),
    ],
)
def test_recorded_answers_are_read_whole(
    client: Connect, edge: responses.RequestsMock, bench: Any, sample: str, url: str,
    read: Callable[[SpotifyApi], Any],
) -> None:  # fmt: skip
    body = json.loads((bench / "spotify" / "samples" / f"{sample}.json").read_text(encoding="utf-8"))
    for page in (body, body.get("tracks"), body.get("items")):
        if isinstance(page, dict) and isinstance(page.get("items"), list):  # one page is all that there is
            page |= {"next": None, "offset": 0, "total": len(page["items"])}
            page["limit"] = max(page["limit"], page["total"])
    edge.get(f"{API}{url}", json=body)
    result = read(client())
    if isinstance(result, Playlist):
        assert result.items
        assert result.total == len(result.items)
        assert result.owner_id
        result = result.items
    assert result
    if isinstance(result[0], PlaylistItem):
        assert all(item.uri for item in result)
        assert {item.kind for item in result} <= set(ItemKind) - {ItemKind.MISSING}
    else:
        assert all(thing.name for thing in result)
