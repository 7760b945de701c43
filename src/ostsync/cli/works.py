"""`ostsync works`: shows the names that a work is known by, and adds files of names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ostsync.app.context import App
from ostsync.cli._shared import WORDS, Output, format_option, pass_app
from ostsync.model import Medium
from ostsync.report.rows import plural
from ostsync.text import json_text

if TYPE_CHECKING:
    from ostsync.app.works import Shown
    from ostsync.titles.works import Theme

_MOST = 12
"""Parts of a series and songs that the table shows; JSON and TOML show all."""


@click.group("works")
def command() -> None:
    """Show and extend the names that works are known by.

    A work is an anime, a game, a film or a drama. Its names decide which albums are searched and which tracks
    are believed: "FF7", "Final Fantasy VII" and "ファイナルファンタジーVII" are one.
    """


@command.command("show")
@click.argument("name", type=WORDS)
@click.option("--medium", type=click.Choice([str(m) for m in Medium]), help="Which of several works of that name.")
@format_option("table", "json", "toml")
@pass_app
def show(app: App, name: str, medium: str | None, out: Output) -> None:
    """Show what the work called NAME is known by, with its series and its theme songs.

    `--format toml` prints it in the shape of a names file of your own, to be changed and imported.
    """
    from ostsync.app import works

    shown = works.show(app, name, Medium(medium) if medium else None)
    if shown is None:
        out.say(f"No work is known by the name {name}.")
        out.say("Add it in a TOML file of your own: `ostsync works import --help` shows how.")
    if out.format == "json":
        out.as_json(_as_json(shown) if shown else None)
    elif shown is not None and out.format == "toml":
        out.write(_as_toml(shown))
    elif shown is not None:
        out.show(_as_text(shown))


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@pass_app
def bring_in(app: App, file: Path) -> None:
    """Add the names in FILE to those that come with ostsync.

    FILE is the AniDB titles dump (anime-titles.xml or .dat, gzipped or not), the anime-offline-database (JSON or
    JSON lines), or a TOML file of your own:

    \b
      [[work]]
      names = ["Final Fantasy VII", "FF7"]
      native = ["ファイナルファンタジーVII"]
      medium = "game"
      artists = ["Nobuo Uematsu"]
      series = "Final Fantasy"

    Your own file wins over what we ship; what is imported from a dump comes after it.
    """
    from ostsync.app import works

    done = works.bring_in(app, file)
    out = Output.here()
    out.say(
        f"{'Replaced' if done.replaced else 'Added'}: {plural(done.works, 'work')} ({done.kind}), kept in {done.file}."
    )
    if done.left_out:
        out.warn(f"{plural(done.left_out, 'entry', 'entries')} made no sense and were left out.")


def _as_json(shown: Shown) -> dict[str, Any]:
    work = shown.work
    return {
        "name": work.name,
        "medium": str(work.medium),
        "names": list(work.names),
        "native": list(work.native),
        "artists": list(work.artists),
        "series": [{"name": part.name, "medium": str(part.medium)} for part in shown.series],
        "themes": [
            {"titles": list(t.titles), "artists": list(t.artists), "role": t.role, "number": t.number}
            for t in shown.themes
        ],
    }


def _as_text(shown: Shown) -> str:
    work = shown.work
    lines = [f"{work.name} ({work.medium})"]
    lines.append(f"  also     {', '.join(name for name in work.names if name not in (work.name, *work.native)) or '-'}")
    lines.append(f"  native   {', '.join(work.native) or '-'}")
    lines.append(f"  artists  {', '.join(work.artists) or '-'}")
    lines.extend(_some("series", [f"{part.name} ({part.medium})" for part in shown.series]))
    lines.extend(_some("themes", [_song(theme) for theme in shown.themes]))
    return "\n".join(lines)


def _song(theme: Theme) -> str:
    role = theme.role if theme.number is None else f"{theme.role} {theme.number}"
    return f"{role}: {' / '.join(theme.titles)} ({', '.join(theme.artists)})"


def _some(head: str, entries: list[str]) -> list[str]:
    shown = [f"  {head if place == 0 else '':8} {entry}" for place, entry in enumerate(entries[:_MOST])]
    return [*shown, f"           and {len(entries) - _MOST} more"] if len(entries) > _MOST else shown


def _as_toml(shown: Shown) -> str:
    def words(values: tuple[str, ...]) -> str:
        return f"[{', '.join(json_text(value) for value in values)}]"

    work = shown.work
    lines = ["[[work]]", f"names = {words(tuple(name for name in work.names if name not in work.native))}"]
    lines += [f"native = {words(work.native)}", f'medium = "{work.medium}"', f"artists = {words(work.artists)}"]
    for song in shown.themes:
        lines += ["", "[[work.songs]]", f"titles = {words(song.titles)}", f"artists = {words(song.artists)}"]
        lines += [f'role = "{song.role}"', *([f"number = {song.number}"] if song.number is not None else [])]
    return "\n".join(lines)
