"""Is the confidence meant? Queries written from the catalogue's soundtrack tracks, half of them with the answer hidden.

    python benchmarks/reliability.py --queries 2000 --ranker strict

Prints for each band of confidence how many matches were right. A match is right when it is the track itself or
the same piece by the same artist on another release; with the answer hidden, every match is wrong.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict

from _world import RANKERS, Clock, Local, Memory, bench
from _written import Twins, Written, choose, plain, soundtracks, write
from rapidfuzz.fuzz import ratio

from ostsync.decisions import Decisions
from ostsync.matching.resolver import Options, Resolver
from ostsync.matching.weights import Weights, shipped
from ostsync.model import Resolved, Status, Track
from ostsync.sandbox.catalogue import FILLER_DURATION_MS, Catalogue, CatalogueTrack, load
from ostsync.sandbox.search import Engine
from ostsync.store.verdicts import key_of
from ostsync.titles.works import Works

SAME, SECOND = 85, 1_000
BANDS = ((0.99, 1.01), (0.95, 0.99), (0.90, 0.95), (0.80, 0.90))


def queries(shelf: Catalogue, works: Works, number: int, seed: int) -> list[tuple[Written, bool]]:
    """Queries, each with whether its answer is to be hidden."""
    dice = random.Random(seed)
    twins = Twins(shelf)
    albums = sorted(soundtracks(shelf).items())
    native = [(label, other) for label, tracks in albums if (other := [t for t in tracks if not t.name.isascii()])]
    native = [pair for pair in native if any(any(ord(c) > 0x2E7F for c in t.name) for t in pair[1])]
    made = []
    drawn: set[tuple[str, str]] = set()
    place = 0
    while len(made) < number:
        label, track = choose(albums, native, dice)
        written = write(track, shelf.albums[label].name, works, twins, dice)
        if (track.id, written.recommendation.title) in drawn:
            continue
        drawn.add((track.id, written.recommendation.title))
        place += 1
        made.append((written, place % 2 == 1))
    return made


def run(
    catalogue: Local, works: Works, asked: list[tuple[Written, bool]], weights: Weights
) -> list[tuple[Written, bool, Resolved]]:
    """Each query in a run of its own, as one hides what another needs."""
    results = []
    for written, hide in asked:
        catalogue.hidden = set(written.answers) if hide else set()
        resolver = Resolver(catalogue, Memory(key_of), Decisions(), works, Clock(), Options(), weights)
        [result] = resolver.resolve([("list", written.recommendation)])
        results.append((written, hide, result))
    return results


def table(results: list[tuple[Written, bool, Resolved]], *, errors: int = 0) -> None:
    """Prints the reliability table, what became of the rest, and the first errors."""
    print("confidence   matches  right  share")
    for low, high in BANDS:
        fitting = [
            r for r in results if r[2].verdict.status is Status.MATCHED and low <= r[2].verdict.confidence < high
        ]
        right = sum(is_right(*r) for r in fitting)
        print(f"{low:.2f}-{min(high, 1):.2f}  {len(fitting):8} {right:6}  {right / max(1, len(fitting)):.3f}")
    sure = [r for r in results if r[2].verdict.status is Status.MATCHED and r[2].verdict.confidence >= 0.9]
    right = sum(is_right(*r) for r in sure)
    print(f"at 0.90 or more: {right} of {len(sure)} right = {right / max(1, len(sure)):.4f}")
    by: dict[str, Counter[str]] = defaultdict(Counter)
    for written, hide, result in results:
        state = str(result.verdict.status)
        if result.verdict.status is Status.MATCHED:
            state = "right" if is_right(written, hide, result) else "wrong"
        by["hidden" if hide else written.shape][state] += 1
        by["requests, hidden" if hide else "requests, there"]["asked"] += result.verdict.requests
        by["requests, hidden" if hide else "requests, there"]["queries"] += 1
    for group, counts in sorted(by.items()):
        print(f"  {group:18}" + "  ".join(f"{k} {v}" for k, v in counts.most_common()))
    wrong = [r for r in results if r[2].verdict.status is Status.MATCHED and not is_right(*r)]
    for written, hide, result in wrong[:errors]:
        asked, match = written.recommendation, result.verdict.match
        assert match is not None
        print(
            f"  wrong {result.verdict.confidence:.2f}{' (hidden)' if hide else ''} {asked.title!r} ({asked.work})"
            f" [{written.track.name!r} {written.track.artists}] -> {match.name!r} {match.artists} {match.album_name!r}"
        )


def is_right(written: Written, hide: bool, result: Resolved) -> bool:
    """Whether a match answers its query: the track, or a twin that its spelling kept from hiding."""
    match = result.verdict.match
    if match is None:
        return False
    return (match.id in written.answers and not hide) or same_piece(written.track, match)


def same_piece(track: CatalogueTrack, match: Track) -> bool:
    """Whether a match is the same piece by the same artist: its title spelled otherwise, or its length to the second.

    "Forbidden Colors" is "Forbidden Colours", and 시작 is "Start Over".
    """
    people = {plain(name) for artist in track.artists for name in re.split(r" & |, | and ", artist)}
    others = {plain(name) for artist in match.artists for name in re.split(r" & |, | and ", artist)}
    if not people & others:
        return False
    alike = max(ratio(plain(track.name), plain(match.name)), ratio(letters(track.name), letters(match.name)))
    as_long = abs(track.duration_ms - (match.duration_ms or 0)) < SECOND and track.duration_ms != FILLER_DURATION_MS
    return alike >= SAME or as_long


def letters(text: str) -> str:
    """Every letter and digit."""
    return "".join(c for c in text.casefold() if c.isalnum())


def main() -> None:
    """Makes the queries, resolves them, prints the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--queries", type=int, default=2000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--errors", type=int, default=40)
    options.add_argument("--ranker", choices=[str(r) for r in RANKERS])
    options.add_argument("--missed", type=int, default=0, help="show this many that were there and not found")
    chosen = options.parse_args()
    shelf = load(bench() / "matching" / "catalogue.jsonl.gz")
    works = Works.shipped()
    asked = queries(shelf, works, chosen.queries, chosen.seed)
    for ranker in RANKERS:
        if chosen.ranker and ranker != chosen.ranker:
            continue
        print(f"== {ranker}: {len(asked)} queries, half of them with the answer hidden")
        results = run(Local(shelf, Engine(shelf, ranker)), works, asked, shipped())
        table(results, errors=chosen.errors)
        lost = [r for r in results if not r[1] and r[2].verdict.status is not Status.MATCHED]
        for written, _, result in lost[: chosen.missed]:
            asked_for, verdict = written.recommendation, result.verdict
            first = verdict.candidates[0] if verdict.candidates else None
            print(
                f"  {verdict.status} {verdict.reason} {written.shape}: {asked_for.title!r} ({asked_for.work}) "
                f"[{written.track.name!r} on {shelf.albums[written.track.album_id].name!r}] "
                f"{[(e.name, round(e.value * e.weight, 1)) for e in first.evidence] if first else ''}"
            )


if __name__ == "__main__":
    main()
