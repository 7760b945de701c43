"""How the time grows that a document takes, when an attack on a regular expression in it doubles: 2 is linear.

    python benchmarks/regexes.py --share 20      # one attack of twenty; 1 is all of them, for an hour

Prints the attacks that are slow enough to notice and steeper than a list of so many characters may be.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.security.regexes import DOCUMENTS, attack, every_attack, patterns, read

NOTICED_S = 0.15
"""Seconds of a longer attack from which on it is worth asking how the time grows."""
HOPELESS_S = 3.0
"""Seconds of a shorter attack that are too many, however it goes on."""
TOO_STEEP = 3.2


def took(kind: str, frame: str, text: str) -> float:
    """Seconds of processor time."""
    begun = time.process_time()
    read(kind, frame, text)
    return time.process_time() - begun


def growth(kind: str, frame: str, before: str, pump: str, length: int) -> float:
    """How many times longer an attack of double length takes; 0 where that is too quick to tell."""
    short, long = (attack(before, pump, characters) for characters in (length, 2 * length))
    first = took(kind, frame, short)
    if first > HOPELESS_S:
        return first / NOTICED_S
    second = took(kind, frame, long)
    if second < NOTICED_S or second / first < TOO_STEEP:
        return 0.0
    return min(second / first, took(kind, frame, long) / took(kind, frame, short))  # once more, for the noise


def main() -> None:
    """Attacks, and prints what is steep."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--share", type=int, default=20)
    options.add_argument("--length", type=int, default=4_000)
    chosen = options.parse_args()
    some = every_attack()[:: chosen.share]
    steep = 0
    for before, pump in some:
        for kind, frame in DOCUMENTS:
            ratio = growth(kind, frame, before, pump, chosen.length)
            if ratio:
                steep += 1
                print(f"{ratio:5.1f} in {kind}: {before[:40]!r} and {pump[:40]!r} again and again", flush=True)
    print(
        f"{len(patterns())} expressions, {len(some)} attacks in {len(DOCUMENTS)} kinds of document: {steep} are steep"
    )


if __name__ == "__main__":
    main()
