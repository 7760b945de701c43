"""What SQLite's errors mean for a person: a damaged file, another ostsync at work, a full or a forbidden disk.

Every statement goes through a `Connection`, so no query has to think of it, and an error means the same to the
command line, the review page and a script. What is wrong with a value (a constraint, a programming mistake) stays
the error that it is.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

from ostsync.errors import DatabaseDamaged, StorageError
from ostsync.private import private_file

F = TypeVar("F", bound=Callable[..., Any])
NO_TEXT = "could not decode to utf-8"
NO_TABLE = ("no such table", "no such column")
DISK_ERRORS = {
    sqlite3.SQLITE_FULL: (
        "The disk is full: the local database {path} cannot be written.",
        "Free some space and run the same command again. What was found so far is kept.",
    ),
    sqlite3.SQLITE_BUSY: (
        "Another ostsync is at work, and holds the local database {path}.",
        "Wait until it has ended, then run the same command again.",
    ),
    sqlite3.SQLITE_READONLY: (
        "The local database {path} cannot be written: it, or its directory, is read-only.",
        "Set OSTSYNC_HOME to a directory that you can write to.",
    ),
    sqlite3.SQLITE_CANTOPEN: ("The local database {path} cannot be opened.", StorageError.advice),
    sqlite3.SQLITE_IOERR: (
        "The disk did not let the local database {path} be read or written ({problem}).",
        "See whether the disk is full or failing. What was found so far is kept.",
    ),
}
DISK_ERRORS[sqlite3.SQLITE_LOCKED] = DISK_ERRORS[sqlite3.SQLITE_PROTOCOL] = DISK_ERRORS[sqlite3.SQLITE_BUSY]
DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def meaning(problem: sqlite3.Error, path: Path) -> StorageError | None:
    """What an error of SQLite says about the file; None where it is about a statement or a value."""
    code = getattr(problem, "sqlite_errorcode", None)
    if code is None:  # raised by Python's own part
        return damaged(path) if NO_TEXT in str(problem).lower() else None
    if code & 0xFF in DAMAGE or str(problem).startswith(NO_TABLE):
        return damaged(path)
    if code & 0xFF in DISK_ERRORS:
        message, advice = DISK_ERRORS[code & 0xFF]
        return StorageError(message.format(path=path, problem=problem), advice)
    return None


def mark(path: Path) -> Path:
    """The file beside a database which says that it was found damaged: the next opening looks closely."""
    return path.with_name(f"{path.name}.damaged")


def damaged(path: Path) -> DatabaseDamaged:
    """The error for a damaged database, which is marked as one. Where that cannot be, nothing could be saved either."""
    try:
        private_file(mark(path))
    except OSError:
        advice = "What can be read is saved once its directory can be written."
        return DatabaseDamaged(f"The local database {path} is damaged.", advice)
    return DatabaseDamaged(f"The local database {path} is damaged.")


def unreadable() -> DatabaseDamaged:
    """The error for a value that was written by us and cannot be read any more, in the database opened last."""
    held = _last() if _last else None
    return damaged(held.path) if held else DatabaseDamaged("The local database is damaged.")


def _explained(method: F) -> F:
    """A method of the cursor whose errors say what they mean."""

    @wraps(method)
    def call(self: Cursor, *args: Any) -> Any:
        try:
            return method(self, *args)
        except sqlite3.DatabaseError as problem:
            held = cast(Connection, self.connection)
            known = meaning(problem, held.path)
            if known is None:
                raise
            self.close()  # a statement that its error keeps alive would keep the file's locks, too
            raise known from problem

    return cast(F, call)


class Cursor(sqlite3.Cursor):
    """A cursor whose errors say what they mean."""

    execute = _explained(sqlite3.Cursor.execute)
    executemany = _explained(sqlite3.Cursor.executemany)
    executescript = _explained(sqlite3.Cursor.executescript)
    fetchone = _explained(sqlite3.Cursor.fetchone)
    fetchmany = _explained(sqlite3.Cursor.fetchmany)
    fetchall = _explained(sqlite3.Cursor.fetchall)
    __next__ = _explained(sqlite3.Cursor.__next__)


class Connection(sqlite3.Connection):
    """A connection to the local database at `path`."""

    path = Path()
    read_only = False
    """What is written goes nowhere: this is a copy of a database in a home that cannot be written."""
    on_close: Callable[[], None] | None = None

    def execute(self, *args: Any) -> Any:
        """One statement, on a cursor of ours."""
        return super().cursor(Cursor).execute(*args)

    def executemany(self, *args: Any) -> Any:
        """One statement for many rows."""
        return super().cursor(Cursor).executemany(*args)

    def executescript(self, *args: Any) -> Any:
        """Several statements."""
        return super().cursor(Cursor).executescript(*args)

    def close(self) -> None:
        """Closes it, and lets go of what was made for it alone."""
        super().close()
        done, self.on_close = self.on_close, None
        if done is not None:
            done()


_last: weakref.ref[Connection] | None = None


def connect(file: Path, path: Path, *, timeout: float) -> Connection:
    """Opens `file`, which is the database at `path` or a copy of it. Raises sqlite3.Error."""
    global _last  # noqa: PLW0603 - a process has one local database; its values are read where nobody knows which
    connection = sqlite3.connect(file, isolation_level=None, timeout=timeout, factory=Connection)
    connection.path = path
    connection.row_factory = sqlite3.Row
    _last = weakref.ref(connection)
    return connection
