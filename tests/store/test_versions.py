"""A database of every version there ever was comes to the newest with every row; released migrations stay as they are.

`versions/000N.sql` holds rows as ostsync wrote them at version N, for each table that came with it. Who adds a
migration adds such a file and a checksum; where a migration means to change rows, `MEANT` says what they become.
"""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ostsync.decisions import Decisions
from ostsync.errors import StorageError
from ostsync.model import Status
from ostsync.store import database, decisionlog, decisions, runs, salvage, sources
from ostsync.store.connection import Connection
from ostsync.store.database import backups, migrations, open_database
from ostsync.store.ledger import SqlLedger
from ostsync.store.pushes import SqlJournal
from ostsync.store.verdicts import Verdicts

HERE = Path(__file__).parent / "versions"
RELEASED = {
    1: "e4488ad8ea3def167e725c163c7421a4e5a9b26ce87d244c360bff111e866bf9",
    2: "d4a3291c95f0bc5cf192fb602ee085de351cd0b2b07be39b32e7ea845f87ef6d",
    3: "a2b5f99cf06802a6b972422cf992100395f95e7d70ae971e0d696a15ace297e8",
    4: "96a2ec52c930de593014c7bd7b6a44fea6a4dd9fa91b578887d593cdd7b30f74",
    5: "5c486ff57bec9549861762c60d7658ad91b145f9400f2c17893ce18ba01ced5c",
}
Rows = dict[str, list[dict[str, object]]]
MEANT: dict[int, Callable[[Rows], Rows]] = {}
"""What a migration makes of the rows before it, where it means to change them."""
VERSIONS = [number for number, _ in migrations()]
API = "https://api.spotify.com"
WORLD = f"{API} 31abcdefghijklmnopqrstuvwxyz"
PLAYLIST = "37i9dQZF1DX0XUsuxWHRQd"


