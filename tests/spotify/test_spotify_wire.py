"""Answers that do not end, or have no end: the real client against the real sandbox, with little patience."""

from __future__ import annotations

import io
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ostsync.errors import Unavailable, UnknownOutcome
from ostsync.sandbox import spoiled
from ostsync.sandbox.catalogue import Catalogue, load
from ostsync.sandbox.faults import Effect, Fault
from ostsync.sandbox.server import Sandbox, running
from ostsync.spotify import api as calls
from ostsync.spotify import wire
from ostsync.spotify.api import SpotifyApi
from ostsync.spotify.tokens import TokenFile

from .conftest import Connect, FakeClock


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load(None)


@pytest.fixture
def sandbox(catalogue: Catalogue) -> Iterator[Sandbox]:
    with running(catalogue=catalogue) as server:
        yield server


@pytest.fixture
def api(client: Connect, sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SpotifyApi:
    monkeypatch.setattr(calls, "TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(wire, "LONGEST_ANSWER_S", 0.1)
    tokens = TokenFile.of_ready_token(tmp_path, sandbox.api_url, "sandbox")
    return client(api_url=sandbox.api_url, access_token="sandbox", tokens=tokens)


@pytest.mark.parametrize("at", ["headers", "body"])
def test_an_answer_that_trickles_is_given_up_and_asked_for_again(
    api: SpotifyApi, sandbox: Sandbox, clock: FakeClock, at: str
) -> None:
    sandbox.faults.add(Fault(Effect.SLOW, at=at, seconds=20, path="/v1/search"))
    assert api.search("theme").tracks
    assert [why for _, why in clock.waits] == ["No answer from Spotify (it took too long); trying again"]


def test_a_write_that_trickles_has_an_unknown_outcome(api: SpotifyApi, sandbox: Sandbox) -> None:
    hand = sandbox.create_playlist("List")
    uri = next(iter(sandbox.world.catalogue.tracks.values())).uri
    sandbox.faults.add(Fault(Effect.SLOW, at="body", seconds=20, method="POST"))
    with pytest.raises(UnknownOutcome, match="took too long"):
        api.add_items(hand.id, [uri], position=0)
    assert hand.uris == [uri]


def test_a_hung_server_is_given_up(api: SpotifyApi, sandbox: Sandbox) -> None:
    sandbox.faults.add(Fault(Effect.HANG, seconds=20, method="POST"))
    with pytest.raises(UnknownOutcome, match="took too long"):
        api.create_playlist("List", public=False)


def test_a_packed_bomb_is_not_unpacked(api: SpotifyApi, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "LONGEST_ANSWER_S", 5)
    monkeypatch.setattr(wire, "LARGEST_ANSWER", 1_000_000)
    monkeypatch.setattr(spoiled, "BOMB_BYTES", 2_000_000)
    sandbox.faults.add(Fault(Effect.LABEL, what="bomb", path="/v1/search"))
    with pytest.raises(Unavailable, match="far too large"):
        api.search("theme")
    assert api.requests == 1, "asking again would bring the same"
    assert api.search("theme").tracks


def test_an_answer_in_time_reuses_its_connection(api: SpotifyApi, sandbox: Sandbox, monkeypatch: Any) -> None:
    monkeypatch.setattr(wire, "LONGEST_ANSWER_S", 5)
    before = threading.active_count()
    for word in ("theme", "main", "piano"):
        api.search(word)
    assert threading.active_count() <= before + 1, "one connection, one thread of the server"


class Ticking:
    """A socket file that has one byte after another."""

    def __init__(self) -> None:
        self.closed = False

    def readinto(self, buffer: Any) -> int:
        buffer[:1] = b"x"
        return 1

    def close(self) -> None:
        self.closed = True


def test_each_read_gets_only_the_time_that_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("ostsync.spotify.wire.time.monotonic", lambda: now[0])
    ours, theirs = socket.socketpair()
    given: list[float | None] = []
    with ours, theirs:
        ours.settimeout(15)
        raw = Ticking()
        answer = wire.Patient(raw, ours)
        reading: Callable[[], bytes | None] = lambda: answer.read(1)  # noqa: E731
        for later in (0.0, 30.0, 59.0):
            now[0] = 100.0 + later
            assert reading() == b"x"
            given.append(ours.gettimeout())
        now[0] = 160.0
        with pytest.raises(TimeoutError):
            reading()
        answer.close()
    assert given == [15, 15, 1]
    assert raw.closed
    assert isinstance(answer, io.RawIOBase)


def test_a_body_is_cut_off_as_soon_as_it_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "LARGEST_ANSWER", 10)
    assert wire.within_bounds([b"12345", b"67890"]) == b"1234567890"
    endless = iter(lambda: b"12345", b"")
    with pytest.raises(wire.TooLarge):
        wire.within_bounds(endless)
