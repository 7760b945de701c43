"""Where the kept answers of one server lie, how much they are, and how they are removed: without opening a session."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from ostsync.errors import StorageError
from ostsync.spotify.places import file_name, origin

KEEP = timedelta(days=7)
"""How long an answer is kept."""
BUSY_SECONDS = 2.0
"""How long to wait for another ostsync that is writing."""
BESIDE = ("", "-wal", "-shm", "-journal")
"""The database, and what SQLite puts beside it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a cache holds."""

    path: Path
    answers: int = 0
    size: int = 0
    """Bytes on the disk, the files beside it included."""
    oldest: datetime | None = None


def cache_file(directory: Path, api_url: str) -> Path:
    """Where the answers of one server are kept."""
    return directory / "spotify" / f"{file_name(origin(api_url))}.sqlite"


def kept(path: Path) -> Kept:
    """How much is kept; nothing where there is no file, or none that can be read."""
    files = [beside for end in BESIDE if (beside := path.with_name(path.name + end)).is_file()]
    if path not in files:
        return Kept(path)
    answers, oldest = 0, None
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
        answers = db.execute("SELECT count(*) FROM responses").fetchone()[0]
        first = db.execute("SELECT value FROM responses ORDER BY expires LIMIT 1").fetchone()
        with suppress(ValueError, KeyError, TypeError):
            oldest = datetime.fromisoformat(json.loads(first[0])["created_at"])
    return Kept(path, answers, sum(file.stat().st_size for file in files), oldest)


def prune(path: Path) -> int:
    """Deletes the answers whose time is over; how many. A file that is busy or damaged is left: a run makes it anew."""
    if not path.exists():
        return 0
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS)) as db:
        now = time.time()
        latest = now + KEEP.total_seconds() + 60  # whatever would last longer was kept while the clock was ahead
        gone = db.execute("DELETE FROM responses WHERE expires <= ? OR expires > ?", (now, latest)).rowcount
        if gone:
            db.execute("VACUUM")  # what was deleted is really gone
        return gone
    return 0


def remove(path: Path) -> bool:
    """Deletes a cache with the files beside it; whether there was one. Raises StorageError."""
    there = path.exists()
    try:
        for end in BESIDE:
            path.with_name(path.name + end).unlink(missing_ok=True)
    except OSError as problem:
        raise StorageError(f"{path} cannot be removed: {problem.strerror or problem}.") from problem
    return there
