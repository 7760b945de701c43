"""Plans and pushes of 10,000 tracks: seconds for planning, requests for pushing.

    python benchmarks/plan_10000.py            # planning, and requests against an account in memory
    python benchmarks/plan_10000.py --sandbox  # the same pushes over HTTP against the sandbox

Times are wall clock of this machine, with the time of sorting the same list beside them for comparison.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.playlists.fake_account import FakeAccount, FakeClock

from ostsync.playlists.carry import Carrier, Outcome
from ostsync.playlists.edits import Add, Move, Remove
from ostsync.playlists.hand import recognise
from ostsync.playlists.items import Item, State
from ostsync.playlists.plan import plan
from ostsync.playlists.push import Pusher, Wish
from ostsync.ports import Account
from ostsync.store.pushes import SqlJournal

SIZE = 10_000
URIS = [f"spotify:track:{n:022d}" for n in range(SIZE + 1)]


def main() -> None:
    """Prints both tables."""
    planning()
    if "--sandbox" in sys.argv:
        over_http()
    else:
        account = FakeAccount()
        pushing(account, lambda: [kind for kind, _ in account.writes], account.writes.clear, FakeClock())


def planning() -> None:
    """Seconds to recognise and plan, for the edits that cost most."""
    wanted = [Item(uri, mine=True) for uri in URIS[:SIZE]]
    pushed = State(items=tuple(wanted))
    there = [replace(item, added_at="2026-01-01") for item in wanted]
    shuffled = random.Random(1).sample(wanted, SIZE)
    interleaved = [item for pair in zip(wanted[: SIZE // 2], wanted[SIZE // 2 :], strict=True) for item in pair]
    unit = seconds(lambda: sorted(URIS * 10))
    print(f"planning {SIZE:,} tracks (sorting a list of {len(URIS) * 10:,} takes {unit:.3f} s)")
    cases: list[tuple[str, State, list[Item]]] = [
        ("first push", State(), wanted),
        ("nothing changed", pushed, wanted),
        ("one appended", State(items=tuple(wanted[:-1])), wanted),
        ("every second one gone", pushed, wanted[::2]),
        ("two halves interleaved", pushed, interleaved),
        ("all shuffled", pushed, shuffled),
        ("turned round", pushed, wanted[::-1]),
    ]
    for name, state, wish in cases:
        current = [playlist_item(item) for item in there[: len(state.items)]]
        took = seconds(lambda s=state, w=wish, c=current: plan(recognise(s, c), w))  # type: ignore[misc]
        edits = plan(recognise(state, current), wish).edits
        kinds = ", ".join(f"{sum(isinstance(e, k) for e in edits)} {k.__name__.lower()}" for k in (Add, Remove, Move))
        print(f"  {name:24} {took:6.2f} s   {kinds}")


def playlist_item(item: Item) -> Any:
    """As it is read."""
    from ostsync.model import PlaylistItem

    return PlaylistItem(item.uri, added_at=item.added_at)


def pushing(account: Account, writes: Callable[[], list[str]], clear: Callable[[], None], clock: FakeClock) -> None:
    """Requests of four pushes, reads and writes apart."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.row_factory = sqlite3.Row
    db.executescript((resources.files("ostsync.store") / "migrations" / "0003_pushes.sql").read_text())
    journal = SqlJournal(db, "bench", clock)
    carrier = Carrier(account, journal, clock, exists=lambda uri: True)
    print(f"pushing {SIZE:,} tracks")
    for name, uris in (
        ("first push", URIS[: SIZE - 1]),
        ("nothing changed", URIS[: SIZE - 1]),
        ("one appended", URIS[:SIZE]),
        ("one in the middle gone", [*URIS[: SIZE // 2], *URIS[SIZE // 2 + 1 : SIZE]]),
    ):
        clear()
        began = time.perf_counter()
        wish = Wish("bench", "Ten thousand", tuple(Item(uri, mine=True) for uri in uris), description="Many tracks")
        outcome: Outcome = carrier.carry_out(Pusher(account, journal).prepare(wish))
        took = time.perf_counter() - began
        done = writes()
        reads = outcome.counts.requests - len(done)
        said = ", ".join(f"{done.count(kind)} {kind}" for kind in dict.fromkeys(done)) or "no writes"
        print(f"  {name:24} {said}; {reads} reads; verified: {outcome.verified}; {took:.2f} s")


def over_http() -> None:
    """The same pushes against the sandbox."""
    from ostsync.sandbox.catalogue import build
    from ostsync.sandbox.server import running
    from ostsync.spotify import connect
    from ostsync.spotify.tokens import TokenFile
    from ostsync.store.ledger import SqlLedger

    rows = [
        json.dumps({"id": u[14:], "name": u, "artists": ["Nobody"], "album": "All", "album_id": "a" * 22}) for u in URIS
    ]
    with running(catalogue=build(rows)) as sandbox, tempfile.TemporaryDirectory() as folder:
        clock = FakeClock()
        db = sqlite3.connect(":memory:", isolation_level=None)
        db.row_factory = sqlite3.Row
        db.executescript((resources.files("ostsync.store") / "migrations" / "0002_ledger.sql").read_text())
        api = connect(
            client_id=None, market="JP", language="en", api_url=sandbox.api_url, accounts_url=sandbox.accounts_url,
            access_token="sandbox", tokens=TokenFile.of_ready_token(Path(folder), sandbox.api_url, "sandbox"),
            cache_dir=Path(folder), ledger=SqlLedger(db, clock, sandbox.url), clock=clock,
        )  # fmt: skip
        pushing(
            api,
            lambda: [f"{r.method} {r.path.rsplit('/', 1)[-1][:9]}" for r in sandbox.requests if r.method != "GET"],
            sandbox.requests.clear,
            clock,
        )
        api.close()


def seconds(call: Callable[[], object]) -> float:
    """The best of three."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        call()
        best = min(best, time.perf_counter() - began)
    return best


if __name__ == "__main__":
    main()
