"""Every effect on every endpoint, seen from the command line: a sample here, all of them in benchmarks/faults.py.

And the promise about the quota: while Spotify must not be asked, nothing asks it, no command and no login.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest

from ostsync.app import results
from ostsync.app.context import App
from ostsync.app.review import Office
from ostsync.cli import COMMANDS
from ostsync.errors import RateLimited
from ostsync.sandbox.faults import Effect
from ostsync.store.database import open_database
from ostsync.store.ledger import SqlLedger

from .campaign import SCENARIOS, Campaign, table
from .cases import Case, cases, drawn, kind, ways
from .world import World, open_world

COUNT = int(os.environ.get("FAULTS_TEST_COUNT", "8"))


CALLS: dict[str, list[tuple[str, ...]]] = {
    "extract": [("extract", "short.csv")],
    "resolve": [
        ("resolve", "short.csv"), ("resolve", "short.csv", "--refresh"), ("resolve", "known.csv", "--retry-misses"),
    ],
    "review": [("review", "known.csv", "--all"), ("review", "short.csv"), ("review",)],
    "decide": [
        ("decide", "Believe me", "--accept", "spotify:track:sandboxUXavcaA6kKQ19pc"),
        ("decide", "Believe me", "--search", "steins gate believe"), ("decide", "Believe me", "--skip"),
        ("decide", "Believe me", "--never", "spotify:track:sandboxUXavcaA6kKQ19pc"),
        ("decide", "Believe me", "--forget"),
    ],
    "decisions": [("decisions", "list"), ("decisions", "export")],
    "explain": [("explain", "Believe me")],
    "push": [
        ("push", "--yes"), ("push", "--dry-run"), ("push", "--yes", "--restore"), ("push", "--undo", "--yes"),
        ("push", "--yes", "--playlist", "37i9dQZF1DX1tz6EDao8it"),
    ],
    "sync": [("sync", "short.csv", "--yes"), ("sync", "known.csv", "--yes")],
    "export": [("export", "--format", "csv")],
    "status": [("status",)],
    "works": [("works", "show", "Steins;Gate")],
    "cache": [("cache", "info"), ("cache", "prune"), ("cache", "clear")],
    "login": [("login",), ("login", "--no-browser")],
    "logout": [("logout",)],
    "purge": [("purge", "--yes")],
}  # fmt: skip
"""Everything that a command may be asked to do beside a standing hold."""
ASKS = {"resolve", "push", "sync", "login"}
"""Commands that cannot do their work then, and say until when."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("faults")) as made:
        yield made


@pytest.fixture(scope="module")
def campaign(world: World) -> Campaign:
    return Campaign(world)


def test_a_sample_of_all_cases(campaign: Campaign) -> None:
    chosen = drawn(list(cases(campaign.asked)), COUNT, seed=COUNT)
    judged = [(case, campaign.run(case)) for case in chosen]
    print({name: count.ran for name, count in table(judged, kind).items()})
    assert [(str(case), wrong) for case, wrong in judged if wrong] == []


@pytest.mark.parametrize(
    "case",
    [
        Case("resolve", "GET", "/v1/search", 6, 0, "200 with odd JSON 4"),  # an empty object was an empty page: a miss
        Case("sync", "GET", "/v1/search", 3, 1, "entries 0"),
        Case("second push", "GET", "/v1/playlists/*/items", 1, 1, "items 0"),
        Case("second push", "GET", "/v1/me/playlists", 1, 0, "entries 0"),
        Case("sync", "POST", "/v1/playlists/*/items", 1, 1, "status 201"),
        Case("resolve, logged in", "POST", "/api/token", 1, 0, "refused: invalid_grant"),
        Case("first push", "GET", "/v1/me/playlists", 1, 1, "200 with odd JSON 7"),
    ],
    ids=str,
)
def test_what_once_went_wrong(campaign: Campaign, case: Case) -> None:
    assert campaign.run(case) == []


