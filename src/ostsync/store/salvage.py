"""What becomes of a damaged database: it is kept aside, and what can be read of it makes a new one in its place.

Nothing is lost on the way, wherever it is interrupted. The damaged file is copied under a name with the time; the
new database is made beside it, and has its final name only once it is whole; `mend` goes on from there. Decisions
come from their second copy too (see `decisionlog`), where the damage cannot reach.

Of each table the rows that SQLite can still walk through are taken, and then, where a table broke off, every row on
any page of the file that fits into it (see `pages`). The constraints of the schema say what fits.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ostsync.errors import DatabaseDamaged, StorageError
from ostsync.private import private_file
from ostsync.store import database, decisionlog
from ostsync.store.connection import Connection, connect, mark
from ostsync.store.pages import PAGE, pages_of, rows_on

PATIENCE_S = 30.0
"""Seconds to wait for another ostsync that mends the same database."""
KEEP_DAMAGED = timedelta(days=30)
"""How long a damaged file is kept aside: it may hold what came from Spotify, which is kept no longer."""
WORDS = {
    "decisions": ("decision", "decisions"),
    "playlists": ("playlist", "playlists"),
    "pushes": ("push", "pushes"),
    "sources": ("source", "sources"),
    "verdicts": ("verdict", "verdicts"),
}
"""What a person hears of, the dearest first. Names are those of tables."""


@dataclass(slots=True)
class Saved:
    """What came over, by table, and which tables may have lost something."""

    rows: dict[str, int] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)

    def sentence(self) -> str:
        """The same as a person would say it."""
        counts = [(self.rows.get(table, 0), words) for table, words in WORDS.items()]
        saved = ", ".join(f"{number} {words[number != 1]}" for number, words in counts if number)
        text = f"Saved into a new one: {saved}." if saved else "Nothing in it could be read."
        if "sources" in self.broken or "recommendations" in self.broken:
            text += " Sources have to be read again: `ostsync resolve` does it, and asks nothing that is known."
        if {"playlists", "playlist_steps", "pushes"} & self.broken:
            text += " What was pushed may be incomplete: look at `ostsync push --dry-run` before the next push."
        return text


def mend(path: Path, tell: Callable[[str], None]) -> None:
    """Puts a sound database in the place of a damaged one, and tells what was saved. StorageError where it cannot."""
    with _alone(path):
        if database.unfinished(path).exists():
            _finish(path)
            tell(f"The damaged local database has been replaced by what could be read of it. {_kept(path)}")
            return
        if _sound(path):  # another ostsync was faster, or it was a false alarm
            mark(path).unlink(missing_ok=True)
            return
        with _not_in_use(path):
            aside = _set_aside(path)
            try:
                saved = _save(path, aside)
            except BaseException as problem:
                if not aside.is_dir() and not database.unfinished(path).exists():  # it still stands where it stood
                    _remove(aside)
                if isinstance(problem, OSError):
                    raise _no_room(path, problem) from problem
                raise
            _finish(path)
        tell(f"The local database was damaged. {saved.sentence()} {_kept(path)}")


def damaged_copies(path: Path) -> list[Path]:
    """Everything that was kept aside of a database, and what an interrupted rescue left."""
    return sorted({*path.parent.glob(f"{path.stem}.damaged-*"), *path.parent.glob(f"{path.name}.rescue-*")})


def let_go_of_copies(path: Path, *, now: datetime | None = None) -> int:
    """Removes what was kept aside, with `now` only what is 30 days old; answers how many files that were."""
    gone = 0
    for copy in damaged_copies(path):
        with suppress(OSError):
            if now is None or datetime.fromtimestamp(copy.stat().st_mtime, UTC) < now - KEEP_DAMAGED:
                shutil.rmtree(copy) if copy.is_dir() else copy.unlink()
                gone += 1
    return gone


def _kept(path: Path) -> str:
    copies = [copy for copy in damaged_copies(path) if copy.suffix in (path.suffix, f"{path.suffix}-wal")]
    return f"The damaged one is kept as {copies[-1].with_suffix(path.suffix)}." if copies else ""


# ---------------------------------------------------------------------------- who may


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        with FileLock(path.with_name(f"{path.name}.lock"), timeout=PATIENCE_S, mode=0o600):
            yield
    except Timeout as problem:
        raise StorageError(
            f"Another ostsync is mending the local database {path}.", "Wait for it to end, then run this again."
        ) from problem
    except OSError as problem:
        raise StorageError(f"{path} cannot be mended: {problem.strerror or problem}.") from problem


@contextmanager
def _not_in_use(path: Path) -> Iterator[None]:
    """Holds the locks that SQLite would take, so that nobody writes to a file that is replaced under their hands.

    Where locks are others' (Windows), a file that somebody has open cannot be replaced, which says the same.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    if not path.is_file():
        yield
        return
    with path.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, LOCKED_BYTES, PENDING_BYTE)
        except OSError as problem:
            raise StorageError(
                f"The local database {path} is damaged, and another ostsync is using it.",
                "End that one, then run this again: it saves what can be read.",
            ) from problem
        yield


