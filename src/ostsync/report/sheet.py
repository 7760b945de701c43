"""The review as a spreadsheet: which columns it has, and how a result becomes a row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence

from ostsync.model import Reading, Resolved
from ostsync.report.rows import length, offered, track_line
from ostsync.text import cell

WRITTEN_COLUMNS = (
    "title", "work", "artist", "album", "medium", "section", "kind", "alternatives", "duration", "isrc", "uri",
    "order", "confidence", "line", "text",
)  # fmt: skip
"""What `extract` writes, too."""
REVIEW_COLUMNS = (
    "status", "reason", "match_uri", "match_name", "match_artists", "match_album", "candidates",
    "action", "replacement",
)  # fmt: skip
"""What the review adds. A person fills in the last two."""

SEPARATOR = " | "


def review_csv(results: Iterable[Resolved]) -> str:
    """The review as CSV (UTF-8 text, one header row), to be edited and taken back with `review --import`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*WRITTEN_COLUMNS, *REVIEW_COLUMNS])
    for result in results:
        writer.writerow([cell(value) for value in (*_written(result), *_reviewed(result))])
    return out.getvalue()


def alternatives_cell(alternatives: Sequence[Reading]) -> str:
    """Other readings in one cell: plain second titles joined by " | ", anything richer as a JSON list."""
    if all(not r.work and not r.artist and "|" not in r.title and r.title.strip() for r in alternatives):
        return SEPARATOR.join(r.title for r in alternatives)
    return json.dumps(
        [{"title": r.title, "work": r.work, "artist": r.artist} for r in alternatives], ensure_ascii=False
    )


def _written(result: Resolved) -> list[str]:
    words = result.recommendation
    return [
        words.title,
        words.work or "",
        words.artist or "",
        words.album or "",
        words.medium.value if words.medium else "",
        words.section or "",
        words.kind.value,
        alternatives_cell(words.alternatives),
        length(words.duration_ms),
        words.isrc or "",
        words.uri or "",
        str(result.order),
        f"{words.confidence:.2f}",
        str(words.line or ""),
        words.text,
    ]


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
