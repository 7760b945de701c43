"""Syncing: which sources a push after a resolve is for, so that one bad night makes no other playlist of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ostsync.app import results
from ostsync.app.resolve import Outcome
from ostsync.errors import SourceUnreadable, UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ostsync.app.context import App
    from ostsync.app.extract import How


def check(outcome: Outcome, *, strict: bool) -> None:
    """Raises what keeps a resolve from being pushed: it was not finished, or with `strict` something is not settled."""
    error = outcome.error(strict=strict)
    if error is not None and (strict or outcome.stopped is not None):
        raise error


def to_push(app: App, places: Sequence[str], how: How, outcome: Outcome) -> results.Known:
    """What is known of every source that was named; one that cannot be read today counts as it was last read.

    Raises SourceUnreadable for one that never could: without it, the playlist of all would be another one.
    """
    from ostsync.reading.fetch import canonical

    names = [how.name or canonical(place) for place in places]
    try:
        return results.known(app, names)
    except UsageError as problem:
        first: SourceUnreadable | None = next(iter(outcome.unreadable), None)
        raise first or problem from problem
