"""What was decided by hand: kept until it is taken back, under the words as written, at one API origin.

All accounts of an origin share their decisions, since a track is the same for each. A rehearsal has its own: the
sandbox's track IDs mean nothing to Spotify. Each is written twice, here and in the lines of `decisionlog`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from ostsync.decisions import Decision
from ostsync.store import decisionlog
from ostsync.store.codec import time_of
from ostsync.store.database import transaction


def add(db: sqlite3.Connection, origin: str, decisions: Iterable[Decision]) -> int:
    """Keeps decisions, all or none; answers how many were new. The same one is kept once: importing twice is safe."""
    with transaction(db):
        new = [d for d in decisions if db.execute(decisionlog.KEEP, decisionlog.row_of(origin, d)).rowcount]
        decisionlog.append(db, [decisionlog.Line(origin, d) for d in new])
    return len(new)


def numbered(db: sqlite3.Connection, origin: str) -> list[tuple[int, Decision]]:
    """Every decision with the number that `remove` takes, oldest first."""
    rows = db.execute("SELECT * FROM decisions WHERE origin = ? ORDER BY at, id", (origin,))
    return [(row["id"], decisionlog.decision_of(row)) for row in rows]


def listed(db: sqlite3.Connection, origin: str) -> list[Decision]:
    """Every decision, oldest first."""
    return [decision for _, decision in numbered(db, origin)]


def newest(db: sqlite3.Connection, origin: str) -> datetime | None:
    """When the last of them was made, by the clock of that time."""
    latest = db.execute("SELECT max(at) FROM decisions WHERE origin = ?", (origin,)).fetchone()[0]
    return time_of(latest) if latest else None


def remove(db: sqlite3.Connection, numbers: Iterable[int]) -> int:
    """Takes decisions back; answers how many there were."""
    gone = []
    with transaction(db):
        for number in numbers:
            rows = db.execute("DELETE FROM decisions WHERE id = ? RETURNING *", (number,)).fetchall()
            gone += [decisionlog.Line(row["origin"], decisionlog.decision_of(row), taken_back=True) for row in rows]
        decisionlog.append(db, gone)
    return len(gone)
