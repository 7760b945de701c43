"""Counts what was asked of Spotify in the last 24 hours, and remembers until when and how fast it may be asked.

The quota of an app in development mode is a window of about 24 hours that rolls, not a day that ends at
midnight, and a request made while it is used up can make it last longer. So every request is written down
before it leaves, and a hold outlives the run that met it.

The clock of the machine may be wrong, then and now. What was written down "in the future" was written while the
clock was ahead (or it is behind now): it is taken as written now. So no request counts for longer than 24 hours from
the first look, no hold lasts longer than it was meant to, and nothing is asked too early.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from ostsync.ports import Clock
from ostsync.store.database import transaction

WINDOW = timedelta(hours=24)
LONGEST_HOLD = timedelta(days=7)
"""From when it was set; the policy sets none that is longer."""


class SqlLedger:
    """The ledger of one API origin. Fulfils `ports.Ledger`. Every method may raise StorageError."""

    def __init__(self, connection: sqlite3.Connection, clock: Clock, origin: str) -> None:
        self._connection = connection
        self._clock = clock
        self._origin = origin

    def record(self, kind: str) -> None:
        """Counts one request that is about to leave; what has left the window is forgotten."""
        now = self._now()
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
            (self._origin, _text(self._now() - WINDOW)),
        )
        return {str(kind): int(number) for kind, number in rows}

    def frees_at(self, count: int = 1) -> datetime | None:
        """When so many requests will have left the window, or all of them where there are fewer; None for none."""
        times = self._connection.execute(
            "SELECT at FROM requests WHERE origin = ? AND at > ? ORDER BY at LIMIT ?",
            (self._origin, _text(self._now() - WINDOW), count),
        ).fetchall()
        return datetime.fromisoformat(times[-1][0]) + WINDOW if times else None

    def _now(self) -> datetime:
        """The present, after which no request of ours was made."""
        now = self._clock.now()
        later = (self._origin, _text(now))
        if self._connection.execute("SELECT 1 FROM requests WHERE origin = ? AND at > ? LIMIT 1", later).fetchone():
            with transaction(self._connection, upkeep=True) as db:
                db.execute("UPDATE requests SET at = ?2 WHERE origin = ?1 AND at > ?2", later)
        return now

    # -- holds

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
        standing = self._hold()
        if standing is None or until > standing[0]:
            self._set_hold(until, reason, self._clock.now())

    def _hold(self) -> tuple[datetime, str] | None:
        row = self._connection.execute(
            "SELECT until, reason, set_at FROM holds WHERE origin = ?", (self._origin,)
        ).fetchone()
        if row is None:
            return None
        now, until, reason = self._clock.now(), datetime.fromisoformat(row[0]), str(row[1])
        since = datetime.fromisoformat(row[2]) if row[2] else None
        if since is None or since > now:
            until = min(until if since is None else now + (until - since), now + LONGEST_HOLD)
            self._set_hold(until, reason, now)
        else:
            until = min(until, since + LONGEST_HOLD)
        return (until, reason) if until > now else None

    def _set_hold(self, until: datetime, reason: str, now: datetime) -> None:
        with transaction(self._connection, upkeep=True) as db:
            db.execute(
                "INSERT OR REPLACE INTO holds (origin, until, reason, set_at) VALUES (?, ?, ?, ?)",
                (self._origin, _text(until), reason, _text(now)),
            )

    # -- the pace

    def gap(self) -> float | None:
        """Seconds to keep between two requests, as learned from refusals; None where nothing was learned."""
        row = self._connection.execute("SELECT gap FROM paces WHERE origin = ?", (self._origin,)).fetchone()
        return float(row[0]) if row else None

    def keep_gap(self, seconds: float) -> None:
        """Remembers what was learned."""
        with transaction(self._connection) as db:
            db.execute("INSERT OR REPLACE INTO paces (origin, gap) VALUES (?, ?)", (self._origin, seconds))


def _text(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="microseconds")
