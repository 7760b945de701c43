"""Opens the local database, private to the user, and brings it to the newest schema.

Migrations are the numbered SQL files in `migrations/`, applied in order, each in one transaction;
`PRAGMA user_version` says how far a file has come. A file from a newer ostsync is refused, and an older one
is copied beside itself before it is changed. The modules beside this one hold the queries.

How safe a transaction is: with WAL and synchronous=NORMAL it outlives any end of the process, and a loss of power
can take back the last ones (never the whole). That is enough for what can be asked again. A step of a push is
written before it is sent, and a playlist that has it while we have forgotten it would look like the person's own
work: such transactions are `durable` (FULL). Decisions have their own second copy, which is (see `decisionlog`).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from ostsync.errors import DatabaseDamaged, StorageError
from ostsync.private import private_directory, private_file
from ostsync.store import decisionlog
from ostsync.store.connection import Connection, connect, mark

BUSY_TIMEOUT_MS = 5000
KEEP_BACKUPS = 2
"""Copies of older versions that stay beside the database."""
BESIDE = ("", "-wal", "-journal", "-shm")
"""The database, and what SQLite puts beside it."""

Tell = Callable[[str], None]


def migrations() -> list[tuple[int, str]]:
    """Every migration as (number, SQL), in order. Numbers run from 1 without gaps."""
    folder = resources.files("ostsync.store") / "migrations"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [(int(f.name[:4]), f.read_text(encoding="utf-8")) for f in files]


def open_database(path: Path, tell: Tell = lambda text: None) -> Connection:
    """Opens (and where needed creates and migrates) the database at `path`, readable by the user alone.

    A damaged one is replaced by what can be saved of it, which `tell` hears. In a home that cannot be written a copy
    is read, and keeps nothing. Raises StorageError when the file cannot be opened, or is from a newer ostsync.
    """
    if not _writable(path):
        return _open_copy(path)
    if mark(path).exists() or unfinished(path).exists():
        return _mended(path, tell)
    try:
        return _open(path, tell)
    except DatabaseDamaged:
        return _mended(path, tell)


def unfinished(path: Path) -> Path:
    """Where a saved database lies, whole, until it has taken the place of the damaged one."""
    return path.with_name(f"{path.name}.saved")


def _mended(path: Path, tell: Tell) -> Connection:
    from ostsync.store.salvage import mend

    mend(path, tell)
    return _open(path, tell)


def _open(path: Path, tell: Tell) -> Connection:
    if path.is_dir() or (not _size(path) and _size(path.with_name(f"{path.name}-wal"))):
        # SQLite would drop the -wal of an empty file unread
        raise DatabaseDamaged(f"The local database {path} is damaged.")
    try:
        private_directory(path.parent)
        private_file(path)
        connection = _connected(path)
    except (OSError, sqlite3.Error) as problem:
        raise StorageError(f"The local database {path} cannot be opened: {problem}.") from problem
    try:
        migrate(connection)
        _recall_decisions(connection, tell)
        if any(word in file.name for file in path.parent.iterdir() for word in (".damaged-", ".rescue-")):
            from ostsync.store.salvage import let_go_of_copies

            let_go_of_copies(path, now=datetime.now(UTC))
    except BaseException:
        connection.close()
        raise
    return connection


def _connected(path: Path) -> Connection:
    """A connection in WAL mode; where the file system has none (shared memory, a full disk), with a plain journal."""
    connection = connect(path, path, timeout=BUSY_TIMEOUT_MS / 1000)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what Spotify wants gone leaves the file, not only the table
        try:
            wal = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0] == "wal"
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
            if wal and path.with_name(f"{path.name}-shm").is_file():
                connection.execute("PRAGMA synchronous = NORMAL")
                return connection
        except DatabaseDamaged:
            raise
        except StorageError as problem:
            if _code(problem) == sqlite3.SQLITE_BUSY:
                raise
        connection.close()
        return _without_wal(path)
    except BaseException:
        connection.close()
        raise


def _without_wal(path: Path) -> Connection:
    """In exclusive mode SQLite reads a WAL without shared memory, and so can end it: others may come in then.

    Where that cannot be written either (a full disk), what is there can be read, and nobody else comes in.
    """
    connection = connect(path, path, timeout=BUSY_TIMEOUT_MS / 1000)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")  # without WAL, NORMAL could damage the file at a loss of power
        with suppress(StorageError):
            if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] == "delete":
                connection.execute("PRAGMA locking_mode = NORMAL")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _code(problem: StorageError) -> int:
    return getattr(problem.__cause__, "sqlite_errorcode", 0) & 0xFF


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


# ---------------------------------------------------------------------------- a home that is only read


def _writable(path: Path) -> bool:
    """Whether the file and its directory can be written, as far as the system says before it is tried."""
    if path.is_file() and not os.access(path, os.W_OK):
        return False
    there = next((place for place in path.parents if place.exists()), path.parent)
    return os.access(there, os.W_OK)


def _open_copy(path: Path) -> Connection:
    """A copy in a temporary directory, gone when it is closed: what is known can be read where nothing can be kept."""
    import shutil
    import tempfile

    place: Path | None = None
    try:
        place = Path(tempfile.mkdtemp(prefix="ostsync-"))
        for end in BESIDE[:3]:
            with suppress(FileNotFoundError):
                shutil.copyfile(path.with_name(path.name + end), place / (path.name + end))
        connection = connect(place / path.name, path, timeout=0)
    except (OSError, sqlite3.Error) as problem:
        if place:
            shutil.rmtree(place, ignore_errors=True)
        reason = getattr(problem, "strerror", None) or problem
        raise StorageError(f"The local database {path} is read-only, and cannot be read: {reason}.") from problem
    connection.on_close = lambda: shutil.rmtree(place, ignore_errors=True)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.read_only = True
        migrate(connection)
    except BaseException:
        connection.close()
        raise
    return connection


# ---------------------------------------------------------------------------- schema


def migrate(connection: Connection, upto: int | None = None) -> None:
    """Brings a database to the newest schema, or to an older one.

    Raises StorageError, also for one from a newer ostsync, and DatabaseDamaged for one that is none of ours.
    """
    have = version(connection)
    steps = migrations()
    newest = steps[-1][0]
    if have > newest and _ours(connection):
        raise StorageError(
            f"The local database {connection.path} was written by a newer ostsync.",
            "Update ostsync, or set OSTSYNC_HOME elsewhere.",
        )
    if have > newest or have < 0 or (have == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone()):
        raise DatabaseDamaged(f"The local database {connection.path} is no database of ostsync.")
    if have == newest:
        return
    if have > 0 and upto is None and not connection.read_only:
        _back_up(connection, have)
    for number, sql in steps:
        if have < number <= (upto or newest):
            _apply(connection, number, sql)


def version(connection: sqlite3.Connection) -> int:
    """How far the schema has come; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def as_made(connection: Connection) -> bool:
    """Whether everything is there that the migrations up to its version make."""
    with closing(connect(Path(":memory:"), connection.path, timeout=0)) as fresh:
        if have := version(connection):
            migrate(fresh, upto=have)
        return _schema(fresh) <= _schema(connection)


