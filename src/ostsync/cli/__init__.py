"""Which commands there are; each lives in the file of its own name and is loaded when it is called."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from ostsync import __version__
from ostsync.cli._shared import Edge

COMMANDS = {
    "extract": "Read sources and show the tracks they recommend.",
    "resolve": "Match each recommended track on Spotify.",
    "review": "Show what needs a look, and decide it.",
    "decide": "Settle one track by hand.",
    "decisions": "List, export and import what was decided by hand.",
    "explain": "Say why a track got its verdict, and what it cost.",
    "push": "Create or update the playlist with few, safe edits.",
    "sync": "Resolve, then push.",
    "export": "Write the resolved list as a file.",
    "login": "Connect a Spotify account.",
    "logout": "Forget the account and everything that came from Spotify.",
    "status": "Show the account, the request budget and the last runs.",
    "works": "Show and extend the names that works are known by.",
    "cache": "Show or empty what is kept and can be fetched again.",
    "purge": "Forget everything, after asking.",
    "sandbox": "Run a local server that behaves like Spotify.",
    "demo": "Go the whole way on a bundled article, without an account.",
}
"""Every command with what it does, in the order in which one meets them. `ostsync.cli.<name>` exports `command`."""


class Commands(Edge):
    """The group behind `ostsync`: imports a command's file only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, loaded now, or None where there is no such name."""
        if cmd_name not in COMMANDS:
            return None
        name = f"{__name__}.{cmd_name}"
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as problem:
            if problem.name != name:
                raise
            raise click.ClickException(f"`ostsync {cmd_name}` is not part of this version yet.") from problem
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the words begin with. Raises click's UsageError, with the nearest name, for another one."""
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, n=1)
            hint = f" Did you mean `{near[0]}`?" if near else " `ostsync --help` lists them."
            ctx.fail(f"There is no command `{args[0]}`.{hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `ostsync --help`, from the table alone: no command is loaded for it."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ostsync")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Read settings from this file.")
@click.option("--quiet", "-q", is_flag=True, help="Print results and errors alone.")
@click.option("--verbose", "-v", is_flag=True, help="Print details too, and the traceback of an unexpected error.")
@click.pass_context
def main(ctx: click.Context, config: Path | None, quiet: bool, verbose: bool) -> None:
    """An article that recommends soundtracks goes in, a Spotify playlist comes out.

    New here? `ostsync demo` shows the whole way in seconds, without an account.
    """
    ctx.obj.update(config=config, quiet=quiet, verbose=verbose)
