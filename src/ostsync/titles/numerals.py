"""Numerals: which numbers does a title carry, in whatever form? 2, II, Ⅱ, Part Two, 2nd, 第二章, No. 2 are one number.

Pieces of one soundtrack often differ in nothing else ("Battle 1" and "Battle 2"), so two titles whose numbers
differ are two pieces. A word counts as a numeral only where it numbers something: "I Will", "One-Winged
Angel" and 三日月 carry none.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ORDINALS = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
_CARDINALS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_WORDS = {w: i for words in (_CARDINALS, _ORDINALS) for i, w in enumerate(words.split("|"), start=1)}
_KANJI = {k: i for i, k in enumerate("〇一二三四五六七八九")} | {"壱": 1, "弐": 2, "参": 3, "零": 0}
_HALVES = {"前編": 1, "後編": 2, "前篇": 1, "後篇": 2, "上集": 1, "下集": 2}

# Words that number what follows them. The first form is the one that `canonical` writes.
_MARKERS = {
    "part": "part pt parts teil parte partie",
    "volume": "volume vol",
    "no": "no number nr num",
    "act": "act acte akt",
    "chapter": "chapter chap ch",
    "movement": "movement mvt mov",
    "scene": "scene",
    "episode": "episode ep",
    "season": "season",
    "phase": "phase",
    "stage": "stage",
    "level": "level lv",
    "day": "day",
    "night": "night",
    "opus": "opus op",
    "opening": "opening",
    "ending": "ending ed",
    "book": "book",
    "type": "type",
    "take": "take",
    "theme": "theme",
}
_MARKER_OF = {word: marker for marker, words in _MARKERS.items() for word in words.split()}
_MARKER = "|".join(sorted(_MARKER_OF, key=len, reverse=True))
_ROMAN = r"(?:X{0,3})(?:IX|IV|V?I{0,3})"
_BIG_ROMAN = r"(?=[IVX]{2})(?!X{2,3}\b)" + _ROMAN
_SMALL_ROMAN = "ii|iii|iv|vii|viii|ix|xii|xiii|xiv|xv"

_NUMERAL = re.compile(
    rf"""
      (?<![^\W_])(?P<marker>{_MARKER})(?:\.|\b)[\s_.#-]*(?:№\s*)?
        (?P<marked>\d+|[Ⅰ-Ⅻ]|[IVXivx]+|(?:{_CARDINALS}|{_ORDINALS}))(?:st|nd|rd|th)?(?![^\W_])
    | 第\s*(?P<dai>\d+|[〇一二三四五六七八九十百]+)
    | (?<![一-鿿])其?[その][ノの]?(?P<sono>[一二三四五六七八九十壱弐参])(?![一-鿿])
    | (?<![^\W_])(?P<ordinal>\d+)(?:st|nd|rd|th)(?![^\W_])
    | (?<![^\W_])(?P<nth>{_ORDINALS})(?=\s+(?:movement|mov|mvt|part|version|season|act|chapter|volume|theme)\b)
    | (?P<digits>\d+)
    | (?P<sign>[Ⅰ-Ⅻⅰ-ⅻ①-⑳])
    | (?<![^\W_])(?P<small>{_SMALL_ROMAN})(?=\s*(?:$|[-–—:,()\[\]~～〜]))
    | (?<![^\W_])(?P<roman>{_BIG_ROMAN})(?![^\W_])
    | (?:(?<=[^\W_]\s)|(?<=[ぁ-んァ-ヶー一-鿿]))(?P<single>[IVX])(?=\s*(?:$|[-–—:,()\[\]~～〜]))
    | (?<=[\s)）～〜])(?P<kanji>[一二三四五六七八九十壱弐参]+)(?=\s*$)
    | (?P<half>[前後][編篇]|[上下]集)(?=\W*$)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Most titles carry none, and this says so ten times faster.
