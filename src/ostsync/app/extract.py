"""Extracting: sources are fetched and read; one that cannot be read costs only itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ostsync.errors import SourceUnreadable, UsageError
from ostsync.model import Recommendation, Source

if TYPE_CHECKING:
    from ostsync.app.context import App

DOUBTFUL = 0.6
"""Below this confidence a reading is shown with the sentence that it came from."""


@dataclass(frozen=True, slots=True)
class How:
    """How sources are to be read, as the options say; what is None is found out."""

    kind: str | None = None
    encoding: str | None = None
    select: str | None = None
    name: str | None = None
    """Known by this name instead of its path or address."""
    allow_private: bool = False


@dataclass(frozen=True, slots=True)
class Extracted:
    """What could be read, and what could not."""

    sources: tuple[Source, ...]
    unreadable: tuple[SourceUnreadable, ...] = ()

    @property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """Every recommendation, in order over all sources."""
        return tuple(r for source in self.sources for r in source.recommendations)


def extract(app: App, places: Sequence[str], how: How = How()) -> Extracted:
    """Reads every source. Raises SourceUnreadable where none of them can be read, UsageError for wrong options."""
    if how.name and len(places) > 1:
        raise UsageError("--as names one source, and there are several.", "Read them one by one, each with its name.")
    if "-" in places and not how.name:
        raise UsageError("Standard input has no name to be known by.", "Add `--as NAME`.")
    sources: list[Source] = []
    unreadable: list[SourceUnreadable] = []
    for place in places:
        try:
            sources.append(read(app, place, how))
        except SourceUnreadable as problem:
            unreadable.append(problem)
    if not sources and unreadable:
        raise unreadable[0]
    return Extracted(tuple(sources), tuple(unreadable))


def read(app: App, place: str, how: How = How()) -> Source:
    """Reads one source. Raises SourceUnreadable."""
    from ostsync.reading import read_bytes
    from ostsync.reading.fetch import fetch

    fetched = fetch(place, allow_private=how.allow_private)
    name = how.name or fetched.name
    kind = how.kind or fetched.kind or _kind_of(place)
    return read_bytes(
        fetched.data,
        name=name,
        kind=kind,
        encoding=how.encoding,
        charset=fetched.charset,
        select=how.select,
        works=app.works,
    )


def _kind_of(place: str) -> str | None:
    """The kind that the end of a path says; a name given with --as says nothing about it."""
    from ostsync.reading import kind_by_name

    return kind_by_name(place)


def document(extracted: Extracted) -> dict[str, Any]:
    """The JSON that `extract` prints: the promise to scripts."""
    from ostsync.report.document import recommendation_json

    order = 0
    sources = []
    for source in extracted.sources:
        tracks = []
        for one in source.recommendations:
            order += 1
            tracks.append({"order": order, **recommendation_json(one)})
        sources.append({"source": source.name, "kind": source.kind, "title": source.title, "tracks": tracks})
    return {"sources": sources}
