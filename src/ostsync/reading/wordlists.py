"""Where the word lists of reading come from: plain files in `data/`, read once."""

from __future__ import annotations

from importlib import resources


def words(name: str) -> frozenset[str]:
    """The words of a file, separated by white space; lines that begin with "#" say what it is."""
    return frozenset(word for line in _lines(name) for word in line.split())


def lines(name: str) -> frozenset[str]:
    """The lines of a file."""
    return frozenset(_lines(name))


def _lines(name: str) -> list[str]:
    text = (resources.files("ostsync.reading") / "data" / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
