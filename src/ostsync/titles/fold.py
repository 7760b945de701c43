"""Folding: when are two spellings of a title the same title? Never empties one that had something in it."""

from __future__ import annotations


def fold(text: str) -> str:
    """The comparable form of a title. Placeholder until the room is built."""
    return " ".join(text.casefold().split()) or text
