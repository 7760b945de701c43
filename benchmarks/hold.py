"""What must hold for speed and memory, measured on real processes: one table of ratios, each beside its bound.

    python benchmarks/hold.py            # all of it: lists of 100, 1,000 and 10,000 tracks; about half an hour
    python benchmarks/hold.py --short    # the same code on the article and short lists; about a minute
    python benchmarks/hold.py --only warm cold

A report, never a gate: a slow machine ends with 0 like a fast one. Every figure is of whole processes of the real
command line, started as a person starts them, with a sandbox beside them where they ask one. Of several runs the
quickest counts, since everything else that the machine does only adds time; where two things are compared they take
turns, and the middle of their ratios counts. "growth" is what a further track costs in a longer list against a shorter
one, in seconds of processor time, which a busy machine stretches least: 1.0 is linear, and what is over 1.3 is marked.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OSTSYNC = (sys.executable, "-c", "from ostsync.cli import main; main()")
ARTICLE = ROOT / "src" / "ostsync" / "app" / "data" / "saddest-soundtracks.md"
LATENCY_MS = 100
WORSE_THAN_LINEAR = 1.3
LEAST_TOLD_S = 0.1
"""Seconds by which two lists must differ for a ratio to say anything."""
MEGABYTE = 1024 * 1024


# ---------------------------------------------------------------------------- processes


@dataclass(frozen=True, slots=True)
class Cost:
    """What one process took."""

    wall: float
    cpu: float
    peak_mb: float
    """The most memory it held at a time; 0 where the system does not say (Windows)."""
    out: str


def measured(command: Sequence[str], env: dict[str, str]) -> Cost:
    """Runs a process to its end. Raises RuntimeError with what it said where it fails."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=ROOT)
        cpu = peak = 0.0
        if hasattr(os, "wait4"):
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            cpu = used.ru_utime + used.ru_stime
            peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / MEGABYTE
        else:
            process.wait()
        wall = time.perf_counter() - began
        out.seek(0)
        err.seek(0)
        said = out.read().decode("utf-8", "replace")
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}: {err.read().decode()[-2000:]}")
        return Cost(wall, cpu or wall, peak, said)


def environment(home: Path, url: str | None = None) -> dict[str, str]:
    """That of a person who installed ostsync: its modules are compiled, nothing else of this process gets in."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("OSTSYNC_") and k != "PYTHONDONTWRITEBYTECODE"}
    env |= {"OSTSYNC_HOME": str(home), "PYTHONIOENCODING": "utf-8"}
    if url is not None:
        env |= {
            "OSTSYNC_SPOTIFY__API_URL": f"{url}/v1/",
            "OSTSYNC_SPOTIFY__ACCOUNTS_URL": url,
            "OSTSYNC_SPOTIFY__ACCESS_TOKEN": "sandbox",
        }
    return env


@contextmanager
def sandbox(latency_ms: int = 0, catalogue: Path | None = None) -> Iterator[str]:
    """A sandbox in a process of its own; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--port", str(port), "--latency-ms", str(latency_ms)]
    options += ["--catalogue", str(catalogue)] if catalogue else []
    command = [*OSTSYNC, "--quiet", "sandbox", *options]
    quiet = subprocess.DEVNULL
    with tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen(command, env=environment(Path(home)), stdin=quiet, stdout=quiet, stderr=quiet)
        try:
            for _ in range(1200):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                if process.poll() is not None:
                    raise RuntimeError("the sandbox did not start")
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=30)


# ---------------------------------------------------------------------------- the table


