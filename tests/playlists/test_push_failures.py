"""Every single request of a push goes wrong in turn, in every way: the next run makes it right, with no loss or double.

The real client against the real sandbox, over HTTP. CI takes every 23rd or 43rd case; PUSH_TEST_FAULTS=all takes all.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from ostsync.errors import OstsyncError
from ostsync.playlists.carry import Carrier, Outcome
from ostsync.playlists.edits import as_json
from ostsync.playlists.items import Item
from ostsync.playlists.push import CoverWish, Prepared, Pusher, Wish
from ostsync.sandbox.catalogue import build
from ostsync.sandbox.faults import Effect, Fault
from ostsync.sandbox.server import Sandbox, running
from ostsync.spotify import connect
from ostsync.spotify.api import SpotifyApi
from ostsync.spotify.tokens import TokenFile
from ostsync.store.pushes import SqlJournal

TRACKS = [f"{n:022d}" for n in range(320)]
URIS = [f"spotify:track:{track}" for track in TRACKS]
WAYS: dict[str, dict[str, Any]] = {
    "502 before": {"effect": Effect.ERROR, "status": 502},
    "502 after": {"effect": Effect.ERROR, "status": 502, "applied": True},
    "503 for a while": {"effect": Effect.ERROR, "status": 503, "times": 3},
    "dropped before": {"effect": Effect.DROP},
    "dropped after": {"effect": Effect.DROP, "applied": True},
    "hung before": {"effect": Effect.HANG, "seconds": 0.01},
    "hung after": {"effect": Effect.HANG, "seconds": 0.01, "applied": True},
    "garbage before": {"effect": Effect.GARBAGE},
    "garbage after": {"effect": Effect.GARBAGE, "applied": True},
    "429 short": {"effect": Effect.RATE_LIMIT, "retry_after": 2},
    "429 long": {"effect": Effect.RATE_LIMIT, "retry_after": 4000},
    "429 quota": {"effect": Effect.QUOTA},
    "401": {"effect": Effect.UNAUTHORIZED},
}


@dataclass
class Clock:
    """Time that stands still but for `wait`."""

    time: datetime = field(default_factory=lambda: datetime(2026, 11, 23, tzinfo=UTC))

    def now(self) -> datetime:
        self.time += timedelta(milliseconds=1)
        return self.time

    def wait(self, seconds: float, why: str) -> None:
        self.time += timedelta(seconds=seconds)


class Ledger:
    """Counts nothing, and remembers a hold."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._until = clock, None

    def record(self, kind: str) -> None:
        pass

    def spent(self) -> int:
        return 0

    def not_before(self) -> datetime | None:
        return self._until if self._until and self._until > self._clock.time else None

    def hold_reason(self) -> str | None:
        return None

    def hold(self, until: datetime, reason: str) -> None:
        self._until = until  # type: ignore[assignment]

    def gap(self) -> float | None:
        return None

    def keep_gap(self, seconds: float) -> None:
        pass


