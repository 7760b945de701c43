"""The frame of the command line: errors become sentences and codes, output goes where it belongs, help is quick."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from ostsync import cli
from ostsync.app.context import App
from ostsync.cli import COMMANDS, _shared, main
from ostsync.cli._files import write_file
from ostsync.cli._shared import Output, confirm, format_option, pass_app
from ostsync.errors import (
    ConfigError,
    LoginNeeded,
    OstsyncError,
    RateLimited,
    SourceUnreadable,
    StorageError,
    Unavailable,
    Unsettled,
    UsageError,
)

HEAVY = frozenset(
    [
        "spotipy",
        "requests",
        "requests_cache",
        "pydantic",
        "pydantic_settings",
        "rich",
        "rapidfuzz",
        "selectolax",
        "sudachipy",
        "e2k",
        "flask",
        "jinja2",
        "PIL",
        "numpy",
        "docutils",
        "markdown_it",
        "werkzeug",
        "platformdirs",
    ]
)

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OSTSYNC_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a one-off command behind the real edge; the words may say where its name, `once`, stands."""

    def invoke(what: click.Command | Callable[[], object], *words: str, **kwargs: Any) -> Result:
        command = what if isinstance(what, click.Command) else click.command("once")(what)
        monkeypatch.setattr(cli.Commands, "get_command", lambda self, ctx, name: command)
        return CliRunner().invoke(main, words if "once" in words else ("once", *words), **kwargs)

    return invoke


def raising(error: BaseException) -> Callable[[], None]:
    def function() -> None:
        raise error

    return function


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("These two options do not fit."), 2),
        (ConfigError("No client id."), 3),
        (LoginNeeded("Nobody is logged in."), 3),
        (StorageError("The disk is full."), 3),
        (Unavailable("Spotify did not answer."), 4),
        (RateLimited("The quota is spent.", not_before=datetime(2026, 11, 24, tzinfo=UTC)), 5),
        (SourceUnreadable("a.txt does not exist."), 6),
        (Unsettled("Two tracks need a look."), 7),
    ],
    ids=lambda v: type(v).__name__,
)
def test_an_error_is_one_sentence_an_advice_and_its_code(run: Run, error: OstsyncError, code: int) -> None:
    result = run(raising(error))
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.splitlines() == [f"Error: {error.message}", f"       {error.advice}"]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()], ids=repr)
def test_an_interruption_is_130(run: Run, error: BaseException) -> None:
    result = run(raising(error))
    assert result.exit_code == 130
    assert result.stderr.strip() == "Interrupted. What was found so far is kept."
    assert "Traceback" not in result.output


def test_a_bug_is_one_sentence_and_a_traceback_only_when_asked_for(run: Run) -> None:
    result = run(raising(ZeroDivisionError("by zero")))
    assert result.exit_code == 1
    assert "ZeroDivisionError" in result.stderr
    assert "Traceback" not in result.stderr
    assert "--verbose" in result.stderr
    assert "Traceback" in run(raising(ZeroDivisionError("by zero")), "--verbose", "once").stderr


def test_a_full_disk_anywhere_is_a_storage_error(run: Run) -> None:
    result = run(raising(OSError(28, "No space left on device", "/x")))
    assert result.exit_code == 3
    assert "No space left on device" in result.stderr


def test_a_database_that_breaks_while_it_is_read_is_a_storage_error(run: Run) -> None:
    assert run(raising(sqlite3.DatabaseError("database disk image is malformed"))).exit_code == 3


def test_another_system_error_is_not_taken_for_a_full_disk(run: Run) -> None:
    assert run(raising(ConnectionError("the peer hung up"))).exit_code == 1


def test_an_unknown_command_is_usage() -> None:
    result = CliRunner().invoke(main, ["resolv"])
    assert result.exit_code == 2
    assert "Did you mean `resolve`?" in result.stderr


def test_wrong_settings_end_with_3_before_anything_is_done(run: Run, home: Path) -> None:
    (home / "config.toml").write_text("[spotify]\nmarkt = 'x'", encoding="utf-8")
    result = run(click.command("once")(pass_app(lambda app: click.echo("ran"))))
    assert (result.exit_code, result.stdout) == (3, "")


