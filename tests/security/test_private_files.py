"""What ostsync writes for itself is its user's alone from its first byte; what a person names stays the person's."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ostsync.cli._files import LARGEST, read_text, write_file
from ostsync.errors import SourceUnreadable, StorageError
from ostsync.private import private_directory, private_file, write_private
from ostsync.sandbox.server import Sandbox, running

from ..conftest import Many, bare_environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")

ARTICLE = '# Anime songs\n\n- "Gate of Steiner" from Steins;Gate\n- "Believe Me" from Steins;Gate\n- "Zzyzx" by Q\n'
COMMANDS = [
    ["resolve", "a.md"],
    ["push", "--yes"],
    ["works", "import", "own.toml"],
    ["decide", "1", "--skip"],
    ["push", "--yes", "--allow-shrink"],
    ["push", "--undo", "--yes"],
    ["status"],
    ["cache", "prune"],
    ["cache", "clear"],
    ["resolve", "a.md", "--max-requests", "0"],
    ["decisions", "export", "-o", "named/decisions.json"],
    ["review", "--format", "html", "-o", "named/report.html"],
    ["export", "-o", "named/list.xspf"],
    ["extract", "a.md", "-o", "named/list.csv"],
]
WATCH = """
import os, stat, sys
os.umask({umask})
top, seen = {top!r}, set()
def look(event, arguments):
    # between the making of a file and whatever is done next: a mode that is mended afterwards is seen here
    if event.split(".")[0] not in ("open", "os", "sqlite3", "socket", "shutil", "tempfile"):
        return
    for place, folders, files in os.walk(top):
        for name in folders + files:
            path = os.path.join(place, name)
            try:
                mode = stat.S_IMODE(os.lstat(path).st_mode)
            except FileNotFoundError:
                continue
            if mode & 0o077 and path not in seen:
                seen.add(path)
                with open({log!r}, "a") as log:
                    log.write(f"{{mode:o}} {{path}}\\n")
busy = False
def hook(event, arguments):
    global busy
    if not busy:
        busy = True
        try:
            look(event, arguments)
        finally:
            busy = False
sys.addaudithook(hook)
"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with running() as server:
        yield server


def test_nothing_is_ever_open_to_others(sandbox: Sandbox, many: Many, tmp_path: Path) -> None:
    homes = tmp_path / "homes"
    for name in ("homes", "named", "tmp"):
        (tmp_path / name).mkdir()
        (tmp_path / name).chmod(0o755)
    (tmp_path / "a.md").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "own.toml").write_text('[[work]]\nnames = ["Foo Quest"]\nmedium = "game"\n', encoding="utf-8")
    env = bare_environment(
        HOME=str(homes / "deep" / "home"),
        TMPDIR=str(tmp_path / "tmp"),
        OSTSYNC_SPOTIFY__API_URL=sandbox.api_url,
        OSTSYNC_SPOTIFY__ACCOUNTS_URL=sandbox.accounts_url,
        OSTSYNC_SPOTIFY__ACCESS_TOKEN="sandbox",
    )
    setup = WATCH.format(umask=0, top=str(homes), log=str(tmp_path / "open.log"))
    for done in many(COMMANDS, env=env, cwd=tmp_path, setup=setup):
        assert done.code in (0, 5), (done.words, done.err)
    made = [path for path in homes.rglob("*") if path.is_file()]
    assert {"ostsync.db", "turn.lock", "own.toml"} <= {path.name for path in made}
    assert any(path.suffix == ".json" for path in made), "whose the token is"
    log = tmp_path / "open.log"
    assert (log.read_text() if log.exists() else "") == ""
    assert list((tmp_path / "tmp").iterdir()) == []
    for name in ("decisions.json", "report.html", "list.xspf", "list.csv"):
        assert stat.S_IMODE((tmp_path / "named" / name).stat().st_mode) == 0o666, "the person's umask"


def test_the_watch_sees_a_mode_that_is_mended_afterwards(many: Many, tmp_path: Path) -> None:
    (tmp_path / "homes").mkdir()
    mended = "\nimport os\nopen(top + '/x', 'w').close()\nos.chmod(top + '/x', 0o600)\n"
    setup = WATCH.format(umask=0, top=str(tmp_path / "homes"), log=str(tmp_path / "open.log")) + mended
    many([["--version"]], env=bare_environment(HOME=str(tmp_path)), cwd=tmp_path, setup=setup)
    assert (tmp_path / "open.log").read_text().startswith("666 ")


def test_what_is_open_is_closed_and_links_are_not_written_through(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir(mode=0o755)
    victim = tmp_path / "victim"
    victim.write_text("mine")
    old = folder / "old.db"
    old.write_text("old")
    old.chmod(0o644)
    (folder / "token.json").symlink_to(victim)
    private_directory(folder)
    private_file(old)
    write_private(folder / "token.json", b"secret")
    assert [stat.S_IMODE(p.stat().st_mode) for p in (folder, old, folder / "token.json")] == [0o700, 0o600, 0o600]
    assert (victim.read_text(), old.read_text()) == ("mine", "old")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a directory away")
def test_a_directory_of_somebody_elses_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    theirs.chmod(0o777)
    os.chown(theirs, 12345, 12345)
    monkeypatch.setattr(Path, "chmod", _not_permitted)  # what the system says to everybody but root
    with pytest.raises(StorageError, match="Operation not permitted"):
        private_directory(theirs)
    os.chown(theirs, os.geteuid(), os.getegid())
    private_directory(theirs)  # our own, on a file system without modes


def _not_permitted(path: Path, mode: int) -> None:
    raise PermissionError(1, "Operation not permitted")


# ---------------------------------------------------------------------------- the files that -o names


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_new_file_has_the_rights_that_the_person_wants(tmp_path: Path, umask: int) -> None:
    old = os.umask(umask)
    try:
        write_file(tmp_path / "out.csv", "new")
        private_directory(tmp_path / "a" / "b")
        write_private(tmp_path / "a" / "b" / "token", b"secret")
    finally:
        os.umask(old)
    made = ("out.csv", "a", "a/b", "a/b/token")
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in made]
    assert modes == [0o666 & ~umask, 0o700, 0o700, 0o600]


def test_a_link_in_the_way_of_a_part_file_is_not_followed(tmp_path: Path) -> None:
    """An earlier version wrote through `.out.csv.part`, which anybody can put into /tmp as a link."""
    victim = tmp_path / "victim"
    victim.write_text("mine")
    (tmp_path / ".out.csv.part").symlink_to(victim)
    write_file(tmp_path / "out.csv", "new")
    assert (victim.read_text(), (tmp_path / "out.csv").read_text()) == ("mine", "new")


def test_a_link_stays_a_link_and_a_file_keeps_its_rights(tmp_path: Path) -> None:
    real = tmp_path / "real.csv"
    real.write_text("old")
    real.chmod(0o640)
    (tmp_path / "link.csv").symlink_to(real)
    write_file(tmp_path / "link.csv", "new")
    assert (tmp_path / "link.csv").is_symlink()
    assert (real.read_text(), stat.S_IMODE(real.stat().st_mode)) == ("new", 0o640)


def test_what_is_no_plain_file_is_written_into(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_file(pipe, "through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / ("x" * 251 + ".csv")
    write_file(target, "new")
    assert [p.name for p in tmp_path.iterdir()] == [target.name]


def test_an_endless_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "endless.csv").open("wb") as file:
        file.truncate(LARGEST * 50)  # a sparse file: nothing of it is on the disk
    with pytest.raises(SourceUnreadable, match="larger than"):
        read_text(tmp_path / "endless.csv", "Use another.")