PENDING_BYTE, LOCKED_BYTES = 0x40000000, 512
"""Where SQLite locks a file (its file format, "The Lock-Byte Page"): pending, reserved and 510 shared bytes."""


def _sound(path: Path) -> bool:
    """Whether everything about a database is as it should be: slow, for one that was found wrong."""
    if not path.is_file() or not path.stat().st_size:
        return False
    try:
        with closing(connect(path, path, timeout=database.BUSY_TIMEOUT_MS / 1000)) as db:
            if db.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                return False
            for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                for _ in db.execute(f'SELECT * FROM "{table}"'):  # noqa: S608 - whether its words are text is not checked
                    pass
            database.migrate(db)
            return database.as_made(db)
    except DatabaseDamaged:
        return False


# ---------------------------------------------------------------------------- how


def _set_aside(path: Path) -> Path:
    """Copies the damaged database, and what SQLite put beside it; a directory in its place is moved."""
    time = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")[:-3] + "Z"
    aside = path.with_name(f"{path.stem}.damaged-{time}{path.suffix}")
    try:
        if path.is_dir():
            return path.rename(aside)
        for end in reversed(database.BESIDE):
            source = path.with_name(path.name + end)
            if source.exists():
                copy = aside.with_name(aside.name + end)
                private_file(copy)
                shutil.copyfile(source, copy)
    except OSError as problem:
        _remove(aside)
        raise _no_room(path, problem) from problem
    return aside


def _no_room(path: Path, problem: OSError) -> StorageError:
    return StorageError(
        f"The local database {path} is damaged, and what can be read cannot be saved: {problem.strerror or problem}.",
        "Free some space and run the same command again. The damaged database stays as it is until then.",
    )


def _remove(aside: Path) -> None:
    for end in database.BESIDE:
        with suppress(OSError):
            aside.with_name(aside.name + end).unlink(missing_ok=True)


def _save(path: Path, aside: Path) -> Saved:
    """Makes the new database of what can be read, and gives it the name that says it is whole."""
    with tempfile.TemporaryDirectory(prefix=f"{path.name}.rescue-", dir=path.parent) as directory:
        scratch, new = Path(directory) / "old.db", Path(directory) / "new.db"
        for end in database.BESIDE[:3]:
            source = aside.with_name(aside.name + end)
            if source.is_file():
                shutil.copyfile(source, scratch.with_name(scratch.name + end))
        if not scratch.is_file() or not scratch.stat().st_size:
            scratch.write_bytes(bytes(PAGE))  # SQLite drops the -wal of an empty file unread
        private_file(new)
        with closing(connect(new, path, timeout=0)) as db:
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA secure_delete = ON")
            saved = _fill(db, scratch)
            database.migrate(db)
            db.execute("PRAGMA foreign_keys = ON")
            with database.transaction(db):
                decisionlog.settle(db)
                saved.rows["decisions"] = db.execute("SELECT count(*) FROM decisions").fetchone()[0]
        new.replace(database.unfinished(path))
    return saved


def _finish(path: Path) -> None:
    """Takes the damaged one away, whose -wal must never meet the new one, and puts the new one in its place."""
    try:
        for end in database.BESIDE[1:]:
            path.with_name(path.name + end).unlink(missing_ok=True)
        database.unfinished(path).replace(path)
        mark(path).unlink(missing_ok=True)
    except OSError as problem:
        raise StorageError(
            f"The damaged database {path} cannot be replaced: {problem.strerror or problem}.",
            "End every other ostsync, then run this again.",
        ) from problem


