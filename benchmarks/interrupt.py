"""How long ostsync takes to end after Ctrl-C at random moments of a resolve, and what that costs in requests.

python benchmarks/interrupt.py --times 50
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from importlib import resources
from pathlib import Path
from statistics import median

from ostsync.sandbox.server import Sandbox, running

OSTSYNC = [sys.executable, "-c", "from ostsync.cli import main; main()"]
ARTICLE = resources.files("ostsync.app") / "data" / "saddest-soundtracks.md"


class Desk:
    """One home at the sandbox."""

    def __init__(self, sandbox: Sandbox, home: Path) -> None:
        self.home = home
        self._env = {
            **os.environ,
            "OSTSYNC_HOME": str(home),
            "OSTSYNC_SPOTIFY__API_URL": sandbox.api_url,
            "OSTSYNC_SPOTIFY__ACCOUNTS_URL": sandbox.accounts_url,
            "OSTSYNC_SPOTIFY__ACCESS_TOKEN": "sandbox",
        }

    def start(self) -> subprocess.Popen[bytes]:
        """Begins to resolve the bundled article."""
        words = [*OSTSYNC, "resolve", str(ARTICLE), "--format", "json"]
        return subprocess.Popen(words, env=self._env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def finish(self) -> str:
        """Resolves it to its end: what became of every track."""
        process = self.start()
        out, said = process.communicate()
        assert process.returncode == 0, said
        return json.dumps([(r["title"], r["status"], r["match"]) for r in json.loads(out)["results"]])

    def whole(self) -> bool:
        """Whether the database is."""
        database = self.home / "data" / "ostsync.db"
        if not database.exists():
            return True
        with closing(sqlite3.connect(database)) as db:
            return [row[0] for row in db.execute("PRAGMA integrity_check")] == ["ok"]


def main() -> None:
    """Interrupts, looks, and goes on to the end; prints the times and the requests."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--times", type=int, default=30)
    options.add_argument("--latency-ms", type=int, default=30)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    dice = random.Random(chosen.seed)
    with running(latency_ms=chosen.latency_ms) as sandbox, tempfile.TemporaryDirectory() as folder:
        began = time.monotonic()
        right = Desk(sandbox, Path(folder) / "undisturbed").finish()
        length, cost = time.monotonic() - began, len(sandbox.requests)
        took, extra, failures = [], [], 0
        for number in range(chosen.times):
            desk = Desk(sandbox, Path(folder) / str(number))
            sandbox.requests.clear()
            process = desk.start()
            time.sleep(dice.uniform(0.25, length))
            asked = time.monotonic()
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
            took.append(time.monotonic() - asked)
            clean = process.returncode in (0, 130) and b"Traceback" not in said and desk.whole()
            if not clean or desk.finish() != right:
                failures += 1
                print(f"{number}: code {process.returncode}: {said.decode()}")
            extra.append(len(sandbox.requests) - cost)
    print(
        f"{chosen.times} interruptions: {failures} failures; ended after {median(took):.2f} s (median), "
        f"{max(took):.2f} s at most; requests more than undisturbed ({cost}): {median(extra):.0f} (median), "
        f"{max(extra)} at most"
    )


if __name__ == "__main__":
    main()
