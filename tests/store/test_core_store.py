"""The store keeps what a person needs kept, in the right world, and lets go of what Spotify wants gone."""

from __future__ import annotations

import sqlite3
import stat
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ostsync.decisions import Action, Decision, Decisions
from ostsync.errors import StorageError
from ostsync.matching import misses
from ostsync.model import (
    Album,
    Asked,
    Candidate,
    DecidedBy,
    Evidence,
    Kind,
    Medium,
    Reading,
    Reason,
    Recommendation,
    Source,
    Status,
    Track,
    Verdict,
)
from ostsync.playlists.edits import Remove
from ostsync.playlists.journal import Creation, Known
from ostsync.ports import Remembered
from ostsync.store import decisions, runs, sources, verdicts
from ostsync.store.codec import dumps, loads
from ostsync.store.database import migrations, open_database
from ostsync.store.pushes import SqlJournal
from ostsync.titles import fold as folding

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HERE = "https://api.spotify.com"


class StoppedClock:
    def __init__(self, now: datetime = NOW) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def wait(self, seconds: float, why: str) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def db(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = open_database(tmp_path / "data" / "ostsync.db")
    yield connection
    connection.close()


def memory(
    db: sqlite3.Connection, clock: StoppedClock, world: str = "sandbox me", market: str = "US"
) -> verdicts.Verdicts:
    return verdicts.Verdicts(db, world=world, market=market, clock=clock)


TRACK = Track(
    "4x",
    "Gate of Steiner",
    ("Takeshi Abo",),
    Album("7a", "STEINS;GATE OST", release_date="2011"),
    155000,
    "JPX",
    3,
    1,
    True,
)
OTHER = Track("5y", "Gate of Steiner (Piano Cover)", ("Somebody",))
SAID = Recommendation(
    "Gate of Steiner", "Steins;Gate", medium=Medium.ANIME, section="Sad", text="• Gate of Steiner", line=7
)
MATCH = Verdict(
    Status.MATCHED,
    match=TRACK,
    confidence=0.97,
    evidence=(Evidence("title", 1.0, 0.5, "equal"),),
    candidates=(Candidate(TRACK, 0.97), Candidate(OTHER, 0.3, (Evidence("cover", 1.0, -0.4),), "cover")),
    asked=(Asked("plain", "gate of steiner steins gate", 10, 1),),
    matcher="m1",
    requests=1,
)
MISS = Verdict(Status.MISSED, Reason.NO_RESULTS, asked=(Asked("plain", "x", 0, 1),), requests=1)
CHOICE = Verdict(Status.AMBIGUOUS, Reason.AMBIGUOUS, confidence=0.6, candidates=(Candidate(OTHER, 0.6),))

FULL = Recommendation(
    "Hyōri Ittai", "Hunter x Hunter", "Yuzu", "Album", Medium.ANIME, "§", Kind.ROLE,
    (Reading("表裏一体"), Reading("a", "b", "c")), 1, "ISRC", "spotify:track:1", ("x", "y"), 0.5, "words", 3,
)  # fmt: skip


@pytest.mark.parametrize("value", [SAID, FULL, Recommendation(""), MATCH, MISS, CHOICE], ids=lambda v: type(v).__name__)
def test_values_survive_being_written_down(value: object) -> None:
    assert loads(type(value), dumps(value)) == value


def test_json_of_another_version_reads_back() -> None:
    assert loads(Track, '{"id": "1", "name": "n", "popularity": 50}') == Track("1", "n")


def test_a_verdict_is_recalled_whole_by_the_words_however_they_are_written(
    db: sqlite3.Connection, clock: StoppedClock
) -> None:
    store = memory(db, clock)
    store.remember(SAID, MATCH, tries=0, next_try=None)
    elsewhere = replace(SAID, title="GATE OF  STEINER", section="Other", text="2. gate of steiner", line=90)
    found = store.recall(elsewhere)
    assert found is not None
    assert found.verdict == replace(MATCH, from_store=True)
    assert (found.judged_at, found.tries, found.next_try) == (NOW, 0, None)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Gate of Steiner II"},
        {"work": "Steins;Gate 0"},
        {"work": None},
        {"artist": "Takeshi Abo"},
        {"album": "Symphonic Reunion"},
        {"medium": Medium.GAME},
        {"kind": Kind.ALBUM},
        {"alternatives": (Reading("Main Theme"),)},
        {"duration_ms": 155000},
        {"isrc": "JPX"},
        {"uri": "spotify:track:4x"},
    ],
    ids=str,
)
def test_other_words_are_another_question(
    db: sqlite3.Connection, clock: StoppedClock, change: dict[str, object]
) -> None:
    store = memory(db, clock)
    store.remember(SAID, MATCH, tries=0, next_try=None)
    assert store.recall(replace(SAID, **change)) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(("world", "market"), [("spotify me", "US"), ("sandbox you", "US"), ("sandbox me", "JP")])
