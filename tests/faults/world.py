"""Where faults are tried: a local Spotify and machines of a person, each put back as it was before every case.

Time is virtual: a wait moves the clock of the client and of the server alike, and costs nothing.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import sqlite3
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from ostsync.app.context import SystemClock
from ostsync.cli import main
from ostsync.sandbox import spoiled
from ostsync.sandbox.playlists import Playlist
from ostsync.sandbox.server import Sandbox, running
from ostsync.spotify import api, auth, wire
from ostsync.spotify import login as way
from ostsync.store.ledger import SqlLedger

CLIENT_ID = "0123456789abcdef0123456789abcdef"
TIMEOUT_S, WHOLE_S = 0.3, 0.6
"""How long the client is patient, instead of 15 and 60 seconds, where a fault tries its patience."""
HEAD = "title,work,artist,uri\n"
SHORT = """Gate of Steiner,Steins;Gate,,
Believe me,Steins;Gate,,
Laboratory,Steins;Gate,,
Fear Not This Night,Guild Wars 2,,
Qwfpgj Zzyzx,Guild Wars 2,,
Here With You,Mirai Nikki,,
Zelda's Lullaby,The Legend of Zelda,,
Chosen by its link,,,{chosen}
"""
"""Finds, two misses, three tracks that share their album, and one that is looked up by its address."""
KNOWN = 2
"""Lines of it that were resolved before any fault."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str
    trace: str = ""


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything that the server remembers and a case may change."""

    playlists: dict[str, Playlist]
    libraries: dict[str, list[str]]
    tokens: dict[str, Any]
    grants: dict[str, Any]
    time: datetime

    @classmethod
    def of(cls, sandbox: Sandbox, time: datetime) -> Moment:
        """As it is now."""
        world = sandbox.world
        return cls(
            {key: replace(playlist, items=list(playlist.items)) for key, playlist in world.playlists.items()},
            {key: list(uris) for key, uris in world.libraries.items()},
            dict(world.accounts._tokens),
            dict(world.accounts.grants),
            time,
        )

    def put_back(self, sandbox: Sandbox) -> None:
        """Makes it so again."""
        world = sandbox.world
        world.playlists = {key: replace(one, items=list(one.items)) for key, one in self.playlists.items()}
        world.libraries = {key: list(uris) for key, uris in self.libraries.items()}
        world.accounts._tokens, world.accounts.grants = dict(self.tokens), dict(self.grants)
        world.clock.ahead = 0.0


@dataclass
class World:
    """A directory, a server, and the clock of both."""

    place: Path
    sandbox: Sandbox
    time: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    moments: dict[str, Moment] = field(default_factory=dict)
    """What the server held when a template was made."""

    @property
    def home(self) -> Path:
        """The OSTSYNC_HOME of every command."""
        return self.place / "home"

    # -- time

    def now(self) -> datetime:
        """Each look is a moment later."""
        self.time += timedelta(milliseconds=1)
        return self.time

    def wait(self, seconds: float, why: str) -> None:
        """At once."""
        assert 0 <= seconds <= 61, f"a wait of {seconds} s"
        self.time += timedelta(seconds=seconds)

    # -- templates

    def keep(self, name: str) -> None:
        """Remembers home and server under a name."""
        shutil.copytree(self.home, self.place / "templates" / name, dirs_exist_ok=True)
        self.moments[name] = Moment.of(self.sandbox, self.time)

    def put_back(self, name: str) -> None:
        """Makes home and server what they were."""
        self.sandbox.faults.clear()
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.place / "templates" / name, self.home)
        self.moments[name].put_back(self.sandbox)
        self.time = self.moments[name].time
        self.sandbox.requests.clear()

    # -- commands

    def run(self, *words: str, login: bool = False) -> Ended:
        """Runs a command, with the ready token of the sandbox or with the login of the home."""
        env = {"OSTSYNC_SPOTIFY__CLIENT_ID": CLIENT_ID} if login else {"OSTSYNC_SPOTIFY__ACCESS_TOKEN": "sandbox"}
        result = CliRunner(env=env).invoke(main, ["--verbose", *words])
        problem = result.exception
        trace = ""
        if problem is not None and not isinstance(problem, SystemExit):
            trace = "".join(traceback.format_exception(problem))
        elif "Traceback (most recent call last)" in result.stderr:
            trace = result.stderr
        return Ended(result.exit_code, result.stdout, result.stderr, trace)

    def good(self, *words: str, login: bool = False) -> Ended:
        """A command that must go well."""
        ended = self.run(*words, login=login)
        assert ended.code == 0, (words, ended)
        return ended

    def sleep_over(self) -> timedelta:
        """Lets the time pass until Spotify may be asked again; how long that was."""
        with closing(sqlite3.connect(self.home / "data" / "ostsync.db", isolation_level=None)) as db:
            until = SqlLedger(db, self, self.sandbox.url).not_before()
        before = self.time
        self.time = max(self.time, (until or self.time)) + timedelta(seconds=40)
        return self.time - before

    # -- what there is

    def verdicts(self) -> dict[str, tuple[str, str | None]]:
        """Status and address by title, as the store has them; empty where it has none."""
        path = self.home / "data" / "ostsync.db"
        if not path.exists():
            return {}
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            rows = db.execute("SELECT words, status, uri FROM verdicts").fetchall()
        return {json.loads(words)["title"]: (status, uri) for words, status, uri in rows}

    def lists(self) -> list[list[str | None]]:
        """What stands on every playlist."""
        return [playlist.uris for playlist in self.sandbox.world.playlists.values()]


@contextmanager
def open_world(place: Path) -> Iterator[World]:
    """A world with its templates."""
    patch = pytest.MonkeyPatch()
    world: World

    def clock() -> float:
        return world.time.timestamp()

    world = World.__new__(World)
    with running(clock=clock) as sandbox:
        World.__init__(world, place, sandbox)
        for name, value in {
            "OSTSYNC_HOME": str(world.home),
            "OSTSYNC_SPOTIFY__API_URL": sandbox.api_url,
            "OSTSYNC_SPOTIFY__ACCOUNTS_URL": sandbox.accounts_url,
            "OSTSYNC_SPOTIFY__REDIRECT_URI": "http://127.0.0.1/callback",
        }.items():
            patch.setenv(name, value)
        for name in [
            name for name in os.environ if name.startswith("OSTSYNC_SPOTIFY__") and name.endswith(("TOKEN", "ID"))
        ]:
            patch.delenv(name)
        patch.chdir(place)
        patch.setattr(SystemClock, "now", lambda self: world.now())
        patch.setattr(SystemClock, "wait", lambda self, seconds, why: world.wait(seconds, why))
        patch.setattr(way, "open_browser", browse)
        patch.setattr(spoiled, "BOMB_BYTES", wire.LARGEST_ANSWER + 1_000_000)
        try:
            _prepare(world)
            yield world
        finally:
            patch.undo()


@contextmanager
def impatient() -> Iterator[None]:
    """A client that waits less, in real time."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (api, auth):
            patch.setattr(module, "TIMEOUT_SECONDS", TIMEOUT_S)
        patch.setattr(wire, "LONGEST_ANSWER_S", WHOLE_S)
        yield