def test_the_general_options_hold_before_and_after_the_name(run: Run, home: Path) -> None:
    other = home / "o.toml"
    other.write_text("[spotify]\nmarket = 'JP'", encoding="utf-8")

    @click.command("once")
    @pass_app
    def command(app: App) -> None:
        out = Output.here()
        click.echo(f"{app.settings.spotify.market} {out.quiet} {out.verbose}")

    assert run(command).stdout == "US False False\n"
    assert run(command, "--config", str(other), "-q", "once").stdout == "JP True False\n"
    assert run(command, "once", "--config", str(other), "-v").stdout == "JP False True\n"


@click.command("once")
@format_option("table", "json", "csv")
def show(out: Output) -> None:
    out.say("a hint")
    out.detail("a detail")
    out.warn("a warning")
    rows = [(1, "Vers [Original Piano]"), (2, None), (3, "=1+1")]
    out.rows(("##", "title"), rows, data={"title": "ブルーバード"})


def test_data_goes_to_standard_output_alone_in_utf8(run: Run) -> None:
    result = run(show, "--format", "json")
    assert json.loads(result.stdout_bytes.decode("utf-8")) == {"title": "ブルーバード"}
    assert result.stderr == "a hint\nWarning: a warning\n"
    result = run(show, "--format", "csv")
    assert result.stdout == "#,title\n1,Vers [Original Piano]\n2,\n3,'=1+1\n"


def test_quiet_keeps_results_and_warnings_and_verbose_adds_details(run: Run) -> None:
    assert run(show, "--quiet", "once").stderr == "Warning: a warning\n"
    assert run(show, "--verbose", "once").stderr == "a hint\na detail\nWarning: a warning\n"


def test_a_title_is_no_markup_and_no_colour_leaves_through_a_pipe(run: Run) -> None:
    result = run(show, color=True, env={"NO_COLOR": "1"})
    assert "Vers [Original Piano]" in result.stdout
    assert "\x1b" not in result.output


def test_no_title_can_steer_the_terminal(run: Run) -> None:
    @click.command("once")
    def command() -> None:
        Output.here().table(("t",), [("evil\x1b]0;title\x07",)])
        Output.here().say("evil\x1b[2J")

    assert "\x1b" not in run(command).output


def test_nobody_is_asked_where_nobody_sits(run: Run) -> None:
    result = run(lambda: confirm("Push 3 tracks?"), input="y\n")
    assert result.exit_code == 2
    assert "--yes" in result.stderr


@pytest.mark.parametrize(("typed", "answer"), [("y\n", "True"), ("n\n", "False"), ("\n", "False")])
def test_a_person_is_asked(run: Run, monkeypatch: pytest.MonkeyPatch, typed: str, answer: str) -> None:
    monkeypatch.setattr(_shared, "interactive", lambda: True)
    result = run(lambda: click.echo(confirm("Push?")), input=typed)
    assert result.stdout == f"{answer}\n"
    assert "Push?" in result.stderr


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    write_file(target, "ü\n")
    assert target.read_bytes() == "ü\n".encode()
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageError, match="folder cannot be written"):
        write_file(tmp_path / "folder", "x")
    with pytest.raises(StorageError):
        write_file(tmp_path / "nowhere" / "x", "x")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["folder", "out.csv"]


# ---------------------------------------------------------------------------- the real process


def python(code: str, **kwargs: Any) -> subprocess.CompletedProcess[str]:
    code = f"import sys\nfrom ostsync.cli import main\n{code}"
    return subprocess.run([sys.executable, "-c", code], text=True, check=False, stderr=subprocess.PIPE, **kwargs)


def test_help_loads_nothing_heavy_and_no_command() -> None:
    code = "try: main(['--help'])\nexcept SystemExit: print(*sys.modules, file=sys.stderr)"
    done = python(code, stdout=subprocess.PIPE)
    loaded = set(done.stderr.split())
    assert "click" in loaded
    assert not loaded & HEAVY
    assert {name for name in loaded if name.startswith("ostsync.cli.")} == {"ostsync.cli._shared"}
    assert all(f"  {name} " in done.stdout for name in COMMANDS)


def test_a_closed_pipe_is_no_failure() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    code = "from ostsync.cli._shared import Output\nimport click, ostsync.cli as cli\n"
    code += "once = click.command('once')(lambda: Output.here().write('x' * 100000))\n"
    code += "cli.Commands.get_command = lambda *a: once\nmain(['once'])"
    done = python(code, stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_version() -> None:
    assert CliRunner().invoke(main, ["--version"]).stdout.startswith("ostsync, version ")
