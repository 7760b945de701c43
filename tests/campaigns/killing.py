"""Real `ostsync` processes against a real sandbox, killed with SIGKILL at any moment, and what is there afterwards.

Each scenario is one command with the home that it starts from. It is run once undisturbed; then it is killed after a
random share of that time, looked at, and run again to its end. Used by the short run in the suite and by
`benchmarks/store_campaign.py`.
"""

from __future__ import annotations

import copy
import csv
import io
import json
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import requests
from tests.campaigns.damaging import fill

from ostsync.sandbox.server import Sandbox, running
from ostsync.store import decisionlog

LATENCY_MS = 4
LONGEST_S = 60.0
"""A process that runs longer is hung, and the campaign fails."""
TRACKS = 230
LARGE = 1_500
"""Of each thing in a database that takes a while to be mended."""
ARTICLE = "article.md"


@dataclass(slots=True)
class Tally:
    """What came of it, summed over the kills."""

    kills: Counter[str] = field(default_factory=Counter)
    too_late: int = 0
    """Kills that met a process which had ended."""
    acknowledged: int = 0
    """Decisions and answers that were seen as kept before the kill."""
    asked_again: int = 0
    """Questions that were asked more often than without a kill: at most one for each."""
    leftovers: Counter[str] = field(default_factory=Counter)
    """Files with a passing name that a kill left lying."""
    wrong: list[str] = field(default_factory=list)
    """What did not hold."""

    def check(self, holds: bool, what: str) -> None:
        """Notes what does not hold."""
        if not holds:
            self.wrong.append(what)


@dataclass(slots=True)
class Stage:
    """The sandbox, and where homes are made."""

    sandbox: Sandbox
    directory: Path
    article: str = ""

    def resolved(self) -> Path:
        """A home in which the article has been resolved; made once."""
        home = self.directory / "resolved"
        if not home.exists():
            self.empty(home)
            self.run(home, "resolve", ARTICLE, "--format", "json")
        return home

    def empty(self, home: Path) -> None:
        """A home with nothing but the article."""
        (home / "data").mkdir(parents=True)
        (home / ARTICLE).write_text(self.article or whole_article(), encoding="utf-8")

    def start(self, home: Path, *words: str, stdin: bytes = b"") -> Process:
        """A process on a home; what it says goes into files beside the home."""
        return Process(home, words, self._environment(home), stdin)

    def run(self, home: Path, *words: str, stdin: bytes = b"") -> Process:
        """A process that runs to its end."""
        process = self.start(home, *words, stdin=stdin)
        process.wait()
        if process.code not in (0, 5):
            raise RuntimeError(f"{words} ended with {process.code}: {process.said()}")
        return process

    def fresh(self, template: Path) -> Path:
        """A copy of a home."""
        home = self.directory / "home"
        shutil.rmtree(home, ignore_errors=True)
        shutil.copytree(template, home)
        return home

    def settle(self) -> None:
        """Waits until no request of a dead process is under way."""
        for _ in range(400):
            if all(received.status is not None for received in list(self.sandbox.requests)):
                return
            time.sleep(0.005)

    def _environment(self, home: Path) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OSTSYNC_")}
        return kept | {
            "OSTSYNC_HOME": str(home),
            "OSTSYNC_SPOTIFY__API_URL": self.sandbox.api_url,
            "OSTSYNC_SPOTIFY__ACCOUNTS_URL": self.sandbox.accounts_url,
            "OSTSYNC_SPOTIFY__ACCESS_TOKEN": "sandbox",
            "NO_PROXY": "127.0.0.1",
        }


