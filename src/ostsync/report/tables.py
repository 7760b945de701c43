"""The terminal's view of results: what needs a look, and, where asked for, everything."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ostsync.model import Resolved, Status
from ostsync.report.rows import SHOWN_CANDIDATES, against, offered, track_line, why
from ostsync.text import plain, shorten

if TYPE_CHECKING:
    from rich.console import RenderableType

LONGEST = 200
"""Columns after which any text is cut, however wide the terminal is."""

MARKS = {
    Status.MATCHED: ("✓", "green"),
    Status.AMBIGUOUS: ("?", "yellow"),
    Status.MISSED: ("✗", "red"),
    Status.POSTPONED: ("…", "cyan"),
}
"""Each status as a sign and a colour; the sign alone must do, for NO_COLOR and for colour-blind eyes."""


def results_table(results: Sequence[Resolved], *, candidates: int = SHOWN_CANDIDATES) -> RenderableType:
    """One row a result: its number, its status, what was written, what was found or why not, with candidates."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=True, header_style="dim")
    table.add_column("#", justify="right", style="dim", no_wrap=True)
    table.add_column("", no_wrap=True)
    table.add_column("written", ratio=4, overflow="fold")
    table.add_column("on Spotify", ratio=6, overflow="fold")
    table.add_column("sure", justify="right", no_wrap=True)
    for result in results:
        mark, colour = MARKS[result.verdict.status]
        sure = f"{result.verdict.confidence:.0%}" if result.verdict.match else ""
        table.add_row(str(result.order), Text(mark, style=colour), _written(result), _found(result, candidates), sure)
    return table


def _written(result: Resolved) -> RenderableType:
    from rich.text import Text

    words = result.recommendation
    text = Text(shorten(words.title, LONGEST))
    for extra in (words.work, words.artist):
        if extra:
            text.append(f" · {shorten(extra, LONGEST)}", style="dim")
    return text


def _found(result: Resolved, candidates: int) -> RenderableType:
    from rich.text import Text

    verdict = result.verdict
    if result.duplicate_of:
        return Text(f"the same as number {result.duplicate_of}", style="dim")
    if verdict.match:
        by_you = " (you chose)" if verdict.decided_by == "you" else ""
        return Text(shorten(track_line(verdict.match), LONGEST) + by_you)
    text = Text(why(result))
    for number, candidate in enumerate(offered(result)[:candidates], 1):
        hint = f" — {against(candidate)}" if against(candidate) else ""
        line = f"\n{number}. {candidate.confidence:.0%} {shorten(track_line(candidate.track), LONGEST)}{plain(hint)}"
        text.append(line, style="dim")
    return text
