"""How many of the works that people write about does the table know? Reported per medium, every answer shown.

    python benchmarks/works_coverage.py [--bench DIR] [--quiet]

Reads the distinct works of the labelled queries and of the seed article in the bench directory. Whether an
answer is the right one is for a reader to judge: each is printed with the entry that it led to.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

from ostsync.model import Medium
from ostsync.titles.works import Works

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    """Looks every work up, prints where it led and the share that was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bench", type=Path, default=Path(os.environ.get("OSTSYNC_BENCH", ROOT.parent / "shared")))
    parser.add_argument("--quiet", action="store_true", help="only the figures and what was not found")
    options = parser.parse_args()
    asked = list(dict.fromkeys(wanted(options.bench)))
    start = time.perf_counter()
    works = Works.shipped()
    known = len(works)
    loaded = time.perf_counter() - start
    start = time.perf_counter()
    answers = [(name, medium, works.find(name, medium)) for name, medium in asked]
    took = time.perf_counter() - start
    for name, medium, work in answers:
        if not options.quiet or work is None:
            print(f"{medium:6} {name:60} {'-' if work is None else f'{work.name} ({work.medium})'}")
    for medium in Medium:
        found = [work is not None for _, m, work in answers if m is medium]
        if found:
            print(f"{medium:6} {sum(found)} of {len(found)} ({sum(found) / len(found):.0%})")
    found = [work is not None for _, _, work in answers]
    share = f"{sum(found)} of {len(found)} ({sum(found) / len(found):.0%})"
    print(f"all    {share}; {known} works read in {loaded * 1e3:.0f} ms, {len(asked)} looked up in {took * 1e3:.0f} ms")


def wanted(bench: Path) -> Iterator[tuple[str, Medium]]:
    """The works of the queries and of the seed, with their medium."""
    for line in (bench / "bench" / "matching" / "open.jsonl").read_text("utf-8").splitlines():
        query = json.loads(line)
        yield query["query_work"], Medium(query["medium"])
    for track in json.loads((bench / "seed" / "tracks.json").read_text("utf-8")):
        for work in (track["work"], *track.get("work_aliases", ())):
            yield work, Medium(track["medium"])


if __name__ == "__main__":
    main()