def test_the_cases_cover_every_effect_and_every_endpoint(campaign: Campaign) -> None:
    every = list(cases(campaign.asked))
    assert {kind(case) for case in every} == set(map(str, Effect))
    assert {case.way for case in every} == set(ways())
    assert len(set(every)) == len(every) > 5_000
    assert {case.scenario for case in every} == set(SCENARIOS)
    assert {(case.method, case.path) for case in every} == {
        ("POST", "/api/token"), ("GET", "/v1/me"), ("GET", "/v1/search"), ("GET", "/v1/albums/*/tracks"),
        ("GET", "/v1/tracks/*"), ("GET", "/v1/me/playlists"), ("POST", "/v1/me/playlists"), ("GET", "/v1/playlists/*"),
        ("PUT", "/v1/playlists/*"), ("PUT", "/v1/playlists/*/images"), ("GET", "/v1/playlists/*/items"),
        ("POST", "/v1/playlists/*/items"), ("PUT", "/v1/playlists/*/items"), ("DELETE", "/v1/playlists/*/items"),
    }  # fmt: skip


# ---------------------------------------------------------------------------- the quota


def spent(world: World) -> int:
    """What the ledger has counted in all."""
    path = world.home / "data" / "ostsync.db"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("SELECT count(*) FROM requests").fetchone()[0])


def hold(world: World, template: str, reason: str) -> None:
    """A home in which Spotify must not be asked for 13 hours."""
    world.put_back(template)
    with closing(open_database(world.home / "data" / "ostsync.db")) as db:
        SqlLedger(db, world, world.sandbox.url).hold(world.time + timedelta(hours=13), reason)


def test_every_command_is_tried() -> None:
    assert set(CALLS) == set(COMMANDS) - {"demo", "sandbox"}, "those two bring their own server and ledger"


@pytest.mark.parametrize(
    ("template", "login"), [("begun", False), ("pushed", False), ("logged in", True), ("bare", True)]
)
def test_while_a_hold_stands_nothing_asks(world: World, template: str, login: bool) -> None:
    """With a ready token; with playlists; with a login whose token has run out; with no login at all."""
    for reason, commands in (("quota", CALLS), ("rate", {name: CALLS[name] for name in ASKS})):
        hold(world, template, reason)
        before = spent(world)
        for name, calls in commands.items():
            for words in calls:
                ended = world.run(*words, login=login)
                assert world.sandbox.requests == [], (words, ended)
                assert ended.trace == "", ended
                assert spent(world) in (before, 0), words
                if name == "login" and login:
                    assert (ended.code, "answers again" in ended.err) == (5, True), ended
                if ended.code == 5:
                    assert "answers again" in ended.err, ended
                else:
                    assert ended.code in (0, 2, 3), (words, ended)


def test_what_cannot_be_done_says_until_when_and_is_done_afterwards(world: World) -> None:
    hold(world, "begun", "quota")
    for words in (("resolve", "short.csv"), ("sync", "short.csv", "--yes")):
        ended = world.run(*words)
        assert (ended.code, "daily quota" in ended.err) == (5, True), ended
    assert len(world.sandbox.requests) == 0
    world.time += timedelta(hours=13, seconds=1)
    world.good("sync", "short.csv", "--yes")
    assert world.lists()[0]


def test_reviewing_asks_nothing_either(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the terminal and the page do through the office: other words, a pasted link, a choice that is there."""
    hold(world, "resolved", "quota")
    told: list[str] = []
    monkeypatch.setenv("OSTSYNC_SPOTIFY__ACCESS_TOKEN", "sandbox")
    app = App.open(tell=told.append)
    try:
        office = Office(app)
        result = results.known(app, results.names(("short.csv",))).results[6]
        with pytest.raises(RateLimited):
            office.search(result, "zelda lullaby")
        assert office.look_up("spotify:track:sandboxUXavcaA6kKQ19pc") is None
        assert "could not be checked" in told[-1]
    finally:
        app.close()
    assert world.sandbox.requests == []
