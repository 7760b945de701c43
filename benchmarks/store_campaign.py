"""The store under kill -9 and damage, and what its care costs.

    python benchmarks/store_campaign.py --kills 300 --damages 960 --seed 1
    python benchmarks/store_campaign.py --costs

Kills are of real processes against a sandbox in this one (about half an hour on two busy cores); damages are of copies
of a filled database, with the second copy of the decisions and, to compare, without. The suite runs both short.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.campaigns import damaging, killing

from ostsync.store import decisions
from ostsync.store.database import open_database, transaction


def kills(count: int, seed: int) -> None:
    """Kills, and prints what did not hold."""
    with tempfile.TemporaryDirectory() as directory:
        tally = killing.campaign(Path(directory), count, seed=seed, tell=lambda text: print(f"  {text}", flush=True))
    print(f"{sum(tally.kills.values())} kills ({tally.too_late} came after the end): {dict(tally.kills)}")
    print(f"  {tally.acknowledged} answers and decisions acknowledged before them")
    print(f"  {tally.asked_again} questions asked again, at most one a kill")
    print(f"  files left lying: {dict(tally.leftovers) or 'none'}")
    print(f"  did not hold: {len(tally.wrong)}")
    for what in tally.wrong:
        print(f"    {what}")


def damages(count: int, seed: int) -> None:
    """Damages, with and without the second copy, and prints what was lost."""
    for with_copy in (True, False):
        with tempfile.TemporaryDirectory() as directory:
            tally = damaging.campaign(Path(directory), count, seed=seed, with_copy=with_copy)
        lost = ", ".join(f"{table} {tally.lost[table]} of {tally.had[table]}" for table in damaging.COPIED)
        print(f"{tally.runs} damages {'with' if with_copy else 'without'} the second copy of the decisions")
        print(f"  lost: {lost}")
        print(f"  {tally.mended} replaced, {tally.latent} met nothing that is read, came back: {tally.resurrected}")
        print(f"  unnoticed losses: {dict(tally.unnoticed) or 'none'}; unusable afterwards: {tally.broken or 'none'}")


def costs() -> None:
    """What opening, a durable transaction and a decision cost, in milliseconds."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "small" / "ostsync.db"
        damaging.fill(path, 30).close()
        large = Path(directory) / "large" / "ostsync.db"
        with closing(damaging.fill(large, 3_000)) as db, transaction(db):
            for n in range(11_000):
                row = (
                    f"https://api.spotify.com {n}",
                    "US",
                    f"{n}",
                    "1",
                    "{}",
                    "missed",
                    0.0,
                    "auto",
                    "m",
                    "[]",
                    1,
                    "",
                    0,
                )
                marks = ", ".join("?" * len(row))
                columns = (
                    "world, market, key, fold, words, status, confidence, decided_by, matcher, asked, requests, "
                    "judged_at, tries"
                )
                number = db.execute(f"INSERT INTO verdicts ({columns}) VALUES ({marks})", row).lastrowid
                db.execute("INSERT INTO spotify_content VALUES (?, '2026', ?)", (number, f'"{"x" * 3500}"'))
        for file in (path, large):
            size = file.stat().st_size / 1e6
            print(
                f"opening a database of {size:.1f} MB: {_median(lambda file=file: open_database(file).close()):.2f} ms"
            )
            with closing(open_database(file)) as db:
                checked = _median(lambda db=db: db.execute("PRAGMA quick_check").fetchall(), 5)
            print(f"  a quick_check of it, which opening does not do: {checked:.2f} ms")
        with closing(open_database(path)) as db:
            plain = _median(lambda: _write(db, durable=False), 300)
            durable = _median(lambda: _write(db, durable=True), 300)
            numbers = iter(range(1_000, 2_000))
            decided = _median(lambda: decisions.add(db, damaging.HERE, [damaging.decided(next(numbers))]), 300)
        print(f"a transaction: {plain:.3f} ms; one that outlives a loss of power: {durable:.3f} ms")
        print(f"a decision, with its line on the disk: {decided:.3f} ms")


def _write(db: sqlite3.Connection, *, durable: bool) -> None:
    with transaction(db, durable=durable):
        db.execute("INSERT INTO requests (origin, at, kind) VALUES ('x', 'y', 'z')")


def _median(work: Callable[[], object], times: int = 50) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def main() -> None:
    """Runs what was asked for."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--kills", type=int, default=0)
    options.add_argument("--damages", type=int, default=0)
    options.add_argument("--costs", action="store_true")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    if not (chosen.kills or chosen.damages or chosen.costs):
        options.error("say --kills N, --damages N or --costs")
    if chosen.costs:
        costs()
    if chosen.damages:
        damages(chosen.damages, chosen.seed)
    if chosen.kills:
        kills(chosen.kills, chosen.seed)


if __name__ == "__main__":
    main()
