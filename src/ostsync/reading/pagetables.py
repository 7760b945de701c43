"""Reads a table that stands on a page: by its head, without the columns that only hold links."""

from __future__ import annotations

from collections.abc import Sequence

from ostsync.model import Problem, Recommendation
from ostsync.reading.document import Block, Mark
from ostsync.reading.tables import is_header, rows_to_recommendations

_LINK_WORDS = frozenset(
    [
        "video",
        "audio",
        "link",
        "links",
        "listen",
        "watch",
        "play",
        "youtube",
        "spotify",
        "soundcloud",
        "bandcamp",
        "url",
        "here",
        "mp3",
        "mv",
        "pv",
        "vídeo",
        "vidéo",
        "動画",
        "视频",
    ]
)


def has_head(rows: Sequence[Block]) -> bool:
    """Whether the first row names the columns, the title among them."""
    return is_header([c.text for c in rows[0].cells])


def recommendations(rows: Sequence[Block], problems: list[Problem]) -> list[Recommendation]:
    """The rows below a head that is understood; none where there is no such head."""
    if not has_head(rows):
        return []
    head = ["" if _only_links(rows[1:], at) else c.text for at, c in enumerate(rows[0].cells)]
    return list(rows_to_recommendations(head, [([c.text for c in r.cells], r.line) for r in rows[1:]], problems))


def lines(rows: Sequence[Block]) -> list[tuple[str, int | None]]:
    """The rows of a table without an understood head as lines of a list."""
    return [(" | ".join(c.text for c in r.cells if c.text), r.line) for r in rows if not r.header]


def _only_links(rows: Sequence[Block], at: int) -> bool:
    """Whether a column holds nothing but links with the same few words ("Video", "Audio")."""
    cells = [r.cells[at] for r in rows if at < len(r.cells) and r.cells[at].text]
    linked = [
        c
        for c in cells
        if c.spans and c.spans[0].mark is Mark.LINK and c.spans[0].end - c.spans[0].start == len(c.text)
    ]
    said = {c.text.casefold() for c in cells}
    return len(linked) > 1 and len(linked) == len(cells) and (said <= _LINK_WORDS or len(said) <= len(cells) // 4)
