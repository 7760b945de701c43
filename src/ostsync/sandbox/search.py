"""Decides what a search finds and in which order: the query language, and the two rankers.

Both rankers mix how well the words fit with popularity, as the real search visibly does: a popular cover can
stand above the original, and the order promises nothing.

* strict: every word of the query must stand in the name, the artists, the album or an alias.
* forgiving: typos and missing words are tolerated; what fits best comes first.

Field filters follow Spotify's reference for GET /search (2026). Filters with quotes or apostrophes find nothing,
as has been reported of the live service.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ostsync.sandbox.index import ANYWHERE, Field, Index
from ostsync.sandbox.words import asked

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


_TRACK_PLACES = {"track": Field.NAME | Field.ALIAS, "artist": Field.ARTIST, "album": Field.ALBUM}
_ALBUM_PLACES = {"album": Field.NAME, "artist": Field.ARTIST}
"""Where the words of a filter must stand."""


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


class Engine:
    """The search over one catalogue: an index of its tracks and one of its albums."""

    def __init__(self, catalogue: Catalogue, ranker: Ranker = Ranker.STRICT) -> None:
        self.ranker = ranker
        self._tracks: list[CatalogueTrack] = list(catalogue.tracks.values())
        self._albums: list[CatalogueAlbum] = list(catalogue.albums.values())
        self._album_of = catalogue.albums
        self._track_index, self._album_index = Index(), Index()
        self._isrc: dict[str, list[int]] = {}
        for number, track in enumerate(self._tracks):
            fields = [(Field.ARTIST, artist) for artist in track.artists]
            fields.append((Field.ALBUM, catalogue.albums[track.album_id].name))
            fields += [(Field.ALIAS, alias) for alias in track.aliases]
            self._track_index.add(track.popularity, track.name, fields)
            if track.isrc:
                self._isrc.setdefault(track.isrc.upper(), []).append(number)
        for album in self._albums:
            fields = [(Field.ARTIST, artist) for artist in album.artists]
            self._album_index.add(album.popularity, album.name, fields)
        self._track_index.finish()
        self._album_index.finish()

    def tracks(self, q: str, limit: int, offset: int = 0) -> tuple[list[CatalogueTrack], int]:
        """The tracks from `offset` on, and how many there are in all."""
        query = parse(q)
        allowed = self._allowed_tracks(query)
        numbers, total = self._find(self._track_index, _TRACK_PLACES, query, allowed, limit + offset)
        return [self._tracks[number] for number in numbers[offset:]], total

    def albums(self, q: str, limit: int, offset: int = 0) -> tuple[list[CatalogueAlbum], int]:
        """The albums from `offset` on, and how many there are in all."""
        query = parse(q)
        allowed = self._allowed_albums(query)
        numbers, total = self._find(self._album_index, _ALBUM_PLACES, query, allowed, limit + offset)
        return [self._albums[number] for number in numbers[offset:]], total

    # ------------------------------------------------------------------------------------------ filters

    def _allowed_tracks(self, query: Query) -> set[int] | None:
        """The tracks that the filters on values leave, or None where there is no such filter."""
        allowed: set[int] | None = None
        for name, value in query.filters:
            if name == "isrc":
                now = set(self._isrc.get(value.upper().replace("-", ""), ()))
            elif name == "year":
                now = {
                    n for n, t in enumerate(self._tracks) if _in_years(self._album_of[t.album_id].release_date, value)
                }
            elif name in ("upc", "tag", "genre"):
                now = set()  # for albums, or unknown to any catalogue
            else:
                continue
            allowed = now if allowed is None else allowed & now
        return allowed

    def _allowed_albums(self, query: Query) -> set[int] | None:
        allowed: set[int] | None = None
        for name, value in query.filters:
            if name == "year":
                now = {n for n, album in enumerate(self._albums) if _in_years(album.release_date, value)}
            elif name == "tag" and value.lower() == "hipster":
                now = self._least_popular_albums()
            elif name in ("upc", "tag", "isrc", "track", "genre"):
                now = set()  # nothing is new here, and catalogues hold no UPC and no genre
            else:
                continue
            allowed = now if allowed is None else allowed & now
        return allowed

    def _least_popular_albums(self) -> set[int]:
        popularity = self._album_index.popularity
        return set(sorted(range(len(popularity)), key=popularity.__getitem__)[: max(1, len(popularity) // 10)])

    # ------------------------------------------------------------------------------------------ ranking

    def _find(
        self, index: Index, places: Mapping[str, Field], query: Query, allowed: set[int] | None, first: int
    ) -> tuple[list[int], int]:
        """The numbers of the best `first` documents, best first, and how many there are in all."""
        if query.hopeless:
            return [], 0
        must = [(word, places[name]) for name, value in query.filters if name in places for word in asked(value)]
        if self.ranker is Ranker.STRICT:
            must += [(word, ANYWHERE) for word in query.words]
        fits = _holding_all(index, must) if must else None
        if self.ranker is Ranker.FORGIVING and query.words:
            some = _holding_some(index, query.words)
            fits = some if fits is None else {n: fit + some.get(n, 0.0) for n, fit in fits.items()}
        if allowed is not None:
            fits = dict.fromkeys(allowed, 0.0) if fits is None else {n: f for n, f in fits.items() if n in allowed}
        if not fits:
            return [], 0
        popularity = index.popularity
        best = heapq.nlargest(first, fits, key=lambda n: (fits[n] + _POPULARITY * popularity[n] / 100, -n))
        return best, len(fits)


def _in_years(date: str, wanted: str) -> bool:
    years = _YEARS.match(wanted.strip())
    if not years:
        return False
    return years[1] <= date[:4] <= (years[2] or years[1])


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