def test_worlds_and_markets_do_not_mix(db: sqlite3.Connection, clock: StoppedClock, world: str, market: str) -> None:
    memory(db, clock).remember(SAID, MATCH, tries=0, next_try=None)
    assert memory(db, clock, world, market).recall(SAID) is None


def test_a_newer_verdict_replaces_the_older_one_and_leaves_nothing_behind(
    db: sqlite3.Connection, clock: StoppedClock
) -> None:
    store = memory(db, clock)
    store.remember(SAID, MATCH, tries=0, next_try=None)
    store.remember(SAID, MISS, tries=2, next_try=NOW + timedelta(days=14))
    found = store.recall(SAID)
    assert found is not None
    assert (found.verdict.status, found.verdict.candidates, found.tries) == (Status.MISSED, (), 2)
    assert found.next_try == NOW + timedelta(days=14)
    assert db.execute("SELECT count(*) FROM spotify_content").fetchone()[0] == 1


def test_spotify_content_goes_after_30_days_and_the_uri_stays(db: sqlite3.Connection, clock: StoppedClock) -> None:
    store = memory(db, clock)
    mine = replace(MATCH, decided_by=DecidedBy.YOU)
    store.remember(SAID, mine, tries=0, next_try=None)
    store.remember(FULL, CHOICE, tries=0, next_try=None)
    clock.time += timedelta(days=30, seconds=1)
    later = memory(db, clock)
    found = later.recall(SAID)
    assert found is not None
    assert found.verdict.match == Track("4x", "Gate of Steiner"), "the person's own words"
    assert (found.verdict.candidates, found.verdict.evidence) == ((), ())
    assert found.verdict.decided_by is DecidedBy.YOU
    assert later.recall(FULL) is None, "a choice without its candidates has to be asked again"


def test_content_fetched_in_the_future_goes_30_days_after_the_first_look(
    db: sqlite3.Connection, clock: StoppedClock
) -> None:
    clock.time = NOW + timedelta(days=3650)
    memory(db, clock).remember(SAID, MATCH, tries=0, next_try=None)
    clock.time = NOW
    memory(db, clock)
    assert db.execute("SELECT count(*) FROM spotify_content").fetchone()[0] == 1
    clock.time += timedelta(days=30, seconds=1)
    memory(db, clock)
    assert db.execute("SELECT count(*) FROM spotify_content").fetchone()[0] == 0


@pytest.mark.parametrize(
    ("days", "due"), [(-1, True), (0, True), (1, False), (60, False), (61, True), (3650, True), (None, True)]
)
def test_a_miss_waits_60_days_at_most_whatever_the_clock_was(days: int | None, due: bool) -> None:
    """Judged while the clock was ahead by years, it would never be asked for again."""
    when = None if days is None else NOW + timedelta(days=days)
    assert misses.is_due(Remembered(MISS, NOW, 1, when), NOW) is due


