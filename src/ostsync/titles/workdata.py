"""What a work is, and how several tables of works become one: those we ship and those of the user."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from ostsync.errors import SourceUnreadable, StorageError
from ostsync.model import Medium
from ostsync.titles.worknames import key, loose
from ostsync.titles.worktable import Table, compiled, plainly, unpacked


@dataclass(frozen=True, slots=True)
class Theme:
    """A song that belongs to a work, though it may stand on the singer's own album; or a piece of its score that
    listeners know by a translated title ("Sadness and Sorrow" for 哀と悲)."""

    titles: tuple[str, ...]
    """As released first, then romaji or English."""
    artists: tuple[str, ...]
    role: str = "theme"
    """opening, ending, insert or theme; piece for a piece of the score, whose artist is the composer."""
    number: int | None = None
    """Which of several: 2 for "Opening 2". None where there is one, or it is not known."""

    @property
    def title(self) -> str:
        """The title as released."""
        return self.titles[0]

    @property
    def artist(self) -> str:
        """The first singer."""
        return self.artists[0] if self.artists else ""


@dataclass(frozen=True, slots=True)
class Work:
    """An anime, game, film or drama, or a whole franchise of them, under every name that is known."""

    key: str
    """Stable within a release of the tables: "game:finalfantasy7"."""
    medium: Medium
    names: tuple[str, ...]
    """Preferred first: English, romaji, short forms, the native names, then other languages."""
    native: tuple[str, ...] = ()
    """Those of the names that are in the script of the land it comes from (kana and kanji, Hangul)."""
    artists: tuple[str, ...] = ()
    """Who composed its music or is credited on its soundtrack."""
    franchise: str | None = None
    """What all parts of a series share. Where the series is known as a whole (Zelda), that is its key, and it
    has its own key here; where it is known by its first part (Steins;Gate) it is only a label."""

    @property
    def name(self) -> str:
        """The preferred name."""
        return self.names[0]


class WorkData:
    """All tables as one. A row is decoded when it is asked for."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.rows: list[str] = []
        self.keys: dict[str, str] = {}
        self.plain: dict[str, tuple[str, ...]] = {}
        self._made: dict[int, Work] = {}
        self._songs: dict[int, tuple[Theme, ...]] = {}
        self._parts: dict[str, tuple[Work, ...]] = {}
        for table in tables:
            if self.rows:
                self.add(table)
            else:
                self.rows, self.keys, self.plain = list(table.rows), dict(table.keys), dict(table.plain)

    def work(self, place: int) -> Work:
        """The work at a place."""
        made = self._made.get(place)
        if made is None:
            label, medium, names, native, artists, franchise, songs = json.loads(self.rows[place])
            made = Work(label, Medium(medium), tuple(names), tuple(native), tuple(artists), franchise)
            self._made[place] = made
            self._songs[place] = tuple(
                Theme(tuple(titles), tuple(singers), role, number) for titles, singers, role, number in songs
            )
        return made

    def songs(self, work: Work) -> tuple[Theme, ...]:
        """The songs of a work."""
        place = self.by_key.get(work.key)
        if place is None:
            return ()
        self.work(place)
        return self._songs[place]

    @cached_property
    def by_key(self) -> dict[str, int]:
        """From the key of a work to its place."""
        return {row[2 : row.index('"', 2)]: place for place, row in enumerate(self.rows)}

    def parts(self, franchise: str) -> tuple[Work, ...]:
        """The works of a franchise, in the order of the tables."""
        if franchise not in self._parts:
            label = json.dumps(franchise, ensure_ascii=False)
            works = (self.work(place) for place, row in enumerate(self.rows) if label in row)
            self._parts[franchise] = tuple(work for work in works if work.franchise == franchise)
        return self._parts[franchise]

    def add(self, table: Table, *, first: bool = False) -> None:
        """A later table: its works join those of their medium that have one of their first names, else the end.

        With `first` its works are meant before those of the same name that were there.
        """
        moved = [str(self._join(json.loads(row))) for row in table.rows]
        for compact, places in table.keys.items():
            held = self.keys.get(compact, "").split()
            new = [moved[int(place)] for place in places.split()]
            self.keys[compact] = " ".join(dict.fromkeys((*new, *held) if first else (*held, *new)))
        self.plain = plainly(self.keys)

    def written(self, plain: str) -> tuple[str, ...]:
        """The keys that are this one but for how Japanese is romanised."""
        return self.plain.get(plain) or ((plain,) if plain in self.keys and loose(plain) == plain else ())

    def plainly(self) -> Iterator[str]:
        """Every key without the differences of romanisation, in the order of the keys; some come more than once."""
        standing_for = {written: plain for plain, keys in self.plain.items() for written in keys}
        return map(standing_for.get, self.keys, self.keys)

    def _join(self, row: list[Any]) -> int:
        for name in (*row[3], *row[2][:2]):
            for place in map(int, self.keys.get(key(name), "").split()):
                known = json.loads(self.rows[place])
                alike = known[1] == row[1] and known[5] != known[0] and key(name) in map(key, known[2])
                if alike:
                    for column in (2, 3, 4, 6):
                        known[column] += [one for one in row[column] if one not in known[column]]
                    known[5] = known[5] or row[5]
                    self.rows[place] = json.dumps(known, ensure_ascii=False)
                    return place
        self.rows.append(json.dumps(row, ensure_ascii=False))
        return len(self.rows) - 1


def shipped_table() -> Table:
    """The table that comes with ostsync."""
    return unpacked(resources.files("ostsync.titles").joinpath("data", "works.json.gz").read_bytes())


def read_table(file: Path) -> Table:
    """A table of the user's: TOML, or compiled. Raises StorageError where it cannot be read."""
    try:
        data = file.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise StorageError(
            f"The works file {file} cannot be read: {reason}.", "Check `files` under [works]."
        ) from error
    if file.suffix == ".toml":
        from ostsync.titles.workimport import read

        try:
            return compiled(read(data, str(file)).rows)
        except SourceUnreadable as error:
            raise StorageError(error.message, error.advice) from error
    try:
        return unpacked(data)
    except ValueError as error:
        raise StorageError(
            f"The works table {file} is damaged or of another version.", "Import it again: `ostsync works import FILE`."
        ) from error
