"""`ostsync cache`: shows what is kept and how old it is, and lets go of what can be fetched again."""

from __future__ import annotations

from datetime import datetime

import click

from ostsync.app.context import App
from ostsync.cli._shared import Output, format_option, pass_app
from ostsync.report.rows import plural


@click.group("cache")
def command() -> None:
    """Show or empty what is kept and can be fetched again.

    Nothing here touches a decision made by hand, a source, or what was pushed.
    """


@command.command("info")
@format_option("table", "json", "csv")
@pass_app
def info(app: App, out: Output) -> None:
    """Show what is kept, where, and how old it is."""
    from ostsync.app import cache

    kept, files = cache.info(app)
    now = app.clock.now()
    columns = ("what", "count", "oldest", "goes")
    rows = [(k.what, k.count, k.oldest.isoformat(timespec="seconds") if k.oldest else None, k.goes) for k in kept]
    if out.format == "table":
        out.table(("kept", "count#", "since", "goes"), [(k.what, k.count, age(k.oldest, now), k.goes) for k in kept])
        for file in files:
            out.show(f"{file.path} ({size(file.size)})")
        return
    data = {
        "kept": [dict(zip(columns, row, strict=True)) for row in rows],
        "files": [{"path": str(file.path), "bytes": file.size} for file in files],
    }
    out.rows(columns, rows, data=data)


@command.command("clear")
@pass_app
def clear(app: App) -> None:
    """Let go of everything that can be fetched again: verdicts, candidates, answers of Spotify.

    The next resolve asks Spotify again. Decisions made by hand stay.
    """
    from ostsync.app import cache

    gone = cache.clear(app)
    Output.here().say(
        f"Forgotten: {plural(gone.verdicts, 'verdict')} and {plural(gone.answers, 'kept answer')} of Spotify. "
        "Your decisions are untouched."
    )


@command.command("prune")
@pass_app
def prune(app: App) -> None:
    """Let go of what has outlived its time: Spotify's names after 30 days, its answers after 7."""
    from ostsync.app import cache

    gone = cache.prune(app)
    Output.here().say(
        f"Let go: names and candidates of {plural(gone.content, 'verdict')}, {plural(gone.answers, 'kept answer')}."
    )


def age(oldest: datetime | None, now: datetime) -> str:
    """How long ago, as a person would say it."""
    if oldest is None:
        return ""
    days = (now - oldest).days
    return "today" if days < 1 else f"{plural(days, 'day')} ago"


def size(count: int) -> str:
    """Bytes, as a person would say it."""
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB"
