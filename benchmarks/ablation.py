"""What each kind of evidence is worth: taken away in turn, and judged again over the same candidates.

    python benchmarks/ablation.py --queries 400 --ranker strict

The candidates are those that a full run brought for the open queries and for queries written from the catalogue,
half of them with the answer hidden; only the judging is repeated, so that a row shows the evidence alone.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from _world import RANKERS, Local, Memory, bench
from matching_score import Queries, recommendations, resolve, scorer
from reliability import is_right, queries, run

from ostsync.matching.prepare import Heard, Wanted, heard, wanted
from ostsync.matching.verdict import decide, judge
from ostsync.matching.weights import Weights, shipped
from ostsync.model import Resolved, Status
from ostsync.sandbox.catalogue import load
from ostsync.sandbox.search import Engine
from ostsync.store.verdicts import key_of
from ostsync.titles.scripts import Readings, readings
from ostsync.titles.works import Works

ENTRIES = tuple(shipped().cases)
GROUPS = {
    "people": ("artist", "other_artist", "composer", "theme", "other_singer", "co_artist"),
    "the work": ("work", "work_in_title", "other_work", "soundtrack", "part"),
    "versions": ("version", "other_version", "number"),
    "chance": ("script", "origin", "foreign", "common_words", "alone", "crowd"),
    "wording": ("wording", "specific", "generic"),
    "what forbids": tuple(shipped().lid),
}
"""Kinds of evidence that stand in for each other, so that one alone is hardly missed."""
COLUMNS = ("right", "wrong", "listed", "asked", "missed", "refused")
KEPT = 80
"""Candidates of a query that are judged again."""


@dataclass(frozen=True, slots=True)
class Again:
    """One query with everything that came back for it, and how to tell a right match."""

    wish: Wanted
    candidates: tuple[Heard, ...]
    result: Resolved
    is_right: Callable[[Resolved], bool]
    answerable: bool


def outcome(all_queries: Iterable[Again], weights: Weights) -> Counter[str]:
    """Right and wrong matches, questions to the person, and misses under some weights."""
    counts = Counter[str]()
    for one in all_queries:
        verdict = decide(judge(one.wish, one.candidates, weights), weights)
        if verdict.status is Status.MATCHED:
            counts["right" if one.is_right(replace(one.result, verdict=verdict)) else "wrong"] += 1
        elif verdict.status is Status.AMBIGUOUS:
            counts["listed" if one.answerable else "asked"] += 1
        else:
            counts["missed" if one.answerable else "refused"] += 1
    return counts


def main() -> None:
    """Collects candidates once, then judges them with one entry less each time."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--queries", type=int, default=400)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--ranker", choices=[str(r) for r in RANKERS], default=str(RANKERS[0]))
    chosen = options.parse_args()
    folder = bench() / "matching"
    shelf, works = load(folder / "catalogue.jsonl.gz"), Works.shipped()
    catalogue = Local(shelf, Engine(shelf, next(r for r in RANKERS if r == chosen.ranker)))
    known: dict[str, Readings] = {}

    def read(text: str) -> Readings:
        return known.setdefault(text, readings(text))

    everything = replace(shipped(), kept=KEPT)
    rows: Queries = scorer(folder).labels(folder / "open.jsonl")
    collected: list[Again] = []

    def collect(result: Resolved, right: Callable[[Resolved], bool], answerable: bool) -> None:
        wish = wanted(result.recommendation, works, read)
        candidates = tuple(heard(c.track, read) for c in result.verdict.candidates)
        collected.append(Again(wish, candidates, result, right, answerable))

    for row, result in zip(
        rows, resolve(recommendations(rows), catalogue, works, Memory(key_of), everything), strict=True
    ):
        expected = set(row["expected"])
        collect(
            result, lambda r, ids=expected: r.verdict.match is not None and r.verdict.match.id in ids, bool(expected)
        )
    written = queries(shelf, works, chosen.queries, chosen.seed)
    for query, hide, result in run(catalogue, works, written, everything):
        collect(result, lambda r, q=query, h=hide: is_right(q, h, r), not hide)
    full = outcome(collected, shipped())
    print(f"{chosen.ranker}: {len(collected)} queries ({len(rows)} open, {chosen.queries} written)")
    print(f"{'':24}" + "".join(f"{c:>9}" for c in COLUMNS))
    print(f"{'everything':24}" + "".join(f"{full[c]:9}" for c in COLUMNS))
    for group, names in GROUPS.items():
        kinds = ("veto",) if group == "what forbids" else ("weight", "veto")
        weights = shipped().without(*(f"{kind}.{name}" for kind in kinds for name in names))
        line(group, outcome(collected, weights), full)
    for entry in ENTRIES:
        line(entry, outcome(collected, shipped().without(entry)), full)


def line(name: str, now: Counter[str], full: Counter[str]) -> None:
    """One line of the table: what changes without an entry."""
    changes = (f"{now[c] - full[c]:+9}" if now[c] != full[c] else f"{'.':>9}" for c in COLUMNS)
    print(f"- {name:22}{''.join(changes)}")


if __name__ == "__main__":
    main()
