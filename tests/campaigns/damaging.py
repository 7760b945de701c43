"""A database with one of everything, damaged in every way there is, and what is left of it afterwards.

Used by the short run in the suite and by `benchmarks/store_campaign.py`.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ostsync.decisions import Action, Decision
from ostsync.errors import DatabaseDamaged
from ostsync.model import (
    Album,
    Asked,
    Candidate,
    Evidence,
    ItemKind,
    Medium,
    Reason,
    Recommendation,
    Source,
    Status,
    Track,
    Verdict,
)
from ostsync.playlists.edits import Add
from ostsync.playlists.items import Item, State
from ostsync.playlists.journal import Counts, Known, PushKind
from ostsync.store import decisionlog, decisions, runs, sources
from ostsync.store.codec import loads
from ostsync.store.connection import mark
from ostsync.store.database import open_database
from ostsync.store.ledger import SqlLedger
from ostsync.store.pushes import SqlJournal
from ostsync.store.verdicts import Verdicts

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HERE = "https://api.spotify.com"
WORLD = f"{HERE} me"
COPIED = ("decisions", "playlists", "pushes", "verdicts", "sources", "recommendations", "runs")


class StoppedClock:
    """Time that stands still."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def wait(self, seconds: float, why: str) -> None:
        pass


def uri(n: int) -> str:
    """The URI of a made-up track."""
    return f"spotify:track:{n:022d}"


def said(n: int) -> Recommendation:
    """A made-up recommendation, with letters of several scripts."""
    return Recommendation(
        f"曲 {n} – Thème", f"Work {n % 40}", medium=Medium.GAME, text=f"• 曲 {n} – Thème, from Work {n % 40}", line=n
    )


def decided(n: int) -> Decision:
    """A made-up decision; each is another."""
    action = (Action.ACCEPT, Action.NEVER, Action.SKIP, Action.SEARCH)[n % 4]
    uris = (uri(n), uri(n + 1)) if action in (Action.ACCEPT, Action.NEVER) else ()
    words = f"words {n}" if action is Action.SEARCH else None
    return Decision(said(n).readings, action, NOW + timedelta(seconds=n), uris, words, said(n).text)


def fill(path: Path, size: int, *, taken_back: int = 5) -> sqlite3.Connection:
    """A database with `size` of most things; the connection is still open, so its -wal is there."""
    db = open_database(path)
    clock = StoppedClock()
    decisions.add(db, HERE, [decided(n) for n in range(size)])
    decisions.remove(db, [number for number, _ in decisions.numbered(db, HERE)[:taken_back]])
    sources.save(db, Source("/a.md", "markdown", "SAD", tuple(said(n) for n in range(size))), now=NOW)
    memory = Verdicts(db, world=WORLD, market="US", clock=clock)
    for n in range(size):
        track = Track(f"{n:022d}", f"曲 {n}", ("Somebody",), Album(f"a{n}", "An Album " * 5), 1000 * n)
        candidates = tuple(Candidate(track, 0.9, (Evidence("title", 1.0, 0.5, "equal " * 8),)) for _ in range(n % 9))
        asked = (Asked("plain", said(n).title, 10, 1),)
        if n % 5:
            verdict = Verdict(Status.MATCHED, match=track, confidence=0.9, candidates=candidates, asked=asked)
        else:
            verdict = Verdict(Status.MISSED, Reason.NO_RESULTS, candidates=candidates, asked=asked)
        memory.remember(said(n), verdict, tries=0, next_try=None)
    journal = SqlJournal(db, WORLD, clock)
    for part in range(1, 4):
        identity = f"playlist{part}"
        items = tuple(Item(uri(n), ItemKind.TRACK, n % 3 > 0, f"US{n}") for n in range(size))
        state = State(items=items, name=f"Playlist {part}")
        journal.register(Known(identity, "/a.md", part, f"Playlist {part}", created=True))
        journal.begin(identity, PushKind.PUSH, State())
        journal.checkpoint(identity, state)
        journal.end(identity, state, Counts(added=size))
        journal.intend(identity, Add(0, (Item(uri(1)),)))
    ledger = SqlLedger(db, clock, HERE)
    for _ in range(20):
        ledger.record("search")
    runs.end(db, runs.begin(db, WORLD, ["/a.md"], now=NOW), now=NOW, requests=3, summary={"total": 1}, stopped=None)
    return db


