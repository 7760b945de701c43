"""`ostsync decide`: settles one track by hand."""

from __future__ import annotations

import click

from ostsync.app.context import App
from ostsync.cli._shared import WORDS, Output, pass_app
from ostsync.errors import UsageError


@click.command("decide")
@click.argument("track", type=WORDS)
@click.option(
    "--accept", multiple=True, metavar="URI|URL", help="This track is right; several: any of these, best first."
)
@click.option("--never", multiple=True, metavar="URI|URL", help="This track is wrong, whatever comes.")
@click.option("--skip", is_flag=True, help="Leave it out, and do not ask again.")
@click.option("--search", type=WORDS, metavar="WORDS", help="Search under other words the next time.")
@click.option("--forget", is_flag=True, help="Take back what was decided about it.")
@pass_app
def command(
    app: App,
    *,
    track: str,
    accept: tuple[str, ...],
    never: tuple[str, ...],
    skip: bool,
    search: str | None,
    forget: bool,
) -> None:
    """Settle one track by hand.

    TRACK is its number in the last resolve, or its title as written. The decision is kept under the words of the
    source, and holds in later runs, after edits, and for other sources that name the same track.
    """
    from ostsync.app import decide, results
    from ostsync.app.pick import pick
    from ostsync.decisions import Action
    from ostsync.report.rows import plural, track_line, why

    out = Output.here()
    asked = [name for name, value in {
        "--accept": accept, "--never": never, "--skip": skip, "--search": search is not None, "--forget": forget,
    }.items() if value]  # fmt: skip
    if len(asked) != 1:
        said = f"{' and '.join(asked)} do not go together" if asked else "Nothing was decided"
        raise UsageError(f"{said}.", "Say one of --accept, --never, --skip, --search and --forget.")
    result = pick(results.known(app).results, track)
    if forget:
        count = decide.forget(app, result)
        out.say(f"{result.order}. {result.recommendation.title}: {plural(count, 'decision')} taken back.")
        return
    action = {"--accept": Action.ACCEPT, "--never": Action.NEVER, "--skip": Action.SKIP, "--search": Action.SEARCH}[
        asked[0]
    ]
    settled = decide.decide(app, result, action, links=accept or never, words=search)
    match = settled.verdict.match
    now = track_line(match) or match.uri if match else why(settled)
    later = " `ostsync resolve` searches again." if action is Action.SEARCH else ""
    out.say(f"Kept. {result.order}. {result.recommendation.title}: {now}.{later}")
