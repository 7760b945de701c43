"""The review as Markdown, for sharing: totals, what needs a decision with its candidates, what was matched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ostsync.model import Resolved, Status
from ostsync.report.rows import Summary, against, needs_a_look, offered, track_line, why
from ostsync.text import plain

_SPECIAL = re.compile(r"([\\`*_\[\]#|<>~&])")


def escape(text: str) -> str:
    """`text` so that Markdown shows it as it is."""
    return _SPECIAL.sub(r"\\\1", plain(text))


def review_markdown(results: Sequence[Resolved], *, title: str, everything: bool = False) -> str:
    """The review. With `everything`, the matches follow what needs a look."""
    lines = [f"# {escape(title)}", "", Summary.of(results).sentence() + ".", ""]
    open_ones = needs_a_look(results)
    if open_ones:
        lines += ["## To settle", ""]
        for result in open_ones:
            lines += _open(result)
        lines.append("")
    if everything:
        matched = [r for r in results if r.verdict.status is Status.MATCHED]
        lines += ["## Matched", "", *_matched(matched), ""]
    lines.append("Track names and links are from Spotify.")
    return "\n".join(lines) + "\n"


def _words(result: Resolved) -> str:
    words = result.recommendation
    return " · ".join(f"**{escape(w)}**" if i == 0 else escape(w) for i, w in enumerate(
        w for w in (words.title, words.work, words.artist) if w
    ))  # fmt: skip


def _open(result: Resolved) -> list[str]:
    lines = [f"{result.order}. {_words(result)}: {why(result)}."]
    for candidate in offered(result):
        hint = f" ({escape(against(candidate))})" if against(candidate) else ""
        track = candidate.track
        lines.append(f"    - [{escape(track_line(track))}]({track.url}) {candidate.confidence:.0%}{hint}")
    return lines


def _matched(results: Iterable[Resolved]) -> Iterable[str]:
    for result in results:
        track = result.verdict.match
        if track:
            yield f"{result.order}. {_words(result)}: [{escape(track_line(track))}]({track.url})"
