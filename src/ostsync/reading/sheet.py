"""Writes recommendations as the CSV that `extract` hands out: read back, edited or not, it says the same."""

from __future__ import annotations

from collections.abc import Iterable

from ostsync.model import Recommendation
from ostsync.reading.tables import COLUMNS, alternatives_to, duration_to
from ostsync.text import csv_text


def csv_of(recommendations: Iterable[Recommendation]) -> str:
    """A head and one row for each recommendation, in order, counted from 1."""
    return csv_text([COLUMNS, *(row(order, one) for order, one in enumerate(recommendations, 1))])


def row(order: int, one: Recommendation) -> list[str]:
    """One recommendation under `tables.COLUMNS`."""
    return [
        one.title,
        one.work or "",
        one.artist or "",
        one.album or "",
        one.medium.value if one.medium else "",
        one.section or "",
        one.kind.value,
        alternatives_to(one),
        duration_to(one.duration_ms),
        one.isrc or "",
        one.uri or "",
        str(order),
        f"{one.confidence:g}",
        str(one.line) if one.line is not None else "",
        one.text,
    ]
