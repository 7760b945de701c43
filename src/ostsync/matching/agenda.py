"""What of a list is known already, what repeats, and what only the catalogue can answer. Nothing is asked for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ostsync.decisions import Decisions, Ruling
from ostsync.matching import misses
from ostsync.matching.naming import Sought
from ostsync.matching.options import Options
from ostsync.matching.prepare import Wanted
from ostsync.matching.shelf import label
from ostsync.matching.spending import Need, Turn
from ostsync.model import DecidedBy, Kind, Recommendation, Status, Track, Verdict
from ostsync.ports import Remembered
from ostsync.titles.fold import fold


@dataclass(frozen=True, slots=True)
class Entry:
    """One recommendation of a list, with everything that is known about it before asking."""

    place: int
    """Where it stands in the list, from 0."""
    recommendation: Recommendation
    wish: Wanted
    ruling: Ruling | None
    """What the person decided."""
    remembered: Remembered | None
    """What an earlier run found."""

    @property
    def never(self) -> frozenset[str]:
        """Tracks that the person has ruled out."""
        return self.ruling.never if self.ruling is not None else frozenset()

    @property
    def search(self) -> str | None:
        """Words that the person wants searched instead."""
        return self.ruling.search if self.ruling is not None else None

    def chosen(self, *, refresh: bool = False) -> Track | None:
        """The track that the person has chosen, where it has been seen with its name."""
        if self.ruling is None or self.remembered is None or refresh:
            return None
        old = self.remembered.verdict
        known = {t.uri: t for t in (*(c.track for c in old.candidates), *([old.match] if old.match else [])) if t.name}
        return next((known[uri] for uri in self.ruling.accept if uri in known), None)


@dataclass(slots=True)
class Agenda:
    """A whole list."""

    entries: list[Entry] = field(default_factory=list)
    """Each recommendation once, in the order of the list."""
    first: list[int] = field(default_factory=list)
    """For every place of the list the place of the entry that answers it: its own, or that of what it repeats."""
    needs: dict[int, Need] = field(default_factory=dict)
    """What has to be asked for, by place."""


def need(entry: Entry, options: Options, now: datetime) -> Need | None:
    """What has to be asked about a recommendation, or None where a decision or the store answers it."""
    asked, ruling, remembered = entry.recommendation, entry.ruling, entry.remembered
    turn = Turn.NEW
    if options.rejudge or (ruling is not None and ruling.skip):
        return None
    if ruling is not None and ruling.accept:
        if entry.chosen(refresh=options.refresh) is not None:
            return None
        turn = Turn.NAME
    elif asked.kind is Kind.ALBUM and not options.albums:
        return None  # it is only reported
    elif remembered is not None and not _outdated(asked, remembered.verdict, ruling, options):
        due = options.retry_misses or misses.is_due(remembered, now)
        if remembered.verdict.status is not Status.MISSED or not due:
            return None
        turn = Turn.AGAIN
    return Need(entry.place, work_of(entry.wish), turn, asked.kind, named=bool(asked.work or asked.artist))


def _outdated(asked: Recommendation, verdict: Verdict, ruling: Ruling | None, options: Options) -> bool:
    """Whether what is stored is no answer to what is asked now."""
    if options.albums and asked.kind is Kind.ALBUM and not verdict.candidates:
        return True  # its track list was not read then
    if verdict.decided_by is DecidedBy.YOU or options.refresh:
        return True
    words = fold(ruling.search or "") if ruling is not None else ""
    return bool(words) and not any(one.form == "words" and fold(one.query) == words for one in verdict.asked)


def ruling_of(recommendation: Recommendation, decisions: Decisions) -> Ruling | None:
    """What the person decided. A track address in the source is a decision that a later one replaces."""
    ruling = decisions.ruling(recommendation)
    if recommendation.uri and (ruling is None or not (ruling.accept or ruling.skip or ruling.search)):
        never = ruling.never if ruling is not None else frozenset()
        if recommendation.uri not in never:
            return Ruling(accept=(recommendation.uri,), never=never)
    return ruling


def firsts(wishes: Sequence[Wanted]) -> list[int]:
    """For every place the first one that asks for the same."""
    seen: dict[tuple[str, ...], int] = {}
    return [seen.setdefault(_key(wish), place) for place, wish in enumerate(wishes)]


def work_of(wish: Wanted) -> str:
    """What recommendations of the same work share; empty where none is named."""
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
        work_of(wish),
        fold(asked.artist or ""),
        asked.uri or "",
    )
