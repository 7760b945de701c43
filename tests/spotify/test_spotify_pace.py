"""The pace: a gap between requests that grows with refusals and shrinks with successes, kept from run to run."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from pathlib import Path

import pytest
import responses

from ostsync.sandbox.catalogue import Catalogue, load
from ostsync.sandbox.server import running
from ostsync.spotify.policy import (
    FIRST_GAP,
    GAP_GROWTH,
    GAP_SHRINKING,
    LONGEST_GAP,
    SMALLEST_GAP,
    Answer,
    Lost,
    next_gap,
)
from ostsync.store.database import open_database
from ostsync.store.ledger import SqlLedger

from .conftest import API, Connect, FakeClock, FakeLedger
from .test_spotify_policy import QUOTA, RATE

REFUSED, SPENT, GOOD = Answer(429, {}, RATE), Answer(429, {}, QUOTA), Answer(200, {}, b"{}")


@pytest.mark.parametrize(
    ("gap", "least", "outcome", "after"),
    [
        (0.0, 0.0, REFUSED, FIRST_GAP),
        (0.1, 0.1, REFUSED, FIRST_GAP),
        (0.4, 0.1, REFUSED, 0.4 * GAP_GROWTH),
        (1.0, 0.1, REFUSED, GAP_GROWTH),
        (8.0, 0.1, REFUSED, LONGEST_GAP),
        (LONGEST_GAP, 0.1, REFUSED, LONGEST_GAP),
        (1e9, 0.1, Lost("timeout"), LONGEST_GAP),
        (1.0, 0.1, GOOD, GAP_SHRINKING),
        (0.1, 0.1, GOOD, 0.1),
        (0.1001, 0.1, GOOD, 0.1),
        (0.0, 0.0, GOOD, 0.0),
        (SMALLEST_GAP, 0.0, GOOD, 0.0),
        (0.05, 0.1, GOOD, 0.1),
        (1.0, 0.1, SPENT, 1.0),
        (1.0, 0.1, Lost("timeout"), 1.0),
        (1.0, 0.1, Answer(502, {}), 1.0),
        (1.0, 0.1, Answer(404, {}), 1.0),
        (1.0, 0.1, Answer(429, {}, b"slow down"), GAP_GROWTH),
    ],
)
def test_what_each_outcome_teaches(gap: float, least: float, outcome: Answer | Lost, after: float) -> None:
    assert next_gap(gap, least, outcome) == pytest.approx(after)


def test_a_gap_halves_in_about_140_successes_and_goes_away_in_the_end() -> None:
    gaps = [2.0]
    while gaps[-1] > 0.1:
        gaps.append(next_gap(gaps[-1], 0.1, GOOD))
    assert 130 < next(n for n, gap in enumerate(gaps) if gap <= 1.0) < 150
    assert gaps == sorted(gaps, reverse=True)
    assert len(gaps) < 700


class Forgetful(SqlLedger):
    """Learns nothing: the client as it would be without a pace."""

    def keep_gap(self, seconds: float) -> None:
        pass


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(None)


def test_several_refusals_lead_to_fewer_later(client: Connect, catalogue: Catalogue, tmp_path: Path) -> None:
    """120 searches in one run, in virtual time, against a server that allows 8 in 30 seconds."""
    found = {}
    for kind in (SqlLedger, Forgetful):
        clock = FakeClock(datetime(2026, 11, 20, tzinfo=UTC))
        db = open_database(tmp_path / f"{kind.__name__}.db")
        with running(catalogue=catalogue, clock=clock.timestamp, rate_limit=8) as sandbox:
            api = client(
                api_url=sandbox.api_url, ledger=kind(db, clock, sandbox.url), clock=clock, access_token="sandbox"
            )
            for n in range(120):
                api.search(f"zzyzx {n}")
            found[kind] = [n for n, one in enumerate(sandbox.requests) if one.status == 429]
        db.close()
    learned, plain = found[SqlLedger], found[Forgetful]
    early, late = sum(n < 60 for n in learned), sum(n >= 60 for n in learned)
    assert late < early <= 6, learned
    assert len(learned) < len(plain) / 2, (learned, plain)


def test_the_next_run_begins_at_the_pace_that_was_learned(
    client: Connect, edge: responses.RequestsMock, clock: FakeClock, tmp_path: Path
) -> None:
    edge.get(f"{API}me/playlists", status=429, headers={"Retry-After": "1"})
    edge.get(f"{API}me/playlists", json={"items": [], "total": 0})
    for run, expected in ((1, FIRST_GAP * GAP_SHRINKING), (2, FIRST_GAP * GAP_SHRINKING**2)):
        db = open_database(tmp_path / "ostsync.db")
        ledger = SqlLedger(db, clock, "https://api.spotify.com")
        list(client(ledger=ledger).playlists())
        assert ledger.gap() == pytest.approx(expected), run
        assert SqlLedger(db, clock, "http://127.0.0.1:1").gap() is None, "each server has its own"
        db.close()


@pytest.mark.parametrize("jump", [-3600 * 24 * 400, 3600 * 24 * 400])
def test_gaps_are_measured_by_a_clock_that_does_not_jump(
    client: Connect, edge: responses.RequestsMock, clock: FakeClock, ledger: FakeLedger, jump: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    ticks = itertools.count(100, 0.25)
    monkeypatch.setattr("ostsync.spotify.door.Door.__init__.__kwdefaults__", {"monotonic": lambda: next(ticks)})
    edge.get(f"{API}me/playlists", json={"items": [], "total": 0})
    ledger.kept_gap = 2.0
    api = client()
    waited = []
    monkeypatch.setattr(clock, "wait", lambda seconds, why: waited.append(seconds))
    for _ in range(3):
        list(api.playlists())
        clock.time = datetime.fromtimestamp(clock.time.timestamp() + jump, UTC)
    assert len(waited) == 2
    assert all(1.0 < seconds <= 2.0 for seconds in waited), waited
