"""What a table of works is made of, and how it is compiled: rows of names in, keys that lead to them out.

Used by `scripts/build_works.py` for the table that is shipped and by `workimport.py` for the user's own.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ostsync.model import Medium
from ostsync.titles.worknames import bare, key, loose, words

FORMAT = 3
"""The version of the compiled form; a file of another one is not read."""
OLD_FORMAT = 2
"""A key and its places a line, and nothing about romanisation: what users have imported still may have it."""


@dataclass(frozen=True, slots=True)
class Song:
    """A theme song, as `works.Theme` has it."""

    titles: tuple[str, ...]
    artists: tuple[str, ...]
    role: str
    number: int | None = None


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
        spelled: dict[str, str] = {}
        for name in (*self.names, *self.native, *self.other):
            spelled.setdefault(name.casefold(), name)
        return tuple(spelled.values())


@dataclass(frozen=True, slots=True)
class Table:
    """Works and where names lead to, in a form that is quick to read: a work is decoded when it is asked for."""

    rows: list[str]
    """A work a line, as JSON: label, medium, names, native names, artists, franchise, songs."""
    keys: dict[str, str]
    """From a key to the places of its works, in the order in which people mean them, parted by spaces."""
    plain: dict[str, tuple[str, ...]]
    """From a key without the differences between ways to romanise Japanese to those that it stands for, in the order
    of `keys`; what stands for itself alone is not among them."""


def compiled(rows: Sequence[Row]) -> Table:
    """The table that `Works` reads. Where several works have a name, the earlier row is meant first.

    A whole name wins over one that is left without its article or its "The Animation".
    """
    labels = _labels(rows)
    wholes = {row.group: label for row, label in zip(rows, labels, strict=True) if row.whole}
    lines: list[str] = []
    keys: dict[str, dict[str, None]] = {}
    left: dict[str, dict[str, None]] = {}
    for place, (row, label) in enumerate(zip(rows, labels, strict=True)):
        franchise = wholes.get(row.group, f"={row.group}") if row.group else None
        songs = [[song.titles, song.artists, song.role, song.number] for song in row.songs]
        work = [label, str(row.medium), row.all_names, row.native, row.artists, franchise, songs]
        lines.append(json.dumps(work, ensure_ascii=False, separators=(",", ":")))
        for name in row.all_names:
            _add(keys, key(name), str(place))
            if len(form := "".join(bare(words(name)))) > 3:
                _add(left, form, str(place))
    every = {name: " ".join(places) for name, places in {**left, **keys}.items()}
    return Table(lines, every, plainly(every))


def plainly(keys: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The keys by what they are without the differences of romanisation, but for those that stand for themselves."""
    made: dict[str, list[str]] = {}
    keys = list(keys)
    for written, plain in zip(keys, loose("\n".join(keys)).split("\n") if keys else (), strict=True):  # at once: quick
        made.setdefault(plain, []).append(written)
    return {plain: tuple(written) for plain, written in made.items() if written != [plain]}


def packed(table: Table) -> bytes:
    """The bytes of a compiled table, the same for the same table: a line that says what follows, works, keys, plain.

    All keys stand in one line and all their places in the next: so many lines would take three times as long to read.
    """
    head = json.dumps({"format": FORMAT, "works": len(table.rows)})
    plain = ("\t".join((name, *written)) for name, written in table.plain.items())
    lines = (head, *table.rows, "\t".join(table.keys), "\t".join(table.keys.values()), *plain)
    return gzip.compress("\n".join(lines).encode(), mtime=0)


def unpacked(data: bytes) -> Table:
    """A compiled table. Raises ValueError for bytes that are none, or of another version."""
    try:
        lines = gzip.decompress(data).decode().split("\n")
        head = json.loads(lines[0])
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError("damaged") from error
    if not isinstance(head, dict) or head.get("format") not in (FORMAT, OLD_FORMAT):
        raise ValueError("of another version")
    after = head["works"] + 1
    rows = lines[1:after]
    if head["format"] == OLD_FORMAT:
        keys = dict(line.split("\t") for line in lines[after:])
        return Table(rows, keys, plainly(keys))
    names, places, *plain = lines[after:]
    keys = dict(zip(names.split("\t"), places.split("\t"), strict=True)) if names else {}
    return Table(rows, keys, {name: tuple(written) for name, *written in (line.split("\t") for line in plain)})


def _labels(rows: Iterable[Row]) -> list[str]:
    taken: dict[str, int] = {}
    labels = []
    for row in rows:
        label = f"{row.medium}:{key(row.all_names[0])}"
        taken[label] = taken.get(label, 0) + 1
        labels.append(label if taken[label] == 1 else f"{label}-{taken[label]}")
    return labels


def _add(keys: dict[str, dict[str, None]], compact: str, place: str) -> None:
    held = keys.setdefault(compact, {})
    if compact:
        held[place] = None
