"""Searching and reading albums and tracks: what is asked, what comes back, what is kept."""

from __future__ import annotations

import json
import sqlite3
import stat
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
import responses

from ostsync.errors import NotFound, Unavailable
from ostsync.model import Album
from ostsync.spotify.api import query
from ostsync.spotify.cache import cache_file

from .conftest import API, Connect, FakeLedger

ALBUM = {
    "id": "0album", "name": "Steins;Gate OST", "artists": [{"name": "Takeshi Abo"}], "album_type": "album",
    "release_date": "2011-09-28", "total_tracks": 2,
    "images": [{"url": "https://i/640", "width": 640}, {"url": "https://i/300", "width": 300}],
}  # fmt: skip
TRACK = {
    "id": "0track", "name": "Gate of Steiner", "artists": [{"name": "Takeshi Abo"}], "album": ALBUM,
    "duration_ms": 210000, "external_ids": {"isrc": "JPX001100001"}, "is_playable": True, "track_number": 3,
    "disc_number": 1, "type": "track",
}  # fmt: skip
EMPTY: dict[str, Any] = {"tracks": {"items": [], "total": 0, "next": None}}


def found(*tracks: object) -> dict[str, Any]:
    return {"tracks": {"items": list(tracks), "total": len(tracks), "next": None}}


def test_a_search_is_asked_with_the_limits_of_2026_and_always_with_a_market(
    client: Connect, edge: responses.RequestsMock
) -> None:
    edge.get(f"{API}search", json=found(TRACK, None))
    api = client(language="ja")

    page = api.search("gate of steiner", albums=True)

    assert [t.uri for t in page.tracks] == ["spotify:track:0track"]
    assert page.tracks[0].isrc == "JPX001100001"
    assert page.tracks[0].album is not None
    assert page.tracks[0].album.image_url == "https://i/300"
    request = edge.calls[0].request
    assert request.params == {  # type: ignore[attr-defined]
        "q": "gate of steiner", "limit": "10", "offset": "0", "type": "track,album", "market": "DE",
    }  # fmt: skip
    assert request.headers["Accept-Language"] == "ja"
    assert request.headers["Authorization"] == "Bearer ready-token"
