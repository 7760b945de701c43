"""What the tests of matching share: tracks in one line, judging without a catalogue, a catalogue of few tracks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from ostsync.matching.prepare import heard, wanted
from ostsync.matching.translated import offers
from ostsync.matching.verdict import Rated, decide, judge
from ostsync.matching.weights import Weights, shipped
from ostsync.model import Album, Recommendation, SearchPage, Track, Verdict
from ostsync.ports import Remembered
from ostsync.titles.fold import fold
from ostsync.titles.scripts import readings
from ostsync.titles.works import Works

Judge = Callable[..., Verdict]


def track(line: str, **fields: object) -> Track:
    """`name | artist; artist | album | album type`, the later parts optional."""
    name, artists, album, kind = ([part.strip() for part in line.split("|")] + ["", "", ""])[:4]
    who = tuple(part.strip() for part in artists.split(";") if part.strip())
    release = Album(f"album:{album or name}", album or name, who, kind or ("album" if album else "single"), "2016")
    identity = "t" + fold(line).replace(" ", "")
    return Track(identity, name, who, release, **{"duration_ms": 200_000, **fields})  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def works() -> Works:
    """The shipped table."""
    return Works.shipped()


@pytest.fixture(scope="session")
def rate(works: Works) -> Callable[..., list[Rated]]:
    """Rates candidates for a recommendation."""

    def run(asked: Recommendation, tracks: Sequence[Track], weights: Weights | None = None) -> list[Rated]:
        return judge(wanted(asked, works, readings), [heard(t, readings) for t in tracks], weights)

    return run


@pytest.fixture(scope="session")
def verdict(works: Works, rate: Callable[..., list[Rated]]) -> Judge:
    """The verdict on candidates; `listed` says that they are the whole album of the work."""

    def run(
        asked: Recommendation, tracks: Sequence[Track], weights: Weights | None = None, *, listed: bool = False
    ) -> Verdict:
        rated = rate(asked, tracks, weights)
        wish = wanted(asked, works, readings)
        offered = offers(wish, rated, weights or shipped()) if listed else []
        return decide(rated, weights, offered=offered)

    return run


class Shop:
    """A catalogue of a few tracks: a search finds what holds all of its words, anywhere."""

    def __init__(self, *tracks: Track) -> None:
        self.tracks = list(tracks)
        self.asked: list[str] = []
        self.requests = 0
        self.fails: Exception | None = None

    def _hits(self, q: str, text: str) -> bool:
        said = set(fold(text).split())
        return all(word in said or (not word.isascii() and word in fold(text)) for word in fold(q).split())

    def _ask(self, what: str) -> None:
        if self.fails is not None:
            raise self.fails
        self.requests += 1
        self.asked.append(what)

    def search(self, q: str, *, albums: bool = False) -> SearchPage:
        """Tracks, and albums too where asked for."""
        assert 0 < len(q) <= 100
        self._ask(q)
        found = [t for t in self.tracks if self._hits(q, f"{t.name} {' '.join(t.artists)} {t.album_name}")]
        return SearchPage(tuple(found[:10]), self._albums(q) if albums else ())

    def search_albums(self, q: str) -> SearchPage:
        """Albums."""
        self._ask(f"albums: {q}")
        return SearchPage((), self._albums(q))

    def _albums(self, q: str) -> tuple[Album, ...]:
        found = {
            t.album.id: t.album
            for t in self.tracks
            if t.album and self._hits(q, f"{t.album.name} {' '.join(t.artists)}")
        }
        return tuple(found.values())[:10]

    def album_tracks(self, album: Album) -> tuple[Track, ...]:
        """A track list."""
        self._ask(f"tracks of: {album.name}")
        return tuple(t for t in self.tracks if t.album and t.album.id == album.id)

    def track(self, track_id: str) -> Track | None:
        """One track."""
        self._ask(f"track: {track_id}")
        return next((t for t in self.tracks if t.id == track_id), None)


class Notebook:
    """A memory that lives as long as the test."""

    def __init__(self, clock: Clockwork) -> None:
        self.known: dict[tuple[object, ...], Remembered] = {}
        self._clock = clock

    def _key(self, r: Recommendation) -> tuple[object, ...]:
        return (fold(r.title), fold(r.work or ""), r.uri, r.kind)

    def recall(self, recommendation: Recommendation) -> Remembered | None:
        """What was last decided."""
        return self.known.get(self._key(recommendation))

    def remember(
        self, recommendation: Recommendation, verdict: Verdict, *, tries: int, next_try: datetime | None
    ) -> None:
        """Keeps a verdict."""
        self.known[self._key(recommendation)] = Remembered(verdict, self._clock.now(), tries, next_try)


class Clockwork:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """The time it was set to."""
        return self.time

    def wait(self, seconds: float, why: str) -> None:
        """Moves on."""
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def make_track() -> Callable[..., Track]:
    """Makes tracks from one line."""
    return track


@pytest.fixture
def shop() -> type[Shop]:
    """A catalogue of few tracks."""
    return Shop


@pytest.fixture
def clockwork() -> Clockwork:
    """A clock that stands still."""
    return Clockwork()


@pytest.fixture
def notebook(clockwork: Clockwork) -> Notebook:
    """An empty memory."""
    return Notebook(clockwork)