class Bench:
    """One person's machine: a client, a journal and a clock."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox = sandbox
        self.clock = Clock()
        self.api: SpotifyApi = connect(
            client_id=None, market="JP", language="en", api_url=sandbox.api_url, accounts_url=sandbox.accounts_url,
            access_token="sandbox", tokens=TokenFile.of_ready_token(folder, sandbox.api_url, "sandbox"),
            cache_dir=folder, ledger=Ledger(self.clock), clock=self.clock,
        )  # fmt: skip
        self.forget()

    def forget(self) -> None:
        """A journal in which nothing stands yet."""
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        self.db.row_factory = sqlite3.Row
        self.db.executescript((resources.files("ostsync.store") / "migrations" / "0003_pushes.sql").read_text())
        self.journal = SqlJournal(self.db, "test", self.clock)

    def prepare(self, name: str, uris: list[str]) -> Prepared:
        cover = CoverWish("drawn", lambda: b"\xff\xd8\xff" + bytes(2000))
        items = tuple(Item(uri, mine=True) for uri in uris)
        return Pusher(self.api, self.journal).prepare(Wish(name, name, items, description="Sad & slow", cover=cover))

    def push(self, name: str, uris: list[str]) -> Outcome:
        exists = lambda uri: self.api.track(uri.rsplit(":", 1)[-1]) is not None  # noqa: E731
        return Carrier(self.api, self.journal, self.clock, exists).carry_out(self.prepare(name, uris))

    def push_until_done(self, name: str, uris: list[str]) -> tuple[Outcome, int]:
        """Runs it again and again, a day apart, as cron would."""
        for run in range(1, 5):
            try:
                return self.push(name, uris), run
            except OstsyncError:
                self.clock.time += timedelta(days=1)
        raise AssertionError("it never comes to an end")


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    rows = [
        {"id": track, "name": f"Piece {n}", "artists": ["Nobody"], "album": "All", "album_id": "a" * 22}
        for n, track in enumerate(TRACKS)
    ]
    with running(catalogue=build(map(json.dumps, rows))) as sandbox:
        made = Bench(sandbox, tmp_path_factory.mktemp("push"))
        yield made
        made.api.close()


FIRST = URIS[:250]
SECOND = [*URIS[300:310], *URIS[40:60], *URIS[0:40], *URIS[70:200], URIS[310], *URIS[200:250], *URIS[311:315]]
"""The first list with twenty tracks moved up, ten taken out, and some more at three places."""


def rearrange_by_hand(bench: Bench, playlist: str) -> list[str]:
    """What the person does between the first and the second push; answers what they added."""
    hand = bench.sandbox.hand(playlist)
    hand.add(URIS[318], position=100)
    local = hand.add_local("Demo tape", position=5)
    hand.remove(120)
    return [URIS[318], local]


@pytest.mark.parametrize("scenario", ["first push", "second push"])
def test_every_request_fails_in_every_way(bench: Bench, scenario: str) -> None:
    sandbox = bench.sandbox
    second = None if scenario == "first push" else SECOND
    share = 1 if os.environ.get("PUSH_TEST_FAULTS") == "all" else 43 if second else 23
    calm = run_one(bench, "calm", None, FIRST, second)
    cases = [(n, way) for n in range(1, calm.requests + 1) for way in WAYS]
    ran = 0
    for number, (n, way) in enumerate(cases):
        if number % share:
            continue
        got = run_one(
            bench, f"{n} {way}", Fault(nth=n, **WAYS[way]), FIRST, None if scenario == "first push" else SECOND
        )
        assert got.uris == calm.uris, f"request {n}, {way}"
        assert got.mine == calm.mine, f"request {n}, {way}: what we added is taken for the person's, or theirs for ours"
        assert got.playlists == 1, f"request {n}, {way}"
        ran += 1
    assert sandbox.world.playlists == {}
    print(f"{scenario}: {ran} of {len(cases)} cases, {calm.requests} requests in a calm run")
    assert ran >= len(cases) // share


def test_snapshots_that_lag_cost_one_reading_and_harm_nothing(tmp_path: Path) -> None:
    """Spotify shows the snapshot of a write only after half a minute (live, 2026)."""
    now = [1_700_000_000.0]
    rows = [{"id": t, "name": t, "artists": ["Nobody"], "album": "All", "album_id": "a" * 22} for t in TRACKS]
    with running(catalogue=build(map(json.dumps, rows)), snapshot_lag=30.0, clock=lambda: now[0]) as sandbox:
        bench = Bench(sandbox, tmp_path)
        bench.push("lag", URIS[:200])
        assert bench.push("lag", URIS[:201]).verified
        now[0] += 60
        sandbox.requests.clear()
        assert bench.push("lag", URIS[:201]).unchanged
        assert len(sandbox.requests) == 1, "the snapshot that the last write answered is known"
        hand = sandbox.hand(next(iter(sandbox.world.playlists)))
        hand.remove(150)  # the snapshot does not show it yet
        outcome = bench.push("lag", URIS[:210])
        assert outcome.verified
        assert hand.uris == [*URIS[:150], *URIS[151:210]]
        bench.api.close()


@dataclass(frozen=True)
class Result:
    """How a case ended."""

    uris: list[str | None]
    mine: list[bool]
    playlists: int
    requests: int


def run_one(bench: Bench, name: str, fault: Fault | None, first: list[str], second: list[str] | None) -> Result:
    """A push, or a second one, under a fault; then again until it is through, and once more to see that it is."""
    bench.forget()
    sandbox = bench.sandbox
    wanted = first
    if second is not None:
        playlist = bench.push(name, first).playlist_id
        rearrange_by_hand(bench, playlist)
        wanted = second
    sandbox.requests.clear()
    if fault:
        sandbox.faults.add(fault)
    outcome, _ = bench.push_until_done(name, wanted)
    requests = len(sandbox.requests)
    sandbox.faults.clear()
    again = bench.push(name, wanted)
    if any("did not confirm the" in note for note in outcome.notes):  # the description or the cover, after two tries
        assert {op["op"] for op in map(as_json, again.operations)} <= {"details", "cover"}
        again = bench.push(name, wanted)
    assert again.unchanged, f"{name}: {[as_json(op) for op in again.operations][:2]}"
    playlists = list(sandbox.world.playlists)
    state, steps = bench.journal.load(outcome.playlist_id)
    assert not steps
    uris = sandbox.hand(outcome.playlist_id).uris
    for playlist in playlists:
        sandbox.world.playlists.pop(playlist)
    return Result(uris, [item.mine for item in state.items], len(playlists), requests)
