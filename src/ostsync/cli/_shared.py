"""What all commands share: where errors become exit codes, how results are printed, how a person is asked."""

from __future__ import annotations

import atexit
import errno
import gc
import io
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import click

from ostsync.errors import OstsyncError, StorageError, UsageError
from ostsync.text import csv_text, json_pieces, plain, whole

if TYPE_CHECKING:
    from rich.console import Console

    from ostsync.app.context import App

INTERRUPTED = 130
DISK = frozenset({errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EPERM, errno.EDQUOT, errno.EIO, errno.EMFILE})
"""What the system says when the disk is full, read-only, forbidden or broken."""
GARBAGE = (500_000, 20, 100)
"""How seldom Python looks for cycles: a run makes many values that stay, and hardly any cycles. Ten thousand tracks
took a sixth of their time for it (measured)."""
WIDE = 160
"""Columns of a table that goes into a pipe or a file, where nobody knows how wide it may be."""

# ---------------------------------------------------------------------------- the edge


@dataclass
class Session:
    """What was said before the command's name, and the App once a command has asked for it."""

    config: Path | None = None
    quiet: bool = False
    verbose: bool = False
    app: App | None = None
    own_process: bool = False
    """Whether the process is ours to end."""

    def update(self, *, config: Path | None = None, quiet: bool = False, verbose: bool = False) -> None:
        """Takes the options in: they may stand before the command's name and after it."""
        self.config = config or self.config
        self.quiet = quiet or self.quiet
        self.verbose = verbose or self.verbose

    def open(self) -> App:
        """The App of this call, wired on first use."""
        if self.app is None:
            from ostsync.app.context import App

            if self.own_process:
                from ostsync.cli._interrupt import watch

                watch()
            out = Output(session=self)
            self.app = App.open(self.config, tell=out.say, warn=out.warn)
        return self.app

    def close(self) -> None:
        """Lets go of files and connections."""
        if self.app is not None:
            self.app.close()
            self.app = None


class Edge(click.Group):
    """The outermost group: every error becomes one sentence, an advice and the documented exit code."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Runs as the program of this process."""
        try:
            return super().__call__(*args, obj=Session(own_process=True), **kwargs)
        finally:
            import signal

            signal.signal(signal.SIGINT, signal.SIG_IGN)  # everything is done: there is nothing left to interrupt

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """The context of one call, with its own Session."""
        kwargs.setdefault("obj", Session())
        return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> None:
        """Runs the command and answers for whatever it raises."""
        gc.set_threshold(*GARBAGE)
        atexit.register(gc.freeze)  # nor does anybody need the memory back piece by piece when the process ends
        _write_utf8()
        if os.environ.get("NO_COLOR"):
            ctx.color = False
        session: Session = ctx.obj
        code = 0
        try:
            try:
                super().invoke(ctx)
                sys.stdout.flush()
            finally:
                session.close()
        except click.exceptions.Exit:
            raise
        except click.ClickException as problem:  # its words repeat what was typed, or what the shell put in its place
            said = io.StringIO()
            problem.show(file=said)
            click.echo(_harmless(said.getvalue()), nl=False, err=True)
            code = problem.exit_code
        except (KeyboardInterrupt, click.Abort):
            click.echo("Interrupted. What was found so far is kept.", err=True)
            code = INTERRUPTED
        except BrokenPipeError:  # the reader (`| head`) has seen enough: that is no failure
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except Exception as problem:  # noqa: BLE001 - the last line of defence: no traceback for a person
            code = explain(problem, verbose=session.verbose)
        ctx.exit(code)


def explain(problem: Exception, *, verbose: bool) -> int:
    """Says what went wrong and what to do about it; answers the exit code."""
    import sqlite3

    if isinstance(problem, OstsyncError):
        complain(problem.message, problem.advice)
        return problem.exit_code
    if isinstance(problem, sqlite3.Error):
        complain(f"The local database cannot be used: {problem}.", StorageError.advice)
        return StorageError.exit_code
    if isinstance(problem, OSError) and problem.errno in DISK:
        complain(f"A file cannot be used: {problem}.", StorageError.advice)
        return StorageError.exit_code
    if verbose:
        import traceback

        click.echo(_harmless("".join(traceback.format_exception(problem))), err=True)
    complain(
        f"Something unexpected happened: {type(problem).__name__}: {problem}.",
        OstsyncError.advice + ("" if verbose else " --verbose shows where."),
    )
    return OstsyncError.exit_code


def complain(message: str, advice: str = "") -> None:
    """One sentence about what went wrong and one about what to do, on standard error."""
    click.echo(f"{click.style('Error:', fg='red', bold=True)} {plain(message)}", err=True)
    if advice:
        click.echo(f"       {plain(advice)}", err=True)


def _write_utf8() -> None:
    """Pipes and files get UTF-8 whatever the locale; a terminal keeps its encoding, and nothing fails on a letter."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="replace")


# ---------------------------------------------------------------------------- decorators


def general_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Lets `--config`, `--quiet` and `--verbose` stand after a command's name too."""
    for option in (
        click.option("--config", type=click.Path(path_type=Path), hidden=True, expose_value=False, callback=_hear),
        click.option("--quiet", "-q", is_flag=True, hidden=True, expose_value=False, callback=_hear),
        click.option("--verbose", "-v", is_flag=True, hidden=True, expose_value=False, callback=_hear),
    ):
        function = option(function)
    return function


