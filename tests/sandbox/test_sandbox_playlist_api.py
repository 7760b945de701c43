"""The playlist endpoints: what they do, what they refuse, and what a user's hand can do beside them."""

from __future__ import annotations

import base64
import html
from typing import Any

import pytest
import requests

from ostsync.sandbox.accounts import SCOPES
from ostsync.sandbox.catalogue import Catalogue
from ostsync.sandbox.server import Sandbox, running

JPEG = b"\xff\xd8\xff\xe0" + bytes(1000)
DEAD = "spotify:track:" + "d" * 22


def _uris_in(api: Any, playlist: str) -> list[str | None]:
    items = api.get(f"playlists/{playlist}/items", limit=50)["items"]
    return [entry["item"] and entry["item"]["uri"] for entry in items]


# ---------------------------------------------------------------------------------------------- making, listing


def test_a_playlist_is_public_unless_it_is_said_not_to_be(api: Any) -> None:
    made = [
        api("POST", "me/playlists", json={"name": "Same name", **more}, status=201) for more in ({}, {"public": False})
    ]
    assert [playlist["public"] for playlist in made] == [True, False]
    assert made[0]["id"] != made[1]["id"]
    assert made[0]["items"]["total"] == 0
    listed = api.get("me/playlists")
    assert [entry["id"] for entry in listed["items"]] == [made[1]["id"], made[0]["id"]]


def test_the_list_is_paged(api: Any, sandbox: Sandbox) -> None:
    for n in range(53):
        sandbox.create_playlist(f"List {n}")
    page = api.get("me/playlists", limit=50)
    rest = api("GET", page["next"].removeprefix(sandbox.api_url), status=200)
    assert (page["total"], len(page["items"]), len(rest["items"]), rest["next"]) == (53, 50, 3, None)
    assert len(api.get("me/playlists")["items"]) == 20
    assert api.refused(400, "GET", "me/playlists", params={"limit": 51}) == "Invalid limit"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": ""},
        {"name": "x" * 101},
        {"name": 1},
        {"name": "x", "public": "no"},
        {"name": "x", "collaborative": True},
        {"name": "x", "description": "two\nlines"},
        {"name": "x", "description": "see https://example.org"},
        [],
        None,
    ],
)
def test_playlists_that_cannot_be_made(api: Any, body: Any) -> None:
    api.refused(400, "POST", "me/playlists", json=body)
    assert api.get("me/playlists")["total"] == 0


def test_private_may_be_forgotten_as_it_was_seen_live(small: Catalogue) -> None:
    with running(catalogue=small, forgets_private=True) as sandbox:
        headers = {"Authorization": "Bearer sandbox"}
        body = {"name": "x", "public": False}
        made = requests.post(sandbox.api_url + "me/playlists", json=body, headers=headers, timeout=5).json()
    assert made["public"] is True


# ---------------------------------------------------------------------------------------------- details


@pytest.mark.parametrize(
    "text", ["Sad & <loud>", 'It\'s "fine" a/b', "ünï 曲", "x" * 300, "Steins;Gate, Mr. Robot, 2.43", "100 % & more"]
)
def test_descriptions_come_back_escaped(api: Any, playlist: str, text: str) -> None:
    api("PUT", f"playlists/{playlist}", json={"description": text}, status=200)
    answered = api.get(f"playlists/{playlist}")["description"]
    assert html.unescape(answered) == text
    assert not set(answered) & set("<>\"'/")


@pytest.mark.parametrize(
    "body",
    [
        {"description": ""},
        {"description": "two\nlines"},
        {"description": "x" * 301},
        {"description": "from https://example.org/list"},
        {"description": "see github.com/someone"},
        {"description": "www.example"},
        {"description": None},
        {"name": "  "},
        {"public": 1},
        {"collaborative": True},
    ],
)
def test_details_that_are_refused_change_nothing(api: Any, playlist: str, body: dict[str, Any]) -> None:
    before = api.get(f"playlists/{playlist}")
    api.refused(400, "PUT", f"playlists/{playlist}", json=body)
    assert api.get(f"playlists/{playlist}") == before


