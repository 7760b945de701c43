"""`ostsync purge`: forgets everything on this machine but the config file, after asking."""

from __future__ import annotations

import click

from ostsync.cli._shared import Output, Session, confirm, general_options
from ostsync.report.rows import plural


@click.command("purge")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@general_options
def command(yes: bool) -> None:
    """Forget everything: decisions, sources, verdicts, what was pushed, logins and kept answers.

    Playlists on Spotify stay as they are, and so does the config file. `ostsync decisions export` first keeps what
    you decided by hand.
    """
    from ostsync.app import cache
    from ostsync.settings import load

    out = Output.here()
    session = click.get_current_context().find_object(Session)
    paths = load(session.config if session else None).paths
    found = sorted(set(cache.belongings(paths)))
    if not found:
        out.say("Nothing is kept.")
        return
    for path in found:
        out.say(f"  {path}")
    if not yes and not confirm("Forget all of this, decisions made by hand included?"):
        out.say("Nothing was forgotten.")
        return
    out.say(f"Forgotten: {plural(len(cache.purge(paths)), 'file')}.")