class Table:
    """Lines as they are measured."""

    def __init__(self) -> None:
        self.missed: list[str] = []
        print(f"{'':62} {'measured':>14}  {'bound':>12}")

    def line(self, what: str, value: str, bound: str = "", *, holds: bool = True) -> None:
        """One figure beside what is asked of it."""
        mark = "" if holds else "  does not hold"
        if not holds:
            self.missed.append(what)
        print(f"{what:62} {value:>14}  {bound:>12}{mark}", flush=True)

    def most(self, what: str, value: float, bound: float, unit: str = "", digits: int = 2) -> None:
        """A figure that may not be larger than its bound."""
        self.line(what, f"{value:.{digits}f}{unit}", f"≤ {bound:.{digits}f}{unit}", holds=value <= bound)

    def growth(self, what: str, costs: dict[int, Cost]) -> None:
        """What a further track costs in a longer list against a shorter one; needs three lengths."""
        sizes = sorted(costs)
        for small, middle, large in zip(sizes, sizes[1:], sizes[2:], strict=False):
            before = (costs[middle].cpu - costs[small].cpu) / (middle - small)
            after = (costs[large].cpu - costs[middle].cpu) / (large - middle)
            if before <= 0 or costs[middle].cpu - costs[small].cpu < LEAST_TOLD_S:
                self.line(f"{what}: growth to {large:,} ({after * 1000:.2f} ms/track)", "too little", "")
                continue
            words = f"{what}: growth to {large:,} ({after * 1000:.2f} ms/track)"
            self.most(words, after / before, WORSE_THAN_LINEAR)


# ---------------------------------------------------------------------------- what is measured


