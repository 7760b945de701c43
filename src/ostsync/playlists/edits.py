"""Decides which calls turn one list of items into another: few, and each leaving a sensible list if it is the last.

Pure. Additions come before removals, so that a list is never emptied on the way; blocks that keep their order
are not touched, the others are moved whole. Spotify's removal takes every copy of a URI (Web API, February 2026),
so taking out one of two copies means putting the other one back: that is done one track at a time, at once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ostsync.playlists.items import MOST_ITEMS, Item

PER_CALL = 100
"""URIs in one addition or removal (Spotify Web API)."""


@dataclass(frozen=True, slots=True)
class Create:
    """A new, empty playlist."""

    name: str
    public: bool


@dataclass(frozen=True, slots=True)
class Add:
    """At most 100 items, inserted before what stands at `position`."""

    position: int
    items: tuple[Item, ...]

    @property
    def uris(self) -> tuple[str, ...]:
        """What is sent."""
        return tuple(item.uri for item in self.items if item.uri)


@dataclass(frozen=True, slots=True)
class Remove:
    """Every copy of at most 100 URIs."""

    uris: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Move:
    """A block; `insert_before` counts positions as they are before the move."""

    range_start: int
    range_length: int
    insert_before: int


@dataclass(frozen=True, slots=True)
class Details:
    """One of name, description and visibility."""

    name: str | None = None
    description: str | None = None
    public: bool | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover image."""

    jpeg: bytes = b""


ItemEdit = Add | Remove | Move
Operation = Create | Add | Remove | Move | Details | Cover
Slot = tuple[int | None, Item]
"""An item with the index it has now, or None where it is new."""


def as_json(op: Operation) -> dict[str, Any]:
    """The operation as the command line prints it."""
    match op:
        case Create(name, public):
            return {"op": "create", "name": name, "public": public}
        case Add(position):
            return {"op": "add", "position": position, "uris": list(op.uris)}
        case Remove(uris):
            return {"op": "remove", "uris": list(uris)}
        case Move(start, length, before):
            return {"op": "move", "range_start": start, "range_length": length, "insert_before": before}
        case Details(name, description, public):
            said = {"name": name, "description": description, "public": public}
            return {"op": "details"} | {k: v for k, v in said.items() if v is not None}
        case Cover():
            return {"op": "cover"}


def apply(op: Operation, items: Sequence[Item]) -> list[Item]:
    """The items after an operation, by Spotify's rules."""
    after = list(items)
    match op:
        case Add(position, new):
            after[position:position] = new
        case Remove(uris):
            gone = set(uris)
            after = [item for item in after if item.uri not in gone]
        case Move(start, length, before):
            block = after[start : start + length]
            del after[start : start + length]
            place = before if before <= start else before - length
            after[place:place] = block
    return after


def operations(before: Sequence[Item], after: Sequence[Slot], *, cuts: Collection[str] = ()) -> list[ItemEdit]:
    """The calls that turn `before` into `after`.

    An addition never reaches across a URI in `cuts` to what stands before it. Raises ValueError where an item
    without a URI would have to go: nobody can remove it.
    """
    kept = {origin for origin, _ in after if origin is not None}
    gone = [n for n in range(len(before)) if n not in kept]
    if any(before[n].uri is None for n in gone):
        raise ValueError("an item without a URI cannot be removed")
    staying = {before[n].uri for n in kept}
    surplus = [n for n in gone if before[n].uri in staying]
    stale = [n for n in gone if before[n].uri not in staying]
    edits, order = _without_copies(before, after, surplus)
    removals = _removals([str(before[n].uri) for n in stale])
    if len(order) + len(after) - len(kept) > MOST_ITEMS:
        left = set(stale)
        return [*edits, *removals, *_rearranged([n for n in order if n not in left], after, cuts)]
    return [*edits, *_rearranged(order, _with_stale(before, order, after, set(stale)), cuts), *removals]


def _without_copies(
    before: Sequence[Item], after: Sequence[Slot], surplus: list[int]
) -> tuple[list[ItemEdit], list[int]]:
    """Takes out surplus copies, one URI at a time, each followed at once by what must stay of it."""
    edits: list[ItemEdit] = []
    wanted = {origin: item for origin, item in after if origin is not None}
    order = list(range(len(before)))
    for uri in dict.fromkeys(before[n].uri for n in surplus):
        edits.append(Remove((str(uri),)))
        copies = [n for n in order if before[n].uri == uri]
        order = [n for n in order if before[n].uri != uri]
        for copy in copies:
            if copy in wanted:
                place = bisect_left(order, copy)
                order.insert(place, copy)
                edits.append(Add(place, (replace(wanted[copy], added_at=None),)))
    return edits, order


