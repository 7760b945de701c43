"""`ostsync decisions`: lists, exports and imports what was decided by hand."""

from __future__ import annotations

from pathlib import Path

import click

from ostsync.app.context import App
from ostsync.cli._files import read_text, write_file
from ostsync.cli._shared import Output, format_option, pass_app
from ostsync.text import json_text


@click.group("decisions")
def command() -> None:
    """List, export and import what was decided by hand."""


@command.command("list")
@format_option("table", "json", "csv")
@pass_app
def list_(app: App, out: Output) -> None:
    """Show every decision, oldest first."""
    from ostsync.app.decide import export
    from ostsync.store import decisions

    kept = decisions.listed(app.db, app.origin)
    rows = [
        (
            d.at.strftime("%Y-%m-%d %H:%M"),
            d.action.value,
            " · ".join(part for part in (d.readings[0].title, d.readings[0].work, d.readings[0].artist) if part),
            d.words or " ".join(d.uris),
        )
        for d in kept
    ]
    out.rows(["when", "decision", "about", "what"], rows, data=export(kept))
    if not kept:
        out.say("Nothing has been decided by hand yet.")


@command.command("export")
@click.option("-o", "output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@pass_app
def export_(app: App, output: Path | None) -> None:
    """Write every decision as JSON, for another machine or person."""
    from ostsync.app.decide import export
    from ostsync.store import decisions

    out = Output.here()
    kept = decisions.listed(app.db, app.origin)
    text = json_text(export(kept)) + "\n"
    if output is None:
        out.write(text)
        return
    write_file(output, text)
    out.say(f"{len(kept)} decisions written to {output}.")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@pass_app
def import_(app: App, file: Path) -> None:
    """Take decisions over from FILE (or - for standard input). Those that are known already stay as they are."""
    from ostsync.app.decide import take

    out = Output.here()
    brought = take(app, read_text(file, "Use what `ostsync decisions export` wrote."))
    for trouble in brought.problems:
        out.warn(trouble.message)
    out.say(f"{brought.new} new decisions kept, {brought.known} known already, {len(brought.problems)} unreadable.")
