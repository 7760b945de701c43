"""Explaining one track: how its words were taken, what was asked, what came back, what counted, and what is next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ostsync.model import Candidate, Resolved

if TYPE_CHECKING:
    from ostsync.app.context import App
    from ostsync.decisions import Decision
    from ostsync.titles.works import Theme, Work


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is known about one result."""

    result: Resolved
    work: Work | None
    """The work as the table knows it, or None."""
    songs: tuple[Theme, ...]
    """Songs of the work that the title is known to name."""
    decisions: tuple[Decision, ...]
    judged_at: datetime | None
    tries: int
    next_try: datetime | None
    """For a miss: when it is asked for again by itself."""
    floor: float
    """The confidence that a match needs."""

    @property
    def cost(self) -> int:
        """Requests that left for it."""
        return sum(asked.requests for asked in self.result.verdict.asked)


def explain(app: App, result: Resolved) -> Explanation:
    """Puts together why a result is what it is. Asks nothing."""
    from ostsync.matching.prepare import wanted
    from ostsync.matching.weights import shipped
    from ostsync.titles.scripts import readings

    first = wanted(result.recommendation, app.works, readings).asks[0]
    remembered = app.memory.recall(result.recommendation)
    return Explanation(
        result=result,
        work=first.sought.work if first.sought else None,
        songs=first.themes,
        decisions=app.decisions().about(result.recommendation),
        judged_at=remembered.judged_at if remembered else None,
        tries=remembered.tries if remembered else 0,
        next_try=remembered.next_try if remembered else None,
        floor=shipped().floor,
    )


def points(candidate: Candidate) -> list[tuple[str, float | None, str]]:
    """What counted for and against a candidate: name, points (None for what forbids it), note. Strongest first."""
    return [
        (e.name.removeprefix("veto_"), None, e.note)
        if e.name.startswith("veto_")
        else (e.name, round(e.value * e.weight, 1), e.note)
        for e in candidate.evidence
    ]


def as_data(found: Explanation) -> dict[str, Any]:
    """The explanation as JSON for scripts: the result as `resolve` prints it, and what stands behind it."""
    from ostsync.report.document import candidate_json, result_json

    verdict = found.result.verdict
    return {
        "result": result_json(found.result),
        "work": {"name": found.work.name, "medium": found.work.medium, "names": list(found.work.names)}
        if found.work
        else None,
        "songs": [{"titles": list(s.titles), "artists": list(s.artists), "role": s.role} for s in found.songs],
        "asked": [{"form": a.form, "query": a.query, "hits": a.hits, "requests": a.requests} for a in verdict.asked],
        "cost": found.cost,
        "candidates": [
            {**candidate_json(c), "points": [{"name": n, "points": p, "note": note} for n, p, note in points(c)]}
            for c in verdict.candidates
        ],
        "floor": found.floor,
        "matcher": verdict.matcher,
        "judged_at": found.judged_at.isoformat() if found.judged_at else None,
        "tries": found.tries,
        "next_try": found.next_try.isoformat() if found.next_try else None,
        "decisions": [
            {"action": d.action, "uris": list(d.uris), "words": d.words, "at": d.at.isoformat()}
            for d in found.decisions
        ],
    }
