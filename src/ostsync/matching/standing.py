"""What stands about a recommendation without asking: what the person decided, and what an earlier run has found.

Also how a verdict is kept, and for a miss until when it stands.
"""

from __future__ import annotations

from dataclasses import replace

from ostsync.matching import misses
from ostsync.matching.agenda import Entry
from ostsync.matching.options import Options
from ostsync.matching.search import Search
from ostsync.matching.verdict import VERSION
from ostsync.model import DecidedBy, Kind, Reason, Status, Track, Verdict
from ostsync.ports import Clock, Memory, Remembered


class Standing:
    """The memory of one run."""

    def __init__(self, memory: Memory, search: Search, clock: Clock, options: Options) -> None:
        self._memory = memory
        self._search = search
        self._clock = clock
        self._options = options
        self.expired = 0
        """With `rejudge`: how many verdicts had no candidates left to judge."""

    def known(self, entry: Entry) -> Verdict:
        """What a decision or an earlier run says; judged anew where a track was rejected since."""
        if entry.ruling is not None and entry.ruling.skip:
            return Verdict(Status.MISSED, Reason.SKIPPED, decided_by=DecidedBy.YOU, matcher=VERSION)
        if entry.ruling is not None and entry.ruling.accept:
            track = entry.chosen()
            return chosen(track, from_store=True) if track is not None else nameless(entry)
        remembered = entry.remembered
        if remembered is None:
            if entry.recommendation.kind is Kind.ALBUM and not self._options.rejudge:
                return self._album(entry)
            return Verdict(Status.POSTPONED, Reason.OFFLINE, matcher=VERSION)  # nothing is known, nothing is asked
        verdict = remembered.verdict
        shown = [verdict.match] if verdict.match else [c.track for c in verdict.candidates]
        rejected = verdict.status is not Status.MISSED and any(track.uri in entry.never for track in shown)
        if self._options.rejudge or rejected:
            return self._judged_again(entry, remembered)
        return replace(verdict, requests=0, from_store=True)

    def _album(self, entry: Entry) -> Verdict:
        """An album that is only reported: no request."""
        verdict = self._search.album(entry.wish, expanded=False)
        self.remember(entry, verdict)
        return verdict

    def _judged_again(self, entry: Entry, remembered: Remembered) -> Verdict:
        old = remembered.verdict
        tracks = [candidate.track for candidate in old.candidates]
        if entry.recommendation.kind is not Kind.TRACK or old.decided_by is DecidedBy.YOU:
            return replace(old, requests=0, from_store=True)
        if not tracks:
            self.expired += old.status is not Status.MISSED or old.reason is not Reason.NO_RESULTS
            return replace(old, requests=0, from_store=True)
        listed = {a.query for a in old.asked if a.form == "album_tracks"}
        verdict = self._search.rejudge(entry.wish, tracks, entry.never, listed)
        verdict = replace(verdict, asked=old.asked, from_store=True)
        if verdict != old:
            self.remember(entry, verdict)
        return verdict

    def remember(self, entry: Entry, verdict: Verdict) -> None:
        """Keeps a verdict, a miss with the time at which asking again is worth a request."""
        remembered = entry.remembered
        tries, next_try = 0, None
        if verdict.status is Status.MISSED:
            asked_again = not verdict.from_store
            tries = (remembered.tries if remembered is not None else 0) + asked_again
            next_try = misses.next_try(tries, self._clock.now())
            if not asked_again and remembered is not None and remembered.next_try is not None:
                next_try = remembered.next_try
        self._memory.remember(entry.recommendation, verdict, tries=tries, next_try=next_try)


def nameless(entry: Entry) -> Verdict:
    """The track that the person chose, by the words of the list: its address is what counts."""
    assert entry.ruling is not None
    return chosen(Track(entry.ruling.accept[0].rpartition(":")[2], name=entry.recommendation.title))


def chosen(track: Track, *, requests: int = 0, from_store: bool = False) -> Verdict:
    """A track that the person chose: certain."""
    return Verdict(
        Status.MATCHED,
        match=track,
        confidence=1.0,
        decided_by=DecidedBy.YOU,
        matcher=VERSION,
        requests=requests,
        from_store=from_store,
    )
