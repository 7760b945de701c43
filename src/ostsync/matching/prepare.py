"""What a recommendation asks for and what a candidate says about itself, made ready to be compared.

Everything that is dear (readings across scripts, versions, names of works) is made here once, as values; the
evidence then only compares. `Read` is how readings are made: the resolver hands in one that remembers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ostsync.matching.naming import Sought, Text, Words
from ostsync.matching.signs import Found, is_soundtrack, signs_of
from ostsync.model import Medium, Reading, Recommendation, Track
from ostsync.titles import numerals
from ostsync.titles.fold import fold
from ostsync.titles.ownwork import without_work
from ostsync.titles.scripts import Readings, loans, similarity
from ostsync.titles.versions import TitleParts, parse
from ostsync.titles.worknames import words
from ostsync.titles.works import Theme, Works

Read = Callable[[str], Readings]
Seek = Callable[[str, Medium | None], Sought]

_SIDES = re.compile(r"\s+/\s+|\s*／\s*")
_ARTISTS = re.compile(r"\s*(?:,|&|、|・|/|;|\+|\bfeat\.?|\bft\.?|\bwith\b|\band\b|\bx\b|×)\s*", re.IGNORECASE)
MOST_NAMES = 8
"""Names of a work under which a song of the same name is looked for."""
SAME_THEME = 0.88
"""From this similarity on a title is one of the known songs of its work."""
_SMALL = frozenset({"the", "a", "an", "of", "from", "in", "on", "to", "by", "for"})

# What a name is worth by how it was come by: the title itself, another name of the song, a part.
_WHOLE, _OTHER_NAME, _PART = 1.0, 0.96, 0.94


@dataclass(frozen=True, slots=True)
class Name:
    """One way to take the words of a title."""

    readings: Readings
    words: Words
    worth: float
    numbers: tuple[int, ...]
    """The numerals in it: two names whose numerals differ are two pieces."""


class Ask:
    """One reading of a recommendation, ready to be compared. What the store answers is never compared: only the parts
    of the title, by which tracks are told apart, are made at once, and the rest when it is first asked for, once."""

    def __init__(self, reading: Reading, sought: Sought | None, works: Works, read: Read) -> None:
        self.reading = reading
        self.sought = sought
        self._works = works
        self._read = read
        self._written = parse(reading.title)
        self.parts: TitleParts = self._written
        """What the title says, without the name of its work."""
        if sought is not None:
            self.parts = without_work(self._written, [sought.name, *sought.own.written])

    @cached_property
    def _plain_names(self) -> tuple[Name, ...]:
        """The ways to take the title that need no knowledge of the songs of the work."""
        names = _names(self.parts, self._read)
        if self.sought is not None:
            names += _namesakes(self._written, self.sought.own.written[:MOST_NAMES], self._read)
        return names

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The songs of the work that the title names."""
        work = self.sought.work if self.sought is not None else None
        known = self._works.themes(work) if work is not None else ()
        return tuple(theme for theme in known if _is_theme(theme, self._plain_names, self._read))

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """Every way to take the title, the likeliest first."""
        names = self._plain_names
        for theme in self.themes:
            names += _other_script(theme, names, self._read)
        return names

    @cached_property
    def artists(self) -> tuple[Readings, ...]:
        """Who is said to perform it."""
        return tuple(map(self._read, _people(self.reading.artist))) if self.reading.artist else ()

    @cached_property
    def composers(self) -> frozenset[frozenset[str]]:
        """Who is known to have written the music of the work: the words of each name."""
        return frozenset(frozenset(words(name)) for name in (self.sought.artists if self.sought else ()))

    @cached_property
    def singers(self) -> frozenset[frozenset[str]]:
        """Who sings those songs."""
        return frozenset(frozenset(words(name)) for theme in self.themes for name in theme.artists)

    @cached_property
    def words(self) -> frozenset[str]:
        """Every word that was asked for: none of them is held against a candidate."""
        said = [w for name in self.names for w in name.words]
        said += words(self.sought.own.name) if self.sought else ()
        return frozenset([*said, *words(self.reading.title), *words(self.reading.work or "")])

    def ready(self) -> Iterator[object]:
        """Makes all of it, a step at a time."""
        yield self._plain_names
        yield self.names
        yield self.words, self.artists, self.composers, self.singers
        yield self.sought.spellings if self.sought is not None else None
        if self.sought is None or self.sought.medium in (Medium.ANIME, Medium.GAME, None):
            yield from loans(self.names[0].readings)  # candidates in katakana are likely


@dataclass(frozen=True)
class Wanted:
    """A recommendation, ready to be compared: every reading of it, the preferred one first."""

    recommendation: Recommendation
    asks: tuple[Ask, ...]
    read: Read
    """How further words are read: what is left of a candidate's name without the work, say."""

    @cached_property
    def co_artists(self) -> tuple[Readings, ...]:
        """Who was named in the same breath."""
        return tuple(map(self.read, self.recommendation.co_artists))

    def ready(self) -> Iterator[object]:
        """Makes everything that comparing needs, a step at a time: for when there is nothing better to do."""
        for one in self.asks:
            yield from one.ready()
        yield self.co_artists