def test_every_change_of_anything_makes_a_new_snapshot(api: Any, playlist: str, uris: Any) -> None:
    one, two, three = uris.cues(1, 3)
    address = f"playlists/{playlist}"
    changes: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", f"{address}/items", {"json": {"uris": [one, two]}}),
        ("PUT", f"{address}/items", {"json": {"range_start": 0, "insert_before": 2}}),
        ("DELETE", f"{address}/items", {"json": {"items": [{"uri": one}]}}),
        ("PUT", f"{address}/items", {"json": {"uris": [three]}}),
        ("PUT", address, {"json": {"name": "New"}}),
        ("PUT", address, {"json": {"description": "New"}}),
        ("PUT", address, {"json": {"public": False}}),
        ("PUT", f"{address}/images", {"data": base64.b64encode(JPEG), "headers": {"Content-Type": "image/jpeg"}}),
    ]
    seen = [api.get(address)["snapshot_id"]]
    for method, path, given in changes:
        answer = api(method, path, **given)
        seen.append(api.get(address)["snapshot_id"])
        assert answer is None or answer["snapshot_id"] == seen[-1]
    assert len(set(seen)) == len(changes) + 1


def test_a_late_snapshot_shows_something_else_first(small: Catalogue, time: Any, uris: Any) -> None:
    with running(catalogue=small, clock=time, snapshot_lag=30) as sandbox:
        hand = sandbox.create_playlist("Slow")
        hand.add(uris["渚"])
        headers = {"Authorization": "Bearer sandbox"}

        def shown() -> str:
            answer = requests.get(f"{sandbox.api_url}playlists/{hand.id}", headers=headers, timeout=5).json()
            assert answer["items"]["total"] == 1
            return str(answer["snapshot_id"])

        early = shown()
        time.now += 31
        assert early != shown() == hand.playlist.snapshot


# ---------------------------------------------------------------------------------------------- items


def test_items_are_added_in_order_at_their_place_and_may_stand_twice(api: Any, playlist: str, uris: Any) -> None:
    one, two, three = uris.cues(1, 3)
    address = f"playlists/{playlist}/items"
    api("POST", address, json={"uris": [one, two]}, status=201)
    api("POST", address, json={"uris": [three, one], "position": 1}, status=201)
    api("POST", f"{address}?position=0&uris={two}", status=201)
    assert _uris_in(api, playlist) == [two, one, three, one, two]


def test_removing_takes_every_copy_and_ignores_positions(api: Any, playlist: str, uris: Any) -> None:
    one, two, three = uris.cues(1, 3)
    api("POST", f"playlists/{playlist}/items", json={"uris": [one, two, one, three]})
    body = {"items": [{"uri": one, "positions": [2]}, {"uri": DEAD}]}
    api("DELETE", f"playlists/{playlist}/items", json=body, status=200)
    assert _uris_in(api, playlist) == [two, three]


@pytest.mark.parametrize(
    ("start", "length", "before", "order"),
    [
        (0, 1, 5, "bcdea"),  # the first to the end
        (4, 1, 0, "eabcd"),  # the last to the start
        (1, 2, 4, "adbce"),
        (3, 2, 1, "adebc"),
        (1, 2, 1, "abcde"),
        (1, 2, 2, "abcde"),
        (1, 2, 3, "abcde"),
        (0, 5, 5, "abcde"),
    ],
)
def test_moves_count_positions_before_the_move(
    api: Any, playlist: str, uris: Any, start: int, length: int, before: int, order: str
) -> None:
    names = dict(zip("abcde", uris.cues(1, 5), strict=True))
    api("POST", f"playlists/{playlist}/items", json={"uris": list(names.values())})
    body = {"range_start": start, "range_length": length, "insert_before": before}
    api("PUT", f"playlists/{playlist}/items", json=body, status=200)
    assert _uris_in(api, playlist) == [names[letter] for letter in order]


def test_replacing_throws_out_what_was_there(api: Any, playlist: str, uris: Any) -> None:
    api("POST", f"playlists/{playlist}/items", json={"uris": uris.cues(1, 9)})
    api("PUT", f"playlists/{playlist}/items", json={"uris": uris.cues(20, 21)}, status=200)
    assert _uris_in(api, playlist) == uris.cues(20, 21)
    api("PUT", f"playlists/{playlist}/items", json={"uris": []}, status=200)
    assert _uris_in(api, playlist) == []