def contents(path: Path) -> dict[str, set[tuple[object, ...]]]:
    """Every row of the tables that are counted; row numbers left out."""
    with closing(sqlite3.connect(path)) as db:
        found = {}
        for table in COPIED:
            rows = db.execute(f"SELECT * FROM {table}").fetchall()
            found[table] = {tuple(row)[table in ("decisions", "pushes", "verdicts") :] for row in rows}
        return found


def sound(path: Path) -> bool:
    """Whether every page, index and reference is as it should be."""
    try:
        with closing(sqlite3.connect(path)) as db:
            whole = [row[0] for row in db.execute("PRAGMA integrity_check")] == ["ok"]
            return whole and not db.execute("PRAGMA foreign_key_check").fetchall()
    except sqlite3.DatabaseError:
        return False


def everything(db: sqlite3.Connection) -> None:
    """Reads all of it, as a run would. Raises DatabaseDamaged."""
    clock = StoppedClock()
    decisions.listed(db, HERE)
    sources.load(db, "/a.md")
    memory = Verdicts(db, world=WORLD, market="US", clock=clock)
    for row in db.execute("SELECT words FROM verdicts").fetchall():
        memory.recall(loads(Recommendation, row["words"]))
    journal = SqlJournal(db, WORLD, clock)
    for known in journal.known():
        journal.load(known.id)
        journal.undoable(known.id)
    journal.history()
    SqlLedger(db, clock, HERE).spent()
    runs.recent(db, WORLD)


# ---------------------------------------------------------------------------- damages

Damage = Callable[[Path, random.Random], None]