def test_logout_takes_what_came_from_spotify_out_of_the_file(tmp_path: Path, clock: StoppedClock) -> None:
    path = tmp_path / "x.db"
    db = open_database(path)
    memory(db, clock).remember(SAID, MATCH, tries=0, next_try=None)
    assert verdicts.forget_spotify_content(db, world="another") == 0
    assert verdicts.forget_spotify_content(db) == 1
    db.close()
    left = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"Takeshi Abo" not in left
    assert b"Piano Cover" not in left
    assert b"spotify:track:4x" in left


@pytest.mark.parametrize("status", [Status.POSTPONED, Status.MATCHED])
def test_the_database_refuses_an_outage_and_a_match_without_a_track(
    db: sqlite3.Connection, clock: StoppedClock, status: Status
) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        memory(db, clock).remember(SAID, Verdict(status, Reason.OFFLINE), tries=0, next_try=None)


def test_a_new_folding_makes_keys_anew_and_costs_no_verdict(
    db: sqlite3.Connection, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = memory(db, clock)
    store.remember(SAID, MISS, tries=1, next_try=None)
    clock.time += timedelta(days=1)
    store.remember(replace(SAID, title="Gate-of-Steiner"), MATCH, tries=0, next_try=None)
    monkeypatch.setattr(folding, "fold", lambda text: "".join(c for c in text.casefold() if c.isalnum()))
    monkeypatch.setattr(verdicts, "fold_version", lambda: "next")
    found = memory(db, clock).recall(replace(SAID, title="gate of steiner!"))
    assert found is not None
    assert found.verdict.status is Status.MATCHED, "of two that meet, the newer stays"
    assert db.execute("SELECT count(*) FROM verdicts").fetchone()[0] == 1
    assert db.execute("SELECT count(*) FROM spotify_content").fetchone()[0] == 1


def test_judging_kept_candidates_anew_does_not_make_them_younger(db: sqlite3.Connection, clock: StoppedClock) -> None:
    store = memory(db, clock)
    store.remember(SAID, CHOICE, tries=0, next_try=None)
    clock.time += timedelta(days=20)
    store.remember(SAID, replace(MATCH, from_store=True), tries=0, next_try=None)
    clock.time += timedelta(days=11)
    found = memory(db, clock).recall(SAID)
    assert found is not None
    assert found.verdict.match == Track("4x", "Gate of Steiner")


def test_a_source_reads_back_in_order_and_a_second_reading_replaces_the_first(db: sqlite3.Connection) -> None:
    source = Source("/a.md", "markdown", "SAD OST", (FULL, SAID, Recommendation("x")), encoding="cp932")
    sources.save(db, source, now=NOW)
    assert sources.load(db, "/a.md") == source
    sources.save(db, replace(source, title=None, recommendations=(SAID,)), now=NOW)
    assert sources.load(db, "/a.md") == replace(source, title=None, recommendations=(SAID,))
    assert sources.load(db, "/b.md") is None


def test_decisions_are_kept_once_in_order_and_can_be_taken_back(db: sqlite3.Connection) -> None:
    said = (Reading("Believe me", "Steins;Gate"), Reading("Steins;Gate", "Believe me"))
    first = Decision(said, Action.NEVER, NOW, ("spotify:track:1",), text="the words")
    second = Decision(said, Action.SEARCH, NOW, words="believe me abo")
    third = Decision(said, Action.ACCEPT, NOW + timedelta(microseconds=1), ("spotify:track:2", "spotify:track:3"))
    assert decisions.add(db, HERE, [first, second]) == 2
    assert decisions.add(db, HERE, [third, first]) == 1
    assert decisions.add(db, "http://127.0.0.1:8765", [first]) == 1, "a rehearsal has its own"
    assert decisions.listed(db, HERE) == [first, second, third]
    ruling = Decisions(decisions.listed(db, HERE)).ruling(Recommendation("Believe me", "Steins;Gate"))
    assert ruling is not None
    assert ruling.accept == ("spotify:track:2", "spotify:track:3")
    numbers = [number for number, decision in decisions.numbered(db, HERE) if decision.action is Action.ACCEPT]
    assert decisions.remove(db, numbers) == 1
    assert decisions.listed(db, HERE) == [first, second]


def test_clearing_verdicts_keeps_decisions_and_sources(db: sqlite3.Connection, clock: StoppedClock) -> None:
    decisions.add(db, HERE, [Decision((Reading("a"),), Action.SKIP, NOW)])
    sources.save(db, Source("/a", "text", recommendations=(SAID,)), now=NOW)
    memory(db, clock).remember(SAID, MATCH, tries=0, next_try=None)
    assert verdicts.clear(db) == 1
    assert len(decisions.listed(db, HERE)) == 1
    assert sources.load(db, "/a") is not None
    assert db.execute("SELECT count(*) FROM spotify_content").fetchone()[0] == 0


def test_the_last_run_of_a_world_is_remembered_even_when_it_was_interrupted(db: sqlite3.Connection) -> None:
    one = runs.begin(db, "w", ["/b", "/a"], now=NOW, albums=True)
    runs.end(db, one, now=NOW, requests=3, summary={"total": 2}, stopped=Reason.QUOTA)
    runs.begin(db, "other", ["/c"], now=NOW)
    last = runs.last(db, "w")
    assert last == runs.Run(one, ("/b", "/a"), NOW, NOW, True, Reason.QUOTA, 3, {"total": 2})
    interrupted = runs.begin(db, "w", ["/d"], now=NOW)
    last = runs.last(db, "w")
    assert last is not None
    assert (last.id, last.ended) == (interrupted, None)
    assert runs.last(db, "nowhere") is None


def test_the_last_world_of_an_origin_is_not_another_origin_s(db: sqlite3.Connection) -> None:
    for world in ("http://127.0.0.1:80 me", "http://127.0.0.1:8 you", "http://127.0.0.1:8 me", "http://127.0.0.1:80 x"):
        runs.begin(db, world, [], now=NOW)
    assert runs.last_world(db, "http://127.0.0.1:8") == "http://127.0.0.1:8 me"
    assert runs.last_world(db, "https://api.spotify.com") is None


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes")
def test_the_file_is_private(tmp_path: Path) -> None:
    path = tmp_path / "new" / "x.db"
    db = open_database(path)
    sources.save(db, Source("/a", "text"), now=NOW)
    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}
    db.close()
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_newer_database_is_refused_and_untouched(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    open_database(path).close()
    db = sqlite3.connect(path)
    db.execute(f"PRAGMA user_version = {migrations()[-1][0] + 1}")
    db.close()
    before = path.read_bytes()
    with pytest.raises(StorageError, match="newer ostsync"):
        open_database(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["x.db"]


def test_migrations_count_from_one_without_gaps() -> None:
    assert [number for number, _ in migrations()] == list(range(1, len(migrations()) + 1))


def test_what_a_push_is_about_to_do_is_on_the_disk_before_it_is_sent(
    db: sqlite3.Connection, clock: StoppedClock
) -> None:
    journal = SqlJournal(db, "w", clock)
    journal.register(Known("1", "/a", 1, "A", created=True))
    said: list[str] = []
    db.set_trace_callback(said.append)
    journal.intend("1", Remove(("spotify:track:1",)))
    journal.settle("1", done=True)
    journal.intend_creation("/b", 1, Creation("B", ()))
    db.set_trace_callback(None)
    commits = [next(s for s in reversed(said[:n]) if "synchronous =" in s) for n, s in enumerate(said) if s == "COMMIT"]
    full, normal = "PRAGMA synchronous = FULL", "PRAGMA synchronous = 1"
    assert commits == [full, normal, full], "with NORMAL a loss of power could take the last transactions back"
