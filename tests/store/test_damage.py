"""A damaged database: what is said, what is kept aside, what is saved, and that it can be interrupted anywhere."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.campaigns import damaging
from tests.campaigns.damaging import COPIED, HERE, WORLD, contents, decided, everything, fill, sound

from ostsync.app.context import App
from ostsync.cli import main
from ostsync.errors import DatabaseDamaged, StorageError
from ostsync.store import database, decisions, salvage
from ostsync.store.connection import mark
from ostsync.store.database import open_database
from ostsync.store.pages import pages_of, rows_on
from ostsync.store.pushes import SqlJournal

SIZE = 40
TAKEN_BACK = 5


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with one of everything, closed."""
    path = tmp_path_factory.mktemp("filled") / "ostsync.db"
    fill(path, SIZE).close()
    return path


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> Path:
    shutil.copytree(filled.parent, tmp_path / "data")
    return tmp_path / "data" / "ostsync.db"


def spoil(path: Path) -> None:
    """Damages what every opening reads."""
    data = bytearray(path.read_bytes())
    data[100:4096] = random.Random(1).randbytes(3996)
    path.write_bytes(data)


def kept_aside(path: Path) -> list[Path]:
    return sorted(path.parent.glob("ostsync.damaged-*.db"))


def test_the_damaged_file_is_kept_aside_as_it_was_and_the_person_is_told(path: Path) -> None:
    before = contents(path)
    spoil(path)
    damaged = path.read_bytes()
    told: list[str] = []
    open_database(path, told.append).close()
    [aside] = kept_aside(path)
    assert aside.read_bytes() == damaged
    [sentence] = told
    assert sentence.startswith(
        "The local database was damaged. Saved into a new one: 35 decisions, 3 playlists, 3 pushes"
    )
    assert f"{SIZE} verdicts" in sentence
    assert "`ostsync resolve`" in sentence, "sources are lists: one with a hole would be worse than none"
    assert sentence.endswith(f"The damaged one is kept as {aside}.")
    after = contents(path)
    assert {table: len(before[table] - after[table]) for table in COPIED if before[table] - after[table]} == {
        "sources": 1, "recommendations": SIZE,
    }  # fmt: skip
    assert sound(path)
    if sys.platform != "win32":
        files = [file for file in path.parent.iterdir() if file.is_file()]
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    open_database(path, told.append).close()
    assert told == [sentence], "once"


def test_what_was_pushed_is_still_our_own(path: Path) -> None:
    with closing(open_database(path)) as db:
        before = SqlJournal(db, WORLD, damaging.StoppedClock()).load("playlist2")
    spoil(path)
    with closing(open_database(path)) as db:
        assert SqlJournal(db, WORLD, damaging.StoppedClock()).load("playlist2") == before


def test_damage_met_in_the_middle_ends_the_run_and_the_next_one_saves(path: Path) -> None:
    data = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as db:
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'verdicts'").fetchone()[0]
    data[(root - 1) * 4096 : root * 4096] = bytes(4096)
    path.write_bytes(data)
    told: list[str] = []
    with closing(open_database(path, told.append)) as db:
        assert len(decisions.listed(db, HERE)) == SIZE - TAKEN_BACK
        with pytest.raises(DatabaseDamaged, match="is damaged") as problem:
            everything(db)
    assert "same command again" in problem.value.advice
    assert told == []
    with closing(open_database(path, told.append)) as db:
        everything(db)
    assert "kept as" in told[0]
    assert len(contents(path)["verdicts"]) == SIZE, "its leaves are whole"


@pytest.mark.parametrize("spoiled", [b"\xff" * 60, b"\0" * 60], ids=["no text", "no JSON"])
def test_words_that_cannot_be_read_any_more_are_damage_too(path: Path, spoiled: bytes) -> None:
    data = path.read_bytes()
    place = data.index(b"US30", data.index(b'"Playlist 3"') - 4096)
    path.write_bytes(data[:place] + spoiled + data[place + len(spoiled) :])
    with closing(open_database(path)) as db, pytest.raises(DatabaseDamaged):
        everything(db)
    assert mark(path).exists()
    with closing(open_database(path)) as db:
        everything(db)
    assert not mark(path).exists()


def test_a_false_alarm_changes_nothing(path: Path) -> None:
    before = contents(path)
    mark(path).touch()
    told: list[str] = []
    open_database(path, told.append).close()
    assert (told, kept_aside(path), mark(path).exists()) == ([], [], False)
    assert contents(path) == before


