"""Decides how to take back the last push: what it added goes, what it took out returns, its order is reverted.

Pure. It is a new plan, not a rewind: what the person did since then stays.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ostsync.model import ItemKind
from ostsync.playlists.items import Item, State
from ostsync.playlists.plan import Plan, arrange, finish


def undo(state: State, before: State, after: State, *, cuts: frozenset[str] = frozenset()) -> Plan:
    """The plan that takes a recognised state back over the push that led from `before` to `after`.

    Files on the person's own device and positions without a name cannot be added by anybody: they stay lost.
    """
    places: dict[str | None, list[int]] = {}
    for n, item in enumerate(before.items):
        places.setdefault(item.uri, []).append(n)
    rank: dict[int, tuple[int, Item]] = {}
    fixed: dict[int, Item] = {}
    for n, item in enumerate(state.items):
        copies = places.get(item.uri, [])
        place = copies.pop(0) if copies else None
        if not item.mine or item.uri is None:
            fixed[n] = item
        elif place is not None:
            earlier = before.items[place]
            rank[n] = (place, replace(item, mine=earlier.mine, stands_for=earlier.stands_for))
    gone_since = Counter(item.uri for item in after.items) - Counter(item.uri for item in state.items)
    new: list[tuple[int, Item]] = []
    for place in sorted(n for copies in places.values() for n in copies):
        item = before.items[place]
        if gone_since[item.uri] > 0:  # it survived the push: the person took it out
            gone_since[item.uri] -= 1
        elif item.uri is not None and item.kind is not ItemKind.LOCAL:
            new.append((place, replace(item, added_at=None)))
    slots = arrange(state.items, rank, fixed, new)
    here = {item.uri for _, item in slots}
    out = {item.uri: item for item in (*before.taken_out, *state.taken_out) if item.uri not in here}
    return finish(state, slots, taken_out=tuple(out.values()), cuts=cuts)
