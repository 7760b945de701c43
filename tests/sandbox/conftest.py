"""A small catalogue, a running sandbox, and a client that checks every answer against our own schemas."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests
from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from ostsync.sandbox.catalogue import Catalogue, build, sandbox_id
from ostsync.sandbox.server import Sandbox, running

HERE = Path(__file__).parent
TIMEOUT_S = 5

# Which schema the answer to a request follows. The first that fits has it; errors follow `error` everywhere.
SHAPES = [
    ("GET", "/v1/me", "user"),
    ("GET", "/v1/search", "search"),
    ("GET", "/v1/tracks/*", "track"),
    ("GET", "/v1/albums/*/tracks", "track_page"),
    ("GET", "/v1/albums/*", "full_album"),
    ("GET", "/v1/artists/*/albums", "album_page"),
    ("GET", "/v1/artists/*", "full_artist"),
    ("GET", "/v1/me/playlists", "playlist_page"),
    ("POST", "/v1/me/playlists", "playlist"),
    ("GET", "/v1/playlists/*/images", "images"),
    ("GET", "/v1/playlists/*/items", "item_page"),
    ("*", "/v1/playlists/*/items", "snapshot"),
    ("GET", "/v1/playlists/*", "playlist"),
    ("GET", "/v1/me/library/contains", "booleans"),
    ("POST", "/api/token", "token"),
]


def _row(name: str, **given: Any) -> dict[str, Any]:
    album = given.get("album", name)
    artists = given.pop("artists", ["Nobody"])
    return {
        "id": sandbox_id("test track", name, album, artists[0]),
        "name": name,
        "artists": artists,
        "album_id": sandbox_id("test album", album),
        **given,
    }


GATE = {"album": "STEINS;GATE ORIGINAL SOUNDTRACK", "release_date": "2010-02-03"}
ROWS = [
    _row("GATE OF STEINER", artists=["Takeshi Abo"], duration_ms=161_567, isrc="JPX400900001", popularity=20, **GATE),
    _row("Believe Me", artists=["Takeshi Abo"], popularity=10, **GATE),
    _row("Gate of Steiner (Piano Cover)", artists=["Piano Tribute"], popularity=70, album="Anime Piano"),
    _row("君の知らない物語", artists=["supercell"], popularity=60, search_aliases=["Kimi no Shiranai Monogatari"]),
    _row("Don't Be Afraid", artists=["Pokémon Band"], album="Games & More", release_date="1999", popularity=5),
    _row("Memories", artists=["Maki Otsuki"], album="ONE PIECE MUSIC", release_date="1999-11", popularity=55),
    _row("Memories", artists=["Someone Popular"], popularity=95),
    _row("渚", artists=["Spitz"]),
    _row("!!!", artists=["Chk"]),
    _row("Nowhere to Play", playable=False),
    *[_row(f"Cue {n:02}", artists=["Composer"], album="Sixty Cues OST", track_number=n) for n in range(1, 61)],
]


class Answer(NamedTuple):
    """One answer of the sandbox, and the request that it answers."""

    method: str
    path: str
    status: int
    body: Any
    headers: dict[str, str]


@functools.cache
def schema_of(name: str) -> Validator:
    """The validator of one named schema."""
    whole = json.loads((HERE / "web_api_2026.schema.json").read_text(encoding="utf-8"))
    assert name in whole["$defs"], f"no schema {name}"
    return Draft202012Validator({**whole, "$ref": f"#/$defs/{name}"})


def shape_of(method: str, path: str) -> str | None:
    """The name of the schema that a good answer follows, None for one without a body."""
    for verb, pattern, name in SHAPES:
        if verb in ("*", method) and re.fullmatch(pattern.replace("*", "[^/]+"), path):
            return name
    return None


@dataclass
class Client:
    """Asks the sandbox and checks every JSON answer against its schema."""

    sandbox: Sandbox
    token: str = "sandbox"
    answers: list[Answer] = field(default_factory=list)

    def __call__(self, method: str, path: str, *, status: int | None = None, token: str = "", **given: Any) -> Any:
        """Asks below /v1/; answers the parsed body. With `status`, it must be that one."""
        headers = {"Authorization": f"Bearer {token or self.token}", **given.pop("headers", {})}
        address = self.sandbox.api_url + path
        response = requests.request(method, address, headers=headers, timeout=TIMEOUT_S, **given)
        body = response.json() if response.content else None
        where = "/v1/" + path.partition("?")[0]
        self.answers.append(Answer(method, where, response.status_code, body, dict(response.headers)))
        if response.status_code >= 400:
            schema_of("error").validate(body)
        elif "fields" not in given.get("params", {}):
            shape = shape_of(method, where)
            if shape:
                schema_of(shape).validate(body)
            else:
                assert body is None
        if status is not None:
            assert response.status_code == status, body
        return body

    def get(self, path: str, **given: Any) -> Any:
        """GET, which must succeed; the other words are query parameters."""
        return self("GET", path, status=200, params=given)

    def refused(self, status: int, method: str, path: str, **given: Any) -> str:
        """A request that must be refused; answers the words."""
        return str(self(method, path, status=status, **given)["error"]["message"])

    def headers(self) -> dict[str, str]:
        """The headers of the last answer."""
        return self.answers[-1].headers


@pytest.fixture(scope="session")
def small() -> Catalogue:
    """A catalogue of some seventy tracks with every oddity."""
    return build(json.dumps(row) for row in ROWS)


class Uris:
    """The URIs of the small catalogue by a track's name and the first word of its artist, where names repeat."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.all = [track.uri for track in catalogue.tracks.values()]
        self._named = {track.name: track.uri for track in catalogue.tracks.values()}

    def __getitem__(self, name: str) -> str:
        return self._named[name]

    def cues(self, first: int, last: int) -> list[str]:
        """The numbered cues from `first` to `last`."""
        return [self._named[f"Cue {n:02}"] for n in range(first, last + 1)]


@pytest.fixture(scope="session")
def uris(small: Catalogue) -> Uris:
    """The URIs of the small catalogue."""
    return Uris(small)


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    """The sandbox's clock."""
    return Time()


@pytest.fixture
def sandbox(small: Catalogue, time: Time) -> Iterator[Sandbox]:
    """A sandbox over the small catalogue."""
    with running(catalogue=small, clock=time) as server:
        yield server


@pytest.fixture
def api(sandbox: Sandbox) -> Client:
    """A client of the sandbox."""
    return Client(sandbox)


@pytest.fixture
def playlist(api: Client) -> str:
    """The id of a new, empty, public playlist."""
    return str(api("POST", "me/playlists", json={"name": "SAD OST"}, status=201)["id"])
