"""Decides what a search finds and in which order: the query language, and the two rankers.

Both rankers mix how well the words fit with popularity, as the real search visibly does: a popular cover can
stand above the original, and the order promises nothing.

* strict: every word of the query must stand in the name, the artists, the album or an alias.
* forgiving: typos and missing words are tolerated; what fits best comes first.

Field filters follow Spotify's reference for GET /search (2026). Filters with quotes or apostrophes find nothing,
as has been reported of the live service.
"""

from __future__ import annotations

import functools
import heapq
import re
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from ostsync.sandbox.index import ANYWHERE, Field, Index
from ostsync.sandbox.words import asked, indexed

if TYPE_CHECKING:
    from ostsync.sandbox.catalogue import Catalogue, CatalogueAlbum, CatalogueTrack

_FILTER = re.compile(r"(?<!\w)(album|artist|track|year|isrc|upc|tag|genre):", re.IGNORECASE)
_QUOTES = re.compile("[\"'\u2018\u2019\u201c\u201d\u02bc`]")
_YEARS = re.compile(r"(\d{4})(?:-(\d{4}))?$")

_STRENGTH = [
    max([w for bit, w in ((1, 1.0), (8, 1.0), (2, 0.8), (4, 0.6)) if mask & bit], default=0) for mask in range(16)
]
"""How much a word counts by where it stands: name and aliases most, then artists, then the album."""
_WHOLE_NAME = 0.5
"""What a name adds all of whose words were asked for."""
_POPULARITY = 1.0
_LEAST_COVER = 0.3
"""The share of a query's telling words that a forgiven answer must hold."""
_COMMON = 0.05
"""A word in more documents than this share does not bring documents in, it only tells between them."""


Thing = TypeVar("Thing")


class Ranker(StrEnum):
    """The two search engines of the sandbox."""

    STRICT = "strict"
    FORGIVING = "forgiving"


@dataclass(frozen=True, slots=True)
class Query:
    """A query taken apart: plain words, and field filters."""

    words: tuple[str, ...]
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def hopeless(self) -> bool:
        """Whether a filter is written in a way that finds nothing."""
        return any(_QUOTES.search(value) or not value for _, value in self.filters)


def parse(q: str) -> Query:
    """Takes a query apart. A filter's value goes on to the next filter, as in `track:Doxy artist:Miles Davis`."""
    parts = _FILTER.split(q)
    filters = tuple((name.lower(), value.strip()) for name, value in zip(parts[1::2], parts[2::2], strict=True))
    return Query(tuple(dict.fromkeys(asked(parts[0]))), filters)


@dataclass(slots=True)
class _Shelf(Generic[Thing]):
    """The things of one type that can be found, with what it takes to find them."""

    places: Mapping[str, Field]
    """Filters on words, and where the words must stand."""
    values: Mapping[str, Callable[[str], set[int]]]
    """Filters on values, and which things each value leaves. Other filters leave nothing."""
    things: list[Thing] = field(default_factory=list)
    years: array[int] = field(default_factory=lambda: array("H"))
    index: Index = field(default_factory=Index)

    def add(
        self, thing: Thing, date: str, popularity: int, name: list[str], fields: Iterable[tuple[Field, list[str]]]
    ) -> None:
        """Adds the next thing, with the words of its name and of its other fields."""
        self.things.append(thing)
        self.years.append(int(date[:4]) if date[:4].isdecimal() else 0)
        self.index.add(popularity, name, fields)

    def leaves(self, name: str, value: str) -> set[int]:
        """The things that a filter on a value leaves."""
        if name == "year":
            years = _YEARS.match(value)
            first, last = (int(years[1]), int(years[2] or years[1])) if years else (1, 0)
            return {number for number, year in enumerate(self.years) if first <= year <= last}
        return self.values[name](value) if name in self.values else set()


