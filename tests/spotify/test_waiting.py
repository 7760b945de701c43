"""What the client does until an answer comes: it takes steps, sees the answer, and is as it would be without them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from ostsync.meanwhile import Meanwhile
from ostsync.sandbox.server import Sandbox, running
from ostsync.spotify import connect
from ostsync.spotify.api import SpotifyApi
from ostsync.spotify.tokens import TokenFile

from .conftest import FakeClock, FakeLedger


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(datetime.now(UTC))


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running(latency_ms=30) as server:
        yield server


def client(sandbox: Sandbox, folder: Path, ledger: FakeLedger, meanwhile: Meanwhile | None = None) -> SpotifyApi:
    return connect(
        client_id=None, market="JP", language="en", api_url=sandbox.api_url, accounts_url=sandbox.accounts_url,
        access_token="sandbox", tokens=TokenFile.of_ready_token(folder, sandbox.api_url, "sandbox"),
        cache_dir=folder, ledger=ledger, clock=ledger.clock, meanwhile=meanwhile,
    )  # fmt: skip


def test_steps_are_taken_until_the_answer_comes_and_no_further(
    sandbox: Sandbox, tmp_path: Path, ledger: FakeLedger
) -> None:
    meanwhile = Meanwhile()
    taken = count()
    meanwhile.add(next(taken) for _ in iter(int, 1))  # without end
    busy, idle = client(sandbox, tmp_path / "busy", ledger, meanwhile), client(sandbox, tmp_path / "idle", ledger)
    assert busy.search("gate of steiner") == idle.search("gate of steiner")
    assert next(taken) > 1
    busy.close()
    idle.close()


def test_a_step_that_fails_costs_no_request(sandbox: Sandbox, tmp_path: Path, ledger: FakeLedger) -> None:
    meanwhile = Meanwhile()
    meanwhile.add(map(int, ["no number"]))
    busy = client(sandbox, tmp_path, ledger, meanwhile)
    assert busy.search("gate of steiner").tracks
    assert ledger.kinds == ["search"]
    assert not meanwhile.step()
    busy.close()


def test_an_interruption_in_a_step_ends_the_wait_at_once(sandbox: Sandbox, tmp_path: Path, ledger: FakeLedger) -> None:
    def interrupted() -> Iterator[None]:
        raise KeyboardInterrupt
        yield

    meanwhile = Meanwhile()
    meanwhile.add(interrupted())
    busy = client(sandbox, tmp_path, ledger, meanwhile)
    with pytest.raises(KeyboardInterrupt):
        busy.search("gate of steiner")
    busy.close()
