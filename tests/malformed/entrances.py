"""Every way into ostsync: what broken input is made for it, how it is handed in, and which exit codes may answer it."""

# ruff: noqa: E501 - the entrances are one table

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from . import cases, files, oddities, shapes, talk
from . import examples as ex
from .cases import Case, Make
from .files import Judged
from .world import World


@dataclass(frozen=True, slots=True)
class Entrance:
    """`share` is how often it is tried, against the others; `codes` are the exit codes that it may answer."""

    name: str
    make: Make
    run: Callable[[World, Case], Judged]
    codes: tuple[int, ...]
    share: float = 1.0


TITLES = tuple(title for title, *_ in ex.SONGS)
COLUMNS = ("title", "work", "artist", "duration", "uri", "order", "confidence", "line", "alternatives", "medium")
ROWS = tuple(
    (t, w, a, d, f"spotify:track:{oddities.ID[:-1]}{n}", str(n), "0.9", str(n), f"{t} B", "anime")
    for n, (t, w, a, d) in enumerate(ex.SONGS, 1)
)
WRITTEN = (*COLUMNS, "text")
"""With these columns a table is taken for one that extract wrote."""
WRITTEN_ROWS = tuple((*row, row[0]) for row in ROWS)


def csv_of(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A well-formed table."""
    return "\n".join(",".join(cell for cell in row) for row in (columns, *rows)).encode() + b"\n"


def sheet_rows() -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """A review of the world's article, with a decision in each row."""
    columns = ("title", "work", "order", "status", "match_uri", "candidates", "action", "replacement")
    link = f"spotify:track:{oddities.ID}"
    rows = (
        ("Gate of Steiner", "Steins;Gate", "1", "matched", link, f"{link} (90%: x)", "accept", ""),
        ("Fear Not This Night", "Guild Wars 2", "3", "missed", "", f"{link} (90%: x)", "replace", link),
        ("Zelda's Lullaby", "The Legend of Zelda", "4", "missed", link, "", "never", ""),
        ("Zzyzx Qwfpgj Nothing", "Guild Wars 2", "6", "missed", "", "", "skip", ""),
    )
    return columns, rows


def catalogue_lines(dice: Random) -> Case:
    """A catalogue with one broken line."""
    lines = [json.dumps(track).encode() for track in ex.CATALOGUE]
    at = dice.randrange(len(lines))
    way, held = shapes.broken(ex.CATALOGUE[at], dice)
    lines[at] = shapes.written(held)
    spared = tuple(str(t["id"]) for n, t in enumerate(ex.CATALOGUE) if n != at)
    return Case(f"line: {way}", b"\n".join(lines), spared=spared)


# fmt: off

READ = (0, 6)
SHEET = sheet_rows()
E = Entrance
ENTRANCES = (
    E("source: text", cases.whole(ex.TEXT), files.extracting("list.txt"), READ),
    E("source: markdown", cases.whole(ex.MARKDOWN), files.extracting("list.md"), READ),
    E("source: html", cases.whole(ex.HTML), files.extracting("list.html"), READ, 1.5),
    E("source: rst", cases.whole(ex.RST), files.extracting("list.rst"), READ),
    E("source: csv", cases.either(cases.whole(csv_of(COLUMNS, ROWS)), cases.header(COLUMNS, ROWS)), files.extracting("list.csv"), READ),
    E("source: csv, one row", cases.one_row(COLUMNS, ROWS, TITLES), files.extracting("list.csv"), READ),
    E("source: our csv, one row", cases.one_row(WRITTEN, WRITTEN_ROWS, TITLES), files.extracting("list.csv"), READ, 0.5),
    E("source: json", cases.either(cases.whole(shapes.written(ex.TRACKS)), cases.anywhere(ex.TRACKS)), files.extracting("list.json"), READ),
    E("source: json, one entry", cases.one_entry(ex.TRACKS, lambda d: d["sources"][0]["tracks"], TITLES, "ntry {}"), files.extracting("list.json"), READ),
    E("source: jspf", cases.either(cases.whole(shapes.written(ex.JSPF)), cases.anywhere(ex.JSPF)), files.extracting("list.jspf"), READ, 0.5),
    E("source: jspf, one entry", cases.one_entry(ex.JSPF, lambda d: d["playlist"]["track"], TITLES, "rack {}"), files.extracting("list.jspf"), READ, 0.5),
    E("source: xspf", cases.whole(ex.XSPF), files.extracting("list.xspf"), READ),
    E("source: m3u", cases.whole(ex.M3U), files.extracting("list.m3u8"), READ),
    E("source: a pipe", cases.either(*(cases.whole(example) for example in (ex.TEXT, ex.MARKDOWN, ex.HTML, ex.RST, ex.XSPF, ex.M3U, csv_of(COLUMNS, ROWS), shapes.written(ex.TRACKS)))), files.piped, READ, 1.5),
    E("resolve: csv with uri", cases.one_row(COLUMNS, ROWS, ()), files.resolving, (0, 5, 6)),
    E("review --import", cases.either(cases.whole(csv_of(*SHEET)), cases.header(*SHEET)), files.importing("review", "--import", name="review.csv"), (0, 2, 6)),
    E("review --import, one row", cases.one_row(*SHEET, [row[0] for row in SHEET[1]]), files.importing("review", "--import", name="review.csv"), (0, 2, 6)),
    E("decisions import", cases.either(cases.whole(shapes.written(ex.DECISIONS)), cases.anywhere(ex.DECISIONS)), files.importing("decisions", "import", name="d.json"), (0, 2, 6)),
    E("decisions import, one entry", cases.one_entry(ex.DECISIONS, lambda d: d["decisions"], TITLES, "decision {}"), files.importing("decisions", "import", name="d.json"), (0, 2, 6)),
    E("works import: toml", cases.either(cases.whole(ex.WORKS), cases.toml(ex.WORKS)), files.works_import("names.toml"), READ, 0.5),
    E("works import: AniDB", cases.whole(ex.ANIDB), files.works_import("anime-titles.xml"), READ, 0.4),
    E("works import: JSON", cases.either(cases.whole(shapes.written(ex.OFFLINE)), cases.one_entry(ex.OFFLINE, lambda d: d["data"], [f"{w} Quux" for _, w, _, _ in ex.SONGS], "")), files.works_import("offline.json"), READ, 0.5),
    E("[works] files", cases.either(cases.whole(ex.WORKS), cases.toml(ex.WORKS)), files.works_file, (0, 3), 0.4),
    E("config.toml", cases.either(cases.whole(ex.CONFIG), cases.toml(ex.CONFIG), cases.toml(ex.CONFIG)), files.config, (0, 3), 1.5),
    E("[[playlists]]", cases.toml(ex.CONFIG[ex.CONFIG.index("[[playlists]]") :]), files.playlists, (0, 2, 3)),
    E("a cover", cases.whole(oddities.OTHER_KINDS[7][1]), files.cover, (0, 3), 0.6),
    E("OSTSYNC_*", talk.environment, talk.with_environment, (0, 3), 1.0),
    E("sandbox --faults", cases.either(cases.whole(ex.FAULTS), cases.toml(ex.FAULTS)), files.serving("--faults", "faults.toml"), (2, 130), 0.5),
    E("sandbox --catalogue", cases.either(cases.whole("\n".join(map(json.dumps, ex.CATALOGUE))), catalogue_lines), files.serving("--catalogue", "catalogue.jsonl"), (2, 130)),
    E("decide", talk.decide_words, talk.command, (0, 2, 4)),
    E("push --playlist", talk.push_words, talk.command, (0, 2, 3, 4)),
    E("other words", talk.other_words, talk.command, (0, 2, 3, 5, 6)),
    E("review --interactive", talk.typed, talk.typing, (0,), 0.6),
    E("review --web", talk.posted, talk.posting, (200, 400, 403, 404, 409, 413), 1.0),
    E("answers of the API", talk.answered, talk.answering, (0, 2, 3, 4, 5), 2.0),
)
