"""How long judging takes: 10,000 tracks from the store without a request, and one verdict over 20 candidates.

python benchmarks/rejudge.py --tracks 10000
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from _world import Clock, Local, bench
from _written import Twins, soundtracks, write

from ostsync.decisions import Decisions
from ostsync.matching.prepare import heard, wanted
from ostsync.matching.resolver import Options, Resolver
from ostsync.matching.verdict import decide, judge
from ostsync.model import Album, Asked, Recommendation, SearchPage, Status, Track
from ostsync.sandbox.catalogue import Catalogue, load
from ostsync.sandbox.search import Engine
from ostsync.store.database import open_database
from ostsync.store.verdicts import Verdicts
from ostsync.titles.scripts import Readings, readings
from ostsync.titles.works import Works

CANDIDATES = 10
"""What a search brings."""


class Closed:
    """A catalogue that must not be asked."""

    requests = 0

    def search(self, q: str, *, albums: bool = False) -> SearchPage:
        """Must not be called."""
        raise AssertionError(q)

    def search_albums(self, q: str) -> SearchPage:
        """Must not be called."""
        raise AssertionError(q)

    def album_tracks(self, album: Album) -> tuple[Track, ...]:
        """Must not be called."""
        raise AssertionError(album)

    def track(self, track_id: str) -> Track | None:
        """Must not be called."""
        raise AssertionError(track_id)


def wishes(shelf: Catalogue, works: Works, catalogue: Local, number: int) -> list[tuple[Recommendation, list[Track]]]:
    """Recommendations with ten candidates each: the track, others of its album, others of its artist, any."""
    dice = random.Random(1)
    twins, albums = Twins(shelf), sorted(soundtracks(shelf).items())
    every = list(shelf.tracks.values())
    made = []
    for place in range(number):
        label, tracks = dice.choice(albums)
        track = dice.choice(tracks)
        written = write(track, shelf.albums[label].name, works, twins, dice).recommendation
        near = [track, *dice.sample(tracks, min(4, len(tracks)))]
        near += dice.sample(every, CANDIDATES - len(near))
        asked = Recommendation(
            f"{written.title} {'' if place < len(every) else place}".strip(), written.work, written.artist
        )
        made.append((asked, [catalogue.model(t) for t in near]))
    return made


def main() -> None:
    """Fills a store, judges everything in it again, and times single verdicts."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--tracks", type=int, default=10_000)
    chosen = options.parse_args()
    shelf, works = load(bench() / "matching" / "catalogue.jsonl.gz"), Works.shipped()
    catalogue = Local(shelf, Engine(Catalogue()))  # nothing is searched: it only makes tracks
    made = wishes(shelf, works, catalogue, chosen.tracks)
    with tempfile.TemporaryDirectory() as folder:
        clock = Clock()
        known: dict[str, Readings] = {}

        def read(text: str) -> Readings:
            return known.setdefault(text, readings(text))

        database = open_database(Path(folder) / "store.db")
        memory = Verdicts(database, world="benchmark", market="US", clock=clock)
        for asked, tracks in made:
            rated = judge(wanted(asked, works, read), [heard(track, read) for track in tracks])
            old = replace(decide(rated), asked=(Asked("plain", asked.title, CANDIDATES, 1),), matcher="0")
            missed = old.status is Status.MISSED
            memory.remember(asked, old, tries=int(missed), next_try=clock.now() if missed else None)
        works.find("Undertale")
        began = time.process_time()
        resolver = Resolver(Closed(), memory, Decisions(), works, clock, Options(rejudge=True))
        matched = sum(r.verdict.status is Status.MATCHED for r in resolver.resolve([("list", a) for a, _ in made]))
        spent = time.process_time() - began
        database.close()
    print(f"{len(made)} tracks judged again from the store: {spent:.1f} s of one core, {matched} matched, 0 requests")
    print(
        f"that is {spent / len(made) * 10_000:.1f} s for 10,000 tracks of which {CANDIDATES} candidates came back each"
    )
    one_verdict(works, made)


def one_verdict(works: Works, made: list[tuple[Recommendation, list[Track]]]) -> None:
    """Times verdicts over 20 candidates whose readings are made."""
    known: dict[str, Readings] = {}

    def read(text: str) -> Readings:
        return known.setdefault(text, readings(text))

    times = []
    for (asked, one), (_, other) in zip(made[:400:2], made[1:400:2], strict=True):
        wish = wanted(asked, works, read)
        candidates = [heard(track, read) for track in (*one, *other)]
        judge(wish, candidates)
        began = time.perf_counter()
        decide(judge(wish, candidates))
        times.append((time.perf_counter() - began) * 1000)
    print(
        f"one verdict over 20 candidates: median {statistics.median(times):.2f} ms, "
        f"slowest of {len(times)} {max(times):.2f} ms"
    )


if __name__ == "__main__":
    main()