@pytest.mark.parametrize(
    ("method", "body", "status"),
    [
        ("POST", {"uris": ["spotify:track:x"] * 101}, 400),
        ("POST", {"uris": ["https://open.spotify.com/track/x"]}, 400),
        ("POST", {"uris": ["spotify:album:" + "a" * 22]}, 400),
        ("POST", {"uris": ["spotify:local:a:b:c:1"]}, 400),
        ("POST", {"uris": []}, 400),
        ("POST", {"uris": "spotify:track:x"}, 400),
        ("POST", {}, 400),
        ("POST", ["spotify:track:" + "a" * 22], 400),  # a bare array is not documented
        ("POST", {"uris": ["CUE"], "position": 4}, 400),
        ("POST", {"uris": ["CUE"], "position": -1}, 400),
        ("POST?position=first", {"uris": ["CUE"]}, 400),
        ("POST", {"uris": ["spotify:track:short"]}, 400),
        ("POST", {"uris": ["CUE", DEAD]}, 502),  # one dead URI fails the whole write
        ("PUT", {"uris": ["CUE", DEAD]}, 502),
        ("PUT", {"uris": ["CUE"], "range_start": 0, "insert_before": 1}, 400),
        ("PUT", {"range_start": 0}, 400),
        ("PUT", {"range_start": 3, "insert_before": 0}, 400),
        ("PUT", {"range_start": 0, "insert_before": 4}, 400),
        ("PUT", {"range_start": 1, "range_length": 3, "insert_before": 0}, 400),
        ("PUT", {"range_start": True, "insert_before": 0}, 400),
        ("PUT", {}, 400),
        ("PUT", {"range_start": 0, "insert_before": 3, "snapshot_id": "stale"}, 502),
        ("DELETE", {"items": []}, 400),
        ("DELETE", {"tracks": [{"uri": "CUE"}]}, 400),  # the old key
        ("DELETE", {"items": ["CUE"]}, 400),
        ("DELETE", {"items": [{"uri": "CUE"}] * 101}, 400),
        ("DELETE", {"items": [{"uri": "CUE"}], "snapshot_id": "stale"}, 502),
    ],
)
def test_edits_that_are_refused_change_nothing(
    api: Any, playlist: str, uris: Any, method: str, body: Any, status: int
) -> None:
    cue = uris.cues(1, 1)[0]
    api("POST", f"playlists/{playlist}/items", json={"uris": uris.cues(1, 3)})
    before = api.get(f"playlists/{playlist}")
    if isinstance(body, dict):
        body = {
            key: [{"uri": cue} if entry == {"uri": "CUE"} else cue if entry == "CUE" else entry for entry in value]
            if isinstance(value, list)
            else value
            for key, value in body.items()
        }
    method, mark, query = method.partition("?")
    api.refused(status, method, f"playlists/{playlist}/items{mark}{query}", json=body)
    assert api.get(f"playlists/{playlist}") == before


def test_the_newest_snapshot_may_go_with_an_edit(api: Any, playlist: str, uris: Any) -> None:
    snapshot = api("POST", f"playlists/{playlist}/items", json={"uris": uris.cues(1, 3)})["snapshot_id"]
    body = {"items": [{"uri": uris.cues(1, 1)[0]}], "snapshot_id": snapshot}
    api("DELETE", f"playlists/{playlist}/items", json=body, status=200)


def test_what_is_no_json_is_refused(api: Any, playlist: str) -> None:
    assert api.refused(400, "POST", f"playlists/{playlist}/items", data=b"{") == "Error parsing JSON."


def test_ten_thousand_items_and_not_one_more(api: Any, sandbox: Sandbox, uris: Any) -> None:
    hand = sandbox.create_playlist("Long")
    hand.add(*uris.cues(1, 50) * 199, *uris.cues(1, 49))
    assert len(hand.uris) == 9999
    api("POST", f"playlists/{hand.id}/items", json={"uris": uris.cues(50, 50)}, status=201)
    api.refused(403, "POST", f"playlists/{hand.id}/items", json={"uris": uris.cues(50, 50)})


