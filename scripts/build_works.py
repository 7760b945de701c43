"""Builds titles/data/works.json.gz: the hand-written tables, and the anime of bangumi-data with their romaji.

    python scripts/build_works.py                    # after a change of the tables or of the folding
    python scripts/build_works.py --bangumi DATA     # first takes a newer bangumi-data (its dist/data.json)

Romaji is made with SudachiPy and its core dictionary (`pip install sudachidict_core`), which ostsync itself does not
need.

A hand-written table has one work a line:

    name / other name / short form | native / native | composer / composer

`[Name / short | native | composer]` begins a series whose parts follow until an empty line, and is a work of its
own: the series as a whole. `{Name | native | composer}` is the same for a series that is called after its first
part: it is that part. `[=Name]` goes on with a series that another table began. `#` begins a comment.

themes.txt has one song a line: `work | role | title / romaji / English | singer / singer`; the role is opening,
ending, insert or theme, with its number where it is one of several ("opening 2"), and a line that begins with `|`
belongs to the work of the line before. pieces.txt is the same for pieces of a score, with the role piece.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from ostsync.model import Medium
from ostsync.titles.worknames import key
from ostsync.titles.works import Works
from ostsync.titles.worktable import Row, Song, Table, compiled, packed

ROOT = Path(__file__).resolve().parent.parent
TABLES = ROOT / "scripts" / "works"
TARGET = ROOT / "src" / "ostsync" / "titles" / "data" / "works.json.gz"
BANGUMI = TABLES / "bangumi.json.gz"
_SET_APART = re.compile(r" \((?:drama|film|film series|series|game|Taiwan|Japan|live action|\d{4})\)$")
"""What is written behind a name only to tell works of one name apart."""
MEDIA = {"anime": Medium.ANIME, "games": Medium.GAME, "films": Medium.FILM, "dramas": Medium.DRAMA}


def main() -> None:
    """Reads everything, writes the table, says what it holds."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bangumi", type=Path, help="dist/data.json of a newer bangumi-data")
    options = parser.parse_args()
    if options.bangumi:
        import bangumi

        BANGUMI.write_bytes(bangumi.digest(options.bangumi))
    table = build()
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(packed(table))
    works = [json.loads(row) for row in table.rows]
    counted = ", ".join(f"{sum(work[1] == medium for work in works)} {medium}" for medium in Medium)
    songs = sum(len(work[6]) for work in works)
    print(f"{TARGET.name}: {counted}; {len(table.keys)} keys, {songs} songs, {TARGET.stat().st_size // 1024} KiB")


def build() -> Table:
    """The compiled table, from the files beside this script."""
    rows = [row for name, medium in MEDIA.items() for row in hand_written(TABLES / f"{name}.txt", medium)]
    if BANGUMI.exists():
        rows = with_bangumi(rows, json.loads(gzip.decompress(BANGUMI.read_bytes())))
    rows = with_nicknames(one_name_in_two_media(rows), TABLES / "nicknames.txt")
    rows = with_songs(rows, TABLES / "themes.txt")
    return compiled(with_songs(rows, TABLES / "pieces.txt"))


def hand_written(file: Path, medium: Medium) -> Iterator[Row]:
    """The rows of a table. A line that does not fit is an error with its number."""
    group: str | None = None
    firsts: set[str] = set()
    for number, line in enumerate(map(str.strip, file.read_text("utf-8").splitlines()), 1):
        if not line:
            group = None
        if not line or line.startswith("# "):
            continue
        whole = line[0] == "[" and line[-1] == "]"
        first = line[0] == "{" and line[-1] == "}"
        if whole and line[1] == "=":
            group = key(line[2:-1])
            continue
        columns = [_split(column) for column in (line[1:-1] if whole or first else line).split("|")]
        if len(columns) > 3 or not columns[0]:
            sys.exit(f"{file.name}:{number}: not a work: {line}")
        names, native, artists = (*columns, (), ())[:3]
        if whole or first:
            group = key(names[0])
        bare = _SET_APART.sub("", names[0])
        if bare != names[0] and bare not in firsts:
            names = (bare, *names)
        firsts.add(names[0])
        yield Row(medium, (*names, *_other_numerals(names)), native, artists, group, whole)


def _split(column: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in column.split(" / ") if part.strip())


def _other_numerals(names: tuple[str, ...]) -> Iterator[str]:
    """FFVII beside FF7: a short form glued to its number is no word, so its numeral has to be written out."""
    roman = ["", "", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI"]
    for name in names:
        if (short := re.fullmatch(r"([A-Z]{2,4})(\d{1,2})", name)) and 1 < int(short[2]) < len(roman):
            yield short[1] + roman[int(short[2])]


def one_name_in_two_media(rows: list[Row]) -> list[Row]:
    """Works of different media with the same first or native name belong together where nothing else says so."""
    groups: dict[str, str] = {}
    for row in rows:
        for name in (row.all_names[0], *row.native):
            groups.setdefault(key(name), row.group or key(row.all_names[0]))
    counted: dict[str, int] = {}
    placed = [row if row.group else replace(row, group=groups[key(row.all_names[0])]) for row in rows]
    for row in placed:
        counted[row.group or ""] = counted.get(row.group or "", 0) + 1
    return [row if counted[row.group or ""] > 1 or row.whole else replace(row, group=None) for row in placed]


def with_nicknames(rows: list[Row], file: Path) -> list[Row]:
    """The rows with the short forms of the list. One that already leads to that work is left out."""
    table = compiled(rows)
    works = Works(table)
    places = {json.loads(row)[0]: place for place, row in enumerate(table.rows)}
    for number, line in _lines(file):
        name, _, nicknames = line.partition("|")
        found = works.find(name.strip())
        if found is None:
            sys.exit(f"{file.name}:{number}: no such work: {name}")
        place = places[found.key]
        rows[place] = replace(rows[place], other=(*_split(nicknames), *rows[place].other))
    return rows


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(file.read_text("utf-8").splitlines() if file.exists() else (), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line


def with_songs(rows: list[Row], file: Path) -> list[Row]:
    """The rows with the songs of the list. A work that is not in the tables is an error."""
    table = compiled(rows)
    works = Works(table)
    places = {json.loads(row)[0]: place for place, row in enumerate(table.rows)}
    work: str = ""
    for number, line in _lines(file):
        columns = [column.strip() for column in line.split("|")]
        role = (
            re.fullmatch(r"(opening|ending|insert|theme|piece)(?: (\d+))?", columns[1]) if len(columns) == 4 else None
        )
        if role is None or not columns[2] or not columns[3]:
            sys.exit(f"{file.name}:{number}: not a song: {line}")
        work = columns[0] or work
        found = works.find(work)
        if found is None:
            sys.exit(f"{file.name}:{number}: no such work: {work}")
        song = Song(_split(columns[2]), _split(columns[3]), role[1], int(role[2]) if role[2] else None)
        place = places[found.key]
        rows[place] = replace(rows[place], songs=(*rows[place].songs, song))
    return rows


def with_bangumi(rows: list[Row], items: list[list[Any]]) -> list[Row]:
    """The anime of bangumi-data: names for those that were written by hand, rows for the others."""
    import bangumi

    return bangumi.merged(rows, items)


if __name__ == "__main__":
    main()