class Engine:
    """The search over one catalogue: a shelf of its tracks and one of its albums."""

    def __init__(self, catalogue: Catalogue, ranker: Ranker = Ranker.STRICT) -> None:
        self.ranker = ranker
        self._isrc: dict[str, set[int]] = {}
        self._tracks: _Shelf[CatalogueTrack] = _Shelf(
            {"track": Field.NAME | Field.ALIAS, "artist": Field.ARTIST, "album": Field.ALBUM},
            {"isrc": lambda code: self._isrc.get(code.upper().replace("-", ""), set())},
        )
        self._albums: _Shelf[CatalogueAlbum] = _Shelf(
            {"album": Field.NAME, "artist": Field.ARTIST},
            {"tag": lambda tag: self._least_popular_albums() if tag.lower() == "hipster" else set()},
        )
        words = functools.cache(indexed)  # names come again and again, as artists, albums and singles
        for number, track in enumerate(catalogue.tracks.values()):
            album = catalogue.albums[track.album_id]
            fields = [(Field.ARTIST, words(artist)) for artist in track.artists]
            fields.append((Field.ALBUM, words(album.name)))
            fields += [(Field.ALIAS, words(alias)) for alias in track.aliases]
            self._tracks.add(track, album.release_date, track.popularity, words(track.name), fields)
            if track.isrc:
                self._isrc.setdefault(track.isrc.upper(), set()).add(number)
        for album in catalogue.albums.values():
            fields = [(Field.ARTIST, words(artist)) for artist in album.artists]
            self._albums.add(album, album.release_date, album.popularity, words(album.name), fields)
        self._tracks.index.finish()
        self._albums.index.finish()

    def tracks(self, q: str, limit: int, offset: int = 0) -> tuple[list[CatalogueTrack], int]:
        """The tracks from `offset` on, and how many there are in all."""
        return self._page(self._tracks, q, limit, offset)

    def albums(self, q: str, limit: int, offset: int = 0) -> tuple[list[CatalogueAlbum], int]:
        """The albums from `offset` on, and how many there are in all."""
        return self._page(self._albums, q, limit, offset)

    def _least_popular_albums(self) -> set[int]:
        popularity = self._albums.index.popularity
        return set(sorted(range(len(popularity)), key=popularity.__getitem__)[: max(1, len(popularity) // 10)])

    def _page(self, shelf: _Shelf[Thing], q: str, limit: int, offset: int) -> tuple[list[Thing], int]:
        fits = self._fits(shelf, parse(q))
        popularity = shelf.index.popularity
        best = heapq.nlargest(offset + limit, fits, key=lambda n: (fits[n] + _POPULARITY * popularity[n] / 100, -n))
        return [shelf.things[number] for number in best[offset:]], len(fits)

    def _fits(self, shelf: _Shelf[Thing], query: Query) -> dict[int, float]:
        """What is found, and how well it fits, popularity aside."""
        if query.hopeless:
            return {}
        must = [
            (word, shelf.places[name]) for name, value in query.filters if name in shelf.places for word in asked(value)
        ]
        if self.ranker is Ranker.STRICT:
            must += [(word, ANYWHERE) for word in query.words]
        fits = _holding_all(shelf.index, must) if must else None
        if self.ranker is Ranker.FORGIVING and query.words:
            some = _holding_some(shelf.index, query.words)
            fits = some if fits is None else {n: fit + some.get(n, 0.0) for n, fit in fits.items()}
        for name, value in query.filters:
            if name not in shelf.places:
                left = shelf.leaves(name, value)
                fits = dict.fromkeys(left, 0.0) if fits is None else {n: fit for n, fit in fits.items() if n in left}
        return fits or {}


def _holding_all(index: Index, must: Sequence[tuple[str, Field]]) -> dict[int, float]:
    """Documents that hold every word where it must stand, with how well they fit (0..1.5)."""
    found: dict[int, float] = {}
    named: dict[int, int] = {}
    for step, (word, where) in enumerate(sorted(must, key=lambda pair: index.count(pair[0]))):
        hits = index.among(word, found, where) if step else index.holding(word, where)
        found = {n: found.get(n, 0.0) + _STRENGTH[mask] for n, mask in hits.items()}
        named = {n: named.get(n, 0) + (mask & 1) for n, mask in hits.items()}
        if not found:
            break
    return {n: fit / len(must) + _WHOLE_NAME * named[n] / index.name_words[n] for n, fit in found.items()}


def _holding_some(index: Index, words: Sequence[str]) -> dict[int, float]:
    """Documents that hold enough of the words or of their likely spellings, with how well they fit (0..2.5)."""
    spellings = {word: index.alike(word) for word in words}
    weight = {word: max((index.rarity(s) for s, _ in spellings[word]), default=index.rarity(word)) for word in words}
    total = sum(weight.values())
    found: dict[int, float] = {}
    named: dict[int, float] = {}
    for word in sorted(words, key=lambda w: -weight[w]):
        hits: dict[int, tuple[float, float]] = {}
        for spelling, fit in spellings[word]:
            common = found and index.count(spelling) > _COMMON * len(index)
            holding = index.among(spelling, found) if common else index.holding(spelling)
            for n, mask in holding.items():
                if n not in hits or hits[n][0] < fit * _STRENGTH[mask]:
                    hits[n] = (fit * _STRENGTH[mask], fit * (mask & 1))
        for n, (strength, in_name) in hits.items():
            found[n] = found.get(n, 0.0) + weight[word] * strength
            named[n] = named.get(n, 0.0) + in_name
    return {
        n: 2 * cover / total + _WHOLE_NAME * min(1.0, named[n] / index.name_words[n])
        for n, cover in found.items()
        if cover >= _LEAST_COVER * total
    }
