"""Scripts: how alike are two titles, whatever script each stands in? 表裏一体 is Hyouri Ittai.

`readings` is made once for a title, a value that can be kept; `similarity` compares two in a few microseconds.
English words against katakana cost 6 ms each, once a word and process, and only where the consonants of the two
titles could agree. Under 0.8 no two titles are the same; other titles of the same work come as near as that.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from typing import Any

from ostsync.titles import hangul, japanese, kana, numerals
from ostsync.titles.fold import fold
from ostsync.titles.loanwords import katakana_word, loading

__all__ = ["VERSION", "Readings", "katakana_word", "loans", "readings", "similarity"]

VERSION = 2
"""Of the readings: those made by another version are to be made again."""

ANOTHER_TITLE = 0.8
"""By what the likeness of the letters is multiplied where two titles differ in a word and not in a typo."""
_SHORT = 8
"""Titles of fewer letters forgive less: one letter of four makes another title (Kaze, Kage)."""
_LESS_LIKELY = 0.002
"""Taken off for each likelier reading before: Kaze is 風 first, and 風衣 only by a rare one."""
_MUCH_SHORTER = 0.75
"""A title that much shorter lacks a word of the other (シルエット, Yomau Silhouette)."""
_MOST_SPELLINGS = 8


@dataclass(frozen=True, slots=True)
class Readings:
    """A title ready to be compared with others, in whatever script."""

    text: str
    """The folded title."""
    words: tuple[str, ...]
    """Its words, numerals in digits."""
    keys: tuple[str, ...]
    """How it sounds, in Latin letters without spaces and long vowels; several where it can be read in several ways."""
    bones: str
    """The consonants of the likeliest key, which the spelling of a loanword leaves alone."""
    native: bool
    """Whether any of it stands in another script than Latin."""
    romaji: bool
    """Whether all of it can be read as Japanese syllables in Latin letters."""
    numbers: tuple[int, ...] = ()
    version: int = VERSION

    def to_json(self) -> dict[str, Any]:
        """As plain values, to be kept; `from_json` brings it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Readings | None:
        """Readings that were kept, or None where another version made them."""
        if values.get("version") != VERSION:
            return None
        kept: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
        return cls(**kept)


def readings(text: str) -> Readings:
    """A title's folded form and its readings."""
    folded = fold(text)
    numbers = numerals.numbers(text)
    words = tuple((fold(numerals.canonical(text)) if numbers else folded).split())
    native = not folded.isascii() and any(c.isalpha() and not _latin(c) for c in folded)
    if native:
        keys = tuple(dict.fromkeys(k for k in map(_sound_alike, _spoken(" ".join(words))) if k)) or (folded,)
        romaji = False
    else:
        keys = (_key(words),)
        romaji = all(kana.is_romaji(w) or w.isdecimal() for w in words)
    return Readings(folded, words, keys, _bones(keys[0]), native, romaji, numbers)


def _latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter <= "\u1eff"


def _spoken(folded: str) -> list[str]:
    """A title in another script as it is read aloud, in Latin letters, in every way that is common."""
    if hangul.HANGUL.search(folded):
        folded = hangul.romanise(folded)
    is_japanese = japanese.is_japanese(folded)
    spoken = list(japanese.romanise(folded)) if is_japanese else [folded]
    if all(s.isascii() for s in spoken) and (not is_japanese or japanese.KANA.search(folded)):
        return spoken
    from anyascii import anyascii

    # What Sudachi does not know; and a title in Chinese characters alone may be Chinese.
    spoken = [s if s.isascii() else fold(anyascii(_greek(s))) for s in spoken]
    return spoken if japanese.KANA.search(folded) else [*spoken, fold(anyascii(_greek(folded)))]


def _greek(text: str) -> str:
    """Greek letters by their names, as they are read where they stand among others (最Ψ最好調 is Sai Psi ...)."""
    return _GREEK.sub(lambda letter: f" {unicodedata.name(letter.group()).rpartition(' ')[2].lower()} ", text)


_GREEK = re.compile(r"(?<![α-ω])[α-ω](?![α-ω])", re.IGNORECASE)

# ---------------------------------------------------------------------------- keys: spellings that sound alike

_OH = re.compile(r"oh(?![aeiouy])")


def _key(words: Iterable[str]) -> str:
    """Latin words as one run of letters in which the ways to write Japanese agree."""
    return _sound_alike("".join(map(_hepburn, words)))


def _sound_alike(romaji: str) -> str:
    """Without spaces and long vowels: Hyouri Ittai and Hyori Ittai, Shimbun and Shinbun."""
    key = romaji.replace(" ", "").replace("mm", "nm").replace("mb", "nb").replace("mp", "np")
    return _single_vowels(_single_vowels(key).replace("ou", "o").replace("ei", "e"))