class Bench:
    """The measurements, and where they put their files."""

    def __init__(self, folder: Path, url: str, *, short: bool) -> None:
        """`url` is that of a sandbox which only has to say who is logged in: verdicts are kept for each server."""
        self.folder = folder
        self.url = url
        self.short = short
        self.table = Table()
        self.sizes = (100, 500, 2000) if short else (100, 1000, 10_000)
        self._lists: dict[int, tuple[Path, Path]] = {}
        self._homes: dict[int, Path] = {}

    def list_of(self, size: int) -> tuple[Path, Path]:
        """A list and the catalogue that answers it, written in a process of its own: this one stays small, since
        what it starts would inherit its size."""
        if size not in self._lists:
            command = (sys.executable, str(HERE / "_lists.py"), str(self.folder), str(size))
            listed, shelf = measured(command, environment(self.folder / "none")).out.split("\n")[:2]
            self._lists[size] = (Path(listed), Path(shelf))
        return self._lists[size]

    def home(self, name: str) -> Path:
        """An empty home."""
        place = self.folder / name
        shutil.rmtree(place, ignore_errors=True)
        return place

    def answered(self, size: int) -> Path:
        """A home in which every track of the list has its answer."""
        if size not in self._homes:
            home = self.home(f"answered-{size}")
            command = (sys.executable, str(HERE / "_answered.py"), str(self.list_of(size)[0]))
            measured(command, environment(home, self.url))
            resolved = measured((*OSTSYNC, "resolve", str(self.list_of(size)[0])), environment(home, self.url)).out
            assert "· 0 requests" in resolved, resolved[-200:]
            self._homes[size] = home
        return self._homes[size]

    def best(self, command: Sequence[str], env: dict[str, str], repeat: int) -> Cost:
        """The quickest of several runs, with the most memory of any: what else the machine does only adds time."""
        runs = [measured(command, env) for _ in range(repeat)]
        return Cost(min(r.wall for r in runs), min(r.cpu for r in runs), max(r.peak_mb for r in runs), runs[-1].out)

    def warm_up(self) -> None:
        """Compiles what is not compiled yet."""
        measured((*OSTSYNC, "--help"), environment(self.folder / "none"))
        measured((*OSTSYNC, "resolve", str(ARTICLE)), environment(self.home("up"), self.url))

    def start(self) -> None:
        """`--help` against bare click, turn by turn."""
        env = environment(self.folder / "none")
        ratios, walls = [], []
        for _ in range(7 if self.short else 21):
            bare = measured((sys.executable, "-c", "import click"), env)
            ours = measured((*OSTSYNC, "--help"), env)
            ratios.append(ours.wall / bare.wall)
            walls.append(ours.wall)
        self.table.most("--help against `import click`", statistics.median(ratios), 2.0, "×")
        self.table.line("--help", f"{statistics.median(walls) * 1000:.0f} ms")

    def cold(self) -> None:
        """Nothing known, every request takes 100 ms: wall time against requests times latency."""
        self._cold("the bundled article", ARTICLE, None, 1 if self.short else 3)
        real = Path(os.environ.get("OSTSYNC_BENCH", ROOT.parent / "shared"))
        article, shelf = real / "seed" / "article.txt", real / "bench" / "matching" / "catalogue.jsonl.gz"
        if not self.short and article.is_file() and shelf.is_file():
            self._cold("a real article, 150,000 tracks to search", article, shelf, 3)
        for size in () if self.short else (100, 1000):
            self._cold(f"{size:,} tracks", *self.list_of(size), 1)

    def _cold(self, what: str, source: Path, shelf: Path | None, repeat: int) -> None:
        with sandbox(LATENCY_MS, shelf) as url:
            command = (*OSTSYNC, "resolve", str(source))
            runs = [measured(command, environment(self.home("cold"), url)) for _ in range(repeat)]
        quickest = min(runs, key=lambda run: run.wall)
        # The table ends with the number of requests; JSON would have to be read to its end for it.
        requests = int(quickest.out.rsplit(" request", 1)[0].rsplit(" ", 1)[1].replace(",", ""))
        words = f"cold, {what}: {requests} requests, {quickest.wall:.1f} s"
        self.table.most(words, quickest.wall / (requests * LATENCY_MS / 1000), 1.15, "×", 3)

    def warm(self) -> None:
        """Everything known: no request leaves."""
        for form in ("table", "json"):
            costs = {}
            for size in self.sizes:
                listed = self.list_of(size)[0]
                repeat = 5 if size == 100 else 2
                command = (*OSTSYNC, "resolve", "--format", form, str(listed))
                costs[size] = cost = self.best(command, environment(self.answered(size), self.url), repeat)
                words = f"warm resolve, {size:,} tracks, {form} ({cost.cpu:.2f} s of processor)"
                bound = {100: 1.0, 10_000: 15.0}.get(size)
                if bound:
                    self.table.most(words, cost.wall, bound, " s")
                else:
                    self.table.line(words, f"{cost.wall:.2f} s")
                if size == self.sizes[-1]:
                    self.table.most(f"warm resolve, {size:,} tracks, {form}: memory", cost.peak_mb, 250, " MB", 0)
            self.table.growth(f"warm resolve, {form}", costs)

    def steps(self) -> None:
        """The other steps on the same lists: read, reported, planned, exported."""
        few = ("read, bullets", "report, table", "report, html", "plan of a push", "export, csv")
        for words, command in self._steps():
            if self.short and words not in few:
                continue
            costs = {}
            for size in self.sizes:
                home = self.answered(size)
                costs[size] = self.best(
                    command(self.list_of(size)[0]), environment(home, self.url), 1 if self.short else 2
                )
            largest = self.sizes[-1]
            cost = costs[largest]
            self.table.line(f"{words}, {largest:,} tracks", f"{cost.wall:.2f} s {cost.peak_mb:4.0f} MB")
            self.table.growth(words, costs)

    def _steps(self) -> Iterator[tuple[str, Callable[[Path], tuple[str, ...]]]]:
        yield "read, bullets", lambda listed: (*OSTSYNC, "extract", "--format", "json", str(listed))
        yield "read, a table", lambda listed: (*OSTSYNC, "extract", "--format", "json", str(listed.with_suffix(".tsv")))
        for form in ("table", "json", "csv", "markdown", "html"):
            yield f"report, {form}", lambda listed, f=form: (*OSTSYNC, "review", "--all", "--format", f)  # type: ignore[misc]
        yield "plan of a push", lambda listed: (*OSTSYNC, "push", "--dry-run")
        for form in ("csv", "json", "jspf", "xspf", "m3u8", "markdown"):
            yield f"export, {form}", lambda listed, f=form: (*OSTSYNC, "export", "--format", f)  # type: ignore[misc]


PARTS: dict[str, Callable[[Bench], None]] = {
    "start": Bench.start,
    "cold": Bench.cold,
    "warm": Bench.warm,
    "steps": Bench.steps,
}


def main() -> None:
    """Prints the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--short", action="store_true", help="the article and short lists, in about a minute")
    options.add_argument("--only", nargs="+", choices=list(PARTS), default=list(PARTS))
    chosen = options.parse_args()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="ostsync-hold-", ignore_cleanup_errors=True) as folder, sandbox() as url:
        bench = Bench(Path(folder), url, short=chosen.short)
        bench.warm_up()
        for part in chosen.only:
            PARTS[part](bench)
    missed = f"{len(bench.table.missed)} figures do not hold on this machine" if bench.table.missed else "all hold"
    load = f", load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors" if hasattr(os, "getloadavg") else ""
    print(f"{missed}; {time.perf_counter() - began:.0f} s{load}")


if __name__ == "__main__":
    main()
