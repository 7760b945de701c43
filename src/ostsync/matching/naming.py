"""Whether a text (an album's name, a track's, an artist's) names the work that is asked for, or another part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ostsync.model import Medium
from ostsync.titles.worknames import loose as same_vowels
from ostsync.titles.worknames import numbers, words
from ostsync.titles.works import Work, Works

Words = tuple[str, ...]

_RUN_TOGETHER = 7
"""Letters from which a name is known however it is cut into words: "Steins Gate", but "Na na" is not Nana."""
_FIRST_NAMES = 8


# Hepburn as Kunrei, so that Tsukimonogatari and Tukimonogatari are one name.
_KUNREI = (
    ("tsu", "tu"),
    ("shi", "si"),
    ("chi", "ti"),
    ("fu", "hu"),
    ("ji", "zi"),
    ("sh", "sy"),
    ("ch", "ty"),
    ("j", "zy"),
)


@lru_cache(maxsize=50_000)
def loose(word: str) -> str:
    """A word with the ways to write Japanese in Latin letters made one."""
    word = same_vowels(word)
    for hepburn, kunrei in _KUNREI:
        word = word.replace(hepburn, kunrei)
    return word


@dataclass(frozen=True, slots=True)
class Text:
    """Words in which names are to be found, and how they sound."""

    words: Words
    loose: Words

    @classmethod
    def of(cls, text: str) -> Text:
        """From words as written."""
        said = words(text)
        return cls(said, tuple(map(loose, said)))


@dataclass(frozen=True, slots=True)
class Part:
    """A work of the same franchise as the one asked for, under its names."""

    name: str
    numbers: tuple[str, ...]
    written: tuple[str, ...]
    """The names as written, preferred first."""
    same: bool
    """Whether its tracks are tracks of what was asked for (the work itself, or the series was asked for)."""
    whole: bool = False
    """Whether it is the series as such."""
    borne: bool = False
    """Whether the name of the work asked for has it in itself: "Final Fantasy VII" has "Final Fantasy"."""


@dataclass(frozen=True, slots=True)
class Spellings:
    """Under which words and letters the parts of a franchise are found in a text; parts by their place."""

    words: dict[Words, int]
    """By the words of a name. The work asked for comes before the others."""
    compact: dict[str, int]
    """By its letters, for names that are long enough to be known by them."""
    native: tuple[tuple[str, int], ...]
    """Names in scripts without spaces, to be found inside of a word too; longest first."""
    begun: frozenset[str]
    """The beginnings of all names by letters: a run of words that is none of these leads nowhere."""

    @classmethod
    def of(cls, parts: Sequence[Part]) -> Spellings:
        """Of the work asked for, which comes first, and the others of its franchise."""
        spelled: dict[Words, int] = {}
        compact: dict[str, int] = {}
        native: dict[str, int] = {}
        begun: set[str] = set()
        for place, part in enumerate(parts):
            for text in map(Text.of, part.written):
                joined = "".join(text.loose)
                if not joined:
                    continue
                spelled.setdefault(text.loose, place)
                begun.update(joined[:end] for end in range(1, len(joined) + 1))
                if len(joined) >= _RUN_TOGETHER:
                    compact.setdefault(joined, place)
                if not joined.isascii() and len(joined) >= (3 if _kana_only(joined) else 2):
                    native.setdefault(joined, place)
        longest = tuple(sorted(native.items(), key=lambda pair: len(pair[0]), reverse=True))
        return cls(spelled, compact, longest, frozenset(begun))


@dataclass(frozen=True)
class Sought:
    """The work that a reading asks for: itself and its franchise, which is only looked at once candidates come."""

    name: str
    work: Work | None
    own: Part
    """The work asked for."""
    medium: Medium | None
    _works: Works

    @classmethod
    def of(cls, name: str, works: Works, medium: Medium | None = None) -> Sought:
        """From the words of the source. A work that is not in the table is known by these words alone."""
        work = works.find(name, medium)
        if work is None:
            return cls(name, None, Part(name, _numbers(name), (name,), True), medium, works)
        names = tuple(dict.fromkeys((*work.names, name)))
        return cls(name, work, Part(work.name, _numbers(work.name), names, True), work.medium, works)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers in its name: which part of a series it is."""
        return self.own.numbers

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The work asked for first, then the others of its franchise."""
        if self.work is None:
            return (self.own,)
        work, parts = self.work, [self.own]
        first = " ".join(" ".join(words(n)) for n in work.names[:_FIRST_NAMES])
        for other in self._works.parts(work):
            if other.key != work.key:
                whole = other.key == work.franchise
                borne = whole and any(" ".join(words(n)) in first for n in other.names[:_FIRST_NAMES])
                covers = self._works.covers(work, other)
                parts.append(Part(other.name, _numbers(other.name), other.names, covers, whole=whole, borne=borne))
        return tuple(parts)

    @cached_property
    def spellings(self) -> Spellings:
        """How its parts are found in a text."""
        return Spellings.of(self.parts)

    @property
    def artists(self) -> tuple[str, ...]:
        """Who is known to have written or sung its music."""
        return self.work.artists if self.work else ()


@dataclass(frozen=True, slots=True)
class Mention:
    """How a text names the work: how surely, which words did it, and which words are left."""

    value: float
    part: str
    """The name of the work of the franchise that is named."""
    same: bool
    conflict: bool
    """Another numbered part than the one asked for."""
    before: Words
    after: Words


# How much each kind of mention is worth. An unnumbered name is how people speak of a whole series ("Naruto" for
# Shippuden), so another part of it still says something; a different number says that it is not the one.
# The name of a series says less where a numbered part was asked for, and next to nothing where the work does not
# bear it ("Studio Ghibli", "Disney").
_SAME, _OTHER_PART, _BASE, _LABEL = 1.0, 0.6, 0.5, 0.3


def mention(text: Text, sought: Sought) -> Mention | None:
    """The fullest way in which `text` names the work asked for or another part of its franchise, or None."""
    found = _find(text, sought)
    if found is None:
        return None
    start, end, place = found
    part = sought.parts[place]
    same = part.same
    number = _number_after(text.words[end:])
    said = (*part.numbers, *([number] if number else ()))
    conflict = bool(sought.numbers and said) and not set(sought.numbers) & set(said)
    value = _SAME
    if not same:
        value = _OTHER_PART
        if part.whole:
            value = _BASE if part.borne else _LABEL
    elif not sought.numbers and number not in ("", "1") and text.words[end] != "part":
        same, value = False, _OTHER_PART
    return Mention(0.0 if conflict else value, part.name, same, conflict, text.words[:start], text.words[end:])


_LETTERS = {"i": "1", "v": "5", "x": "10"}
_BETWEEN = frozenset({"hd", "part", "season", "no", "episode", "chapter"})


def _number_after(text: Sequence[str]) -> str:
    """The number right behind a name, which says which part it is ("FINAL FANTASY X Original Soundtrack").

    That of "Pt. 2" may be one of the soundtrack's own volumes: it contradicts another number, and says no more.
    """
    for word in text[:2]:
        if word in _LETTERS or (word.isdecimal() and len(word) < 4):
            return _LETTERS.get(word, word)
        if word not in _BETWEEN:
            return ""
    return ""


def _find(text: Text, sought: Sought) -> tuple[int, int, int] | None:
    """The longest run of words that is a name, as (start, end, part); of equal ones that of the work asked for."""
    best: tuple[int, int, int] | None = None
    longest = 0
    names = sought.spellings
    for start in range(len(text.loose)):
        joined = ""
        for end in range(start, len(text.loose)):
            joined += text.loose[end]
            if joined not in names.begun:
                break
            place = names.words.get(text.loose[start : end + 1], names.compact.get(joined))
            if place is not None and len(joined) > longest:
                best, longest = (start, end + 1, place), len(joined)
    if best is None:
        for name, part in names.native:
            for place, word in enumerate(text.loose):
                if name in word and _stands_alone(name, word):
                    return (place, place + 1, part)
    return best


def _stands_alone(name: str, word: str) -> bool:
    """Katakana is not cut out of a longer katakana word: ナナ does not stand in バナナ."""
    if not _kana_only(name):
        return True
    place = word.index(name)
    around = word[place - 1 : place] + word[place + len(name) : place + len(name) + 1]
    return not any("ァ" <= letter <= "ヺ" or letter == "ー" for letter in around)


def _kana_only(text: str) -> bool:
    return all("ぁ" <= letter <= "ヺ" or letter == "ー" for letter in text)


def _numbers(name: str) -> tuple[str, ...]:
    return numbers(" ".join(words(name)))
