"""The second copy of decisions: what the database loses, it gives back; what was taken back stays so."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ostsync.app.decide import read_export
from ostsync.decisions import Action, Decision
from ostsync.errors import StorageError
from ostsync.model import Reading
from ostsync.store import decisionlog, decisions
from ostsync.store.connection import Connection
from ostsync.store.database import open_database

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HERE, THERE = "https://api.spotify.com", "http://127.0.0.1:8765"
ONE, TWO, THREE = (
    Decision((Reading(f"曲 {n}", "Work"),), Action.ACCEPT, NOW + timedelta(seconds=n), (f"spotify:track:{n:022}",),
             text=f"• 曲 {n}\nsecond line")
    for n in range(3)
)  # fmt: skip
WORDS = Decision((Reading("a"), Reading("b", "c", "d")), Action.SEARCH, NOW, words="other words")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ostsync.db"


def held(path: Path, told: Callable[[str], None] = lambda text: None, origin: str = HERE) -> list[Decision]:
    with closing(open_database(path, told)) as db:
        return decisions.listed(db, origin)


def keep(path: Path, *made: Decision, origin: str = HERE) -> None:
    with closing(open_database(path)) as db:
        decisions.add(db, origin, made)


def take_back(path: Path, decision: Decision) -> None:
    with closing(open_database(path)) as db:
        decisions.remove(db, [n for n, kept in decisions.numbered(db, HERE) if kept == decision])


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in decisionlog.place(path).read_text(encoding="utf-8").splitlines()]


def test_each_decision_and_each_taking_back_is_a_line_as_in_an_export(path: Path) -> None:
    keep(path, ONE, WORDS)
    keep(path, ONE)
    keep(path, TWO, origin=THERE)
    take_back(path, ONE)
    written = lines(path)
    assert [(line["origin"], line.get("taken_back", False)) for line in written] == [
        (HERE, False), (HERE, False), (THERE, False), (HERE, True),
    ]  # fmt: skip
    export = {"format": "ostsync decisions", "version": 1, "decisions": written[:3]}
    assert read_export(json.dumps(export)) == ([ONE, WORDS, TWO], [])
    if sys.platform != "win32":
        assert stat.S_IMODE(decisionlog.place(path).stat().st_mode) == 0o600


def test_a_database_that_is_gone_gets_its_decisions_back_and_says_so(path: Path) -> None:
    keep(path, ONE, TWO, WORDS)
    keep(path, THREE, origin=THERE)
    take_back(path, TWO)
    path.unlink()
    told: list[str] = []
    assert held(path, told.append) == [ONE, WORDS]
    assert held(path, told.append, THERE) == [THREE]
    assert told == [
        f"3 of your decisions were missing in the local database and have been taken from {decisionlog.place(path)}."
    ]


def test_what_the_last_transactions_kept_outlives_their_loss(path: Path) -> None:
    keep(path, ONE)
    before = path.read_bytes()
    keep(path, TWO)
    take_back(path, ONE)
    path.write_bytes(before)
    assert held(path) == [TWO]
    assert len(lines(path)) == 3, "nothing is written twice"


def test_decisions_of_before_the_copy_get_one(path: Path) -> None:
    keep(path, ONE, TWO)
    decisionlog.place(path).unlink()
    assert held(path) == [ONE, TWO]
    assert len(lines(path)) == 2


@pytest.mark.parametrize("torn", [b'{"origin": "https://api.spo', b"\x00" * 100, b"\xff\xfe", b'{"origin": 3}', b"[1]"])
def test_a_torn_last_line_is_passed_over_and_not_written_on(path: Path, torn: bytes) -> None:
    keep(path, ONE)
    with decisionlog.place(path).open("ab") as file:
        file.write(torn)
    assert held(path) == [ONE]
    keep(path, TWO)
    path.unlink()
    assert held(path) == [ONE, TWO]
    with closing(open_database(path)) as db:
        assert decisionlog.agrees(db), "it is compared in full once, not at every opening"


def test_what_a_damaged_line_said_is_written_again(path: Path) -> None:
    keep(path, ONE, TWO)
    file = decisionlog.place(path)
    first, second = file.read_bytes().splitlines()
    file.write_bytes(first + b"\n" + second[:40] + b"\n")
    assert held(path) == [ONE, TWO]
    path.unlink()
    assert held(path) == [ONE, TWO]


def test_taken_back_and_decided_again_is_decided(path: Path) -> None:
    keep(path, ONE)
    take_back(path, ONE)
    keep(path, ONE)
    path.unlink()
    assert held(path) == [ONE]
    take_back(path, ONE)
    path.unlink()
    assert held(path) == []


def test_two_copies_that_went_apart_both_count(path: Path, tmp_path: Path) -> None:
    keep(path, ONE)
    other = tmp_path / "other" / "ostsync.db"
    keep(other, TWO)
    path.write_bytes(other.read_bytes())
    assert held(path) == [ONE, TWO]
    assert len(lines(path)) == 2


def test_a_long_history_of_takings_back_still_agrees(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decisionlog, "TAIL", 300)
    many = [replace(ONE, at=NOW + timedelta(minutes=n)) for n in range(20)]
    keep(path, TWO, *many)
    with closing(open_database(path)) as db:
        decisions.remove(db, [n for n, kept in decisions.numbered(db, HERE) if kept != TWO])
        assert decisions.listed(db, HERE) == [TWO]
    path.unlink()
    assert held(path) == [TWO]


def test_where_the_copy_cannot_be_written_nothing_is_kept_and_no_half_line_stays(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(path, ONE)
    before = decisionlog.place(path).read_bytes()

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with closing(open_database(path)) as db:
        with pytest.raises(StorageError, match="No space left"):
            decisions.add(db, HERE, [TWO])
        with pytest.raises(StorageError, match="No space left"):
            decisions.remove(db, [1])
        assert decisions.listed(db, HERE) == [ONE]
    assert decisionlog.place(path).read_bytes() == before


def test_a_decision_is_written_before_its_transaction_ends(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    real = os.fsync

    def look(handle: int) -> None:
        real(handle)
        with closing(sqlite3.connect(path)) as other:
            seen.append(other.execute("SELECT count(*) FROM decisions").fetchone()[0])

    with closing(open_database(path)) as db:
        monkeypatch.setattr(os, "fsync", look)
        decisions.add(db, HERE, [ONE])
        assert isinstance(db, Connection)
    assert seen == [0], "nobody sees it before it is on the disk"
