"""`ostsync sync`: resolves sources and brings their playlist up to date, in one go; made for cron."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from ostsync.cli import push as pushing
from ostsync.cli import resolve as resolving
from ostsync.cli._shared import Output, format_option, pass_app
from ostsync.cli._sources import Asked, source_options

if TYPE_CHECKING:
    from ostsync.app.context import App
    from ostsync.playlists.carry import Outcome as Pushed

PUSH = ("name", "playlist", "rename", "mirror", "restore", "allow_shrink")


@click.command("sync")
@source_options
@resolving.matching_options
@pushing.push_options
@format_option("table", "json")
@pass_app
def command(app: App, *, asked: Asked, out: Output, strict: bool, yes: bool, **options: Any) -> None:
    """Resolve, then push.

    Made for cron: with `--yes` it asks nothing, a source that cannot be read today counts as it was last read, and a
    run that the quota or an outage ends pushes nothing and goes on the next time.
    """
    from ostsync.app import push, sync
    from ostsync.report.document import resolve_document

    how = push.Options(**{name: options.pop(name) for name in PUSH})
    outcome = resolving.run(app, asked, out, **options)
    if out.format == "table":
        resolving.show(outcome, out)
    done: list[Pushed] = []
    try:
        sync.check(outcome, strict=strict)
        known = sync.to_push(app, asked.places, asked.how, outcome)
        push.push(app, known, how, pushing.agreement(out, yes=yes), done.append)
    finally:  # what was done is told, whatever came after it
        if out.format == "json":
            out.as_json(resolve_document(outcome.results, requests=outcome.requests) | push.document(done))
        else:
            pushing.show_outcomes(done, out)