def _single_vowels(key: str) -> str:
    for vowel in "aeiou":
        while vowel * 2 in key:
            key = key.replace(vowel * 2, vowel)
    return key


@lru_cache(maxsize=50_000)
def _hepburn(word: str) -> str:
    """A word in romaji as Hepburn has it; any other as it is."""
    plain = word if kana.is_romaji(word) else _OH.sub("ou", word)
    if kana.is_romaji(plain) and (spelled := kana.from_romaji(plain)):
        return kana.to_romaji(spelled)
    return word


# ---------------------------------------------------------------------------- likeness


def similarity(one: Readings, other: Readings) -> float:
    """How alike two titles are, 0..1: 1 the same title, from 0.9 the same but for a typo or a way of spelling."""
    if one.text == other.text:
        return 1.0 if one.text else 0.0
    if not one.native and not other.native:
        value = _in_latin(one, other)
    elif one.native and other.native:
        value = _in_native(one, other)
    else:
        value = _across(*((other, one) if one.native else (one, other)))
    return min(value, 0.6) if _numbers_differ(one, other) else value


def _numbers_differ(one: Readings, other: Readings) -> bool:
    return bool(one.numbers and other.numbers) and Counter(one.numbers) != Counter(other.numbers)


def _ratio(one: str, other: str) -> float:
    """Likeness of letters, 0..1, strict where there are few."""
    return _strict(_fuzz().ratio(one, other), one, other)


def _best(key: str, others: Sequence[str]) -> float:
    """The best likeness of a key with any of several readings, of which the likelier ones come first."""
    if len(others) == 1:
        return _ratio(key, others[0])
    other, percent, place = _process().extractOne(key, others, scorer=_fuzz().ratio)
    return _strict(float(percent), key, other) * (1 - _LESS_LIKELY * int(place))


def _strict(percent: float, one: str, other: str) -> float:
    if percent >= 100:
        return 1.0
    shorter, longer = sorted((len(one), len(other)))
    value = percent / 100 * (1 - 0.04 * max(0, _SHORT - shorter))
    return value * 0.9 if shorter < _MUCH_SHORTER * longer else value


@cache
def _fuzz() -> Any:
    from rapidfuzz import fuzz

    return fuzz


@cache
def _process() -> Any:
    from rapidfuzz import process

    return process


def _across(latin: Readings, native: Readings) -> float:
    """A Latin title against one in another script: as it is read, and with English words as katakana spells them."""
    best = max(_best(key, native.keys) for key in latin.keys)
    if best < 0.95 and _KATAKANA.search(native.text) and _may_be_loan(latin, native):
        # What the native title has in Latin letters, or what is romaji and read just so, is no English word.
        shared = {w for w in latin.words if w in native.words or (kana.is_romaji(w) and _key((w,)) in native.keys[0])}
        spoken = [_loan_sound(key) for key in native.keys]
        best = max(best, *(_best(key, spoken) for key in _loan_keys(latin.words, shared)))
    return best


def _in_native(one: Readings, other: Readings) -> float:
    """Two native titles: by how they are read where one of them is all kana, else by their characters too."""
    written = _ratio(one.text.replace(" ", ""), other.text.replace(" ", ""))
    spoken = max(_best(key, other.keys) for key in one.keys)
    if not japanese.KANJI.search(one.text) or not japanese.KANJI.search(other.text):
        return max(written, spoken * 0.98)
    return max(written, (written + spoken) / 2)  # 紅炎 and 公園 are both read kouen


_KATAKANA = re.compile(r"[ァ-ヺ]")
_ARTICLES = frozenset({"the", "a", "an"})


def _in_latin(one: Readings, other: Readings) -> float:
    """Two Latin titles: typos inside of words are forgiven, other words are not."""
    left, right = "".join(one.words), "".join(other.words)
    if left == right:
        return 0.99
    value = _ratio(left, right)
    if one.romaji and other.romaji and len(one.keys[0]) >= 5:
        value = max(value, 0.98 * _ratio(one.keys[0], other.keys[0]))
        if one.keys[0] == other.keys[0]:
            return value  # Hyōri Ittai, Hyouri Ittai
    if sorted(one.words) == sorted(other.words):
        return 0.97  # word order
    if value < 0.5:
        return max(value, _spelled_out(one, other))
    left_only = _only_in(one.words, other.words)
    right_only = _only_in(other.words, one.words)
    if not left_only and not right_only:
        return max(value, 0.97)  # articles
    if not left_only or not right_only:
        return value * ANOTHER_TITLE  # Home, Going Home
    if _ratio("".join(left_only), "".join(right_only)) == 1:
        return 0.98  # Star light, Starlight
    if len(left_only) == len(right_only):
        if all(_typo(a, b) for a, b in zip(left_only, right_only, strict=True)):
            return value
    elif _typo("".join(left_only), "".join(right_only)):
        return value
    return max(value * ANOTHER_TITLE, _spelled_out(one, other))


