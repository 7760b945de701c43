"""Decides what must be written down about pushes, so that any of them can be stopped, gone on with and undone.

A Journal keeps the playlists of one world (API origin and account). For each it holds a checkpoint, which is the
state as it was last read back, and the steps taken since: each step is written down before it is sent and settled
when its answer is known. A step that is not settled is in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from ostsync.playlists.edits import ItemEdit, apply
from ostsync.playlists.hand import Doubt
from ostsync.playlists.items import State


class PushKind(StrEnum):
    """What a push was for."""

    PUSH = "push"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Known:
    """A playlist that was pushed before."""

    id: str
    key: str
    """What it is for: the sources, or the name of a configured playlist."""
    part: int
    """1 for the first, or only, part."""
    name: str
    created: bool
    """Made by ostsync, not taken over."""


@dataclass(frozen=True, slots=True)
class Step:
    """One edit since the checkpoint."""

    edit: ItemEdit
    settled: bool
    """Whether it is known to have been done."""


@dataclass(frozen=True, slots=True)
class Creation:
    """A playlist that was about to be made when the answer was lost."""

    name: str
    others: tuple[str, ...]
    """IDs of the playlists that had the name before."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a push amounted to."""

    added: int = 0
    removed: int = 0
    moved: int = 0
    requests: int = 0


@dataclass(frozen=True, slots=True)
class Past:
    """A push of the past that changed something."""

    id: int
    playlist_id: str
    name: str
    kind: PushKind
    began: datetime
    ended: datetime | None
    """None while it runs, or where it was interrupted."""
    counts: Counts


class Journal(Protocol):
    """What is written down. Raises StorageError where it cannot be."""

    def known(self) -> Sequence[Known]:
        """The playlists of this world, the one pushed last first."""
        ...

    def register(self, known: Known) -> None:
        """Remembers a playlist, and forgets that it was about to be made."""
        ...

    def load(self, playlist_id: str) -> tuple[State, Sequence[Step]]:
        """The checkpoint and the steps since; an empty state where the playlist is not known."""
        ...

    def checkpoint(self, playlist_id: str, state: State) -> None:
        """Replaces the state; the steps up to now are part of it."""
        ...

    def intend(self, playlist_id: str, edit: ItemEdit) -> None:
        """Writes an edit down before it is sent."""
        ...

    def settle(self, playlist_id: str, *, done: bool) -> None:
        """The last intended edit was done, or certainly not."""
        ...

    def intend_creation(self, key: str, part: int, creation: Creation) -> None:
        """Writes down that a playlist is about to be made."""
        ...

    def creation(self, key: str, part: int) -> Creation | None:
        """The playlist that was about to be made, or None."""
        ...

    def forget_creation(self, key: str, part: int) -> None:
        """The playlist was certainly not made."""
        ...

    def begin(self, playlist_id: str, kind: PushKind, before: State) -> None:
        """A push begins to change the playlist; one that was interrupted goes on instead."""
        ...

    def end(self, playlist_id: str, after: State, counts: Counts) -> None:
        """The push that runs, if one does, is complete."""
        ...

    def undoable(self, playlist_id: str) -> tuple[State, State] | None:
        """The states before and after the last push, or None where there was none or it is too long ago."""
        ...

    def history(self, limit: int = 10) -> Sequence[Past]:
        """The last pushes of this world, newest first."""
        ...


def resume(state: State, steps: Sequence[Step]) -> tuple[State, Doubt]:
    """What is expected on the account after the steps since the checkpoint, and what is in doubt about it."""
    items = list(state.items)
    pending: ItemEdit | None = None
    for step in steps:
        if step.settled:
            items = apply(step.edit, items)
        else:
            pending = step.edit
    if not steps:
        return state, Doubt()
    return replace(state, items=tuple(items), snapshots=()), Doubt(pending)
