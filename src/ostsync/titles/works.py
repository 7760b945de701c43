"""Which work is meant by a name, and what else it is called: anime, games, films and dramas.

    works = Works.shipped()
    works.find("FF7").names[0]                      # "Final Fantasy VII"
    works.find("Gurren Laggan").native              # ("天元突破グレンラガン",)
    works.related(works.find("Steins;Gate"), works.find("Steins;Gate 0"))   # True: same franchise, another part

The tables are read when the first name is asked for. Looking up reads nothing else and keeps no state.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from os import PathLike
from pathlib import Path
from typing import Any

from ostsync.errors import StorageError
from ostsync.model import Medium
from ostsync.titles.worknames import key, loose, numbered, numbers, shorter, spellings, words
from ostsync.titles.worktable import Table, unpacked

_TYPOS = ((6, 0), (9, 1), (15, 2), (10_000, 3))
"""How many letters may differ in a key shorter than so many. "Goblin" may not be anything but itself: five
letters or fewer never, and a typo keeps the first letter, the numbers and, but for one letter, the length, and
must point to one work alone."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A song that belongs to a work, though it may stand on the singer's own album."""

    titles: tuple[str, ...]
    """As released first, then romaji or English."""
    artists: tuple[str, ...]
    role: str = "theme"
    """opening, ending, insert or theme."""

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


class Works:
    """The names of works. Entries of later tables add names to those of earlier ones that they share a name with."""

    def __init__(self, *tables: Table) -> None:
        self._tables: tuple[Table, ...] | None = tables
        self._files: tuple[Path, ...] = ()

    @classmethod
    def shipped(cls, *extra_files: str | PathLike[str]) -> Works:
        """The table that comes with ostsync and the user's own files, as `ostsync works import` wrote them.

        Reading happens at the first look-up; it raises StorageError for a file that cannot be read.
        """
        works = cls()
        works._tables, works._files = None, tuple(Path(file) for file in extra_files)
        return works

    # ------------------------------------------------------------------------ what others ask

    def find(self, name: str, medium: Medium | None = None, *, typos: bool = True) -> Work | None:
        """The work that a name means, or None.

        In this order: the name as written (folded; roman and arabic numerals are the same), without what
        surrounds it ("OST", "franchise", "the movie", "(TV)"), a series with a part of it ("Zelda Ocarina of
        Time"), another romanisation of it ("Shippuuden"), and a clear typo. Never a mere prefix: "Goblin" is
        not "Goblin Slayer". Numbers always agree. `medium` decides between works of the same name and never
        excludes: a name that is known in one medium only is that work. Without `typos` the last step is left
        out: a reader that asks about every capitalised word must not take "Perfect Day" for "Perfect Dark".
        """
        forms = tuple(dict.fromkeys(form for spelling in spellings(name) for form in shorter(words(spelling)) if form))
        ladder = (self._exact, self._part, self._romanised, self._mistyped)
        for look in ladder if typos else ladder[:-1]:
            for form in forms:
                if (found := look(form, medium)) is not None:
                    return self._work(found)
        return None

    def names(self, name: str, medium: Medium | None = None) -> tuple[str, ...]:
        """Every name of the work that is meant, preferred first; the name itself where it is not known."""
        work = self.find(name, medium)
        return work.names if work else (name,)

    def themes(self, work: Work) -> tuple[Theme, ...]:
        """The theme songs that are known of a work and, for a series, of its parts; its own first."""
        own = self._data.songs(work)
        if work.franchise != work.key:
            return own
        return (*own, *(song for part in self.parts(work) if part != work for song in self._data.songs(part)))

    def parts(self, work: Work) -> tuple[Work, ...]:
        """Every known work of the same franchise, itself among them; only itself where it stands alone."""
        if work.franchise is None:
            return (work,)
        return tuple(self._work(place) for place in self._data.franchises.get(work.franchise, ())) or (work,)

    def related(self, one: Work, other: Work) -> bool:
        """Whether two works belong together: the same, parts of one franchise, or one name in two media.

        A track of a related work that is not the same is the near miss to beware of (Steins;Gate 0 for
        Steins;Gate, Final Fantasy VIII for VII), unless `covers` holds.
        """
        return one.key == other.key or (one.franchise is not None and one.franchise == other.franchise)

    def covers(self, one: Work, other: Work) -> bool:
        """Whether a track of `other` is one of `one`: the same work, one name in two media, or `one` is the series
        as a whole (Zelda) and `other` a part of it (Ocarina of Time).
        """
        if one.key == other.key or one.franchise == one.key == other.franchise:
            return True
        return self.related(one, other) and one.name.casefold() == other.name.casefold()

    def mentioned(self, text: str, medium: Medium | None = None) -> tuple[Work, ...]:
        """The works that a text names in so many words, longest names first come first served, in order of the text.

        For album names ("Distant Worlds: music from FINAL FANTASY" names the series) and headings. Names of a
        single short word ("Nana", "Air", "Up") count only when they are the whole text. No typos.
        """
        whole = self.find(text, medium)
        if whole is not None:
            return (whole,)
        said = words(text)
        found: dict[str, Work] = {}
        start = 0
        while start < len(said):
            for end in range(min(len(said), start + 10), start, -1):
                length = sum(map(len, said[start:end]))
                if (end - start > 1 and length > 5) or length > 7:
                    place = self._exact(numbered(said[start:end]), medium)
                    if place is not None:
                        work = self._work(place)
                        found.setdefault(work.key, work)
                        start = end - 1
                        break
            start += 1
        return tuple(found.values())

    def __len__(self) -> int:
        """How many works are known."""
        return len(self._data.rows)

    # ------------------------------------------------------------------------ the ladder of find

    def _exact(self, form: tuple[str, ...], medium: Medium | None) -> int | None:
        return self._choose(self._places("".join(form)), medium)

    def _part(self, form: tuple[str, ...], medium: Medium | None) -> int | None:
        """A series and a part of it: "LoZ Ocarina of Time", "Final Fantasy: Crisis Core"."""
        for cut in range(len(form) - 1, 0, -1):
            rest = self._places("".join(form[cut:]))
            for series in self._places("".join(form[:cut])) if rest else ():
                franchise = self._work(series).franchise
                parts = [place for place in rest if franchise and self._work(place).franchise == franchise]
                if parts:
                    return self._choose(parts, medium)
        return None

    def _romanised(self, form: tuple[str, ...], medium: Medium | None) -> int | None:
        keys = self._loose.get(loose("".join(form)), ())
        return self._choose([place for compact in keys for place in self._places(compact)], medium)

    def _mistyped(self, form: tuple[str, ...], medium: Medium | None) -> int | None:
        typed = loose("".join(form))
        allowed = next(letters for length, letters in _TYPOS if len(typed) < length)
        if not allowed or not typed.isascii():
            return None
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        found = process.extract(typed, list(self._loose), scorer=OSA.distance, score_cutoff=allowed, limit=8)
        near = [(k, d) for k, d, _ in found if _could_be_typed_for(typed, k)]
        if not near:
            return None
        nearest = min(distance for _, distance in near)
        places = list(
            dict.fromkeys(p for k, d in near if d == nearest for c in self._loose[k] for p in self._places(c))
        )
        chosen = self._choose(places, medium)
        if chosen is None:
            return None
        one = self._work(chosen)
        return chosen if all(self.related(one, self._work(place)) for place in places) else None

    def _choose(self, places: Sequence[int], medium: Medium | None) -> int | None:
        """The first of the medium, else the first: the tables stand in the order in which people mean them."""
        if medium is not None and len(places) > 1:
            return next((place for place in places if self._work(place).medium is medium), places[0])
        return places[0] if places else None

    # ------------------------------------------------------------------------ the tables

    def _places(self, compact: str) -> list[int]:
        return [int(place) for place in self._data.keys.get(compact, "").split()]

    def _work(self, place: int) -> Work:
        return self._data.work(place)

    @cached_property
    def _data(self) -> _Data:
        if self._tables is not None:
            return _Data(self._tables)
        return _Data((_shipped(), *map(read_table, self._files)))

    @cached_property
    def _loose(self) -> dict[str, list[str]]:
        """The keys as `_romanised` and `_mistyped` want them, with those that they stand for; made when needed."""
        keys = list(self._data.keys)
        made: dict[str, list[str]] = {}
        for written, plain in zip(keys, loose("\n".join(keys)).split("\n"), strict=True):
            made.setdefault(plain, []).append(written)
        return made


