"""Writes docs/commands.md from the commands themselves. Run it after changing an option; a test compares."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

import click

from ostsync.cli import COMMANDS, main

TARGET = Path(__file__).resolve().parent.parent / "docs" / "commands.md"
GENERAL = ("config", "quiet", "verbose", "help", "version")

HEAD = """\
# Every command

Written by `scripts/write_commands.py` from the commands themselves.

`--config FILE`, `--quiet` and `--verbose` go with every command, `-h` explains it. What `--format json` and
`--format csv` print goes to standard output alone, in UTF-8; everything else goes to standard error. Nothing asks a
question when standard input is no terminal: it says which option answers it.

A **SOURCE** is a file, an address (http or https), or `-` for standard input, which needs `--as NAME`. Without SOURCE,
`review`, `push` and `export` take what the last `resolve` named. A **TRACK** is its number in the last resolve, or its
title as written.

| exit code | means |
|---|---|
| 0 | done, also when some tracks stayed unmatched or you answered no |
| 1 | something unexpected |
| 2 | the command was called wrongly |
| 3 | a setting or the login is missing or wrong |
| 4 | Spotify or the network is unavailable; progress is kept |
| 5 | a rate limit or quota is reached; progress is kept, and it says when to go on |
| 6 | no source could be read |
| 7 | with `--strict`: something stayed missed or ambiguous |
| 130 | interrupted; progress is kept |

"""


def reference() -> str:
    """The whole page."""
    context = click.Context(main, info_name="ostsync")
    parts = [HEAD]
    for name, summary in COMMANDS.items():
        command = main.get_command(context, name)
        assert command is not None
        parts.append("\n".join(_section(command, f"ostsync {name}", summary, context, level=2)))
    return "\n".join(parts)


def _section(command: click.Command, path: str, summary: str, parent: click.Context, level: int) -> Iterator[str]:
    context = click.Context(command, info_name=path.rpartition(" ")[2], parent=parent)
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"{'#' * level} {path}\n"
    yield f"{summary}\n"
    yield f"    {path} {usage}\n"
    text = inspect.cleandoc(command.help or "").partition("\n")[2].strip()
    if text:
        yield f"{text}\n"
    rows = [_row(p) for p in command.params if isinstance(p, click.Option) and p.name not in GENERAL and not p.hidden]
    if rows:
        yield "| option | does |\n|---|---|\n" + "\n".join(rows) + "\n"
    if isinstance(command, click.Group):
        for name, child in sorted(command.commands.items()):
            summary = child.get_short_help_str(limit=200)
            yield from _section(child, f"{path} {name}", summary, context, level + 1)


def _row(option: click.Option) -> str:
    names = ", ".join(option.opts + option.secondary_opts)
    value = "" if option.is_flag or option.count else f" {option.make_metavar(click.Context(main))}"
    text = f"`{names}{value}`".replace("|", "\\|")
    return f"| {text} | {(option.help or '').replace('|', chr(92) + '|')} |"


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
