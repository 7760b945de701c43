"""Which runs there were: the last one says what `review`, `push` and `export` mean when no source is named."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ostsync.model import Reason
from ostsync.store.codec import parsed, time_of, time_text
from ostsync.store.database import transaction


@dataclass(frozen=True, slots=True)
class Run:
    """One `resolve`, as far as it came."""

    id: int
    sources: tuple[str, ...]
    """Names, in the order in which they were given: order numbers count on over them."""
    began: datetime
    ended: datetime | None
    """None where it was interrupted."""
    albums: bool
    """Whether recommended albums were replaced by their tracks."""
    stopped: Reason | None
    """Why it could not ask further: offline, rate_limited or quota."""
    requests: int
    summary: Mapping[str, int]


def begin(db: sqlite3.Connection, world: str, sources: Sequence[str], *, now: datetime, albums: bool = False) -> int:
    """Notes that a run begins; answers its number."""
    with transaction(db):
        cursor = db.execute(
            "INSERT INTO runs (world, sources, began, albums) VALUES (?, ?, ?, ?)",
            (world, json.dumps(list(sources), ensure_ascii=False), time_text(now), albums),
        )
    return int(cursor.lastrowid or 0)


def end(
    db: sqlite3.Connection,
    run: int,
    *,
    now: datetime,
    requests: int,
    summary: Mapping[str, int],
    stopped: Reason | None,
) -> None:
    """Notes how a run came out."""
    with transaction(db):
        db.execute(
            "UPDATE runs SET ended = ?, requests = ?, summary = ?, stopped = ? WHERE id = ?",
            (time_text(now), requests, json.dumps(dict(summary)), stopped, run),
        )


def recent(db: sqlite3.Connection, world: str, limit: int = 5) -> list[Run]:
    """The last runs in a world, newest first."""
    rows = db.execute("SELECT * FROM runs WHERE world = ? ORDER BY id DESC LIMIT ?", (world, limit))
    return [
        Run(
            id=row["id"],
            sources=tuple(parsed(row["sources"])),
            began=time_of(row["began"]),
            ended=time_of(row["ended"]) if row["ended"] else None,
            albums=bool(row["albums"]),
            stopped=Reason(row["stopped"]) if row["stopped"] else None,
            requests=row["requests"],
            summary=parsed(row["summary"]),
        )
        for row in rows
    ]


def last_world(db: sqlite3.Connection, origin: str) -> str | None:
    """The world of the last run at an API origin, whoever's it was."""
    row = db.execute(
        "SELECT world FROM runs WHERE substr(world, 1, ?) = ? ORDER BY id DESC LIMIT 1", (len(origin) + 1, f"{origin} ")
    ).fetchone()
    return row["world"] if row else None


def last(db: sqlite3.Connection, world: str) -> Run | None:
    """The last run in a world."""
    return next(iter(recent(db, world, 1)), None)
