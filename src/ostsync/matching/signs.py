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
ANYWHERE, TITLE, ALBUM, ARTIST = "anywhere", "title", "album", "artist"


class Phrases:
    """Phrases to be found in texts, word by word; in scripts without spaces inside of a word too."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[Words, str, str]]] = {}
        self._native: list[tuple[Words, str, str]] = []

    def add(self, phrase: Words, name: str, where: str = ANYWHERE) -> None:
        """Takes a phrase in; `name` is what it shows, `where` the place in which alone it does."""
        self._by_first.setdefault(phrase[0], []).append((phrase, name, where))
        if len(phrase) == 1 and not phrase[0].isascii():
            self._native.append((phrase, name, where))

    def find(self, text: Words, where: str = ANYWHERE) -> Iterable[tuple[str, Words]]:
        """What the phrases in a text show, with the phrase."""
        for place, word in enumerate(text):
            for phrase, name, only in self._by_first.get(word, ()):
                if only in (ANYWHERE, where) and text[place : place + len(phrase)] == phrase:
                    yield name, phrase
            if not word.isascii():
                for phrase, name, only in self._native:
                    if only in (ANYWHERE, where) and phrase[0] in word:
                        yield name, phrase


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What is read from signs.toml."""

    signs: tuple[str, ...]
    """The kinds of signs, the plainest first."""
    phrases: Phrases
    soundtrack: Phrases
    filler: frozenset[str]
    """Words that say nothing in the name of an album."""
    native_filler: tuple[str, ...]
    """Those in scripts without spaces, longest first."""
    generic: frozenset[str]
    """Words that hundreds of titles have."""


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
    phrases, soundtrack = Phrases(), Phrases()
    for row in table["sign"]:
        for where in (ANYWHERE, TITLE, ALBUM, ARTIST):
            for line in row.get(where, ()):
                phrases.add(words(line), row["name"], where)
    filler = {word for line in table["album"]["neutral"] for word in words(line)}
    for line in table["album"]["soundtrack"]:
        phrase = words(line)
        soundtrack.add(phrase, "soundtrack")
        if len(phrase) == 1:
            filler.add(phrase[0])
    return Vocabulary(
        signs=tuple(row["name"] for row in table["sign"]),
        phrases=phrases,
        soundtrack=soundtrack,
        filler=frozenset(filler),
        native_filler=tuple(sorted((w for w in filler if not w.isascii()), key=len, reverse=True)),
        generic=frozenset(fold(word) for word in table["title"]["generic"]),
    )


def signs_of(title: Words, artists: Sequence[Words], album: Words) -> tuple[Found, ...]:
    """Every sign that the words of a track, its album and its artists show, the first of each kind."""
    known = vocabulary()
    found: dict[str, Found] = {}
    for where, text in ((TITLE, title), (ALBUM, album), *((ARTIST, artist) for artist in artists)):
        for name, phrase in known.phrases.find(text, where):
            found.setdefault(name, Found(name, phrase, where))
    return tuple(found[name] for name in known.signs if name in found)


def is_soundtrack(album: Words) -> bool:
    """Whether an album calls itself the music of something."""
    return next(iter(vocabulary().soundtrack.find(album)), None) is not None


def telling(text: Words) -> Words:
    """The words that are left when those of editions, media, counting and soundtracks are taken away."""
    known = vocabulary()
    return tuple(
        word
        for word in text
        if word not in known.filler and not word.isdigit() and (word.isascii() or not _is_filler(word, known))
    )


def _is_filler(word: str, known: Vocabulary) -> bool:
    """Whether a run of a script without spaces is made of filler alone ("tvアニメオリジナルサウンドトラック")."""
    for filler in known.native_filler:
        word = word.replace(filler, "")
    return not word or word.isdigit()