class Clock:
    """The time at which the rows were written."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 13, tzinfo=UTC)

    def wait(self, seconds: float, why: str) -> None:
        raise AssertionError


def rows(path: Path) -> Rows:
    """Every row of every table, by column."""
    with closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        return {table: [dict(row) for row in db.execute(f"SELECT * FROM {table} ORDER BY 1, 2")] for table in tables}


def lived_through(path: Path, version: int) -> Path:
    """A database that was used at every version up to this one."""
    path.parent.mkdir(exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA foreign_keys = ON")
        for number, sql in migrations()[:version]:
            db.executescript(f"BEGIN; {sql}; PRAGMA user_version = {number}; COMMIT;")
            db.executescript((HERE / f"{number:04}.sql").read_text(encoding="utf-8"))
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ostsync.db"


def test_a_released_migration_is_never_changed() -> None:
    found = {number: hashlib.sha256(sql.encode()).hexdigest() for number, sql in migrations()}
    assert found == RELEASED, "a new migration needs its checksum here; a released one stays, and another mends it"


@pytest.mark.parametrize("number", VERSIONS)
def test_every_version_has_rows_for_every_table_that_came_with_it(path: Path, number: int) -> None:
    assert (HERE / f"{number:04}.sql").exists(), f"write tests/store/versions/{number:04}.sql"
    before = set(rows(lived_through(path.with_name("before.db"), number - 1))) if number > 1 else set()
    now = rows(lived_through(path, number))
    assert [table for table in set(now) - before if not now[table]] == []


@pytest.mark.parametrize("version", VERSIONS)
def test_a_database_of_every_version_comes_to_the_newest_with_every_row(path: Path, version: int) -> None:
    lived_through(path, version)
    old = rows(path)
    expected = old
    for number in VERSIONS[version:]:
        expected = MEANT[number](expected) if number in MEANT else expected
    open_database(path).close()
    new = rows(path)
    for table, held in expected.items():
        kept = [{column: row[column] for column in wanted} for row, wanted in zip(new[table], held, strict=True)]
        assert kept == held, table
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == VERSIONS[-1]
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert [file.name for file in backups(path)] == ([f"ostsync.v{version}.bak"] if version < VERSIONS[-1] else [])
    if backups(path):
        backed = rows(backups(path)[0])
        assert backed == old | {"spotify_content": []}, "what came from Spotify is not copied"
        if sys.platform != "win32":
            assert stat.S_IMODE(backups(path)[0].stat().st_mode) == 0o600


@pytest.mark.parametrize("version", VERSIONS)
def test_what_an_old_version_kept_is_understood(path: Path, version: int) -> None:
    lived_through(path, version)
    with closing(open_database(path)) as db:
        source = sources.load(db, "/home/me/sad.md")
        assert source is not None
        first, second = source.recommendations
        assert second.alternatives[0].title == "Hyōri Ittai"
        held = decisions.listed(db, API)
        ruling = Decisions(held).ruling(first)
        assert len(held) == 3
        assert ruling is not None
        assert ruling.accept[0] == "spotify:track:4cOdK2wGLETKBW3PvgPWqT"
        memory = Verdicts(db, world=WORLD, market="DE", clock=Clock())
        found = memory.recall(first)
        assert found is not None
        assert found.verdict.status is Status.MATCHED
        assert found.verdict.match is not None
        assert found.verdict.match.name == "GATE OF STEINER"
        missed = memory.recall(sources.load(db, "https://example.org/zelda").recommendations[0])  # type: ignore[union-attr]
        assert missed is not None
        assert missed.tries == 2
        last = runs.last(db, WORLD)
        assert last is not None
        assert (last.albums, last.ended) == (True, None)
        if version >= 2:
            ledger = SqlLedger(db, Clock(), API)
            assert ledger.by_kind() == {"search": 2, "me": 1}
            assert ledger.hold_reason() == "the quota is used up"
        if version >= 3:
            _check_pushes(db)
    assert len(decisionlog.place(path).read_text(encoding="utf-8").splitlines()) == 4, "all have a second copy"


def _check_pushes(db: Connection) -> None:
    journal = SqlJournal(db, WORLD, Clock())
    state, steps = journal.load(PLAYLIST)
    assert [item.mine for item in state.items] == [True, False]
    assert [step.settled for step in steps] == [True, False]
    assert [(past.kind.value, past.ended is None) for past in journal.history()] == [("undo", True), ("push", False)]
    assert journal.undoable(PLAYLIST) is not None
    assert journal.creation("https://example.org/zelda", 1) is not None


# ---------------------------------------------------------------------------- the copy that is made before


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_a_copy_that_was_interrupted_is_not_taken_for_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lived_through(path, 1)
    before = rows(path)

    monkeypatch.setattr(Path, "replace", lambda self, target: os.kill(os.getpid(), signal.SIGKILL))
    if child := os.fork():
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
    else:
        open_database(path)
    monkeypatch.undo()
    assert backups(path) == []
    assert rows(path) == before
    open_database(path).close()
    assert rows(backups(path)[0])["decisions"] == before["decisions"]
    salvage.let_go_of_copies(path)
    assert list(path.parent.glob("*rescue*")) == []


def test_without_a_copy_nothing_is_changed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lived_through(path, 1)
    before = rows(path)

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(StorageError, match=r"v1\.bak cannot be written: No space left"):
        open_database(path)
    assert rows(path) == before


def test_old_copies_do_not_pile_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lived_through(path, 1)
    whole = migrations()
    for number in VERSIONS[1:]:
        monkeypatch.setattr(database, "migrations", lambda upto=number: whole[:upto])
        open_database(path).close()
    newest = VERSIONS[-1]
    assert [file.name for file in backups(path)] == [f"ostsync.v{newest - 2}.bak", f"ostsync.v{newest - 1}.bak"]
    assert sorted(file.suffix for file in path.parent.iterdir()) == [".bak", ".bak", ".db", ".jsonl"]
