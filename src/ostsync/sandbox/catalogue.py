"""Decides what the sandbox holds: reads a catalogue file into tracks, albums and artists.

A catalogue is JSON lines, plain or gzipped, one track a line: `id`, `name`, `artists` and `album_id` always;
`album`, `duration_ms`, `isrc`, `release_date`, `track_number`, `disc_number`, `album_type`, `explicit`,
`popularity`, `search_aliases` and `playable` where known. `album_id` groups tracks into albums; a track without
`album` stands on a single of its own name. `popularity` (0..100) and `search_aliases` (other spellings under
which the search finds the track) belong to the search engine and never appear in an answer: the Web API of 2026
does not give them. What is not known is filled as odd values are on the real service: 180000 ms, and the year "0000".
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

from ostsync.errors import UsageError

FILLER_DURATION_MS = 180_000
FILLER_DATE = "0000"
VARIOUS_ARTISTS = "Various Artists"
_ALBUM_TYPES = ("album", "single", "compilation")
_BASE62 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class CatalogueTrack:
    """One line of the catalogue."""

    id: str
    name: str
    artists: tuple[str, ...]
    album_id: str
    duration_ms: int
    isrc: str | None
    disc_number: int
    track_number: int
    """0 until the album has given it its place."""
    explicit: bool
    playable: bool
    popularity: int
    aliases: tuple[str, ...]

    @property
    def uri(self) -> str:
        """What playlists are made of."""
        return f"spotify:track:{self.id}"


@dataclass(slots=True)
class CatalogueAlbum:
    """The tracks that share an `album_id`, in disc and track order."""

    id: str
    name: str
    artists: tuple[str, ...]
    album_type: str
    release_date: str
    tracks: list[CatalogueTrack]
    popularity: int = 0


@dataclass
class Catalogue:
    """Everything the sandbox can serve, by id."""

    tracks: dict[str, CatalogueTrack] = field(default_factory=dict)
    albums: dict[str, CatalogueAlbum] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    """Lines that could not be used; each costs only itself."""

    @functools.cached_property
    def artists(self) -> dict[str, str]:
        """Artist id to name. Made when it is first asked for, as few are."""
        names = {name for track in self.tracks.values() for name in track.artists}
        names.update(name for album in self.albums.values() for name in album.artists)
        return {artist_id(name): name for name in names}

    @functools.cached_property
    def albums_of(self) -> dict[str, list[CatalogueAlbum]]:
        """Artist name to the albums that are credited to them."""
        credited: dict[str, list[CatalogueAlbum]] = {}
        for album in self.albums.values():
            for name in album.artists:
                credited.setdefault(name, []).append(album)
        return credited


def sandbox_id(*parts: str) -> str:
    """A 22-character id for something that the catalogue names without one; the same words give the same id."""
    number = int.from_bytes(hashlib.sha256("\x1f".join(parts).encode()).digest()[:16], "big")
    letters = []
    for _ in range(22):
        number, rest = divmod(number, 62)
        letters.append(_BASE62[rest])
    return "".join(letters)


@functools.cache
def artist_id(name: str) -> str:
    """The sandbox's id of an artist: catalogues name artists without ids."""
    return sandbox_id("artist", name)


def load(path: Path | None = None) -> Catalogue:
    """Reads a catalogue file, or the sample catalogue that ships with ostsync.

    Raises UsageError when the file cannot be read or holds no track at all.
    """
    try:
        catalogue = build(_lines(path))
    except FileNotFoundError as problem:
        raise UsageError(f"There is no catalogue file {path}.") from problem
    except (OSError, EOFError, UnicodeDecodeError, zlib.error) as problem:
        raise UsageError(f"The catalogue {path} cannot be read: {problem}.") from problem
    if not catalogue.tracks:
        first = f" The first problem: {catalogue.problems[0]}." if catalogue.problems else ""
        raise UsageError(
            f"The catalogue {path} holds no track.{first}",
            "A catalogue is JSON lines with id, name, artists and album_id, plain or gzipped.",
        )
    return catalogue


