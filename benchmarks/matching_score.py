"""Open queries against the real catalogue: right, wrong, offered and refused, and what it cost, under each ranker.

python benchmarks/matching_score.py                 # both rankers, errors explained
python benchmarks/matching_score.py --show 43 120   # every question, candidate and reason of these queries
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import tempfile
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

from _world import RANKERS, Clock, Local, Memory, bench

from ostsync.decisions import Decisions
from ostsync.matching.resolver import Options, Resolver
from ostsync.matching.weights import Weights, shipped
from ostsync.model import Medium, Recommendation, Resolved
from ostsync.sandbox.catalogue import load
from ostsync.sandbox.search import Engine
from ostsync.store.verdicts import key_of
from ostsync.titles.works import Works

Queries = list[dict[str, Any]]


def scorer(folder: Path) -> ModuleType:
    """The scorer that lies beside the labels."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def recommendations(rows: Queries) -> list[tuple[str, Recommendation]]:
    """The labelled queries as a source would give them."""
    return [
        (
            "queries.csv",
            Recommendation(
                row["query_title"],
                row["query_work"] or None,
                row["query_artist"] or None,
                medium=Medium(row["medium"]) if row["medium"] else None,
            ),
        )
        for row in rows
    ]


def resolve(
    items: list[tuple[str, Recommendation]], catalogue: Local, works: Works, memory: Memory, weights: Weights
) -> list[Resolved]:
    """One run."""
    return Resolver(catalogue, memory, Decisions(), works, Clock(), Options(), weights).resolve(items)


def document(results: list[Resolved]) -> dict[str, Any]:
    """The part of `resolve --format json` that the scorer reads."""
    return {
        "summary": {"requests": sum(r.verdict.requests for r in results)},
        "results": [
            {
                "order": r.order,
                "status": r.verdict.status,
                "reason": r.verdict.reason,
                "requests": r.verdict.requests,
                "match": r.verdict.match
                and {
                    "id": r.verdict.match.id,
                    "name": r.verdict.match.name,
                    "artists": r.verdict.match.artists,
                    "album": r.verdict.match.album_name,
                },
                "candidates": [{"uri": c.track.uri} for c in r.verdict.candidates],
            }
            for r in results
        ],
    }


def show(result: Resolved) -> None:
    """Everything about one query."""
    asked, verdict = result.recommendation, result.verdict
    print(
        f"\n{result.order} {asked.title!r} ({asked.work}) {asked.artist or ''}: {verdict.status} {verdict.reason or ''}"
    )
    for question in verdict.asked:
        print(f"    asked {question.form}: {question.query!r} -> {question.hits} hits, {question.requests} requests")
    for candidate in verdict.candidates:
        track = candidate.track
        print(f"    {candidate.confidence:.2f} {track.name} | {', '.join(track.artists)} | {track.album_name}")
        why = ", ".join(
            e.note and f"{e.name} ({e.note})" if e.name.startswith("veto") else f"{e.name} {e.value * e.weight:+.1f}"
            for e in candidate.evidence
        )
        print(f"         {why}")


def main() -> None:
    """Runs the queries under each ranker."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--show", nargs="*", type=int, default=[])
    options.add_argument("--ranker", choices=[str(r) for r in RANKERS])
    options.add_argument("--costs", action="store_true", help="what was asked for linked queries that cost more than 1")
    chosen = options.parse_args()
    folder = bench() / "matching"
    judge = scorer(folder)
    rows: Queries = judge.labels(folder / "open.jsonl")
    works = Works.shipped()
    shelf = load(folder / "catalogue.jsonl.gz")
    for ranker in RANKERS:
        if chosen.ranker and ranker != chosen.ranker:
            continue
        memory = Memory(key_of)
        catalogue = Local(shelf, Engine(shelf, ranker))
        results = resolve(recommendations(rows), catalogue, works, memory, shipped())
        print(f"== {ranker}")
        with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
            json.dump(document(results), file)
            file.flush()
            judge.score(folder / "open.jsonl", file.name, True)
        for row, result in zip(rows, results, strict=True):
            if chosen.costs and row.get("linked") and result.verdict.requests > 1:
                said = "; ".join(f"{a.form} {a.query!r} {a.hits}" for a in result.verdict.asked)
                print(
                    f"  {result.verdict.requests} {result.verdict.status:9} {row['query_title']!r} "
                    f"({row['query_work']}): {said}"
                )
            if row["expected_none"] and result.verdict.status == "ambiguous":
                first = result.verdict.candidates[0].track
                print(f"  asked   {row['query_title']!r} ({row['query_work']}) -> {first.name!r} / {first.artists}")
        forms = Counter[str]()
        for result in results:
            for question in result.verdict.asked:
                forms[question.form] += question.requests
        print("requests by form:", dict(forms.most_common()))
        catalogue.requests = 0
        resolve(recommendations(rows), catalogue, works, memory, shipped())
        print(f"second run: {catalogue.requests} requests")
        for result in results:
            if result.order in chosen.show:
                show(result)


if __name__ == "__main__":
    main()
