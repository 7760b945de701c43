"""Decides how a sandbox lives: on which address it listens, what a test can reach of it, and how it ends."""

from __future__ import annotations

import gc
import time as machine
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ostsync.errors import UsageError
from ostsync.sandbox.accounts import SCOPES, TOKEN_TTL_S, Accounts
from ostsync.sandbox.catalogue import Catalogue, load
from ostsync.sandbox.faults import Fault, Faults
from ostsync.sandbox.gate import Gate, Received
from ostsync.sandbox.hand import Hand
from ostsync.sandbox.limits import Limits
from ostsync.sandbox.listening import HOST, Listener
from ostsync.sandbox.search import Engine, Ranker
from ostsync.sandbox.web import application
from ostsync.sandbox.world import ServerClock, World


@dataclass(slots=True)
class Sandbox:
    """A running server, and everything that a test or the demo may want to know or do."""

    gate: Gate
    _listener: Listener

    @property
    def url(self) -> str:
        """The origin, without a slash at the end."""
        return f"http://{HOST}:{self._listener.port}"

    @property
    def api_url(self) -> str:
        """What OSTSYNC_SPOTIFY__API_URL takes."""
        return f"{self.url}/v1/"

    @property
    def accounts_url(self) -> str:
        """What OSTSYNC_SPOTIFY__ACCOUNTS_URL takes."""
        return self.url

    @property
    def world(self) -> World:
        """Everything that it remembers."""
        return self.gate.world

    @property
    def requests(self) -> list[Received]:
        """Every request received, in order. Clear the list to count anew."""
        return self.gate.requests

    @property
    def faults(self) -> Faults:
        """The rules by which requests go wrong."""
        return self.gate.faults

    @property
    def accounts(self) -> Accounts:
        """Users, tokens, consent."""
        return self.world.accounts

    def token(self, account: str = "sandbox", scopes: frozenset[str] = SCOPES, ttl: int | None = None) -> str:
        """A fresh access token, for tests of scopes and expiry."""
        return self.accounts.issue(account, scopes, ttl)

    def hand(self, playlist_id: str) -> Hand:
        """A user's hand in the app on a playlist. Raises KeyError for one that does not exist."""
        return Hand(self.world, self.world.playlists[playlist_id])

    def create_playlist(self, name: str, account: str = "sandbox") -> Hand:
        """A playlist that a user has made in the app."""
        with self.world.lock:
            return Hand(self.world, self.world.create(account, name))

    def kill(self, uri: str) -> None:
        """The track is gone from Spotify: 404 by id, null in playlists, 502 when it is written."""
        self.world.dead.add(uri)

    def make_unplayable(self, uri: str) -> None:
        """The track stays, and plays in no market."""
        self.world.unplayable.add(uri)

    def stop(self) -> None:
        """Ends the server: hanging requests are let go, the port is free, nothing is left running."""
        self.gate.closing.set()
        self._listener.stop()


def start(
    *,
    catalogue: Catalogue | Path | None = None,
    search: Ranker | str = Ranker.STRICT,
    port: int = 0,
    latency_ms: int = 0,
    quota: int | None = None,
    rate_limit: int | None = None,
    token_ttl: int = TOKEN_TTL_S,
    faults: Sequence[Fault] = (),
    snapshot_lag: float = 0.0,
    forgets_private: bool = False,
    clock: Callable[[], float] = machine.time,
    on_request: Callable[[Received], None] | None = None,
) -> Sandbox:
    """Starts a sandbox on 127.0.0.1 and answers it once it can be asked.

    `catalogue` is one that is loaded, a file, or None for the sample that ships; `port` 0 takes a free one;
    `quota` is requests a rolling day and `rate_limit` requests in any 30 seconds, None for no limit; `clock`
    answers seconds since 1970. Raises UsageError when the port is taken or the catalogue cannot be used.
    """
    with _nothing_collected():
        held = catalogue if isinstance(catalogue, Catalogue) else load(catalogue)
        engine = Engine(held, Ranker(search))
    time = ServerClock(clock)
    world = World(
        catalogue=held,
        engine=engine,
        accounts=Accounts(time, token_ttl),
        limits=Limits(time, rate_limit, quota),
        clock=time,
        snapshot_lag=snapshot_lag,
        forgets_private=forgets_private,
    )
    gate = Gate(application(), world, Faults(list(faults)), latency_ms / 1000, on_request)
    try:
        return Sandbox(gate, Listener(port, gate, time))
    except (OSError, OverflowError) as problem:
        advice = "Choose another with --port; 0 takes any that is free."
        raise UsageError(f"Port {port} of {HOST} cannot be used: {problem}.", advice) from problem


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Keeps the garbage collector from walking over a growing catalogue again and again: it halves the loading time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def running(**options: Any) -> Iterator[Sandbox]:
    """A sandbox for the length of a `with`; the options are those of `start`."""
    sandbox = start(**options)
    try:
        yield sandbox
    finally:
        sandbox.stop()