def _lines(path: Path | None) -> Iterator[str]:
    if path is None:
        text = (resources.files("ostsync.sandbox") / "data" / "catalogue.jsonl").read_text(encoding="utf-8")
        yield from text.splitlines()
        return
    with path.open("rb") as raw:
        zipped = raw.read(2) == b"\x1f\x8b"
    with gzip.open(path, "rt", encoding="utf-8-sig") if zipped else path.open(encoding="utf-8-sig") as lines:
        yield from lines


def build(lines: Iterable[str]) -> Catalogue:
    """Builds the catalogue from JSON lines. A line that cannot be used is listed in `problems` and left out."""
    catalogue = Catalogue()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            _take(catalogue, json.loads(line))
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as problem:
            what = f"no {problem}" if isinstance(problem, KeyError) else str(problem)
            catalogue.problems.append(f"line {number}: {what}")
    for album in catalogue.albums.values():
        _settle(album)
    return catalogue


def _take(catalogue: Catalogue, row: dict[str, Any]) -> None:
    """Puts one line into the catalogue; raises KeyError, TypeError or ValueError when it is not a track."""
    if not isinstance(row, dict):
        raise TypeError("not an object")
    names = (row["id"], row["name"], row["album_id"], *row["artists"])
    if not isinstance(row["artists"], list) or not row["artists"] or not all(isinstance(n, str) and n for n in names):
        raise TypeError("id, name, album_id and artists must be text")
    aliases = row.get("search_aliases") or []
    texts = [row.get(key) for key in ("album", "isrc", "release_date", "album_type")]
    if not isinstance(aliases, list) or not all(isinstance(text, str) for text in (*aliases, *filter(None, texts))):
        raise TypeError("album, isrc, release_date, album_type and search_aliases must be text")
    "".join((*names, *aliases, *filter(None, texts))).encode()  # raises ValueError for half of a letter pair
    if row["id"] in catalogue.tracks:
        raise ValueError(f"the id {row['id']} stands twice")
    track = CatalogueTrack(
        id=row["id"],
        name=row["name"],
        artists=tuple(row["artists"]),
        album_id=row["album_id"],
        duration_ms=int(row.get("duration_ms") or FILLER_DURATION_MS),
        isrc=row.get("isrc") or None,
        disc_number=int(row.get("disc_number") or 1),
        track_number=int(row.get("track_number") or 0),
        explicit=bool(row.get("explicit", False)),
        playable=bool(row.get("playable", True)),
        popularity=int(row.get("popularity") or 0),
        aliases=tuple(aliases),
    )
    album = catalogue.albums.get(track.album_id)
    if album is None:
        single = not row.get("album")
        given = row.get("album_type")
        album = catalogue.albums[track.album_id] = CatalogueAlbum(
            id=track.album_id,
            name=track.name if single else row["album"],
            artists=(),
            album_type=given if given in _ALBUM_TYPES else "single" if single else "album",
            release_date=row.get("release_date") or FILLER_DATE,
            tracks=[],
        )
    elif album.release_date == FILLER_DATE and row.get("release_date"):
        album.release_date = row["release_date"]
    album.tracks.append(track)
    catalogue.tracks[track.id] = track


def _settle(album: CatalogueAlbum) -> None:
    """Orders the album's tracks, numbers those without a number, and decides to whom the album is credited."""
    taken = {(track.disc_number, track.track_number) for track in album.tracks}
    free = 1
    for track in album.tracks:
        if not track.track_number:
            while (track.disc_number, free) in taken:
                free += 1
            track.track_number = free
            taken.add((track.disc_number, free))
    album.popularity = max(track.popularity for track in album.tracks)
    if len(album.tracks) == 1:
        album.artists = album.tracks[0].artists
        return
    album.tracks.sort(key=lambda track: (track.disc_number, track.track_number))
    first, count = Counter(track.artists[0] for track in album.tracks).most_common(1)[0]
    album.artists = (first,) if count * 2 > len(album.tracks) else (VARIOUS_ARTISTS,)
