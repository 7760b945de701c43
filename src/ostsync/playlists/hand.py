"""Decides what a person did to a playlist since it was last read: added, took out, moved, or nothing.

Pure. The account does not say who changed what (a push and its person are the same user), so what stands there
now is laid beside what is expected there. A step whose answer was lost is taken into account: what it may have
added is ours, and what it may have removed or moved was not the person's doing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ostsync.model import ItemKind, PlaylistItem
from ostsync.playlists.edits import Add, ItemEdit, Move, Remove, apply, heaviest_increasing
from ostsync.playlists.items import Item, State, tokens

Mark = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is not known about our own writes."""

    pending: ItemEdit | None = None
    """The last step, when its answer was lost."""
    strays: tuple[str, ...] = ()
    """URIs of additions that were lost earlier in the same run, and may yet arrive."""


def recognise(state: State, current: Sequence[PlaylistItem], doubt: Doubt = Doubt()) -> State:
    """The state with what stands on the account now, every position known for ours or the person's.

    Of two neighbours that changed places either may be the one that was moved; the fewest are taken to be.
    """
    expected, tentative = list(state.items), frozenset[int]()
    pending = doubt.pending
    if isinstance(pending, Add):
        tentative = frozenset(range(pending.position, pending.position + len(pending.items)))
        expected = apply(pending, expected)
    pairs, still = _compare(expected, current)
    if isinstance(pending, Move):
        moved = apply(pending, expected)
        moved_pairs, moved_still = _compare(moved, current)
        if len(moved_still) >= len(still):
            expected, pairs, still = moved, moved_pairs, moved_still

    strays = Counter(doubt.strays)
    items: list[Item] = []
    for n, position in enumerate(current):
        if n in pairs:
            items.append(_known(position, expected[pairs[n]], sure=pairs[n] in tentative or n in still))
            continue
        stray = bool(position.uri) and strays[position.uri or ""] > 0
        if stray:
            strays[position.uri or ""] -= 1
        items.append(Item.read(position, mine=stray))

    met = set(pairs.values())
    ours = set(pending.uris) if isinstance(pending, Remove) else set()
    missed = [
        item
        for n, item in enumerate(expected)
        if n not in met and n not in tentative and item.uri is not None and item.uri not in ours
    ]
    return replace(state, items=tuple(items), taken_out=_taken_out(state.taken_out, missed, items))


def _known(now: PlaylistItem, then: Item, *, sure: bool) -> Item:
    """A position that was there before. `sure` is False where it was moved."""
    stands_for = then.stands_for or (then.uri if now.kind is ItemKind.MISSING else None)
    return Item.read(now, mine=then.mine and sure, isrc=then.isrc, stands_for=stands_for)


def _taken_out(before: Sequence[Item], missed: Sequence[Item], items: Sequence[Item]) -> tuple[Item, ...]:
    here = {item.uri for item in items if item.uri} | {item.stands_for for item in items if item.stands_for}
    out = {item.uri: replace(item, mine=False, added_at=None) for item in (*before, *missed)}
    return tuple(item for uri, item in out.items() if uri not in here)


def _compare(expected: Sequence[Item], current: Sequence[PlaylistItem]) -> tuple[dict[int, int], set[int]]:
    """Which expected index each current index holds, and the current indices which kept their order."""
    put_back = any(_put_back(c.added_at, e.added_at) for c, e in zip(current, expected, strict=False))
    if not put_back and tokens(expected) == tokens(current):
        every = range(len(current))
        return dict(zip(every, every, strict=True)), set(every)
    pairs = {
        now: then
        for now, then in _pair(expected, current).items()
        if not _put_back(current[now].added_at, expected[then].added_at)
    }
    numbers = sorted(pairs)
    # Of equal choices rather a position of the person's is taken for the moved one: for it nothing changes.
    still = heaviest_increasing([pairs[n] for n in numbers], [len(numbers) + expected[pairs[n]].mine for n in numbers])
    return pairs, {numbers[n] for n in still}


def _put_back(now: str | None, then: str | None) -> bool:
    """Whether it was added anew since, so by hand."""
    return bool(now and then and now != then)


def _pair(expected: Sequence[Item], current: Sequence[PlaylistItem]) -> dict[int, int]:
    there: dict[str | None, list[int]] = {}
    for n, item in enumerate(expected):
        there.setdefault(item.uri or item.stands_for, []).append(n)
    here: dict[str | None, list[int]] = {}
    for n, token in enumerate(tokens(current)):
        here.setdefault(token, []).append(n)

    pairs: dict[int, int] = {}
    copies: list[tuple[list[int], list[int]]] = []  # of what stands there more than once
    for token, now in here.items():
        then = there.pop(token, [])
        if len(now) == 1 == len(then):
            pairs[now[0]] = then[0]
        elif then:
            copies.append((now, then))
    gaps = _Gaps(pairs)

    def added_now(n: int) -> str | None:
        return current[n].added_at

    def added_then(t: int) -> str | None:
        return expected[t].added_at

    for copy in copies:  # those added at the same time belong together, then those in the same place
        others = _pair_by(added_now, added_then, *copy, pairs)
        others = _pair_by(gaps.now, gaps.then, *others, pairs)
        pairs.update(zip(*others, strict=False))
    vanished = sorted(n for then in there.values() for n in then)
    nulls = [n for n in here.get(None, ()) if n not in pairs]
    _pair_by(gaps.now, gaps.then, nulls, vanished, pairs)
    return pairs


def _pair_by(
    mark_now: Mark, mark_then: Mark, now: list[int], then: list[int], pairs: dict[int, int]
) -> tuple[list[int], list[int]]:
    """Pairs what has the same mark, in order; answers what is left of both."""
    waiting: dict[object, deque[int]] = {}
    for t in then:
        waiting.setdefault(mark_then(t), deque()).append(t)
    left: list[int] = []
    for n in now:
        mark = mark_now(n)
        same = waiting.get(mark)
        if mark is not None and same:
            pairs[n] = same.popleft()
        else:
            left.append(n)
    paired = set(pairs.values())
    return left, [t for t in then if t not in paired]


class _Gaps:
    """Between which of the positions that kept their order an index lies, before and now."""

    def __init__(self, pairs: dict[int, int]) -> None:
        numbers = sorted(pairs)
        still = heaviest_increasing([pairs[n] for n in numbers], [1] * len(numbers))
        self._now = [numbers[n] for n in still]
        self._then = [pairs[n] for n in self._now]

    def now(self, index: int) -> int:
        """The gap of a current index."""
        return bisect_left(self._now, index)

    def then(self, index: int) -> int:
        """The gap of an expected index."""
        return bisect_left(self._then, index)
