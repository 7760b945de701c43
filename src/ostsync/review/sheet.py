"""Which decisions an edited review CSV holds, row by row, and what is wrong with the rows that hold none.

Every row stands for itself: a damaged one is reported with its line and costs nothing else. A row says what
to do in `action` (empty, accept, skip, never or replace) and, for replace, with what in `replacement`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ostsync.decisions import Action, Decision
from ostsync.errors import UsageError
from ostsync.links import track_uri
from ostsync.model import Problem, Recommendation, Resolved
from ostsync.text import uncell

NEEDED = ("title", "action")
ACTIONS = ("accept", "skip", "never", "replace")
COUNTING = (*NEEDED, "order", "work", "match_uri", "candidates", "replacement")
ADVICE = "Start from `ostsync review --format csv -o review.csv`."
LONGEST_ORDER = 9
"""Digits."""
_SHOWN_URI = re.compile(r"spotify:track:[0-9A-Za-z]{22}\b")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What an edited review says."""

    decisions: tuple[Decision, ...] = ()
    problems: tuple[Problem, ...] = ()
    untouched: int = 0
    """Rows without an action."""


class _BadRow(Exception):
    """What is wrong with a row."""


def read_sheet(text: str, results: Sequence[Resolved], *, at: datetime) -> Sheet:
    """Reads an edited review of `results`. Raises UsageError where it is no review at all.

    A row belongs to the result of its `order` if the title agrees, else to the only result with its title and
    (where the sheet has that column) work. It is then decided for all readings of that recommendation, so that the
    decision finds it again.
    """
    rows = _rows(text)
    decisions: list[Decision] = []
    problems: list[Problem] = []
    seen: dict[int, tuple[int, Decision]] = {}
    untouched = 0
    for line, row in rows:
        if isinstance(row, str):
            problems.append(Problem(row, line))
            continue
        try:
            action = row.get("action", "").strip().casefold()
            if not action:
                if row.get("replacement", "").strip():
                    raise _BadRow("there is a replacement but no action: write `replace` into the action column")
                untouched += 1
                continue
            result = _result(row, results)
            decision = _decision(row, action, result, at)
            before = seen.get(result.order)
            if before and before[1] != decision:
                raise _BadRow(f"line {before[0]} decides the same track differently; that one is kept")
            if not before:
                seen[result.order] = (line, decision)
                decisions.append(decision)
        except (_BadRow, UsageError) as problem:
            problems.append(Problem(str(problem).rstrip("."), line))
    return Sheet(tuple(decisions), tuple(problems), untouched)


def _rows(text: str) -> Iterator[tuple[int, Mapping[str, str] | str]]:
    """(line, row by column name), or (line, what is wrong with it)."""
    from ostsync.reading.rows import rows_of

    rows, stray = rows_of(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), square=True)
    if not rows:
        raise UsageError("The review is empty.", ADVICE)
    header = [name.strip().casefold() for name in rows[0][0]]
    _check(header)
    open_marks = {problem.line for problem in stray}
    for values, line in rows[1:]:
        if not any(value.strip() for value in values):
            continue
        if line in open_marks:
            yield line, "this is not a CSV row: a quotation mark in it is not closed"
        elif len(values) > len(header):
            yield line, f"it has {len(values)} cells where the header has {len(header)}"
        elif len(values) < len(header):
            yield line, f"it has only {len(values)} of {len(header)} cells"
        else:
            yield line, {name: uncell(value) for name, value in zip(header, values, strict=True)}


def _check(header: Sequence[str]) -> None:
    """Raises UsageError for a first line that is no header of a review, or names a column that counts twice."""
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise UsageError(f"This is no review: the header has no {' and no '.join(f'`{m}`' for m in missing)}.", ADVICE)
    twice = next((name for name in COUNTING if header.count(name) > 1), None)
    if twice:
        raise UsageError(f"The header names the column `{twice}` twice.", "Keep the one that you filled in.")


def _result(row: Mapping[str, str], results: Sequence[Resolved]) -> Resolved:
    title, work = row["title"], row.get("work")
    if not title.strip():
        raise _BadRow("the title is empty")
    order = row.get("order", "").strip()
    if order:
        if not order.isdecimal() or len(order) > LONGEST_ORDER:
            raise _BadRow(f"the order “{order[:20]}” is no number")
        for result in results:
            if result.order == int(order):
                if _same(result.recommendation, title):
                    return result
                break
    found = [r for r in results if _same(r.recommendation, title)]
    if work is not None:
        found = [r for r in found if (r.recommendation.work or "") == work]
    found = [r for r in found if r.duplicate_of is None] or found
    if len(found) == 1:
        return found[0]
    if found:
        raise _BadRow("several tracks have these words, and the order does not say which")
    raise _BadRow(
        f"no track of the last resolve is written “{title[:60]}”" + (f" with number {order}" if order else "")
    )


def _same(recommendation: Recommendation, title: str) -> bool:
    return recommendation.title == title or recommendation.title.strip() == title.strip()


def _decision(row: Mapping[str, str], action: str, result: Resolved, at: datetime) -> Decision:
    words = result.recommendation
    replacement = row.get("replacement", "").strip()
    if action not in ACTIONS:
        raise _BadRow(f"the action “{action[:20]}” is none of {', '.join(ACTIONS)}")
    if replacement and action != "replace":
        raise _BadRow(f"the action is {action}, but there is a replacement: write `replace`, or empty that cell")
    if action == "skip":
        return Decision.about(words, Action.SKIP, at)
    if action == "replace":
        if not replacement:
            raise _BadRow("the action is replace, but the replacement is empty")
        return Decision.about(words, Action.ACCEPT, at, uris=(track_uri(replacement),))
    uris = _meant(row)
    if not uris:
        raise _BadRow(f"there is nothing to {action}: the row names no match and no candidate")
    if action == "accept":
        return Decision.about(words, Action.ACCEPT, at, uris=uris[:1])
    return Decision.about(words, Action.NEVER, at, uris=uris)


def _meant(row: Mapping[str, str]) -> tuple[str, ...]:
    """What accept and never speak of: the match that the row shows, else the candidates that it shows."""
    written = row.get("match_uri", "").strip()
    if written:
        return (track_uri(written),)
    return tuple(_SHOWN_URI.findall(row.get("candidates", "")))
