"""Search, tracks, albums and artists over HTTP. Every answer is checked against our schemas by the client."""

from __future__ import annotations

import re
from typing import Any

import pytest
import requests

from ostsync.sandbox.catalogue import Catalogue, artist_id
from ostsync.sandbox.removed import REMOVED
from ostsync.sandbox.search import Ranker
from ostsync.sandbox.server import Sandbox, running

NOBODY = "z" * 22


def test_a_search_answers_tracks_and_albums_of_each_type(api: Any) -> None:
    answer = api.get("search", q="sixty cues", type="track,album", limit=10, market="US")
    assert [len(answer[kind]["items"]) for kind in ("tracks", "albums")] == [10, 1]
    assert answer["tracks"]["total"] == 60
    assert answer["albums"]["items"][0]["total_tracks"] == 60
    assert all(track["is_playable"] for track in answer["tracks"]["items"])


def test_a_search_gives_five_where_no_limit_is_said(api: Any) -> None:
    assert len(api.get("search", q="cue", type="track")["tracks"]["items"]) == 5


def test_other_types_answer_empty_pages(api: Any) -> None:
    answer = api.get("search", q="cue", type="artist,playlist,show,episode,audiobook")
    assert sorted(answer) == ["artists", "audiobooks", "episodes", "playlists", "shows"]


def test_pages_lead_to_their_neighbours(api: Any, sandbox: Sandbox) -> None:
    names = []
    page = api.get("search", q="cue", type="track", limit=10)["tracks"]
    while True:
        names += [track["name"] for track in page["items"]]
        if page["next"] is None:
            break
        page = api("GET", page["next"].removeprefix(sandbox.api_url), status=200)["tracks"]
    assert len(names) == len(set(names)) == 60
    assert page["previous"] is not None


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ({"q": "x", "type": "track", "limit": 11}, 400, "Invalid limit"),
        ({"q": "x", "type": "track", "limit": 50}, 400, "Invalid limit"),
        ({"q": "x", "type": "track", "limit": 0}, 400, "Invalid limit"),
        ({"q": "x", "type": "track", "limit": "ten"}, 400, "Invalid limit"),
        ({"q": "x", "type": "track", "offset": 1001}, 400, "Invalid offset"),
        ({"q": "x", "type": "track", "offset": -1}, 400, "Invalid offset"),
        ({"q": "x", "type": "track", "market": "USA"}, 400, "Invalid market code"),
        ({"q": "x", "type": "song"}, 400, "Bad search type field song"),
        ({"q": "x"}, 400, "Missing parameter type"),
        ({"q": " ", "type": "track"}, 400, "No search query"),
        ({"type": "track"}, 400, "No search query"),
        ({"q": "x" * 101, "type": "track"}, 404, "Resource not found"),
    ],
)
def test_searches_that_are_refused(api: Any, query: dict[str, Any], status: int, words: str) -> None:
    assert api.refused(status, "GET", "search", params=query) == words


def test_a_query_of_100_characters_is_taken(api: Any) -> None:
    assert api.get("search", q="x" * 100, type="track", offset=1000)["tracks"]["items"] == []


def test_a_track_carries_its_album_and_isrc_and_nothing_that_was_removed(api: Any, uris: Any) -> None:
    track = api.get(f"tracks/{uris['GATE OF STEINER'].split(':')[-1]}")
    assert track["external_ids"] == {"isrc": "JPX400900001"}
    assert track["album"]["release_date"] == "2010-02-03"
    assert not {"popularity", "available_markets", "linked_from", "is_playable"} & track.keys()


def test_an_unplayable_track_says_so_where_a_market_is_asked(api: Any, sandbox: Sandbox, uris: Any) -> None:
    for name in ("Nowhere to Play", "Memories"):
        sandbox.make_unplayable(uris[name])
        track = api.get(f"tracks/{uris[name].split(':')[-1]}", market="JP")
        assert (track["is_playable"], track["restrictions"]) == (False, {"reason": "market"})


def test_a_dead_track_is_not_found(api: Any, sandbox: Sandbox, uris: Any) -> None:
    sandbox.kill(uris["渚"])
    assert api.refused(404, "GET", f"tracks/{uris['渚'].split(':')[-1]}") == "Resource not found"
    assert api.get("search", q="渚", type="track")["tracks"]["items"] == []


@pytest.mark.parametrize("path", ["tracks/{}", "albums/{}", "albums/{}/tracks", "artists/{}", "artists/{}/albums"])
def test_unknown_and_impossible_ids(api: Any, path: str) -> None:
    assert api.refused(404, "GET", path.format(NOBODY)) == "Resource not found"
    assert api.refused(400, "GET", path.format("short")) == "Invalid base62 id"