def pass_app(function: Callable[..., Any]) -> Callable[..., Any]:
    """Hands the command an `App` as its first argument, and lets it take the general options."""

    @general_options
    @wraps(function)
    def command(*args: Any, **kwargs: Any) -> Any:
        session = click.get_current_context().find_object(Session)
        assert session is not None
        return function(session.open(), *args, **kwargs)

    return command


def format_option(*formats: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds `--format` (default: the first of `formats`) and hands the command an `Output` as `out`."""
    formats = formats or ("table", "json", "csv")

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @click.option(
            "--format", "out", type=click.Choice(formats), default=formats[0], show_default=True, help="How to print.",
            callback=lambda ctx, param, value: Output(value, session=ctx.find_object(Session)),
        )  # fmt: skip
        @wraps(function)
        def command(*args: Any, **kwargs: Any) -> Any:
            return function(*args, **kwargs)

        return command

    return decorate


def _hear(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    session = ctx.find_object(Session)
    if session is not None and value:
        session.update(**{str(param.name): value})


class Words(click.ParamType[str]):
    """Words that are kept or searched for. Bytes of an argument that are no letters become U+FFFD."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The words, so that a file can hold them."""
        return whole(str(value))


WORDS = Words()


# ---------------------------------------------------------------------------- printing


class Output:
    """Where a command prints: results to standard output, everything else to standard error.

    `format` is what --format said. Commands without --format make one with `Output.here()`.
    """

    def __init__(self, format: str = "table", *, session: Session | None = None) -> None:
        self.format = format
        self._session = session or Session()

    @classmethod
    def here(cls, format: str = "table") -> Self:
        """The output of the command that is running."""
        return cls(format, session=click.get_current_context().find_object(Session))

    @property
    def quiet(self) -> bool:
        """Only results and errors are wanted."""
        return self._session.quiet

    @property
    def verbose(self) -> bool:
        """Details are wanted."""
        return self._session.verbose

    # -- results: standard output

    def write(self, text: str) -> None:
        """Data as it is, in UTF-8 whatever the locale; on a terminal nothing in it acts."""
        if sys.stdout.isatty():
            text = _harmless(text)
        sys.stdout.flush()
        sys.stdout.buffer.write((text if text.endswith("\n") else text + "\n").encode("utf-8", "replace"))
        sys.stdout.buffer.flush()

    def show(self, text: str = "") -> None:
        """Sentences for people among the results: nothing in them acts, wherever they go."""
        self.write(_harmless(text))

    def as_json(self, value: object) -> None:
        """A value as JSON, in pieces as they are made."""
        shown: Callable[[str], str] = _harmless if sys.stdout.isatty() else str
        sys.stdout.flush()
        for piece in chain(json_pieces(value), "\n"):
            sys.stdout.buffer.write(shown(piece).encode("utf-8", "replace"))
        sys.stdout.buffer.flush()

    def as_csv(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Rows as CSV with a header; what a spreadsheet would take for a formula is disarmed."""
        self.write(csv_text([columns, *rows]))

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> None:
        """Rows as a table for people. A column whose name ends in "#" is set flush right (and loses the sign)."""
        from rich import box
        from rich.table import Table
        from rich.text import Text

        title = None if title is None else plain(title)
        table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
        for column in columns:
            number = column.endswith("#")
            table.add_column(
                column.removesuffix("#"), justify="right" if number else "left", no_wrap=number, overflow="fold"
            )
        for row in rows:
            table.add_row(
                *(value if isinstance(value, Text) else plain("" if value is None else str(value)) for value in row)
            )
        self.console().print(table)

    def console(self, *, err: bool = False) -> Console:
        """A rich console; markup is off, since titles hold brackets."""
        from rich.console import Console

        stream = sys.stderr if err else sys.stdout
        width = None if stream.isatty() or os.environ.get("COLUMNS") else WIDE
        return Console(file=stream, width=width, markup=False, highlight=False, emoji=False)

    def rows(self, columns: Sequence[str], rows: Iterable[Sequence[object]], *, data: object) -> None:
        """The same result as --format wants it: `data` for JSON, columns and rows for CSV and the table."""
        if self.format == "json":
            self.as_json(data)
        elif self.format == "csv":
            self.as_csv([column.removesuffix("#") for column in columns], rows)
        else:
            self.table(columns, rows)

    # -- everything else: standard error

    def say(self, text: str = "") -> None:
        """A hint or news about progress."""
        if not self.quiet:
            click.echo(_harmless(text), err=True)

    def warn(self, text: str) -> None:
        """Something that the person should know, also under --quiet."""
        click.echo(f"{click.style('Warning:', fg='yellow')} {plain(text)}", err=True)

    def detail(self, text: str) -> None:
        """Something for --verbose alone."""
        if self.verbose and not self.quiet:
            self.say(text)


def _harmless(text: str) -> str:
    """Lines of which each is plain."""
    return "\n".join(map(plain, text.split("\n")))


# ---------------------------------------------------------------------------- asking


def interactive() -> bool:
    """Whether a person sits at standard input."""
    return sys.stdin is not None and sys.stdin.isatty()


def confirm(question: str, *, option: str = "--yes", default: bool = False) -> bool:
    """Asks yes or no on standard error. Raises UsageError, naming `option`, where nobody can answer."""
    if not interactive():
        raise UsageError(f"{question} Nobody can answer: standard input is no terminal.", f"`{option}` answers yes.")
    return click.confirm(question, default=default, err=True)
