"""A second copy of what was decided by hand: plain lines beside the database, which no damage to it can take.

Each line is one decision, or that one was taken back, in the shape of `ostsync decisions export`. A line is on the
disk (fsync) before its transaction ends, so it outlives a loss of power that the database forgets. The database
stays the one memory of decisions (nothing else is ever asked about them). The copy is compared with it at opening,
by the last line that holds, and read as a whole only where that differs: the database was damaged, lost its last
transactions (-wal), is an older copy, or is gone. What only one of the two knows is then known to both. `ostsync
purge` removes it.

Where a database refuses a transaction whose lines are written, the next opening keeps those decisions all the same:
too much of what a person decided is better than too little.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ostsync.decisions import Action, Decision
from ostsync.errors import StorageError
from ostsync.model import Reading
from ostsync.private import private_file
from ostsync.store.codec import NO_VALUE, dumps, loads, time_of, time_text, value_of
from ostsync.store.connection import Connection

TAIL = 1 << 16
"""Bytes at the end of the file that are compared at opening; where nothing in them still holds, all of it is."""
KEEP = """INSERT OR IGNORE INTO decisions (origin, at, action, readings, uris, words, text)
          VALUES (?, ?, ?, ?, ?, ?, ?)"""
SAME = "origin = ? AND at = ? AND action = ? AND readings = ? AND uris = ? AND words = ?"

Row = tuple[str, str, str, str, str, str, str]
"""A decision as the database has it: origin, at, action, readings, uris, words, text."""


def row_of(origin: str, decision: Decision) -> Row:
    """A decision as the columns of its table."""
    d = decision
    return origin, time_text(d.at), d.action, dumps(d.readings), dumps(d.uris), d.words or "", d.text


def decision_of(row: sqlite3.Row) -> Decision:
    """The decision of a row of the table."""
    return Decision(
        readings=loads(tuple[Reading, ...], row["readings"]),
        action=Action(row["action"]),
        at=time_of(row["at"]),
        uris=loads(tuple[str, ...], row["uris"]),
        words=row["words"] or None,
        text=row["text"],
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a decision at an API origin, made or taken back."""

    origin: str
    decision: Decision
    taken_back: bool = False

    @property
    def key(self) -> tuple[str, ...]:
        """What makes it one decision and no other."""
        return row_of(self.origin, self.decision)[:6]

    def text(self) -> str:
        """The line as it is written, without its end."""
        more = {"taken_back": True} if self.taken_back else {}
        return json.dumps(
            {"origin": self.origin, **json.loads(dumps(self.decision)), **more},
            ensure_ascii=False, separators=(",", ":"),
        )  # fmt: skip

    @classmethod
    def of(cls, text: bytes) -> Line | None:
        """The line that was written; None for one that is torn or damaged."""
        try:
            entry = json.loads(text.decode())
            line = cls(entry["origin"], value_of(Decision, entry), entry.get("taken_back") is True)
            row_of(line.origin, line.decision)
        except NO_VALUE:
            return None
        return line


def place(database: Path) -> Path:
    """Where the copy of a database's decisions lies."""
    return database.with_name(f"{database.stem}.decisions.jsonl")


def append(db: sqlite3.Connection, lines: Iterable[Line]) -> None:
    """Writes lines down, within the transaction that changes the database: so one writes at a time. StorageError."""
    written = "".join(f"{line.text()}\n" for line in lines).encode()
    if not written or not isinstance(db, Connection):
        return
    path = place(db.path)
    try:
        private_file(path)
        with path.open("r+b", buffering=0) as file:
            size = file.seek(0, os.SEEK_END)
            if size and _last_byte(file.fileno(), size) != b"\n":  # torn: what stands there was never acknowledged
                written = b"\n" + written
            try:
                _write(file.fileno(), written)
                os.fsync(file.fileno())
            except OSError:
                os.ftruncate(file.fileno(), size)
                raise
    except OSError as problem:
        raise StorageError(f"{path} cannot be written: {problem.strerror or problem}.") from problem


def agrees(db: Connection) -> bool:
    """Whether the database knows what was written down last: then it knows all that was before it."""
    try:
        with place(db.path).open("rb") as file:
            start = max(0, file.seek(0, os.SEEK_END) - TAIL)
            file.seek(start)
            tail = file.read()
    except FileNotFoundError:
        start, tail = 0, b""
    except OSError:  # not ours to read: then it cannot be asked
        return True
    parts = tail.removesuffix(b"\n").split(b"\n")[1 if start else 0 :]
    gone = set()
    for part in reversed(parts if tail else []):
        line = Line.of(part)
        if line is None or (line.taken_back and _holds(db, line)):
            return False
        if line.taken_back:
            gone.add(line.key)
        elif line.key not in gone:
            return _holds(db, line)
    return not start and not db.execute("SELECT EXISTS (SELECT 1 FROM decisions)").fetchone()[0]


def settle(db: Connection) -> int:
    """Lets database and copy know the same, within a transaction; answers how many decisions the database lacked."""
    try:
        text = place(db.path).read_bytes()
    except FileNotFoundError:
        text = b""
    parts = [Line.of(part) for part in text.split(b"\n") if part]
    lines = {line.key: line for line in parts if line}
    missing = 0
    for key, line in lines.items():
        if line.taken_back:
            db.execute(f"DELETE FROM decisions WHERE {SAME}", key)  # noqa: S608 - text of our own
        else:
            missing += db.execute(KEEP, row_of(line.origin, line.decision)).rowcount
    rows = db.execute("SELECT * FROM decisions ORDER BY id").fetchall()
    held = [Line(row["origin"], decision_of(row)) for row in rows]
    unwritten = [line for line in held if line.key not in lines]
    if parts and parts[-1] is None and not unwritten:
        unwritten = [line for line in parts if line][-1:]  # so that the next opening finds a whole last line
    append(db, unwritten)
    return missing


def _holds(db: Connection, line: Line) -> bool:
    return db.execute(f"SELECT 1 FROM decisions WHERE {SAME}", line.key).fetchone() is not None  # noqa: S608 - as above


def _last_byte(handle: int, size: int) -> bytes:
    os.lseek(handle, size - 1, os.SEEK_SET)
    return os.read(handle, 1)


def _write(handle: int, data: bytes) -> None:
    os.lseek(handle, 0, os.SEEK_END)
    while data:
        data = data[os.write(handle, data) :]
