"""A list that takes several days: cron calls `ostsync sync` every six hours until everything is in the playlist.

Under Spotify's quota and under the budget of the settings alike, no request is spent twice, none leaves while there is
nothing to ask with, and the playlist in the end is the one that a single run without a limit makes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ostsync.app.context import SystemClock
from ostsync.cli import main
from ostsync.sandbox.server import Sandbox, running
from ostsync.spotify import places

BEGIN = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
CRON = timedelta(hours=6)
LIMIT = 30
"""Requests a day; the article takes more than twice as many."""
MOST_CALLS = 30


@dataclass
class Days:
    """One home, and a time that the machine and the server share."""

    sandbox: Sandbox
    clock: list[datetime]

    def sync(self, *words: str) -> Result:
        """What cron calls."""
        article = str(resources.files("ostsync.app") / "data" / "saddest-soundtracks.md")
        return CliRunner().invoke(main, ["sync", article, "--yes", "--format", "json", *words])

    def until_done(self) -> list[tuple[int, int]]:
        """Calls until one is done; the exit code of each, and the requests that reached the server."""
        calls: list[tuple[int, int]] = []
        while not calls or calls[-1][0] != 0:
            assert len(calls) < MOST_CALLS, calls
            self.sandbox.requests.clear()
            result = self.sync()
            assert result.exit_code in (0, 5), result.stderr
            calls.append((result.exit_code, len(self.sandbox.requests)))
            self.last = result
            self.clock[0] += CRON
        return calls

    def outcome(self) -> tuple[Any, list[str | None]]:
        """What became of each track, and what the playlist holds, in order."""
        said = json.loads(self.last.stdout)
        tracks = [(r["title"], r["status"], r["reason"]) for r in said["results"]]
        [playlist] = said["playlists"]
        return tracks, self.sandbox.hand(playlist["id"]).uris


@contextmanager
def living(home: Path, **options: Any) -> Iterator[Days]:
    """A home at a sandbox with these options, whose time stands still but for the calls."""
    clock = [BEGIN]

    def seconds() -> float:
        return clock[0].timestamp()

    with pytest.MonkeyPatch.context() as patch, running(clock=seconds, **options) as sandbox:
        patch.setattr(SystemClock, "now", lambda self: clock[0])
        patch.setattr(SystemClock, "wait", lambda self, seconds, why: None)
        patch.setenv("OSTSYNC_HOME", str(home))
        patch.setenv("OSTSYNC_SPOTIFY__API_URL", sandbox.api_url)
        patch.setenv("OSTSYNC_SPOTIFY__ACCOUNTS_URL", sandbox.accounts_url)
        patch.setenv("OSTSYNC_SPOTIFY__ACCESS_TOKEN", "sandbox")
        yield Days(sandbox, clock)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[str | None], int]:
    """What a single run without a limit comes to, and what it asks."""
    with living(tmp_path_factory.mktemp("undisturbed")) as free:
        [(code, requests)] = free.until_done()
        assert code == 0
        return *free.outcome(), requests


def test_spotifys_quota_is_met_once_a_day_and_nothing_is_asked_until_it_is_over(
    tmp_path: Path, undisturbed: Any
) -> None:
    tracks, playlist, cost = undisturbed
    with living(tmp_path, quota=LIMIT) as limited:
        calls = limited.until_done()
        assert limited.outcome() == (tracks, playlist)
    asking = [requests for _, requests in calls if requests]
    refused = sum(requests > 0 for code, requests in calls if code == 5)
    assert len(asking) < len(calls), "some calls fall into the wait, and ask nothing"
    assert sum(asking) <= cost + refused + 3
    assert len(calls) >= 2 * timedelta(days=1) // CRON


def test_the_budget_of_the_settings_keeps_the_quota_from_being_met(
    tmp_path: Path, undisturbed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracks, playlist, cost = undisturbed
    monkeypatch.setenv("OSTSYNC_REQUESTS__DAILY_BUDGET", str(LIMIT))
    monkeypatch.setattr(places, "is_loopback", lambda url: False)
    with living(tmp_path, quota=LIMIT + 10) as limited:
        calls = limited.until_done()
        assert limited.outcome() == (tracks, playlist)
    assert sum(requests for _, requests in calls) <= cost + 3
    for start in range(len(calls)):
        assert sum(requests for _, requests in calls[start : start + 4]) <= LIMIT + 10, "in any 24 hours"


def test_a_limit_on_each_run_comes_to_the_same_end(
    tmp_path: Path, undisturbed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracks, playlist, cost = undisturbed
    monkeypatch.setenv("OSTSYNC_REQUESTS__MAX_PER_RUN", "9")
    with living(tmp_path) as limited:
        calls = limited.until_done()
        assert limited.outcome() == (tracks, playlist)
    assert sum(requests for _, requests in calls) <= cost + 6
