"""Whether a text (an album's name, a track's, an artist's) names the work that is asked for, or another part of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ostsync.model import Medium
from ostsync.titles.worknames import loose as same_vowels
from ostsync.titles.worknames import numbers, words
from ostsync.titles.works import Work, Works

Words = tuple[str, ...]

_RUN_TOGETHER = 7
"""Letters from which a name is known however it is cut into words: "Steins Gate", but "Na na" is not Nana."""
_LONGEST = 12
_FIRST_NAMES = 8
"""Words of the longest name that is looked for."""


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


def loose(joined: str) -> str:
    """Words run together, with the ways to write Japanese in Latin letters made one."""
    joined = same_vowels(joined)
    for hepburn, kunrei in _KUNREI:
        joined = joined.replace(hepburn, kunrei)
    return joined


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one work, ready to be found in a text."""

    spelled: frozenset[Words]
    """Their words."""
    compact: frozenset[str]
    """Their words run together, romanisation evened out; for names long enough to be known by that."""
    native: tuple[str, ...]
    """Of names in scripts without: to be found inside of a word too. Longest first."""

    @classmethod
    def of(cls, names: Iterable[str]) -> Names:
        """From names as written."""
        spelled, compact, native = set(), set(), set()
        for name in names:
            said = words(name)
            joined = loose("".join(said))
            if not joined:
                continue
            spelled.add(said)
            if not joined.isascii() and len(joined) >= (3 if _kana_only(joined) else 2):
                native.add(joined)
            if len(joined) >= _RUN_TOGETHER:
                compact.add(joined)
        return cls(frozenset(spelled), frozenset(compact), tuple(sorted(native, key=len, reverse=True)))

    def without(self, other: Names) -> Names:
        """Those that the other does not have."""
        native = tuple(name for name in self.native if name not in other.native)
        return Names(self.spelled - other.spelled, self.compact - other.compact, native)


@dataclass(frozen=True, slots=True)
class Part:
    """A work of the same franchise as the one asked for, under its names."""

    name: str
    names: Names
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
class Sought:
    """The work that a reading asks for: itself and its franchise."""

    name: str
    work: Work | None
    parts: tuple[Part, ...]
    numbers: tuple[str, ...]
    medium: Medium | None = None

    @classmethod
    def of(cls, name: str, works: Works, medium: Medium | None = None) -> Sought:
        """From the words of the source. A work that is not in the table is known by these words alone."""
        work = works.find(name, medium)
        if work is None:
            said = _numbers(name)
            return cls(name, None, (Part(name, Names.of([name]), said, (name,), True),), said, medium)
        own = _numbers(work.name)
        parts = [Part(work.name, Names.of([*work.names, name]), own, work.names, True)]
        own_names = parts[0].names
        for other in works.parts(work):
            if other.key == work.key:
                continue
            names = Names.of(other.names)
            names = names.without(own_names)
            parts.append(
                Part(
                    other.name,
                    names,
                    _numbers(other.name),
                    other.names,
                    works.covers(work, other),
                    whole=other.key == work.franchise,
                    borne=any(find_name(words(n), names) for n in work.names[:_FIRST_NAMES]),
                )
            )
        return cls(name, work, tuple(parts), own, work.medium)

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


def mention(text: Words, sought: Sought) -> Mention | None:
    """The fullest way in which `text` names the work asked for or another part of its franchise, or None."""
    best: tuple[int, bool, Part, tuple[int, int]] | None = None
    for part in sought.parts:
        span = find_name(text, part.names)
        if span is None:
            continue
        size = sum(len(word) for word in text[span[0] : span[1]])
        if best is None or (size, part.same) > best[:2]:
            best = (size, part.same, part, span)
    if best is None:
        return None
    _, same, part, (start, end) = best
    number = _number_after(text[end:])
    said = (*part.numbers, *([number] if number else ()))
    conflict = bool(sought.numbers and said) and not set(sought.numbers) & set(said)
    value = _SAME
    if not same:
        value = _OTHER_PART
        if part.whole:
            value = _BASE if part.borne else _LABEL
    elif not sought.numbers and number not in ("", "1"):
        same, value = False, _OTHER_PART
    return Mention(0.0 if conflict else value, part.name, same, conflict, text[:start], text[end:])


_LETTERS = {"i": "1", "v": "5", "x": "10"}
_BETWEEN = frozenset({"hd", "part", "season", "no", "episode", "chapter"})


def _number_after(text: Sequence[str]) -> str:
    """The number right behind a name, which says which part it is ("FINAL FANTASY X Original Soundtrack")."""
    for word in text[:2]:
        if word in _LETTERS or (word.isdecimal() and len(word) < 4):
            return _LETTERS.get(word, word)
        if word not in _BETWEEN:
            return ""
    return ""


def find_name(text: Sequence[str], names: Names) -> tuple[int, int] | None:
    """The longest run of words in `text` that is one of the names, as (start, end)."""
    best: tuple[int, int] | None = None
    longest = 0
    for start in range(len(text)):
        joined = ""
        for end in range(start, min(len(text), start + _LONGEST)):
            joined += text[end]
            if len(joined) > longest and (
                tuple(text[start : end + 1]) in names.spelled or loose(joined) in names.compact
            ):
                best, longest = (start, end + 1), len(joined)
    if best is None:
        for name in names.native:
            for place, word in enumerate(text):
                if name in word and _stands_alone(name, word):
                    return (place, place + 1)
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