def _fill(db: Connection, scratch: Path) -> Saved:
    """Takes over what can be read of the damaged database, in the schema of its own time."""
    saved = Saved()
    old, have = _opened(scratch)
    newest = database.migrations()[-1][0]
    database.migrate(db, have if 0 < have <= newest else newest)
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")]
    db.execute("BEGIN IMMEDIATE")
    for table in tables:
        if old is None or not _walk(old, db, table):
            saved.broken.add(table)
    if old is not None:
        with suppress(sqlite3.Error):
            old.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        with suppress(sqlite3.Error):
            old.close()
    if saved.broken:
        _gather(db, scratch, sorted(saved.broken))
    if "recommendations" in saved.broken:  # a list with a hole would read as if its tracks were gone
        saved.broken.add("sources")
        db.execute("DELETE FROM sources")
    _drop_orphans(db, tables)
    db.execute("COMMIT")
    for table in tables:
        saved.rows[table] = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - from the schema
    return saved


def _opened(scratch: Path) -> tuple[sqlite3.Connection | None, int]:
    """The damaged database as far as SQLite opens it, and the version of its schema; 0 where it does not say."""
    old = sqlite3.connect(scratch, isolation_level=None)
    try:
        return old, database.version(old)
    except sqlite3.Error:
        old.close()
        return None, 0


def _walk(old: sqlite3.Connection, db: Connection, table: str) -> bool:
    """Takes over the rows of a table, as far as SQLite walks through it; whether it came to its end."""
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    try:
        for row in old.execute(f"SELECT {', '.join(names)} FROM {table}"):  # noqa: S608 - names from our own schema
            _insert(db, table, row, names)
    except sqlite3.Error:
        return False
    return True


def _gather(db: Connection, scratch: Path, tables: list[str]) -> None:
    """Takes over every row on any page that fits into one of the tables, and into no other."""
    columns = {table: db.execute(f"PRAGMA table_info({table})").fetchall() for table in tables}
    by_width = sorted(columns.items(), key=lambda item: len(item[1]))
    for rowid, values in rows_on(pages_of(scratch)):
        for table, shape in by_width:  # a row may lack columns that were added after it
            if len(values) <= len(shape) and all(map(_fits, values, shape)):
                row = [rowid if column["pk"] and column["type"] == "INTEGER" and value is None else value
                       for value, column in zip(values, shape, strict=False)]  # fmt: skip
                if _insert(db, table, row, [column["name"] for column in shape]):
                    break


def _fits(value: object, column: sqlite3.Row) -> bool:
    kinds: dict[str, tuple[type, ...]] = {"TEXT": (str,), "INTEGER": (int,), "REAL": (int, float)}
    return value is None or isinstance(value, kinds.get(column["type"], (bytes,)))


def _insert(db: Connection, table: str, row: Sequence[object], names: Sequence[str]) -> bool:
    """Whether the row fits into the table, and was not there yet."""
    into, marks = ", ".join(names[: len(row)]), ", ".join("?" * len(row))
    try:
        done = db.execute(f"INSERT OR IGNORE INTO {table} ({into}) VALUES ({marks})", row)  # noqa: S608 - our own names
    except sqlite3.Error:  # of another type, or no text
        return False
    return bool(done.rowcount == 1)


def _drop_orphans(db: Connection, tables: Sequence[str]) -> None:
    """Lets go of rows that belong to one that could not be read. Tables stand in the order in which they were made."""
    for table in tables:
        keys: dict[int, list[sqlite3.Row]] = {}
        for column in db.execute(f"PRAGMA foreign_key_list({table})"):
            keys.setdefault(column["id"], []).append(column)
        for columns in keys.values():
            parent = columns[0]["table"]
            same = " AND ".join(f'{parent}."{column["to"]}" = {table}."{column["from"]}"' for column in columns)
            orphan = f"NOT EXISTS (SELECT 1 FROM {parent} WHERE {same})"  # noqa: S608 - names from the schema
            db.execute(f"DELETE FROM {table} WHERE {orphan}")  # noqa: S608 - as above