class _Data:
    """All tables as one. A row is decoded when it is asked for."""

    def __init__(self, tables: Iterable[Table]) -> None:
        self.rows: list[str] = []
        self.keys: dict[str, str] = {}
        self._made: dict[int, Work] = {}
        self._songs: dict[int, tuple[Theme, ...]] = {}
        for table in tables:
            if self.rows:
                self._add(table)
            else:  # the shipped one, as it is
                self.rows, self.keys = list(table.rows), dict(table.keys)

    def work(self, place: int) -> Work:
        """The work at a place."""
        made = self._made.get(place)
        if made is None:
            label, medium, names, native, artists, franchise, songs = json.loads(self.rows[place])
            made = Work(label, Medium(medium), tuple(names), tuple(native), tuple(artists), franchise)
            self._made[place] = made
            self._songs[place] = tuple(Theme(tuple(titles), tuple(singers), role) for titles, singers, role in songs)
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

    @cached_property
    def franchises(self) -> dict[str, list[int]]:
        """From a franchise to the places of its parts."""
        made: dict[str, list[int]] = {}
        for place in range(len(self.rows)):
            if (franchise := self.work(place).franchise) is not None:
                made.setdefault(franchise, []).append(place)
        return made

    def _add(self, table: Table) -> None:
        """A later table: its works join those of their medium that have one of their first names, else the end."""
        moved = [self._join(json.loads(row)) for row in table.rows]
        for compact, places in table.keys.items():
            held = self.keys.get(compact, "").split()
            held.extend(place for place in (str(moved[int(p)]) for p in places.split()) if place not in held)
            self.keys[compact] = " ".join(held)

    def _join(self, row: list[Any]) -> int:
        for name in (*row[3], *row[2][:2]):
            for place in map(int, self.keys.get(key(name), "").split()):
                known = json.loads(self.rows[place])
                if known[1] == row[1] and known[5] != known[0]:
                    for column in (2, 3, 4, 6):
                        known[column] += [one for one in row[column] if one not in known[column]]
                    known[5] = known[5] or row[5]
                    self.rows[place] = json.dumps(known, ensure_ascii=False)
                    return place
        self.rows.append(json.dumps(row, ensure_ascii=False))
        return len(self.rows) - 1


def _could_be_typed_for(typed: str, meant: str) -> bool:
    return typed[0] == meant[0] and abs(len(typed) - len(meant)) <= 1 and numbers(typed) == numbers(meant)


def _shipped() -> Table:
    return unpacked(resources.files("ostsync.titles").joinpath("data", "works.json.gz").read_bytes())


def read_table(file: Path) -> Table:
    """A compiled table of the user's. Raises StorageError where it cannot be read."""
    try:
        return unpacked(file.read_bytes())
    except OSError as error:
        raise StorageError(f"The works table {file} cannot be read: {error.strerror or error}.") from error
    except ValueError as error:
        raise StorageError(
            f"The works table {file} is damaged or of another version.", "Import it again: `ostsync works import FILE`."
        ) from error
