"""What becomes of each recommendation: decisions by hand first, then earlier verdicts, then the catalogue.

    resolver = Resolver(catalogue, memory, decisions, works, clock, Options(max_requests=200))
    for resolved in resolver.resolve([(source.name, r) for r in source.recommendations]):
        ...
    if resolver.stopped: raise resolver.stopped

Requests go out one at a time. When the catalogue cannot be asked, the item and all later ones that would need a
request are postponed; what the store or a decision can answer goes on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ostsync.decisions import Decisions, Ruling
from ostsync.errors import OstsyncError, RateLimited, Unavailable
from ostsync.matching import misses
from ostsync.matching.albums import expand
from ostsync.matching.naming import Sought
from ostsync.matching.prepare import Wanted, wanted
from ostsync.matching.roles import role
from ostsync.matching.search import OutOfBudget, Search
from ostsync.matching.shelf import label
from ostsync.matching.verdict import VERSION
from ostsync.matching.weights import Weights, shipped
from ostsync.model import DecidedBy, Kind, Medium, Reason, Recommendation, Resolved, Status, Track, Verdict
from ostsync.ports import Catalogue, Clock, Memory, Remembered
from ostsync.titles.fold import fold
from ostsync.titles.scripts import Readings, readings
from ostsync.titles.works import Works

Item = tuple[str, Recommendation]


@dataclass(frozen=True, slots=True)
class Options:
    """How a run treats what is known, and how much it may ask."""

    refresh: bool = False
    """Ask again for everything."""
    retry_misses: bool = False
    """Ask again for misses before their time."""
    rejudge: bool = False
    """Judge stored candidates anew, without a single request."""
    max_requests: int | None = None
    """Requests of this run at most; what would need more is postponed."""
    albums: bool = False
    """Put the tracks of a recommended album in its place."""


class Resolver:
    """Resolves the recommendations of one run."""

    def __init__(  # noqa: PLR0917 - one for each neighbour
        self,
        catalogue: Catalogue,
        memory: Memory,
        decisions: Decisions,
        works: Works,
        clock: Clock,
        options: Options | None = None,
        weights: Weights | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._memory = memory
        self._decisions = decisions
        self._works = works
        self._clock = clock
        self._options = options or Options()
        self._readings: dict[str, Readings] = {}
        self._sought: dict[tuple[str, Medium | None], Sought] = {}
        self._before = catalogue.requests
        self._search = Search(catalogue, self._read, weights or shipped(), may_ask=self._may_ask)
        self.stopped: OstsyncError | None = None
        """Why the catalogue could not be asked further, or None."""
        self.expired = 0
        """With `rejudge`: how many verdicts had no candidates left to judge."""

    def resolve(self, items: Sequence[Item]) -> Iterator[Resolved]:
        """One result for every recommendation, in order; with `albums`, one for every track of an album found."""
        wishes = [self._wanted(recommendation) for _, recommendation in items]
        firsts: dict[tuple[str, ...], int] = {}
        groups: dict[str, list[int]] = {}
        for place, wish in enumerate(wishes):
            if firsts.setdefault(_key(wish), place) == place:
                groups.setdefault(_work(wish) or f"#{place}", []).append(place)
        ready: dict[int, Verdict] = {}
        orders: dict[int, int] = {}
        order = 0
        for place, ((source, recommendation), wish) in enumerate(zip(items, wishes, strict=True)):
            order += 1
            orders[place] = order
            first = firsts[_key(wish)]
            if first != place:
                verdict = replace(ready[first], requests=0)
                yield Resolved(order, source, recommendation, verdict, orders[first])
                continue
            if place not in ready:
                together = groups[_work(wish) or f"#{place}"]
                ready.update(self._group([(items[p][1], wishes[p]) for p in together], together))
            resolved = Resolved(order, source, recommendation, ready[place])
            if self._options.albums and recommendation.kind is Kind.ALBUM and ready[place].candidates:
                for track in expand(resolved):
                    yield replace(track, order=order)
                    order += 1
                order -= 1
                continue
            yield resolved

    def _group(self, group: Sequence[tuple[Recommendation, Wanted]], places: Sequence[int]) -> dict[int, Verdict]:
        """The verdicts on all recommendations of one work, so that what one of them brings serves the others.

        Those that came early are looked at once more in the end, without a request.
        """
        left = sum(1 for recommendation, _ in group if self._must_ask(recommendation))
        found: dict[int, Verdict] = {}
        for place, (recommendation, wish) in zip(places, group, strict=True):
            asks = self._must_ask(recommendation)
            found[place] = self._one(recommendation, wish, max(1, left))
            left -= asks
        if len(group) > 1:
            for place, (recommendation, wish) in zip(places, group, strict=True):
                if (better := self._once_more(recommendation, wish, found[place])) is not None:
                    found[place] = better
        return found

    def _once_more(self, recommendation: Recommendation, wish: Wanted, verdict: Verdict) -> Verdict | None:
        """A better verdict from what the run has seen of the work since, or None."""
        fresh = not verdict.from_store and verdict.decided_by is DecidedBy.AUTO and recommendation.kind is Kind.TRACK
        if not fresh or verdict.status not in (Status.MISSED, Status.AMBIGUOUS):
            return None
        ruling = self._ruling(recommendation)
        again = self._search.again(wish, ruling.never if ruling is not None else frozenset())
        better = again.status is Status.MATCHED or (
            again.status is Status.AMBIGUOUS and verdict.status is Status.MISSED
        )
        if not better:
            return None
        again = replace(again, asked=verdict.asked, requests=verdict.requests)
        self._memory.remember(recommendation, again, tries=0, next_try=None)
        return again

    # ------------------------------------------------------------------------ one recommendation

    def _one(self, recommendation: Recommendation, wish: Wanted, company: int) -> Verdict:
        ruling = self._ruling(recommendation)
        if ruling is not None and ruling.skip:
            return Verdict(Status.MISSED, Reason.SKIPPED, decided_by=DecidedBy.YOU, matcher=VERSION)
        remembered = self._memory.recall(recommendation)
        if ruling is not None and ruling.accept:
            return self._accepted(recommendation, ruling, remembered)
        never = ruling.never if ruling is not None else frozenset()
        search = ruling.search if ruling is not None else None
        known = self._known(recommendation, wish, remembered, never, search)
        if known is not None:
            return known
        if self.stopped is not None:
            return _postponed(self.stopped)
        if self._options.rejudge:
            return Verdict(Status.POSTPONED, Reason.OFFLINE, matcher=VERSION)  # nothing is known, and nothing is asked
        if not self._may_ask():
            return Verdict(Status.POSTPONED, Reason.QUOTA, matcher=VERSION)
        before = self._catalogue.requests
        try:
            verdict = self._ask(recommendation, wish, company, never, search)
        except OutOfBudget:
            verdict = Verdict(Status.POSTPONED, Reason.QUOTA, matcher=VERSION)
        except (Unavailable, RateLimited) as problem:
            self.stopped = problem
            verdict = _postponed(problem)
        if verdict.status is Status.POSTPONED:
            return replace(verdict, requests=self._catalogue.requests - before)
        self._remember(recommendation, verdict, remembered)
        return verdict

    def _ask(
        self, recommendation: Recommendation, wish: Wanted, company: int, never: frozenset[str], search: str | None
    ) -> Verdict:
        if recommendation.kind is Kind.ALBUM:
            return self._search.album(wish, expanded=self._options.albums)
        if recommendation.kind is Kind.ROLE:
            return role(wish, self._works, self._search, never)
        if search:
            wish = wanted(recommendation, self._works, self._read, words_too=search)
        return self._search.look(wish, company=company, never=never, search=search)

    def _known(
        self,
        recommendation: Recommendation,
        wish: Wanted,
        remembered: Remembered | None,
        never: frozenset[str],
        search: str | None,
    ) -> Verdict | None:
        """What an earlier run decided, where it still holds; judged anew where a track was rejected since."""
        options = self._options
        if remembered is None:
            return None
        verdict = remembered.verdict
        if options.albums and recommendation.kind is Kind.ALBUM and not verdict.candidates:
            return None
        if options.rejudge:
            return self._judged_again(recommendation, wish, remembered, never)
        if verdict.decided_by is DecidedBy.YOU or options.refresh or (search and not _asked(verdict, search)):
            return None
        if verdict.status is Status.MISSED:
            due = options.retry_misses or misses.is_due(remembered, self._clock.now())
            return None if due else replace(verdict, requests=0, from_store=True)
        shown = [verdict.match] if verdict.match else [c.track for c in verdict.candidates]
        if any(track.uri in never for track in shown):
            return self._judged_again(recommendation, wish, remembered, never)
        return replace(verdict, requests=0, from_store=True)

    def _judged_again(
        self, recommendation: Recommendation, wish: Wanted, remembered: Remembered, never: frozenset[str]
    ) -> Verdict:
        old = remembered.verdict
        tracks = [candidate.track for candidate in old.candidates]
        if recommendation.kind is not Kind.TRACK or old.decided_by is DecidedBy.YOU:
            return replace(old, requests=0, from_store=True)
        if not tracks:
            self.expired += old.status is not Status.MISSED or old.reason is not Reason.NO_RESULTS
            return replace(old, requests=0, from_store=True)
        listed = {a.query for a in old.asked if a.form == "album_tracks"}
        verdict = self._search.rejudge(wish, tracks, never, listed)
        verdict = replace(verdict, asked=old.asked, from_store=True)
        if verdict != old:
            self._remember(recommendation, verdict, remembered)
        return verdict

    def _accepted(self, recommendation: Recommendation, ruling: Ruling, remembered: Remembered | None) -> Verdict:
        """What the person chose: the first of their tracks that exists, looked up once."""
        if remembered is not None and not self._options.refresh:
            old = remembered.verdict
            known = [*([old.match] if old.match else []), *(c.track for c in old.candidates)]
            for uri in ruling.accept:
                track = next((t for t in known if t.uri == uri and t.name), None)
                if track is not None:
                    return _chosen(track, from_store=True)
        before = self._catalogue.requests
        for uri in ruling.accept:
            identity = uri.rpartition(":")[2]
            if self.stopped is not None or self._options.rejudge or not self._may_ask():
                return _chosen(Track(identity, name=recommendation.title))
            try:
                track = self._catalogue.track(identity)
            except (Unavailable, RateLimited) as problem:
                self.stopped = problem
                return _chosen(Track(identity, name=recommendation.title))
            if track is not None:
                verdict = _chosen(track, requests=self._catalogue.requests - before)
                self._remember(recommendation, verdict, remembered)
                return verdict
        return Verdict(
            Status.MISSED,
            Reason.UNAVAILABLE,
            decided_by=DecidedBy.YOU,
            matcher=VERSION,
            requests=self._catalogue.requests - before,
        )

    # ------------------------------------------------------------------------ helpers

    def _ruling(self, recommendation: Recommendation) -> Ruling | None:
        """What the person decided. A track address in the source is a decision that a later one replaces."""
        ruling = self._decisions.ruling(recommendation)
        if recommendation.uri and (ruling is None or not (ruling.accept or ruling.skip or ruling.search)):
            never = ruling.never if ruling is not None else frozenset()
            if recommendation.uri not in never:
                return Ruling(accept=(recommendation.uri,), never=never)
        return ruling

    def _remember(self, recommendation: Recommendation, verdict: Verdict, remembered: Remembered | None) -> None:
        tries, next_try = 0, None
        if verdict.status is Status.MISSED:
            asked_again = not verdict.from_store
            tries = (remembered.tries if remembered is not None else 0) + asked_again
            next_try = misses.next_try(tries, self._clock.now())
            if not asked_again and remembered is not None and remembered.next_try is not None:
                next_try = remembered.next_try
        self._memory.remember(recommendation, verdict, tries=tries, next_try=next_try)

    def _must_ask(self, recommendation: Recommendation) -> bool:
        """Whether a recommendation will probably need requests: to know how many share a work."""
        if recommendation.uri or recommendation.kind is not Kind.TRACK or self._options.rejudge:
            return False
        if self._options.refresh:
            return True
        remembered = self._memory.recall(recommendation)
        if remembered is None:
            return True
        due = self._options.retry_misses or misses.is_due(remembered, self._clock.now())
        return remembered.verdict.status is Status.MISSED and due

    def _wanted(self, recommendation: Recommendation) -> Wanted:
        return wanted(recommendation, self._works, self._read, seek=self._seek)

    def _seek(self, name: str, medium: Medium | None) -> Sought:
        known = self._sought.get((name, medium))
        if known is None:
            known = self._sought[name, medium] = Sought.of(name, self._works, medium)
        return known

    def _read(self, text: str) -> Readings:
        known = self._readings.get(text)
        if known is None:
            known = self._readings[text] = readings(text)
        return known

    def _may_ask(self) -> bool:
        limit = self._options.max_requests
        return limit is None or self._catalogue.requests - self._before < limit


def _asked(verdict: Verdict, search: str) -> bool:
    return any(one.form == "words" and fold(one.query) == fold(search) for one in verdict.asked)


def _chosen(track: Track, *, requests: int = 0, from_store: bool = False) -> Verdict:
    return Verdict(
        Status.MATCHED,
        match=track,
        confidence=1.0,
        decided_by=DecidedBy.YOU,
        matcher=VERSION,
        requests=requests,
        from_store=from_store,
    )


def _postponed(problem: OstsyncError) -> Verdict:
    reason = Reason.OFFLINE
    if isinstance(problem, RateLimited):
        reason = Reason.QUOTA if problem.quota else Reason.RATE_LIMITED
    return Verdict(Status.POSTPONED, reason, matcher=VERSION)


def _work(wish: Wanted) -> str:
    sought: Sought | None = wish.asks[0].sought
    return label(sought) if sought is not None else ""


def _key(wish: Wanted) -> tuple[str, ...]:
    """What makes two recommendations the same: kind, title, version, work under any of its names, and artist."""
    asked, parts = wish.recommendation, wish.asks[0].parts
    return (
        asked.kind,
        fold(parts.core),
        *sorted(parts.versions),
        *(fold(label) for label in parts.labels),
        *(str(number) for number in parts.numbers),
        _work(wish),
        fold(asked.artist or ""),
        asked.uri or "",
    )