def browse(address: str) -> bool:
    """A browser whose person agrees to everything."""
    for _ in range(3):
        parts = urlsplit(address)
        with closing(http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)) as connection:
            connection.request("GET", f"{parts.path}?{parts.query}", headers={"Accept": "*/*"})
            answer = connection.getresponse()
            answer.read()
        if answer.status // 100 != 3:
            break
        address = answer.headers["Location"]
    return True


def _prepare(world: World) -> None:
    tracks = list(world.sandbox.world.catalogue.tracks.values())
    chosen = next(track for track in tracks if track.playable)
    short = SHORT.format(chosen=chosen.uri)
    world.home.mkdir()
    (world.home / "data").mkdir(mode=0o700)

    def source(name: str, lines: str) -> str:
        (world.place / name).write_text(HEAD + lines, encoding="utf-8")
        return name

    def known(name: str, login: bool = False) -> None:
        world.good("resolve", source(name, "".join(short.splitlines(keepends=True)[:KNOWN])), login=login)

    known("known.csv")
    source("short.csv", short)
    world.keep("begun")
    world.good("resolve", "short.csv")
    world.keep("resolved")

    rows = [f"Piece {n},,,{track.uri}\n" for n, track in enumerate(tracks[:140])]
    world.good("resolve", source("long.csv", "".join(rows[:125])), "--quiet")
    world.good("push", "--yes")
    (playlist,) = world.sandbox.world.playlists
    hand = world.sandbox.hand(playlist)
    hand.add(tracks[139].uri, position=60)
    hand.add_local("Demo tape", position=5)
    hand.remove(80)
    again = [*rows[126:130], *rows[30:40], *rows[:30], *rows[43:110], rows[130], *rows[110:125], *rows[131:134]]
    world.good("resolve", source("long.csv", "".join(again)))
    world.keep("pushed")

    world.put_back("begun")
    shutil.rmtree(world.home)
    (world.home / "data").mkdir(parents=True, mode=0o700)
    world.keep("bare")
    world.good("login", login=True)
    known("known.csv", login=True)
    world.time += timedelta(hours=2)  # its access token has run out
    world.keep("logged in")


def endpoints(requests: Sequence[Any]) -> Counter[tuple[str, str]]:
    """Methods and paths of requests, ids made stars, with how often each was asked."""
    found: Counter[tuple[str, str]] = Counter()
    for one in requests:
        parts = one.path.split("/")
        if len(parts) > 3 and parts[2] in ("albums", "tracks", "playlists"):
            parts[3] = "*"
        found[one.method, "/".join(parts)] += 1
    return found
