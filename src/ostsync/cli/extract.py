"""`ostsync extract`: reads sources and shows the tracks they recommend; needs no account."""

from __future__ import annotations

from pathlib import Path

import click

from ostsync.app.context import App
from ostsync.cli._files import write_file
from ostsync.cli._shared import Output, format_option, pass_app
from ostsync.cli._sources import Asked, source_options, warn_of
from ostsync.text import json_text


@click.command("extract")
@source_options
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a CSV (or, ending in .json, JSON) to edit and give back.",
)
@format_option("table", "json", "csv")
@pass_app
def command(app: App, *, asked: Asked, output: Path | None, out: Output) -> None:
    """Read sources and show the tracks they recommend.

    A SOURCE is a file, a web address, or - for standard input. Articles, lists, tables and playlists are read:
    text, Markdown, HTML, reStructuredText, CSV, JSON, JSPF, XSPF and M3U.
    """
    from ostsync.app import extract

    extracted = extract.extract(app, asked.places, asked.how)
    warn_of(extracted, out)
    if output is not None:
        _write(extracted, output)
        out.say(f"{_count(len(extracted.recommendations))} written to {output}. Edit it, and give it back as a source.")
    if output is None or out.format != "table":
        _show(extracted, out)


def _count(number: int) -> str:
    return "1 track" if number == 1 else f"{number} tracks"


def _write(extracted: object, output: Path) -> None:
    from ostsync.app.extract import Extracted, document
    from ostsync.reading.sheet import csv_of

    assert isinstance(extracted, Extracted)
    if output.suffix.lower() == ".json":
        write_file(output, json_text(document(extracted)) + "\n")
    else:
        write_file(output, csv_of(extracted.recommendations))


def _show(extracted: object, out: Output) -> None:
    from ostsync.app.extract import DOUBTFUL, Extracted, document
    from ostsync.reading.sheet import csv_of

    assert isinstance(extracted, Extracted)
    if out.format == "json":
        out.as_json(document(extracted))
        return
    if out.format == "csv":
        out.write(csv_of(extracted.recommendations))
        return
    order = 0
    for source in extracted.sources:
        rows, doubtful = [], []
        for one in source.recommendations:
            order += 1
            rows.append(
                (
                    order,
                    one.title,
                    one.work,
                    one.artist,
                    one.medium,
                    "" if one.kind == "track" else one.kind,
                    f"{one.confidence:.0%}",
                )
            )
            if one.confidence < DOUBTFUL:
                doubtful.append((order, one))
        title = f"{source.title or source.name} ({_count(len(rows))})"
        out.table(("##", "Title", "Work", "Artist", "Medium", "Kind", "Sure#"), rows, title=title)
        if doubtful:
            out.show("Less sure of these; they were read from:")
            for number, one in doubtful:
                place = f"line {one.line}: " if one.line else ""
                out.show(f"  {number}. {one.title}  <-  {place}{one.text}")
