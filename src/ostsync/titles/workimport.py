"""Which works a names file holds: the AniDB titles dump, the anime-offline-database, or a TOML file of one's own.

What a file is, is seen from its content, gzipped or not. A single entry that makes no sense is left out and
counted; a file that is none of these raises SourceUnreadable.

    [[work]]                                    # a TOML file of one's own
    names = ["Final Fantasy VII", "FF7"]        # preferred first; needed
    native = ["ファイナルファンタジーVII"]
    medium = "game"                             # anime, game, film or drama; anime where it is not said
    artists = ["Nobuo Uematsu"]
    series = "Final Fantasy"                    # works with the same word here belong together
    songs = [{ titles = ["Eyes on Me"], artists = ["Faye Wong"], role = "theme" }]
"""

from __future__ import annotations

import gzip
import io
import re
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ostsync.errors import SourceUnreadable
from ostsync.model import Medium
from ostsync.parsing import Malformed, json_value, text_of, toml_table
from ostsync.titles.worknames import key
from ostsync.titles.worktable import Row, Song

ADVICE = (
    "It can be the AniDB titles dump (anime-titles.xml or .dat, gzipped or not), the anime-offline-database (JSON or "
    "JSON lines), or a TOML file of your own with [[work]] entries."
)
LARGEST = 256 * 1024 * 1024
"""Bytes of a names file when it is unpacked; the largest of the known dumps has about 60 MB."""
_JAPANESE = re.compile(r"[\u3041-\u30ff\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_DAT_TYPES = {"1": "main", "2": "synonym", "3": "short", "4": "official"}


@dataclass(frozen=True, slots=True)
class Names:
    """What a file held."""

    kind: str
    """anidb, offline-database or toml."""
    rows: tuple[Row, ...]
    left_out: int = 0
    """Entries that made no sense."""


def read(data: bytes, name: str) -> Names:
    """The works of a names file. Raises SourceUnreadable where it is none, or holds no work."""
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.open(io.BytesIO(data)) as packed:
                data = packed.read(LARGEST + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise SourceUnreadable(f"{name} is a damaged gzip file.", "Fetch it again.") from error
    if len(data) > LARGEST:
        raise SourceUnreadable(f"{name} holds more than {LARGEST // 1024 // 1024} MB.", ADVICE)
    try:
        text = text_of(data)
    except Malformed as error:
        raise SourceUnreadable(f"{name} is no names file: {error}.", error.advice or ADVICE) from error
    kind, entries = _entries(text, name)
    made = [row for row in entries if row is not None]
    left_out = sum(row is None for row in entries)
    if not made:
        raise SourceUnreadable(f"{name} holds no work{_why_none(text) if kind == 'toml' else ''}.", ADVICE)
    return Names(kind, tuple(made), left_out)


def _entries(text: str, name: str) -> tuple[str, list[Row | None]]:
    start = text.lstrip()[:2000]
    if start.startswith("<"):
        return "anidb", list(_anidb(_anidb_xml(text, name)))
    if re.search(r"^\d+\|[1-4]\|[\w-]+\|", start, re.MULTILINE):
        return "anidb", list(_anidb(_anidb_dat(text)))
    if start.startswith("{"):
        return "offline-database", [_offline(entry) for entry in _json_entries(text, name)]
    return "toml", list(_toml(text, name))


# ---------------------------------------------------------------------------- AniDB


def _anidb_xml(text: str, name: str) -> Iterator[tuple[str, str, str, str]]:
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise SourceUnreadable(f"{name} declares entities; the AniDB dump does not.", ADVICE)
    try:
        root = ET.fromstring(text)  # noqa: S314 - no document type, so nothing can be declared or fetched
    except ET.ParseError as error:
        raise SourceUnreadable(f"{name} is damaged XML: {error}.", ADVICE) from error
    for anime in root.iter("anime"):
        for title in anime.iter("title"):
            yield anime.get("aid", ""), title.get("type", ""), title.get(_LANGUAGE, ""), title.text or ""


def _anidb_dat(text: str) -> Iterator[tuple[str, str, str, str]]:
    for line in text.splitlines():
        columns = line.split("|", 3)
        if len(columns) == 4 and not line.startswith("#"):
            yield columns[0], _DAT_TYPES.get(columns[1], ""), columns[2], columns[3]


def _anidb(titles: Iterable[tuple[str, str, str, str]]) -> Iterator[Row | None]:
    """The titles of one anime stand together; official English first, then the main title, then the others."""
    gathered: dict[str, list[tuple[str, str, str]]] = {}
    for anime, kind, language, title in titles:
        if title.strip():
            gathered.setdefault(anime, []).append((kind, language, title.strip()))
    for held in gathered.values():
        english = [title for kind, language, title in held if (kind, language) == ("official", "en")]
        main = [title for kind, _, title in held if kind == "main"]
        native = [t for kind, lang, t in held if (kind, lang) == ("official", "ja") and _JAPANESE.search(t)]
        latin = [t for kind, lang, t in held if kind in {"short", "synonym"} and lang in {"en", "x-jat"}]
        others = [t for kind, lang, t in held if kind == "official" and lang not in {"en", "ja"}]
        yield _row((*english, *main, *latin), native, others)


# ---------------------------------------------------------------------------- anime-offline-database


def _json_entries(text: str, name: str) -> list[Any]:
    try:
        whole = json_value(text)
    except Malformed as error:
        lines = [_json_line(line) for line in text.splitlines() if line.strip()]
        if len(lines) < 2 or not isinstance(lines[0], dict):
            raise SourceUnreadable(f"{name} is damaged JSON: {error}.", error.advice or ADVICE) from error
        return [line for line in lines if not isinstance(line, dict) or "title" in line]
    entries = whole.get("data")
    if not isinstance(entries, list):
        raise SourceUnreadable(f"{name} is no anime-offline-database: it has no list called data.", ADVICE)
    return entries


def _json_line(line: str) -> Any:
    """The value of one line; None, which is no work, for a damaged one."""
    try:
        return json_value(line)
    except Malformed:
        return None


def _offline(entry: Any) -> Row | None:
    if not isinstance(entry, dict) or not isinstance(entry.get("title"), str):
        return None
    synonyms = [s.strip() for s in _strings(entry.get("synonyms")) if s.strip()]
    latin = [s for s in synonyms if _LATIN.search(s) and not _JAPANESE.search(s)]
    native = [s for s in synonyms if _JAPANESE.search(s)]
    others = [s for s in synonyms if s not in latin and s not in native]
    return _row((entry["title"].strip(), *latin), native, others)


# ---------------------------------------------------------------------------- TOML


def _toml(text: str, name: str) -> Iterator[Row | None]:
    try:
        parsed = toml_table(text)
    except Malformed as error:
        advice = error.advice if "[[work" in text else ""
        raise SourceUnreadable(f"{name} is no names file: {error}.", advice or ADVICE) from error
    entries = parsed.get("work")
    if not isinstance(entries, list):
        raise SourceUnreadable(f"{name} has no [[work]] entries.", ADVICE)
    for entry in entries:
        yield _own(entry) if isinstance(entry, dict) else None


def _why_none(text: str) -> str:
    """What is wrong with the first entry of a TOML file none of whose entries is a work."""
    first = next((entry for entry in toml_table(text)["work"] if isinstance(entry, dict)), {})
    if not (_strings(first.get("names")) or _strings(first.get("native"))):
        return ": its first entry has no `names`"
    return f": the medium of its first entry is none of {', '.join(Medium)}"


def _own(entry: dict[str, Any]) -> Row | None:
    names = [name for name in _strings(entry.get("names")) if name.strip()]
    native = [name for name in _strings(entry.get("native")) if name.strip()]
    medium = entry.get("medium", "anime")
    if not (names or native) or not isinstance(medium, str) or medium not in set(Medium):
        return None
    songs = entry.get("songs")
    series = entry.get("series")
    return Row(
        Medium(medium),
        tuple(names),
        tuple(native),
        tuple(_strings(entry.get("artists"))),
        key(series) if isinstance(series, str) else None,
        songs=tuple(song for one in songs if (song := _song(one))) if isinstance(songs, list) else (),
    )


def _song(entry: Any) -> Song | None:
    if not isinstance(entry, dict) or not _strings(entry.get("titles")):
        return None
    number = entry.get("number")
    return Song(
        tuple(_strings(entry["titles"])),
        tuple(_strings(entry.get("artists"))),
        str(entry.get("role", "theme")),
        number if type(number) is int else None,
    )


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _row(names: Iterable[str], native: Iterable[str], others: Iterable[str]) -> Row | None:
    row = Row(
        Medium.ANIME, tuple(dict.fromkeys(names)), tuple(dict.fromkeys(native)), other=tuple(dict.fromkeys(others))
    )
    return row if row.names or row.native else None
