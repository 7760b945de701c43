"""Which words betray what a release is: a soundtrack album, or a cover, karaoke, lo-fi, lullaby or 8-bit version."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ostsync.titles.fold import fold
from ostsync.titles.worknames import words

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sign:
    """One kind of release that is not the original recording, and the phrases by which it is known."""

    name: str
    anywhere: tuple[Words, ...]
    artist: tuple[Words, ...] = ()
    album: tuple[Words, ...] = ()
    title: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is read from signs.toml."""

    signs: tuple[Sign, ...]
    soundtrack: frozenset[Words]
    neutral: frozenset[str]
    generic: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A sign that a candidate shows: its kind, the words, and where they stand."""

    name: str
    words: Words
    where: str


@cache
def vocabulary() -> Vocabulary:
    """The shipped lists, folded."""
    table = tomllib.loads(resources.files("ostsync.matching").joinpath("signs.toml").read_text(encoding="utf-8"))
    album = table["album"]
    neutral = {word for phrase in album["neutral"] for word in words(phrase)}
    return Vocabulary(
        signs=tuple(
            Sign(row["name"], *(_phrases(row.get(place, ())) for place in ("anywhere", "artist", "album", "title")))
            for row in table["sign"]
        ),
        soundtrack=frozenset(_phrases(album["soundtrack"])),
        neutral=frozenset(neutral),
        generic=frozenset(fold(word) for word in table["title"]["generic"]),
    )


def _phrases(lines: Iterable[str]) -> tuple[Words, ...]:
    return tuple(words(line) for line in lines)


def find_phrase(text: Sequence[str], phrase: Words) -> int:
    """Where `phrase` begins in `text`, word by word, or -1. Without spaces in a script, inside of a word too."""
    size = len(phrase)
    first = phrase[0]
    for place in range(len(text) - size + 1):
        if text[place] == first and tuple(text[place : place + size]) == phrase:
            return place
    if size == 1 and not first.isascii():
        return next((place for place, word in enumerate(text) if first in word), -1)
    return -1


def signs_of(title: Words, artists: Sequence[Words], album: Words) -> tuple[Found, ...]:
    """Every sign that the words of a track, its artists and its album show, the first of each kind."""
    found = []
    for sign in vocabulary().signs:
        places = (
            ("title", title, sign.anywhere + sign.title),
            ("album", album, sign.anywhere + sign.album),
            *(("artist", artist, sign.anywhere + sign.artist) for artist in artists),
        )
        seen = next(
            (
                Found(sign.name, phrase, where)
                for where, text, phrases in places
                for phrase in phrases
                if find_phrase(text, phrase) >= 0
            ),
            None,
        )
        if seen is not None:
            found.append(seen)
    return tuple(found)


def is_soundtrack(album: Words) -> bool:
    """Whether an album calls itself the music of something."""
    return any(find_phrase(album, phrase) >= 0 for phrase in vocabulary().soundtrack)


def telling(text: Sequence[str]) -> Words:
    """The words that are left when those of editions, media, counting and soundtracks are taken away."""
    known = vocabulary()
    alone = {phrase[0] for phrase in known.soundtrack if len(phrase) == 1}
    return tuple(
        word
        for word in text
        if word not in known.neutral and word not in alone and not word.isdigit() and not _native_filler(word, known)
    )


def _native_filler(word: str, known: Vocabulary) -> bool:
    """Whether a run of a script without spaces is made of filler alone ("tvアニメオリジナルサウンドトラック")."""
    if word.isascii():
        return False
    fillers = [p[0] for p in known.soundtrack if len(p) == 1 and not p[0].isascii()]
    fillers += [n for n in known.neutral if not n.isascii()]
    for filler in sorted(fillers, key=len, reverse=True):
        word = word.replace(filler, "")
    return not word or word.isdigit()
