"""Decides how a playlist should look after a push: a three-way merge of what is wanted, what was pushed, what is there.

Pure. The rules, in the order in which they win:

- What the person added, moved or put back stays where it is; what they took out stays out until `restore`.
- What the source wants stands in the source's order, around the person's own; a new track goes before the next
  one of the source that stays in place, so behind whatever the person put there.
- What we put there goes when the source drops it, unless `incomplete` says that the source is not fully known.
- `mirror` makes the list exactly the source, once that is fully known. Positions that Spotify does not name cannot be
  removed, and stay.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ostsync.playlists.edits import ItemEdit, Move, Slot, heaviest_increasing, operations
from ostsync.playlists.items import MOST_ITEMS, Item, Recordings, State, unique


@dataclass(frozen=True, slots=True)
class Plan:
    """The edits of one playlist's items, and what they amount to."""

    edits: tuple[ItemEdit, ...] = ()
    after: tuple[Item, ...] = ()
    """The items once every edit is done."""
    taken_out: tuple[Item, ...] = ()
    """What stays out from now on."""
    added: tuple[Item, ...] = ()
    removed: tuple[Item, ...] = ()
    moved: int = 0
    """How many positions are moved."""
    kept_by_hand: int = 0
    """The person's own items in the list, and the tracks that stay out because they took them out."""
    left_out: tuple[Item, ...] = ()
    """Wanted, but the playlist is full."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a push was asked for."""

    mirror: bool = False
    restore: bool = False
    incomplete: bool = False
    """Part of the source could not be looked up: nothing is taken out this time."""
    cuts: frozenset[str] = frozenset()
    """URIs at which an addition begins anew, to find the one that Spotify refuses."""


def plan(state: State, wanted: Sequence[Item], options: Options = Options()) -> Plan:
    """The plan for a recognised state (see `hand.recognise`); the first of several wishes for one recording counts."""
    wishes = unique(w for w in wanted if w.uri not in state.dead)
    exactly = options.mirror and not options.incomplete
    merge = _mirror(state, wishes) if exactly else _merge(state, wishes, options)
    room = MOST_ITEMS - len(merge.rank) - len(merge.fixed)
    new, full = merge.new[: max(room, 0)], merge.new[max(room, 0) :]
    slots = arrange(state.items, merge.rank, merge.fixed, new)
    left_out = [wish for _, wish in full]
    return finish(state, slots, taken_out=merge.taken_out, out=merge.out, left_out=left_out, cuts=options.cuts)


@dataclass(slots=True)
class _Merge:
    """What is to become of each position."""

    rank: dict[int, tuple[int, Item]]
    """Positions that follow the source: their place in it."""
    fixed: dict[int, Item]
    """Positions that stay where they are."""
    new: list[tuple[int, Item]]
    """What has to come, with its place in the source."""
    out: int
    """How many wishes stay out because the person took them out."""
    taken_out: tuple[Item, ...]


def _merge(state: State, wishes: Sequence[Item], options: Options) -> _Merge:
    items = state.items
    here = Recordings(items)
    out = Recordings(() if options.restore else state.taken_out)
    rank: dict[int, tuple[int, Item]] = {}
    fixed: dict[int, Item] = {}
    new: list[tuple[int, Item]] = []
    stay_out = 0
    for place, wish in enumerate(wishes):
        found = here.find(wish)
        ours = sorted((n for n in found if items[n].mine and items[n].uri), key=lambda n: items[n].uri != wish.uri)
        for n in found:
            if not items[n].mine:
                fixed[n] = _standing_for(items[n], wish)
        free = [n for n in ours if n not in rank]
        if free:
            rank[free[0]] = (place, _standing_for(items[free[0]], wish))
        elif not found and wish in out:
            stay_out += 1
        elif not found:
            new.append((place, wish))
    by_hand = {item.uri for item in items if not item.mine}
    for n, item in enumerate(items):
        if n in rank or n in fixed:
            continue
        if not item.mine or item.uri is None or options.incomplete:
            fixed[n] = item
        elif item.uri in by_hand:
            fixed[n] = replace(item, mine=False)
    restored = Recordings(wishes) if options.restore else Recordings()
    taken_out = tuple(item for item in state.taken_out if item not in restored)
    return _Merge(rank, fixed, new, stay_out, taken_out)


def _mirror(state: State, wishes: Sequence[Item]) -> _Merge:
    places: dict[str | None, list[int]] = {}
    for n, item in enumerate(state.items):
        places.setdefault(item.uri, []).append(n)
    nameless = places.pop(None, [])
    rank: dict[int, tuple[int, Item]] = {}
    new: list[tuple[int, Item]] = []
    for place, wish in enumerate(wishes):
        found = places.get(wish.uri)
        if found:
            rank[found[0]] = (place, replace(state.items[found[0]], mine=True, stands_for=None))
        else:
            new.append((place, wish))
    return _Merge(rank, {n: state.items[n] for n in nameless}, new, 0, ())


def _standing_for(item: Item, wish: Item) -> Item:
    return item if item.uri == wish.uri else replace(item, stands_for=wish.uri)


def arrange(
    items: Sequence[Item],
    rank: dict[int, tuple[int, Item]],
    fixed: dict[int, Item],
    new: Sequence[tuple[int, Item]],
) -> list[Slot]:
    """Puts the ranked and the new in order, around what stays: the fixed, and the longest row already in order."""
    movable = sorted(rank)
    order = heaviest_increasing([rank[n][0] for n in movable], [1] * len(movable))
    resting = {movable[n] for n in order}
    loose: list[tuple[int, int | None, Item]] = [(rank[n][0], n, rank[n][1]) for n in movable if n not in resting]
    loose += [(place, None, item) for place, item in new]
    loose.sort(key=lambda entry: entry[0], reverse=True)
    slots: list[Slot] = []
    for n in range(len(items)):
        if n in resting:
            place, item = rank[n]
            while loose and loose[-1][0] < place:
                slots.append(loose.pop()[1:])
            slots.append((n, item))
        elif n in fixed:
            slots.append((n, fixed[n]))
    slots.extend(entry[1:] for entry in reversed(loose))
    return slots


def finish(
    state: State,
    slots: Sequence[Slot],
    *,
    taken_out: tuple[Item, ...],
    out: int = 0,
    left_out: Sequence[Item] = (),
    cuts: Collection[str] = (),
) -> Plan:
    """The plan that leads from a state to a list of slots."""
    edits = operations(state.items, slots, cuts=cuts)
    kept = {origin for origin, _ in slots if origin is not None}
    return Plan(
        edits=tuple(edits),
        after=tuple(item for _, item in slots),
        taken_out=taken_out,
        added=tuple(item for origin, item in slots if origin is None),
        removed=tuple(item for n, item in enumerate(state.items) if n not in kept),
        moved=sum(edit.range_length for edit in edits if isinstance(edit, Move)),
        kept_by_hand=sum(not item.mine for _, item in slots) + out,
        left_out=tuple(left_out),
    )
