"""Scripts: how many title pairs in two scripts are recognised, and how near does any wrong pair come?

    python benchmarks/scripts.py [pairs.json ...] [--wrong]

Each Latin title is compared with every native title of a file. A threshold for "the same title" has to lie above
the highest similarity of any wrong pair; the figure is the share of right pairs above it, and how often the right
native title ranks first. Without a file it takes the pairs beside this script (songs of anime, games and films
under the romaji that people use) and, where they are, those of the bench directory (OSTSYNC_BENCH).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from ostsync.titles.scripts import readings, similarity

HERE = Path(__file__).resolve().parent
BENCH = Path(os.environ.get("OSTSYNC_BENCH", HERE.parents[1] / "shared")) / "bench/scripts/title_pairs.json"
ABOVE, RANK_1 = 0.92, 0.97
"""What is to be reached: right pairs above the best wrong one, and right native titles in first place."""

Pair = dict[str, str]
T = TypeVar("T")


def main() -> int:
    """Prints the figures of each file; answers 1 where one of them falls short."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pairs", nargs="*", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print the failures and the nearest wrong pairs")
    options = parser.parse_args()
    files = options.pairs or [f for f in (HERE / "title_pairs.json", BENCH) if f.exists()]
    suffice = [measure(file, options.wrong) for file in files]
    return 0 if all(suffice) else 1


def measure(file: Path, details: bool) -> bool:
    """Prints the figures of one file of pairs; answers whether they suffice."""
    pairs: list[Pair] = json.loads(file.read_text(encoding="utf-8"))
    native, native_time = _timed(lambda: [readings(p["native"]) for p in pairs])
    latin, latin_time = _timed(lambda: [readings(p["romaji"]) for p in pairs])
    table, first_time = _timed(lambda: [[similarity(a, b) for b in native] for a in latin])
    _, again_time = _timed(lambda: [[similarity(a, b) for b in native] for a in latin])

    right = [row[i] for i, row in enumerate(table)]
    wrong = sorted(
        (
            (value, pairs[i]["romaji"], pairs[j]["native"])
            for i, row in enumerate(table)
            for j, value in enumerate(row)
            if not _same(pairs[i], pairs[j])
        ),
        reverse=True,
    )
    best_wrong = wrong[0][0]
    above = _share(value > best_wrong for value in right)
    rank_1 = _share(value >= max(row) for value, row in zip(right, table, strict=True))

    print(f"{file.parent.name}/{file.name}: {len(pairs)} pairs")
    print(f"  best wrong pair       {best_wrong:.3f}  {wrong[0][1]} ~ {wrong[0][2]}")
    print(f"  right pairs above it  {above:.1%}   at 0.85 or more {_share(v >= 0.85 for v in right):.1%}")
    print(f"  rank-1                {rank_1:.1%}")
    for cls in sorted({p["cls"] for p in pairs}):
        mine = [value for value, p in zip(right, pairs, strict=True) if p["cls"] == cls]
        print(f"    {cls:7} {len(mine):4} pairs, above {_share(v > best_wrong for v in mine):.1%}")
    latin_us, native_us = latin_time / len(pairs) * 1e6, native_time / len(pairs) * 1e6
    first_us, again_us = first_time / len(pairs) ** 2 * 1e6, again_time / len(pairs) ** 2 * 1e6
    print(f"  readings              {latin_us:.0f} µs a Latin title, {native_us:.0f} a native one")
    print(f"  comparison            {again_us:.1f} µs, {first_us:.1f} with loanwords met first")
    if details:
        print("  nearest wrong pairs:")
        print("\n".join(f"    {value:.3f} {a} ~ {b}" for value, a, b in wrong[:12]))
        print("  right pairs under 0.95:")
        weak = sorted((v, p["native"], p["romaji"]) for v, p in zip(right, pairs, strict=True) if v < 0.95)
        print("\n".join(f"    {value:.3f} {a} | {b}" for value, a, b in weak))
    return above >= ABOVE and rank_1 >= RANK_1


def _timed(make: Callable[[], T]) -> tuple[T, float]:
    began = time.process_time()
    return make(), time.process_time() - began


def _same(one: Pair, other: Pair) -> bool:
    return one["native"] == other["native"] or one["romaji"] == other["romaji"]


def _share(hits: Iterable[bool]) -> float:
    counted = list(hits)
    return sum(counted) / len(counted)


if __name__ == "__main__":
    sys.exit(main())