def _with_stale(before: Sequence[Item], order: list[int], after: Sequence[Slot], stale: set[int]) -> list[Slot]:
    """`after` with what is about to go still in it, behind whatever it stands behind now."""
    behind: dict[int | None, list[Slot]] = {}
    last: int | None = None
    for n in order:
        if n in stale:
            behind.setdefault(last, []).append((n, before[n]))
        else:
            last = n
    full = list(behind.get(None, ()))
    for slot in after:
        full.append(slot)
        if slot[0] is not None:
            full.extend(behind.get(slot[0], ()))
    return full


def _removals(uris: list[str]) -> list[Remove]:
    uris = list(dict.fromkeys(uris))
    return [Remove(tuple(uris[n : n + PER_CALL])) for n in range(0, len(uris), PER_CALL)]


def _rearranged(order: list[int], after: Sequence[Slot], cuts: Collection[str]) -> list[ItemEdit]:
    ranks = {origin: rank for rank, origin in enumerate(o for o, _ in after if o is not None)}
    return [*_moves([ranks[n] for n in order]), *_additions(after, cuts)]


def _additions(after: Sequence[Slot], cuts: Collection[str]) -> list[Add]:
    """One addition for each run of new items, cut at 100, in order: what stands before each is then in place."""
    adds: list[Add] = []
    run: list[Item] = []
    for place, (origin, item) in enumerate(after):
        if run and (origin is not None or len(run) == PER_CALL or item.uri in cuts):
            adds.append(Add(place - len(run), tuple(run)))
            run = []
        if origin is None:
            run.append(item)
    if run:
        adds.append(Add(len(after) - len(run), tuple(run)))
    return adds


def _moves(ranks: list[int]) -> list[Move]:
    """The moves that sort `ranks` (a permutation of 0..n-1): each block that is out of order, once."""
    starts = [n for n in range(len(ranks)) if n == 0 or ranks[n] != ranks[n - 1] + 1]
    if len(starts) < 2:
        return []
    sizes = [end - start for start, end in zip(starts, [*starts[1:], len(ranks)], strict=True)]
    blocks = [ranks[start] for start in starts]
    resting = set(heaviest_increasing(blocks, [size + len(ranks) for size in sizes]))
    counts = _Counts(len(blocks) + 1)  # slot 0 is the beginning of the list, slot n + 1 belongs to block n
    for n, size in enumerate(sizes):
        counts.add(n + 1, size)
    moves: list[Move] = []
    anchor = 0
    for n in sorted(range(len(blocks)), key=blocks.__getitem__):
        if n in resting:
            anchor = n + 1
            continue
        start, place = counts.up_to(n), counts.up_to(anchor)
        if start != place:
            moves.append(Move(start, sizes[n], place))
        counts.add(n + 1, -sizes[n])
        counts.add(anchor, sizes[n])
    return moves


def heaviest_increasing(values: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Indices of the increasing subsequence of distinct `values` with the greatest weight; the first of several."""
    rank = {value: n for n, value in enumerate(sorted(values))}
    best = [(0, -1)] * (len(values) + 1)  # a Fenwick tree of (weight, last index) over the ranks
    before = [-1] * len(values)
    top = (0, -1)
    for n, value in enumerate(values):
        found, place = (0, -1), rank[value]
        while place > 0:
            if best[place][0] > found[0]:
                found = best[place]
            place -= place & -place
        before[n] = found[1]
        mine = (found[0] + weights[n], n)
        if mine[0] > top[0]:
            top = mine
        place = rank[value] + 1
        while place < len(best):
            if mine[0] > best[place][0]:
                best[place] = mine
            place += place & -place
    chain, last = [], top[1]
    while last >= 0:
        chain.append(last)
        last = before[last]
    return chain[::-1]


class _Counts:
    """Sums over the front of a row of numbers that change (a Fenwick tree)."""

    def __init__(self, size: int) -> None:
        self._tree = [0] * (size + 1)

    def add(self, slot: int, amount: int) -> None:
        """Changes the number in one slot."""
        place = slot + 1
        while place < len(self._tree):
            self._tree[place] += amount
            place += place & -place

    def up_to(self, slot: int) -> int:
        """The sum of slots 0 to `slot`."""
        place, total = slot + 1, 0
        while place > 0:
            total += self._tree[place]
            place -= place & -place
        return total