def _wal(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def no_database(path: Path, dice: random.Random) -> None:
    """Something else stands there."""
    path.write_bytes(b"this is no database at all " * dice.randrange(1, 500))


def empty(path: Path, dice: random.Random) -> None:
    """Zero bytes."""
    path.write_bytes(b"")


def gone(path: Path, dice: random.Random) -> None:
    """The file is not there; what stood beside it is."""
    path.unlink()


def directory(path: Path, dice: random.Random) -> None:
    """A directory stands there."""
    path.unlink()
    path.mkdir()


def truncated(path: Path, dice: random.Random) -> None:
    """The end is missing."""
    data = path.read_bytes()
    path.write_bytes(data[: dice.randrange(1, len(data))])


def one_page(path: Path, dice: random.Random) -> None:
    """One page holds anything."""
    _spoil_pages(path, dice, 1)


def some_pages(path: Path, dice: random.Random) -> None:
    """A tenth of the pages hold anything."""
    _spoil_pages(path, dice, max(2, path.stat().st_size // 4096 // 10))


def many_pages(path: Path, dice: random.Random) -> None:
    """Half of the pages hold anything."""
    _spoil_pages(path, dice, max(2, path.stat().st_size // 4096 // 2))


def zeroed(path: Path, dice: random.Random) -> None:
    """A stretch of zeros, as after a loss of power."""
    data = bytearray(path.read_bytes())
    start = dice.randrange(len(data))
    length = min(len(data) - start, dice.randrange(1, 40_000))
    data[start : start + length] = bytes(length)
    path.write_bytes(data)


def header(path: Path, dice: random.Random) -> None:
    """The first page is gone."""
    data = bytearray(path.read_bytes())
    data[:4096] = dice.randbytes(min(4096, len(data)))
    path.write_bytes(data)


def decision_pages(path: Path, dice: random.Random) -> None:
    """Every page on which a decision stands is gone."""
    data = bytearray(path.read_bytes())
    for n in range(0, len(data), 4096):
        if n and any(word in data[n : n + 4096] for word in (b'["spotify:track:', b'"title":"')):
            data[n : n + 4096] = dice.randbytes(4096)
    path.write_bytes(data)


def wal_damaged(path: Path, dice: random.Random) -> None:
    """The -wal has holes."""
    if _wal(path).exists():
        data = bytearray(_wal(path).read_bytes())
        for _ in range(3):
            start = dice.randrange(len(data))
            data[start : start + 100] = dice.randbytes(len(data[start : start + 100]))
        _wal(path).write_bytes(data)


def wal_truncated(path: Path, dice: random.Random) -> None:
    """The -wal has no end."""
    if _wal(path).exists():
        data = _wal(path).read_bytes()
        _wal(path).write_bytes(data[: dice.randrange(len(data))])


def wal_gone(path: Path, dice: random.Random) -> None:
    """The -wal is missing."""
    _wal(path).unlink(missing_ok=True)


def other_schema(path: Path, dice: random.Random) -> None:
    """A database of another program."""
    _wal(path).unlink(missing_ok=True)
    path.unlink()
    with closing(sqlite3.connect(path)) as db:
        db.executescript(f"CREATE TABLE decisions_of_others (x); PRAGMA user_version = {dice.choice((0, 2, 3, 99))};")


def no_table(path: Path, dice: random.Random) -> None:
    """One table has been dropped."""
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"DROP TABLE {dice.choice(COPIED)}")


def _spoil_pages(path: Path, dice: random.Random, count: int) -> None:
    data = bytearray(path.read_bytes())
    for _ in range(count):
        start = dice.randrange(max(1, len(data) // 4096)) * 4096
        data[start : start + 4096] = dice.randbytes(len(data[start : start + 4096]))
    path.write_bytes(data)


DAMAGES: tuple[Damage, ...] = (
    no_database, empty, gone, directory, truncated, one_page, some_pages, many_pages, zeroed, header, decision_pages,
    wal_damaged, wal_truncated, wal_gone, other_schema, no_table,
)  # fmt: skip


# ---------------------------------------------------------------------------- the campaign


@dataclass(slots=True)
class Tally:
    """What came of it."""

    runs: int = 0
    mended: int = 0
    unnoticed: Counter[str] = field(default_factory=Counter)
    """Damages that nobody saw, although something was lost: by kind."""
    lost: Counter[str] = field(default_factory=Counter)
    """Rows lost, by table."""
    had: Counter[str] = field(default_factory=Counter)
    latent: int = 0
    """Damages of which nothing that a run reads is touched."""
    resurrected: int = 0
    """Decisions that were taken back and came again."""
    broken: list[str] = field(default_factory=list)
    """Where the database could not be used afterwards, or the damaged file was not kept."""


def campaign(directory: Path, count: int, *, seed: int = 1, size: int = 60, with_copy: bool = True) -> Tally:
    """Damages `count` copies of a filled database, and opens and reads each until it is sound again."""
    dice = random.Random(seed)
    original = directory / "original" / "ostsync.db"
    db = fill(original, size)
    live = directory / "live"
    shutil.copytree(original.parent, live)  # as a kill would leave it: most of it in the -wal
    before = contents(original)
    db.close()
    tally = Tally()
    for number in range(count):
        place = directory / f"{number}"
        shutil.copytree(dice.choice((original.parent, live)), place)
        path = place / "ostsync.db"
        if not with_copy:
            decisionlog.place(path).unlink()
        damage = DAMAGES[number % len(DAMAGES)]
        damage(path, dice)
        _open_and_read(path, damage.__name__, before, tally)
        shutil.rmtree(place)
    return tally


def _open_and_read(path: Path, kind: str, before: dict[str, set[tuple[object, ...]]], tally: Tally) -> None:
    told: list[str] = []
    tally.runs += 1
    for _ in range(3):
        try:
            with closing(open_database(path, told.append)) as db:
                everything(db)
            break
        except DatabaseDamaged:
            continue
    else:
        tally.broken.append(kind)
        return
    if not sound(path):  # where nothing that was read stands; whoever reads it marks the file, and so does this
        tally.latent += 1
        mark(path).touch()
        open_database(path, told.append).close()
        if not sound(path):
            tally.broken.append(f"{kind}: not sound afterwards")
    after = contents(path)
    mended = any("was damaged" in text for text in told)
    tally.mended += mended
    if mended and not list(path.parent.glob("ostsync.damaged-*")):
        tally.broken.append(f"{kind}: not kept aside")
    lost = {table: len(before[table] - after[table]) for table in COPIED}
    tally.had.update({table: len(before[table]) for table in COPIED})
    tally.lost.update(lost)
    tally.resurrected += len(after["decisions"] - before["decisions"])
    if any(lost.values()) and not told:
        tally.unnoticed[kind] += 1
