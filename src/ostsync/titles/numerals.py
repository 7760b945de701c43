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
_MARKER_OF = {word: marker for marker, words in _MARKERS.items() for word in words.split()} | {"№": "no"}
_MARKER_BEFORE = re.compile(
    rf"(?:(?<![^\W_])({'|'.join(sorted(_MARKER_OF, key=len, reverse=True))}))([\s_.#-]*)$", re.IGNORECASE
)
_LONGEST_MARKER = 16
# "no one", "night I", "theme one": only where it is customary do words and letters number something.
_ONLY_DIGITS = frozenset({"no", "number", "num", "nr", "ed", "op", "theme", "type", "night", "take"})
_NUMBERED_AFTER = re.compile(r"\s+(?:movement|mov|mvt|part|version|season|act|chapter|volume|theme)\b", re.IGNORECASE)

_ROMAN = re.compile(r"(?!X{2,3}$)X{0,3}(?:IX|IV|V?I{0,3})")
_SMALL_ROMAN = frozenset(["ii", "iii", "iv", "vii", "viii", "ix", "xii", "xiii", "xiv", "xv"])
_AT_END = re.compile(r"\s*(?:$|[-–—:,()\[\]~～〜])")
_WORD_BEFORE = re.compile(r"[^\W_]\s$|[ぁ-んァ-ヶー一-鿿]$")
_ONE_KANJI, _ONE_NATIVE = r"(?-i:[一-鿿])", r"(?-i:[ぁ-んァ-ヶー一-鿿])"
"""Without case, which they have not: looking for the other case of each would take 13 ms of every start."""
_KANJI_DIGITS = "〇一二三四五六七八九十百壱弐参"
_FIRST_LOOK = re.compile(rf"[\dⅠ-Ⅻⅰ-ⅻ①-⑳前後上下{_KANJI_DIGITS}]|[IVX](?![a-z])")
_LATIN_WORD = re.compile(r"[a-z]+")
_IN_LETTERS = frozenset(_WORDS) | _SMALL_ROMAN
_NUMERAL = re.compile(
    rf"""
      第\s*(?P<dai>\d+|[{_KANJI_DIGITS}]+)
    | (?<!{_ONE_KANJI})(?:その|其の|其ノ|ソノ)(?P<sono>[{_KANJI_DIGITS}])(?!{_ONE_KANJI})
    | (?P<digits>\d+)(?:(?:st|nd|rd|th)(?![^\W_]))?
    | (?P<sign>[Ⅰ-Ⅻⅰ-ⅻ①-⑳])
    | (?:(?<![^\W_])|(?<={_ONE_NATIVE}))(?P<roman>[IVX]+)(?![^\W_])
    | (?<![^\W_])(?P<word>{_CARDINALS}|{_ORDINALS})(?![^\W_])
    | (?<=[\s)）～〜])(?P<kanji>[{_KANJI_DIGITS}]+)(?=\s*$)
    | (?P<half>[前後][編篇]|[上下]集)(?=\W*$)
    """,
    re.VERBOSE | re.IGNORECASE,
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
    if not _FIRST_LOOK.search(text) and _IN_LETTERS.isdisjoint(_LATIN_WORD.findall(text.lower())):
        return ()  # most titles carry none, and this says so at once
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
    written = match[kind]
    start, end = match.span()
    marked = _MARKER_BEFORE.search(text[max(0, start - _LONGEST_MARKER) : start])
    value: int | None
    if kind == "digits":
        value = int(written[:18])
    elif kind == "sign":
        value = int(unicodedata.numeric(written))
    elif kind == "roman":
        value = _roman(written, marked, text[:start], text[end:])
    elif kind == "word":
        value = _word(written.lower(), marked, text[end:])
    elif kind == "half":
        value = _HALVES[written]
    else:
        value, marked = int(written[:18]) if written.isdecimal() else _from_kanji(written), None
    if value is None:
        return None
    return (
        Numeral(value, _MARKER_OF[marked[1].lower()], start - len(marked[0]), end)
        if marked
        else Numeral(value, None, start, end)
    )


def _roman(written: str, marked: re.Match[str] | None, before: str, after: str) -> int | None:
    """II and Pt. I are numerals anywhere, a single letter only at the end of a title, and not where it is a pronoun."""
    if marked and not (marked[1].lower() in _ONLY_DIGITS and len(written) == 1 and "." not in marked[2]):
        return _from_roman(written) if written.isupper() or len(written) > 1 else None
    if written.isupper() and len(written) > 1:
        return _from_roman(written)
    if not _AT_END.match(after):
        return None
    if written in _SMALL_ROMAN:
        return _from_roman(written)
    single = written.isupper() and _WORD_BEFORE.search(before)
    return _from_roman(written) if single and not (written == "I" and _BEFORE_PRONOUN.search(before)) else None


def _word(written: str, marked: re.Match[str] | None, after: str) -> int | None:
    """Part Two, Day One and Second Movement; not No One, The One, The Second Coming."""
    if marked and (marked[1].lower() not in _ONLY_DIGITS or "." in marked[2]):
        return _WORDS[written]
    return _WORDS[written] if written in _ORDINALS.split("|") and _NUMBERED_AFTER.match(after) else None


def _from_roman(written: str) -> int | None:
    if not _ROMAN.fullmatch(written.upper()):
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
