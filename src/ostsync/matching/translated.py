"""Which tracks of the right soundtrack album are offered when no title fits: a translated title stands among them.

"Sadness and Sorrow" is 哀と悲 on the album. Strings cannot bridge that, so nothing is matched; a person chooses
among five. Words that soundtracks are made of (`glosses.toml`) put the likeliest first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib import resources

from ostsync.matching.prepare import Name, Wanted
from ostsync.matching.ties import LEAST_TITLE
from ostsync.matching.verdict import Rated
from ostsync.matching.weights import Weights
from ostsync.titles.fold import fold

_LEAST_ROMAJI = 5
"""Letters of a title below which looking like romaji says nothing ("Go", "Home")."""


def offers(wanted: Wanted, listed: Sequence[Rated], weights: Weights) -> list[Rated]:
    """The best tracks to offer out of those on the work's own albums; none where their titles could be compared.

    A romaji title can be compared with a native one (by its reading) and not with an English one; an English
    title the other way round.
    """
    linked = [one for one in listed if one.sum.linked]
    if not linked or any(one.sum.similarity >= LEAST_TITLE for one in linked):
        return []
    asked = wanted.asks[0].names
    hidden = [one for one in linked if not _comparable(asked, one.heard.names[0])]
    meant = {gloss for name in asked for word in name.words for gloss in glosses().get(_stem(word), ())}
    hidden.sort(key=lambda one: (-_fits(one, meant), -_work(one), one.place))
    return hidden[: weights.offers]


def _comparable(asked: Sequence[Name], heard: Name) -> bool:
    if asked[0].readings.native:
        return True
    romaji = any(_is_romaji(name) for name in asked)
    if heard.readings.native:
        return romaji
    return not romaji or _is_romaji(heard)


def _is_romaji(name: Name) -> bool:
    return name.readings.romaji and len(name.readings.text) >= _LEAST_ROMAJI


def _fits(one: Rated, meant: set[str]) -> int:
    """How many of the words meant stand in the title; a song counts a little."""
    text = one.heard.track.name
    return 2 * sum(1 for word in meant if word in text) + bool(one.heard.parts.roles)


def _work(one: Rated) -> float:
    return one.sum.values.get("work", (0.0, ""))[0]


@cache
def glosses() -> dict[str, tuple[str, ...]]:
    """By English word (its stem): how Japanese titles write it."""
    text = resources.files("ostsync.matching").joinpath("glosses.toml").read_text(encoding="utf-8")
    made: dict[str, list[str]] = {}
    for english, native in tomllib.loads(text)["gloss"].items():
        for word in english.split("|"):
            made.setdefault(_stem(fold(word)), []).extend(native.split())
    return {word: tuple(dict.fromkeys(native)) for word, native in made.items()}


_ENDINGS = ("ness", "ings", "ing", "ies", "ers", "er", "ed", "es", "ful", "s", "y", "e")


def _stem(word: str) -> str:
    """An English word without its ending, where enough of it remains ("fighting", "fighter", "fights": fight)."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word
