"""`ostsync resolve`: matches each recommended track, and shows what needs a look."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ostsync.cli._progress import matching
from ostsync.cli._shared import Output, format_option, pass_app
from ostsync.cli._sources import Asked, source_options, warn_of
from ostsync.meanwhile import imports

if TYPE_CHECKING:
    from ostsync.app.context import App
    from ostsync.app.resolve import Outcome

FEW = 2
"""Candidates shown for what needs a look; `ostsync review` shows more."""


def matching_options(function: Any) -> Any:
    """The options that say how to match: for `resolve` and `sync` alike."""
    for option in (
        click.option("--strict", is_flag=True, help="End with code 7 when something stays missed or ambiguous."),
        click.option("--albums", is_flag=True, help="Put the tracks of a recommended album in its place."),
        click.option("--rejudge", is_flag=True, help="Judge kept candidates anew, without a request."),
        click.option("--refresh", is_flag=True, help="Ask again for everything, kept answers or not."),
        click.option("--retry-misses", is_flag=True, help="Ask again for what was missed, due or not."),
        click.option("--max-requests", type=click.IntRange(min=0), metavar="N", help="Ask Spotify at most N times."),
    ):
        function = option(function)
    return function


@click.command("resolve")
@source_options
@matching_options
@format_option("table", "json", "csv")
@pass_app
def command(app: App, *, asked: Asked, out: Output, strict: bool, **options: Any) -> None:
    """Match each recommended track on Spotify, and show what needs a look.

    A SOURCE is a file, a web address, or - for standard input. What was matched is remembered: running it again
    asks for nothing that is known already, and goes on where an interrupted run ended.
    """
    outcome = run(app, asked, out, **options)
    show(outcome, out)
    error = outcome.error(strict=strict)
    if error is not None:
        raise error


def run(app: App, asked: Asked, out: Output, **options: Any) -> Outcome:
    """Reads, forecasts and matches, telling how it goes."""
    from ostsync.app.extract import extract
    from ostsync.app.resolve import Run
    from ostsync.matching.options import Options

    extracted = extract(app, asked.places, asked.how)
    warn_of(extracted, out)
    if options["max_requests"] is None:
        options["max_requests"] = app.settings.requests.max_per_run
    prepared = Run(app, extracted.sources, Options(**options), extracted.unreadable)
    out.say(prepared.forecast().sentence())
    app.meanwhile.add(imports("ostsync.report.tables", "rich.table", "rich.console"))  # what `show` will need
    with matching(out, len(prepared.items)) as step:
        return prepared.go(step)


def show(outcome: Outcome, out: Output) -> None:
    """The results as --format wants them."""
    from ostsync.report.document import resolve_document
    from ostsync.report.rows import needs_a_look
    from ostsync.report.sheet import review_csv
    from ostsync.report.tables import results_table

    if out.format == "json":
        out.as_json(resolve_document(outcome.results, requests=outcome.requests))
        return
    if out.format == "csv":
        out.write(review_csv(outcome.results))
        return
    look = needs_a_look(outcome.results)
    if look:
        out.console().print(results_table(look, candidates=FEW))
        out.write("")
    out.show(outcome.sentence())
    if look:
        out.say("`ostsync review --web` or `--interactive` settles what is above.")
    if outcome.summary.matched:
        out.say("`ostsync push` makes the playlist.")
