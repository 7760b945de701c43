"""Scripts: how alike are two titles, whatever script each stands in? 表裏一体 is Hyouri Ittai.

`readings` is made once for a title (about 50 µs, more for long Japanese ones) and `similarity` compares two
of them (a few µs). English words against katakana cost 6 ms each, once a word and process, and only where a
Japanese title and a Latin one are of a length that could agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ostsync.titles import japanese, kana
from ostsync.titles.fold import fold

VERSION = 1
"""Of the readings: those made by another version are to be made again."""


@dataclass(frozen=True, slots=True)
class Readings:
    """A title ready to be compared with others, in whatever script."""

    text: str
    """The folded title."""
    keys: tuple[str, ...]
    """How it sounds, in Latin letters without spaces and long vowels; several where it can be read in several ways."""
    native: bool
    """Whether any of it stands in another script than Latin."""
    version: int = VERSION

    def to_json(self) -> dict[str, Any]:
        """As plain values, to be kept; `from_json` brings it back."""
        return {"text": self.text, "keys": list(self.keys), "native": self.native, "version": self.version}

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Readings | None:
        """Readings that were kept, or None where another version made them."""
        if values.get("version") != VERSION:
            return None
        return cls(values["text"], tuple(values["keys"]), values["native"])


def readings(text: str) -> Readings:
    """A title's folded form and its readings."""
    folded = fold(text)
    if folded.isascii():
        return Readings(folded, (_key(folded.split()),), native=False)
    spoken = japanese.romanise(folded) if japanese.is_japanese(folded) else (folded,)
    keys = [_key(s.split()) for s in spoken]
    if not all(k.isascii() for k in keys) or (japanese.is_japanese(folded) and not japanese.KANA.search(folded)):
        from anyascii import anyascii

        keys = [anyascii(k) for k in keys]
        keys.append(_key(fold(anyascii(folded)).split()))
    return Readings(folded, tuple(dict.fromkeys(k for k in keys if k)), native=True)


def similarity(one: Readings, other: Readings) -> float:
    """How alike two titles are, 0..1. Under 0.8 no two titles are the same."""
    from rapidfuzz.fuzz import ratio

    if one.text == other.text:
        return 1.0
    if not one.native and not other.native:
        return (
            max(ratio(one.text.replace(" ", ""), other.text.replace(" ", "")), ratio(one.keys[0], other.keys[0])) / 100
        )
    best = max(ratio(a, b) for a in one.keys for b in other.keys)
    if one.native != other.native and best < 90:
        latin, native = (other, one) if one.native else (one, other)
        shared = frozenset(native.text.split())
        for key in _loan_keys(latin.text, shared):
            best = max(best, *(ratio(key, b) for b in native.keys))
    return float(best) / 100


def _loan_keys(text: str, shared: frozenset[str]) -> tuple[str, ...]:
    words = text.split()
    some = _key([w if w in shared or kana.is_romaji(w) else _loan(w) for w in words])
    every = _key([w if w in shared or len(w) < 3 else _loan(w) for w in words])
    return (some, every)


def _loan(word: str) -> str:
    spelled = katakana_word(word)
    return kana.to_romaji(spelled) if spelled else word


@lru_cache(maxsize=20_000)
def katakana_word(word: str) -> str | None:
    """How Japanese spells an English word (spotlight is スポットライト), or None where it holds no letters."""
    if not word.isascii() or not word.isalpha():
        return None
    return str(_speller()(word.lower())) or None


@lru_cache(maxsize=1)
def _speller() -> Any:
    from e2k import C2K

    return C2K()


_DOUBLE_VOWEL = re.compile(r"([aeiou])\1+")


def _key(words: list[str]) -> str:
    """Words as one run of Latin letters in which the ways to write Japanese agree."""
    key = "".join(_hepburn(w) for w in words)
    key = re.sub(r"m(?=[bpm])", "n", key)
    key = _DOUBLE_VOWEL.sub(r"\1", key)
    key = key.replace("ou", "o").replace("ei", "e")
    return _DOUBLE_VOWEL.sub(r"\1", key)


def _hepburn(word: str) -> str:
    if kana.is_romaji(word):
        spelled = kana.from_romaji(word)
        if spelled:
            return kana.to_romaji(spelled)
    return word