@pytest.mark.parametrize("step", ["_set_aside", "_save", "_finish"])
def test_it_can_be_interrupted_after_any_step(path: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    spoil(path)
    real = getattr(salvage, step)

    def interrupted(*args: object) -> None:
        real(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(salvage, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        open_database(path)
    monkeypatch.setattr(salvage, step, real)
    _mended(path, told=step != "_finish")


@pytest.mark.skipif(sys.platform == "win32", reason="no fork")
def test_it_can_be_killed_before_the_new_one_is_in_place(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(path)
    monkeypatch.setattr(salvage, "_finish", lambda path: os.kill(os.getpid(), signal.SIGKILL))
    if child := os.fork():
        assert os.waitpid(child, 0)[1] == signal.SIGKILL
    else:
        open_database(path)
    monkeypatch.undo()
    _mended(path, told=True)


def _mended(path: Path, *, told: bool) -> None:
    heard: list[str] = []
    with closing(open_database(path, heard.append)) as db:
        everything(db)
        assert decisions.listed(db, HERE) == [decided(n) for n in range(TAKEN_BACK, SIZE)]
    assert len(contents(path)["verdicts"]) == SIZE
    assert sound(path)
    assert 1 <= len(kept_aside(path)) <= 2, "a copy that was made before the interruption may stay, too"
    assert [f"The damaged one is kept as {kept_aside(path)[-1]}." in text for text in heard] == [True] * told


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be replaced there at all")
def test_it_is_not_taken_from_under_the_hands_of_another(path: Path) -> None:
    reader = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('SELECT 1 FROM decisions').fetchone()"
    other = subprocess.Popen(
        [sys.executable, "-c", f"{reader}; print('open', flush=True); sys.stdin.read()", str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert other.stdout is not None
        other.stdout.readline()
        spoil(path)
        before = path.read_bytes()
        with pytest.raises(StorageError, match="another ostsync is using it"):
            open_database(path)
        assert path.read_bytes() == before
        assert kept_aside(path) == []
    finally:
        other.communicate(b"")
    open_database(path).close()
    assert len(kept_aside(path)) == 1


def test_without_room_for_a_copy_everything_stays_as_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(path)
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}

    def full(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(StorageError, match="cannot be saved: No space left"):
        open_database(path)
    after = {file.name: file.read_bytes() for file in path.parent.iterdir() if not file.name.endswith(".lock")}
    after.pop(mark(path).name, None)
    assert after == before


def test_what_was_kept_aside_goes_after_30_days_and_at_logout(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(path)
    open_database(path).close()
    [aside] = kept_aside(path)
    young = (datetime.now(UTC) - timedelta(days=29)).timestamp()
    os.utime(aside, (young, young))
    open_database(path).close()
    assert kept_aside(path) == [aside]
    old = (datetime.now(UTC) - timedelta(days=31)).timestamp()
    os.utime(aside, (old, old))
    open_database(path).close()
    assert kept_aside(path) == []
    spoil(path)
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path))
    assert CliRunner().invoke(main, ["logout"]).exit_code == 0
    assert kept_aside(path) == []
    assert len(contents(path)["decisions"]) == SIZE - TAKEN_BACK


@pytest.mark.parametrize("damage", [damaging.no_database, damaging.directory, damaging.empty], ids=lambda d: d.__name__)
def test_a_command_goes_on_with_what_is_there(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: damaging.Damage
) -> None:
    damage(path, random.Random(1))
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path))
    result = CliRunner().invoke(main, ["--quiet", "decisions", "list", "--format", "json"])
    assert result.exit_code == 0
    assert result.stdout.count('"at"') == SIZE - TAKEN_BACK
    assert "Warning: " in result.stderr, "also under --quiet"
    assert "35" in result.stderr


def test_damage_in_the_middle_is_code_3_with_the_advice(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("DROP TABLE runs")
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path))
    first = CliRunner().invoke(main, ["status"])
    assert first.exit_code == 3
    assert "is damaged" in first.stderr
    assert "same command again" in first.stderr
    again = CliRunner().invoke(main, ["status"])
    assert again.exit_code == 0
    assert "The damaged one is kept as" in again.stderr


def test_every_row_is_found_on_its_page(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as db:
        tables = ("decisions", "verdicts", "spotify_content", "playlists", "pushes", "requests", "sources")
        counts = {table: db.execute(f"SELECT count(*), * FROM {table}").fetchone() for table in tables}
        rows = {tuple(row[1:]) for row in db.execute("SELECT * FROM pushes")}
    found = [tuple(values) for _, values in rows_on(pages_of(filled))]
    by_width = Counter(len(values) for values in found)
    for table in ("verdicts", "pushes", "spotify_content"):  # no other table is as wide
        assert by_width[len(counts[table]) - 1] == counts[table][0], table
    assert rows <= {values[1:] for values in found if len(values) == 12}


def test_any_bytes_are_pages_without_rows(tmp_path: Path) -> None:
    dice = random.Random(5)
    for _ in range(50):
        data = bytearray(dice.randbytes(4096 * 4))
        for page in range(4):
            data[page * 4096] = 0x0D
        (tmp_path / "x").write_bytes(data)
        assert all(isinstance(values, list) for _, values in rows_on(pages_of(tmp_path / "x")))


def test_a_database_of_another_program_is_not_taken_for_a_newer_one(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.executescript("CREATE TABLE theirs (x); INSERT INTO theirs VALUES (1); PRAGMA user_version = 1000;")
    told: list[str] = []
    with closing(open_database(path, told.append)) as db:
        assert len(decisions.listed(db, HERE)) == SIZE - TAKEN_BACK
    [aside] = kept_aside(path)
    with closing(sqlite3.connect(aside)) as db:
        assert db.execute("SELECT x FROM theirs").fetchone() == (1,)
    assert database.version(open_database(path)) == database.migrations()[-1][0]


def test_an_app_hears_of_it(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spoil(path)
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path))
    told: list[str] = []
    app = App.open(tell=told.append)
    assert len(app.decisions().about(damaging.said(7))) == 1
    app.close()
    assert len(told) == 1
