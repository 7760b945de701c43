"""What was decided by hand: kept until it is taken back, under the words as written, in every world alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from ostsync.decisions import Action, Decision
from ostsync.model import Reading
from ostsync.store.codec import dumps, loads, time_of, time_text
from ostsync.store.database import transaction


def keep(db: sqlite3.Connection, decision: Decision) -> int:
    """Keeps one decision; answers the number that `remove` takes."""
    add(db, [decision])
    row = db.execute(
        "SELECT id FROM decisions WHERE (at, action, readings, uris, words) = (?, ?, ?, ?, ?)", _row(decision)[:5]
    ).fetchone()
    return int(row["id"])


def add(db: sqlite3.Connection, decisions: Iterable[Decision]) -> int:
    """Keeps decisions, all or none; answers how many were new. The same one is kept once: importing twice is safe."""
    before = db.total_changes
    with transaction(db):
        db.executemany(
            "INSERT OR IGNORE INTO decisions (at, action, readings, uris, words, text) VALUES (?, ?, ?, ?, ?, ?)",
            [_row(decision) for decision in decisions],
        )
    return db.total_changes - before


def _row(decision: Decision) -> tuple[str, ...]:
    return (
        time_text(decision.at),
        decision.action,
        dumps(decision.readings),
        dumps(decision.uris),
        decision.words or "",
        decision.text,
    )


def numbered(db: sqlite3.Connection) -> list[tuple[int, Decision]]:
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
        for row in db.execute("SELECT * FROM decisions ORDER BY at, id")
    ]


def listed(db: sqlite3.Connection) -> list[Decision]:
    """Every decision, oldest first."""
    return [decision for _, decision in numbered(db)]


def remove(db: sqlite3.Connection, numbers: Iterable[int]) -> int:
    """Takes decisions back; answers how many there were."""
    before = db.total_changes
    with transaction(db):
        db.executemany("DELETE FROM decisions WHERE id = ?", [(n,) for n in numbers])
    return db.total_changes - before
