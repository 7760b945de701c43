"""No broken input ends in a traceback, hangs, costs more than itself, or changes what was decided before.

A short, fixed piece of the campaign that `benchmarks/malformed.py` runs at length.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from random import Random

import pytest

from . import damage, oddities
from .campaign import Drawn, draw, judge
from .entrances import ENTRANCES, Entrance
from .world import World, open_world

pytestmark = pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the watch needs a timer of the system")
SEED = 11
COUNT = 200


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with open_world(tmp_path_factory.mktemp("world")) as opened:
        yield opened


@pytest.mark.parametrize("entrance", ENTRANCES, ids=lambda entrance: entrance.name)
def test_no_broken_input_does_harm(world: World, entrance: Entrance) -> None:
    for drawn in [one for one in draw(COUNT, SEED) if one.entrance is entrance]:
        judged = judge(world, drawn)
        assert not judged.wrong, f"{drawn} [{judged.case.damage}]\n{judged.outcome.trace}"


def test_the_same_seed_makes_the_same_inputs() -> None:
    first, again = [[drawn.case() for drawn in draw(COUNT, SEED)] for _ in range(2)]
    assert first == again
    assert len(first) == COUNT
    assert len({(case.data, case.words) for case in first}) > 0.9 * COUNT
    other = [drawn.case() for drawn in draw(COUNT, SEED + 1)]
    assert sum(a != b for a, b in zip(first, other, strict=True)) > 0.9 * COUNT


def test_every_way_of_breaking_bytes_breaks_them() -> None:
    data = 'title,work\n"Lilium, 蘇る感覚",Elfen  Lied\n'.encode() * 3
    for name, break_ in damage.BYTES.items():
        assert any(break_(data, Random(n)) != data for n in range(20)), name


def test_the_judge_sees_what_is_wrong(world: World) -> None:
    """A campaign that could not fail would say nothing: each thing it looks for is shown to it once."""
    entrance = next(e for e in ENTRANCES if e.name == "source: csv, one row")
    drawn = Drawn(entrance, 0, SEED)
    case = drawn.case()
    outcome, wrong = entrance.run(world, case)
    assert (outcome.code, wrong) == (0, [])
    lost = type(case)(case.damage, b"title,work\nLilium,Elfen Lied\n", spared=case.spared, hurt=case.hurt)
    assert len(entrance.run(world, lost)[1]) == len(case.spared) + 1
    refused = type(case)(case.damage, oddities.OTHER_KINDS[7][1], spared=case.spared)
    assert "the other rows are lost" in entrance.run(world, refused)[1][0]
