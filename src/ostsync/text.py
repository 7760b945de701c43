"""How words from outside are shown: as text, whatever they contain, in a terminal and in a spreadsheet.

Titles come from strangers' pages and from Spotify. They may hold terminal escapes, right-to-left marks,
spreadsheet formulas or ten thousand characters; none of these may act, and none may be lost from the files.
"""

from __future__ import annotations

import unicodedata

FORMULA_STARTS = "=+-@\t\r\n"
"""A spreadsheet takes a cell that begins with one of these for a formula (OWASP, CSV injection)."""

_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain(text: str) -> str:
    """`text` with every control character replaced by a space or its visible picture, for one line of output."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(c) for c in text)


def _visible(character: str) -> str:
    code = ord(character)
    if character in "\t\n\r\x0b\x0c\u2028\u2029":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0x80 <= code < 0xA0 or 0xD800 <= code < 0xE000:
        return "\ufffd"
    if character in _BIDI_CONTROLS:
        return ""
    return character


def shorten(text: str, width: int) -> str:
    """One line of at most `width` terminal columns (wide characters count two), cut with an ellipsis."""
    line = plain(text)
    if columns(line) <= width:
        return line
    used, kept = 1, []
    for character in line:
        used += _columns(character)
        if used > width:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def columns(text: str) -> int:
    """How many terminal columns `text` takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cell(text: str) -> str:
    """`text` for a CSV cell that a spreadsheet will show as it is: a leading apostrophe disarms formulas."""
    return "'" + text if _would_act(text) else text


def uncell(text: str) -> str:
    """The text that `cell` was given."""
    return text[1:] if text.startswith("'") and _would_act(text[1:]) else text


def _would_act(text: str) -> bool:
    return text.lstrip("'")[:1] in FORMULA_STARTS and bool(text.lstrip("'"))
