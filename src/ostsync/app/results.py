"""What is known about sources without asking anything: their words, with decisions and verdicts as they stand now.

Nothing here is a snapshot of an earlier run: results are made anew from the words as read, what was decided by
hand and what is remembered. So a decision counts at once, for `review`, `push` and `export` alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from ostsync.app.catalogues import WhenAsked, refuse
from ostsync.errors import UsageError
from ostsync.model import Reason, Recommendation, Resolved, Source, Status, Verdict
from ostsync.ports import Memory, Remembered
from ostsync.text import whole

if TYPE_CHECKING:
    from ostsync.app.context import App


@dataclass(frozen=True, slots=True)
class Known:
    """Sources as they were last read, and their results in order over all of them."""

    sources: tuple[Source, ...]
    results: tuple[Resolved, ...]

    @property
    def title(self) -> str | None:
        """The theme in the words of the first source that has one."""
        return next((source.title for source in self.sources if source.title), None)


class ReadOnly:
    """A memory that is only read, and in which no miss is due before `later`. Fulfils `ports.Memory`."""

    def __init__(self, memory: Memory, later: datetime) -> None:
        self._memory = memory
        self._later = later

    def recall(self, recommendation: Recommendation) -> Remembered | None:
        """What was last decided, whenever it should be tried again."""
        found = self._memory.recall(recommendation)
        return replace(found, next_try=self._later) if found and found.next_try else found

    def remember(
        self, recommendation: Recommendation, verdict: Verdict, *, tries: int, next_try: datetime | None
    ) -> None:
        """Not kept."""


def names(given: Sequence[str]) -> tuple[str, ...]:
    """The names under which sources are known: canonical for a path, as it is for an address or what --as said."""
    from ostsync.reading.fetch import canonical, is_address

    return tuple(canonical(name) if is_address(name) or _is_there(name) else whole(name) for name in given)


def _is_there(name: str) -> bool:
    try:
        return Path(name).expanduser().exists()
    except (OSError, RuntimeError, ValueError):  # too long for a name, nobody of that name
        return False


def last_sources(app: App) -> tuple[str, ...]:
    """The names that the last resolve was given. Raises UsageError where there was none."""
    from ostsync.store import runs

    run = runs.last(app.db, app.world)
    if run is None:
        raise UsageError("Nothing has been resolved yet.", "Run `ostsync resolve SOURCE` first.")
    return run.sources


def known(app: App, names: Sequence[str] = ()) -> Known:
    """What is known about the sources of these canonical names, or about those of the last resolve. No request.

    Raises UsageError for a source that was never resolved.
    """
    from ostsync.reading.fetch import canonical
    from ostsync.store import runs, sources

    last = runs.last(app.db, app.world)
    found: list[Source] = []
    for name in names or last_sources(app):
        source = sources.load(app.db, name) or sources.load(app.db, canonical(name))
        if source is None:
            raise UsageError(f"{name} has not been resolved yet.", f"Run `ostsync resolve {name}` first.")
        found.append(source)
    items = [(source.name, r) for source in found for r in source.recommendations]
    results = resolve_stored(app, items, albums=last is not None and last.albums)
    return Known(tuple(found), tuple(_postponed_for(last.stopped if last else None, result) for result in results))


def settle(app: App, result: Resolved) -> Resolved:
    """A result with every decision applied as it stands now. No request."""
    [again] = resolve_stored(app, [(result.source, result.recommendation)])
    return replace(again, order=result.order, duplicate_of=result.duplicate_of)


def resolve_stored(app: App, items: Sequence[tuple[str, Recommendation]], *, albums: bool = False) -> list[Resolved]:
    """Results from the store and the decisions alone; what they do not answer is postponed."""
    from ostsync.matching import misses
    from ostsync.matching.resolver import Options, Resolver

    options = Options(albums=albums)
    memory = ReadOnly(app.memory, app.clock.now() + misses.FIRST)
    resolver = Resolver(WhenAsked(refuse), memory, app.decisions(), app.works, app.clock, options)
    return resolver.resolve(items)


def _postponed_for(stopped: Reason | None, result: Resolved) -> Resolved:
    if stopped is None or result.verdict.status is not Status.POSTPONED:
        return result
    return replace(result, verdict=replace(result.verdict, reason=stopped))