class Process:
    """One `ostsync`, in a process of its own."""

    def __init__(self, home: Path, words: tuple[str, ...], environment: dict[str, str], stdin: bytes) -> None:
        self._out, self._err = home.parent / "out", home.parent / "err"
        given = home.parent / "in"
        given.write_bytes(stdin)
        self.began = time.monotonic()
        with given.open("rb") as taken, self._out.open("wb") as out, self._err.open("wb") as err:
            self._process = subprocess.Popen(
                [sys.executable, "-c", "from ostsync.cli import main; main()", *words],
                stdin=taken, stdout=out, stderr=err, env=environment, cwd=home,
            )  # fmt: skip
        self.seconds = 0.0

    @property
    def code(self) -> int | None:
        """How it ended; None while it runs."""
        return self._process.poll()

    def wait(self) -> None:
        """Waits for its end."""
        try:
            self._process.wait(LONGEST_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        self.seconds = time.monotonic() - self.began

    def kill_after(self, seconds: float) -> bool:
        """Kills it so long after its start; whether it was still running."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, self.began + seconds - time.monotonic()))
            return False
        self._process.kill()
        self._process.wait()
        return True

    def out(self) -> str:
        """Standard output so far."""
        return self._out.read_text(encoding="utf-8")

    def said(self) -> str:
        """Standard error so far."""
        return self._err.read_text(encoding="utf-8")


# ---------------------------------------------------------------------------- looking


def decisions_in(home: Path) -> list[tuple[str, str]]:
    """Every decision of a home as (title, action), oldest first."""
    with _database(home) as db:
        rows = db.execute("SELECT readings, action FROM decisions ORDER BY at, id").fetchall()
    return [(json.loads(readings)[0]["title"], action) for readings, action in rows]


def verdicts_in(home: Path) -> int:
    """How many answers are kept."""
    with _database(home) as db:
        return int(db.execute("SELECT count(*) FROM verdicts").fetchone()[0])


def look(home: Path, tally: Tally, scenario: str) -> None:
    """What must hold after a kill, in a copy of the home, so that the next run meets it as it is."""
    database = home / "data" / "ostsync.db"
    if not database.exists() or not database.stat().st_size:
        return
    with _database(home) as db:
        whole = [row[0] for row in db.execute("PRAGMA integrity_check")]
        tally.check(whole == ["ok"], f"{scenario}: {whole[:1]}")
        tally.check(not db.execute("PRAGMA foreign_key_check").fetchall(), f"{scenario}: a reference leads nowhere")
        if db.execute("PRAGMA user_version").fetchone()[0] == 0:
            return
        same = "SELECT count(*) FROM decisions GROUP BY origin, readings, action, uris, words HAVING count(*) > 1"
        tally.check(not db.execute(same).fetchall(), f"{scenario}: a decision is there twice")
        kept = {row[0] for row in db.execute("SELECT at FROM decisions")}
    lines = [decisionlog.Line.of(part) for part in _log(home).split(b"\n") if part]
    written = {line.key[1] for line in lines if line}
    tally.check(kept <= written, f"{scenario}: a decision has no second copy")
    for file in (home / "data" / "tokens").glob("*.json"):
        json.loads(file.read_bytes())


def counted(home: Path, stage: Stage, tally: Tally, scenario: str) -> None:
    """The ledger may know of requests that never arrived, and of each that did."""
    with _database(home) as db:
        known = db.execute("SELECT count(*) FROM requests").fetchone()[0]
    tally.check(known >= len(stage.sandbox.requests), f"{scenario}: {len(stage.sandbox.requests)} asked, {known} known")


@contextmanager
def _database(home: Path) -> Iterator[sqlite3.Connection]:
    place = home.parent / "looked at"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for file in (home / "data").glob("ostsync.db*"):
        if file.is_file():
            shutil.copyfile(file, place / file.name)
    with closing(sqlite3.connect(place / "ostsync.db")) as db:
        yield db


def _log(home: Path) -> bytes:
    file = decisionlog.place(home / "data" / "ostsync.db")
    return file.read_bytes() if file.exists() else b""


# ---------------------------------------------------------------------------- scenarios


@dataclass(slots=True)
class Scenario:
    """One command. `prepare` makes the home it starts from, once; `once` runs and kills it, and looks."""

    stage: Stage
    template: Path = field(init=False)
    seconds: float = 0.0
    """How long it takes undisturbed."""
    reference: Any = None

    def __post_init__(self) -> None:
        self.template = self.stage.directory / type(self).__name__
        self.prepare()
        home = self.begin()
        process = self.stage.run(home, *self.words(), stdin=self.stdin())
        self.seconds = process.seconds
        self.reference = self.result(home, process)

    def prepare(self) -> None:
        """What has happened before."""
        self.stage.empty(self.template)

    def words(self) -> tuple[str, ...]:
        """The command."""
        raise NotImplementedError

    def stdin(self) -> bytes:
        """What is typed."""
        return b""

    def result(self, home: Path, process: Process) -> Any:
        """What must be the same however often it was killed."""
        raise NotImplementedError

    def begin(self) -> Path:
        """The home, and a sandbox that has been asked nothing."""
        self.stage.sandbox.requests.clear()
        return self.stage.fresh(self.template)

    def killed(self, home: Path, process: Process, tally: Tally) -> None:
        """What must hold right after the kill."""

    def look(self, home: Path, tally: Tally) -> None:
        """Right after the kill."""
        look(home, tally, type(self).__name__)

    def once(self, dice: random.Random, tally: Tally) -> None:
        """One kill, and the same command again to its end."""
        name = type(self).__name__
        home = self.begin()
        process = self.stage.start(home, *self.words(), stdin=self.stdin())
        tally.kills[name] += 1
        tally.too_late += not process.kill_after(dice.uniform(0, self.seconds * 1.02))
        self.stage.settle()
        self.look(home, tally)
        self.killed(home, process, tally)
        again = self.stage.run(home, *self.words(), stdin=self.stdin())
        look(home, tally, name)
        counted(home, self.stage, tally, name)
        found = self.result(home, again)
        tally.check(found == self.reference, f"{name}: {_difference(found, self.reference)}")
        tally.leftovers.update(_passing_name(file) for file in home.rglob(".*") if file.is_file())
        self.after(home, tally)

    def after(self, home: Path, tally: Tally) -> None:
        """What must hold at the end, beside the result."""


class Resolve(Scenario):
    """`resolve`: an answer that was kept is never asked for again."""

    asked = 0

    def words(self) -> tuple[str, ...]:
        return "resolve", ARTICLE, "--format", "json"

    def result(self, home: Path, process: Process) -> Any:
        self.asked = self.asked or len(self.stage.sandbox.requests)
        keys = ("title", "status", "reason", "confidence", "duplicate_of")
        return [
            [row[key] for key in keys] + [(row["match"] or {}).get("uri"), [c["uri"] for c in row["candidates"]]]
            for row in json.loads(process.out())["results"]
        ]

    def killed(self, home: Path, process: Process, tally: Tally) -> None:
        if (home / "data" / "ostsync.db").exists():
            with suppress(sqlite3.OperationalError):  # no schema yet
                tally.acknowledged += verdicts_in(home)

    def after(self, home: Path, tally: Tally) -> None:
        more = len(self.stage.sandbox.requests) - self.asked
        tally.asked_again += max(0, more)
        tally.check(more <= 1, f"Resolve: {more} questions were asked again")


class _OnResults(Scenario):
    def prepare(self) -> None:
        shutil.copytree(self.stage.resolved(), self.template)

    def result(self, home: Path, process: Process) -> Any:
        return decisions_in(home)


class Decide(_OnResults):
    """`decide`: what was said to be kept is kept, and once."""

    def words(self) -> tuple[str, ...]:
        return "decide", "3", "--skip"

    def killed(self, home: Path, process: Process, tally: Tally) -> None:
        said = "Kept." in process.said()
        tally.acknowledged += said
        tally.check(not said or len(decisions_in(home)) == 1, "Decide: a kept decision is lost")


class ReviewSheet(_OnResults):
    """`review --import`: all of the sheet, or nothing, and nothing twice."""

    def prepare(self) -> None:
        _OnResults.prepare(self)
        sheet = self.stage.run(self.template, "review", "--format", "csv").out()
        rows = list(csv.DictReader(io.StringIO(sheet)))
        for row in rows:
            row["action"] = "skip"
        text = io.StringIO()
        writer = csv.DictWriter(text, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
        (self.template / "review.csv").write_text(text.getvalue(), encoding="utf-8")

    def words(self) -> tuple[str, ...]:
        return "review", "--import", "review.csv"

    def killed(self, home: Path, process: Process, tally: Tally) -> None:
        kept = len(decisions_in(home))
        said = "decisions kept" in process.said()
        tally.acknowledged += kept if said else 0
        tally.check(kept in (0, len(self.reference)), f"ReviewSheet: {kept} of {len(self.reference)} are kept")
        tally.check(not said or kept == len(self.reference), "ReviewSheet: kept decisions are lost")


class ReviewTerminal(_OnResults):
    """`review --interactive`: each “Saved” is kept."""

    def words(self) -> tuple[str, ...]:
        return "review", "--interactive"

    def stdin(self) -> bytes:
        return b"s\n" * 20

    def killed(self, home: Path, process: Process, tally: Tally) -> None:
        said, kept = process.said().count("Saved: skipped."), len(decisions_in(home))
        tally.acknowledged += said
        tally.check(said <= kept <= said + 1, f"ReviewTerminal: {said} said to be kept, {kept} are")


class ReviewPage(_OnResults):
    """`review --web`: what the page shows as saved is kept."""

    orders: tuple[int, ...] = ()
    saved: tuple[int, ...] = ()

    def prepare(self) -> None:
        _OnResults.prepare(self)
        shown = json.loads(self.stage.run(self.template, "review", "--format", "json").out())
        self.orders = tuple(row["order"] for row in shown["results"])

    def words(self) -> tuple[str, ...]:
        return "review", "--web", "--no-browser"

    def once(self, dice: random.Random, tally: Tally) -> None:
        home = self.begin()
        process = self.stage.start(home, *self.words())
        tally.kills["ReviewPage"] += 1
        end = process.began + dice.uniform(0, self.seconds)
        saved = self._decide(process, self.orders, until=lambda: time.monotonic() >= end)
        tally.too_late += not process.kill_after(end - process.began)
        look(home, tally, "ReviewPage")
        kept = len(decisions_in(home))
        tally.acknowledged += len(saved)
        tally.check(len(saved) <= kept <= len(saved) + 1, f"ReviewPage: {len(saved)} shown as saved, {kept} are kept")
        again = self.stage.start(home, *self.words())
        self._decide(again, self.orders[kept:], until=lambda: False)
        again.wait()
        look(home, tally, "ReviewPage")
        tally.check(decisions_in(home) == self.reference, "ReviewPage: other decisions in the end")

    def __post_init__(self) -> None:
        self.template = self.stage.directory / "ReviewPage"
        self.prepare()
        home = self.begin()
        process = self.stage.start(home, *self.words())
        self._decide(process, self.orders, until=lambda: False)
        process.wait()
        self.seconds = process.seconds
        self.reference = decisions_in(home)

    def _decide(self, process: Process, orders: tuple[int, ...], until: Callable[[], bool]) -> list[int]:
        """Skips one case after the other on the page; answers those that it called saved."""
        address = None
        while address is None:
            if until() or process.code is not None or time.monotonic() > process.began + LONGEST_S:
                return []
            address = re.search(r"http://127\.0\.0\.1:\d+/\S+/", process.said())
            time.sleep(0.005)
        origin = re.match(r"http://127\.0\.0\.1:\d+", address[0])
        assert origin is not None
        saved: list[int] = []
        with requests.Session() as browser, suppress(requests.RequestException):
            browser.trust_env = False
            browser.headers["Origin"] = origin[0]
            for order in orders:
                if until():
                    return saved
                answer = browser.post(f"{address[0]}skip", json={"order": order}, timeout=10)
                if answer.ok and answer.json()["saved"]:
                    saved.append(order)
            if not until():
                browser.post(f"{address[0]}done", json={}, timeout=10)
        return saved


class Push(Scenario):
    """`push` of a new playlist: one playlist, in order, nothing twice."""

    def prepare(self) -> None:
        Scenario.prepare(self)
        self._list(list(self.stage.sandbox.world.catalogue.tracks.values())[:TRACKS])
        self.stage.run(self.template, "resolve", "list.csv")

    def _list(self, tracks: list[Any]) -> None:
        lines = [f'"{track.name.replace(chr(34), "")}",{track.uri}' for track in tracks]
        (self.template / "list.csv").write_text("title,uri\n" + "\n".join(lines) + "\n", encoding="utf-8")

    def words(self) -> tuple[str, ...]:
        return "push", "--yes", "--format", "json"

    def begin(self) -> Path:
        with self.stage.sandbox.world.lock:
            self.stage.sandbox.world.playlists = {}
            self.stage.sandbox.world.libraries = {}
        return Scenario.begin(self)

    def result(self, home: Path, process: Process) -> Any:
        return [playlist.uris for playlist in self.stage.sandbox.world.playlists.values()]

    def after(self, home: Path, tally: Tally) -> None:
        [pushed] = json.loads(self.stage.run(home, *self.words()).out())["playlists"]
        name = type(self).__name__
        tally.check(pushed["unchanged"], f"{name}: once more changes something")
        tally.check(pushed["kept_by_hand"] == 0, f"{name}: our own tracks are taken for the person's")


class PushAgain(Push):
    """`push` of another order, with tracks that went and tracks that came."""

    playlists: Any = None

    def prepare(self) -> None:
        tracks = list(self.stage.sandbox.world.catalogue.tracks.values())[: TRACKS + 40]
        Scenario.prepare(self)
        Push.begin(self)
        self._list(tracks[:TRACKS])
        self.stage.run(self.template, "resolve", "list.csv")
        self.stage.run(self.template, "push", "--yes")
        moved = [*tracks[100:130], *tracks[:60], *tracks[75:100], *tracks[130:180], *tracks[200:]]
        self._list(moved)
        self.stage.run(self.template, "resolve", "list.csv")
        world = self.stage.sandbox.world
        self.playlists = copy.deepcopy((world.playlists, world.libraries))

    def begin(self) -> Path:
        world = self.stage.sandbox.world
        with world.lock:
            world.playlists, world.libraries = copy.deepcopy(self.playlists)
        return Scenario.begin(self)


class Mend(Scenario):
    """Any command on a damaged database: what is saved is saved, whenever the saving was ended."""

    def prepare(self) -> None:
        Scenario.prepare(self)
        database = self.template / "data" / "ostsync.db"
        fill(database, LARGE).close()
        data = bytearray(database.read_bytes())
        data[100:4096] = bytes(3996)
        database.write_bytes(data)

    def words(self) -> tuple[str, ...]:
        return "cache", "info"

    def look(self, home: Path, tally: Tally) -> None:
        """It is damaged still, or not; nothing can be said."""

    def result(self, home: Path, process: Process) -> Any:
        aside = any((home / "data").glob("ostsync.damaged-*.db"))
        return aside, verdicts_in(home), len(decisions_in(home)), decisions_in(home)


SCENARIOS: dict[type[Scenario], int] = {
    Resolve: 6, Push: 4, PushAgain: 4, ReviewPage: 2, Decide: 2, ReviewTerminal: 1, ReviewSheet: 1, Mend: 1,
}  # fmt: skip
"""Every scenario with its share of the kills."""


def campaign(
    directory: Path,
    kills: int,
    *,
    seed: int = 1,
    article: str = "",
    scenarios: Mapping[type[Scenario], int] = SCENARIOS,
    tell: Callable[[str], None] = lambda text: None,
) -> Tally:
    """So many kills, each scenario in its share; `article` in place of the one that ships."""
    dice = random.Random(seed)
    tally = Tally()
    shares = list(scenarios.values())
    with running(latency_ms=LATENCY_MS) as sandbox:
        stage = Stage(sandbox, directory, article)
        done = 0
        for place, (kind, share) in enumerate(scenarios.items()):
            count = round((kills - done) * share / sum(shares[place:]))
            done += count
            if not count:
                continue
            scenario = kind(stage)
            tell(f"{kind.__name__}: {scenario.seconds:.2f} s undisturbed, {count} kills")
            for _ in range(count):
                scenario.once(dice, tally)
    return tally


def whole_article() -> str:
    """The article that comes with ostsync."""
    return (resources.files("ostsync.app") / "data" / "saddest-soundtracks.md").read_text(encoding="utf-8")


def _difference(one: Any, other: Any) -> str:
    if isinstance(one, list) and isinstance(other, list):
        for n, (a, b) in enumerate(zip(one, other, strict=False)):
            if a != b:
                return f"at {n}: {str(a)[:200]} instead of {str(b)[:200]}"
        return f"{len(one)} instead of {len(other)}"
    return f"{one} instead of {other}"


def _passing_name(file: Path) -> str:
    return re.sub(r"[0-9a-f]{6,}", "*", f"{file.parent.name}/{file.name}")
