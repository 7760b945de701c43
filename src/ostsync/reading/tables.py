"""Reads tables whose head says what the columns are: CSV and TSV files, and tables on pages.

The columns of our own CSV are read back without loss; other tables are understood by common synonyms.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, MutableSequence, Sequence
from typing import Any

from ostsync.errors import UsageError
from ostsync.model import Kind, Medium, Problem, Reading, Recommendation
from ostsync.parsing import Malformed, json_value
from ostsync.reading.gaps import narrow
from ostsync.text import uncell

COLUMNS = (
    "title", "work", "artist", "album", "medium", "section", "kind", "alternatives", "duration", "isrc", "uri",
    "order", "confidence", "line", "text",
)  # fmt: skip
"""The columns that `extract` writes, in this order."""

_SYNONYMS = {
    "title": """title track song name track_name track_title song_name song_title songs tracks song_/_track
        piece tune theme music título titulo canción cancion
    tema música musica faixa canção titre morceau chanson titel lied
        曲名 曲 タイトル 楽曲 楽曲名 歌名 歌曲 曲目 제목 곡명""",
    "work": """work anime game film movie show series drama source from franchise media tv_show tv_series
        videogame video_game game_title movie_title
    anime_title film_title show_title game_name movie_name anime_name juego película pelicula serie jogo filme
        jeu spiel 作品 作品名 アニメ ゲーム 映画 ドラマ 出典 游戏 电影 动画 番剧 작품""",
    "artist": """artist artists composer composers performer singer band by artist_name track_artist musician
        artista compositor intérprete
    interprete autor artiste compositeur interprète künstler komponist
        アーティスト 歌手 作曲 作曲者 歌 艺术家 作曲家 演唱 가수""",
    "album": "album album_name release record álbum disc soundtrack アルバム 专辑 ost",
    "medium": "medium media_type type_of_work work_type",
    "section": "section category group playlist chapter",
    "kind": "kind",
    "alternatives": "alternatives alternative_titles aliases also_known_as alt_titles other_titles",
    "duration": "duration length time duration_ms length_ms track_duration_(ms) duration_(ms) dauer durée duración",
    "isrc": "isrc",
    "uri": "uri spotify_uri track_uri spotify_url spotify track_url spotify_link spotify_id",
    "order": "order id # no no. nr number rank position pos index n",
    "confidence": "confidence",
    "line": "line",
    "text": "text",
}
_COLUMN_OF = {s.replace("_", " "): column for column, words in _SYNONYMS.items() for s in words.split()}
_OWN = frozenset(COLUMNS)
_TIME = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)(?:[.,]\d+)?")
_EMPTY = frozenset(
    """
     - -- --- — – n/a na null none ? unknown x
    """.split()  # noqa: SIM905
)
_URI = re.compile(
    r"spotify:track:[0-9A-Za-z]{22}|https?://(?:open|play)\.spotify\.com/(?:intl-[a-z-]+/)?track/[0-9A-Za-z]{22}\S*"
)


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Where each of our columns stands in a table with this head; the first of several wins."""
    found: dict[str, int] = {}
    for place, cell in enumerate(header):
        name = " ".join(cell.strip().strip("*_`").casefold().replace("_", " ").split())
        column = _COLUMN_OF.get(name) or _COLUMN_OF.get(name.rstrip("s"))
        if column is None and (column := _by_last_word(name)) is None:
            continue
        found.setdefault(column, place)
    if "title" not in found and "work" in found and (bare := _bare_name(header)) is not None:
        found["title"] = bare
    return found


def _by_last_word(name: str) -> str | None:
    words = name.split()
    return (
        _COLUMN_OF.get(words[-1])
        if 1 < len(words) <= 3 and words[-1] in ("title", "artist", "composer", "album", "song", "track")
        else None
    )


def _bare_name(header: Sequence[str]) -> int | None:
    return next(
        (
            i
            for i, cell in enumerate(header)
            if cell.strip().casefold() in ("name", "opening", "ending", "op", "ed", "theme song")
        ),
        None,
    )


