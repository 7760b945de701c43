"""Scripts: how many title pairs in two scripts are recognised, and how near does any wrong pair come?

    python benchmarks/scripts.py [title_pairs.json] [--wrong]

Each Latin title is compared with every native title of the file. A threshold for "the same title" has to lie
above the highest similarity of any wrong pair; the figure is the share of right pairs above it, and how often
the right native title ranks first.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from ostsync.titles.scripts import readings, similarity

DEFAULT = Path(os.environ.get("OSTSYNC_BENCH", Path(__file__).resolve().parents[2] / "shared"))


def main() -> int:
    """Prints the figures; returns 1 where they fall short of 92 % and 97 %."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("pairs", nargs="?", type=Path, default=DEFAULT / "bench/scripts/title_pairs.json")
    parser.add_argument("--wrong", action="store_true", help="print the failures and the nearest wrong pairs")
    options = parser.parse_args()
    pairs = json.loads(options.pairs.read_text(encoding="utf-8"))

    began = time.process_time()
    native = [readings(p["native"]) for p in pairs]
    latin = [readings(p["romaji"]) for p in pairs]
    made = time.process_time() - began
    began = time.process_time()
    table = [[similarity(a, b) for b in native] for a in latin]
    compared = time.process_time() - began

    right = [table[i][i] for i in range(len(pairs))]
    wrong = sorted(
        (
            (table[i][j], pairs[i]["romaji"], pairs[j]["native"])
            for i in range(len(pairs))
            for j in range(len(pairs))
            if pairs[i]["native"] != pairs[j]["native"] and pairs[i]["romaji"] != pairs[j]["romaji"]
        ),
        reverse=True,
    )
    best_wrong = wrong[0][0]
    first = sum(
        max(range(len(pairs)), key=lambda j: (table[i][j], j == i)) in _same(pairs, i) for i in range(len(pairs))
    )
    above = sum(r > best_wrong for r in right) / len(right)
    rank1 = first / len(pairs)
    print(
        f"pairs {len(pairs)}   readings {made / 2 / len(pairs) * 1e6:.0f} µs/title   "
        f"comparisons {compared / len(pairs) ** 2 * 1e6:.1f} µs each, loanwords included"
    )
    print(f"best wrong pair {best_wrong:.3f}: {wrong[0][1]} ~ {wrong[0][2]}")
    print(
        f"right pairs above it {above:.1%}   at 0.85 or more {sum(r >= 0.85 for r in right) / len(right):.1%}   "
        f"rank-1 {rank1:.1%}"
    )
    for cls in sorted({p["cls"] for p in pairs}):
        mine = [r for r, p in zip(right, pairs, strict=True) if p["cls"] == cls]
        print(
            f"  {cls}: {len(mine)} pairs, above {sum(r > best_wrong for r in mine) / len(mine):.1%}, "
            f"at 0.85 {sum(r >= 0.85 for r in mine) / len(mine):.1%}, mean {sum(mine) / len(mine):.3f}"
        )
    if options.wrong:
        print("nearest wrong pairs:")
        for value, a, b in wrong[:15]:
            print(f"  {value:.3f} {a} ~ {b}")
        print("right pairs under 0.95:")
        for value, p in sorted(zip(right, pairs, strict=True), key=lambda x: x[0]):
            if value < 0.95:
                print(f"  {value:.3f} {p['native']} | {p['romaji']}")
    return 0 if above >= 0.92 and rank1 >= 0.97 else 1


def _same(pairs: list[dict[str, str]], i: int) -> set[int]:
    return {j for j, p in enumerate(pairs) if p["native"] == pairs[i]["native"]}


if __name__ == "__main__":
    sys.exit(main())
