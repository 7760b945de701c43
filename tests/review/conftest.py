"""A review without a catalogue: results in every state, and an office that keeps decisions in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ostsync.decisions import Decision, Decisions
from ostsync.errors import UsageError
from ostsync.model import (
    Album,
    Candidate,
    DecidedBy,
    Evidence,
    Reason,
    Recommendation,
    Resolved,
    Status,
    Track,
)
from ostsync.model import Verdict as V
from ostsync.review.desk import Desk


def track_id(letter: str, order: int) -> str:
    return f"{letter}{order:021d}"


def ambiguous(order: int, title: str, *, section: str = "Anime", work: str = "Steins;Gate") -> Resolved:
    candidates = tuple(
        Candidate(
            Track(
                track_id(letter, order),
                f"{title} {letter}",
                (f"Artist <{letter}>",),
                Album("l" * 22, "An Album"),
                185_000,
            ),
            0.5 - place / 10,
            (Evidence("title", 0.8, 1.0, "the same words"),),
            "cover" if place else None,
        )
        for place, letter in enumerate("abc")
    )
    words = Recommendation(title, work, section=section, text=f"the sentence with {title} in it", line=order)
    return Resolved(order, "a.txt", words, V(Status.AMBIGUOUS, Reason.AMBIGUOUS, candidates=candidates))


class MemoryOffice:
    """Keeps decisions in a list and finds three made-up tracks for any words."""

    def __init__(self) -> None:
        self.decisions: list[Decision] = []
        self.searched: list[str] = []

    def keep(self, decision: Decision) -> None:
        self.decisions.append(decision)

    def take_back(self, decision: Decision) -> None:
        self.decisions.remove(decision)

    def look_up(self, uri: str) -> Track | None:
        if uri.endswith("0" * 22):
            raise UsageError("Spotify has no track under this link.")
        return Track(uri.rpartition(":")[2], "Looked up")

    def settle(self, result: Resolved, chosen: Track | None = None) -> Resolved:
        ruling = Decisions(self.decisions).ruling(result.recommendation)
        verdict = result.verdict
        if ruling and ruling.accept:
            match = chosen or Track(ruling.accept[0].rpartition(":")[2], "")
            verdict = replace(verdict, status=Status.MATCHED, reason=None, match=match, decided_by=DecidedBy.YOU)
        elif ruling and ruling.skip:
            verdict = V(Status.MISSED, Reason.SKIPPED, decided_by=DecidedBy.YOU)
        elif ruling:
            left = tuple(c for c in verdict.candidates if c.track.uri not in ruling.never)
            verdict = V(Status.MISSED, Reason.REJECTED, candidates=left)
        return replace(result, verdict=verdict)

    def search(self, result: Resolved, words: str) -> tuple[Candidate, ...]:
        self.searched.append(words)
        if words == "nothing":
            return ()
        return tuple(
            Candidate(Track(track_id(letter, result.order), f"{words} {letter}", ("Found",)), 0.4) for letter in "xyz"
        )


class TickingClock:
    """Each look at it is a second later: decisions have an order."""

    def __init__(self) -> None:
        self._now = datetime(2026, 11, 22, 12, tzinfo=UTC)

    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    def wait(self, seconds: float, why: str) -> None:
        raise AssertionError("a review never waits")


@pytest.fixture
def office() -> MemoryOffice:
    return MemoryOffice()


@pytest.fixture
def make_desk(office: MemoryOffice) -> Callable[..., Desk]:
    def make(*results: Resolved) -> Desk:
        return Desk(results or [ambiguous(n, f"Track {n}") for n in range(1, 4)], office, TickingClock())

    return make
