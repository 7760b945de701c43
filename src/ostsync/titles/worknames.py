"""How a name of a work is looked up: the key it is found under, and which words around it are not part of it.

Everything here is pure and cheap; `works.py` uses it on both sides, for the names in the tables and for the
name that is asked for, so that whatever is ignored is ignored on both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ostsync.titles.fold import fold

_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_BRACKETED = re.compile(r"[(\[（［【〔「『《]([^()\[\]（）［］【】〔〕「」『』《》]*)[)\]）］】〕」』》]")
_BETWEEN = re.compile(r"\s+(?:aka|a\.k\.a\.|also known as)\s+|\s+/\s+", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")

_ROMAN = {
    tens + ones: str(10 * t + o)
    for t, tens in enumerate(("", "x", "xx"))
    for o, ones in enumerate(("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"))
}
_SAME = _ROMAN | {"pt": "part", "volume": "vol", "vs": "versus"}
_COUNTED = frozenset({"part", "vol", "chapter", "episode", "season"})
_SPELLED = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "i": "1", "v": "5", "x": "10"}
_ONE_LETTER = frozenset("ivx")
"""Numerals only at the end of a name: "Final Fantasy X", not "V for Vendetta" or "Hunter x Hunter"."""


def _phrases(*lines: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for line in lines for phrase in line.split(", "))


_AFTER = _phrases(
    "ost, osts, original soundtrack, original soundtracks, original sound track, original sound tracks, soundtrack",
    "soundtracks, sound track, original score, original motion picture soundtrack, motion picture soundtrack, score",
    "vocal collection, deluxe, deluxe edition, original game soundtrack, game soundtrack, music",
    "original television soundtrack, the motion picture, motion picture, the album, the soundtrack, the musical",
    "original broadway cast recording, original cast recording, original london cast",
    "original series soundtrack, complete soundtrack, bgm, original bgm, franchise, series, saga, trilogy",
    "game, games, video game, video games, videogame, anime, anime series, tv, tv series, tv show, tv anime, show",
    "the animation, animation, movie, movies, the movie, film, films, the film, drama, k drama, kdrama, jdrama",
    "live action, the series, the game, musical, remaster, remastered, hd, hd remaster",
    "orchestra, orchestral, symphony, piano, piano collections",
    "wii, wii u, switch, nintendo switch, ps1, psx, ps2, ps3, ps4, ps5, psp, vita, ps vita, playstation, 3ds, nds, gba",
    "gbc, game boy, snes, nes, n64, nintendo 64, gamecube, gcn, dreamcast, xbox, pc, steam, ios, mobile",
    "オリジナルサウンドトラック, サウンドトラック, シリーズ, 原声带, 原聲帶, 电影, 電影, 오리지널사운드트랙",
)
_BEFORE = _phrases(
    "the anime, the game, the movie, the film, the drama, the series, the video game, anime, game, movie, film, drama",
    "video game, the music of, music of, music from, music from the, tv anime, tv animation, gekijouban, gekijoban",
    "eiga, 劇場版, 映画, アニメ, テレビアニメ, tvアニメ, the, a, an",
)
_LEFT_OUT_AFTER = _phrases("the movie, the animation, the series, the musical")
_LEFT_OUT_BEFORE = frozenset({"the", "a", "an", "劇場版", "映画", "gekijouban", "eiga"})
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)?|first|second|third|fourth|fifth|final")
_SHORT_SEASON = re.compile(r"s\d|第[0-9一二三四五]+[期季]|\D+[編篇]")

_ROMANISATIONS = (
    ("oh", "o"), ("ou", "o"), ("oo", "o"), ("uu", "u"), ("aa", "a"), ("ii", "i"), ("ee", "e"), ("wo", "o"),
    ("dzu", "zu"), ("du", "zu"), ("mb", "nb"), ("mp", "np"), ("cch", "tch"), ("sy", "sh"), ("ty", "ch"), ("zy", "j"),
)  # fmt: skip


def words(name: str) -> tuple[str, ...]:
    """The folded words of a name, numerals in digits ("Final Fantasy VII" and "final fantasy 7" are the same)."""
    found = _WORD.findall(fold(_APOSTROPHES.sub("", name)))
    same = [word if word in _ONE_LETTER else _SAME.get(word, word) for word in found]
    for place in range(1, len(same)):
        if same[place - 1] in _COUNTED:
            same[place] = _SPELLED.get(same[place], same[place])
    return numbered(tuple(same))


def numbered(name: tuple[str, ...]) -> tuple[str, ...]:
    """The words with a numeral of one letter at their end in digits ("Final Fantasy X")."""
    if len(name) > 1 and name[-1] in _ONE_LETTER:
        return (*name[:-1], _ROMAN[name[-1]])
    return name


def key(name: str) -> str:
    """What a name is found under: its words without the spaces between them. Never empty for a name that is not."""
    return "".join(words(name)) or fold(name)


def loose(compact: str) -> str:
    """The key without the differences between ways to write Japanese in Latin letters (shippuuden, shippūden)."""
    for written, plain in _ROMANISATIONS:
        compact = compact.replace(written, plain)
    return compact


def numbers(compact: str) -> tuple[str, ...]:
    """The numbers in a key, in order, without leading zeros; two names of one work agree in them."""
    return tuple(number.lstrip("0") or "0" for number in re.findall(r"\d+", compact))


def spellings(name: str) -> Iterator[str]:
    """The whole name, then what stands outside of its brackets, inside of them, and on either side of " / "."""
    yield name
    outside = _BRACKETED.sub(" ", name)
    if outside != name:
        if outside.strip():
            yield outside
        yield from (inside for inside in _BRACKETED.findall(name) if inside.strip())
    parts = _BETWEEN.split(name)
    if len(parts) > 1:
        yield from parts


def shorter(name: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The words, then with one thing after another taken off that is not part of the name, least first.

    What goes: "OST", "franchise", "the movie", platforms, a year, a leading article; and last a season, since a
    season of a series is that series.
    """
    yield name
    for start in dict.fromkeys((name, numbered(_without_season(name)))):
        form = start
        while (rest := numbered(_without_surroundings(form))) != form:
            form = rest
            yield form
    form = name
    while (rest := numbered(_without_season(form))) != form:
        form = rest
        yield form


def bare(name: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a name as the tables have it without what a writer leaves out: an article, "The Animation", 劇場版.

    Far less than `shorter` takes off: "Liar Game" is not known as "Liar", nor "The Imitation Game" as "Imitation".
    """
    if len(name) > 2 and name[-2:] in _LEFT_OUT_AFTER:
        name = name[:-2]
    if len(name) > 1 and name[0] in _LEFT_OUT_BEFORE:
        name = name[1:]
    return numbered(name)


def _without_surroundings(name: tuple[str, ...]) -> tuple[str, ...]:
    for size in range(min(4, len(name) - 1), 0, -1):
        if name[-size:] in _AFTER:
            return name[:-size]
        if name[:size] in _BEFORE:
            return name[size:]
    return name[:-1] if len(name) > 1 and _YEAR.fullmatch(name[-1]) else name


def _without_season(name: tuple[str, ...]) -> tuple[str, ...]:
    if len(name) > 2:
        one, two = name[-2:]
        if two == "season" and _ORDINAL.fullmatch(one):
            return name[:-2]
        if one in {"season", "cour", "series", "vol", "chapter", "disc"} and two.isdigit():
            return name[:-2]
    if len(name) > 1 and _SHORT_SEASON.fullmatch(name[-1]):
        return name[:-1]
    return _without_surroundings(name)
