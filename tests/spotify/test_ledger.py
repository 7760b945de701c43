"""The 24-hour ledger: a window that rolls, a hold that outlives the run, and one book for each server."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta, timezone
from pathlib import Path

import pytest

from ostsync.errors import StorageError
from ostsync.store.database import open_database
from ostsync.store.ledger import SqlLedger

from .conftest import START, FakeClock

REAL, LOCAL = "https://api.spotify.com", "http://127.0.0.1:8765"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_database(tmp_path / "ostsync.db")
    yield connection
    connection.close()


@pytest.fixture
def book(db: sqlite3.Connection, clock: FakeClock) -> SqlLedger:
    return SqlLedger(db, clock, REAL)


def test_the_window_rolls(book: SqlLedger, clock: FakeClock) -> None:
    for hour in range(4):
        clock.time = START + timedelta(hours=hour * 6)
        book.record("search")
    book.record("album")
    assert book.spent() == 5
    assert book.by_kind() == {"search": 4, "album": 1}
    assert book.frees_at() == START + timedelta(hours=24)
    clock.time = START + timedelta(hours=24)
    assert book.spent() == 4
    clock.time = START + timedelta(hours=41, minutes=59)
    assert book.spent() == 2
    clock.time = START + timedelta(hours=42)
    assert book.spent() == 0
    assert book.frees_at() is None


def test_what_left_the_window_is_forgotten(book: SqlLedger, clock: FakeClock, db: sqlite3.Connection) -> None:
    for _ in range(3):
        book.record("me")
    clock.time += timedelta(hours=25)
    book.record("me")
    assert db.execute("SELECT count(*) FROM requests").fetchone()[0] == 1


def test_a_hold_ends_by_itself(book: SqlLedger, clock: FakeClock) -> None:
    assert (book.not_before(), book.hold_reason()) == (None, None)
    until = START + timedelta(seconds=48925)
    book.hold(until, "quota")
    assert (book.not_before(), book.hold_reason()) == (until, "quota")
    clock.time = until
    assert (book.not_before(), book.hold_reason()) == (None, None)


@pytest.mark.parametrize(("second", "holds"), [(10, 60), (60, 60), (90, 90)])
def test_a_longer_hold_stays(book: SqlLedger, second: int, holds: int) -> None:
    book.hold(START + timedelta(minutes=60), "quota")
    book.hold(START + timedelta(minutes=second), "rate")
    assert book.not_before() == START + timedelta(minutes=holds)


def test_a_new_hold_replaces_one_that_is_over(book: SqlLedger, clock: FakeClock) -> None:
    book.hold(START + timedelta(minutes=60), "quota")
    clock.time += timedelta(hours=2)
    book.hold(clock.time + timedelta(minutes=1), "rate")
    assert book.hold_reason() == "rate"


def test_servers_keep_separate_books(db: sqlite3.Connection, clock: FakeClock, book: SqlLedger) -> None:
    other = SqlLedger(db, clock, LOCAL)
    book.record("search")
    book.hold(START + timedelta(hours=1), "quota")
    assert (other.spent(), other.not_before(), other.frees_at()) == (0, None, None)


def test_it_outlives_the_run(tmp_path: Path, clock: FakeClock) -> None:
    for expected in (1, 2):
        connection = open_database(tmp_path / "ostsync.db")
        book = SqlLedger(connection, clock, REAL)
        book.record("search")
        book.hold(START + timedelta(hours=1), "quota")
        assert book.spent() == expected
        connection.close()
    connection = open_database(tmp_path / "ostsync.db")
    assert SqlLedger(connection, clock, REAL).not_before() == START + timedelta(hours=1)
    connection.close()


def test_any_zone_is_the_same_time(book: SqlLedger, clock: FakeClock) -> None:
    clock.time = START.astimezone(timezone(timedelta(hours=9)))
    book.record("search")
    clock.time = (START + timedelta(hours=23)).astimezone(timezone(timedelta(hours=-8)))
    assert book.spent() == 1
    book.hold((START + timedelta(hours=30)).astimezone(timezone(timedelta(hours=9))), "rate")
    assert book.not_before() == START + timedelta(hours=30)


def test_a_disk_that_refuses_is_a_storage_error(db: sqlite3.Connection, book: SqlLedger) -> None:
    db.execute("PRAGMA query_only = ON")
    with pytest.raises(StorageError):
        book.record("search")


# ---------------------------------------------------------------------------- a clock that was wrong

YEAR = timedelta(days=365)


def test_requests_of_the_future_count_for_24_hours_from_the_first_look(book: SqlLedger, clock: FakeClock) -> None:
    clock.time = START + 10 * YEAR
    book.record("search")
    clock.time = START
    book.record("search")
    assert book.spent() == 2, "nobody knows when it was: it counts"
    assert book.frees_at() == START + timedelta(hours=24)
    clock.time = START + timedelta(hours=24)
    assert (book.spent(), book.frees_at()) == (0, None)


def test_a_hold_that_was_set_while_the_clock_was_ahead_lasts_as_long_as_it_was_meant(
    book: SqlLedger, clock: FakeClock
) -> None:
    clock.time = START + 10 * YEAR
    book.hold(clock.time + timedelta(hours=13), "quota")
    clock.time = START
    assert (book.not_before(), book.hold_reason()) == (START + timedelta(hours=13), "quota")
    clock.time += timedelta(hours=6)
    assert book.not_before() == START + timedelta(hours=13), "it does not move on"
    clock.time = START + timedelta(hours=13)
    assert book.not_before() is None


def test_no_hold_lasts_longer_than_seven_days(book: SqlLedger, clock: FakeClock) -> None:
    book.hold(START + 30 * YEAR, "rate")
    assert book.not_before() == START + timedelta(days=7)
    clock.time += timedelta(days=3)
    assert book.not_before() == START + timedelta(days=7)
    clock.time = START + timedelta(days=7)
    assert book.not_before() is None
    book.hold(clock.time + timedelta(minutes=1), "quota")
    assert book.hold_reason() == "quota", "one that is over stands in no other's way"


def test_a_hold_of_an_older_ostsync_has_an_end(db: sqlite3.Connection, book: SqlLedger, clock: FakeClock) -> None:
    db.execute(
        "INSERT INTO holds (origin, until, reason) VALUES (?, '2036-01-01T00:00:00.000000+00:00', 'quota')", (REAL,)
    )
    assert book.not_before() == START + timedelta(days=7)
    clock.time += timedelta(days=2)
    assert book.not_before() == START + timedelta(days=7)


def test_a_clock_set_back_within_a_run_makes_no_wait_longer_than_it_was(book: SqlLedger, clock: FakeClock) -> None:
    book.record("search")
    book.hold(START + timedelta(minutes=10), "rate")
    clock.time = START - YEAR
    assert book.not_before() == clock.time + timedelta(minutes=10)
    assert book.spent() == 1
    book.record("search")
    assert book.spent() == 2


def test_a_pace_is_kept_for_each_server(db: sqlite3.Connection, book: SqlLedger, clock: FakeClock) -> None:
    assert book.gap() is None
    book.keep_gap(0.5)
    book.keep_gap(1.25)
    assert (book.gap(), SqlLedger(db, clock, LOCAL).gap()) == (1.25, None)
