"""Counts what was asked of Spotify in the last 24 hours, and remembers until when it must not be asked.

The quota of an app in development mode is a window of about 24 hours that rolls, not a day that ends at
midnight, and a request made while it is used up can make it last longer. So every request is written down
before it leaves, and a hold outlives the run that met it.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from ostsync.ports import Clock
from ostsync.store.database import transaction

WINDOW = timedelta(hours=24)


class SqlLedger:
    """The ledger of one API origin. Fulfils `ports.Ledger`. Every method may raise StorageError."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock, origin: str) -> None:
        self._connection = connection
        self._clock = clock
        self._origin = origin

    def record(self, kind: str) -> None:
        """Counts one request that is about to leave; what has left the window is forgotten."""
        now = self._clock.now()
        with transaction(self._connection) as db:
            db.execute("INSERT INTO requests (origin, at, kind) VALUES (?, ?, ?)", (self._origin, _text(now), kind))
            db.execute("DELETE FROM requests WHERE at <= ?", (_text(now - WINDOW),))

    def spent(self) -> int:
        """Requests in the last 24 hours."""
        return sum(self.by_kind().values())

    def by_kind(self) -> dict[str, int]:
        """The same, by kind, the largest first."""
        rows = self._connection.execute(
            "SELECT kind, count(*) FROM requests WHERE origin = ? AND at > ? GROUP BY kind ORDER BY 2 DESC, 1",
            (self._origin, _text(self._clock.now() - WINDOW)),
        )
        return {str(kind): int(number) for kind, number in rows}

    def frees_at(self, count: int = 1) -> datetime | None:
        """When so many requests will have left the window, or all of them where there are fewer; None for none."""
        times = self._connection.execute(
            "SELECT at FROM requests WHERE origin = ? AND at > ? ORDER BY at LIMIT ?",
            (self._origin, _text(self._clock.now() - WINDOW), count),
        ).fetchall()
        return datetime.fromisoformat(times[-1][0]) + WINDOW if times else None

    def not_before(self) -> datetime | None:
        """When Spotify may be asked again, or None for now."""
        hold = self._hold()
        return hold[0] if hold else None

    def hold_reason(self) -> str | None:
        """Why Spotify must not be asked now, or None where it may."""
        hold = self._hold()
        return hold[1] if hold else None

    def hold(self, until: datetime, reason: str) -> None:
        """Remembers that Spotify must not be asked before `until`. A longer hold that stands already stays."""
        with transaction(self._connection) as db:
            db.execute(
                "INSERT INTO holds (origin, until, reason) VALUES (?, ?, ?) "
                "ON CONFLICT (origin) DO UPDATE SET until = excluded.until, reason = excluded.reason "
                "WHERE excluded.until > holds.until",
                (self._origin, _text(until), reason),
            )

    def _hold(self) -> tuple[datetime, str] | None:
        row = self._connection.execute("SELECT until, reason FROM holds WHERE origin = ?", (self._origin,)).fetchone()
        if row is None:
            return None
        until = datetime.fromisoformat(row[0])
        return (until, str(row[1])) if until > self._clock.now() else None


def _text(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="microseconds")