class Heard:
    """A candidate, ready to be compared. What few candidates need is made when it is first asked for, once."""

    def __init__(self, track: Track, read: Read) -> None:
        self.track = track
        self._read = read
        self.parts: TitleParts = parse(track.name)
        self.names: tuple[Name, ...] = _names(self.parts, read)

    @cached_property
    def title(self) -> Text:
        """The words of its name."""
        return Text.of(self.track.name)

    @cached_property
    def core(self) -> Text:
        """The words of its name without version, guests and the like."""
        return Text.of(self.parts.core)

    @cached_property
    def album(self) -> Text:
        """The words of its album's name."""
        return Text.of(self.track.album_name)

    @cached_property
    def artists(self) -> tuple[Text, ...]:
        """The words of each of its artists."""
        return tuple(map(Text.of, self.track.artists))

    @cached_property
    def artist_readings(self) -> tuple[Readings, ...]:
        """Its artists as they are credited, each of several by itself, and turned around."""
        credits = [part for name in self.track.artists for part in _people(name)]
        return tuple(self._read(name) for name in dict.fromkeys(credits))

    @cached_property
    def people(self) -> frozenset[str]:
        """Each of its artists by itself, however the credit joins them."""
        return frozenset(fold(part) for name in self.track.artists for part in _ARTISTS.split(name) if part)

    @cached_property
    def soundtrack(self) -> bool:
        """Whether its album calls itself the music of something."""
        return is_soundtrack(self.album.words)

    @cached_property
    def own_album(self) -> bool:
        """Whether the album is named after the track: a single."""
        album, core = self.album.words, self.core.words
        named_after = bool(core) and album[: len(core)] == core and not self.soundtrack
        return not album or album == self.title.words or named_after

    @cached_property
    def signs(self) -> tuple[Found, ...]:
        """The signs that it is not the original recording."""
        return signs_of(self.title.words, [artist.words for artist in self.artists], self.album.words)


# ---------------------------------------------------------------------------- what is asked for


def wanted(
    recommendation: Recommendation, works: Works, read: Read, *, words_too: str | None = None, seek: Seek | None = None
) -> Wanted:
    """Prepares a recommendation.

    `words_too` are words that the person wants searched instead: one more reading. `seek` is how a work is looked
    up; a run hands in one that remembers.
    """
    readings = list(recommendation.readings)
    if words_too:
        readings.append(Reading(words_too, None, recommendation.artist))
    seek = seek or (lambda name, medium: Sought.of(name, works, medium))
    asks = []
    for reading in readings:
        sought = seek(reading.work, recommendation.medium) if reading.work else None
        asks.append(Ask(reading, sought, works, read))
    return Wanted(recommendation, tuple(asks), read)


def _namesakes(title: TitleParts, work: Sequence[str], read: Read) -> tuple[Name, ...]:
    """The names of the work where the piece is called like it: it may stand under any of them (となりのトトロ)."""
    known = [read(name) for name in work]
    pieces = [read(text) for text in title.others or (title.core,)]
    if not all(any(similarity(piece, name) >= SAME_THEME for name in known) for piece in pieces):
        return ()
    return tuple(_name(name, (), read) for name in dict.fromkeys((*title.others, *work)))


def _other_script(theme: Theme, names: Sequence[Name], read: Read) -> tuple[Name, ...]:
    """The titles of a known song in another script than it was asked for.

    Another title in the same script may be another recording: Passion is Sanctuary in Japanese.
    """
    made = [replace(_name(title, (), read), worth=_OTHER_NAME) for title in theme.titles]
    return tuple(name for name in made if name.readings.native != names[0].readings.native)


def _is_theme(theme: Theme, names: Sequence[Name], read: Read) -> bool:
    """Whether the title names a known song of the work, by any of its names.

    どこまでも 〜How Far I'll Go〜 is not meant by its English half: it is sung in Japanese.
    """
    if names[0].readings.native:
        names = [name for name in names if name.readings.native]
    return any(similarity(read(title), name.readings) >= SAME_THEME for title in theme.titles for name in names)


def _people(text: str) -> tuple[str, ...]:
    """The names in an artist field: the whole first, then each of several, and a name turned around."""
    names = [text, *(part for part in _ARTISTS.split(text) if len(part) > 2)]
    turned = [" ".join(reversed(name.split())) for name in names if len(name.split()) == 2]
    return tuple(dict.fromkeys(name.strip() for name in (*names, *turned) if name.strip()))


# ---------------------------------------------------------------------------- what a candidate says


def heard(track: Track, read: Read) -> Heard:
    """Prepares a candidate."""
    return Heard(track, read)


def _names(parts: TitleParts, read: Read) -> tuple[Name, ...]:
    """The ways to take a title, best first, each once: its core, what part of it makes alone, its sides."""
    names = {fold(parts.core): _name(parts.core, parts.numbers, read)}
    sides = [side for text in (parts.core, *parts.others) if len(both := _SIDES.split(text)) > 1 for side in both]
    for text in (*parts.others, *sides):
        if fold(text).isdecimal() and not parts.core.startswith(text):
            continue  # "Lunar Revel - 2019" and "Season Trials - 2019" have a year in common, not a name
        if fold(text):
            names.setdefault(fold(text), replace(_name(text, numerals.numbers(text), read), worth=_PART))
    return tuple(names.values())


def _name(text: str, numbers: tuple[int, ...], read: Read) -> Name:
    return Name(read(text), tuple(fold(text).split()), _WHOLE, numbers)


def named_work_removed(text: Words, start: int, end: int) -> Words:
    """The words of a track's name without those that name the work ("main theme of final fantasy 7")."""
    left = [*text[:start], *text[end:]]
    while left and left[-1] in _SMALL:
        left.pop()
    while left and left[0] in {"of", "from"}:
        left.pop(0)
    return tuple(left)
