"""Broken input over all entrances: how many tracebacks, hangs and losses? The same code as in tests/malformed.

    python benchmarks/malformed.py --count 10000 --seed 1
    python benchmarks/malformed.py --only "review --import, one row" --number 17 --seed 1     # one input again

Prints a table of entrances with the outcomes by exit code (HTTP status for the review page), and what was wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.malformed.campaign import Judgement, campaign, draw, judge, table
from tests.malformed.world import open_world


def gist(judged: Judgement) -> str:
    """Under which head a failure is listed: where it was raised, or the first words of what is wrong."""
    trace = [line.strip() for line in judged.outcome.trace.splitlines() if line.strip()]
    if trace:
        places = [line for line in trace if line.startswith("File ") and "/src/ostsync/" in line]
        errors = [line for line in trace if "Error" in line.split(":")[0] or "Exception" in line.split(":")[0]]
        return f"{(places or [''])[-1][-90:]}: {(errors or trace)[-1][:110]}"
    return f"{judged.drawn.entrance.name}: {judged.wrong[0][:90]}"


def main() -> None:
    """Draws, runs, prints."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--only", default="", help="entrances with this in their name")
    options.add_argument("--number", type=int, help="only the input of this number; shows all of it")
    options.add_argument("--shown", type=int, default=3, help="inputs shown of each kind of failure")
    chosen = options.parse_args()
    failures: dict[str, list[Judgement]] = defaultdict(list)

    def each(judged: Judgement) -> None:
        if judged.wrong:
            failures[gist(judged)].append(judged)

    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as place, open_world(Path(place)) as world:
        drawn = list(draw(chosen.count, chosen.seed, chosen.only))
        if chosen.number is not None:
            judged = judge(world, drawn[chosen.number])
            print(judged.case.damage, judged.case.words, judged.case.data[:3000], sep="\n")
            print(judged.outcome.code, judged.outcome.err, judged.outcome.trace, *judged.wrong, sep="\n")
            return
        tallies = campaign(world, drawn, each)
    for head, held in sorted(failures.items(), key=lambda pair: -len(pair[1])):
        print(f"\n{len(held)} × {head}")
        for judged in held[: chosen.shown]:
            print(f"    {judged.drawn}  [{judged.case.damage}] {'; '.join(judged.wrong)[:200]}")
    print()
    print(table(tallies))
    print(f"seed {chosen.seed}, {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
