"""Decides which track makes an addition fail: by halving, since one dead URI spoils a call of a hundred.

Spotify answers 502 for the whole addition when one of its tracks is gone (live report, 2026), and the same 502 for
a mere hiccup. So a run is tried twice before it is halved, and one track alone is given up only when the catalogue
says that it is gone, or when other additions go through and this one does not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from ostsync.errors import OstsyncError
from ostsync.playlists.items import State

MOST_TRIES = 4
"""Of one track alone, before the push stops."""


@dataclass(slots=True)
class Suspects:
    """What is suspected during one push."""

    exists: Callable[[str], bool]
    cuts: frozenset[str] = frozenset()
    """URIs at which an addition has to begin anew."""
    _tries: dict[tuple[str, ...], int] = field(default_factory=dict)
    _doubted: frozenset[str] = frozenset()
    _gone: tuple[str, ...] = ()
    _refused: tuple[str, ...] = ()
    _others_pass: bool = False

    def done(self) -> None:
        """An edit went through, so Spotify takes changes at all."""
        self._others_pass = True

    def accuse(self, uris: Sequence[str], *, refused: bool, problem: OstsyncError) -> None:
        """An addition failed and nothing of it arrived. Raises `problem` when there is nothing left to try."""
        key = tuple(uris)
        self._tries[key] = tries = self._tries.get(key, 0) + 1
        if len(key) > 1:
            if refused or tries > 1 or self._doubted.issuperset(key):
                self._doubted |= frozenset(key)
                self.cuts |= {key[0], key[len(key) // 2]}
        elif refused or tries > 1:
            self._judge(key[0], tries, problem)

    def _judge(self, uri: str, tries: int, problem: OstsyncError) -> None:
        if not self.exists(uri):
            self._gone = (*self._gone, uri)
        elif self._others_pass:
            self._refused = (*self._refused, uri)
        elif tries >= MOST_TRIES:
            raise problem

    def without(self, state: State) -> State:
        """The state, with what is given up marked as dead for planning."""
        return replace(state, dead=(*state.dead, *self._gone, *self._refused))

    def dead(self, before: Sequence[str]) -> tuple[str, ...]:
        """What later pushes should not try again: gone for good."""
        return tuple(dict.fromkeys((*before, *self._gone)))

    def notes(self) -> tuple[str, ...]:
        """What the person should know."""
        gone = (f"Spotify no longer has {uri}; it was left out." for uri in self._gone)
        refused = (f"Spotify does not take {uri} at the moment; the next push tries it again." for uri in self._refused)
        return (*gone, *refused)
