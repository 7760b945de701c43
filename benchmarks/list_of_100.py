"""What a list costs: 100 tracks from 15 works, written as people write them, under each ranker, and again.

python benchmarks/list_of_100.py --lists 5
"""

from __future__ import annotations

import argparse
import random
from collections import Counter

from _world import RANKERS, Clock, Local, Memory, bench
from _written import Twins, Written, soundtracks, write

from ostsync.decisions import Decisions
from ostsync.matching.resolver import Options, Resolver
from ostsync.model import Status
from ostsync.sandbox.catalogue import Catalogue, load
from ostsync.sandbox.search import Engine
from ostsync.store.verdicts import key_of
from ostsync.titles.works import Works

TRACKS, WORKS = 100, 15
LEAST = 3
"""Tracks of an album from which on it may give a work to a list."""


def make(shelf: Catalogue, works: Works, seed: int) -> list[Written]:
    """One list: tracks grouped by work, as in an article, between three and twelve of each."""
    dice = random.Random(seed)
    twins = Twins(shelf)
    albums = [pair for pair in sorted(soundtracks(shelf).items()) if len(pair[1]) >= LEAST]
    while True:
        chosen = dice.sample(albums, WORKS)
        room = [min(len(tracks), 12) for _, tracks in chosen]
        if sum(room) >= TRACKS:
            break
    counts = [LEAST] * WORKS
    while sum(counts) < TRACKS:
        place = dice.randrange(WORKS)
        counts[place] += counts[place] < room[place]
    made = []
    for (label, tracks), count in zip(chosen, counts, strict=True):
        for track in dice.sample(tracks, count):
            made.append(write(track, shelf.albums[label].name, works, twins, dice))
    return made


def main() -> None:
    """Resolves the lists under each ranker and prints requests a track."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--lists", type=int, default=5)
    options.add_argument("--ranker", choices=[str(r) for r in RANKERS])
    options.add_argument("--show", action="store_true", help="every question")
    chosen = options.parse_args()
    shelf = load(bench() / "matching" / "catalogue.jsonl.gz")
    works = Works.shipped()
    lists = [make(shelf, works, seed) for seed in range(1, chosen.lists + 1)]
    for ranker in RANKERS:
        if chosen.ranker and ranker != chosen.ranker:
            continue
        engine = Engine(shelf, ranker)
        for seed, written in enumerate(lists, 1):
            catalogue, memory = Local(shelf, engine), Memory(key_of)
            items = [("list", w.recommendation) for w in written]
            found = Resolver(catalogue, memory, Decisions(), works, Clock(), Options()).resolve(items)
            first = catalogue.requests
            forms = Counter[str]()
            states = Counter[str]()
            for one, result in zip(written, found, strict=True):
                match = result.verdict.match
                right = match is not None and match.id in one.answers
                matched = result.verdict.status is Status.MATCHED
                states["right" if right else "wrong" if matched else str(result.verdict.status)] += 1
                for question in result.verdict.asked if result.duplicate_of is None else ():
                    forms[question.form] += question.requests
                    if chosen.show:
                        asked = one.recommendation
                        print(f"    {asked.title!r} ({asked.work}): {question}")
            Resolver(catalogue, memory, Decisions(), works, Clock(), Options()).resolve(items)
            again = catalogue.requests - first
            print(
                f"{ranker:10} list {seed}: {first / len(items):.2f} requests a track, {again} on the second run; "
                f"{dict(states.most_common())}; by form {dict(forms.most_common())}"
            )


if __name__ == "__main__":
    main()
