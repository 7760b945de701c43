"""Resolving: sources are read and kept, each recommendation gets its verdict, and what stopped the run is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from ostsync.app.catalogues import WhenAsked
from ostsync.errors import OstsyncError, RateLimited, SourceUnreadable, Unsettled
from ostsync.model import Reason, Recommendation, Resolved, Source, Status
from ostsync.report.rows import Summary, plural

if TYPE_CHECKING:
    from ostsync.app.context import App
    from ostsync.matching.resolver import Options

FEW, MANY = 1, 3
"""Requests that a new track takes: a find one as a rule, a miss about four; a shared work costs less."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run is about to do, before it does it."""

    total: int
    new: int
    """Tracks that neither the store nor a decision answers."""
    budget_left: int

    @property
    def requests(self) -> tuple[int, int]:
        """About how many requests it takes, from and to."""
        return self.new * FEW, self.new * MANY

    def sentence(self) -> str:
        """The forecast as a person would say it."""
        if not self.new:
            return f"{plural(self.total, 'track')}, all known: nothing has to be asked."
        low, high = self.requests
        left = f"{self.budget_left} are left of today's budget"
        return f"{plural(self.total, 'track')}, {self.new} new: about {low} to {high} requests; {left}."


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run came out."""

    sources: tuple[Source, ...]
    results: tuple[Resolved, ...] = ()
    unreadable: tuple[SourceUnreadable, ...] = ()
    stopped: OstsyncError | None = None
    requests: int = 0
    seconds: float = 0.0

    @property
    def summary(self) -> Summary:
        """The totals."""
        return Summary.of(self.results)

    def sentence(self) -> str:
        """The totals with what they cost, as a person would say them."""
        counted = replace(self.summary, requests=self.requests)
        return f"{counted.sentence()} · {self.seconds:.1f} s"

    def error(self, *, strict: bool) -> OstsyncError | None:
        """What the run has to end with: limits before outages, outages before sources, sources before `--strict`."""
        if self.stopped is not None:
            return self.stopped
        if self.unreadable and (strict or not self.sources):
            return self.unreadable[0]
        open_ones = [r for r in self.results if _open(r)]
        if strict and open_ones:
            words = "track is" if len(open_ones) == 1 else "tracks are"
            return Unsettled(f"{len(open_ones)} {words} not settled.")
        return None


def _open(result: Resolved) -> bool:
    return (
        result.verdict.status in (Status.MISSED, Status.AMBIGUOUS)
        and result.verdict.reason is not Reason.SKIPPED
        and result.duplicate_of is None
    )


@dataclass
class Run:
    """One resolve, from sources to its outcome. Raises SourceUnreadable where no source has a track."""

    app: App
    sources: tuple[Source, ...]
    options: Options
    unreadable: tuple[SourceUnreadable, ...] = ()
    items: list[tuple[str, Recommendation]] = field(init=False)
    _before: int = field(init=False)

    def __post_init__(self) -> None:
        self.items = [(source.name, r) for source in self.sources for r in source.recommendations]
        if not self.items:
            names = ", ".join(source.name for source in self.sources)
            raise SourceUnreadable(
                f"Nothing in {names} reads like a recommended track.",
                "`ostsync extract` shows how a source is read; `--kind` and `--select` change it.",
            )
        self._before = self.app.requests

    @property
    def requests(self) -> int:
        """HTTP requests that have left for this run so far, the question who is logged in included."""
        return self.app.requests - self._before

    def forecast(self) -> Forecast:
        """What is about to happen. Asks nothing."""
        decisions = self.app.decisions()
        new = {
            recommendation
            for _, recommendation in self.items
            if self.options.refresh
            or (decisions.ruling(recommendation) is None and self.app.memory.recall(recommendation) is None)
        }
        left = max(0, self.app.settings.requests.daily_budget - self.app.ledger.spent())
        return Forecast(len(self.items), len(new), left)

    def go(self, each: Callable[[Resolved, int], None] = lambda result, requests: None) -> Outcome:
        """Resolves; `each` hears every result as it comes, with the requests so far. Verdicts are kept one by one.

        Raises what the person has to mend first (ConfigError); an outage or a limit is in the outcome.
        """
        from ostsync.matching.resolver import Resolver
        from ostsync.store import runs, sources

        app = self.app
        began = time.monotonic()
        names = [source.name for source in self.sources]
        run = runs.begin(app.db, app.world, names, now=app.clock.now(), albums=self.options.albums)
        for source in self.sources:
            sources.save(app.db, source, now=app.clock.now())
        catalogue = WhenAsked(lambda: app.spotify(refresh=self.options.refresh))
        resolver = Resolver(catalogue, app.memory, app.decisions(), app.works, app.clock, self.options)
        results: list[Resolved] = []
        for result in resolver.resolve(self.items):
            results.append(result)
            each(result, self.requests)
        outcome = Outcome(
            sources=self.sources,
            results=tuple(results),
            unreadable=self.unreadable,
            stopped=_spent(results, resolver.stopped, app.clock.now()),
            requests=self.requests,
            seconds=time.monotonic() - began,
        )
        runs.end(
            app.db,
            run,
            now=app.clock.now(),
            requests=outcome.requests,
            summary=outcome.summary.as_dict(),
            stopped=next((r.verdict.reason for r in results if r.verdict.status is Status.POSTPONED), None),
        )
        return outcome


def _spent(results: Sequence[Resolved], stopped: OstsyncError | None, now: datetime) -> OstsyncError | None:
    """What ended the asking: an outage or a limit, or the number of requests that the run was allowed."""
    postponed = [r for r in results if r.verdict.status is Status.POSTPONED]
    if stopped is not None or not postponed:
        return stopped
    return RateLimited(
        f"The requests of this run are used up; {plural(len(postponed), 'track')} wait for the next.",
        "Run the same command again to go on, or raise --max-requests.",
        not_before=now,
    )
