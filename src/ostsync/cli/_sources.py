"""How sources are named on the command line, and how one that reads badly is told of: for every command that reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from ostsync.cli._shared import WORDS, Output
from ostsync.reading import KINDS

if TYPE_CHECKING:
    from ostsync.app.extract import Extracted, How


@dataclass(frozen=True, slots=True)
class Asked:
    """The sources that were named, and how they are to be read."""

    places: tuple[str, ...]
    how: How


def source_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds SOURCE and the options that say how to read it, and hands the command an `Asked` as `asked`."""

    @click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
    @click.option("--kind", type=click.Choice(KINDS), help="What the source is, where its name does not say it.")
    @click.option("--encoding", metavar="NAME", help="How the text is encoded, where it is found out wrongly.")
    @click.option("--select", metavar="CSS", help="The part of a web page to read.")
    @click.option("--as", "known_as", type=WORDS, metavar="NAME", help="Know the source by this name (needed for -).")
    @click.option("--allow-private", is_flag=True, help="Fetch pages from your own machine or network too.")
    @wraps(function)
    def command(
        *args: Any,
        sources: tuple[str, ...],
        kind: str | None,
        encoding: str | None,
        select: str | None,
        known_as: str | None,
        allow_private: bool,
        **kwargs: Any,
    ) -> Any:
        from ostsync.app.extract import How

        how = How(kind, encoding, select, known_as, allow_private)
        return function(*args, asked=Asked(sources, how), **kwargs)

    return command


def warn_of(extracted: Extracted, out: Output) -> None:
    """Says what could not be read, whole sources and parts of them."""
    for error in extracted.unreadable:
        out.warn(f"{error.message} {error.advice}")
    for source in extracted.sources:
        for problem in source.problems:
            place = f"{source.name}:{problem.line}" if problem.line else source.name
            out.warn(f"{place}: {problem.message}")
