"""How fast the sandbox starts and searches, and what its two rankers find.

    python benchmarks/sandbox_search.py [CATALOGUE.jsonl[.gz]] [--queries LABELS.jsonl] [--sample 1000]

Without arguments it takes the catalogue and the queries of the bench directory (OSTSYNC_BENCH). Printed for each
ranker: the time of a search in this process and over HTTP, whether the answer to a labelled query is among the first
10 tracks for its title or for title and work, and, over a seeded sample of the catalogue, how often a track is found
under its title and artist, and under the same with one typo.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

import requests

from ostsync.sandbox.catalogue import Catalogue, load
from ostsync.sandbox.search import Engine, Ranker
from ostsync.sandbox.server import Sandbox, running

ROOT = Path(__file__).resolve().parent.parent
BENCH = Path(os.environ.get("OSTSYNC_BENCH", ROOT.parent / "shared")) / "bench" / "matching"
FIRST = 10
MAX_QUERY = 100
SEED = 20261123


def _percentiles(seconds: Iterable[float]) -> str:
    ordered = sorted(seconds)
    middle, late = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
    return f"median {middle * 1000:6.2f} ms   p95 {late * 1000:6.2f} ms   worst {ordered[-1] * 1000:6.2f} ms"


def _timed(ask: Callable[[str], object], queries: list[str]) -> list[float]:
    times = []
    for query in queries:
        start = time.perf_counter()
        ask(query)
        times.append(time.perf_counter() - start)
    return times


def _over_http(sandbox: Sandbox) -> Callable[[str], object]:
    session = requests.Session()
    session.headers["Authorization"] = "Bearer sandbox"

    def ask(query: str) -> object:
        wanted = {"q": query, "type": "track,album", "limit": str(FIRST), "market": "US"}
        response = session.get(f"{sandbox.api_url}search", params=wanted, timeout=30)
        response.raise_for_status()
        return response.json()

    return ask


def _found(engine: Engine, query: str, wanted: set[str]) -> bool:
    return any(track.id in wanted for track in engine.tracks(query[:MAX_QUERY], FIRST)[0])


def _with_typo(text: str, dice: random.Random) -> str:
    """Two letters of the longest word change places."""
    word = max(text.split(), key=len)
    at = dice.randrange(1, len(word) - 1) if len(word) > 3 else 0
    return text.replace(word, word[:at] + word[at : at + 2][::-1] + word[at + 2 :], 1)


def _itself(engine: Engine, catalogue: Catalogue, size: int) -> tuple[float, float]:
    """The share of a sample that is found under title and artist, and with one typo in it."""
    dice = random.Random(SEED)
    sample = dice.sample(list(catalogue.tracks.values()), min(size, len(catalogue.tracks)))
    plain = typo = 0
    for track in sample:
        query = f"{track.name} {track.artists[0]}"
        plain += _found(engine, query, {track.id})
        typo += _found(engine, _with_typo(query, dice), {track.id})
    return plain / len(sample), typo / len(sample)


def _questions(path: Path) -> list[tuple[list[str], set[str]]]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        ([row["query_title"], f"{row['query_title']} {row['query_work'] or ''}".strip()], set(row["expected"]))
        for row in rows
    ]


def main() -> None:
    """Measures and prints."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("catalogue", nargs="?", type=Path, default=BENCH / "catalogue.jsonl.gz")
    options.add_argument("--queries", type=Path, default=BENCH / "open.jsonl")
    options.add_argument("--sample", type=int, default=1000)
    chosen = options.parse_args()
    if not chosen.catalogue.exists() or not chosen.queries.exists():
        sys.exit("name a catalogue and --queries, or set OSTSYNC_BENCH")
    start = time.perf_counter()
    catalogue = load(chosen.catalogue)
    loaded = time.perf_counter() - start
    questions = _questions(chosen.queries)
    queries = [query[:MAX_QUERY] for forms, _ in questions for query in forms]
    answered = [(forms, wanted) for forms, wanted in questions if wanted]
    print(f"{len(catalogue.tracks):,} tracks, {len(catalogue.albums):,} albums, {len(queries)} queries")
    for ranker in Ranker:
        start = time.perf_counter()
        with running(catalogue=catalogue, search=ranker) as sandbox:
            print(f"\n{ranker}: up in {loaded + time.perf_counter() - start:.1f} s (loading {loaded:.1f} s)")
            engine = sandbox.world.engine
            print(f"  tracks, in process   {_percentiles(_timed(partial(engine.tracks, limit=FIRST), queries))}")
            print(f"  albums, in process   {_percentiles(_timed(partial(engine.albums, limit=FIRST), queries))}")
            print(f"  both, over HTTP      {_percentiles(_timed(_over_http(sandbox), queries))}")
        by_form = [sum(_found(engine, forms[n], wanted) for forms, wanted in answered) for n in (0, 1)]
        either = sum(any(_found(engine, form, wanted) for form in forms) for forms, wanted in answered)
        print(
            f"  answer in first {FIRST}   title {by_form[0]}, title work {by_form[1]}, "
            f"either {either} of {len(answered)}"
        )
        plain, typo = _itself(engine, catalogue, chosen.sample)
        print(f"  finds itself         title artist {plain:.1%}, with one typo {typo:.1%}")


if __name__ == "__main__":
    main()
