"""Cuts a CSV or TSV text into rows: which sign cuts it, where a row ends, and what a stray quotation mark costs.

At most its own row: rows are cut line by line unless a quoted cell really runs over lines.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence

from ostsync.model import Problem
from ostsync.reading.tables import columns_of, is_header

LONGEST_CELL = 1_000_000
"""Characters of one cell."""
MOST_LINES = 50
"""Lines that a quoted cell may run over."""


def rows_of(
    text: str, *, tabs: bool = False, square: bool = False
) -> tuple[list[tuple[list[str], int]], list[Problem]]:
    """The rows of a CSV or TSV text, each with its line, and what was wrong with it.

    A quoted cell may run over lines, but only when it is closed properly; a stray quotation mark is reported and
    taken as part of its cell. In a `square` table, whose rows are all as long as the first, a cell runs over lines
    only where that makes a row of this length and of no others: so two stray marks swallow no rows between them.
    """
    csv.field_size_limit(LONGEST_CELL)
    delimiter = "\t" if tabs else delimiter_of(text)
    lines = text.split("\n")
    if lines and lines[0].lower().startswith("sep=") and len(lines[0]) == 5:
        delimiter, lines[0] = lines[0][4], ""
    rows: list[tuple[list[str], int]] = []
    problems: list[Problem] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            at += 1
            continue
        used = 1
        cells = _cells(line, delimiter)
        whole_row = line
        while cells is None and used < MOST_LINES and at + used < len(lines):
            whole_row = f"{whole_row}\n{lines[at + used]}"
            if '"' in lines[at + used]:
                cells = _cells(whole_row, delimiter)
                if (
                    cells
                    and square
                    and rows
                    and _swallows(cells, lines[at + 1 : at + used], len(rows[0][0]), delimiter)
                ):
                    cells = None
            used += 1
        if cells is None:
            problems.append(Problem("A quotation mark is not closed; the row was read without it.", at + 1))
            cells, used = [c.strip().strip('"') for c in line.split(delimiter)], 1
        rows.append((cells, at + 1))
        at += used
    return rows, problems


def _swallows(cells: list[str], inner: Sequence[str], width: int, delimiter: str) -> bool:
    """Whether a row over several lines is no row: it has another length, or a line inside of it is a row itself."""
    return len(cells) != width or any(len(_cells(line, delimiter) or ()) == width for line in inner)


def _cells(row: str, delimiter: str) -> list[str] | None:
    """The cells of a row, or None where its quotation marks do not fit."""
    if '"' not in row:
        return row.split(delimiter)
    try:
        read = list(
            csv.reader([row] if "\n" not in row else row.splitlines(keepends=True), delimiter=delimiter, strict=True)
        )
    except csv.Error:
        return None if "\n" in row or not _inner_marks_only(row, delimiter) else row.split(delimiter)
    return read[0] if len(read) == 1 else None


def _inner_marks_only(row: str, delimiter: str) -> bool:
    """Marks inside of cells that do not begin with one are words ('12" Mix')."""
    return not any(cell.lstrip().startswith('"') for cell in row.split(delimiter))


def delimiter_of(text: str) -> str:
    """Which of comma, semicolon, tab and pipe cuts the first lines most evenly; a comma where none does."""
    sample = [line for line in text[:20_000].split("\n")[:40] if line.strip()]
    best, most = ",", 0.0
    for delimiter in (",", ";", "\t", "|"):
        counts = [len(_cells(line, delimiter) or ()) - 1 for line in sample]
        if not counts or counts[0] < 1:
            continue
        even = sum(c == counts[0] for c in counts) / len(counts)
        head = len(columns_of(sample[0].split(delimiter)))
        score = even + 0.5 * head + 0.05 * min(counts[0], 5)
        if score > most:
            best, most = delimiter, score
    return best


def looks_like_table(text: str) -> bool:
    """Whether the first line is the head of a table that we can read."""
    first = next((line for line in text[:5000].split("\n") if line.strip()), "")
    cells = _cells(first, delimiter_of(text)) or []
    return len(cells) >= 2 and is_header(cells)
