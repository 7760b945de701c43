"""`ostsync export`: writes the resolved list as a file that other programs, and ostsync itself, read."""

from __future__ import annotations

from pathlib import Path

import click

from ostsync.app.context import App
from ostsync.cli._files import write_file
from ostsync.cli._shared import Output, pass_app

FORMATS = ("csv", "json", "jspf", "xspf", "m3u8", "markdown")


@click.command("export")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--format", "format", type=click.Choice(FORMATS), help="By the end of FILE where not given; else csv.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there.")
@pass_app
def command(app: App, sources: tuple[str, ...], format: str | None, output: Path | None) -> None:
    """Write the resolved list, matched or not, as a file that reads back in.

    Without SOURCE, the sources of the last resolve are meant.
    """
    from ostsync.app import export, results
    from ostsync.report.formats import SUFFIXES

    suffix = output.suffix.lstrip(".").lower() if output else ""
    text = export.export(app, results.names(sources), format or SUFFIXES.get(suffix, "csv"))
    out = Output.here()
    if output is None:
        out.write(text)
    else:
        write_file(output, text)
        out.say(f"Written to {output}.")
