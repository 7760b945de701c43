"""Migrations: an older database is copied and brought forward; where that fails, it stays as it was."""

from __future__ import annotations

import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ostsync.errors import StorageError
from ostsync.store import database

DECISIONS = "CREATE TABLE decisions (id, origin, at, action, readings, uris, words, text);"
STEPS = [
    (1, f"{DECISIONS} CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);"),
    (2, "CREATE TABLE b (x INTEGER) STRICT; INSERT INTO b SELECT x FROM a;"),
    (3, "INSERT INTO a VALUES (3); INSERT INTO nowhere VALUES (1);"),
]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """The migrations that the code under test knows; begins with the first."""
    known = STEPS[:1]
    monkeypatch.setattr(database, "migrations", lambda: list(known))
    return known


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_an_older_database_is_copied_and_brought_forward(tmp_path: Path, steps: list[tuple[int, str]]) -> None:
    path = tmp_path / "x.db"
    database.open_database(path).close()
    assert [p.name for p in tmp_path.glob("*.bak")] == [], "a new one has nothing to copy"
    steps.append(STEPS[1])
    with closing(database.open_database(path)) as db:
        assert db.execute("SELECT x FROM b").fetchone()[0] == 1
    backup = tmp_path / "x.v1.bak"
    assert (version(path), version(backup)) == (2, 1)
    if sys.platform != "win32":
        assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_what_came_from_spotify_is_not_copied(tmp_path: Path, steps: list[tuple[int, str]]) -> None:
    path = tmp_path / "x.db"
    steps[:] = [
        (1, f"{DECISIONS} CREATE TABLE spotify_content (x TEXT); INSERT INTO spotify_content VALUES ('Takeshi Abo');")
    ]
    database.open_database(path).close()
    steps.append((2, "CREATE TABLE b (x INTEGER);"))
    with closing(database.open_database(path)) as db:
        assert db.execute("SELECT x FROM spotify_content").fetchone()[0] == "Takeshi Abo"
    assert b"Takeshi Abo" not in (tmp_path / "x.v1.bak").read_bytes()


def test_a_migration_that_fails_changes_nothing(tmp_path: Path, steps: list[tuple[int, str]]) -> None:
    path = tmp_path / "x.db"
    database.open_database(path).close()
    steps.append((2, STEPS[2][1]))
    with pytest.raises(StorageError, match="nowhere"):
        database.open_database(path)
    assert version(path) == 1
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM a").fetchone()[0] == 1


def test_two_that_begin_at_once_both_find_the_newest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.db"
    faster: list[sqlite3.Connection] = []

    def overtaken() -> list[tuple[int, str]]:
        monkeypatch.setattr(database, "migrations", lambda: STEPS[:2])
        faster.append(database.open_database(path))
        return STEPS[:2]

    monkeypatch.setattr(database, "migrations", overtaken)
    with closing(database.open_database(path)) as db, closing(faster[0]):
        assert db.execute("SELECT count(*) FROM a").fetchone()[0] == 1
    assert version(path) == 2


def test_a_transaction_is_all_or_nothing(tmp_path: Path, steps: list[tuple[int, str]]) -> None:
    with closing(database.open_database(tmp_path / "x.db")) as db:
        with pytest.raises(sqlite3.IntegrityError), database.transaction(db):
            db.executemany("INSERT INTO a VALUES (?)", [(2,), ("no number",)])
        assert db.execute("SELECT count(*) FROM a").fetchone()[0] == 1
        with database.transaction(db):
            db.execute("INSERT INTO a VALUES (2)")
        assert db.execute("SELECT count(*) FROM a").fetchone()[0] == 2