def test_an_album_embeds_50_tracks_and_the_next_address_goes_on(api: Any, sandbox: Sandbox, small: Catalogue) -> None:
    ident = next(album.id for album in small.albums.values() if album.name == "Sixty Cues OST")
    page = api.get(f"albums/{ident}")["tracks"]
    rest = api("GET", page["next"].removeprefix(sandbox.api_url), status=200)
    assert (len(page["items"]), len(rest["items"]), rest["next"]) == (50, 10, None)
    assert len(api.get(f"albums/{ident}/tracks")["items"]) == 20
    assert api.refused(400, "GET", f"albums/{ident}/tracks", params={"limit": 51}) == "Invalid limit"


def test_an_artist_has_albums_ten_a_page_at_most(api: Any) -> None:
    ident = artist_id("Composer")
    assert api.get(f"artists/{ident}")["name"] == "Composer"
    assert [album["name"] for album in api.get(f"artists/{ident}/albums")["items"]] == ["Sixty Cues OST"]
    assert api.get(f"artists/{ident}/albums", include_groups="single")["total"] == 0
    assert api.refused(400, "GET", f"artists/{ident}/albums", params={"limit": 11}) == "Invalid limit"


def test_odd_dates_have_their_precision(api: Any, uris: Any) -> None:
    dates = {}
    for name in ("GATE OF STEINER", "Don't Be Afraid", "!!!"):
        album = api.get(f"tracks/{uris[name].split(':')[-1]}")["album"]
        dates[album["release_date"]] = album["release_date_precision"]
    assert dates == {"2010-02-03": "day", "1999": "year", "0000": "year"}


def _example(path: str) -> str:
    return re.sub(r"<[^>]*>", NOBODY, path)


@pytest.mark.parametrize(
    ("method", "path"), [(method, _example(path)) for path, methods in REMOVED for method in methods]
)
def test_removed_endpoints_answer_403(api: Any, method: str, path: str) -> None:
    misleading = method == "POST" and path.startswith("users/")
    words = "You cannot create a playlist for another user" if misleading else "Forbidden"
    assert api.refused(403, method, path) == words


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "nothing", 404), ("DELETE", "me", 405), ("POST", "search", 405)]
)
def test_what_never_was_is_not_forbidden(api: Any, method: str, path: str, status: int) -> None:
    api.refused(status, method, path)


def test_answers_to_user_tokens_vary_by_them(api: Any) -> None:
    api.get("search", q="cue", type="track")
    assert api.headers()["Vary"] == "Authorization"
    assert "max-age=7200" in api.headers()["Cache-Control"]
    api.get("me")
    assert api.headers()["Vary"] == "Authorization"
    assert api.headers()["Content-Type"] == "application/json; charset=utf-8"


def test_an_unchanged_thing_answers_304(api: Any, uris: Any) -> None:
    path = f"tracks/{uris['渚'].split(':')[-1]}"
    api.get(path)
    tag = {"If-None-Match": api.headers()["ETag"]}
    response = requests.get(api.sandbox.api_url + path, headers={"Authorization": "Bearer sandbox", **tag}, timeout=5)
    assert (response.status_code, response.content) == (304, b"")
    api.get("search", q="渚", type="track")
    assert "ETag" not in api.headers()


@pytest.mark.parametrize(
    ("header", "status", "words"),
    [
        (None, 401, "No token provided"),
        ("Bearer nonsense", 401, "Invalid access token"),
        ("Bearer ", 400, "Only valid bearer authentication supported"),
        ("Basic sandbox", 400, "Only valid bearer authentication supported"),
    ],
)
def test_who_may_ask_at_all(sandbox: Sandbox, header: str | None, status: int, words: str) -> None:
    for path in ("me", "search?q=x&type=track", "tracks"):
        headers = {} if header is None else {"Authorization": header}
        response = requests.get(sandbox.api_url + path, headers=headers, timeout=5)
        assert (response.status_code, response.json()["error"]["message"]) == (status, words)


def test_the_ranker_is_chosen_at_the_start(small: Catalogue) -> None:
    found = {}
    for ranker in Ranker:
        with running(catalogue=small, search=ranker) as sandbox:
            address = f"{sandbox.api_url}search?q=gate+of+stiener&type=track"
            response = requests.get(address, headers={"Authorization": "Bearer sandbox"}, timeout=5)
            found[ranker] = bool(response.json()["tracks"]["items"])
    assert found == {Ranker.STRICT: False, Ranker.FORGIVING: True}
