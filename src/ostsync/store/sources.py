"""What was read: sources with their recommendations, in order, in the user's own words."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from ostsync.model import Recommendation, Source
from ostsync.store.codec import dumps, loads, time_text
from ostsync.store.database import transaction


def save(db: sqlite3.Connection, source: Source, *, now: datetime) -> None:
    """Keeps a source as it reads today; what it said before is replaced."""
    with transaction(db):
        row = db.execute(
            """INSERT INTO sources (name, kind, title, encoding, read_at) VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, title = excluded.title,
                   encoding = excluded.encoding, read_at = excluded.read_at
               RETURNING id""",
            (source.name, source.kind, source.title, source.encoding, time_text(now)),
        ).fetchone()
        db.execute("DELETE FROM recommendations WHERE source_id = ?", (row["id"],))
        db.executemany(
            "INSERT INTO recommendations (source_id, position, words) VALUES (?, ?, ?)",
            [(row["id"], n, dumps(r)) for n, r in enumerate(source.recommendations, 1)],
        )


def load(db: sqlite3.Connection, name: str) -> Source | None:
    """A source as it was last read, or None where it never was."""
    row = db.execute("SELECT * FROM sources WHERE name = ?", (name,)).fetchone()
    if row is None:
        return None
    words = db.execute("SELECT words FROM recommendations WHERE source_id = ? ORDER BY position", (row["id"],))
    return Source(
        name=row["name"],
        kind=row["kind"],
        title=row["title"],
        encoding=row["encoding"],
        recommendations=tuple(loads(Recommendation, w["words"]) for w in words),
    )


def names(db: sqlite3.Connection) -> tuple[str, ...]:
    """Every source that was ever read, the oldest first."""
    return tuple(row["name"] for row in db.execute("SELECT name FROM sources ORDER BY id"))
