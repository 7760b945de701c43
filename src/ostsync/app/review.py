"""Reviewing: the results of the last resolve, laid on a desk, and the decisions that are made there, kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ostsync.errors import LoginNeeded, NotFound, RateLimited, SpotifyRefused, Unavailable, UsageError
from ostsync.model import Candidate, DecidedBy, Resolved, Track

if TYPE_CHECKING:
    from ostsync.app.context import App
    from ostsync.decisions import Decision
    from ostsync.review.desk import Desk
    from ostsync.review.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Office:
    """The desk's line to the store and to Spotify. Fulfils `review.desk.Office`."""

    app: App

    def keep(self, decision: Decision) -> None:
        """Stores a decision for good."""
        _keep(self.app, [decision])

    def take_back(self, decision: Decision) -> None:
        """Removes a decision."""
        from ostsync.store import decisions

        kept = decisions.numbered(self.app.db, self.app.origin)
        decisions.remove(self.app.db, [number for number, one in kept if one == decision])

    def look_up(self, uri: str) -> Track | None:
        """The track of a pasted link, for one request; None where Spotify cannot be asked now."""
        try:
            track = self.app.spotify().track(uri.rpartition(":")[2])
        except NotFound:
            track = None
        except (LoginNeeded, RateLimited, Unavailable) as problem:
            if isinstance(problem, SpotifyRefused) and problem.status == 400:
                track = None
            else:
                self.app.tell(f"The link could not be checked: {problem.message}")
                return None
        if track is None:
            raise UsageError(
                "Spotify has no track under this link.", "Copy it once more from Share > Copy link to song."
            )
        return track

    def settle(self, result: Resolved, chosen: Track | None = None) -> Resolved:
        """The result as decisions and memory have it now. What was chosen keeps its name in the memory."""
        from ostsync.app import results

        again = results.settle(self.app, result)
        verdict = again.verdict
        if chosen is None or verdict.match is None or verdict.match.uri != chosen.uri:
            return again
        verdict = replace(verdict, match=chosen, decided_by=DecidedBy.YOU)
        self.app.memory.remember(result.recommendation, verdict, tries=0, next_try=None)
        return replace(again, verdict=verdict)

    def search(self, result: Resolved, words: str) -> tuple[Candidate, ...]:
        """What Spotify has under other words, for one request."""
        from ostsync.matching.by_hand import search_by_hand

        return search_by_hand(self.app.spotify(), self.app.works, result.recommendation, words)


@dataclass(frozen=True, slots=True)
class HandClock:
    """Time for decisions, in which later ones win: it is never behind one that is kept.

    Otherwise one that was made while the machine's clock was ahead would win over every other until that day.
    """

    app: App

    def now(self) -> datetime:
        """The present, or the moment after the last decision."""
        from ostsync.store import decisions

        now, last = self.app.clock.now(), decisions.newest(self.app.db, self.app.origin)
        return now if last is None or last < now else last + timedelta(microseconds=1)

    def wait(self, seconds: float, why: str) -> None:
        """As the machine's clock."""
        self.app.clock.wait(seconds, why)


def desk(app: App, results: Sequence[Resolved]) -> Desk:
    """A desk with these results."""
    from ostsync.review.desk import Desk

    return Desk(results, Office(app), HandClock(app))


def take_sheet(app: App, text: str, results: Sequence[Resolved]) -> Sheet:
    """Takes an edited review CSV back: every decision it holds is kept. What is wrong with rows is in the answer."""
    from ostsync.review.sheet import read_sheet

    sheet = read_sheet(text, results, at=HandClock(app).now())
    _keep(app, sheet.decisions)
    return sheet


def _keep(app: App, made: Iterable[Decision]) -> None:
    """Keeps decisions, but for those that say once more what was said last: a command may be repeated."""
    from ostsync.store import decisions

    last = {d.readings: d for d in decisions.listed(app.db, app.origin)}
    new = []
    for decision in made:
        held = last.get(decision.readings)
        if held is None or replace(held, at=decision.at) != decision:
            new.append(decision)
            last[decision.readings] = decision
    decisions.add(app.db, app.origin, new)
