"""Measures how often ordinary prose is taken for recommendations: licences, manuals, changelogs, package texts.

    python benchmarks/reading_false_alarms.py [--show] [PLACE...]

Reads every text, Markdown, HTML and reStructuredText file below the places (default: the licences and package
documentation of this machine, and the texts that Python packages carry). Whatever is found there is a false alarm.
"""

from __future__ import annotations

import gzip
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

from ostsync.errors import OstsyncError
from ostsync.reading import read_bytes
from ostsync.titles.works import Works

PLACES = ("/usr/share/common-licenses", "/usr/share/doc", sysconfig.get_path("purelib"), sysconfig.get_path("stdlib"))
SUFFIXES = {"", ".txt", ".md", ".rst", ".html", ".htm", ".gz"}
NAMES = (
    "README",
    "LICENSE",
    "COPYING",
    "CHANGES",
    "HISTORY",
    "METADATA",
    "NEWS",
    "AUTHORS",
    "copyright",
    "changelog",
    "NOTICE",
)
LARGEST = 400_000


def texts(places: list[str]) -> Iterator[tuple[str, bytes]]:
    """Every text below the places, by name."""
    for place in places:
        for path in sorted(Path(place).rglob("*")):
            if not path.is_file() or path.is_symlink() or path.suffix not in SUFFIXES:
                continue
            if path.suffix == "" and not path.name.startswith(NAMES) and "licenses" not in str(path):
                continue
            data = path.read_bytes()
            if path.suffix == ".gz":
                try:
                    data = gzip.decompress(data)
                except (OSError, EOFError):
                    continue
            if 0 < len(data) < LARGEST:
                yield str(path).removesuffix(".gz"), data


def main() -> int:
    """Prints words, alarms and alarms in 10,000 words."""
    places = [a for a in sys.argv[1:] if not a.startswith("--")] or list(PLACES)
    works = Works.shipped()
    words = alarms = files = 0
    for name, data in texts(places):
        try:
            source = read_bytes(data, name=name, works=works)
        except OstsyncError:
            continue
        files += 1
        words += len(data.split())
        alarms += len(source.recommendations)
        if "--show" in sys.argv:
            for one in source.recommendations:
                print(
                    f"{name}:{one.line}: {one.title!r} ({one.work}, {one.artist}) {one.confidence} <-"
                    f" {one.text[:120]!r}"
                )
    print(f"{files} files, {words} words, {alarms} false alarms: {alarms * 10_000 / max(words, 1):.2f} in 10,000 words")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
