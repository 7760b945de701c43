"""A full disk, a home that is only read, a file system without WAL or locks, and another ostsync at work.

The full disk is real where this user may mount one, and a limit on the size of files elsewhere.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.campaigns.damaging import HERE, decided

from ostsync.cli import main
from ostsync.decisions import Action, Decision
from ostsync.errors import DatabaseDamaged, StorageError
from ostsync.model import Reading
from ostsync.sandbox.server import Sandbox, running
from ostsync.spotify.tokens import TokenFile
from ostsync.store import connection, database, decisions
from ostsync.store.connection import Connection
from ostsync.store.database import open_database, transaction

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes, mounts and limits")
ARTICLE = "# Sad OST\n\n- Gate of Steiner - Steins;Gate\n- Qwfpgj Zzyzx - Guild Wars 2\n- Believe me - Steins;Gate\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


class Ostsync:
    """Runs commands in processes of their own, as a user whom modes and limits stop."""

    def __init__(self, home: Path, sandbox: Sandbox) -> None:
        self.home = home
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("OSTSYNC_")} | {
            "OSTSYNC_HOME": str(home),
            "OSTSYNC_SPOTIFY__API_URL": sandbox.api_url,
            "OSTSYNC_SPOTIFY__ACCOUNTS_URL": sandbox.accounts_url,
            "OSTSYNC_SPOTIFY__ACCESS_TOKEN": "sandbox",
        }

    def __call__(self, *words: str, code: int, largest: int | None = None) -> subprocess.CompletedProcess[str]:
        """One command; with `largest`, no file may grow over so many bytes."""
        command = [sys.executable, "-c", "from ostsync.cli import main; main()", *words]
        if largest is not None:
            limit = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({largest}, {largest})); "
            command[2] = limit + command[2]
        if os.geteuid() == 0:  # root is stopped by modes like anybody else once it has let go of this right
            if shutil.which("setpriv") is None:
                pytest.skip("root ignores modes, and there is no setpriv")
            command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=60, check=False, cwd=self.home.parent
        )
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        return done


@pytest.fixture
def ostsync(tmp_path: Path, server: Sandbox) -> Ostsync:
    (tmp_path / "article.md").write_text(ARTICLE, encoding="utf-8")
    return Ostsync(tmp_path / "home", server)


# ---------------------------------------------------------------------------- a home that is only read


def test_a_home_that_is_only_read_shows_what_is_known_and_says_what_it_needs(ostsync: Ostsync) -> None:
    ostsync("resolve", "article.md", code=0)
    with closing(open_database(ostsync.home / "data" / "ostsync.db")) as db:
        origin = ostsync.environment["OSTSYNC_SPOTIFY__ACCOUNTS_URL"]
        decisions.add(
            db, origin, [Decision((Reading("Qwfpgj Zzyzx", "Guild Wars 2"),), Action.SKIP, datetime.now(UTC))]
        )
        shutil.copytree(ostsync.home, kept := ostsync.home.with_name("kept"))  # as a kill leaves it: with a -wal
    shutil.rmtree(ostsync.home)
    kept.rename(ostsync.home)
    before = {file: file.read_bytes() for file in ostsync.home.rglob("*") if file.is_file()}
    subprocess.run(["chmod", "-R", "a-w", str(ostsync.home)], check=True)
    try:
        shown = json.loads(ostsync("review", "--all", "--format", "json", code=0).stdout)
        assert [row["reason"] for row in shown["results"]] == [None, "skipped", None]
        refused = ostsync("decide", "3", "--skip", code=3)
        assert "Nothing can be kept" in refused.stderr
        assert "OSTSYNC_HOME" in refused.stderr
    finally:
        subprocess.run(["chmod", "-R", "u+w", str(ostsync.home)], check=True)
    assert {file: file.read_bytes() for file in ostsync.home.rglob("*") if file.is_file()} == before


# ---------------------------------------------------------------------------- a full disk


def test_a_file_that_cannot_grow_ends_the_run_and_loses_nothing(ostsync: Ostsync) -> None:
    ostsync("resolve", "article.md", code=0)
    longer = ARTICLE + "".join(f"- Piece {n} - Naruto\n" for n in range(6))
    (ostsync.home.parent / "longer.md").write_text(longer, encoding="utf-8")
    stopped = ostsync("resolve", "longer.md", code=3, largest=45_000)
    assert "did not let" in stopped.stderr
    with closing(sqlite3.connect(ostsync.home / "data" / "ostsync.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("SELECT count(*) FROM verdicts").fetchone()[0] >= 3
    again = json.loads(ostsync("resolve", "longer.md", "--format", "json", code=0).stdout)
    assert again["summary"]["total"] == 9


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "none", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("this user may not mount a disk")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_on_a_full_disk_what_is_known_can_be_read_and_nothing_is_half_kept(small_disk: Path) -> None:
    path = small_disk / "data" / "ostsync.db"
    with closing(open_database(path)) as db:
        decisions.add(db, HERE, [decided(n) for n in range(20)])
    filler = small_disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1024))
    with closing(open_database(path)) as db:
        assert len(decisions.listed(db, HERE)) == 20
        with pytest.raises(StorageError, match=r"No space left|disk is full"):
            decisions.add(db, HERE, [decided(n) for n in range(20, 200)])
        with pytest.raises(StorageError, match="disk is full"):
            _fill_up(db)
        assert len(decisions.listed(db, HERE)) == 20
    filler.unlink()
    with closing(open_database(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal", "as before, with room"
        assert decisions.add(db, HERE, [decided(n) for n in range(30)]) == 10


def _fill_up(db: Connection) -> None:
    with transaction(db):
        for n in range(3000):
            db.execute("INSERT INTO requests (origin, at, kind) VALUES (?, ?, ?)", (HERE, f"{n}" * 20, "search"))


def test_on_a_full_disk_a_login_stays_as_it_was_and_purge_works(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OSTSYNC_HOME", str(small_disk))
    open_database(small_disk / "data" / "ostsync.db").close()
    now = datetime.now(UTC)
    tokens = TokenFile.of(small_disk / "data" / "tokens", "https://accounts.spotify.com", "client")
    before = tokens.save({"access_token": "first", "refresh_token": "r", "expires_in": 3600}, now, login=True)
    with suppress(OSError), (small_disk / "filler").open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1024))
    with pytest.raises(StorageError, match="No space left"):
        tokens.save({"access_token": "second" * 2000, "expires_in": 3600}, now, login=False)
    assert tokens.read() == before
    assert [file.suffix for file in sorted(tokens.path.parent.iterdir())] == [".json", ".lock"], "no half file stays"
    result = CliRunner().invoke(main, ["purge", "--yes"])
    assert result.exit_code == 0, result.output
    assert [file.name for file in small_disk.iterdir()] == ["filler"]


def test_a_damaged_database_on_a_full_disk_stays_as_it_is(small_disk: Path) -> None:
    path = small_disk / "data" / "ostsync.db"
    with closing(open_database(path)) as db:
        decisions.add(db, HERE, [decided(n) for n in range(200)])
    data = b"damaged" + path.read_bytes()[7:]
    path.write_bytes(data)
    filler = small_disk / "filler"
    with suppress(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1024))
    with pytest.raises(StorageError, match="is damaged"):
        open_database(path)
    assert path.read_bytes() == data
    assert list(path.parent.glob("*damaged-*")) == []
    filler.unlink()
    told: list[str] = []
    with closing(open_database(path, told.append)) as db:
        assert len(decisions.listed(db, HERE)) == 200
    assert "200 decisions" in told[0]


# ---------------------------------------------------------------------------- file systems without WAL, and locks


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ostsync.db"


def _mode(path: Path) -> str:
    with closing(sqlite3.connect(path)) as db:
        return str(db.execute("PRAGMA journal_mode").fetchone()[0])


def test_without_shared_memory_a_plain_journal_takes_the_place_of_the_wal(path: Path) -> None:
    with closing(open_database(path)) as db:
        decisions.add(db, HERE, [decided(1)])
    shared = path.with_name(f"{path.name}-shm")
    shared.mkdir()  # so that SQLite cannot make it, as on a network share
    with closing(open_database(path)) as db, closing(open_database(path)) as other:
        assert decisions.listed(db, HERE) == [decided(1)]
        decisions.add(db, HERE, [decided(2)])
        decisions.add(other, HERE, [decided(3)])
        with transaction(db, durable=True):
            db.execute("DELETE FROM runs")
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2, "FULL: a plain journal needs it"
    assert _mode(path) == "delete"
    shared.rmdir()
    with closing(open_database(path)) as db:
        assert len(decisions.listed(db, HERE)) == 3
    assert _mode(path) == "wal"


def test_where_the_file_system_has_no_wal_at_all_it_works_too(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = sqlite3.connect

    def on_a_share(file: Path, **options: object) -> sqlite3.Connection:
        return real(f"file:{file}?vfs=unix-dotfile", uri=True, **options)  # type: ignore[call-overload,no-any-return]

    monkeypatch.setattr(sqlite3, "connect", on_a_share)
    with closing(open_database(path)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
        decisions.add(db, HERE, [decided(1)])
    with closing(open_database(path)) as db:
        assert decisions.listed(db, HERE) == [decided(1)]


def test_another_ostsync_that_holds_it_too_long_is_named_as_such(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_MS", 20)
    with closing(open_database(path)) as db, closing(open_database(path)) as other, transaction(other):
        other.execute("DELETE FROM runs")
        with pytest.raises(StorageError, match="Another ostsync is at work") as problem:
            decisions.add(db, HERE, [decided(1)])
    assert "Wait until it has ended" in problem.value.advice


def test_a_copy_is_gone_when_it_is_closed(path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with closing(open_database(path)) as db:
        decisions.add(db, HERE, [decided(1)])
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(database, "_writable", lambda path: False)
    with closing(open_database(path)) as db:
        assert decisions.listed(db, HERE) == [decided(1)]
        assert len(list((tmp_path / "temporary").iterdir())) == 1
        with pytest.raises(StorageError, match="Nothing can be kept"):
            decisions.add(db, HERE, [decided(2)])
    assert list((tmp_path / "temporary").iterdir()) == []


def test_a_damaged_database_that_is_only_read_says_what_saving_needs(
    path: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    open_database(path).close()
    path.write_bytes(b"damaged" * 2000)
    before = sorted(path.parent.iterdir())
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(database, "_writable", lambda path: False)
    monkeypatch.setattr(connection, "private_file", _refuse)
    with pytest.raises(DatabaseDamaged) as problem:
        open_database(path)
    assert "once its directory can be written" in problem.value.advice
    assert sorted(path.parent.iterdir()) == before
    assert list(tmp_path.glob("ostsync-*")) == []


def _refuse(path: Path) -> None:
    raise PermissionError(13, "Permission denied", str(path))
