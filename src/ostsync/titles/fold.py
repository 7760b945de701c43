"""Folding: when are two spellings of a title the same title? Never empties one that had something in it.

Two titles with the same fold differ only in what people write carelessly: width, case, accents, quotes,
punctuation, "&" for "and". What carries meaning stays: the marks of kana (が is not か), every word, every
numeral. Nothing here knows about versions, works or readings; see `versions`, `works` and `scripts`.
"""

from __future__ import annotations

import re
import unicodedata

VERSION = 1
"""To be raised with every change of what `fold` answers: the store then makes its keys anew."""

# Marks that an accent-blind writer leaves off: those of Latin, Greek and Cyrillic. The voicing marks of kana
# (U+3099, U+309A) and the vowel signs of Indic and Thai script lie elsewhere and are letters, not accents.
_ACCENTS = re.compile("[\u0300-\u036f]+")

# Before NFKC, which would turn ™ into the letters "TM", ´ into a space and × into nothing one can type.
_SIGNS = str.maketrans(
    {
        **dict.fromkeys("™®©℠", None),
        **dict.fromkeys("'’‘‛`´ʼʻ′＇՚", None),  # don't = dont, Ren'ai = Renai, rock 'n' roll = rock n roll
        "×": "x",  # Hunter × Hunter, SPY×FAMILY
        "&": " and ",
        "＆": " and ",
        "♯": " sharp ",
        "♭": " flat ",
        # Letters that have no decomposition into letter and accent.
        **{"ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ħ": "h", "Ħ": "h"},
        **{"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ı": "i", "ŋ": "n"},
    }
)

_ACRONYM_DOT = re.compile(r"(?<![^\W\d_])([^\W\d_])\.(?=[^\W\d_](?![^\W\d_])|(?![^\W_]))")  # S.M.I.L.E., U.N. Owen
_LETTER_AT = re.compile(r"(?<=\w)@(?=\w)")  # THE iDOLM@STER, VOC@LOID
_LETTER_DOLLAR = re.compile(r"\$(?=[a-z])")  # $ave Me, Ke$ha
_SHARP = re.compile(r"(?<![^\W_])([a-g])#")  # Nocturne in C# minor
_NOT_WORD = re.compile(r"(?:[^\w\u0900-\u0dff\u0e00-\u0eff]|_)+")  # Indic and Thai vowel signs are no \w, yet letters


def fold(text: str) -> str:
    """The comparable form of a title: lower-case words, single spaces, no punctuation, no accents.

    Idempotent, and empty only where `text` holds nothing that can be seen: "!!!", "+" and "∞" stay
    themselves.
    """
    words = _words(text)
    return words or _plain(text)


def _words(text: str) -> str:
    s = text.translate(_SIGNS)
    if not s.isascii():
        s = unicodedata.normalize("NFKC", s).casefold()
        s = unicodedata.normalize("NFD", s)
        s = unicodedata.normalize("NFC", _ACCENTS.sub("", s))
        # Again, for what NFKC has brought forth.
        s = s.translate(_SIGNS)
    else:
        s = s.lower()
    if "." in s:
        s = _ACRONYM_DOT.sub(r"\1", s)
    if "@" in s:
        s = _LETTER_AT.sub("a", s)
    if "$" in s:
        s = _LETTER_DOLLAR.sub("s", s)
    if "#" in s:
        s = _SHARP.sub(r"\1 sharp ", s)
    return _NOT_WORD.sub(" ", s).strip()


def _plain(text: str) -> str:
    """For what has no word in it: case and width alone, signs kept."""
    s = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return s if s == text else fold(s)
