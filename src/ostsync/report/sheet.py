"""The review as a spreadsheet: which columns it has, and how a result becomes a row."""

from __future__ import annotations

from collections.abc import Iterable

from ostsync.model import Resolved
from ostsync.reading.sheet import row
from ostsync.reading.tables import COLUMNS
from ostsync.report.rows import offered, track_line
from ostsync.text import csv_text

REVIEW_COLUMNS = (
    "status", "reason", "match_uri", "match_name", "match_artists", "match_album", "candidates",
    "action", "replacement",
)  # fmt: skip
"""What the review adds to the columns of `extract`. A person fills in the last two."""

SEPARATOR = " | "


def review_csv(results: Iterable[Resolved]) -> str:
    """The review as CSV (UTF-8 text, one header row), to be edited and taken back with `review --import`."""
    rows = ([*row(result.order, result.recommendation), *_reviewed(result)] for result in results)
    return csv_text([[*COLUMNS, *REVIEW_COLUMNS], *rows])


def _reviewed(result: Resolved) -> list[str]:
    verdict = result.verdict
    match = verdict.match
    candidates = SEPARATOR.join(
        f"{c.track.uri} ({c.confidence:.0%}: {track_line(c.track).replace('|', '/')})" for c in offered(result)
    )
    return [
        verdict.status.value,
        verdict.reason.value if verdict.reason else "",
        match.uri if match else "",
        match.name if match else "",
        ", ".join(match.artists) if match else "",
        match.album_name if match else "",
        candidates,
        "",
        "",
    ]