def _schema(db: Connection) -> set[tuple[str, str]]:
    return {tuple(row) for row in db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")}


def _ours(connection: Connection) -> bool:
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'decisions'").fetchone() is not None


def _apply(connection: Connection, number: int, sql: str) -> None:
    """One step, in one transaction. Another ostsync may have been faster: then there is nothing left to do."""
    try:
        connection.executescript(f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA user_version = {number};\nCOMMIT;")
    except (sqlite3.Error, StorageError) as problem:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if version(connection) >= number:
            return
        if isinstance(problem, StorageError) and not (_code(problem) == sqlite3.SQLITE_ERROR and as_made(connection)):
            raise
        reason = problem.__cause__ or problem
        raise StorageError(f"The local database {connection.path} cannot be brought forward: {reason}.") from problem


def _back_up(connection: Connection, have: int) -> None:
    """Copies everything of the user's. What came from Spotify stays out, since nothing would let it go again.

    The copy has its name only once it is whole, and the older ones make room.
    """
    import tempfile

    path = connection.path
    backup = path.with_name(f"{path.stem}.v{have}.bak")
    with tempfile.TemporaryDirectory(prefix=f"{path.name}.rescue-", dir=path.parent) as directory:
        part = Path(directory) / path.name
        try:
            private_file(part)
            connection.execute("VACUUM INTO ?", (str(part),))
            with closing(connect(part, path, timeout=0)) as copy:
                if copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'spotify_content'").fetchone():
                    copy.execute("DELETE FROM spotify_content")
                    copy.execute("VACUUM")
            part.replace(backup)
        except OSError as problem:
            raise StorageError(f"{backup} cannot be written: {problem.strerror or problem}.") from problem
    for old in backups(path)[:-KEEP_BACKUPS]:
        with suppress(OSError):
            old.unlink()


def backups(path: Path) -> list[Path]:
    """The copies of earlier versions of a database, the oldest version first."""
    found = path.parent.glob(f"{path.stem}.v*.bak")
    return sorted(found, key=lambda file: int(digits) if (digits := file.name.split(".")[-2][1:]).isdecimal() else 0)


# ---------------------------------------------------------------------------- writing


@contextmanager
def transaction(
    connection: sqlite3.Connection, *, durable: bool = False, upkeep: bool = False
) -> Iterator[sqlite3.Connection]:
    """Everything inside is written, or nothing is. Raises StorageError when the disk refuses.

    `durable` says that it is on the disk when the block has ended, also where the power fails then; `upkeep`, that
    it keeps nothing of the user's, and so may be done to a copy.
    """
    if getattr(connection, "read_only", False) and not upkeep:
        raise StorageError(
            f"Nothing can be kept: {getattr(connection, 'path', 'the local database')} is read-only.",
            "Set OSTSYNC_HOME to a directory that you can write to.",
        )
    before = connection.execute("PRAGMA synchronous").fetchone()[0] if durable else None
    if durable:
        connection.execute("PRAGMA synchronous = FULL")
    try:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        try:
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    finally:
        if durable:
            connection.execute(f"PRAGMA synchronous = {before}")


def _recall_decisions(connection: Connection, tell: Tell) -> None:
    """Compares the decisions with their second copy, and takes over what the database lost."""
    if decisionlog.agrees(connection):
        return
    with transaction(connection):
        found = decisionlog.settle(connection)
    if found:
        copy = decisionlog.place(connection.path)
        tell(f"{found} of your decisions were missing in the local database and have been taken from {copy}.")