def test_reading_embeds_100_items_and_pages_give_50_at_most(api: Any, sandbox: Sandbox, uris: Any) -> None:
    hand = sandbox.create_playlist("Long")
    hand.add(*uris.cues(1, 60) * 2)
    page = api.get(f"playlists/{hand.id}")["items"]
    assert (len(page["items"]), page["total"]) == (100, 120)
    rest = api("GET", page["next"].removeprefix(sandbox.api_url), status=200)
    assert (len(rest["items"]), rest["offset"]) == (20, 100)
    assert len(api.get(f"playlists/{hand.id}/items")["items"]) == 20
    assert api.refused(400, "GET", f"playlists/{hand.id}/items", params={"limit": 51}) == "Invalid limit"


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        ("name", {"name": "List"}),
        ("name,items.total", {"name": "List", "items": {"total": 2}}),
        ("items(total,items(is_local,item(name)))", None),
        ("items.items(item(album(!images,artists,external_urls),name))", None),
        ("owner(!external_urls,href,uri,type,display_name)", None),
    ],
)
def test_only_the_fields_that_are_asked_for(api: Any, sandbox: Sandbox, uris: Any, fields: str, answer: Any) -> None:
    hand = sandbox.create_playlist("List")
    hand.add(*uris.cues(1, 2))
    got = api.get(f"playlists/{hand.id}", fields=fields)
    if answer is not None:
        assert got == answer
    elif fields.startswith("items(total"):
        assert got["items"]["items"][0] == {"is_local": False, "item": {"name": "Cue 01"}}
    elif fields.startswith("items.items"):
        assert "images" not in got["items"]["items"][0]["item"]["album"]
        assert got["items"]["items"][0]["item"].keys() == {"album", "name"}
    else:
        assert "external_urls" not in got["owner"]


@pytest.mark.parametrize("fields", ["a(", "a)", ",", "a,,b", "a..b", "!", "items(item", "a b", "ä"])
def test_broken_field_filters_are_refused(api: Any, playlist: str, fields: str) -> None:
    api.refused(400, "GET", f"playlists/{playlist}", params={"fields": fields})


# ---------------------------------------------------------------------------------------------- covers


def _upload(api: Any, playlist: str, data: bytes, content_type: str = "image/jpeg", **more: Any) -> Any:
    return api("PUT", f"playlists/{playlist}/images", data=data, headers={"Content-Type": content_type}, **more)


def test_a_cover_is_taken_and_shown(api: Any, playlist: str) -> None:
    assert api.get(f"playlists/{playlist}/images") == []
    _upload(api, playlist, base64.b64encode(JPEG), status=202)
    (image,) = api.get(f"playlists/{playlist}/images")
    assert requests.get(image["url"], timeout=5).content == JPEG
    assert api.get(f"playlists/{playlist}")["images"] == [image]


@pytest.mark.parametrize(
    ("data", "content_type", "status"),
    [
        (base64.b64encode(JPEG + bytes(191 * 1024)), "image/jpeg", 202),
        (base64.b64encode(JPEG + bytes(192 * 1024)), "image/jpeg", 413),
        (JPEG, "image/jpeg", 400),
        (b"data:image/jpeg;base64," + base64.b64encode(JPEG), "image/jpeg", 400),
        (base64.encodebytes(JPEG), "image/jpeg", 400),
        (base64.b64encode(b"\x89PNG" + bytes(99)), "image/jpeg", 400),
        (base64.b64encode(JPEG), "application/json", 400),
        (b"", "image/jpeg", 400),
    ],
)
def test_which_covers_are_taken(api: Any, playlist: str, data: bytes, content_type: str, status: int) -> None:
    _upload(api, playlist, data, content_type, status=status)
    assert bool(api.get(f"playlists/{playlist}/images")) == (status == 202)


def test_a_cover_without_its_scope_is_401(api: Any, sandbox: Sandbox, playlist: str) -> None:
    token = sandbox.token(scopes=SCOPES - {"ugc-image-upload"})
    _upload(api, playlist, base64.b64encode(JPEG), token=token, status=401)


# ------------------------------------------------------------------------------------- others' playlists, scopes


def test_a_strangers_playlist_can_be_opened_but_not_read_through(api: Any, playlist: str, uris: Any) -> None:
    answer = api("GET", f"playlists/{playlist}", token="sandbox-other", status=200)
    assert "items" not in answer
    other = {"token": "sandbox-other"}
    assert api.refused(403, "GET", f"playlists/{playlist}/items", **other) == "Forbidden"
    assert (
        api.refused(403, "POST", f"playlists/{playlist}/items", json={"uris": uris.cues(1, 1)}, **other) == "Forbidden"
    )
    assert api.refused(403, "PUT", f"playlists/{playlist}", json={"name": "Mine"}, **other) == "Forbidden"
    assert api("GET", "me/playlists", status=200, **other)["total"] == 0


def test_a_collaborator_may_edit_items_alone(api: Any, sandbox: Sandbox, uris: Any) -> None:
    hand = sandbox.create_playlist("Ours")
    hand.share_with("other")
    other = {"token": "sandbox-other"}
    api("POST", f"playlists/{hand.id}/items", json={"uris": uris.cues(1, 1)}, status=201, **other)
    items = api("GET", f"playlists/{hand.id}/items", status=200, **other)["items"]
    assert items[0]["added_by"]["id"] == "other"
    api.refused(403, "PUT", f"playlists/{hand.id}", json={"name": "Mine"}, **other)


