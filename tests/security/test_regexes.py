"""No regular expression takes a text that a stranger writes for a reason to hang.

Every expression of the rooms that read is attacked with texts made from its own alphabet, which go in as documents, the
way a stranger would send them. The suite reads a few of them to their end; `benchmarks/regexes.py` measures how the
time of each grows.
"""

from __future__ import annotations

import re
import signal

import pytest

from ostsync.reading import read_bytes

from ..malformed.world import Hang, watched
from .regexes import DOCUMENTS, attack, attacks, every_attack, patterns, read

LENGTH = 3_000
SHARE = 150
"""One attack of so many is read in the suite."""


def test_attacks_are_found_in_every_room() -> None:
    assert len(patterns()) > 200
    assert len(every_attack()) > 800


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the watch needs a timer of the system")
def test_the_attacks_find_what_is_known_to_hang() -> None:
    pattern = re.compile(r"(a|a)*b")
    with pytest.raises(Hang), watched(0.2):  # noqa: PT012 - any of them
        for before, pump in attacks(pattern):
            pattern.search(attack(before, pump, 60))


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the watch needs a timer of the system")
def test_no_text_made_from_an_expression_hangs() -> None:
    for before, pump in every_attack()[::SHARE]:
        for kind, frame in DOCUMENTS:
            with watched():
                read(kind, frame, attack(before, pump, LENGTH))


@pytest.mark.parametrize("kind", ["text", "markdown", "html", "rst", "csv", "m3u"])
@pytest.mark.parametrize("gap", [" ", "\t", "\u3000"])
def test_a_wide_gap_takes_no_time(kind: str, gap: str) -> None:
    """Eight hundred spaces behind the word 出自 were a hang: this test ends, or it does not."""
    wide = gap * 3000
    text = f'# Songs\n\n1. "Saria"{wide}- Zelda{wide}(0:0\n2. 出自{wide}「a」に使われた{wide}X\n3. Song{wide}\n'
    source = read_bytes(text.encode(), name="gaps", kind=kind)
    assert source.recommendations or source.problems


@pytest.mark.parametrize("gap", [" ", "\t", "\u3000"])
def test_a_wide_gap_in_a_cell_is_narrowed(gap: str) -> None:
    text = f"title,work\nSaria{gap * 50}Song,Zelda{gap * 50}Ocarina\n"
    [found] = read_bytes(text.encode(), name="gaps", kind="csv").recommendations
    assert (found.title, found.work) == (f"Saria{gap * 3}Song", f"Zelda{gap * 3}Ocarina")
