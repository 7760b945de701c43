"""Decides which documents hold a word, and in which of their fields: an inverted index in memory.

Documents are numbered in the order they are added. Each posting packs the document's number and a mask of the
fields in which the word stands, so that a field filter costs nothing extra.
"""

from __future__ import annotations

import math
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import IntFlag

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

_MASK_BITS = 4
_MASK = (1 << _MASK_BITS) - 1
_TYPO_CACHE = 4096


class Field(IntFlag):
    """Where a word can stand."""

    NAME = 1
    ARTIST = 2
    ALBUM = 4
    ALIAS = 8


ANYWHERE = Field.NAME | Field.ARTIST | Field.ALBUM | Field.ALIAS


class Index:
    """An inverted index over short documents: names, artists, albums and aliases."""

    def __init__(self) -> None:
        self.popularity = array("B")
        self.name_words = array("H")
        """How many words each document's name has."""
        self._postings: dict[str, array[int]] = defaultdict(lambda: array("L"))
        self._alike: dict[str, list[tuple[str, float]]] = {}
        self._shelves: dict[tuple[str, int], list[str]] = {}

    def __len__(self) -> int:
        return len(self.popularity)

    def add(self, popularity: int, name: Sequence[str], fields: Iterable[tuple[Field, Sequence[str]]]) -> None:
        """Adds the next document: the words of its name, and of its other fields."""
        packed = len(self.popularity) << _MASK_BITS
        masks = dict.fromkeys(name, int(Field.NAME))
        self.name_words.append(min(65_535, max(1, len(masks))))
        for field, words in fields:
            bit = int(field)
            for word in words:
                masks[word] = masks.get(word, 0) | bit
        postings = self._postings
        for word, mask in masks.items():
            postings[word].append(packed | mask)
        self.popularity.append(max(0, min(100, popularity)))

    def finish(self) -> None:
        """Ends the adding: sorts the words for the search for typos."""
        for word in self._postings:
            if word.isascii() and word.isalpha():
                self._shelves.setdefault((word[0], len(word)), []).append(word)

    def count(self, word: str) -> int:
        """How many documents hold the word."""
        return len(self._postings[word]) if word in self._postings else 0

    def rarity(self, word: str) -> float:
        """How much the word tells: the logarithm of how few documents hold it; at least a little for any word."""
        return math.log((len(self) + 1) / (self.count(word) + 0.5)) + 0.1

    def holding(self, word: str, where: Field = ANYWHERE) -> dict[int, int]:
        """The documents that hold the word in one of the fields, with all the fields in which they hold it."""
        if word not in self._postings:
            return {}
        wanted = int(where)
        return {p >> _MASK_BITS: p & _MASK for p in self._postings[word] if p & wanted}

    def among(self, word: str, documents: Mapping[int, object], where: Field = ANYWHERE) -> dict[int, int]:
        """As `holding`, for those of the given documents alone."""
        if word not in self._postings:
            return {}
        wanted = int(where)
        return {p >> _MASK_BITS: p & _MASK for p in self._postings[word] if p & wanted and p >> _MASK_BITS in documents}

    def alike(self, word: str) -> list[tuple[str, float]]:
        """The words that may have been meant, the word itself first, each with how well it fits (0..1).

        Typos are forgiven as common search servers do: one edit from 4 letters on, two from 8 on, the first
        letter and the length being near enough.
        """
        known = self._alike.get(word)
        if known is None:
            if len(self._alike) >= _TYPO_CACHE:
                self._alike.clear()
            known = self._alike[word] = self._find_alike(word)
        return known

    def _find_alike(self, word: str) -> list[tuple[str, float]]:
        found = [(word, 1.0)] if self.count(word) else []
        edits = 0 if len(word) < 4 or not (word.isascii() and word.isalpha()) else 1 if len(word) < 8 else 2
        for length in range(len(word) - edits, len(word) + edits + 1):
            shelf = self._shelves.get((word[0], length), ()) if edits else ()
            near = extract(word, shelf, scorer=OSA.distance, score_cutoff=edits, limit=20)
            found += [(other, 0.9 - 0.15 * distance) for other, distance, _ in near if other != word]
        return found
