"""Searches that found nothing are spared for three days, in their own world and market alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ostsync.app.catalogues import Sparing
from ostsync.errors import Unavailable
from ostsync.model import Album, SearchPage, Track
from ostsync.store.blanks import SqlBlanks, clear
from ostsync.store.database import open_database

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class StoppedClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    def wait(self, seconds: float, why: str) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_database(tmp_path / "ostsync.db")) as connection:
        yield connection


def blanks(db: sqlite3.Connection, clock: StoppedClock, world: str = "here me", market: str = "US") -> SqlBlanks:
    return SqlBlanks(db, world=world, market=market, clock=clock)


def test_a_blank_is_forgotten_after_three_days(db: sqlite3.Connection) -> None:
    clock = StoppedClock()
    blanks(db, clock).draw("tracks: nothing")
    clock.time += timedelta(days=3, seconds=-1)
    assert blanks(db, clock).drawn("tracks: nothing")
    clock.time += timedelta(seconds=1)
    assert not blanks(db, clock).drawn("tracks: nothing")
    assert db.execute("SELECT count(*) FROM blanks").fetchone()[0] == 0


def test_a_blank_counts_in_its_world_and_market_and_for_its_words_alone(db: sqlite3.Connection) -> None:
    clock = StoppedClock()
    blanks(db, clock).draw("tracks: nothing")
    assert not blanks(db, clock, world="here somebody else").drawn("tracks: nothing")
    assert not blanks(db, clock, market="JP").drawn("tracks: nothing")
    assert not blanks(db, clock).drawn("albums: nothing")
    assert clear(db) == 1
    assert not blanks(db, clock).drawn("tracks: nothing")


def test_a_blank_noted_while_the_clock_was_ahead_does_not_count(db: sqlite3.Connection) -> None:
    clock = StoppedClock()
    clock.time += timedelta(days=400)
    blanks(db, clock).draw("tracks: nothing")
    clock.time = NOW
    assert not blanks(db, clock).drawn("tracks: nothing")


# ---------------------------------------------------------------------------- the catalogue that is spared


class Shop:
    """Answers the n-th question with what was laid out for it."""

    def __init__(self, *answers: SearchPage | Exception) -> None:
        self.requests = 0
        self._answers = answers

    def search(self, q: str, *, albums: bool = False) -> SearchPage:
        self.requests += 1
        answer = self._answers[self.requests - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def search_albums(self, q: str) -> SearchPage:
        return self.search(q)

    def album_tracks(self, album: Album) -> tuple[Track, ...]:
        return ()

    def track(self, track_id: str) -> Track | None:
        return None


FOUND = SearchPage((Track("t1", "Something"),))


def test_what_found_nothing_is_not_asked_again(db: sqlite3.Connection) -> None:
    shop = Shop(SearchPage(), FOUND, FOUND)
    there = Sparing(shop, blanks(db, StoppedClock()))
    assert [there.search("a").tracks, there.search("a").tracks] == [(), ()]
    assert there.requests == 1
    assert there.search("a", albums=True) == FOUND, "with albums it is another question"
    assert there.search_albums("a") == FOUND
    assert there.requests == 3


def test_what_could_not_be_asked_is_asked_again(db: sqlite3.Connection) -> None:
    there = Sparing(Shop(Unavailable("Down."), FOUND), blanks(db, StoppedClock()))
    with pytest.raises(Unavailable):
        there.search("a")
    assert there.search("a") == FOUND
