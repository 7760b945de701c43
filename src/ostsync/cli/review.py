"""`ostsync review`: the unmatched report, and the ways to settle what is in it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ostsync.app.context import App
from ostsync.cli._files import read_table, write_file
from ostsync.cli._interrupt import forgive
from ostsync.cli._shared import Output, Session, format_option, pass_app
from ostsync.errors import UsageError
from ostsync.text import json_text

if TYPE_CHECKING:
    from ostsync.app.results import Known


@click.command("review")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--all", "everything", is_flag=True, help="Show what was matched, too.")
@click.option("--interactive", "-i", is_flag=True, help="Decide in the terminal, one track at a time.")
@click.option("--web", is_flag=True, help="Decide on a local page in the browser.")
@click.option("--no-browser", is_flag=True, help="With --web: print the address and open nothing.")
@click.option(
    "--import", "sheet", type=click.Path(path_type=Path), metavar="FILE", help="Take an edited review CSV back."
)
@click.option(
    "-o", "output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to this file."
)
@format_option("table", "json", "csv", "markdown", "html")
@pass_app
def command(
    app: App,
    *,
    sources: tuple[str, ...],
    everything: bool,
    interactive: bool,
    web: bool,
    no_browser: bool,
    sheet: Path | None,
    output: Path | None,
    out: Output,
) -> None:
    """Show what needs a look in the last resolve, or in SOURCE, and settle it.

    Without options it lists every track that has no match, with the reason and the best candidates.
    """
    from ostsync.app import results

    ways = [name for name, on in (("--interactive", interactive), ("--web", web), ("--import", sheet)) if on]
    if len(ways) > 1:
        raise UsageError(f"{' and '.join(ways)} do not go together.", "Choose one way to decide.")
    known = results.known(app, results.names(sources) if sources else ())
    if sheet is not None:
        _take(app, known, sheet, out)
    elif interactive:
        _sit(app, known, out)
    elif web:
        _serve(app, known, out, browser=not no_browser)
    else:
        _show(app, known, everything, output, out)


def _show(app: App, known: Known, everything: bool, output: Path | None, out: Output) -> None:
    from ostsync.report.document import resolve_document
    from ostsync.report.html import report_html
    from ostsync.report.markdown import review_markdown
    from ostsync.report.rows import Summary, unmatched
    from ostsync.report.sheet import review_csv
    from ostsync.report.tables import results_table
    from ostsync.store import runs

    title = known.title or "Soundtracks"
    chosen = known.results if everything else unmatched(known.results)
    if out.format == "table" and output is None:
        out.show(Summary.of(known.results).sentence())
        if chosen:
            out.console().print(results_table(chosen))
            out.say("`ostsync review --web` or `--interactive` settles these; `ostsync decide NUMBER` settles one.")
        return
    if out.format == "json":
        found = resolve_document(known.results if everything else chosen)
        if output is None:
            out.as_json(found)
            return
        text = json_text(found)
    elif out.format == "csv":
        text = review_csv(chosen)
    elif out.format == "markdown":
        text = review_markdown(known.results, title=title, everything=everything)
    elif out.format == "html":
        names = [source.name for source in known.sources]
        run = runs.last(app.db, app.world)
        cost = run.requests if run else 0
        text = report_html(known.results, title=title, made_at=app.clock.now(), sources=names, requests=cost)
    else:
        raise UsageError("A table is for the terminal.", "With -o, choose --format csv, json, markdown or html.")
    if output is None:
        out.write(text)
        return
    write_file(output, text)
    out.say(f"Written to {output}.")


def _sit(app: App, known: Known, out: Output) -> None:
    from ostsync.app.review import desk
    from ostsync.review.terminal import review_in_terminal

    def ask(prompt: str) -> str | None:
        if sys.stdin.isatty():
            click.echo(prompt, nl=False, err=True)
        line = sys.stdin.buffer.readline().decode(sys.stdin.encoding or "utf-8", "replace")
        return line if line else None

    review_in_terminal(desk(app, known.results), ask, Output(session=Session()).say)


def _serve(app: App, known: Known, out: Output, *, browser: bool) -> None:
    import webbrowser

    from ostsync.app.review import desk
    from ostsync.review.page import Bench, Look, served

    settings = app.settings.review
    look = Look(known.title or "Soundtracks", images=settings.images, player=settings.player)
    at = desk(app, known.results)
    bench = Bench()
    with served(at, look, bench=bench) as address:
        opened = browser and webbrowser.open(address)
        click.echo(f"{'The review is open at' if opened else 'Open the review at'} {address}", err=True)
        out.say("Every decision is saved as you make it. Press Done on the page, or Ctrl-C here, to close it.")
        try:
            bench.work()
        except KeyboardInterrupt:
            forgive()
            out.say("Closed.")
    out.say(f"{len(at.open_cases())} left to settle.")


def _take(app: App, known: Known, sheet: Path, out: Output) -> None:
    from ostsync.app.review import take_sheet

    taken = take_sheet(app, read_table(sheet), known.results)
    for trouble in taken.problems:
        out.warn(f"{sheet}:{trouble.line}: {trouble.message}.")
    out.say(
        f"{len(taken.decisions)} decisions kept, {taken.untouched} rows without an action, "
        f"{len(taken.problems)} rows not understood."
    )