def is_header(cells: Sequence[str]) -> bool:
    """Whether a first row names columns, the title among them, and not just one by chance."""
    found = columns_of(cells)
    named = [c for c in cells if c.strip()]
    return "title" in found and (len(found) >= 2 or len(named) == 1) and all(len(c) <= 40 for c in cells)


# ---------------------------------------------------------------------------- rows


def rows_to_recommendations(
    header: Sequence[str], rows: Iterable[tuple[Sequence[str], int | None]], problems: MutableSequence[Any]
) -> Iterator[Recommendation]:
    """A recommendation for each row; rows without a title become problems."""
    places = columns_of(header)
    written = places.keys() >= {"title", "text", "confidence"}
    for cells, line in rows:
        if not any(c.strip() for c in cells):
            continue
        row = {column: narrow(cells[place].strip()) for column, place in places.items() if place < len(cells)}
        if not written:
            row = {
                column: "" if value.casefold() in _EMPTY and column != "title" else value
                for column, value in row.items()
            }
        if written:
            row = {column: uncell(value) for column, value in row.items()}
        title = row.get("title", "")
        if not title:
            problems.append(Problem(f"A row has no title: {' | '.join(c for c in cells if c)[:120]}", line))
            continue
        if len(cells) == 1 < len(header) and any(sign in title for sign in ";\t|"):
            problems.append(Problem(f"A row is not cut by the sign that cuts the head: {title[:80]}", line))
        if len(cells) > len(header):
            problems.append(Problem(f"A row has more cells than the head: {title[:80]}", line))
        yield _recommendation(row, title, line, written=written, cells=cells, problems=problems)


def _recommendation(
    row: dict[str, str],
    title: str,
    line: int | None,
    *,
    written: bool,
    cells: Sequence[str],
    problems: MutableSequence[Any],
) -> Recommendation:
    if not written:
        title = _unmarked(title)
    uri = row.get("uri") or None
    if uri and not _URI.fullmatch(uri):
        if not re.fullmatch(r"[0-9A-Za-z]{22}", uri):
            problems.append(Problem(_no_track(uri), line))
            uri = None
        else:
            uri = f"spotify:track:{uri}"
    work, artist = row.get("work") or None, row.get("artist") or None
    text = row.get("text") if written else " | ".join(c.strip() for c in cells if c.strip())[:500]
    return Recommendation(
        title,
        work,
        artist,
        row.get("album") or None,
        _enum(Medium, row.get("medium", "")),
        row.get("section") or None,
        _enum(Kind, row.get("kind", "")) or Kind.TRACK,
        alternatives_from(row.get("alternatives", ""), work, artist),
        milliseconds(row.get("duration", "")),
        row.get("isrc") or None,
        uri,
        confidence=_number(row.get("confidence", ""), 1.0),
        text=text or "",
        line=whole(row.get("line", "")) or (None if written else line),
    )


def _no_track(uri: str) -> str:
    from ostsync.links import track_uri

    try:
        track_uri(uri)
    except UsageError as problem:
        return problem.message
    return f"This is not a Spotify track address: {uri[:80]}"


def _unmarked(title: str) -> str:
    from ostsync.reading.document import Words
    from ostsync.reading.stripping import strip_emoji

    title = strip_emoji(Words(title)).text
    if len(title) > 2 and (title[0], title[-1]) in (("“", "”"), ('"', '"'), ("「", "」"), ("*", "*"), ("_", "_")):
        return title[1:-1].strip()
    return title


def _enum(kind: type[Any], text: str) -> Any:
    try:
        return kind(text.strip().casefold())
    except ValueError:
        return None


