"""How one recommendation is looked for: which question comes next, and when enough has been asked.

The ladder stops as soon as a match is settled. A track is first looked for on the shelf of its work, without a
request; then by its own words, and between them on the soundtrack albums of the work. So a find costs one request
and a miss about four; and where several tracks share a work, the album on which the first one stood brings them all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ostsync.matching import queries
from ostsync.matching.albums import best_album
from ostsync.matching.prepare import Heard, Read, Wanted, heard, wanted
from ostsync.matching.queries import Query
from ostsync.matching.shelf import Shelf, ShelfRoom
from ostsync.matching.ties import LEAST_TITLE
from ostsync.matching.translated import offers
from ostsync.matching.verdict import VERSION, Rated, decide, judge
from ostsync.matching.weights import Weights
from ostsync.model import Album, Asked, Candidate, Reason, Recommendation, SearchPage, Status, Track, Verdict
from ostsync.ports import Catalogue
from ostsync.titles.works import Theme, Works

SETTLED = 0.90
"""A match of this confidence ends the asking."""
SHARED = 3
"""Tracks of one work from which on reading the album that one of them stood on is worth a request."""
MOST_ALBUMS = 3
"""Track lists read for one work before its tracks are asked for one by one."""
MOST = 4
"""Requests for a track of its own before it is a miss."""


class OutOfBudget(Exception):
    """The number of requests that a run may make is used up."""


@dataclass(slots=True)
class Looking:
    """One search under way: what was asked and found so far, and what comes next."""

    wanted: Wanted
    never: frozenset[str] = frozenset()
    search: str | None = None
    """Words that the person wants searched first."""
    shelf: Shelf | None = None
    company: int = 1
    """How many tracks of the run still ask for the same work."""
    tracks: dict[str, Track] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    rated: list[Rated] = field(default_factory=list)
    rejected: bool = False
    steps: Iterator[None] = field(default_factory=lambda: iter(()))

    @property
    def requests(self) -> int:
        """What it has cost so far."""
        return sum(one.requests for one in self.asked)


class Search:
    """Looks for recommendations in one catalogue, remembering what a run has seen."""

    def __init__(
        self, catalogue: Catalogue, read: Read, weights: Weights, *, may_ask: Callable[[], bool] = lambda: True
    ) -> None:
        self._catalogue = catalogue
        self._read = read
        self._weights = weights
        self._may_ask = may_ask
        self._room = ShelfRoom()
        self._heard: dict[str, Heard] = {}

    def look(self, wanted: Wanted, *, never: frozenset[str] = frozenset()) -> Verdict:
        """The verdict on a recommendation that shares its work with no other.

        Raises OutOfBudget, Unavailable or RateLimited before anything half-asked becomes a verdict.
        """
        verdict = self.go_on(self.begin(wanted, never=never))
        assert verdict is not None
        return verdict

    def begin(self, wanted: Wanted, *, never: frozenset[str] = frozenset(), search: str | None = None) -> Looking:
        """A search that has asked nothing yet."""
        looking = Looking(wanted, never, search, self._shelf_of(wanted))
        looking.steps = self._steps(looking)
        return looking

    def go_on(self, looking: Looking, *, company: int = 1, most: int | None = None) -> Verdict | None:
        """Asks on until the search is settled or at its end; None where `most` requests were not enough for that.

        `company` is how many tracks of this run still ask for its work. Raises as `look` does.
        """
        looking.company = company
        for _ in looking.steps:
            self._judge(looking)
            if self._settled(looking):
                if looking.shelf is not None:
                    looking.shelf.confirm(looking.rated[0].heard.track)
                break
            if most is not None and looking.requests >= most:
                return None
        return replace(self._verdict(looking), asked=tuple(looking.asked), requests=looking.requests)

    def recall(self, wanted: Wanted, verdict: Verdict) -> None:
        """Puts what an earlier run has found of the work on its shelf, so that this one goes on from there."""
        shelf = self._shelf_of(wanted)
        if shelf is not None:
            found = [*([verdict.match] if verdict.match else []), *(c.track for c in verdict.candidates)]
            shelf.put(SearchPage(tuple(track for track in found if track.name)))
            if verdict.match is not None and verdict.confidence >= SETTLED:
                shelf.confirm(verdict.match)

    def again(self, wanted: Wanted, never: frozenset[str]) -> Verdict:
        """The verdict from what this run has seen of the work, without asking."""
        looking = Looking(wanted, never, shelf=self._shelf_of(wanted))
        self._judge(looking)
        return self._verdict(looking)

    def rejudge(
        self, wanted: Wanted, tracks: Sequence[Track], never: frozenset[str], listed: Collection[str] = ()
    ) -> Verdict:
        """The verdict on known tracks, without asking; `listed` are the albums that were read whole."""
        looking = Looking(wanted, never, tracks={track.id: track for track in tracks})
        self._judge(looking)
        return self._verdict(looking, [track for track in tracks if track.album_name in listed])

    def theme(self, recommendation: Recommendation, theme: Theme, works: Works, never: frozenset[str]) -> Verdict:
        """The verdict on a song of a work that the table names."""
        song = replace(recommendation, title=theme.title, artist=theme.artist or None, alternatives=())
        return self.look(wanted(song, works, self._read), never=never)

    def offer(self, wish: Wanted, query: Query, never: frozenset[str]) -> Verdict:
        """What one question brings for a work, whatever it is called; nothing of it is a match."""
        looking = Looking(wish, never)
        self._ask(looking, query)
        self._judge(looking)
        linked = [one for one in looking.rated if one.sum.linked and "cover" not in one.sum.vetoes]
        shown = tuple(one.candidate(self._weights) for one in linked[: self._weights.offers])
        asked = tuple(looking.asked)
        return Verdict(Status.AMBIGUOUS, candidates=shown, asked=asked, matcher=VERSION, requests=looking.requests)

    def album(self, wish: Wanted, *, expanded: bool) -> Verdict:
        """The verdict on a recommended album: always `is_album`; its tracks are the candidates where wanted."""
        missed = Verdict(Status.MISSED, Reason.IS_ALBUM, matcher=VERSION)
        if not expanded:
            return missed
        looking = Looking(wish)
        first = wish.asks[0]
        title = wish.recommendation.album or first.reading.title
        query = Query("album", queries.join(queries.typed(title), queries.typed(first.reading.artist or "")))
        album = best_album(wish, self._asked(looking, query).albums)
        tracks: tuple[Track, ...] = ()
        if album is not None:
            tracks = self._tracks_of(looking, album)
        return replace(
            missed,
            candidates=tuple(Candidate(track, 0.9) for track in tracks),
            confidence=0.9 if tracks else 0.0,
            asked=tuple(looking.asked),
            requests=looking.requests,
        )

    # ------------------------------------------------------------------------ the ladder

    def _steps(self, looking: Looking) -> Iterator[None]:
        """Asks one question after another; after each the caller looks whether that was enough."""
        shelf = looking.shelf if looking.search is None else None
        if shelf is not None and shelf.tracks:
            yield  # what the run has seen of this work may hold it: no request
        if shelf is not None and looking.company >= SHARED and shelf.confirmed():
            yield from self._open(looking, shelf)
        answers: list[tuple[Query, int]] = []
        before = looking.requests
        for query in queries.forms(looking.wanted, search=looking.search):
            if looking.requests - before >= MOST or len(answers) >= queries.FORMS:
                return
            if not queries.worthwhile(query, answers):
                continue
            answers.append((query, self._ask(looking, query)))
            yield
            if shelf is not None and (len(answers) == 2 or shelf.next_album() is not None or not self._titled(looking)):
                yield from self._shelf(looking, shelf)

    def _shelf(self, looking: Looking, shelf: Shelf) -> Iterator[None]:
        """Searches the albums of the work until one is found, and reads a track list, while that is worth it."""
        while len(shelf.opened) < (deep := min(MOST_ALBUMS, 1 + looking.company // SHARED)):
            if shelf.next_album() is not None:
                yield from self._open(looking, shelf)
                return
            query = shelf.next_query(shared=deep > 1)
            if query is None:
                return
            self._ask(looking, query)
            yield

    def _open(self, looking: Looking, shelf: Shelf) -> Iterator[None]:
        album = shelf.next_album()
        if album is not None:
            shelf.read(album, self._tracks_of(looking, album))
            yield

    def _ask(self, looking: Looking, query: Query) -> int:
        """Puts one question; answers how many tracks it brought."""
        page = self._asked(looking, query)
        looking.tracks.update({track.id: track for track in page.tracks})
        if looking.shelf is not None and looking.search is None:
            looking.shelf.put(page)
            if query.form == "album":
                looking.shelf.note(query)
        return len(page.tracks)

    def _asked(self, looking: Looking, query: Query) -> SearchPage:
        self._check_budget()
        before = self._catalogue.requests
        if query.form == "album":
            page = self._catalogue.search_albums(query.text)
        else:
            page = self._catalogue.search(query.text, albums=query.albums)
        cost = self._catalogue.requests - before
        looking.asked.append(Asked(query.form, query.text, len(page.tracks) + len(page.albums), cost))
        return page

    def _tracks_of(self, looking: Looking, album: Album) -> tuple[Track, ...]:
        self._check_budget()
        before = self._catalogue.requests
        tracks = self._catalogue.album_tracks(album)
        looking.asked.append(Asked("album_tracks", album.name, len(tracks), self._catalogue.requests - before))
        return tracks

    def _shelf_of(self, wanted: Wanted) -> Shelf | None:
        sought = wanted.asks[0].sought
        return self._room.of(sought) if sought is not None else None

    def _check_budget(self) -> None:
        if not self._may_ask():
            raise OutOfBudget

    # ------------------------------------------------------------------------ judging

    def _judge(self, looking: Looking) -> None:
        shelf = looking.shelf
        tracks = {**(shelf.tracks if shelf is not None else {}), **looking.tracks}
        looking.rejected = any(track.uri in looking.never for track in tracks.values())
        looking.rated = judge(
            looking.wanted,
            [self.prepare(track) for track in tracks.values() if track.uri not in looking.never],
            self._weights,
        )

    def prepare(self, track: Track) -> Heard:
        """A candidate made ready, once in a run."""
        known = self._heard.get(track.id)
        if known is None or known.track != track:
            known = self._heard[track.id] = heard(track, self._read)
        return known

    def _settled(self, looking: Looking) -> bool:
        verdict = decide(looking.rated, self._weights)
        return verdict.status is Status.MATCHED and verdict.confidence >= SETTLED

    def _titled(self, looking: Looking) -> bool:
        return any(one.sum.similarity >= LEAST_TITLE for one in looking.rated)

    def _verdict(self, looking: Looking, listed: Sequence[Track] | None = None) -> Verdict:
        """The decision; `listed` are the tracks of the albums of the work that were read."""
        if listed is None:
            listed = looking.shelf.on_opened() if looking.shelf is not None else ()
        offered = offers(looking.wanted, [one for one in looking.rated if one.heard.track in listed], self._weights)
        return decide(looking.rated, self._weights, offered=offered, rejected=looking.rejected)