@pytest.mark.parametrize(
    ("missing", "method", "path", "given"),
    [
        ("playlist-read-private", "GET", "me/playlists", {}),
        ("playlist-read-private", "GET", "playlists/{}/items", {}),
        ("playlist-modify-public", "POST", "me/playlists", {"json": {"name": "x"}}),
        ("playlist-modify-private", "POST", "me/playlists", {"json": {"name": "x", "public": False}}),
        ("playlist-modify-public", "PUT", "playlists/{}", {"json": {"name": "x"}}),
        ("playlist-modify-public", "POST", "playlists/{}/items", {"json": {"uris": []}}),
    ],
)
def test_scopes_that_are_missing(
    api: Any, sandbox: Sandbox, playlist: str, missing: str, method: str, path: str, given: dict[str, Any]
) -> None:
    token = sandbox.token(scopes=SCOPES - {missing})
    words = api.refused(403, method, path.format(playlist), token=token, **given)
    assert words == "Insufficient client scope"


def test_a_private_playlist_needs_the_private_scope(api: Any, sandbox: Sandbox, uris: Any) -> None:
    hand = sandbox.create_playlist("Mine")
    hand.playlist.public = False
    public_only = sandbox.token(scopes=frozenset({"playlist-modify-public"}))
    body = {"uris": uris.cues(1, 1)}
    api.refused(403, "POST", f"playlists/{hand.id}/items", json=body, token=public_only)
    private_only = sandbox.token(scopes=frozenset({"playlist-modify-private"}))
    api("POST", f"playlists/{hand.id}/items", json=body, token=private_only, status=201)


@pytest.mark.parametrize("path", ["playlists/{}", "playlists/{}/items", "playlists/{}/images"])
def test_unknown_playlists(api: Any, path: str) -> None:
    api.refused(404, "GET", path.format("z" * 22))
    api.refused(400, "GET", path.format("short"))


# ---------------------------------------------------------------------------------------------- the user's hand


def test_what_a_hand_puts_in_is_answered_in_its_own_shape(api: Any, sandbox: Sandbox, uris: Any) -> None:
    hand = sandbox.create_playlist("By hand")
    hand.add(uris["渚"])
    local = hand.add_local("My song", "Me & You", "At home")
    episode = hand.add_episode("On soundtracks")
    hand.add_null()
    hand.add(uris["!!!"], position=0)
    items = api.get(f"playlists/{hand.id}/items")["items"]
    assert [entry["item"] and entry["item"]["uri"] for entry in items] == [
        uris["!!!"],
        uris["渚"],
        local,
        episode,
        None,
    ]
    assert [entry["is_local"] for entry in items] == [False, False, True, False, False]
    assert (items[2]["item"]["name"], items[2]["item"]["artists"][0]["name"]) == ("My song", "Me & You")
    assert items[3]["item"]["episode"] is True
    assert sandbox.requests[-1].path.endswith("/items")
    assert len(sandbox.requests) == 1


def test_a_hand_takes_one_copy_and_moves_one_item(sandbox: Sandbox, uris: Any) -> None:
    hand = sandbox.create_playlist("By hand")
    one, two = uris.cues(1, 2)
    hand.add(one, two, one)
    hand.remove(0)
    assert hand.uris == [two, one]
    hand.move(0, 2)
    assert hand.uris == [one, two]


def test_a_track_that_dies_in_a_playlist_turns_null(api: Any, sandbox: Sandbox, playlist: str, uris: Any) -> None:
    api("POST", f"playlists/{playlist}/items", json={"uris": uris.cues(1, 2)})
    sandbox.kill(uris.cues(1, 1)[0])
    assert _uris_in(api, playlist) == [None, uris.cues(2, 2)[0]]
    api.refused(502, "POST", f"playlists/{playlist}/items", json={"uris": uris.cues(1, 1)})


def test_a_deleted_playlist_leaves_the_list_and_still_answers_by_id(api: Any, sandbox: Sandbox) -> None:
    hand = sandbox.create_playlist("Gone")
    hand.delete()
    assert api.get("me/playlists")["total"] == 0
    assert api.get(f"playlists/{hand.id}")["name"] == "Gone"
    assert api.get("me/library/contains", uris=hand.playlist.uri) == [False]
