"""A connected client with a clock that does not wait and a ledger in memory of the test's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import responses

from ostsync.spotify import connect
from ostsync.spotify.api import SpotifyApi
from ostsync.spotify.tokens import TokenFile

API = "https://api.spotify.com/v1/"
ACCOUNTS = "https://accounts.spotify.com"
CLIENT_ID = "0123456789abcdef0123456789abcdef"
START = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    """Time that stands still but for `wait`."""

    time: datetime = START
    waits: list[tuple[float, str]] = field(default_factory=list)

    def now(self) -> datetime:
        return self.time

    def timestamp(self) -> float:
        return self.time.timestamp()

    def wait(self, seconds: float, why: str) -> None:
        if why:
            self.waits.append((seconds, why))
        self.time += timedelta(seconds=seconds)


@dataclass
class FakeLedger:
    """What left, and the hold."""

    clock: FakeClock
    kinds: list[str] = field(default_factory=list)
    held: tuple[datetime, str] | None = None
    kept_gap: float | None = None

    def record(self, kind: str) -> None:
        self.kinds.append(kind)

    def spent(self) -> int:
        return len(self.kinds)

    def not_before(self) -> datetime | None:
        return self.held[0] if self.held and self.held[0] > self.clock.time else None

    def hold_reason(self) -> str | None:
        return self.held[1] if self.held and self.not_before() else None

    def hold(self, until: datetime, reason: str) -> None:
        self.held = (until, reason)

    def gap(self) -> float | None:
        return self.kept_gap

    def keep_gap(self, seconds: float) -> None:
        self.kept_gap = seconds


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ledger(clock: FakeClock) -> FakeLedger:
    return FakeLedger(clock)


@pytest.fixture
def edge() -> Iterator[responses.RequestsMock]:
    """The network: only what a test puts here answers."""
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


Connect = Callable[..., SpotifyApi]


@pytest.fixture
def told() -> list[str]:
    """What the person was told."""
    return []


@pytest.fixture
def client(tmp_path: Path, clock: FakeClock, ledger: FakeLedger, told: list[str]) -> Iterator[Connect]:
    """Connects with a ready token unless told otherwise; closed when the test ends."""
    opened: list[SpotifyApi] = []

    def make(**settings: Any) -> SpotifyApi:
        api = connect(
            **{
                "client_id": CLIENT_ID,
                "market": "DE",
                "language": "en",
                "api_url": API,
                "accounts_url": ACCOUNTS,
                "access_token": "ready-token",
                "tokens": TokenFile.of(tmp_path / "data" / "tokens", ACCOUNTS, CLIENT_ID),
                "cache_dir": tmp_path / "cache",
                "ledger": ledger,
                "clock": clock,
                "tell": told.append,
                **settings,
            }
        )
        opened.append(api)
        return api

    yield make
    for api in opened:
        api.close()
