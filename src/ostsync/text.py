"""How words from outside are shown: as text, whatever they contain, in a terminal and in a spreadsheet.

Titles come from strangers' pages and from Spotify. They may hold terminal escapes, right-to-left marks,
spreadsheet formulas or ten thousand characters; none of these may act, and none may be lost from the files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

FORMULA_STARTS = "=+-@\t\r\n"
"""A spreadsheet takes a cell that begins with one of these for a formula (OWASP, CSV injection)."""

_JOINERS = "\u200c\u200d"
"""Zero-width, and yet part of the writing: of Persian and Indic words, and of emoji made of several."""
_BLANK_LETTERS = dict.fromkeys([0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0], " ")
"""Letters and a symbol that show nothing."""
_JSON_CONTROLS = re.compile(
    r"[\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    r"\U000e0000-\U000e007f]"
)
"""What JSON may hold as it is, and a terminal or an editor would obey; and halves of pairs, which UTF-8 has not."""
_PIECES = 10_000
"""Of JSON, as its encoder makes them, that are handed on together."""
_HALF = re.compile("[\ud800-\udfff]")
_MARKS_A_COLUMN = 8
"""Characters for each column of a shortened line: letters of some scripts bear several marks, none so many."""


def plain(text: str) -> str:
    """`text` for one line of output, with nothing in it that acts or hides.

    Control characters become a space or their visible picture; what only steers (directions, tags, zero-width
    characters between Latin letters) is left out.
    """
    if text.isprintable():
        return text if text.isascii() else text.translate(_BLANK_LETTERS)
    return "".join(map(_visible, text, "\0" + text)).translate(_BLANK_LETTERS)


def _visible(character: str, before: str) -> str:
    if character.isprintable():
        return character
    code = ord(character)
    if character in "\t\n\r\x0b\x0c\u2028\u2029":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0x80 <= code < 0xA0 or 0xD800 <= code < 0xE000:
        return "\ufffd"
    if unicodedata.category(character) == "Cf" and not (character in _JOINERS and before > "\u02ff"):
        return ""
    return character


def json_text(value: object, *, indent: int | None = 2) -> str:
    """`value` as JSON in its own letters, but for what must not reach a terminal raw: that is escaped, and stays."""
    return "".join(json_pieces(value, indent=indent))


def json_pieces(value: object, *, indent: int | None = 2) -> Iterator[str]:
    """The same in pieces of some 100 kB: that of ten thousand results as one text takes more memory than they do."""
    import json

    pieces = json.JSONEncoder(ensure_ascii=False, indent=indent).iterencode(value)
    while text := "".join(islice(pieces, _PIECES)):
        yield _JSON_CONTROLS.sub(lambda found: json.dumps(found[0])[1:-1], text)


def whole(text: str) -> str:
    """`text` with U+FFFD for each half of a letter pair, as file names that are no UTF-8 have: no file can hold it."""
    return _HALF.sub("\ufffd", text)


def unescaped(text: str) -> str:
    """`text` with HTML's references resolved, as Spotify answers descriptions. One to no letter at all stays."""
    import html

    try:
        return html.unescape(text)
    except ValueError:  # Python refuses whole numbers of more than 4300 digits
        return text


def shorten(text: str, width: int) -> str:
    """One line of at most `width` terminal columns (wide characters count two), cut with an ellipsis."""
    line = plain(text)
    if columns(line) <= width and len(line) <= _MARKS_A_COLUMN * width:
        return line
    used = 1
    kept: list[str] = []
    for character in line:
        used += _columns(character)
        if used > width or len(kept) >= _MARKS_A_COLUMN * width:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"


def columns(text: str) -> int:
    """How many terminal columns `text` takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cell(text: str) -> str:
    """`text` for a CSV cell that a spreadsheet will show as it is: a leading apostrophe disarms formulas."""
    return "'" + text if _would_act(text) else text


def csv_text(rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV, with formulas disarmed, None as nothing, and every line end inside of a cell quoted."""
    import csv

    lines: list[str] = []
    # what the writer quotes are the characters of its own line end: a bare "\n" would leave a carriage return to
    # open a new row, in which a stranger's text could begin a cell
    writer = csv.writer(_Lines(lines), lineterminator="\r\n")
    writer.writerows([_for_sheet(value) for value in row] for row in rows)
    return "".join(lines)


class _Lines:
    """Takes one row at a time, as csv writes them."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines

    def write(self, row: str) -> None:
        """One row, whose end becomes the one that everything else here has."""
        self._lines.append(row.removesuffix("\r\n") + "\n")


def _for_sheet(value: object) -> object:
    return "" if value is None else cell(value) if isinstance(value, str) else value


def uncell(text: str) -> str:
    """The text that `cell` was given."""
    return text[1:] if text.startswith("'") and _would_act(text[1:]) else text


def _would_act(text: str) -> bool:
    return text.lstrip("'")[:1] in FORMULA_STARTS and bool(text.lstrip("'"))
