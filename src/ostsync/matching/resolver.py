"""What becomes of each recommendation: decisions by hand first, then earlier verdicts, then the catalogue.

    resolver = Resolver(catalogue, memory, decisions, works, clock, Options(max_requests=200))
    results = resolver.resolve([(source.name, r) for r in source.recommendations])
    if resolver.stopped: raise resolver.stopped

Requests go out one at a time. When the catalogue cannot be asked, the item and all later ones that would need a
request are postponed; what the store or a decision can answer goes on. Every answer is kept as soon as it is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from ostsync.decisions import Decisions
from ostsync.errors import Damaged, OstsyncError, RateLimited, Unavailable
from ostsync.matching import queries, spending
from ostsync.matching.agenda import Agenda, Entry, firsts, need, ruling_of, work_of
from ostsync.matching.albums import expand
from ostsync.matching.naming import Sought
from ostsync.matching.options import Options
from ostsync.matching.prepare import wanted
from ostsync.matching.roles import role
from ostsync.matching.search import SETTLED, Looking, OutOfBudget, Search
from ostsync.matching.standing import Standing, chosen, nameless
from ostsync.matching.verdict import VERSION
from ostsync.matching.weights import Weights, shipped
from ostsync.meanwhile import Meanwhile
from ostsync.model import DecidedBy, Kind, Medium, Reason, Recommendation, Resolved, Status, Verdict
from ostsync.ports import Catalogue, Clock, Memory
from ostsync.titles.scripts import Readings, readings
from ostsync.titles.works import Works

__all__ = ["Item", "Options", "Resolver"]

MOST_DAMAGED = 3
"""Recommendations that damaged answers may cost a run before Spotify counts as unavailable."""

Item = tuple[str, Recommendation]
Heard = Callable[[Resolved], None]


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
        meanwhile: Meanwhile | None = None,
    ) -> None:
        """`meanwhile` is what is done while an answer is awaited: the next tracks are made ready there."""
        self._catalogue = catalogue
        self._memory = memory
        self._decisions = decisions
        self._works = works
        self._clock = clock
        self._options = options or Options()
        self._readings: dict[str, Readings] = {}
        self._sought: dict[tuple[str, Medium | None], Sought] = {}
        self._lookings: dict[int, Looking] = {}
        self._before = catalogue.requests
        self._meanwhile = meanwhile or Meanwhile()
        self._search = Search(catalogue, self._read, weights or shipped(), may_ask=self._may_ask)
        self._standing = Standing(memory, self._search, clock, self._options)
        self.stopped: OstsyncError | None = None
        """Why the catalogue could not be asked further, or None."""
        self._damaged: dict[int, Damaged] = {}

    @property
    def expired(self) -> int:
        """With `rejudge`: how many verdicts had no candidates left to judge."""
        return self._standing.expired

    def agenda(self, items: Sequence[Item]) -> Agenda:
        """What of a list is known, and what has to be asked for. Asks nothing."""
        now = self._clock.now()
        wishes = [wanted(said, self._works, self._read, seek=self._seek) for _, said in items]
        agenda = Agenda(first=firsts(wishes))
        for place, ((_, said), wish) in enumerate(zip(items, wishes, strict=True)):
            if agenda.first[place] == place:
                entry = Entry(place, said, wish, ruling_of(said, self._decisions), self._memory.recall(said))
                agenda.entries.append(entry)
                if (wants := need(entry, self._options, now)) is not None:
                    agenda.needs[place] = wants
        return agenda

    def resolve(
        self, items: Sequence[Item], heard: Heard = lambda result: None, *, agenda: Agenda | None = None
    ) -> list[Resolved]:
        """One result for every recommendation, in order; with `albums`, one for every track of an album found.

        `heard` gets each one as soon as it is settled, in the order in which that happens. `agenda` is what
        `agenda(items)` has answered, where that was asked for before.
        """
        agenda = agenda or self.agenda(items)
        repeats: dict[int, list[int]] = {}
        for place, first in enumerate(agenda.first):
            repeats.setdefault(first, []).append(place)
        verdicts: dict[int, Verdict] = {}
        for place, verdict in self._verdicts(agenda):
            verdicts[place] = verdict
            for same in repeats[place]:
                heard(_resolved(items, same, place, verdict))
        return self._in_order(items, agenda, verdicts)

    def _in_order(self, items: Sequence[Item], agenda: Agenda, verdicts: dict[int, Verdict]) -> list[Resolved]:
        results: list[Resolved] = []
        orders: dict[int, int] = {}
        for place, first in enumerate(agenda.first):
            result = _resolved(items, place, first, verdicts[first])
            orders[place] = len(results) + 1
            album = self._options.albums and result.recommendation.kind is Kind.ALBUM and first == place
            for one in expand(result) if album and result.verdict.candidates else (result,):
                same = None if first == place else orders[first]
                results.append(replace(one, order=len(results) + 1, duplicate_of=same))
        return results

    # ------------------------------------------------------------------------ what is asked, and when

    def _verdicts(self, agenda: Agenda) -> Iterator[tuple[int, Verdict]]:
        """The verdict on every entry, those that need no request first."""
        waiting: dict[int, Entry] = {}
        beside: list[tuple[Entry, Verdict]] = []
        works = {wants.work for wants in agenda.needs.values() if wants.work}
        for entry in agenda.entries:
            if entry.place in agenda.needs:
                waiting[entry.place] = entry
                continue
            verdict = self._standing.known(entry)
            if works and verdict.decided_by is DecidedBy.AUTO and work_of(entry.wish) in works:
                self._search.recall(entry.wish, verdict)
                if verdict.status is not Status.MATCHED:
                    beside.append((entry, verdict))
                    continue
            yield entry.place, verdict
        self._meanwhile.add(_ready(waiting.values()))
        held: dict[int, Verdict] = {}
        for step in spending.steps(tuple(agenda.needs.values()), self._options.max_requests):
            together = [waiting[place] for place in step.places if place in waiting]
            for entry, verdict in self._step([entry for entry in together if entry.place not in held], step):
                held[entry.place] = verdict
            for entry in together:
                found = held.get(entry.place)
                if found is not None and (step.most is None or found.status is Status.MATCHED):
                    del waiting[entry.place]
                    yield entry.place, self._once_more(entry, found)
            if self.stopped is not None or not self._may_ask():
                break
        for place, entry in waiting.items():
            found = held.get(place)
            yield place, self._once_more(entry, found) if found is not None else self._unasked(entry)
        for entry, verdict in beside:  # what an earlier run has missed may stand on what this one has seen
            yield entry.place, self._once_more(entry, verdict)

    def _step(self, together: Sequence[Entry], step: spending.Step) -> Iterator[tuple[Entry, Verdict]]:
        """Verdicts on the recommendations of one work, so that what one of them brings serves the others."""
        left = sum(1 for entry in together if entry.recommendation.kind is Kind.TRACK)
        opening = step.opening
        for entry in together:
            if self.stopped is not None or not self._may_ask():
                return
            most = step.most + opening if step.most is not None else None
            try:
                verdict = self._ask(entry, max(1, left), most)
            except OutOfBudget:
                return
            except Damaged as problem:  # costs this one alone, or a question that always brings it would end every run
                self._lookings.pop(entry.place, None)
                self._damaged[entry.place] = problem
                if len(self._damaged) == MOST_DAMAGED:
                    self.stopped = problem
                continue
            except (Unavailable, RateLimited) as problem:
                self.stopped = problem
                return
            opening = 0
            left -= entry.recommendation.kind is Kind.TRACK
            if verdict is not None:
                if verdict.reason is not Reason.UNAVAILABLE or verdict.decided_by is DecidedBy.AUTO:
                    self._standing.remember(entry, verdict)
                yield entry, verdict

    def _ask(self, entry: Entry, company: int, most: int | None) -> Verdict | None:
        """The verdict of the catalogue; None where `most` requests were not enough for one."""
        kind = entry.recommendation.kind
        if entry.ruling is not None and entry.ruling.accept:
            return self._named(entry)
        if kind is not Kind.TRACK:
            if most is not None:
                return None  # a choice at best: when everything else has been asked
            if kind is Kind.ALBUM:
                return self._search.album(entry.wish, expanded=True)
            return role(entry.wish, self._works, self._search, entry.never)
        looking = self._lookings.get(entry.place)
        if looking is None:
            wish = entry.wish
            if entry.search:
                wish = wanted(entry.recommendation, self._works, self._read, words_too=entry.search)
            looking = self._search.begin(wish, never=entry.never, search=entry.search)
            self._lookings[entry.place] = looking
        verdict = self._search.go_on(looking, company=company, most=most)
        if verdict is not None:
            del self._lookings[entry.place]
        return verdict

    def _once_more(self, entry: Entry, verdict: Verdict) -> Verdict:
        """The verdict, or a better one from what the run has seen of the work since, without a request."""
        auto = verdict.decided_by is DecidedBy.AUTO and entry.recommendation.kind is Kind.TRACK
        if not auto or verdict.status not in (Status.MISSED, Status.AMBIGUOUS):
            return verdict
        again = self._search.again(entry.wish, entry.never)
        better = again.status is Status.MATCHED or (
            again.status is Status.AMBIGUOUS and verdict.status is Status.MISSED
        )
        if not better:
            return verdict
        again = replace(again, asked=verdict.asked, requests=verdict.requests)
        self._memory.remember(entry.recommendation, again, tries=0, next_try=None)
        return again

    def _unasked(self, entry: Entry) -> Verdict:
        """The verdict on what could not be asked to its end: what the run has seen of its work, or postponed."""
        if entry.ruling is not None and entry.ruling.accept:
            return nameless(entry)
        looking = self._lookings.get(entry.place)
        spent = looking.requests if looking is not None else 0
        if entry.recommendation.kind is Kind.TRACK and not entry.search:
            seen = self._search.again(entry.wish, entry.never)
            if seen.status is Status.MATCHED and seen.confidence >= SETTLED:
                seen = replace(seen, requests=spent, asked=tuple(looking.asked) if looking is not None else ())
                self._standing.remember(entry, seen)
                return seen
        self.stopped = self.stopped or self._damaged.get(entry.place)
        return replace(_postponed(self.stopped), requests=spent)

    def _named(self, entry: Entry) -> Verdict:
        """The first of the tracks that the person chose that exists, looked up by its address."""
        assert entry.ruling is not None
        before = self._catalogue.requests
        for uri in entry.ruling.accept:
            if not self._may_ask():
                raise OutOfBudget
            track = self._catalogue.track(uri.rpartition(":")[2])
            if track is not None:
                return chosen(track, requests=self._catalogue.requests - before)
        spent = self._catalogue.requests - before
        return Verdict(Status.MISSED, Reason.UNAVAILABLE, decided_by=DecidedBy.YOU, matcher=VERSION, requests=spent)

    # ------------------------------------------------------------------------ helpers

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


def _ready(entries: Iterable[Entry]) -> Iterator[object]:
    """What asking for these will need: what their titles say, and which questions that makes."""
    for entry in tuple(entries):
        yield from entry.wish.ready()
        yield from queries.forms(entry.wish)


def _resolved(items: Sequence[Item], place: int, first: int, verdict: Verdict) -> Resolved:
    source, said = items[place]
    if place == first:
        return Resolved(place + 1, source, said, verdict)
    return Resolved(place + 1, source, said, replace(verdict, requests=0), first + 1)


def _postponed(problem: OstsyncError | None) -> Verdict:
    """What waits for the next run, and for what: without a problem, the run had asked as often as it may."""
    reason = Reason.OFFLINE
    if problem is None:
        reason = Reason.QUOTA
    elif isinstance(problem, RateLimited):
        reason = Reason.QUOTA if problem.quota else Reason.RATE_LIMITED
    return Verdict(Status.POSTPONED, reason, matcher=VERSION)
