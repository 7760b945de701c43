"""What a run will cost, and what it asks first where it may not ask everything.

Pure. Requests are what is scarce (a few hundred in 24 hours), so a run that may not ask for everything spends them
where one request brings most matches:

1. what is new before what was missed before, since a miss seldom turns up a week later; last the names of tracks
   that a person has chosen by address, which are matched with or without them;
2. within each, one question for every track before a second one for any: the first finds most of what can be found,
   and a track that is not there takes four;
3. of several works the one with most tracks first, since they share its album; then tracks whose work or artist is
   named, then what is known by a title alone, then roles and albums, which bring candidates at best.

A run that may ask for everything goes through the list as it stands, each track to its end: then the order costs
nothing, and a person sees the list grow from the top.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from ostsync.matching.search import MOST, SHARED
from ostsync.model import Kind

OPENING = 2
"""Requests beside its own that the first of several tracks of a work may take at once: for albums and a track list."""
ROUNDS = (1, 2, None)
"""Requests that a track has had at most after each round; None is to its end."""
LOWEST = 0.3
"""Requests a track of a work that many share, at the least: a track list holds 50 (measured: 0.3 to 0.5)."""


class Turn(IntEnum):
    """When something is asked, the most useful first."""

    NEW = 0
    AGAIN = 1
    """It was missed before."""
    NAME = 2
    """It was chosen by its address; only its name is wanting."""


@dataclass(frozen=True, slots=True)
class Need:
    """One recommendation that only the catalogue can answer."""

    place: int
    """Where it stands in the list, from 0."""
    work: str = ""
    """What tracks of the same work share; empty where none is named."""
    turn: Turn = Turn.NEW
    kind: Kind = Kind.TRACK
    named: bool = True
    """Whether a work or an artist is named beside the title."""


@dataclass(frozen=True, slots=True)
class Step:
    """Recommendations of one work that are asked for together, each up to so many requests of its own."""

    places: tuple[int, ...]
    most: int | None = None
    """Requests for each of them; None is to its end."""
    opening: int = 0
    """What the first of them may take beyond that, so that what it brings serves the others."""


def estimate(needs: Sequence[Need]) -> tuple[int, int]:
    """About how many requests all of it takes, from and to: a find takes one, a miss about four.

    Tracks that share a work take its albums once, and seldom more than one question each beside them.
    """
    low = high = 0.0
    for group in _groups(needs):
        if group[0].turn is Turn.NAME:
            low, high = low + len(group), high + len(group)
        elif len(group) < SHARED:
            low, high = low + len(group), high + len(group) * MOST
        else:
            low += max(2.0, LOWEST * len(group))
            high += 1 + OPENING + len(group)
    return round(low), round(high)


def steps(needs: Sequence[Need], allowed: int | None) -> Iterator[Step]:
    """What is asked, one step after another. `allowed` is how many requests the run may make; None for any number."""
    groups = list(_groups(needs))
    if allowed is None or estimate(needs)[1] <= allowed:
        for group in groups:
            yield Step(_places(group))
        return
    for turn in Turn:
        due = sorted((group for group in groups if group[0].turn is turn), key=_usefulness)
        for most in ROUNDS:
            for group in due:
                yield Step(_places(group), most, OPENING if len(group) >= SHARED else 0)


def _groups(needs: Sequence[Need]) -> Iterator[list[Need]]:
    """What shares a work and a turn, in the order in which each is first named."""
    found: dict[tuple[Turn, str], list[Need]] = {}
    for need in needs:
        label = need.work if need.turn is not Turn.NAME else ""
        found.setdefault((need.turn, label or f"#{need.place}"), []).append(need)
    yield from found.values()


def _usefulness(group: Sequence[Need]) -> tuple[bool, int, bool, int]:
    only_candidates = all(need.kind is not Kind.TRACK for need in group)
    shared = len(group) if len(group) >= SHARED else 0
    return (only_candidates, -shared, not any(need.named for need in group), group[0].place)


def _places(group: Sequence[Need]) -> tuple[int, ...]:
    return tuple(need.place for need in group)
