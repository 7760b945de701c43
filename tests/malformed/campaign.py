"""Draws broken inputs for all entrances, runs each, and judges what came out: the same seed draws the same inputs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from .cases import Case
from .entrances import ENTRANCES, Entrance
from .world import Outcome, World


@dataclass(frozen=True, slots=True)
class Drawn:
    """One input of a campaign: made again by its entrance, its number and the seed alone."""

    entrance: Entrance
    number: int
    seed: int

    def case(self) -> Case:
        """The input."""
        return self.entrance.make(Random(f"{self.seed} {self.entrance.name} {self.number}"))

    def __str__(self) -> str:
        return f"{self.entrance.name!r} --number {self.number} --seed {self.seed}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What came of one input; `wrong` is empty where everything that must hold does."""

    drawn: Drawn
    case: Case
    outcome: Outcome
    wrong: tuple[str, ...]
    seconds: float


@dataclass
class Tally:
    """One line of the table."""

    inputs: int = 0
    codes: Counter[int] = field(default_factory=Counter)
    tracebacks: int = 0
    hangs: int = 0
    wrong: int = 0
    slowest: float = 0.0


def draw(count: int, seed: int, only: str = "") -> Iterator[Drawn]:
    """About `count` inputs over all entrances by their shares, at least one each; exactly `count` in all."""
    chosen = [e for e in ENTRANCES if only in e.name]
    shares = sum(e.share for e in chosen)
    left = count
    for place, entrance in enumerate(chosen):
        number = left if place == len(chosen) - 1 else min(left, max(1, round(count * entrance.share / shares)))
        left -= number
        for n in range(number):
            yield Drawn(entrance, n, seed)


def judge(world: World, drawn: Drawn) -> Judgement:
    """Runs one input."""
    case = drawn.case()
    began = time.process_time()  # the machine may be busy
    outcome, wrong = drawn.entrance.run(world, case)
    seconds = time.process_time() - began
    if outcome.hung:
        wrong = ["hangs", *wrong]
    elif outcome.trace:
        wrong = ["a traceback", *wrong]
    elif outcome.code not in drawn.entrance.codes:
        wrong = [f"exit code {outcome.code}: {outcome.err[-300:]}", *wrong]
    return Judgement(drawn, case, outcome, tuple(wrong), seconds)


def campaign(world: World, drawn: Sequence[Drawn], each: Callable[[Judgement], None]) -> dict[str, Tally]:
    """Runs all inputs; `each` hears of every one."""
    tallies: dict[str, Tally] = {}
    for one in drawn:
        judged = judge(world, one)
        tally = tallies.setdefault(one.entrance.name, Tally())
        tally.inputs += 1
        tally.codes[judged.outcome.code] += 1
        tally.hangs += judged.outcome.hung
        tally.tracebacks += bool(judged.outcome.trace) and not judged.outcome.hung
        tally.wrong += bool(judged.wrong)
        tally.slowest = max(tally.slowest, judged.seconds)
        each(judged)
    return tallies


def table(tallies: dict[str, Tally]) -> str:
    """The tallies as a table, with their sum below."""
    lines = [
        f"{'entrance':30} {'inputs':>6}  {'tracebacks':>10} {'hangs':>5} {'wrong':>5} {'slowest':>8}  outcomes by code"
    ]
    for name, one in tallies.items():
        codes = "  ".join(f"{code}: {number}" for code, number in sorted(one.codes.items()))
        lines.append(
            f"{name:30} {one.inputs:6}  {one.tracebacks:10} {one.hangs:5} {one.wrong:5} {one.slowest:6.2f} s  {codes}"
        )
    each = list(tallies.values())
    inputs, tracebacks, hangs, wrong = (
        sum(getattr(one, name) for one in each) for name in ("inputs", "tracebacks", "hangs", "wrong")
    )
    slowest = max((one.slowest for one in each), default=0.0)
    lines.append(f"{'all':30} {inputs:6}  {tracebacks:10} {hangs:5} {wrong:5} {slowest:6.2f} s")
    return "\n".join(lines)