_MAYBE = re.compile(
    rf"\d|[IVX]|[Ⅰ-Ⅻⅰ-ⅻ①-⑳〇一二三四五六七八九十百壱弐参前後上下]|\b(?i:{_SMALL_ROMAN}|{_CARDINALS}|{_ORDINALS})\b"
)
# "You and I", "The King and I", "Who Am I", "If I": the pronoun, and "Malcolm X", "Planet X" are names.
_BEFORE_PRONOUN = re.compile(
    r"(?:\b(?:and|am|do|did|can|should|shall|would|will|could|have|had|as|than|but|or|if|so|that|why|when|what|where"
    r"|how|may|must|might|was|were|n|y|not|only|me|my|mine|you|than|like|yet|because|before)|&|'m|[,!?])\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number in a title."""

    value: int
    marker: str | None
    """What it numbers ("part", "no", "act"), None where nothing says so."""
    start: int
    end: int


def find(text: str) -> tuple[Numeral, ...]:
    """Every numeral of a title, in order, with its place in `text`."""
    if not _MAYBE.search(text):
        return ()
    return tuple(n for match in _NUMERAL.finditer(text) if (n := _numeral(text, match)) is not None)


def numbers(text: str) -> tuple[int, ...]:
    """The values of every numeral of a title, in order."""
    return tuple(n.value for n in find(text))


def canonical(text: str) -> str:
    """The title with each numeral in digits and each marker in full: Home, Pt. II is Home, part 2."""
    out: list[str] = []
    end = 0
    for n in find(text):
        out += (text[end : n.start], f"{n.marker} {n.value}" if n.marker else str(n.value))
        end = n.end
    return "".join((*out, text[end:]))


def _numeral(text: str, match: re.Match[str]) -> Numeral | None:
    kind = match.lastgroup or ""
    if kind == "marked":
        value = _marked(text, match)
        marker = _MARKER_OF[match["marker"].lower()]
        return None if value is None else Numeral(value, marker, match.start(), match.end())
    written = match[kind]
    start, end = match.span()
    value = None
    if kind in ("digits", "ordinal"):
        value = int(written)
    elif kind == "sign":
        value = int(unicodedata.numeric(written))
    elif kind == "nth":
        value = _WORDS[written.lower()]
    elif kind in ("dai", "sono", "kanji"):
        value = int(written) if written.isdecimal() else _from_kanji(written)
    elif kind == "half":
        value = _HALVES.get(written)
    elif kind == "small" or (written.isupper() and kind in ("roman", "single")):
        if kind == "single" and written == "I" and _BEFORE_PRONOUN.search(text[:start]):
            return None
        value = _from_roman(written)
    return None if value is None else Numeral(value, None, start, end)


def _marked(text: str, match: re.Match[str]) -> int | None:
    written = match["marked"]
    marker = match["marker"].lower()
    if written.isdecimal():
        return int(written)
    if not written.isascii():
        return int(unicodedata.numeric(written))
    # "no one", "night I", "theme one", "ch" and "day one": only what is customary counts in words and letters.
    if written.lower() in _WORDS and len(written) > 1:
        customary = marker not in ("no", "number", "ed", "op", "theme", "type", "night", "take") or match[
            0
        ].lower().startswith("no.")
        return _WORDS[written.lower()] if customary else None
    if marker in ("no", "night", "day") and "." not in match[0]:
        return None if written in "IVXivx" else _from_roman(written)
    return _from_roman(written) if written.isupper() or len(written) > 1 else None


def _from_roman(written: str) -> int | None:
    if not re.fullmatch(_ROMAN, written.upper()) or not written:
        return None
    values = [{"I": 1, "V": 5, "X": 10}[c] for c in written.upper()]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _from_kanji(written: str) -> int | None:
    """二十一 is 21; None for what is no number."""
    total, last = 0, 0
    for c in written:
        if c in "十百":
            total += (last or 1) * (10 if c == "十" else 100)
            last = 0
        elif c in _KANJI:
            last = last * 10 + _KANJI[c]
        else:
            return None
    return total + last
