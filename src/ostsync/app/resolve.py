"""Resolving: sources are read and kept, each recommendation gets its verdict, and what stopped the run is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ostsync.app.catalogues import WhenAsked
from ostsync.errors import OstsyncError, RateLimited, SourceUnreadable, Unsettled
from ostsync.model import Kind, Reason, Recommendation, Resolved, Source, Status
from ostsync.report.rows import Summary, plural

if TYPE_CHECKING:
    from ostsync.app.context import App
    from ostsync.decisions import Decisions
    from ostsync.matching.resolver import Options

FEW, MANY = 1, 4
"""Requests that a new track takes: a find as a rule one, a miss about four."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run is about to do, before it does it."""

    total: int
    new: int
    """Tracks that neither the store nor a decision answers."""
    budget_left: int | None
    """Requests left of today's budget; None at a server that has none."""

    @property
    def requests(self) -> tuple[int, int]:
        """About how many requests it takes, from and to."""
        return self.new * FEW, self.new * MANY

    def sentence(self) -> str:
        """The forecast as a person would say it."""
        if not self.new:
            return f"{plural(self.total, 'track')}, all known: nothing has to be asked."
        low, high = self.requests
        left = "" if self.budget_left is None else f"; {self.budget_left} are left of today's budget"
        return f"{plural(self.total, 'track')}, {self.new} new: about {low} to {high} requests{left}."


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

    @property
    def budget_left(self) -> int | None:
        """What the settings still allow today; None at a server on this machine, where nobody counts."""
        from ostsync.spotify.places import is_loopback

        settings = self.app.settings
        if is_loopback(settings.spotify.api_url):
            return None
        return max(0, settings.requests.daily_budget - self.app.ledger.spent())

    def forecast(self) -> Forecast:
        """What is about to happen. May ask who is logged in, once for each login, and nothing else."""
        decisions = self.app.decisions()
        new = {said for _, said in self.items if self._must_ask(said, decisions)}
        return Forecast(len(self.items), len(new), self.budget_left)

    def _must_ask(self, recommendation: Recommendation, decisions: Decisions) -> bool:
        from ostsync.matching import misses

        if self.options.refresh or self.options.rejudge:
            return self.options.refresh
        ruling = decisions.ruling(recommendation)
        if ruling is not None and (ruling.skip or ruling.accept):
            return False
        known = self.app.memory.recall(recommendation)
        if known is not None and recommendation.kind is Kind.ALBUM and self.options.albums:
            return not known.verdict.candidates  # its track list was not read then
        if known is None or known.verdict.status is not Status.MISSED:
            return known is None
        return self.options.retry_misses or misses.is_due(known, self.app.clock.now())

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
        budget = self.budget_left
        limits = [limit for limit in (self.options.max_requests, budget) if limit is not None]
        options = replace(self.options, max_requests=min(limits, default=None))
        catalogue = WhenAsked(lambda: app.spotify(refresh=self.options.refresh))
        resolver = Resolver(catalogue, app.memory, app.decisions(), app.works, app.clock, options)
        results: list[Resolved] = []
        for result in resolver.resolve(self.items):
            results.append(result)
            each(result, self.requests)
        if resolver.expired:
            app.tell(f"{resolver.expired} could not be judged again: their candidates had expired after 30 days.")
        outcome = Outcome(
            sources=self.sources,
            results=tuple(results),
            unreadable=self.unreadable,
            stopped=resolver.stopped or self._spent(results),
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

    def _spent(self, results: Sequence[Resolved]) -> OstsyncError | None:
        """Which limit of our own left something unasked."""
        waiting = sum(r.verdict.status is Status.POSTPONED for r in results)
        if not waiting:
            return None
        now = self.app.clock.now()
        if self.budget_left == 0:
            from ostsync.spotify.failures import when_words

            free = self.app.ledger.frees_at() or now
            return RateLimited(
                f"Today's budget of {self.app.settings.requests.daily_budget} requests is used up; "
                f"{plural(waiting, 'track')} wait. The next request comes free {when_words(free, now)}.",
                "Run the same command again after that, or raise `daily_budget` under [requests] in the settings.",
                not_before=free,
            )
        return RateLimited(
            f"The requests of this run are used up; {plural(waiting, 'track')} wait for the next.",
            "Run the same command again to go on, or raise --max-requests.",
            not_before=now,
        )
