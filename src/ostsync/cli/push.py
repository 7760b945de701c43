"""`ostsync push`: shows the plan, asks, does exactly that, and reads it back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from ostsync.app.context import App
from ostsync.cli._shared import WORDS, Output, confirm, format_option, pass_app
from ostsync.errors import OstsyncError

if TYPE_CHECKING:
    from ostsync.playlists.carry import Outcome
    from ostsync.playlists.push import Prepared


def push_options(function: Any) -> Any:
    """The options that say how to push: for `push` and `sync` alike."""
    for option in (
        click.option("--allow-shrink", is_flag=True, help="Let a large share of the playlist go."),
        click.option("--restore", is_flag=True, help="Bring back what you took out by hand, or a deleted playlist."),
        click.option("--mirror", is_flag=True, help="Make it exactly the source: what you added by hand goes."),
        click.option("--rename", is_flag=True, help="With --name: give the playlist this name."),
        click.option("--playlist", metavar="ID|URL", help="Take over this playlist of yours."),
        click.option("--name", type=WORDS, metavar="NAME", help="Name of a new playlist, or which one is meant."),
        click.option("--yes", "-y", is_flag=True, help="Do not ask."),
    ):
        function = option(function)
    return function


@click.command("push")
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--undo", is_flag=True, help="Take back the last push, keeping what you did by hand since.")
@click.option("--dry-run", is_flag=True, help="Show the plan and end.")
@push_options
@format_option("table", "json")
@pass_app
def command(
    app: App, sources: tuple[str, ...], out: Output, *, dry_run: bool, undo: bool, yes: bool, **options: Any
) -> None:
    """Create the playlist, or bring it up to date with few, safe edits.

    What you changed by hand is kept: tracks you added or moved stay where they are, tracks you took out stay out.
    Without SOURCE, the sources of the last resolve are meant.
    """
    from ostsync.app import push, results

    how = push.Options(**options)
    names = results.names(sources)
    known = None if undo else results.known(app, names)
    if dry_run:
        plans = push.prepare_undo(app, names, how) if known is None else push.prepare(app, known, how)
        if out.format == "json":
            out.as_json(push.document(plans))
        else:
            show_plans(plans, out)
        return
    agree = agreement(out, yes=yes)
    done: list[Outcome] = []
    try:
        if known is None:
            push.undo(app, names, how, agree, done.append)
        else:
            push.push(app, known, how, agree, done.append)
    except OstsyncError:
        if done:  # before a later playlist met a limit
            show_outcomes(done, out)
        raise
    show_outcomes(done, out)


def agreement(out: Output, *, yes: bool) -> Callable[[Sequence[Prepared]], bool]:
    """Shows the plan and asks, unless `--yes` has answered already."""

    def agree(plans: Sequence[Prepared]) -> bool:
        show_plans(plans, out)
        if yes or confirm("Do this?"):
            return True
        out.say("Nothing was changed.")
        return False

    return agree


def show_plans(plans: Sequence[Prepared], out: Output) -> None:
    """The plans; beside the results where those are JSON."""
    from ostsync.report.plan import plan_lines

    for plan in plans:
        text = "\n".join(plan_lines(plan, shown=10_000 if out.verbose else 40))
        if out.format == "table":
            out.write(text)
        else:
            out.say(text)


def show_outcomes(done: Sequence[Outcome], out: Output) -> None:
    """What came of it, as --format wants it."""
    from ostsync.app import push
    from ostsync.report.plan import outcome_line

    if out.format == "json":
        out.as_json(push.document(done))
        return
    for outcome in done:
        out.write(outcome_line(outcome))
        for note in outcome.notes:
            out.warn(note)
