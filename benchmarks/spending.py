"""What a limit costs: matches under a part of the requests, in our order and in the list's, and the forecast's aim.

python benchmarks/spending.py --lists 3

Lists of 100 tracks: `shared` from 15 works, `lone` from 100 works, `mixed` half and half; of `lone` and `mixed` three
in ten are not there. `days` is how many runs of half the requests it takes, and what they ask in all against one run
that may ask for everything: more than 1.00 is what the limit wastes.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import mean

from _world import RANKERS, Clock, Local, Memory, bench
from _written import Twins, soundtracks, write
from list_of_100 import TRACKS, make

from ostsync.app.catalogues import Sparing
from ostsync.decisions import Decisions
from ostsync.matching import spending
from ostsync.matching.resolver import Item, Options, Resolver
from ostsync.model import Recommendation, Resolved, Status
from ostsync.sandbox.catalogue import Catalogue, load
from ostsync.sandbox.search import Engine, Ranker
from ostsync.store.verdicts import key_of
from ostsync.titles.works import Works

ABSENT = 0.3
PARTS = (0.25, 0.5, 0.75)


def lone(shelf: Catalogue, works: Works, seed: int, count: int = TRACKS) -> list[Recommendation]:
    """Tracks of as many works, some under the title of another work's track: nothing answers those."""
    dice = random.Random(seed)
    twins = Twins(shelf)
    albums = sorted(soundtracks(shelf).items())
    made = []
    for label, tracks in dice.sample(albums, count):
        said = write(dice.choice(tracks), shelf.albums[label].name, works, twins, dice).recommendation
        if dice.random() < ABSENT:
            title = dice.choice(dice.choice(albums)[1]).name
            said = Recommendation(title, said.work, medium=said.medium)
        made.append(said)
    return made


def lists(shelf: Catalogue, works: Works, seed: int) -> Iterator[tuple[str, list[Item]]]:
    """The three lists of a seed."""
    shared = [w.recommendation for w in make(shelf, works, seed)]
    alone = lone(shelf, works, seed)
    half = TRACKS // 2
    mixed = [*shared[:half], *alone[:half]]
    random.Random(seed).shuffle(mixed)
    for name, said in (("shared", shared), ("lone", alone), ("mixed", mixed)):
        yield name, [("list", one) for one in said]


@contextmanager
def order_of_the_list() -> Iterator[None]:
    """Asks as if there were no limit, until there is."""
    ours = spending.steps
    spending.steps = lambda needs, allowed: ours(needs, None)  # type: ignore[assignment]
    try:
        yield
    finally:
        spending.steps = ours


class Blanks(set[str]):
    """Blanks for as long as the process lives."""

    drawn = set.__contains__
    draw = set.add


World = tuple[Local, Memory, Blanks]


class Bench:
    """One list under one ranker."""

    def __init__(self, shelf: Catalogue, engine: Engine, works: Works, items: list[Item]) -> None:
        self._shelf, self._engine, self._works, self._items = shelf, engine, works, items

    def fresh(self) -> World:
        """A catalogue and a memory that know nothing yet."""
        return Local(self._shelf, self._engine), Memory(key_of), Blanks()

    def run(self, world: World, most: int | None) -> list[Resolved]:
        """One run."""
        return self.resolver(world, most).resolve(self._items)

    def resolver(self, world: World, most: int | None) -> Resolver:
        """What a run is made of."""
        catalogue, memory, blanks = world
        options = Options(max_requests=most)
        return Resolver(Sparing(catalogue, blanks), memory, Decisions(), self._works, Clock(), options)

    def forecast(self) -> tuple[int, int]:
        """What the run is thought to cost."""
        return spending.estimate(tuple(self.resolver(self.fresh(), None).agenda(self._items).needs.values()))


def matched(results: list[Resolved]) -> int:
    """How many have a match."""
    return sum(r.verdict.status is Status.MATCHED for r in results)


def measure(one: Bench) -> dict[str, float]:
    """Everything about one list."""
    world = one.fresh()
    full = matched(one.run(world, None))
    cost = world[0].requests
    low, high = one.forecast()
    row: dict[str, float] = {"cost": cost, "low": low, "high": high, "full": full, "inside": low <= cost <= high}
    for part in PARTS:
        row[f"ours {part}"] = matched(one.run(one.fresh(), round(cost * part)))
        with order_of_the_list():
            row[f"list {part}"] = matched(one.run(one.fresh(), round(cost * part)))
    world, days = one.fresh(), 0
    while True:
        days += 1
        results = one.run(world, round(cost / 2))
        if not any(r.verdict.status is Status.POSTPONED for r in results):
            break
    row |= {"days": days, "spent": world[0].requests / cost, "same": matched(results) - full}
    return row


def main() -> None:
    """Prints a line a kind of list and ranker: means over the lists."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--lists", type=int, default=3)
    options.add_argument("--ranker", choices=[str(r) for r in RANKERS])
    chosen = options.parse_args()
    shelf = load(bench() / "matching" / "catalogue.jsonl.gz")
    works = Works.shipped()
    for ranker in RANKERS:
        if chosen.ranker and ranker != chosen.ranker:
            continue
        engine = Engine(shelf, Ranker(ranker))
        rows: dict[str, list[dict[str, float]]] = {}
        for seed in range(1, chosen.lists + 1):
            for name, items in lists(shelf, works, seed):
                rows.setdefault(name, []).append(measure(Bench(shelf, engine, works, items)))
        for name, found in rows.items():
            of = {key: mean(row[key] for row in found) for key in found[0]}
            parts = ", ".join(f"{part:.0%} {of[f'ours {part}']:.0f} (list {of[f'list {part}']:.0f})" for part in PARTS)
            print(
                f"{ranker:10} {name:7} {of['cost']:.0f} requests (forecast {of['low']:.0f} to {of['high']:.0f}, "
                f"{of['inside']:.0%} inside), {of['full']:.0f} matched; with {parts}; "
                f"{of['days']:.1f} days, {of['spent']:.2f} of the requests, {of['same']:+.1f} matches"
            )


if __name__ == "__main__":
    main()
