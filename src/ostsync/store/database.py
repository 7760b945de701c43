"""Opens the local database, private to the user, and brings it to the newest schema.

Migrations are the numbered SQL files in `migrations/`, applied in order, each in one transaction;
`PRAGMA user_version` says how far a file has come. A file from a newer ostsync is refused, and an older one
is copied beside itself before it is changed. The modules beside this one hold the queries.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib import resources
from pathlib import Path

from ostsync.errors import StorageError
from ostsync.private import private_directory, private_file

BUSY_TIMEOUT_MS = 5000


def migrations() -> list[tuple[int, str]]:
    """Every migration as (number, SQL), in order. Numbers run from 1 without gaps."""
    folder = resources.files("ostsync.store") / "migrations"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [(int(f.name[:4]), f.read_text(encoding="utf-8")) for f in files]


def open_database(path: Path) -> sqlite3.Connection:
    """Opens (and where needed creates and migrates) the database at `path`, readable by the user alone.

    Raises StorageError when the file cannot be opened or written, is damaged, or is from a newer ostsync.
    """
    try:
        private_directory(path.parent)
        private_file(path)
        connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_MS / 1000)
    except (OSError, sqlite3.Error) as problem:
        raise StorageError(f"The local database {path} cannot be opened: {problem}.") from problem
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")  # what Spotify wants gone leaves the file, not only the table
        _migrate(connection, path)
    except (sqlite3.Error, OSError) as problem:
        connection.close()
        raise StorageError(f"The local database {path} cannot be used: {problem}.") from problem
    except StorageError:
        connection.close()
        raise
    return connection


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    have = connection.execute("PRAGMA user_version").fetchone()[0]
    steps = migrations()
    newest = steps[-1][0]
    if have > newest:
        raise StorageError(
            f"The local database {path} was written by a newer ostsync.",
            "Update ostsync, or set OSTSYNC_HOME elsewhere.",
        )
    if have == newest:
        return
    if have > 0:
        _back_up(connection, path.with_suffix(f".v{have}.bak"))
    for number, sql in steps:
        if number > have:
            _apply(connection, number, sql)


def _apply(connection: sqlite3.Connection, number: int, sql: str) -> None:
    """One step, in one transaction. Another ostsync may have been faster: then there is nothing left to do."""
    try:
        connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if connection.execute("PRAGMA user_version").fetchone()[0] < number:
            raise


def _back_up(connection: sqlite3.Connection, backup: Path) -> None:
    """Copies everything of the user's. What came from Spotify stays out, since nothing would let it go again."""
    backup.unlink(missing_ok=True)
    private_file(backup)
    connection.execute("VACUUM INTO ?", (str(backup),))
    with closing(sqlite3.connect(backup, isolation_level=None)) as copy:
        if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'spotify_content'").fetchone():
            copy.execute("DELETE FROM spotify_content")
            copy.execute("VACUUM")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Everything inside is written, or nothing is. Raises StorageError when the disk refuses."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    except sqlite3.OperationalError as problem:
        raise StorageError(f"The local database could not be written: {problem}.") from problem