def whole(text: str) -> int | None:
    """A whole number in a cell, of at most nine digits; None for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _number(text: str, otherwise: float) -> float:
    try:
        value = float(text)
    except ValueError:
        return otherwise
    return value if 0 <= value <= 1 else otherwise


def milliseconds(text: str) -> int | None:
    """A length as "3:45", "1:02:03" or a number (of milliseconds, or of seconds below 3600), or None."""
    text = text.strip()
    if match := _TIME.fullmatch(text):
        return ((int(match[1] or 0) * 60 + int(match[2])) * 60 + int(match[3])) * 1000
    if re.fullmatch(r"\d{1,9}(?:\.\d+)?", text):
        value = float(text)
        return round(value * 1000) if value < 3600 else round(value)
    return None


# ---------------------------------------------------------------------------- alternatives in one cell


def alternatives_to(one: Recommendation) -> str:
    """The cell for a recommendation's other readings: second names by " | ", anything else as JSON."""
    if not one.alternatives:
        return ""
    plain = all((a.work, a.artist) == (one.work, one.artist) and _is_plain(a.title) for a in one.alternatives)
    if plain and not one.alternatives[0].title.startswith("["):
        return " | ".join(a.title for a in one.alternatives)
    return json.dumps(
        [{"title": a.title, "work": a.work, "artist": a.artist} for a in one.alternatives], ensure_ascii=False
    )


def _is_plain(title: str) -> bool:
    return bool(title) and "|" not in title and title == title.strip()


def alternatives_from(cell: str, work: str | None, artist: str | None) -> tuple[Reading, ...]:
    """The readings that `alternatives_to` wrote, or a person: names by "|", or a JSON list."""
    cell = cell.strip()
    if cell.startswith("["):
        try:
            data = json_value(cell)
        except Malformed:
            data = None
        if isinstance(data, list):
            return tuple(
                Reading(_words(d["title"]) or "", _words(d.get("work")), _words(d.get("artist")))
                if isinstance(d, dict)
                else Reading(d, work, artist)
                for d in data
                if _words(d) or (isinstance(d, dict) and _words(d.get("title")))
            )
    return tuple(Reading(name.strip(), work, artist) for name in cell.split("|") if name.strip())


def _words(value: Any) -> str | None:
    return value if isinstance(value, str) and value.strip() else None


def duration_to(milliseconds_: int | None) -> str:
    """A length for a cell: milliseconds as "3:45" where they are whole seconds, else the number."""
    if milliseconds_ is None:
        return ""
    if milliseconds_ % 1000 or milliseconds_ >= 36_000_000:
        return f"{milliseconds_}" if milliseconds_ >= 3600 else f"{milliseconds_ / 1000:.3f}"
    minutes, seconds = divmod(milliseconds_ // 1000, 60)
    return f"{minutes}:{seconds:02}"


def split_titles(found: Sequence[Recommendation], works: Any) -> tuple[Recommendation, ...]:
    """Titles that hold the work or artist too ("Work - Title" in one column) are cut like the lines of a list."""
    from dataclasses import replace

    from ostsync.reading.document import Words
    from ostsync.reading.listing import Line, entries_of, take
    from ostsync.reading.names import Known
    from ostsync.reading.roles import Hints, assign

    if any(len(one.title) > 400 for one in found):
        return tuple(found)
    lines = [Line(Words(one.title), one.line) for one in found]
    entries = entries_of(lines)
    if sum(len(e.fields) > 1 for e in entries) * 2 < len(entries) or not all(e.fields for e in entries):
        return tuple(found)
    known = Known(works)
    decided = assign(entries, known, Hints())
    cut: list[Recommendation] = []
    for one, entry, line in zip(found, entries, lines, strict=True):
        taken = take(entry, line, decided[entry.shape], known, Hints(), sure=0.8) if len(entry.fields) > 1 else []
        if len(taken) != 1:
            cut.append(one)
            continue
        t = taken[0]
        cut.append(
            replace(
                one,
                title=t.title,
                work=t.work,
                artist=t.artist,
                alternatives=t.alternatives or one.alternatives,
                confidence=t.confidence,
            )
        )
    return tuple(cut)
