"""How much of each thing is kept, and since when."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from ostsync.store.codec import time_of

TIMES = {
    "decisions": "at",
    "sources": "read_at",
    "runs": "began",
    "verdicts": "judged_at",
    "spotify_content": "fetched_at",
}
"""The column of each table that says how old a row is."""


def of(db: sqlite3.Connection, table: str) -> tuple[int, datetime | None]:
    """How many rows a table of `TIMES` has, and how old the oldest is. Raises KeyError for another table."""
    row = db.execute(f"SELECT count(*), min({TIMES[table]}) FROM {table}").fetchone()  # noqa: S608 - names of our own
    return int(row[0]), time_of(row[1]) if row[1] else None
