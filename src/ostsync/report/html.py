"""The report that one would show: a single HTML page with no outside content, safe against any title.

The page carries a content security policy that forbids everything but its own style sheet (named by hash):
no script, no request to anywhere. Filters work by CSS alone.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from ostsync.model import Resolved, Status
from ostsync.report.rows import Summary, against, length, needs_a_look, offered, plural, why
from ostsync.text import plain

if TYPE_CHECKING:
    from jinja2 import Environment

LONGEST = 400
"""Characters of any one text shown on the page; the files keep all of it."""

WORST_FIRST = (Status.MISSED, Status.POSTPONED, Status.AMBIGUOUS, Status.MATCHED)


@dataclass(frozen=True, slots=True)
class Share:
    """One part of the picture of the whole: how many of a group came out how."""

    name: str
    total: int
    counts: dict[str, int]

    def bars(self, width: float = 100.0) -> list[tuple[str, float, float]]:
        """(status, left edge, width) of each part of a stacked bar."""
        bars, left = [], 0.0
        for status, count in self.counts.items():
            if count:
                part = width * count / self.total
                bars.append((status, round(left, 3), round(part, 3)))
                left += part
        return bars


def share(name: str, results: Sequence[Resolved]) -> Share:
    """Counts the statuses of a group of results, best first."""
    counts = {s.value: sum(r.verdict.status is s for r in results) for s in reversed(WORST_FIRST)}
    return Share(name, len(results), counts)


def groups(results: Sequence[Resolved], by: str) -> list[tuple[str, list[Resolved]]]:
    """Results grouped by `section` or `work`, in order of first mention; what has none comes under ""."""
    found: dict[str, list[Resolved]] = {}
    for result in results:
        found.setdefault(getattr(result.recommendation, by) or "", []).append(result)
    return list(found.items())


def report_html(
    results: Sequence[Resolved],
    *,
    title: str,
    made_at: datetime,
    sources: Sequence[str] = (),
    requests: int | None = None,
) -> str:
    """The page. `requests` is what the run cost; without it, the sum over the results."""
    summary = Summary.of(results)
    style = _style()
    works = sorted(
        (share(n, rs) for n, rs in groups(results, "work") if n), key=lambda s: (-s.total, s.name.casefold())
    )
    return _environment().get_template("report.html.j2").render(
        title=title,
        made_at=made_at,
        sources=sources,
        summary=summary,
        requests=summary.requests if requests is None else requests,
        whole=share("all", results) if results else None,
        sections=groups(results, "section"),
        section_shares=[share(n or "(no heading)", rs) for n, rs in groups(results, "section")],
        work_shares=sorted(works, key=lambda s: (-s.total, s.name.casefold())),
        open_ones=needs_a_look(results),
        style=style,
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        why=why,
        offered=offered,
        against=against,
        length=length,
        plural=plural,
    )  # fmt: skip


@cache
def _style() -> str:
    return (resources.files("ostsync.report") / "templates" / "report.css").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("ostsync.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["shown"] = _shown
    return environment


def _shown(text: str | None) -> str:
    line = plain(text or "")
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
