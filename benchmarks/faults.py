"""Every way in which Spotify can go wrong, on every endpoint that a command asks: what is lost, doubled or misjudged?

    python benchmarks/faults.py --count 3000 --seed 1
    python benchmarks/faults.py --all --only "second push"
    python benchmarks/faults.py --storms 500      # two to five faults in one command

Runs each command with the fault and again without it, as tests/faults does, and prints how many cases ran and failed,
by command and by effect, and what was wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.faults.campaign import Campaign, Count, table
from tests.faults.cases import Case, cases, drawn, kind, storms
from tests.faults.world import open_world


def show(head: str, counts: dict[str, Count]) -> None:
    """One table."""
    print(f"\n{head:24}  cases  failed")
    for name, count in sorted(counts.items()):
        print(f"{name:24} {count.ran:6} {count.failed:7}")


def judged(campaign: Campaign, chosen: Iterable[Sequence[Case]]) -> list[tuple[Case, list[str]]]:
    """Each case with what is wrong; said at once."""
    found = []
    for case, *more in chosen:
        try:
            wrong = campaign.run(case, *more)
        except Exception as problem:  # noqa: BLE001 - a case that cannot be judged has failed
            wrong = [f"cannot be judged: {''.join(traceback.format_exception(problem)[-3:])[-600:]}"]
        found.append((case, wrong))
        if wrong:
            print("\n  and ".join(map(str, (case, *more))), f"\n    {'; '.join(wrong)[:600]}", flush=True)
    return found


def main() -> None:
    """Draws, runs, prints."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--count", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--all", action="store_true", help="every case, also those that take real time")
    options.add_argument("--storms", type=int, default=0, help="so many cases of several faults each")
    options.add_argument("--only", default="", help="cases with this in their name")
    options.add_argument("--part", default="1/1", help="only this part of them, as 1/2")
    chosen = options.parse_args()
    part, parts = map(int, chosen.part.split("/"))
    with tempfile.TemporaryDirectory() as place, open_world(Path(place)) as world:
        campaign = Campaign(world)
        every = [case for case in cases(campaign.asked) if chosen.only in str(case)]
        some = [[case] for case in (every if chosen.all else drawn(every, chosen.count, chosen.seed))]
        some = storms(every, chosen.storms, chosen.seed) if chosen.storms else some
        began = time.monotonic()
        found = judged(campaign, some[part - 1 :: parts])
        seconds = time.monotonic() - began
    show("command", table(found, lambda case: case.scenario))
    show("effect", table(found, kind))
    failed = sum(bool(wrong) for _, wrong in found)
    print(f"\n{len(found):,} of {len(every):,} cases ran in {seconds:.0f} s; {failed} failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
