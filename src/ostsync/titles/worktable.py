"""What a table of works is made of, and how it is compiled: rows of names in, keys that lead to them out.

Used by `scripts/build_works.py` for the table that is shipped and by `workimport.py` for the user's own.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ostsync.model import Medium
from ostsync.titles.worknames import key, shorter, words

FORMAT = 1
"""The version of the compiled form; a file of another one is not read."""


@dataclass(frozen=True, slots=True)
class Song:
    """A theme song, as `works.Theme` has it."""

    titles: tuple[str, ...]
    artists: tuple[str, ...]
    role: str


@dataclass(frozen=True, slots=True)
class Row:
    """One work before it is compiled."""

    medium: Medium
    names: tuple[str, ...]
    """Preferred first, the native ones not among them."""
    native: tuple[str, ...] = ()
    artists: tuple[str, ...] = ()
    group: str | None = None
    """What its parts share: the label of the franchise."""
    whole: bool = False
    """Whether it is the franchise as a whole, which every part belongs to (Zelda), and not its first part."""
    other: tuple[str, ...] = ()
    """Names in further languages: looked up, shown last."""
    songs: tuple[Song, ...] = ()

    @property
    def all_names(self) -> tuple[str, ...]:
        """Every name once, preferred first."""
        return tuple(dict.fromkeys((*self.names, *self.native, *self.other)))


def compiled(rows: Sequence[Row]) -> dict[str, Any]:
    """The table that `Works` reads. Where several works have a name, the earlier row is meant first.

    A work's whole names win over those that are left when what surrounds them is taken off ("Batman: The
    Animated Series" is also found under what is left without "series", unless another work is called that).
    """
    labels = _labels(rows)
    wholes = {row.group: label for row, label in zip(rows, labels, strict=True) if row.whole}
    works: list[list[Any]] = []
    keys: dict[str, list[int]] = {}
    left: dict[str, list[int]] = {}
    themes: dict[str, list[list[Any]]] = {}
    for place, (row, label) in enumerate(zip(rows, labels, strict=True)):
        franchise = wholes.get(row.group, f"={row.group}") if row.group else None
        works.append([label, str(row.medium), row.all_names, row.native, row.artists, franchise])
        for name in row.all_names:
            _add(keys, key(name), place)
            for form in map("".join, shorter(words(name))):
                if len(form) > 3:
                    _add(left, form, place)
        if row.songs:
            themes[label] = [[song.titles, song.artists, song.role] for song in row.songs]
    for compact, places in left.items():
        if compact not in keys:
            keys[compact] = places
    return {"format": FORMAT, "works": works, "keys": keys, "themes": themes}


def packed(table: dict[str, Any]) -> bytes:
    """The bytes of a compiled table, the same for the same table."""
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    return gzip.compress(text.encode(), mtime=0)


def _labels(rows: Iterable[Row]) -> list[str]:
    taken: dict[str, int] = {}
    labels = []
    for row in rows:
        label = f"{row.medium}:{key(row.all_names[0])}"
        taken[label] = taken.get(label, 0) + 1
        labels.append(label if taken[label] == 1 else f"{label}-{taken[label]}")
    return labels


def _add(keys: dict[str, list[int]], compact: str, place: int) -> None:
    held = keys.setdefault(compact, [])
    if compact and place not in held:
        held.append(place)
