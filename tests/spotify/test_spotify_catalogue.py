"""Searching and reading albums and tracks: what is asked, what comes back, what is kept."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from ostsync.errors import Damaged, LoginNeeded, RateLimited, Unavailable
from ostsync.model import Album
from ostsync.spotify.api import query
from ostsync.spotify.cachefile import cache_file, kept
from ostsync.spotify.door import kind_of

from .conftest import API, Connect, FakeClock, FakeLedger

SEARCH = f"{API}search"
ALBUM = {
    "id": "0album", "name": "Steins;Gate OST", "artists": [{"name": "Takeshi Abo"}], "album_type": "album",
    "release_date": "2011-09-28", "total_tracks": 2,
    "images": [{"url": "https://i/640", "width": 640}, {"url": "https://i/300", "width": 300}],
}  # fmt: skip
TRACK = {
    "id": "0track", "name": "Gate of Steiner", "artists": [{"name": "Takeshi Abo"}], "album": ALBUM,
    "duration_ms": 210000, "external_ids": {"isrc": "jp-x00-11-00001"}, "is_playable": True, "track_number": 3,
    "disc_number": 1, "type": "track",
}  # fmt: skip


def found(*tracks: object) -> dict[str, Any]:
    return {"tracks": {"items": list(tracks), "total": len(tracks), "next": None}}


# ---------------------------------------------------------------------------- what is asked


def test_a_search_keeps_the_limits_of_2026_and_always_names_the_market(
    client: Connect, edge: responses.RequestsMock
) -> None:
    edge.get(SEARCH, json={**found(TRACK), "albums": {"items": [ALBUM]}})

    page = client(language="ja").search("gate of steiner", albums=True)

    (track,) = page.tracks
    assert (track.uri, track.isrc, track.duration_ms, track.is_playable) == (
        "spotify:track:0track", "JPX001100001", 210000, True,
    )  # fmt: skip
    assert track.album == page.albums[0]
    assert page.albums[0].image_url == "https://i/300"
    assert not page.cached
    request = edge.calls[0].request
    assert request.params == {  # type: ignore[attr-defined]
        "q": "gate of steiner", "limit": "10", "offset": "0", "type": "track,album", "market": "DE",
    }  # fmt: skip
    assert request.headers["Accept-Language"] == "ja"
    assert request.headers["Authorization"] == "Bearer ready-token"
    assert request.headers["User-Agent"].startswith("ostsync/")


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("  a \t b\n", "a b"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("x" * 100, "x" * 100),
        ("x" * 101, "x" * 100),
        ("a" * 60 + " " + "b" * 60, "a" * 60),
        ("a" * 60 + " " + "b" * 39, "a" * 60 + " " + "b" * 39),
        ("あ" * 99 + " い", "あ" * 99),
        ("\u3000ロ\u3000ボ", "ロ ボ"),
    ],
)
def test_a_query_is_cut_at_a_word(asked: str, sent: str) -> None:
    assert query(asked) == sent


def test_an_empty_query_costs_nothing(client: Connect, edge: responses.RequestsMock) -> None:
    assert client().search(" \n").tracks == ()
    assert len(edge.calls) == 0


def test_albums_alone_are_one_request(client: Connect, edge: responses.RequestsMock, ledger: FakeLedger) -> None:
    edge.get(SEARCH, json={"albums": {"items": [ALBUM]}})
    assert [a.name for a in client().search_albums("steins gate").albums] == ["Steins;Gate OST"]
    assert edge.calls[0].request.params["type"] == "album"  # type: ignore[attr-defined]
    assert ledger.kinds == ["search"]


def test_an_album_is_read_50_tracks_a_request_and_each_carries_it(
    client: Connect, edge: responses.RequestsMock, ledger: FakeLedger
) -> None:
    numbers = [{"id": f"t{n}", "name": f"Track {n}", "track_number": n, "artists": []} for n in range(1, 61)]
    # `next` is never followed: it could name any server, and the token would go there
    edge.get(f"{API}albums/0album/tracks", json={"items": numbers[:50], "next": "https://evil.example/", "total": 60})
    edge.get(f"{API}albums/0album/tracks", json={"items": numbers[50:], "next": None, "total": 60})
    album = Album("0album", "OST")

    tracks = client().album_tracks(album)

    assert [t.track_number for t in tracks] == list(range(1, 61))
    assert {t.album for t in tracks} == {album}
    asked = [call.request.params for call in edge.calls]  # type: ignore[attr-defined]
    assert asked == [{"limit": "50", "offset": o, "market": "DE"} for o in ("0", "50")]
    assert ledger.kinds == ["album", "album"]


def test_a_track_that_is_gone_is_none_and_a_bad_id_leaves_no_request(
    client: Connect, edge: responses.RequestsMock
) -> None:
    edge.get(f"{API}tracks/gone", status=404, json={"error": {"status": 404, "message": "Resource not found"}})
    edge.get(f"{API}tracks/there", json=TRACK)
    api = client()
    assert api.track("gone") is None
    assert api.track("no/id at all") is None
    assert api.requests == 1
    there = api.track("there")
    assert there is not None
    assert there.name == "Gate of Steiner"


@pytest.mark.parametrize("body", ["<html>Welcome to our Wi-Fi</html>", "[]", "null", ""])
def test_an_answer_that_is_none_of_spotifys_is_an_outage_and_never_a_miss(
    client: Connect, edge: responses.RequestsMock, body: str
) -> None:
    edge.get(SEARCH, body=body)
    with pytest.raises(Unavailable):
        client().search("a")


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in TRACK.items() if name != key}


@pytest.mark.parametrize(
    "answer",
    [
        {"tracks": None}, {}, {"albums": {"items": [ALBUM]}}, {"tracks": []}, {"tracks": {"items": None}},
        {"tracks": {"items": {}}}, {"error": {"status": 200}},
    ],
)  # fmt: skip
def test_a_search_that_lacks_what_was_asked_for_is_an_outage(
    client: Connect, edge: responses.RequestsMock, answer: object
) -> None:
    edge.get(SEARCH, json=answer)
    api = client()
    for _ in range(2):
        with pytest.raises(Unavailable, match="not one of Spotify's"):
            api.search("a")
    assert api.requests == 2, "it is not kept"


@pytest.mark.parametrize(
    "odd",
    [
        None, 7, "x", [], {}, without("id"), without("name"), without("artists"), without("album"),
        *({**TRACK, key: value} for key, value in [
            ("id", None), ("id", "../me"), ("id", 7), ("name", None), ("name", 7), ("name", "\ud83d"),
            ("artists", None), ("artists", [None]), ("artists", [{"name": 1}]), ("album", {}),
            ("album", {**ALBUM, "name": None}),
            ("duration_ms", "1"), ("duration_ms", 1e300), ("duration_ms", -1), ("is_playable", "yes"),
            ("external_ids", []), ("external_ids", {"isrc": 1}), ("track_number", True),
        ]),
    ],
)  # fmt: skip
def test_an_answer_with_a_damaged_entry_says_nothing_about_what_is_not_in_it(
    client: Connect, edge: responses.RequestsMock, odd: object
) -> None:
    edge.get(SEARCH, json=found(TRACK, odd))
    api = client()
    for _ in range(2):
        with pytest.raises(Damaged):
            api.search("a")
    assert api.requests == 2, "it is not kept"


def test_what_not_every_track_has_may_be_absent_or_null(client: Connect, edge: responses.RequestsMock) -> None:
    album = {"id": "1", "name": "A", "artists": []}
    bare = {"id": "2", "name": "ok", "artists": [], "album": album}
    nulls = {**bare, "id": "3", **dict.fromkeys(("duration_ms", "external_ids", "is_playable", "track_number"))}
    gone = {**bare, "id": "4", "restrictions": {"reason": "market"}, "external_ids": {"isrc": None}}
    edge.get(SEARCH, json=found(bare, nulls, gone, {**bare, "id": "5", "name": ""}))
    two, three, four = client().search("a").tracks
    assert (two.duration_ms, two.isrc, two.is_playable) == (three.duration_ms, three.isrc, three.is_playable)
    assert four.is_playable is False


@pytest.mark.parametrize(
    "page",
    [
        {"items": None, "total": 2}, {"items": [], "total": 2}, {"items": [{}, {}]}, {"items": [{}, {}], "total": "2"},
        {"items": [{}, {}], "total": 1}, {"items": [{}], "total": 2, "limit": 50},
        {"items": [{}], "total": 1, "offset": 50}, {"items": [{}, {}], "total": 2, "limit": None},
    ],
)  # fmt: skip
def test_a_page_that_is_not_what_it_says_is_no_answer(
    client: Connect, edge: responses.RequestsMock, page: dict[str, Any]
) -> None:
    place = {"item": None}
    edge.get(f"{API}albums/0album/tracks", json=page)
    edge.get(f"{API}playlists/37list/items", json={**page, "items": page["items"] and [place for _ in page["items"]]})
    edge.get(f"{API}playlists/37list", json={"id": "37list", "name": "x", "owner": {"id": "x"}, "items": page})
    for ask in (
        lambda api: api.album_tracks(Album("0album", "OST")),
        lambda api: list(api.playlist_items("37list")),
        lambda api: api.playlist("37list"),
    ):
        with pytest.raises(Unavailable):
            ask(client())


# ---------------------------------------------------------------------------- what is kept


def test_a_second_search_makes_no_request_even_with_vary_and_without_a_login(
    client: Connect, edge: responses.RequestsMock, ledger: FakeLedger
) -> None:
    edge.get(SEARCH, json=found(TRACK), headers={"Vary": "Authorization", "ETag": '"1"', "Cache-Control": "no-store"})
    first = client().search("a")

    again = client(access_token=None)  # nobody is logged in
    second = again.search("a")

    assert second.cached
    assert second.tracks == first.tracks
    assert again.requests == 0
    assert ledger.kinds == ["search"]
    with pytest.raises(LoginNeeded):
        again.search("b")


@pytest.mark.parametrize(
    "body",
    [{**found(), "albums": {"items": []}}, {"tracks": {"items": [{**TRACK, "name": ""}]}, "albums": {"items": []}}],
)
def test_an_empty_answer_is_never_kept(client: Connect, edge: responses.RequestsMock, body: object) -> None:
    edge.get(SEARCH, json=body)
    api = client()
    assert api.search("a", albums=True).tracks == ()
    assert not api.search("a", albums=True).cached
    assert api.requests == 2


def test_only_albums_found_is_kept(client: Connect, edge: responses.RequestsMock) -> None:
    edge.get(SEARCH, json={**found(), "albums": {"items": [ALBUM]}})
    api = client()
    api.search("a", albums=True)
    assert api.search("a", albums=True).cached


@pytest.mark.parametrize(
    "other",
    [{"language": "ja"}, {"market": "JP"}, {"api_url": "http://127.0.0.1:4321/v1/"}, {"refresh": True}],
    ids=lambda value: next(iter(value)),
)
def test_another_language_market_or_server_asks_again_and_so_does_refresh(
    client: Connect, edge: responses.RequestsMock, other: dict[str, Any]
) -> None:
    edge.get(SEARCH, json=found(TRACK))
    edge.get("http://127.0.0.1:4321/v1/search", json=found(TRACK))
    client().search("a")
    api = client(**other)
    assert not api.search("a").cached
    assert api.requests == 1


def test_what_refresh_fetched_is_kept(client: Connect, edge: responses.RequestsMock) -> None:
    edge.get(SEARCH, json=found(TRACK))
    client().search("a")
    edge.replace("GET", SEARCH, json=found({**TRACK, "name": "New"}))
    client(refresh=True).search("a")
    page = client().search("a")
    assert page.cached
    assert page.tracks[0].name == "New"


def test_tracks_are_not_kept_and_errors_neither(client: Connect, edge: responses.RequestsMock) -> None:
    edge.get(f"{API}tracks/1", json=TRACK)
    api = client()
    api.track("1")
    api.track("1")
    assert api.requests == 2


def test_an_answer_is_kept_for_7_days_at_most(client: Connect, edge: responses.RequestsMock, tmp_path: Path) -> None:
    edge.get(SEARCH, json=found(TRACK))
    client().search("a")
    with sqlite3.connect(cache_file(tmp_path / "cache", API)) as db:
        expires, now = db.execute("SELECT expires, unixepoch() FROM responses").fetchone()
        assert 0 < expires - now <= timedelta(days=7).total_seconds() + 1
        db.execute('UPDATE responses SET value = replace(value, \'"expires": "2\', \'"expires": "1\')')
    db.close()
    assert not client().search("a").cached


def test_an_answer_whose_time_is_over_is_deleted(client: Connect, edge: responses.RequestsMock, tmp_path: Path) -> None:
    edge.get(SEARCH, json=found(TRACK))
    api = client()
    api.search("a")
    api.search("b")
    api.close()
    path = cache_file(tmp_path / "cache", API)
    db = sqlite3.connect(path)
    db.execute("UPDATE responses SET expires = 1 WHERE key = (SELECT min(key) FROM responses)")
    db.commit()
    db.close()
    client()
    assert kept(path).answers == 1


def test_the_token_is_in_no_file_and_no_log(
    client: Connect, edge: responses.RequestsMock, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    edge.get(SEARCH, json=found(TRACK))
    edge.get(f"{API}me", status=403, json={"error": {"message": "Forbidden"}})
    api = client(access_token="very-secret-token")
    api.search("a")
    with pytest.raises(Exception, match="does not allow"):
        api.me()
    api.close()
    assert "very-secret-token" not in caplog.text
    assert "GET search: 200" in caplog.text  # our own lines are there
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert files
    assert [file for file in files if b"very-secret-token" in file.read_bytes()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_the_kept_answers_are_private_beside_files_too(
    client: Connect, edge: responses.RequestsMock, tmp_path: Path
) -> None:
    old = os.umask(0o022)
    try:
        edge.get(SEARCH, json=found(TRACK))
        client().search("a")
    finally:
        os.umask(old)
    path = cache_file(tmp_path / "cache", API)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert modes == {path.name + end: 0o600 for end in ("", "-wal", "-shm")}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert kept(path).answers == 1
    oldest = kept(path).oldest
    assert oldest is not None
    assert oldest.tzinfo is not None


# ---------------------------------------------------------------------------- a cache that fails


def test_a_damaged_cache_is_made_anew_and_told(
    client: Connect, edge: responses.RequestsMock, tmp_path: Path, told: list[str]
) -> None:
    path = cache_file(tmp_path / "cache", API)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"no database at all" * 500)
    edge.get(SEARCH, json=found(TRACK))
    api = client()
    api.search("a")
    assert api.search("a").cached
    assert len(told) == 1
    assert "damaged" in told[0]


def test_damage_that_shows_later_costs_no_answer_and_no_second_request(
    client: Connect, edge: responses.RequestsMock, tmp_path: Path, told: list[str]
) -> None:
    edge.get(SEARCH, json=found(TRACK))
    api = client()
    for words in "abcdefgh":
        api.search(words)
    api.close()
    path = cache_file(tmp_path / "cache", API)
    data = bytearray(path.read_bytes())
    assert len(data) > 8192
    data[4096:] = b"\xff" * (len(data) - 4096)  # the first page still looks right
    path.write_bytes(data)

    other = client()
    for words in "abc":
        assert other.search(words).tracks
    assert other.requests == 3
    assert len(told) == 1
    fresh = client()
    fresh.search("a")
    assert fresh.search("a").cached


def test_a_locked_cache_is_gone_without(
    client: Connect, edge: responses.RequestsMock, tmp_path: Path, told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ostsync.spotify.cache.BUSY_SECONDS", 0.001)
    monkeypatch.setattr("ostsync.spotify.cachefile.BUSY_SECONDS", 0.001)
    edge.get(SEARCH, json=found(TRACK))
    api = client()
    path = cache_file(tmp_path / "cache", API)
    with sqlite3.connect(path) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert api.search("a").tracks  # met while running
        assert client().search("a").tracks  # met at the start
    holder.close()
    assert len(told) == 2
    assert api.requests == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anywhere")
def test_a_cache_directory_that_cannot_be_written_is_gone_without(
    client: Connect, edge: responses.RequestsMock, tmp_path: Path, told: list[str]
) -> None:
    (tmp_path / "cache").mkdir(mode=0o500)
    edge.get(SEARCH, json=found(TRACK))
    assert client().search("a").tracks
    assert len(told) == 1


def test_a_cache_path_that_is_no_directory_is_gone_without(
    client: Connect, edge: responses.RequestsMock, tmp_path: Path, told: list[str]
) -> None:
    (tmp_path / "cache").write_text("a file")
    edge.get(SEARCH, json=found(TRACK))
    api = client()
    assert api.search("a").tracks
    assert api.search("a").cached  # in memory
    assert len(told) == 1


# ---------------------------------------------------------------------------- how requests leave


def test_repetitions_are_counted_and_told(
    client: Connect, edge: responses.RequestsMock, ledger: FakeLedger, clock: FakeClock
) -> None:
    edge.get(SEARCH, status=502)
    edge.get(SEARCH, body=requests.ReadTimeout("late"))
    edge.get(SEARCH, status=429, headers={"Retry-After": "7"}, body="slow down")
    edge.get(SEARCH, json=found(TRACK))
    api = client()
    assert api.search("a").tracks
    assert api.requests == 4
    assert ledger.kinds == ["search"] * 4
    assert [round(seconds) for seconds, _ in clock.waits] == [1, 2, 7]
    assert ledger.held is None


def test_the_quota_stops_at_once_and_nothing_leaves_before_its_time(
    client: Connect, edge: responses.RequestsMock, ledger: FakeLedger, clock: FakeClock
) -> None:
    edge.get(
        SEARCH, status=429, headers={"Retry-After": "48925"},
        json={"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}},
    )  # fmt: skip
    with pytest.raises(RateLimited) as caught:
        client().search("a")
    assert caught.value.quota
    assert caught.value.not_before == clock.time + timedelta(seconds=48925)
    assert clock.waits == []

    later = client()  # another run
    for ask in (lambda: later.search("b"), later.me, lambda: later.track("1")):
        with pytest.raises(RateLimited) as caught:
            ask()
        assert caught.value.quota
    assert later.requests == 0
    assert len(edge.calls) == 1

    clock.time += timedelta(seconds=48926)
    edge.replace("GET", SEARCH, json=found(TRACK))
    assert later.search("b").tracks


def test_kept_answers_are_still_given_while_the_quota_is_used_up(
    client: Connect, edge: responses.RequestsMock, ledger: FakeLedger, clock: FakeClock
) -> None:
    edge.get(SEARCH, json=found(TRACK))
    client().search("a")
    ledger.hold(clock.time + timedelta(hours=3), "quota")
    assert client().search("a").cached


def test_a_small_gap_lies_between_requests_but_not_on_this_machine(
    client: Connect, edge: responses.RequestsMock, clock: FakeClock
) -> None:
    edge.get(SEARCH, json=found(TRACK))
    edge.get("http://127.0.0.1:4321/v1/search", json=found(TRACK))
    began = clock.time
    here = client(api_url="http://127.0.0.1:4321/v1/")
    for words in "abc":
        here.search(words)
    assert clock.time == began
    there = client()
    for words in "abc":
        there.search(words)
    assert (clock.time - began).total_seconds() == pytest.approx(0.2, abs=0.05)  # less what the machine took
    assert clock.waits == []  # not worth telling


def test_the_network_being_down_says_so(client: Connect, edge: responses.RequestsMock, clock: FakeClock) -> None:
    edge.get(SEARCH, body=requests.ConnectionError("down"))
    with pytest.raises(Unavailable) as caught:
        client().search("a")
    assert caught.value.exit_code == 4
    assert len(edge.calls) == 4
    assert "kept" in caught.value.advice


def test_a_redirect_takes_the_token_nowhere(client: Connect, edge: responses.RequestsMock) -> None:
    edge.get(SEARCH, status=302, headers={"Location": "https://evil.example/v1/search"})
    edge.get("https://evil.example/v1/search", json=found(TRACK))
    with pytest.raises(Unavailable):
        client().search("a")
    assert [call.request.url.startswith(API) for call in edge.calls] == [True]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("GET", "search", "search"), ("GET", "tracks/1", "track"), ("GET", "albums/1", "album"),
        ("GET", "albums/1/tracks", "album"), ("GET", "me", "me"), ("GET", "me/playlists", "playlist-read"),
        ("POST", "me/playlists", "playlist-write"), ("GET", "playlists/1", "playlist-read"),
        ("PUT", "playlists/1", "playlist-write"), ("GET", "playlists/1/items", "playlist-read"),
        ("POST", "playlists/1/items", "playlist-write"), ("DELETE", "playlists/1/items", "playlist-write"),
        ("PUT", "playlists/1/images", "playlist-write"), ("DELETE", "me/library", "playlist-write"),
    ],
)  # fmt: skip
def test_the_kinds_that_are_counted(method: str, path: str, kind: str) -> None:
    assert kind_of(method, path) == kind


def test_the_session_has_no_way_to_other_servers(client: Connect) -> None:
    session = client()._session
    with pytest.raises(requests.exceptions.InvalidSchema):
        session.get("https://evil.example/v1/search")


@pytest.mark.parametrize("api_url", ["https://api.spotify.com/v1", "https://API.spotify.com/v1/"])
def test_the_address_of_the_api_may_be_written_loosely(
    client: Connect, edge: responses.RequestsMock, api_url: str
) -> None:
    edge.get(SEARCH, json=found(TRACK))
    api = client(api_url=api_url)
    api.search("a")
    assert api.search("a").cached
