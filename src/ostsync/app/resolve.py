"""Resolving: sources are read and kept, each recommendation gets its verdict, and what stopped the run is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from ostsync.app.catalogues import Sparing, WhenAsked
from ostsync.app.turn import turn
from ostsync.errors import OstsyncError, RateLimited, SourceUnreadable, Unsettled
from ostsync.meanwhile import imports
from ostsync.model import Reason, Recommendation, Resolved, Source, Status
from ostsync.report.rows import Summary, plural

if TYPE_CHECKING:
    from ostsync.app.context import App
    from ostsync.matching.agenda import Agenda
    from ostsync.matching.options import Options
    from ostsync.matching.resolver import Resolver
    from ostsync.ports import Catalogue

LONG = timedelta(minutes=10)
"""Requests that come free further apart than this are told apart."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a run is about to do, before it does it."""

    total: int
    new: int
    """Tracks that neither the store nor a decision answers."""
    requests: tuple[int, int] = (0, 0)
    """About how many requests they take, from and to."""
    allowed: int | None = None
    """How many the run may make; None where nothing limits it."""
    budget_left: int | None = None
    """Requests left of today's budget; None at a server that has none."""
    held: str = ""
    """When Spotify may be asked again, in words; empty for now."""

    def sentence(self) -> str:
        """The forecast as a person would say it."""
        tracks = plural(self.total, "track")
        if not self.new:
            return f"{tracks}, all known: nothing has to be asked."
        if self.held:
            return f"{tracks}, {self.new} new: Spotify must not be asked now. It answers again {self.held}."
        low, high = self.requests
        about = plural(high, "request") if low == high else f"{low} to {high} requests"
        text = f"{tracks}, {self.new} new: about {about}"
        if self.budget_left is not None:
            text += f"; {self.budget_left} are left of today's budget"
        if self.allowed is not None and self.allowed < high:
            text += f"; this run may make {self.allowed}, so the likeliest finds come first"
        return text + "."


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

    @cached_property
    def allowed(self) -> int | None:
        """How many requests the run may make: what was asked for, and what is left of today's budget."""
        return min(
            (limit for limit in (self.options.max_requests, self.budget_left) if limit is not None), default=None
        )

    @cached_property
    def _resolver(self) -> Resolver:
        from ostsync.store.blanks import SqlBlanks

        app = self.app
        app.meanwhile.add(imports("ostsync.matching.resolver"))
        app.meanwhile.add(self._rehearsal())
        memory = app.memory  # may ask who is logged in: before what is left of the budget is counted
        from ostsync.matching.resolver import Resolver

        options = replace(self.options, max_requests=self.allowed)
        catalogue: Catalogue = WhenAsked(lambda: app.spotify(refresh=self.options.refresh))
        if not self.options.refresh and not self.options.retry_misses:
            market = app.settings.spotify.market
            catalogue = Sparing(catalogue, SqlBlanks(app.db, world=app.world, market=market, clock=app.clock))
        return Resolver(catalogue, memory, app.decisions(), app.works, app.clock, options, meanwhile=app.meanwhile)

    def _rehearsal(self) -> Iterator[object]:
        """What the matching loads when it is first needed (dictionaries, tables, patterns), by making a track ready."""
        from ostsync.matching import queries
        from ostsync.matching.prepare import wanted
        from ostsync.titles.scripts import readings

        wish = wanted(self.items[0][1], self.app.works, readings)
        yield wish
        yield from queries.forms(wish)
        yield from wish.ready()

    @cached_property
    def _agenda(self) -> Agenda:
        return self._resolver.agenda(self.items)

    def forecast(self) -> Forecast:
        """What is about to happen. May ask who is logged in, once for each login, and nothing else."""
        from ostsync.spotify.failures import when_words

        needs = tuple(self._agenda.needs.values())
        from ostsync.matching import spending  # loaded by now, while the first answer was awaited

        until = self.app.ledger.not_before()
        return Forecast(
            total=len(self.items),
            new=len(needs),
            requests=spending.estimate(needs),
            allowed=self.allowed,
            budget_left=self.budget_left,
            held=when_words(until, self.app.clock.now()) if until is not None else "",
        )

    def go(self, each: Callable[[Resolved, int], None] = lambda result, requests: None) -> Outcome:
        """Resolves; `each` hears every result as it comes, with the requests so far. Verdicts are kept one by one.

        Raises what the person has to mend first (ConfigError), and Unavailable where another ostsync is at work; an
        outage or a limit is in the outcome.
        """
        with turn(self.app, "resolve") as waited:
            if waited:  # the other one may have answered what this one was about to ask
                for known in ("allowed", "_resolver", "_agenda"):
                    self.__dict__.pop(known, None)
            return self._go(each)

    def _go(self, each: Callable[[Resolved, int], None]) -> Outcome:
        from ostsync.store import runs, sources

        app = self.app
        began = time.monotonic()
        names = [source.name for source in self.sources]
        run = runs.begin(app.db, app.world, names, now=app.clock.now(), albums=self.options.albums)
        for source in self.sources:
            sources.save(app.db, source, now=app.clock.now())
        resolver = self._resolver
        results = resolver.resolve(self.items, lambda result: each(result, self.requests), agenda=self._agenda)
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
        if not waiting or self.options.rejudge:
            return None
        now = self.app.clock.now()
        if self.budget_left == 0:
            from ostsync.spotify.failures import when_words

            ledger = self.app.ledger
            first, enough = ledger.frees_at() or now, ledger.frees_at(waiting) or now
            words = f"The next request comes free {when_words(first, now)}"
            words += f", {waiting} {when_words(enough, now)}." if enough - first > LONG else "."
            return RateLimited(
                f"Today's budget of {self.app.settings.requests.daily_budget} requests is used up; "
                f"{plural(waiting, 'track')} wait. {words}",
                "Run the same command again after that, or raise `daily_budget` under [requests] in the settings.",
                not_before=first,
            )
        return RateLimited(
            f"The requests of this run are used up; {plural(waiting, 'track')} wait for the next.",
            "Run the same command again to go on, or raise --max-requests.",
            not_before=now,
        )
