"""The JSON that `resolve` and `review` print: the promise to scripts, field by field."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ostsync.model import Candidate, Recommendation, Resolved, Track
from ostsync.report.rows import SHOWN_CANDIDATES, Summary

Json = dict[str, Any]


def resolve_document(results: Sequence[Resolved], *, requests: int | None = None) -> Json:
    """The whole answer of a resolve. `requests` overrides the sum over the results where the app counted more."""
    summary = Summary.of(results).as_dict()
    if requests is not None:
        summary["requests"] = requests
    return {"summary": summary, "results": [result_json(r) for r in results]}


def result_json(result: Resolved) -> Json:
    """One result."""
    verdict = result.verdict
    words = recommendation_json(result.recommendation)
    return {
        "order": result.order,
        "source": result.source,
        **{k: words[k] for k in ("title", "work", "artist", "medium", "section", "kind")},
        "status": verdict.status.value,
        "reason": verdict.reason.value if verdict.reason else None,
        "confidence": round(verdict.confidence, 4),
        "decided_by": verdict.decided_by.value,
        "requests": 0 if result.duplicate_of else verdict.requests,
        "duplicate_of": result.duplicate_of,
        "match": match_json(verdict.match) if verdict.match else None,
        "evidence": [{"name": e.name, "value": round(e.value, 4), "note": e.note} for e in verdict.evidence],
        "candidates": [candidate_json(c) for c in verdict.candidates[:SHOWN_CANDIDATES]],
    }


def recommendation_json(recommendation: Recommendation) -> Json:
    """What was read, as `extract` prints it (without its order)."""
    return {
        "title": recommendation.title,
        "alternatives": [{"title": r.title, "work": r.work, "artist": r.artist} for r in recommendation.alternatives],
        "work": recommendation.work,
        "artist": recommendation.artist,
        "album": recommendation.album,
        "medium": recommendation.medium.value if recommendation.medium else None,
        "section": recommendation.section,
        "kind": recommendation.kind.value,
        "confidence": round(recommendation.confidence, 4),
        "text": recommendation.text,
        "line": recommendation.line,
    }


def match_json(track: Track) -> Json:
    """The chosen track."""
    return {
        "uri": track.uri,
        "id": track.id,
        "name": track.name,
        "artists": list(track.artists),
        "album": track.album_name,
        "duration_ms": track.duration_ms or 0,
        "url": track.url,
    }


def candidate_json(candidate: Candidate) -> Json:
    """A track that came back and was not (or not certainly) chosen."""
    track = candidate.track
    return {
        "uri": track.uri,
        "name": track.name,
        "artists": list(track.artists),
        "album": track.album_name,
        "confidence": round(candidate.confidence, 4),
        "reason": candidate.reason,
    }
