"""Decides how little of a playlist has to be read to know whether an edit, or a whole push, was done.

Verification compares URIs in order, never snapshots: these lag behind by half a minute (live, 2026). What no edit
touched was read before, so one page around the edits and the total tell; the rest of a long playlist is not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ostsync.errors import NotFound, Unavailable
from ostsync.model import Playlist, PlaylistItem
from ostsync.playlists.edits import ItemEdit, apply
from ostsync.playlists.items import Item, common_ends, tokens
from ostsync.ports import Account, Clock

SETTLING = (1.0, 2.0, 4.0)
"""Seconds between readings, when Spotify does not yet show what it confirmed (0.6 s seen live in 2026)."""
WINDOW = 50
"""Items that one request reads."""


@dataclass(frozen=True, slots=True)
class Done:
    """The edit was done."""


@dataclass(frozen=True, slots=True)
class NotDone:
    """Everything is as it was before the edit."""


@dataclass(frozen=True, slots=True)
class Otherwise:
    """It is neither: these are all the items that stand there."""

    items: tuple[PlaylistItem, ...]


@dataclass(frozen=True, slots=True)
class AsExpected:
    """The playlist holds what it should."""

    head: Playlist
    read: Mapping[int, PlaylistItem]
    """What was read of it, by position."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one playlist again."""

    account: Account
    clock: Clock
    playlist_id: str

    def glance(self, items: Sequence[Item], edit: ItemEdit) -> Done | NotDone | Otherwise:
        """Whether an edit whose answer was lost was done on a playlist that held `items`."""
        without, done = tokens(items), tokens(apply(edit, items))
        head = self._head()
        first = tuple(head.items or ())
        if len(first) < head.total:
            place, _ = common_ends(without, done)  # where the two differ for the first time
            start = max(place - 1, 0)
            page = tokens(self._part(head, start, start + WINDOW))
            telling = len(done) != len(without) or place < start + len(page)
            seen = (head.total, tokens(first), page)
            for state, answer in ((done, Done()), (without, NotDone())):
                if telling and seen == (len(state), state[: len(first)], state[start : start + len(page)]):
                    return answer
            first = self._rest(head)
        if tokens(first) == done:
            return Done()
        return NotDone() if tokens(first) == without else Otherwise(first)

    def verify(self, before: Sequence[Item], items: Sequence[Item]) -> AsExpected | Otherwise:
        """Whether the playlist holds `items`; it held `before` when it was last read, and only we changed it since."""
        expected = tokens(items)
        same_front, same_back = common_ends(tokens(before), expected)
        start, end = max(same_front - 1, 0), min(len(expected) - same_back + 1, len(expected))
        if len(before) == len(expected) == same_front:
            start = end = 0
        for pause in (0.0, *SETTLING):
            if pause:
                self.clock.wait(pause, "Spotify does not show the changes yet")
            head = self._head()
            first = tuple(head.items or ())
            if head.total != len(expected) or tokens(first) != expected[: len(first)]:
                continue
            part = self._part(head, start, end)
            if tokens(part) == expected[start:end]:
                return AsExpected(head, dict(enumerate(first)) | dict(enumerate(part, start)))
        return Otherwise(self._rest(head))

    def _head(self) -> Playlist:
        try:
            head = self.account.playlist(self.playlist_id)
        except NotFound as problem:
            raise NotFound("The playlist went away during the push.", "Push again.", status=404) from problem
        if head.items is None:  # it is the person's own, so this says nothing about what stands there
            raise Unavailable(f"Spotify did not show what is on “{head.name}”.", "Push again later.")
        return head

    def _rest(self, head: Playlist) -> tuple[PlaylistItem, ...]:
        first = tuple(head.items or ())
        return (*first, *self.account.playlist_items(self.playlist_id, offset=len(first)))

    def _part(self, head: Playlist, start: int, end: int) -> list[PlaylistItem]:
        """Items `start` to `end`, from what the head holds as far as it goes."""
        first = list(head.items or ())[start:end]
        offset = start + len(first)
        if offset >= min(end, head.total):
            return first
        rest = self.account.playlist_items(self.playlist_id, offset=offset)
        return first + [item for _, item in zip(range(end - offset), rest, strict=False)]
