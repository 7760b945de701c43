"""What a person decided, how it finds the recommendation again, and which ruling it makes.

Pure: a decision keeps the words as they were written, with every reading of them, and is folded only when
it is loaded. So it outlives re-reading, edits of the article, other sources that name the same track, and
changes of the folding itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from ostsync.model import Reading, Recommendation
from ostsync.titles.fold import fold as fold_words

Fold = Callable[[str], str]


class Action(StrEnum):
    """What a person can decide about a recommendation."""

    ACCEPT = "accept"
    """This track (or any of several) is right."""
    NEVER = "never"
    """These tracks are wrong, whatever the matcher says."""
    SKIP = "skip"
    """Leave it out, and do not ask again."""
    SEARCH = "search"
    """Search under other words."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One thing that a person decided, under the words as they stood in the source."""

    readings: tuple[Reading, ...]
    """Every reading of the recommendation at that time, the preferred one first, unfolded."""
    action: Action
    at: datetime
    uris: tuple[str, ...] = ()
    """For ACCEPT and NEVER, in order of preference."""
    words: str | None = None
    """For SEARCH."""
    text: str = ""
    """The line or sentence that it was read from, so that a changed reading of the same words still finds it."""

    @classmethod
    def about(
        cls,
        recommendation: Recommendation,
        action: Action,
        at: datetime,
        *,
        uris: Iterable[str] = (),
        words: str | None = None,
    ) -> Self:
        """A decision about a recommendation, under its words as written and every reading of them."""
        return cls(recommendation.readings, action, at, tuple(uris), words, recommendation.text)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What all decisions about one recommendation amount to."""

    accept: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()
    skip: bool = False
    search: str | None = None


class Decisions:
    """All decisions of a person, ready to be asked. Later ones win over earlier ones."""

    def __init__(self, decisions: Iterable[Decision] = (), *, fold: Fold = fold_words) -> None:
        self._fold = fold
        self._by_title: dict[str, list[Decision]] = {}
        self._by_text: dict[str, list[Decision]] = {}
        for decision in sorted(decisions, key=lambda d: d.at):
            for title in {fold(r.title) for r in decision.readings}:
                self._by_title.setdefault(title, []).append(decision)
            if decision.text:
                self._by_text.setdefault(fold(decision.text), []).append(decision)

    def about(self, recommendation: Recommendation) -> tuple[Decision, ...]:
        """The decisions that hold for a recommendation, oldest first.

        A decision holds when one of its readings names the same track as one of the recommendation's: the
        same title, and neither work nor artist contradicting. It also holds when both were read from the
        same words and the title of the one stands among the fields of the other, which is what remains of
        a decision after the reader has changed its mind about the same line.
        """
        found: dict[int, Decision] = {}
        for reading in recommendation.readings:
            for decision in self._by_title.get(self._fold(reading.title), ()):
                if any(self._same(reading, other) for other in decision.readings):
                    found[id(decision)] = decision
        if recommendation.text:
            for decision in self._by_text.get(self._fold(recommendation.text), ()):
                if self._reread(recommendation, decision):
                    found[id(decision)] = decision
        return tuple(sorted(found.values(), key=lambda d: d.at))

    def ruling(self, recommendation: Recommendation) -> Ruling | None:
        """What the decisions about a recommendation amount to, or None where there are none.

        Accept, skip and search replace each other, the latest holds; never adds up, until the same track
        is accepted.
        """
        decisions = self.about(recommendation)
        if not decisions:
            return None
        accept: tuple[str, ...] = ()
        never: set[str] = set()
        skip, search = False, None
        for decision in decisions:
            if decision.action is Action.NEVER:
                never.update(decision.uris)
                accept = tuple(uri for uri in accept if uri not in never)
                continue
            accept, skip, search = (), False, None
            if decision.action is Action.ACCEPT:
                accept = decision.uris
                never.difference_update(accept)
            elif decision.action is Action.SKIP:
                skip = True
            else:
                search = decision.words
        return Ruling(accept, frozenset(never), skip, search)

    def _same(self, one: Reading, other: Reading) -> bool:
        return (
            self._fold(one.title) == self._fold(other.title)
            and self._fold(one.work or "") == self._fold(other.work or "")
            and (not one.artist or not other.artist or self._fold(one.artist) == self._fold(other.artist))
        )

    def _reread(self, recommendation: Recommendation, decision: Decision) -> bool:
        new = self._fields(recommendation.readings)
        old = self._fields(decision.readings)
        return self._fold(recommendation.title) in old or self._fold(decision.readings[0].title) in new

    def _fields(self, readings: Iterable[Reading]) -> set[str]:
        return {self._fold(f) for r in readings for f in (r.title, r.work, r.artist) if f}
