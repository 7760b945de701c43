"""A home in which every track of a list has its answer: what a second `resolve` finds.

    python benchmarks/_answered.py LIST.md

Run in a process of its own, with the environment of the `ostsync` that is measured. The verdicts are made up, of the
size and in the proportions of real ones (measured: 2 kB each; two in three matched), so that filling takes seconds.
"""

from __future__ import annotations

import random
import sys
from datetime import timedelta
from pathlib import Path

from ostsync.app import extract
from ostsync.app.context import App
from ostsync.matching.verdict import VERSION
from ostsync.model import Album, Asked, Candidate, Evidence, Reason, Recommendation, Status, Track, Verdict

_EVIDENCE = ("work", "title", "wording", "soundtrack", "script", "people", "origin", "alone")


def verdict(said: Recommendation, place: int, dice: random.Random) -> Verdict:
    """A verdict such as a run leaves it."""
    album = Album(f"a{place // 7:021d}", f"{said.work} Original Soundtrack", (f"Composer of {said.work}",), "album")
    evidence = tuple(Evidence(name, 0.97, 2.5, f"because of the {name} of it") for name in _EVIDENCE)

    def candidate(n: int) -> Candidate:
        track = Track(f"t{n}{place:020d}", said.title, album.artists, album, 180_000, f"JPXX{place:08d}")
        return Candidate(track, 0.98 if n == 0 else 0.2, evidence[: 8 if n == 0 else 4], None if n == 0 else "title")

    status = dice.choices((Status.MATCHED, Status.AMBIGUOUS, Status.MISSED), (66, 10, 24))[0]
    kept = tuple(map(candidate, range(dice.choice((1, 2, 3, 6)))))
    asked = (Asked("plain", f"{said.title} {said.work}", 10, 1),)
    if status is Status.MATCHED:
        best = kept[0]
        return Verdict(
            status, match=best.track, confidence=0.98, evidence=best.evidence, candidates=kept, asked=asked,
            matcher=VERSION, requests=1,
        )  # fmt: skip
    reason = Reason.AMBIGUOUS if status is Status.AMBIGUOUS else Reason.COVER_ONLY
    return Verdict(status, reason, confidence=0.2, candidates=kept, asked=asked, matcher=VERSION, requests=1)


def main() -> None:
    """Reads the list as `resolve` does, and remembers an answer to each of its tracks."""
    app = App.open()
    dice = random.Random(1)
    found = extract.extract(app, [str(Path(sys.argv[1]))]).recommendations
    due = app.clock.now() + timedelta(days=6)
    for place, said in enumerate(found):
        made = verdict(said, place, dice)
        missed = made.status is Status.MISSED
        app.memory.remember(said, made, tries=int(missed), next_try=due if missed else None)
    app.close()
    print(len(found))


if __name__ == "__main__":
    main()
