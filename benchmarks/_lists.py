"""Lists of any length and the catalogue that answers them: works of the shipped table, songs made of its words.

    python benchmarks/_lists.py FOLDER 1000     # writes both, prints where they are

A seed always makes the same ones. Nothing of it is real music: it has the mixture that articles have (seven tracks
of a work, English and romaji titles, generic ones, tracks that are nowhere), so that speed is measured on what costs.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import dataclass
from pathlib import Path

from ostsync.titles import kana
from ostsync.titles.workdata import shipped_table

TRACKS_OF_A_WORK = 7
THERE = 0.8
"""Share of the tracks that the catalogue has."""
_GENERIC = ("Main Theme", "Battle", "Opening", "Prelude", "Memories", "Farewell", "Ending", "Field", "Sorrow")
_SYLLABLES = "ka ki ku ke ko sa shi su se so ta chi tsu te to na ni no ha hi fu ma mi mu mo ya yu yo ra ri ru re ro a i"


@dataclass(frozen=True, slots=True)
class Line:
    """One track of a list, and what the catalogue calls it; no name where it is not there."""

    title: str
    work: str
    native: str
    name: str


def lines(number: int, seed: int = 1) -> list[Line]:
    """The tracks of a list, those of a work together."""
    dice = random.Random(seed)
    rows = [json.loads(row) for row in shipped_table().rows]
    words = sorted({w for row in rows for name in row[2][:2] for w in name.split() if w.isascii() and w.isalpha()})
    words = [word for word in words if 3 < len(word) < 11]
    made: list[Line] = []
    for place, row in enumerate(dice.sample(rows, number // 6 + 2)):
        work, native = row[2][0], (row[3] or row[2])[0]
        for title, name in {_title(words, dice): None for _ in range(TRACKS_OF_A_WORK)}:
            there = dice.random() < THERE
            made.append(
                Line(title if title not in _GENERIC else f"{title} {place % 40 + 1}", work, native, name * there)
            )
    return made[:number]


def _title(words: list[str], dice: random.Random) -> tuple[str, str]:
    """A title as written, and as the catalogue has it."""
    kind = dice.random()
    if kind < 0.15:
        title = dice.choice(_GENERIC)
        return title, title
    if kind < 0.5:
        romaji = [
            "".join(dice.choices(_SYLLABLES.split(), k=dice.choice((2, 3, 4)))) for _ in range(dice.choice((2, 3)))
        ]
        spelled = [kana.to_hiragana(kana.from_romaji(word) or word) for word in romaji]
        return " ".join(romaji).title(), "".join(spelled)
    title = " ".join(dice.sample(words, dice.choice((1, 2, 2, 3)))).title()
    return title, title


def markdown(tracks: list[Line]) -> str:
    """The list as somebody writes it down."""
    bullets = (f"- {line.title} - {line.work.replace(' - ', ': ')}" for line in tracks)
    return "\n".join(("# A very long evening of soundtracks", "", *bullets, ""))


def sheet(tracks: list[Line]) -> str:
    """The same as a table."""
    rows = ("\t".join((line.title, line.work)) for line in tracks)
    return "\n".join(("title\twork", *rows, ""))


def catalogue(tracks: list[Line]) -> str:
    """What the sandbox serves: the soundtrack of each work with the tracks that are there, and some covers."""
    dice = random.Random(7)
    rows = []
    for place, line in enumerate(tracks):
        if not line.name:
            continue
        album = f"{line.native} Original Soundtrack"
        made = {"name": line.name, "artists": [f"Composer of {line.work}"], "album": album, "isrc": f"JPXX{place:08d}"}
        aliases = [line.title] if line.title != line.name else []
        rows.append({**made, "search_aliases": aliases, "album_id": _id("a", line.work), "id": _id("t", place)})
        if dice.random() < 0.15:
            cover = {"name": f'{line.name} (From "{line.work}")', "artists": ["Quiet Piano Covers"]}
            rows.append({**cover, "album": "Piano Covers", "album_id": _id("c", 0), "id": _id("u", place)})
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n"


def _id(kind: str, of: object) -> str:
    return f"{kind}{random.Random(f'{kind} {of}').getrandbits(100):021d}"[:22]


def write(folder: Path, number: int) -> tuple[Path, Path]:
    """Writes a list and its catalogue; answers where they are."""
    tracks = lines(number)
    listed, shelf = folder / f"list-{number}.md", folder / f"catalogue-{number}.jsonl"
    listed.write_text(markdown(tracks), encoding="utf-8")
    shelf.write_text(catalogue(tracks), encoding="utf-8")
    listed.with_suffix(".tsv").write_text(sheet(tracks), encoding="utf-8")
    return listed, shelf


if __name__ == "__main__":
    print(*write(Path(sys.argv[1]), int(sys.argv[2])), sep="\n")
