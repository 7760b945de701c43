"""Decides how the JSON of a right answer is damaged in one place: seeded, so that the same damage can be had again.

Pure. A place is found by walking down from the top, stopping at random: what stands high is hit as often as the many
small things below it.
"""

from __future__ import annotations

import copy
import random
from typing import Any

Place = tuple[Any, Any]
"""An object or list, and the key or index in it."""

_STOP = 0.3
"""How probable it is that the walk ends at a level that has more below it."""


def mutated(value: object, what: str, seed: int) -> object:
    """The value with one thing changed, as `faults.MUTATIONS` names it; as it is where it holds no such thing."""
    dice = random.Random(seed)  # noqa: S311 - the same damage each time, nothing secret
    value = copy.deepcopy(value)
    if what in ("items", "entry", "entries"):
        _in_a_list(value, what, dice)
        return value
    place = _walk(value, dice, keys_only=what == "missing")
    if place is None:
        return value
    holder, key = place
    if what == "missing":
        del holder[key]
    else:
        holder[key] = None if what == "null" else _of_another_type(holder[key], dice)
    return value


def _walk(value: Any, dice: random.Random, *, keys_only: bool) -> Place | None:
    place: Place | None = None
    while isinstance(value, dict | list) and value:
        key = dice.choice(list(value)) if isinstance(value, dict) else dice.randrange(len(value))
        if isinstance(value, dict) or not keys_only:
            place = (value, key)
            if dice.random() < _STOP:
                return place
        value = value[key]
    return place


def _in_a_list(value: Any, what: str, dice: random.Random) -> None:
    lists = [(holder, key) for holder, key in _places(value) if isinstance(holder[key], list)]
    filled = [(holder, key) for holder, key in lists if holder[key]]
    if what == "items":
        if lists:
            holder, key = dice.choice([place for place in lists if place[1] == "items"] or lists)
            holder[key] = None
    elif filled:
        holder, key = dice.choice([place for place in filled if place[1] == "items"] or filled)
        entries = holder[key]
        for n in range(len(entries)) if what == "entries" else [dice.randrange(len(entries))]:
            entries[n] = None


def _places(value: Any) -> list[Place]:
    keys: list[Any] = list(value) if isinstance(value, dict) else []
    if isinstance(value, list):
        keys = list(range(len(value)))
    return [(value, key) for key in keys] + [place for key in keys for place in _places(value[key])]


def _of_another_type(value: object, dice: random.Random) -> object:
    kinds: list[object] = [7, "seven", True, 1.5, [], {}, [None], {"id": None}, 10**30, "\ud83d", -1]
    return dice.choice([kind for kind in kinds if type(kind) is not type(value)])
