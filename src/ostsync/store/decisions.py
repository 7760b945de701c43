"""What was decided by hand: kept until it is taken back, under the words as written, at one API origin.

All accounts of an origin share their decisions, since a track is the same for each. A rehearsal has its own: the
sandbox's track IDs mean nothing to Spotify.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from ostsync.decisions import Action, Decision
from ostsync.model import Reading
from ostsync.store.codec import dumps, loads, time_of, time_text
from ostsync.store.database import transaction


def add(db: sqlite3.Connection, origin: str, decisions: Iterable[Decision]) -> int:
    """Keeps decisions, all or none; answers how many were new. The same one is kept once: importing twice is safe."""
    before = db.total_changes
    with transaction(db):
        db.executemany(
            """INSERT OR IGNORE INTO decisions (origin, at, action, readings, uris, words, text)
               VALUES (?, ?, ?, ?, ?, ?, ?)""",
            [
                (origin, time_text(d.at), d.action, dumps(d.readings), dumps(d.uris), d.words or "", d.text)
                for d in decisions
            ],
        )
    return db.total_changes - before


def numbered(db: sqlite3.Connection, origin: str) -> list[tuple[int, Decision]]:
    """Every decision with the number that `remove` takes, oldest first."""
    return [
        (
            row["id"],
            Decision(
                readings=loads(tuple[Reading, ...], row["readings"]),
                action=Action(row["action"]),
                at=time_of(row["at"]),
                uris=loads(tuple[str, ...], row["uris"]),
                words=row["words"] or None,
                text=row["text"],
            ),
        )
        for row in db.execute("SELECT * FROM decisions WHERE origin = ? ORDER BY at, id", (origin,))
    ]


def listed(db: sqlite3.Connection, origin: str) -> list[Decision]:
    """Every decision, oldest first."""
    return [decision for _, decision in numbered(db, origin)]


def remove(db: sqlite3.Connection, numbers: Iterable[int]) -> int:
    """Takes decisions back; answers how many there were."""
    before = db.total_changes
    with transaction(db):
        db.executemany("DELETE FROM decisions WHERE id = ?", [(n,) for n in numbers])
    return db.total_changes - before
