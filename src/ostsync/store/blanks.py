"""Which searches found nothing lately: a run that a limit ended goes on the next day without asking those again.

The transport cache keeps no empty answer, and a blank is no verdict either: it says that these words found nothing
at that time, and spares the repetition while the other words for the same track are still to be asked. It is
forgotten long before a miss is tried again (after 7 days).
"""

from __future__ import annotations

import sqlite3
from datetime import timedelta

from ostsync.ports import Clock
from ostsync.store.codec import time_text
from ostsync.store.database import transaction

KEEP = timedelta(days=3)


class SqlBlanks:
    """The blanks of one world and market. Fulfils `ports.Blanks`."""

    def __init__(self, db: sqlite3.Connection, *, world: str, market: str, clock: Clock) -> None:
        self._db = db
        self._place = (world, market)
        self._clock = clock
        with transaction(db, upkeep=True):
            db.execute("DELETE FROM blanks WHERE at <= ? OR at > ?", self._span())

    def drawn(self, question: str) -> bool:
        """Whether this very question found nothing in the last days."""
        found = self._db.execute(
            "SELECT 1 FROM blanks WHERE world = ? AND market = ? AND question = ? AND at > ? AND at <= ?",
            (*self._place, question, *self._span()),
        )
        return found.fetchone() is not None

    def draw(self, question: str) -> None:
        """Remembers that this question has found nothing."""
        with transaction(self._db):
            self._db.execute(
                "INSERT OR REPLACE INTO blanks VALUES (?, ?, ?, ?)",
                (*self._place, question, time_text(self._clock.now())),
            )

    def _span(self) -> tuple[str, str]:
        """From when to when a blank counts: one of the future was noted by a clock that was wrong."""
        now = self._clock.now()
        return time_text(now - KEEP), time_text(now)


def clear(db: sqlite3.Connection) -> int:
    """Forgets every blank; answers how many there were."""
    with transaction(db):
        return db.execute("DELETE FROM blanks").rowcount
