"""Which playlists were pushed, what stands on them, what was about to be done, and how to go back."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from ostsync.model import ItemKind
from ostsync.playlists.edits import Add, ItemEdit, Move, Remove
from ostsync.playlists.items import Item, State
from ostsync.playlists.journal import Counts, Creation, Known, Past, PushKind, Step
from ostsync.ports import Clock
from ostsync.store.codec import dumps, loads, parsed, time_of, time_text
from ostsync.store.database import transaction

EDITS: dict[str, type[ItemEdit]] = {"add": Add, "remove": Remove, "move": Move}
UNDOABLE = 5
"""Pushes of a playlist whose states are kept; older ones keep their counts alone."""


class SqlJournal:
    """The journal of one world, in the local database. Every method is one transaction.

    What is written down before it is sent is on the disk by then, whatever happens to the power: a playlist that has
    an edit which we have forgotten would look like the person's own work.
    """

    def __init__(self, db: sqlite3.Connection, world: str, clock: Clock) -> None:
        self._db = db
        self._world = world
        self._clock = clock

    def known(self) -> Sequence[Known]:
        """The playlists of this world, the one pushed last first."""
        rows = self._db.execute(
            "SELECT id, key, part, name, created FROM playlists WHERE world = ? ORDER BY used_at DESC, part, id",
            (self._world,),
        )
        return [Known(row["id"], row["key"], row["part"], row["name"], bool(row["created"])) for row in rows]

    def register(self, known: Known) -> None:
        """Remembers a playlist (or its new name), and forgets that it was about to be made."""
        with transaction(self._db) as db:
            # Never before another: one that was pushed while the clock was ahead would count as the last for ever.
            last = db.execute("SELECT max(used_at) FROM playlists WHERE world = ?", (self._world,)).fetchone()[0]
            used = self._now()
            if last and last > used:
                used = time_text(time_of(last) + timedelta(microseconds=1))
            db.execute(
                """INSERT INTO playlists (world, id, key, part, name, created, used_at) VALUES (?, ?, ?, ?, ?, ?, ?)
                   ON CONFLICT (world, id) DO UPDATE SET
                       key = excluded.key, part = excluded.part, name = excluded.name, used_at = excluded.used_at""",
                (self._world, known.id, known.key, known.part, known.name, int(known.created), used),
            )
            db.execute(
                "DELETE FROM playlist_creations WHERE world = ? AND key = ? AND part = ?",
                (self._world, known.key, known.part),
            )

    def load(self, playlist_id: str) -> tuple[State, Sequence[Step]]:
        """The checkpoint and the steps since; an empty state where the playlist is not known."""
        row = self._db.execute(
            "SELECT state FROM playlists WHERE world = ? AND id = ?", (self._world, playlist_id)
        ).fetchone()
        if row is None:
            return State(), ()
        steps = self._db.execute(
            "SELECT op, edit, settled FROM playlist_steps WHERE world = ? AND playlist_id = ? ORDER BY number",
            (self._world, playlist_id),
        )
        return state_of(row["state"]), [Step(loads(EDITS[s["op"]], s["edit"]), bool(s["settled"])) for s in steps]

    def checkpoint(self, playlist_id: str, state: State) -> None:
        """Replaces the state; the steps up to now are part of it."""
        with transaction(self._db) as db:
            db.execute(
                "UPDATE playlists SET state = ? WHERE world = ? AND id = ?",
                (state_text(state), self._world, playlist_id),
            )
            db.execute("DELETE FROM playlist_steps WHERE world = ? AND playlist_id = ?", (self._world, playlist_id))

    def intend(self, playlist_id: str, edit: ItemEdit) -> None:
        """Writes an edit down before it is sent."""
        op = next(name for name, kind in EDITS.items() if isinstance(edit, kind))
        if isinstance(edit, Add):
            edit = Add(edit.position, tuple(item.bare() for item in edit.items))
        with transaction(self._db, durable=True) as db:
            db.execute(
                "INSERT INTO playlist_steps (world, playlist_id, op, edit) VALUES (?, ?, ?, ?)",
                (self._world, playlist_id, op, dumps(edit)),
            )

    def settle(self, playlist_id: str, *, done: bool) -> None:
        """The last intended edit was done, or certainly not."""
        what = "UPDATE playlist_steps SET settled = 1" if done else "DELETE FROM playlist_steps"
        with transaction(self._db) as db:
            db.execute(
                f"""{what} WHERE number = (SELECT max(number) FROM playlist_steps WHERE world = ? AND playlist_id = ?)
                    AND settled = 0""",  # noqa: S608 - one of two fixed texts
                (self._world, playlist_id),
            )

    def intend_creation(self, key: str, part: int, creation: Creation) -> None:
        """Writes down that a playlist is about to be made."""
        with transaction(self._db, durable=True) as db:
            db.execute(
                "INSERT OR REPLACE INTO playlist_creations (world, key, part, name, others) VALUES (?, ?, ?, ?, ?)",
                (self._world, key, part, creation.name, json.dumps(creation.others)),
            )

    def creation(self, key: str, part: int) -> Creation | None:
        """The playlist that was about to be made, or None."""
        row = self._db.execute(
            "SELECT name, others FROM playlist_creations WHERE world = ? AND key = ? AND part = ?",
            (self._world, key, part),
        ).fetchone()
        return Creation(row["name"], tuple(parsed(row["others"]))) if row else None

    def forget_creation(self, key: str, part: int) -> None:
        """The playlist was certainly not made."""
        with transaction(self._db) as db:
            db.execute(
                "DELETE FROM playlist_creations WHERE world = ? AND key = ? AND part = ?", (self._world, key, part)
            )

    def begin(self, playlist_id: str, kind: PushKind, before: State) -> None:
        """A push begins to change the playlist; one that was interrupted goes on instead."""
        if self._open(playlist_id) is not None:
            return
        with transaction(self._db) as db:
            db.execute(
                "INSERT INTO pushes (world, playlist_id, kind, began, before) VALUES (?, ?, ?, ?, ?)",
                (self._world, playlist_id, kind.value, self._now(), state_text(before)),
            )

    def end(self, playlist_id: str, after: State, counts: Counts) -> None:
        """The push that runs, if one does, is complete."""
        push = self._open(playlist_id)
        with transaction(self._db) as db:
            db.execute(
                "UPDATE playlists SET used_at = ? WHERE world = ? AND id = ?", (self._now(), self._world, playlist_id)
            )
            if push is None:
                return
            db.execute(
                """UPDATE pushes SET ended = ?, after = ?, added = ?, removed = ?, moved = ?, requests = ?
                   WHERE id = ?""",
                (self._now(), state_text(after), counts.added, counts.removed, counts.moved, counts.requests, push),
            )
            db.execute(
                """UPDATE pushes SET before = NULL, after = NULL WHERE world = ? AND playlist_id = ? AND id NOT IN
                   (SELECT id FROM pushes WHERE world = ? AND playlist_id = ? ORDER BY id DESC LIMIT ?)""",
                (self._world, playlist_id, self._world, playlist_id, UNDOABLE),
            )

    def undoable(self, playlist_id: str) -> tuple[State, State] | None:
        """The states before and after the last push, or None where there was none or it is too long ago."""
        row = self._db.execute(
            """SELECT before, after FROM pushes WHERE world = ? AND playlist_id = ? AND ended IS NOT NULL
               ORDER BY id DESC LIMIT 1""",
            (self._world, playlist_id),
        ).fetchone()
        if row is None or row["before"] is None or row["after"] is None:
            return None
        return state_of(row["before"]), state_of(row["after"])

    def history(self, limit: int = 10) -> Sequence[Past]:
        """The last pushes of this world, newest first."""
        rows = self._db.execute(
            """SELECT pushes.*, playlists.name AS name FROM pushes JOIN playlists
                   ON playlists.world = pushes.world AND playlists.id = pushes.playlist_id
               WHERE pushes.world = ? ORDER BY pushes.id DESC LIMIT ?""",
            (self._world, limit),
        )
        return [
            Past(
                id=row["id"],
                playlist_id=row["playlist_id"],
                name=row["name"],
                kind=PushKind(row["kind"]),
                began=time_of(row["began"]),
                ended=time_of(row["ended"]) if row["ended"] else None,
                counts=Counts(row["added"], row["removed"], row["moved"], row["requests"]),
            )
            for row in rows
        ]

    def _open(self, playlist_id: str) -> int | None:
        row = self._db.execute(
            "SELECT id FROM pushes WHERE world = ? AND playlist_id = ? AND ended IS NULL", (self._world, playlist_id)
        ).fetchone()
        return row["id"] if row else None

    def _now(self) -> str:
        return time_text(self._clock.now())


# ---------------------------------------------------------------------------- how states are written
# Items stand in rows, without names: a playlist of 10,000 is written and read at every push.


def state_text(state: State) -> str:
    """A state as JSON, without Spotify's words about its items."""
    rest = json.loads(dumps(replace(state, items=(), taken_out=())))
    value = rest | {"items": [_row(i) for i in state.items], "taken_out": [_row(i) for i in state.taken_out]}
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def state_of(text: str) -> State:
    """The state that `state_text` wrote."""
    value = parsed(text)
    items, taken_out = (tuple(_item(*row) for row in value.pop(name, ())) for name in ("items", "taken_out"))
    return replace(loads(State, json.dumps(value)), items=items, taken_out=taken_out)


def _row(item: Item) -> list[str | bool | None]:
    return [item.uri, item.kind.value, item.mine, item.isrc, item.stands_for, item.added_at]


def _item(
    uri: str | None, kind: str, mine: bool, isrc: str | None = None, stands_for: str | None = None, *more: str | None
) -> Item:
    return Item(uri, _KINDS[kind], mine, isrc, stands_for, more[0] if more else None)


_KINDS = {kind.value: kind for kind in ItemKind}
