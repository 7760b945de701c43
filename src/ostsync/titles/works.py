"""Which work is meant by a name, and what else it is called: anime, games, films and dramas.

    works = Works.shipped()
    works.find("FF7").names[0]                      # "Final Fantasy VII"
    works.find("Gurren Laggan").native              # ("天元突破グレンラガン",)
    works.related(works.find("Steins;Gate"), works.find("Steins;Gate 0"))   # True: same franchise, another part

The tables are read when the first name is asked for. Looking up reads nothing else and keeps no state.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path

from ostsync.model import Medium
from ostsync.titles.workdata import Theme, Work, WorkData, read_table, shipped_table
from ostsync.titles.worknames import key, loose, numbered, numbers, shorter, spellings, words
from ostsync.titles.worktable import Table

__all__ = ["Theme", "Work", "Works"]

_TYPOS = ((9, 0), (12, 1), (20, 2), (10_000, 3))
"""How many letters may differ in a key shorter than so many. "Goblin" may not be anything but itself, and "Love Life"
is not "Love Live". A typo keeps the first letter, the numbers and, but for one letter, the length, is no plural, and
points to one work alone."""
_RANGE = frozenset("iv")
"""Numerals in the midst of a name: "Final Fantasy I-III" is no typo of any one part."""
_SAID = re.compile(r"\b(?:(season|series|drama)|(film|movie)|(game)|(anime))\b", re.IGNORECASE)
_MEDIA = (Medium.DRAMA, Medium.FILM, Medium.GAME, Medium.ANIME)
"""What a name says of its own medium, in the order of the groups of _SAID."""


class Works:
    """The names of works. Entries of later tables add names to those of earlier ones that they share a name with."""

    def __init__(self, *tables: Table) -> None:
        self._tables: tuple[Table, ...] | None = tables
        self._files: tuple[Path, ...] = ()

    @classmethod
    def shipped(cls, *extra_files: str | PathLike[str]) -> Works:
        """The table that comes with ostsync, and the user's: compiled by `ostsync works import`, or TOML of their own.

        What stands in a TOML file was written by hand and is meant before anything else of the same name; what
        was imported comes after what we ship. Reading happens at the first look-up; it raises StorageError
        for a file that cannot be read.
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
        if medium is None and (said := _SAID.search(name)):
            medium = _MEDIA[(said.lastindex or 1) - 1]
        forms = tuple(dict.fromkeys(form for spelling in spellings(name) for form in shorter(words(spelling)) if form))
        ladder = (self._exact, self._part, self._romanised, self._mistyped)
        for look in ladder if typos else ladder[:-1]:
            for form in forms:
                if (found := look(form, medium)) is not None:
                    return self._spelled(name, form) or self._work(found)
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
        return (self._data.parts(work.franchise) if work.franchise else ()) or (work,)

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

    def _spelled(self, name: str, form: tuple[str, ...]) -> Work | None:
        """The work that is called so to the letter, where several share a key: Mega Man X and Mega Man 10."""
        works = [self._work(place) for place in self._places("".join(form))]
        if len({work.name for work in works}) < 2:
            return None
        return next((work for work in works if name.casefold() in map(str.casefold, work.names)), None)

    def _part(self, form: tuple[str, ...], medium: Medium | None) -> int | None:
        """A series and a part of it: "LoZ Ocarina of Time", "FF Tactics", "Star Wars: Rogue One"."""
        for cut in range(len(form) - 1, 0, -1):
            rest = "".join(form[cut:])
            for series in map(self._work, self._places("".join(form[:cut]))):
                if series.franchise is None:
                    continue
                for compact in (rest, *(key(name) + rest for name in series.names)):
                    parts = [p for p in self._places(compact) if self._work(p).franchise == series.franchise]
                    if parts:
                        return self._choose(parts, medium)
        return None

    def _romanised(self, form: tuple[str, ...], medium: Medium | None) -> int | None:
        keys = self._data.written(loose("".join(form)))
        return self._choose([place for compact in keys for place in self._places(compact)], medium)

    def _mistyped(self, form: tuple[str, ...], medium: Medium | None) -> int | None:
        typed = loose("".join(form))
        allowed = next((letters for length, letters in _TYPOS if len(typed) < length), 0)
        if not allowed or not typed.isascii() or not _RANGE.isdisjoint(form):
            return None
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        around = range(len(typed) - allowed, len(typed) + allowed + 1)
        shelf = self._shelf(typed[0])
        likely = [k for length in around for k in shelf.get(length, ())]
        found = process.extract(typed, likely, scorer=OSA.distance, score_cutoff=allowed, limit=8)
        near = [(k, d) for k, d, _ in found if _could_be_typed_for(typed, k)]
        if not near:
            return None
        nearest = min(distance for _, distance in near)
        places = list(
            dict.fromkeys(p for k, d in near if d == nearest for c in self._data.written(k) for p in self._places(c))
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
    def _data(self) -> WorkData:
        if self._tables is not None:
            return WorkData(self._tables)
        data = WorkData([shipped_table()])
        for file in self._files:
            data.add(read_table(file), first=file.suffix == ".toml")
        return data

    def _shelf(self, letter: str) -> dict[int, list[str]]:
        """The plain keys with a first letter, by length, since a typo leaves the one alone and the other nearly so."""
        shelf = self._shelves.get(letter)
        if shelf is None:
            shelf = self._shelves[letter] = {}
            for compact in self._plain_keys.get(letter, ()):
                shelf.setdefault(len(compact), []).append(compact)
        return shelf

    @cached_property
    def _shelves(self) -> dict[str, dict[int, list[str]]]:
        return {}

    @cached_property
    def _plain_keys(self) -> dict[str, list[str]]:
        made: dict[str, list[str]] = defaultdict(list)
        for compact in dict.fromkeys(self._data.plainly()):
            made[compact[:1]].append(compact)
        return made


def _could_be_typed_for(typed: str, meant: str) -> bool:
    if typed[0] != meant[0] or abs(len(typed) - len(meant)) > 1 or numbers(typed) != numbers(meant):
        return False
    return typed not in (f"{meant}s", meant.removesuffix("s"))
