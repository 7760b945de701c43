"""Builds sandbox/data/catalogue.jsonl, the sample catalogue, from scripts/sample/albums.txt.

    python scripts/build_sample.py

The ids are labels of the sandbox: "sandbox" and fifteen characters made from artist, album, disc and number.
They stay the same as long as those do, are 22 characters of base 62 as Spotify's are, and mean nothing there.
"""

from __future__ import annotations

import hashlib
import json
import string
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "scripts" / "sample" / "albums.txt"
TARGET = ROOT / "src" / "ostsync" / "sandbox" / "data" / "catalogue.jsonl"
BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


def main() -> None:
    """Reads the albums, writes one track a line, says how many."""
    tracks = list(read(SOURCE))
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("".join(json.dumps(track, ensure_ascii=False) + "\n" for track in tracks), "utf-8", newline="\n")
    print(f"{TARGET.name}: {len(tracks)} tracks, {len({track['album_id'] for track in tracks})} albums")


def read(file: Path) -> Iterator[dict[str, Any]]:
    """The tracks of the list. A line that does not fit is an error with its number."""
    album: dict[str, Any] = {}
    disc = number = 0
    for line_number, line in enumerate(map(str.strip, file.read_text("utf-8").splitlines()), 1):
        if not line or line.startswith("#"):
            continue
        columns = [column.strip() for column in line.split("|")]
        if line.startswith("@ "):
            if len(columns) != 5:
                sys.exit(f"{file.name}:{line_number}: not an album: {line}")
            name, artists, date, kind, popularity = columns
            album = {
                "name": name[2:],
                "artists": artists.split(" / "),
                "id": label("album", artists, name[2:]),
                "date": date,
                "type": kind,
                "popularity": int(popularity),
            }
            disc, number = 1, 0
        elif line == "---":
            disc, number = disc + 1, 0
        else:
            number += 1
            yield track(album, columns, disc, number)


def track(album: dict[str, Any], columns: list[str], disc: int, number: int) -> dict[str, Any]:
    """One track with the fields of a catalogue; a length that is not known is a plausible one."""
    title, artists, length, *rest = [*columns, "", "", ""][: max(3, len(columns))]
    seed = label("track", ", ".join(album["artists"]), album["name"], str(disc), str(number))
    notes = [note.strip() for note in " / ".join(rest).split(" / ") if note.strip()]
    ranks = [int(note[1:]) for note in notes if note.startswith("*")]
    minutes, _, seconds = (length or _plausible(seed)).partition(":")
    made = {
        "id": seed,
        "name": title,
        "artists": artists.split(" / ") if artists else album["artists"],
        "album": album["name"],
        "album_id": album["id"],
        "duration_ms": (int(minutes) * 60 + int(seconds)) * 1000 + int(seed.encode()[-1]) * 7 % 1000,
        "release_date": album["date"],
        "track_number": number,
        "disc_number": disc,
        "album_type": album["type"],
        "popularity": ranks[0] if ranks else max(0, album["popularity"] - number // 3),
    }
    aliases = [note for note in notes if not note.startswith("*")]
    return made | ({"search_aliases": aliases} if aliases else {})


def label(*parts: str) -> str:
    """A label of 22 characters that is plainly none of Spotify's."""
    value = int.from_bytes(hashlib.sha256("\n".join(parts).encode()).digest()[:16], "big")
    made = ""
    for _ in range(15):
        value, rest = divmod(value, 62)
        made += BASE62[rest]
    return f"sandbox{made}"


def _plausible(seed: str) -> str:
    seconds = 90 + int.from_bytes(seed.encode()[-2:], "big") % 120
    return f"{seconds // 60}:{seconds % 60:02}"


if __name__ == "__main__":
    main()