def _only_in(words: tuple[str, ...], others: tuple[str, ...]) -> list[str]:
    """The words, in order, that the others have not, articles left out."""
    more = Counter(words) - Counter(others)
    return [w for w in dict.fromkeys(words) for _ in range(more[w]) if w not in _ARTICLES]


def _typo(one: str, other: str) -> bool:
    """Whether a word is likelier a slip of the pen for the other than another word: glamor, not Love for Live."""
    from rapidfuzz.distance import OSA

    short = min(len(one), len(other))
    if short < 4 or one[0] != other[0]:
        return False
    slips = OSA.distance(one, other)
    if slips == 1:
        # One letter for another makes a word of every short one (night, light; hikari, hikaru).
        return len(one) != len(other) or sorted(one) == sorted(other) or short > 5
    return slips == 2 and short >= 8


def _spelled_out(one: Readings, other: Readings) -> float:
    """A title in romaji that spells out the English words of the other: Mikazuki no Supotoraito."""
    if one.romaji == other.romaji or min(len(one.bones), len(other.bones)) < 4 or not _may_be_loan(one, other, 65):
        return 0.0
    spelled, english = (one, other) if one.romaji else (other, one)
    sound = _loan_sound(spelled.keys[0])
    return 0.97 * max(_ratio(key, sound) for key in _loan_keys(english.words))


# ---------------------------------------------------------------------------- loanwords

_PARTICLES = frozenset(["no", "wa", "wo", "o", "ga", "ni", "de", "na", "mo", "ha", "he", "ya", "kara", "made"])
# English spellings and romaji for the same consonants, in this order; then the vowels go.
_AGREEING = "ph:f th:s sch:s sh:s tch:s ch:s ts:s z:s ce:s ci:s cy:s c:k q:k x:ks j:s dge:s ge:s gi:s gy:s l:r v:b f:h"
_SAME_CONSONANTS = [pair.split(":") for pair in _AGREEING.split()]
_VOWELS = str.maketrans(dict.fromkeys("aeiouy0123456789"))
_TWICE = re.compile(r"(.)\1+")


def _may_be_loan(one: Readings, other: Readings, percent: int = 50) -> bool:
    """Whether the consonants of the two agree enough to be worth 6 ms a word."""
    return bool(_fuzz().ratio(one.bones, other.bones) >= percent)


def _bones(key: str) -> str:
    """The consonants of a key, as far as English and romaji agree on them."""
    for written, heard in _SAME_CONSONANTS:
        key = key.replace(written, heard)
    return _TWICE.sub(r"\1", key.translate(_VOWELS))


def _loan_keys(words: tuple[str, ...], shared: Collection[str] = ()) -> list[str]:
    """How Japanese would spell a title's words, each in romaji already or English; several where it may be either."""
    choices = [(word,) if word in shared or word in _PARTICLES else _spellings(word) for word in words]
    romaji, english = [c[0] for c in choices], [c[-1] for c in choices]
    either = [i for i, c in enumerate(choices) if len(c) > 1]
    spelled = [romaji, english]
    for i in either if len(either) > 1 else ():
        spelled += ([*romaji[:i], english[i], *romaji[i + 1 :]], [*english[:i], romaji[i], *english[i + 1 :]])
    return [_loan_sound(_key(each)) for each in spelled[:_MOST_SPELLINGS]]


def loans(title: Readings) -> Iterator[object]:
    """Spells the words of a Latin title as katakana would, one a step: `similarity` knows them then."""
    if not title.native:
        yield from loading()
        yield from map(_spellings, title.words)


@lru_cache(maxsize=50_000)
def _spellings(word: str) -> tuple[str, ...]:
    """A word as katakana spells it, back in Latin letters; before that as it is, where it may be romaji."""
    kana_word = katakana_word(word)
    loan = kana.to_romaji(kana_word) if kana_word else word
    return (word, loan) if kana.is_romaji(word) and loan != word else (loan,)


def _loan_sound(key: str) -> str:
    """A key in which the two ways to spell a foreign sound agree: ヴァ and バ, ウィ and ウイ."""
    return key.replace("v", "b").replace("wi", "ui").replace("we", "ue").replace("dyu", "ju").replace("tyu", "chu")
