"""What a person sees while tracks are matched: a bar with counts, cost and time, on standard error."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ostsync.cli._shared import Output
from ostsync.model import Resolved, Status
from ostsync.report.rows import plural, track_line, why
from ostsync.report.tables import MARKS
from ostsync.text import shorten

Step = Callable[[Resolved, int], None]


@contextmanager
def matching(out: Output, total: int) -> Iterator[Step]:
    """Gives what is to be called with every result and the requests so far.

    On a terminal that is a bar which vanishes in the end; --verbose adds a line for each track, in a pipe too.
    """
    if out.quiet or not total:
        yield lambda result, requests: None
        return
    if not sys.stderr.isatty():
        yield lambda result, requests: out.detail(line(result)) if out.verbose else None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    counts: Counter[Status] = Counter()
    columns = (
        TextColumn("Matching"), BarColumn(bar_width=24), MofNCompleteColumn(), TextColumn("{task.description}"),
        TimeElapsedColumn(), TextColumn("{task.fields[now]}", style="dim", markup=False),
    )  # fmt: skip
    with Progress(*columns, console=out.console(err=True), transient=True) as progress:
        task = progress.add_task("", total=total, now="")

        def step(result: Resolved, requests: int) -> None:
            counts[result.verdict.status] += 1
            matched = counts[Status.MATCHED]
            words = f"{matched} matched · {counts.total() - matched} open · {plural(requests, 'request')}"
            progress.update(task, advance=1, description=words, now=shorten(result.recommendation.title, 28))
            if out.verbose:
                out.detail(line(result))

        yield step


def line(result: Resolved) -> str:
    """One result in one line: what was asked for, and what it became."""
    said = result.recommendation
    words = f"{said.title} ({said.work})" if said.work else said.title
    sign, _ = MARKS[result.verdict.status]
    if result.verdict.match is not None:
        return f"{sign} {words} → {track_line(result.verdict.match) or result.verdict.match.uri}"
    return f"{sign} {words}: {why(result)}"
