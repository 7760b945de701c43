"""`ostsync explain`: why a track got its verdict, and what it cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ostsync.app.context import App
from ostsync.cli._shared import WORDS, Output, format_option, pass_app

if TYPE_CHECKING:
    from ostsync.app.explain import Explanation
    from ostsync.model import Candidate

NAMES_SHOWN = 5


@click.command("explain")
@click.argument("track", type=WORDS)
@format_option("table", "json")
@pass_app
def command(app: App, out: Output, *, track: str) -> None:
    """Say what was asked for a track, what came back, what spoke for and against each, and what it cost.

    TRACK is its number in the last resolve, or its title as written. Asks Spotify nothing.
    """
    from ostsync.app import results
    from ostsync.app.explain import as_data, explain
    from ostsync.app.pick import pick
    from ostsync.text import plain

    found = explain(app, pick(results.known(app).results, track))
    if out.format == "json":
        out.as_json(as_data(found))
        return
    out.show("\n".join(map(plain, _lines(found))))


def _lines(found: Explanation) -> list[str]:
    asked = found.result.recommendation
    words = " · ".join(part for part in (asked.title, asked.work, asked.artist) if part)
    lines = [f"{found.result.order}. {words}", f"   {_verdict(found)}"]
    if asked.text and asked.text != asked.title:
        lines.append(f"   read from “{asked.text}”" + (f", line {asked.line}" if asked.line else ""))
    if found.work is not None:
        others = [name for name in found.work.names if name != asked.work][:NAMES_SHOWN]
        lines.append(
            f"   the work is {found.work.name} ({found.work.medium})" + (f": {', '.join(others)}" * bool(others))
        )
    for song in found.songs:
        lines.append(f"   known as its {song.role}: {song.title} by {', '.join(song.artists) or 'somebody'}")
    for decision in found.decisions:
        what = " ".join([*decision.uris, *([decision.words] if decision.words else [])])
        lines.append(f"   decided by you on {decision.at:%Y-%m-%d}: {decision.action} {what}".rstrip())
    return [*lines, "", *_questions(found), "", *_answers(found)]


def _verdict(found: Explanation) -> str:
    from ostsync.model import Status
    from ostsync.report.rows import REASONS, track_line

    verdict = found.result.verdict
    if verdict.match is not None:
        return f"{verdict.status} ({verdict.confidence:.2f}): {track_line(verdict.match) or verdict.match.uri}"
    said = f"{verdict.status}: {REASONS[verdict.reason]}" if verdict.reason else str(verdict.status)
    if verdict.status is Status.MISSED and found.next_try is not None:
        said += f"; asked for again after {found.next_try:%Y-%m-%d}"
    return said


def _questions(found: Explanation) -> list[str]:
    from ostsync.report.rows import plural

    asked = found.result.verdict.asked
    if not asked:
        return ["Nothing was asked for it: what others of its work brought was enough, or it was decided by hand."]
    when = f" on {found.judged_at:%Y-%m-%d}" if found.judged_at else ""
    width = max(len(one.form) for one in asked)
    return [
        f"Asked{when} for {plural(found.cost, 'request')}:",
        *(
            f"   {one.form:<{width}}  “{one.query}”  {plural(one.hits, 'hit')}"
            + ("" if one.requests else " (from the cache)")
            for one in asked
        ),
    ]


def _answers(found: Explanation) -> list[str]:
    candidates = found.result.verdict.candidates
    if not candidates:
        return ["Nothing that came back is known any more."]
    lines = [f"Came back, best first (a match needs {found.floor:.2f}):"]
    for number, candidate in enumerate(candidates, 1):
        lines += _candidate(number, candidate)
    return lines


def _candidate(number: int, candidate: Candidate) -> list[str]:
    from ostsync.app.explain import points
    from ostsync.report.rows import track_line

    speaks_for, against, forbids = [], [], []
    for name, value, note in points(candidate):
        said = f"{name.replace('_', ' ')}" + (f" ({note})" if note else "")
        if value is None:
            forbids.append(note or name)
        elif value >= 0:
            speaks_for.append(f"{said} {value:+.1f}")
        else:
            against.append(f"{said} {value:+.1f}")
    lines = [f"   {number}. {candidate.confidence:.2f}  {track_line(candidate.track)}  {candidate.track.url}"]
    for label, reasons in (("for", speaks_for), ("against", against), ("forbids", forbids)):
        if reasons:
            lines.append(f"      {label:<8} {'; '.join(reasons)}")
    return lines
